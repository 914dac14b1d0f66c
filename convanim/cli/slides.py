"""``convanim slides``: clips as a deck for the classroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convanim.cli.completing import scenes
from convanim.cli.options import film_options, page_language_option, request_options
from convanim.cli.output import say, tell
from convanim.cli.sections import Sectioned

if TYPE_CHECKING:
    from pathlib import Path

    from convanim.film.quality import Encoding
    from convanim.request.request import Request
    from convanim.request.tables import ClipList


PLACED = "{number}-{scene}"
"""What clips are called on their way into the deck, so that two of them may be of one scene."""


@click.command("slides", cls=Sectioned)
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=scenes)
@request_options("Layer", "Numbers", "Topic", "Look", "Voice")
@film_options
@click.option("--name", default="slides", show_default=True, metavar="NAME", help="What the file is called.")
@click.option("--title", metavar="TEXT", help="The deck's title.  [default: those of the clips]")
@page_language_option
@click.option("--pptx", is_flag=True, help="A deck for PowerPoint in place of the page.")
@click.option("--quiz", is_flag=True, help="Before a result the film stops, and asks for it.")
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
    page_language: str | None,
    pptx: bool,
    quiz: bool,
) -> None:
    """Make slides of scenes: built-in names, "all", or your own as FILE.py[:Class].

    FILE.toml lists clips, each with a scene, its layer and its values.

    One HTML file that holds everything, for any browser, without a network. Each press plays a beat,
    which then holds its last picture; ? lists the keys. With --pptx one file for PowerPoint, which Keynote and
    LibreOffice open, too: there a beat plays as soon as its slide is there.
    """
    import json

    from convanim.cli.clips import clips_of, jobs_of
    from convanim.cli.progress import bars
    from convanim.cli.report import warned
    from convanim.course.media.budget import written
    from convanim.course.powerpoint.build import check_installed, powerpoint
    from convanim.course.slides import deck
    from convanim.course.text.quiz import questions_of
    from convanim.course.text.speech import catalogs_of, tongue_around
    from convanim.course.text.story import Story
    from convanim.film.naming import checked
    from convanim.film.render import processes, render_all
    from convanim.film.replaced import mark_of, warn_of_replaced_deck
    from convanim.film.store.cache import Cache
    from convanim.film.store.delivery import Delivery
    from convanim.film.store.file_reads import watch

    file = f"{checked(name)}.{'pptx' if pptx else 'html'}"
    if pptx:
        check_installed()
    cache = Cache() if use_cache else None
    if cache is not None:
        watch()
    with Delivery(out) as delivery:
        delivery.reserve(file)
        drawing = jobs or processes(len(names), quality)
        clips = clips_of(names, request, encoding, quality, cache, drawing, quiet, PLACED)
        drawing = jobs_of(clips, quality, jobs, quiet)
        with bars(quiet) as rows:
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
        folders = catalogs_of(clips[0].scene)
        first = shown[0][0]
        tongue = tongue_around(page_language, folders=folders) if page_language else first.tongue_with(folders)
        with delivery.writing(file) as path:
            made = powerpoint(shown, title, mark, quiz) if pptx else deck(shown, title, mark, quiz, tongue).encode()
            path.write_bytes(made)
        delivery.deliver()
    if not quiet:
        for story in [story for story, _ in shown if quiz and not questions_of(story)]:
            say(f"note: {story.name} tells no result that could be asked for; it plays as without --quiz")
        beats = sum(len(story.beats) for story, _ in shown)
        size = written((out / file).stat().st_size)
        tell(f"{out / file}  {beats} beats of {len(shown)} clip{'s' * (len(shown) != 1)}, {size}")
