"""``convanim schema``: what files that list clips may hold, and what other commands write as JSON."""

from __future__ import annotations

import click

from convanim.cli.output import Reporting, tell_json


@click.command("schema", cls=Reporting)
@click.argument("what", type=click.Choice(["clips", "cost", "measurement", "ledger", "verdict"]), default="clips")
def schema_command(what: str) -> None:
    """Print the JSON Schema of files that list clips, for editors that check TOML.

    "cost" in place of "clips" is the schema of what convanim cost --json writes, "measurement" that of what convanim
    measure does, "ledger" that of the ledger beside every film, and "verdict" that of what convanim verify --json says.
    """
    if what == "cost":
        from convanim.networks.report import json_schema
    elif what == "measurement":
        from convanim.measure.record import json_schema
    elif what == "ledger":
        from convanim.film.ledger_schema import json_schema
    elif what == "verdict":
        from convanim.verify.verdict import json_schema
    else:
        from convanim.request.tables import json_schema

    tell_json(json_schema(), indent=2)
