"""``convanim preview``: a page that follows a scene's files."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from convanim.cli.completing import scenes
from convanim.cli.options import request_options
from convanim.cli.output import tell
from convanim.cli.sections import Sectioned
from convanim.cli.signals import end

if TYPE_CHECKING:
    from pathlib import Path

    from convanim.film.render import Progress
    from convanim.preview.film import DrawnFilm
    from convanim.request.request import Request


class _Remembering(Sectioned):
    """Passes on what was typed, for other processes to read again."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.obj = tuple(args)
        return super().parse_args(ctx, args)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What was asked for, as the command reads it once, and each drawing anew."""
    for option in reversed(
        (
            click.argument("name", metavar="FILE.py[:Class]|SCENE", shell_complete=scenes),
            request_options("Layer", "Numbers", "Topic", "Look"),
            click.option(
                "-q",
                "--quality",
                type=click.Choice(list("lmhpk")),
                default="l",
                show_default=True,
                help="480p15, 720p30, 1080p60, 1440p60 or 2160p60.",
            ),
            click.option(
                "--port", type=click.IntRange(1, 65535), metavar="N", help="Where the page is.  [default: a free port]"
            ),
            click.option("--open/--no-open", "opening", default=True, help="Whether to open the page in the browser."),
        )
    ):
        command = option(command)
    return command


@click.command("preview", cls=_Remembering)
@_options
@click.pass_context
def preview_command(
    ctx: click.Context,
    /,
    name: str,
    request: Request,
    port: int | None,
    opening: bool,
    **_: Any,
) -> None:
    """Show a scene on a page that follows its file: saved, drawn, shown.

    It is your own, as FILE.py[:Class], or a built-in one. Whenever its file is saved, or whatever that imports or
    reads, the beats that have changed are drawn again, and the page goes to the first of them. Ctrl-C ends it.
    """
    import webbrowser
    from threading import Thread

    from convanim.catalog import file_of
    from convanim.film.workers.preload import load_ahead, unload
    from convanim.lessons import LESSONS, fit_layer
    from convanim.preview.board import Board, State
    from convanim.preview.server import serving
    from convanim.preview.session import Session

    # What can be refused without loading a scene is refused here; for the rest, the page has words.
    file = file_of(name)
    plain = request.model is None and not {"input", "weight"} & set(request.values)
    if name in LESSONS and isinstance(request.layer, Mapping) and plain:
        fit_layer(name, request.layer)
    board = Board(State(name))
    session = Session(board, partial(draw, ctx.obj), () if file is None else (str(file),), tell)
    before = signal.getsignal(signal.SIGINT)
    if before is end:
        signal.signal(signal.SIGINT, lambda number, frame: session.interrupt())
    try:
        # Before there are other threads, which would take the Ctrl-C that this one must not hear meanwhile.
        load_ahead()
        with serving(board, port or 0) as address:
            tell(f"{name} is shown at {address}  (Ctrl-C ends it)")
            if opening:
                # Some browsers keep whoever opens them waiting.
                Thread(target=webbrowser.open, args=(address,), daemon=True).start()
            session.run()
    except KeyboardInterrupt:
        tell("the preview has ended")
    finally:
        unload()
        signal.signal(signal.SIGINT, before)


def draw(arguments: tuple[str, ...], folder: Path, tell: Callable[[Progress], None]) -> DrawnFilm:
    """Draw into a folder what the command's arguments ask for; raises what rendering does."""
    drawn: DrawnFilm = _draw_command.main(list(arguments), obj=(folder, tell), standalone_mode=False)
    return drawn


@click.command()
@_options
@click.pass_context
def _draw_command(
    ctx: click.Context,
    /,
    name: str,
    request: Request,
    quality: str,
    **_: Any,
) -> DrawnFilm:
    from dataclasses import replace

    from convanim.errors import SpecError
    from convanim.film.quality import quality_of
    from convanim.film.render import Progress, render_all
    from convanim.film.store.cache import Cache
    from convanim.preview.film import DrawnFilm
    from convanim.request.wording import COMMAND

    folder, tell = ctx.obj
    cache = Cache()
    try:
        clip = replace(request, scene=name, quality=quality).clip(cache)
    except SpecError as error:  # in what was typed; where it is in a file, that file's line is named
        raise error.worded(COMMAND) from error
    if not isinstance(clip.scene, str):
        tell(Progress(name, 0, len(clip.scene.beats), 0.0))
    (result,) = render_all([clip], quality=quality, out=folder, cache=cache, on_progress=tell)
    assert result.path is not None and result.ledger is not None  # a film was asked for, not stills
    recipe = clip.recipe(quality_of(quality))
    kept = None if recipe is None else cache.clip(recipe)
    return DrawnFilm(result.path, result.ledger, () if kept is None else kept.keys)
