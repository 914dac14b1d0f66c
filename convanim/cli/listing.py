"""``convanim list``: which scenes there are."""

from __future__ import annotations

import click


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def list_command(as_json: bool) -> None:
    """List the built-in scenes."""
    import json

    from convanim.catalog import CATALOG

    width = max(map(len, CATALOG)) + 2
    for name, entry in CATALOG.items():
        if as_json:
            line = json.dumps({"name": name, "class": entry.scene, "summary": entry.summary}, ensure_ascii=False)
        else:
            line = f"{name:{width}}{entry.summary}"
        click.echo(line)
