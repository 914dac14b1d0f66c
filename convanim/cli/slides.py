"""``convanim slides``: clips as a deck for the classroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convanim.cli.options import film_options, request_options
from convanim.cli.output import tell
from convanim.cli.sections import Sectioned

if TYPE_CHECKING:
    from pathlib import Path

    from convanim.film.quality import Encoding
    from convanim.request.request import Request
    from convanim.request.tables import ClipList


PLACED = "{number}-{scene}"
"""What clips are called on their way into the deck, so that two of them may be of one scene."""


@click.command("slides", cls=Sectioned)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@request_options("Layer", "Numbers", "Topic", "Look", "Voice")
@film_options
@click.option("--name", default="slides", show_default=True, metavar="NAME", help="What the file is called.")
@click.option("--title", metavar="TEXT", help="The page's title.  [default: those of the clips]")
def slides_command(
    names: tuple[str | ClipList, ...],
    request: Request,
    quality: str,
    out: Path,
    jobs: int | None,
    encoding: Encoding,
    use_cache: bool,
    quiet: bool,
    name: str,
    title: str | None,
) -> None:
    """Make slides of scenes: built-in names, "all", or your own as FILE.py[:Class].

    FILE.toml lists clips, each with a scene, its layer and its values.

    One HTML file that holds everything, for any browser, without a network. Each press plays a beat,
    which then holds its last picture; ? lists the keys.
    """
    import json

    from convanim.cli.clips import clips_of, jobs_of
    from convanim.cli.progress import bars
    from convanim.cli.report import warned
    from convanim.course.media.budget import written
    from convanim.course.slides import deck
    from convanim.course.text.story import Story
    from convanim.film.naming import checked
    from convanim.film.render import processes, render_all
    from convanim.film.replaced import mark_of, warn_of_replaced_deck
    from convanim.film.store.cache import Cache
    from convanim.film.store.delivery import Delivery
    from convanim.film.store.file_reads import watch

    file = f"{checked(name)}.html"
    cache = Cache() if use_cache else None
    if cache is not None:
        watch()
    with Delivery(out) as delivery:
        delivery.reserve(file)
        with bars(quiet) as rows:
            drawing = jobs or processes(len(names), quality)
            clips = clips_of(names, request, encoding, quality, cache, drawing, quiet, PLACED)
            drawing = jobs_of(clips, quality, jobs, quiet)
            results = list(
                render_all(
                    clips,
                    quality=quality,
                    out=delivery.scratch("films"),
                    jobs=drawing,
                    cache=cache,
                    on_progress=None if rows is None else rows.film,
                )
            )
        shown = [(Story.read(one.ledger), one.path) for one in results if one.ledger and one.path]
        mark = mark_of([json.loads(one.ledger.read_text(encoding="utf-8")) for one in results if one.ledger])
        with warned(quiet):
            warn_of_replaced_deck(out / file, mark)
        delivery.write(file, deck(shown, title, mark))
        delivery.deliver()
    if not quiet:
        beats = sum(len(story.beats) for story, _ in shown)
        size = written((out / file).stat().st_size)
        tell(f"{out / file}  {beats} beats of {len(shown)} clip{'s' * (len(shown) != 1)}, {size}")
