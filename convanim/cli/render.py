"""``convanim render``: scenes into clips."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.cli.options import layer_options
from convanim.errors import ConvanimError, SpecError

if TYPE_CHECKING:
    from convanim.cli.given import Given
    from convanim.export.render import ClipResult, Progress
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values

ALL = "all"


class Task(NamedTuple):
    """One clip to render, found to be possible."""

    scene: type[ConvScene]
    layer: Layer
    values: Values


@click.command("render")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@layer_options
@click.option(
    "-q",
    "--quality",
    type=click.Choice(list("lmhpk")),
    default="m",
    show_default=True,
    help="480p15, 720p30, 1080p60, 1440p60 or 2160p60.",
)
@click.option("--theme", type=click.Choice(["dark", "light"]), help="For screens, or for paper and bright rooms.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=Path("media"),
    show_default=True,
    metavar="DIR",
    help="Where the files go; made where missing.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes that draw at once.  [default: as many as cores]",
)
@click.option("--stills", is_flag=True, help="No film, but the picture at the end of each beat, quickly.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per clip on stdout, and nothing else there.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def render_command(
    names: tuple[str, ...],
    given: Given,
    quality: str,
    theme: str | None,
    out: Path,
    jobs: int | None,
    stills: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render scenes: built-in names, "all", or your own as FILE.py[:Class].

    Each clip is three files: the film, its captions and the ledger of every number shown.
    """
    import json

    from convanim.catalog import CATALOG

    wanted = [(name, False) for name in names if name != ALL]
    wanted += [(name, True) for name in CATALOG if ALL in names and name not in names]
    note = (lambda text: None) if quiet else (lambda text: click.echo(text, err=True))
    # Whatever scenes or libraries print must not mix with the results.
    with redirect_stdout(sys.stderr):
        tasks = [_task(name, given, lenient, note, alone=len(wanted) == 1) for name, lenient in dict(wanted).items()]
        _check_out(tasks, out, stills)
    with _progress(quiet) as show:
        for result in _results(tasks, theme, quality, out, stills, jobs or _processes(tasks, quality), show):
            if as_json:
                click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
            elif not quiet:
                click.echo(_summary(result))


def _results(
    tasks: Sequence[Task],
    theme: str | None,
    quality: str,
    out: Path,
    stills: bool,
    jobs: int,
    show: Callable[[Progress], None] | None,
) -> Iterator[ClipResult]:
    from convanim.export.render import Clip, render, render_all

    if stills:
        results: Iterator[ClipResult] = (
            render(
                task.scene,
                layer=task.layer,
                values=task.values,
                theme=theme,
                quality=quality,
                out=out,
                stills=True,
                on_progress=show,
            )
            for task in tasks
        )
    else:
        clips = [Clip(task.scene, task.layer, task.values, theme) for task in tasks]
        results = render_all(clips, quality=quality, out=out, jobs=jobs, on_progress=show)
    while True:
        # Only the drawing is kept from writing to stdout, not whoever prints what it made.
        with redirect_stdout(sys.stderr):
            result = next(results, None)
        if result is None:
            return
        yield result


def _processes(tasks: Sequence[Task], quality: str) -> int:
    """As many as cores; one for a single small clip, which is done before others have started."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if quality == "l" and len(tasks) == 1 else cores


def _task(name: str, given: Given, lenient: bool, note: Any, alone: bool) -> Task:
    from convanim.catalog import load_scene
    from convanim.cli.report import FLAGS
    from convanim.cli.stages import stages
    from convanim.lessons import FIXED

    try:
        scene = load_scene(name)
        fixed = FIXED.get(scene.lesson, frozenset())
        if lenient and (idle := [option for option in given.layer if option in fixed]):
            given = given.without(idle)
            flags = ", ".join("--" + FLAGS[option] for option in idle)
            note(f"{name}: rendered without {flags}, which its subject fixes")
        layer = given.layer_for(scene.lesson, scene.fit_layer, scene.layer)
        values = given.values_for(scene.values)
        if given.values.keys() & {"input", "weight"}:
            stages(scene.lesson, layer, values)  # raises where they do not fit
        return Task(scene, layer, values)
    except ConvanimError as error:
        if alone or not isinstance(error, SpecError):
            raise
        raise type(error)(f"{name}: {error.given}", error.allowed, error.hint) from error


def _check_out(tasks: Sequence[Task], out: Path, stills: bool) -> None:
    from convanim.export.delivery import Delivery
    from convanim.export.render import clip_name

    names = [clip_name(task.scene) for task in tasks]
    for name in names:
        if names.count(name) > 1:
            raise SpecError(
                f"{names.count(name)} of the clips would be called {name}",
                "one clip of a name at a time",
                "rendering them one after the other, with another -o",
            )
    with Delivery(out) as delivery:
        delivery.reserve(*(f"{name}.{kind}" for name in names for kind in ("mp4", "srt", "json") if not stills))


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on stderr for each clip while it is rendered, where somebody may be looking at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("beat {task.completed} of {task.total}, {task.fields[seconds]:.0f} s of film"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            name = progress.scene
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=progress.beats, seconds=0.0)
            bar.update(tasks[name], completed=progress.beats_done, seconds=progress.seconds)
            if progress.beats_done == progress.beats:
                bar.update(tasks[name], visible=False)

        yield show


def _summary(result: ClipResult) -> str:
    if result.path is None:
        return "\n".join(map(str, result.stills))
    return (
        f"{result.path}  {result.seconds:.1f} s, {result.width}x{result.height} at {result.fps}, "
        f"{result.numbers} numbers shown, made in {result.took:.1f} s"
    )
