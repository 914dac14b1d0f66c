"""``convanim schema``: what a file that lists clips may hold, for editors."""

from __future__ import annotations

import click


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of files that list clips, for editors that check TOML."""
    import json

    from convanim.cli.listed import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
