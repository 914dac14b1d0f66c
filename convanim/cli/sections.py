"""Help that lists many options under headings."""

from __future__ import annotations

import click

from convanim.cli.options import LAYER, LOOK, NUMBERS, OWN
from convanim.cli.output import Reporting

HEADINGS = {"Layer": LAYER, "Numbers": (*NUMBERS, *OWN), "Look": LOOK}
"""What stands under which heading, by the names of parameters; all else is about what comes out."""


class Sectioned(Reporting):
    """A command whose help has headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, in their order, each under its heading."""
        under = {name: heading for heading, names in HEADINGS.items() for name in names}
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*HEADINGS, "Output")}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                rows[under.get(parameter.name or "", "Output")].append(record)
        for heading, records in rows.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
