"""``convanim list``: which scenes there are."""

from __future__ import annotations

import click


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_command(as_json: bool) -> None:
    """List the scenes: built-in ones, and those that other packages have registered."""
    import json

    from convanim.catalog import CATALOG
    from convanim.plugins import plugins

    lines = [{"name": name, "class": entry.scene, "summary": entry.summary} for name, entry in CATALOG.items()]
    lines += [
        {"name": name, "class": plugin.scene, "summary": f"from {plugin.package}"}
        for name, plugin in plugins().items()
        if name not in CATALOG
    ]
    width = max(len(line["name"]) for line in lines) + 2
    for line in lines:
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else f"{line['name']:{width}}{line['summary']}")
