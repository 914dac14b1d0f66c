"""``convanim measure``: what arithmetic saved is worth in time, on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli.options import on_this_machine
from convanim.cli.output import Live, Reporting, aside, say, tell, tell_json

if TYPE_CHECKING:
    from rich.table import Table

    from convanim.measure.record import Gain, LeftOut, Measured, Measurement

FILE = "measured.json"


@click.command("measure", cls=Reporting)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    metavar="FILE",
    help=f"The file to write.  [default: {FILE}; none with --json]",
)
@click.option(
    "--budget",
    type=click.FloatRange(1, 3600),
    default=50,
    show_default=True,
    metavar="SECONDS",
    help="How long it may take.",
)
@click.option(
    "--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads.  [default: as many as torch takes]"
)
@click.option("--json", "as_json", is_flag=True, help="The measurement as JSON on stdout, in place of the table.")
def measure_command(out: str | None, budget: float, threads: int | None, as_json: bool) -> None:
    """Time standard, grouped, depthwise and separable layers on this machine, beside their multiply-adds.

    All are timed in turn, with as many repeats as there is time for; what there is no time for is left out, the
    largest layers first. The file is written complete or not at all, and the scene clock shows it.
    """
    target = on_this_machine(out) if out else None if as_json else Path(FILE)
    if target is not None:
        _check(target)
    with _bar() as told:
        from convanim.measure.measuring import measure

        measured = measure(budget, threads, tell=told)
    if target is not None:
        _write(target, measured)
    if as_json:
        tell_json(measured.model_dump(mode="json"))
        return
    for line in summary(measured):
        tell(line)
    if target is not None:
        say(f"{target} is written")


def summary(measured: Measurement) -> Iterator[str]:
    """What was measured, as a terminal shows it."""
    machine = measured.machine
    threads = f"{machine.threads} thread{'s' * (machine.threads != 1)}"
    yield f"{machine.processor}, {threads} on {machine.cores} core{'s' * (machine.cores != 1)}"
    yield f"torch {machine.torch}, {machine.system}, {measured.date}"
    memory = measured.memory(max(one.amount for one in measured.bandwidths))
    yield (
        f"at most {measured.arithmetic / 1e9:.3g} billion multiply-adds a second, "
        f"{memory / 1e9:.3g} GB a second from memory"
    )
    yield ""
    yield from _printed(table(measured))
    yield "Times fewer multiply-adds than the standard layer, and how many times faster; ~ about the same, ! slower."
    if measured.left_out:
        left = ", ".join(_shape(one) for one in measured.left_out)
        yield f"Left out for want of time: {left}"


def table(measured: Measurement) -> Table:
    """A row a shape: what each variant saves of the arithmetic, and of the time."""
    from rich import box
    from rich.table import Table

    rows = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    rows.add_column("shape")
    for heading in ("standard", "two groups", "depthwise", "separable"):
        rows.add_column(heading, justify="right")
    for one in measured.shapes:
        gains = [said(one.gain(name)) for name in ("two_groups", "depthwise", "separable")]
        standard = f"{1e3 * one.standard.seconds.median:.3g} ms"
        rows.add_row(_shape(one), standard, *gains)
    return rows


def said(gain: Gain) -> str:
    """A gain in short: of the work, and of the time.

    >>> from convanim.measure.record import Gain
    >>> said(Gain(work=8.0, time=1.25, lower=0.9, upper=1.5)), said(Gain(work=64.0, time=12.0, lower=11.0, upper=13.0))
    ('8.0 → ~1.2', '64 → 12')
    """
    return f"{_times(gain.work)} → {'~' if gain.same else '!' if gain.slower else ''}{_times(gain.time)}"


def _shape(one: Measured | LeftOut) -> str:
    return f"{one.channels}x{one.size}x{one.size}"


def _times(factor: float) -> str:
    return f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}" if factor >= 1 else f"{factor:.2f}"


def _printed(rows: Table) -> Iterator[str]:
    """A table's lines."""
    from io import StringIO

    from rich.console import Console

    written = StringIO()
    Console(file=written, width=100, color_system=None).print(rows)
    yield from (line.rstrip() for line in written.getvalue().splitlines())


def _check(target: Path) -> None:
    """Find out before anything is measured whether the file can be written; raises RenderError."""
    import os

    from convanim.errors import RenderError
    from convanim.film.naming import checked

    if target.name:
        checked(target.name)
    if target.is_dir():
        raise RenderError(f"{target} is a folder", "a file", f"-o {target / FILE}")
    existing = next(folder for folder in target.absolute().parents if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise RenderError(f"{target} cannot be written: {existing} is not a folder where you may create files")


def _write(target: Path, measured: Measurement) -> None:
    from convanim.errors import RenderError
    from convanim.folders import complete

    try:
        with complete(target) as part:
            part.write_text(measured.text(), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        raise RenderError(
            f"{target} cannot be written: {getattr(error, 'strerror', None) or error}", "", "another place, with -o"
        ) from error


@contextmanager
def _bar() -> Iterator[Callable[[float], None]]:
    """What is told how far it is, and shows it where somebody may be looking."""
    if not sys.stderr.isatty():
        yield lambda share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(20), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as rows:
        task = rows.add_task("measuring", total=1.0)
        drawn: Live = rows
        with aside(drawn):
            yield lambda share: rows.update(task, completed=min(1.0, share))
