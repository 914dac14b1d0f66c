"""``convanim slides``: clips as a deck for the classroom."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.cli.options import layer_options

if TYPE_CHECKING:
    from convanim.cli.given import Given


@click.command("slides")
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
    help="Where the file goes; made where missing.",
)
@click.option("--name", default="slides", show_default=True, metavar="NAME", help="What the file is called.")
@click.option("--title", metavar="TEXT", help="The page's title.  [default: those of the clips]")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def slides_command(
    names: tuple[str, ...],
    given: Given,
    quality: str,
    theme: str | None,
    out: Path,
    name: str,
    title: str | None,
    quiet: bool,
) -> None:
    """Make slides of scenes: built-in names, "all", or your own as FILE.py[:Class].

    One HTML file that holds everything, for any browser, without a network. Each press plays a beat,
    which then holds its last picture; ? lists the keys.
    """
    from tempfile import TemporaryDirectory

    from convanim.cli.render import _bars, _clip, _processes, _wanted
    from convanim.course.slides import deck
    from convanim.course.story import Story
    from convanim.errors import SpecError
    from convanim.export.cache import Cache
    from convanim.export.delivery import Delivery
    from convanim.export.opened import watch
    from convanim.export.quality import USUAL
    from convanim.export.render import render_all

    file = f"{name}.html"
    if not name or Path(file).name != file:
        raise SpecError(f"the slides are called {name!r}", "a file name without folders or ending")
    cache = Cache()
    watch()
    with Delivery(out) as delivery, TemporaryDirectory() as work:
        delivery.reserve(file)
        # Whatever scenes or libraries print must not mix with the results.
        with redirect_stdout(sys.stderr), _bars(quiet) as show:
            wanted = _wanted(names, given, quiet)
            clips = [
                _clip(one, asked, theme, USUAL, quality, cache, alone=len(wanted) == 1) for one, asked in wanted.items()
            ]
            jobs = _processes(clips, quality)
            results = list(render_all(clips, quality=quality, out=work, jobs=jobs, cache=cache, on_progress=show))
        told = [(Story.read(one.ledger), one.path) for one in results if one.ledger and one.path]
        delivery.write(file, deck(told, title))
        delivery.deliver()
    if not quiet:
        beats = sum(len(story.beats) for story, _ in told)
        size = (out / file).stat().st_size / 1e6
        click.echo(f"{out / file}  {beats} beats of {len(told)} clip{'s' * (len(told) != 1)}, {size:.1f} MB")
