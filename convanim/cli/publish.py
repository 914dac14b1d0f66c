"""``convanim publish``: scenes into course material."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convanim.cli.completing import kinds, scenes
from convanim.cli.options import film_options, name_option, page_language_option, request_options
from convanim.cli.output import say, tell, tell_file
from convanim.cli.sections import Sectioned

if TYPE_CHECKING:
    from pathlib import Path

    from convanim.course.making import Making
    from convanim.film.quality import Encoding
    from convanim.request.request import Request
    from convanim.request.tables import ClipList


SNIPPETS = {
    **{kind: f"snippet.{kind}" for kind in ("html", "md", "qmd", "ipynb")},
    "myst": "snippet-myst.md",
    "sphinx": "snippet-sphinx.md",
    "reveal": "snippet-reveal.html",
    "beamer": "snippet-beamer.tex",
    "moodle": "snippet-moodle.html",
}
"""What snippets are for, and their files."""


@click.command("publish", cls=Sectioned)
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=scenes)
@request_options("Layer", "Numbers", "Topic", "Look", "Voice")
@film_options
@name_option
@click.option(
    "--only",
    metavar="KIND,...",
    help="Some kinds of files only, such as gif,snippets; the film always.",
    shell_complete=kinds,
)
@click.option(
    "--max-size", default="5MB", show_default=True, metavar="SIZE", help="The most that a GIF or WebP may take."
)
@click.option(
    "--still",
    "stills",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    show_default=True,
    help="Of the picture at the end of each beat.",
)
@click.option(
    "--ground",
    type=click.Choice(["light", "dark", "both"]),
    default="light",
    show_default=True,
    help="What the transparent film is laid over: its theme is chosen to fit.",
)
@click.option("--sections", is_flag=True, help="A film of each beat, too.")
@click.option("--page", is_flag=True, help="A page that plays all the clips, in index.html.")
@click.option("--title", metavar="TEXT", help="The page's.  [default: Convolutions that save work]")
@page_language_option
@click.option("--quiz", is_flag=True, help="A page on which films stop before a result and ask for it.")
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where DIR will be, for the addresses in snippets: https://…, /films or ../films.  [default: beside the page]",
)
@click.option("--show", "shown", type=click.Choice(list(SNIPPETS)), help="Print a snippet, too.")
def publish_command(
    names: tuple[str | ClipList, ...],
    request: Request,
    quality: str,
    out: Path,
    jobs: int | None,
    encoding: Encoding,
    use_cache: bool,
    quiet: bool,
    name: str | None,
    only: str | None,
    max_size: str,
    stills: str,
    ground: str,
    sections: bool,
    page: bool,
    title: str | None,
    page_language: str | None,
    quiz: bool,
    base_url: str,
    shown: str | None,
) -> None:
    """Make course material of scenes: films, loops, pictures, captions, a handout and snippets to paste.

    Each clip gets a folder of its name in DIR. Kinds: words, poster, webm, gif, webp, loop, transparent, stills,
    sections, handout, snippets.
    """
    from convanim.cli.clips import clips_of, jobs_of
    from convanim.cli.progress import Account, Pace, bars, told_if_interrupted
    from convanim.cli.report import warned
    from convanim.course.kinds import KINDS, Wish
    from convanim.course.media.budget import bytes_of
    from convanim.course.publish import publish, write_page
    from convanim.film.render import processes
    from convanim.film.store.cache import Cache
    from convanim.film.store.file_reads import watch

    kinds = frozenset(only.split(",")) if only else frozenset(KINDS) - {"sections"}
    kinds |= {"sections"} if sections else frozenset()
    page = page or quiz
    kinds |= {"words", "poster"} if page else frozenset()
    kinds |= {"snippets"} if shown else frozenset()
    wish = Wish(kinds, bytes_of(max_size), stills, ground, base_url)
    cache = Cache() if use_cache else None
    if cache is not None:
        watch()
    drawing = jobs or processes(len(names), quality)
    clips = clips_of(names, request, encoding, quality, cache, drawing, quiet, name)
    # A snippet is to be pasted, so nothing stands beside it.
    report = say if shown else tell
    published = []
    working = jobs_of(clips, quality, jobs, quiet)
    pace, account = Pace(working), Account()
    with told_if_interrupted(account, len(clips), cache is not None), warned(quiet), bars(quiet) as rows:

        def tell_kind(name: str, kind: str, seconds: float) -> None:
            if not quiet and rows is None:
                say(f"{name}: {kind} in {seconds:.1f} s")

        def tell_making(making: Making) -> None:
            pace.tell(making)
            account.making(making)
            if rows is not None:
                rows.kinds(making, pace.left)

        for one in publish(
            clips,
            wish=wish,
            quality=quality,
            out=out,
            jobs=working,
            cache=cache,
            on_progress=account.before(None if rows is None else rows.film),
            on_kind=tell_kind,
            on_making=tell_making,
        ):
            published.append(one)
            account.clips += 1
            if not quiet:
                report(f"{one.folder}  {len(one.files)} files in {one.took:.1f} s")
        address = write_page(published, out, title, quiz, page_language) if page else None
    if address is not None and not quiet:
        report(str(address))
    for one in published:
        if shown is not None:
            tell_file(one.folder / SNIPPETS[shown])
