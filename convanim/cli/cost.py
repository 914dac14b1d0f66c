"""``convanim cost``: what a network's convolutions cost, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import click

from convanim.cli.output import Reporting, room, say, tell, tell_drawn, tell_json
from convanim.errors import said
from convanim.spec.topic import NETWORKS, Topic, sizes_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from convanim.kernels.cost import Cost
    from convanim.networks.report import Report, Row

GAP = 2
"""Between columns, in letters."""
NARROWEST = 12
"""A name has room for so many letters on a line, before it is broken."""

FIELDS = (
    *("name", "type", "kind", "input", "weight", "groups", "stride", "output", "calls"),
    *("parameters", "multiply_adds", "share", "saved", "beside"),
)
"""Of a row of CSV, as in JSON."""


class Column(NamedTuple):
    """A column: its heading, the text of its cells, whether they are numbers, and when it is left out for want of room.

    What is left out first has the highest number; zero always stays.
    """

    heading: str
    cells: Sequence[str]
    number: bool = False
    spare: int = 0

    @property
    def width(self) -> int:
        """Of its widest cell."""
        return max(map(len, (self.heading, *self.cells)))


@click.command("cost", cls=Reporting)
@click.argument("model", metavar="MODEL")
@click.option(
    "--input-size",
    metavar="CxHxW",
    help="Channels, height and width of what it reads.  [default: a picture of 224x224]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object; convanim schema cost describes it.")
@click.option("--csv", "as_csv", is_flag=True, help="A row for each convolution, and for each sort of the rest.")
def cost_command(model: str, input_size: str | None, as_json: bool, as_csv: bool) -> None:
    """Count what every convolution of a network costs: your own, or a published one.

    MODEL is your own as FILE.py:Net or package.module:Net, a class or function without arguments or a model, and runs
    your code; or the name of a published one: efficientnet_b0, mobilenet_v1, mobilenet_v2, resnext50_32x4d,
    convnext_tiny.

    A multiply-add is one weight times one number, added on. Biases, norms and activations do not count.
    """
    from convanim.cli.report import warned

    if as_json and as_csv:
        raise click.UsageError("--json beside --csv: it is one or the other")
    with warned(quiet=False):
        report = _report(Topic(network=model, input_size=None if input_size is None else sizes_of(input_size)))
    if as_json:
        tell_json(report.as_dict())
        return
    if as_csv:
        tell(_csv(report))
    else:
        _show(report)
    for note in report.notes:
        say(f"note: {note}")


def _report(topic: Topic) -> Report:
    from convanim.networks.report import Report
    from convanim.request.wording import COMMAND

    if topic.network in NETWORKS and topic.input_size is None:
        # Which takes no torch.
        from convanim.networks import network_of
        from convanim.networks.chain import COLORS, SIZE

        return Report(network_of(topic.network), (COLORS, *SIZE))
    from convanim.sources.networks import asked_network

    found = asked_network(topic.network, topic.input_size, called="the model")
    network = found.network if topic.network in NETWORKS else replace(found.network, title=topic.network)
    return Report(network, found.input, tuple(said(note, COMMAND) for note in found.notes))


def _by(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))


def _csv(report: Report) -> str:
    import csv
    import io

    told = report.as_dict()
    text = io.StringIO()
    rows = csv.DictWriter(text, FIELDS, lineterminator="\n")
    rows.writeheader()
    for one in told["convolutions"]:
        rows.writerow({name: _by(value) if isinstance(value, list) else value for name, value in one.items()})
    for what, (count, cost) in report.rest.items():
        rows.writerow(
            {
                "name": what,
                "type": what,
                "calls": count,
                "parameters": cost.parameters,
                "multiply_adds": cost.multiply_adds,
                "share": report.share(cost),
            }
        )
    return text.getvalue().rstrip("\n")


def _show(report: Report) -> None:
    from rich.text import Text

    network = report.network
    title = f"{network.title}, {network.source}" if network.source else network.title
    own, full = report.cost, report.standard
    heading = Text(f"{title}: input {_by(report.input)}", style="bold")
    parts: list[RenderableType] = [heading, Text()]
    if report.rows:
        columns, gone = _fitting(_columns(report), room())
        parts += [_table(columns, len(report.rows)), Text()]
        if gone:
            parts += [Text(f"Left out for want of room: {', '.join(gone)}; --csv has all.", style="dim"), Text()]
    summary, _ = _fitting(_summary(report), room())
    parts += [_table(summary, len(summary[0].cells) - 1), Text()]
    if full != own:
        more = f"{_whole(full.parameters)} parameters and {_whole(full.multiply_adds)} multiply-adds"
        times = full.multiply_adds / own.multiply_adds
        parts.append(
            Text(
                f"With standard convolutions in place of separable and grouped ones: {more}, {times:.2f} times as many."
            )
        )
    tell_drawn(*parts)


def _columns(report: Report) -> list[Column]:
    rows = report.rows

    times = [f" ({row.part.calls} calls)" if row.part.calls > 1 else "" for row in rows]
    return [
        Column("name", [f"{row.part.name}{more}" for row, more in zip(rows, times, strict=True)]),
        Column("kind", [row.kind for row in rows], spare=3),
        Column("weights", [_by(row.geometry.weight) for row in rows], spare=5),
        Column("groups", [str(row.geometry.groups) for row in rows], True, 6),
        Column("kernel", [_by(row.geometry.weight[2:]) for row in rows], spare=4),
        Column("stride", [_by(row.geometry.stride) for row in rows], spare=7),
        Column("output", [_by(row.geometry.output) for row in rows], spare=2),
        Column("parameters", [_whole(row.part.cost.parameters) for row in rows], True, 1),
        Column("multiply-adds", [_whole(row.part.cost.multiply_adds) for row in rows], True),
        Column("share", [_percent(report.share(row.part.cost)) for row in rows], True),
        Column("saves", [_saves(row) for row in rows], True, 1),
    ]


def _saves(row: Row) -> str:
    return "" if row.saved is None else f"{row.saved:.1f}x"


def _summary(report: Report) -> list[Column]:
    """The kinds of convolutions, the rest by its sort, and the whole network on the last line."""
    told: list[tuple[str, int, Cost]] = [(kind, *counted) for kind, counted in (*report.kinds.items(),)]
    told += [(what, *counted) for what, counted in report.rest.items()]
    told.append(("total", sum(count for _, count, _ in told), report.cost))
    own = report.cost

    def share(part: int, whole: int) -> str:
        return _percent(part / whole) if whole else ""

    return [
        Column("kind", [what for what, _, _ in told]),
        Column("count", [str(count) for _, count, _ in told], True, 2),
        Column("parameters", [_whole(cost.parameters) for _, _, cost in told], True),
        Column("share", [share(cost.parameters, own.parameters) for _, _, cost in told], True, 1),
        Column("multiply-adds", [_whole(cost.multiply_adds) for _, _, cost in told], True),
        Column("share", [share(cost.multiply_adds, own.multiply_adds) for _, _, cost in told], True, 1),
    ]


def _fitting(columns: list[Column], width: int | None) -> tuple[list[Column], list[str]]:
    """As many columns as a line has room for, and what the others are headed."""

    def needed(shown: Sequence[Column]) -> int:
        first, *others = shown
        return min(first.width, NARROWEST) + sum(column.width + GAP for column in others)

    shown, gone = columns, list[Column]()
    while width is not None and needed(shown) > width and any(column.spare for column in shown):
        last = max(shown, key=lambda column: column.spare)
        gone.append(last)
        shown = [column for column in shown if column is not last]
    return shown, [column.heading for column in columns if column in gone]


def _table(columns: Sequence[Column], last: int) -> Table:
    """The columns beside each other; from line ``last`` on, what sums up the lines above."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(
            column.heading,
            justify="right" if column.number else "left",
            no_wrap=place > 0,
            overflow="fold",
            min_width=None if place == 0 else column.width,
        )
    for line, cells in enumerate(zip(*(column.cells for column in columns), strict=True)):
        table.add_row(*cells, style="bold" if line >= last else "")
    return table


def _whole(number: int) -> str:
    return f"{number:,}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
