"""``convanim list``: which scenes there are."""

from __future__ import annotations

import click

from convanim.cli.output import Reporting, tell, tell_json


@click.command("list", cls=Reporting)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_command(as_json: bool) -> None:
    """List the scenes: built-in ones, and those that other packages have registered."""
    from convanim.language.tongue import ENGLISH
    from convanim.lessons import ALIASES, BUILT_IN, KNOWN
    from convanim.plugins import plugins

    lines = [
        {"name": name, "class": lesson.scene, "summary": ENGLISH.text(lesson.summary)}
        for name, lesson in BUILT_IN.items()
    ]
    lines += [
        {"name": alias, "class": BUILT_IN[name].scene, "summary": f"another name of {name}"}
        for alias, name in ALIASES.items()
    ]
    lines += [
        {"name": name, "class": plugin.scene, "summary": f"from {plugin.package}"}
        for name, plugin in plugins().items()
        if name not in KNOWN
    ]
    width = max(len(line["name"]) for line in lines) + 2
    for line in lines:
        if as_json:
            tell_json(line)
        else:
            tell(f"{line['name']:{width}}{line['summary']}")
