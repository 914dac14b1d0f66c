"""``convanim schema``: what a file that lists clips may hold, for editors."""

from __future__ import annotations

import click

from convanim.cli.output import Reporting, tell_json


@click.command("schema", cls=Reporting)
def schema_command() -> None:
    """Print the JSON Schema of files that list clips, for editors that check TOML."""
    from convanim.request.tables import json_schema

    tell_json(json_schema(), indent=2)
