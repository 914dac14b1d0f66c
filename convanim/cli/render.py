"""``convanim render``: scenes into clips."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli.options import layer_options
from convanim.errors import ConvanimError, SpecError

if TYPE_CHECKING:
    from convanim.cli.given import Given
    from convanim.export.assemble import ClipResult
    from convanim.export.cache import Cache
    from convanim.export.quality import Encoding
    from convanim.export.render import Clip, Progress
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values

ALL = "all"


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
@click.option("--crf", type=float, metavar="N", help="How closely to encode: 0 is lossless, 51 tiny.  [default: 22.2]")
@click.option("--preset", metavar="NAME", help="x264's, ultrafast to veryslow, in place of our own.")
@click.option("--cache/--no-cache", "use_cache", default=True, help="Whether to use what earlier renders have kept.")
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
    crf: float | None,
    preset: str | None,
    use_cache: bool,
    stills: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render scenes: built-in names, "all", or your own as FILE.py[:Class].

    Each clip is three files: the film, its captions and the ledger of every number shown.
    """
    import json

    from convanim.export.cache import Cache
    from convanim.export.opened import watch
    from convanim.export.quality import USUAL, Encoding

    encoding = Encoding(USUAL.crf if crf is None else crf, preset)
    cache = Cache() if use_cache and not stills else None
    if cache is not None:
        watch()
    # Whatever scenes or libraries print must not mix with the results.
    with redirect_stdout(sys.stderr):
        wanted = _wanted(names, given, quiet)
        clips = [
            _clip(name, asked, theme, encoding, quality, cache, alone=len(wanted) == 1)
            for name, asked in wanted.items()
        ]
        _check_out(clips, out, stills)
    account = Account()
    try:
        with _bars(quiet) as show:
            tell = account.before(show)
            for result in _results(clips, quality, out, stills, jobs or _processes(clips, quality), cache, tell):
                account.clips += 1
                if as_json:
                    click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
                elif not quiet:
                    click.echo(_summary(result))
    except KeyboardInterrupt:
        click.echo(account.told(len(clips), kept=cache is not None), err=True)
        raise


class Account:
    """How far the clips are, for who breaks off."""

    def __init__(self) -> None:
        self.clips = 0
        self.beats: dict[str, tuple[int, int]] = {}

    def before(self, show: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        """What takes progress down, and then shows it."""

        def tell(progress: Progress) -> None:
            self.beats[progress.scene] = (progress.beats_done, progress.beats)
            if show is not None:
                show(progress)

        return tell

    def told(self, clips: int, kept: bool) -> str:
        """What is finished of so many clips.

        >>> account = Account()
        >>> account.beats["split"] = (3, 4)
        >>> account.told(1, kept=True)
        '0 of 1 clip finished; split: 3 of 4 beats, kept for the next time'
        """
        parts = [f"{self.clips} of {clips} clip{'s' * (clips != 1)} finished"]
        for name, (done, beats) in self.beats.items():
            if 0 < done < beats:
                parts.append(f"{name}: {done} of {beats} beats" + ", kept for the next time" * kept)
        return "; ".join(parts)


def _wanted(names: Sequence[str], given: Given, quiet: bool) -> dict[str, Given]:
    """Every scene that is asked for, with what is given for it; of all, without what their subjects fix."""
    from convanim.catalog import CATALOG
    from convanim.cli.report import FLAGS
    from convanim.lessons import FIXED

    wanted = {name: given for name in names if name != ALL}
    for name in CATALOG if ALL in names else ():
        idle = [option for option in given.layer if option in FIXED.get(name, frozenset())]
        if name not in wanted and idle and not quiet:
            flags = ", ".join("--" + FLAGS[option] for option in idle)
            click.echo(f"{name}: rendered without {flags}, which its subject fixes", err=True)
        wanted.setdefault(name, given.without(idle))
    return wanted


def _clip(
    name: str, given: Given, theme: str | None, encoding: Encoding, quality: str, cache: Cache | None, alone: bool
) -> Clip:
    """A clip that was found to be possible; one that is there from before needs no look at its scene."""
    from dataclasses import replace

    from convanim.export.render import Clip, is_kept

    clip = Clip(name, theme=theme, encoding=encoding, asked=(name, given.layer, given.values))
    if cache is not None and is_kept(clip, quality, cache):
        return clip
    scene, layer, values = _found(name, given, alone)
    return replace(clip, scene=scene, layer=layer, values=values)


def _results(
    clips: Sequence[Clip],
    quality: str,
    out: Path,
    stills: bool,
    jobs: int,
    cache: Cache | None,
    show: Callable[[Progress], None],
) -> Iterator[ClipResult]:
    from convanim.export.render import render, render_all

    if stills:
        results: Iterator[ClipResult] = (
            render(
                clip.scene,
                layer=clip.layer,
                values=clip.values,
                theme=clip.theme,
                quality=quality,
                out=out,
                stills=True,
                on_progress=show,
            )
            for clip in clips
        )
    else:
        results = render_all(clips, quality=quality, out=out, jobs=jobs, cache=cache, on_progress=show)
    while True:
        # Only the drawing is kept from writing to stdout, not whoever prints what it made.
        with redirect_stdout(sys.stderr):
            result = next(results, None)
        if result is None:
            return
        yield result


def _processes(clips: Sequence[Clip], quality: str) -> int:
    """As many as cores; one for a single small clip, which is done before others have started."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if quality == "l" and len(clips) == 1 else cores


def _found(name: str, given: Given, alone: bool) -> tuple[type[ConvScene], Layer, Values]:
    """A scene, and the layer and values that it is to show; raises where they do not fit."""
    from convanim.catalog import load_scene
    from convanim.cli.stages import stages

    try:
        scene = load_scene(name)
        layer = given.layer_for(scene.lesson, scene.fit_layer, scene.layer)
        values = given.values_for(scene.values)
        if given.values.keys() & {"input", "weight"}:
            stages(scene.lesson, layer, values)  # raises where they do not fit
        return scene, layer, values
    except ConvanimError as error:
        if alone or not isinstance(error, SpecError):
            raise
        raise type(error)(f"{name}: {error.given}", error.allowed, error.hint) from error


def _check_out(clips: Sequence[Clip], out: Path, stills: bool) -> None:
    from convanim.export.delivery import Delivery
    from convanim.export.render import one_of_a_name

    names = [clip.called(clip.scene.__name__) for clip in clips if isinstance(clip.scene, type)]
    one_of_a_name(names)
    with Delivery(out) as delivery:
        delivery.reserve(*(f"{name}.{kind}" for name in names for kind in ("mp4", "srt", "json") if not stills))


@contextmanager
def _bars(quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
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
    kept = f", {result.kept} of {len(result.sections)} beats as before" if result.kept else ""
    return (
        f"{result.path}  {result.seconds:.1f} s, {result.width}x{result.height} at {result.fps}, "
        f"{result.numbers} numbers shown, made in {result.took:.1f} s{kept}"
    )
