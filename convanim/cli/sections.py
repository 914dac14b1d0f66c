"""Help that lists many options under headings."""

from __future__ import annotations

import click

from convanim.cli.options import SECTIONS
from convanim.cli.output import Reporting


class Sectioned(Reporting):
    """A command whose help has headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, in their order, each under its heading."""
        under = {option.word: heading for heading, options in SECTIONS.items() for option in options}
        rows: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*SECTIONS, "Output")}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                rows[under.get(parameter.name or "", "Output")].append(record)
        for heading, records in rows.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
