"""``convanim schema``: what files may hold, for editors and for whoever reads them."""

from __future__ import annotations

from typing import Literal

import click

from convanim.cli.output import Reporting, tell_json


@click.command("schema", cls=Reporting)
@click.argument("kind", type=click.Choice(["clips", "measurement"]), default="clips")
def schema_command(kind: Literal["clips", "measurement"]) -> None:
    """Print the JSON Schema of files that list clips, for editors that check TOML, or of measurements.

    KIND is clips, unless it is measurement, for what convanim measure writes.
    """
    if kind == "measurement":
        from convanim.measure.record import json_schema
    else:
        from convanim.request.tables import json_schema

    tell_json(json_schema(), indent=2)
