"""``convanim publish``: everything that a course author pastes or uploads, from one render.

Each clip gets a folder of its own, in which its files appear together when all are complete.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from convanim.course import subtitles, texts
from convanim.course.handout import write_handout
from convanim.course.media.clips import cut_sections
from convanim.course.media.frames import shown_or_raise, view
from convanim.course.media.loops import gif_of, strip_for_loops, webp_of
from convanim.course.media.stills import Stop, stops_of, write_poster, write_stills
from convanim.course.media.webm import Webm, write_transparent_webm
from convanim.course.page.build import PageClip, build_page
from convanim.course.snippets import snippets
from convanim.course.story import Story
from convanim.errors import UnknownNameError
from convanim.export.assemble import ClipResult
from convanim.export.cache import Cache
from convanim.export.delivery import Delivery
from convanim.export.film import Take
from convanim.export.quality import quality_of
from convanim.export.render import Clip, Progress, render_all
from convanim.stage.theme import Theme

PAGE = "index.html"


@dataclass(frozen=True)
class Wish:
    """What is to be made of each clip beside its film: kinds of ``MAKERS``, and how.

    ``max_size`` is what a GIF or WebP may take, in bytes; ``stills`` is png, svg or pdf. Raises
    UnknownNameError for a kind that nobody makes.
    """

    kinds: frozenset[str]
    max_size: int = 5_000_000
    stills: str = "png"

    def __post_init__(self) -> None:
        for kind in sorted(self.kinds):
            if kind not in MAKERS:
                raise UnknownNameError(f"nothing makes {kind!r} of a clip", ", ".join(MAKERS))


@dataclass(frozen=True)
class Material:
    """What makers work with: what a clip tells, its film, what draws its frames, and what is there so far."""

    story: Story
    film: Path
    take: Take
    wish: Wish

    @property
    def name(self) -> str:
        """What the files are called."""
        return self.story.name

    @cached_property
    def stops(self) -> list[Stop]:
        """The picture at the end of each beat."""
        return stops_of(self.take)


Maker = Callable[[Material, Path, Mapping[str, str]], dict[str, str]]
"""Makes files in a folder, where some are already, and tells their names by kind."""


def _words(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    story, name = material.story, material.name
    told = {
        "captions": (f"{name}.vtt", subtitles.webvtt(story)),
        "srt": (f"{name}.srt", subtitles.srt(story)),
        "chapters": (f"{name}.chapters.vtt", subtitles.chapters(story)),
        "transcript": (f"{name}.txt", texts.transcript(story)),
        "alt": (f"{name}.alt.txt", texts.alt_text(story) + "\n"),
    }
    return _written(told, folder)


def _poster(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    file = f"{material.name}.png"
    write_poster(material.take, folder / file, material.stops)
    return {"poster": file}


def _loops(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    """The films and loops that are drawn from the scene's own frames, in one pass."""
    take, kinds = material.take, material.wish.kinds
    named: tuple[str, ...] = ("webm", "gif", "webp")
    files = {kind: f"{material.name}.{kind}" for kind in named if kind in kinds}
    film = Webm(folder / files["webm"], take.size) if "webm" in files else None
    strip = strip_for_loops(take.size)
    try:
        view(take, *([strip] if film is None else [strip, film]))
        shown_or_raise(take, strip.pictures > 0)
        if film is not None:
            film.close()
    except BaseException:
        if film is not None:
            film.abort()
        raise
    for kind, write in (("gif", gif_of), ("webp", webp_of)):
        if kind in files:
            write(strip, folder / files[kind], material.wish.max_size)
    return files


def _transparent(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    file = f"{material.name}-transparent.webm"
    write_transparent_webm(material.take, folder / file)
    return {"transparent": file}


def _stills(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    paths = write_stills(material.take, folder, material.wish.stills, material.stops)
    return {f"still {number}": path.name for number, path in enumerate(paths, 1)}


def _sections(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    paths = cut_sections(material.film, material.story.beats, folder)
    return {f"section {number}": path.name for number, path in enumerate(paths, 1)}


def _handout(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    file = f"{material.name}.pdf"
    # On paper, dark pictures cost ink and lose their lines.
    light = replace(material.take, given={**material.take.given, "theme": Theme.light()})
    with TemporaryDirectory(prefix="convanim-") as work:
        write_handout(material.story, write_stills(light, Path(work), "png"), folder / file)
    return {"handout": file}


def _snippets(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    named = ("mp4", "webm", "gif", "poster", "captions", "chapters", "transcript")
    made = snippets(material.story, {kind: file for kind, file in there.items() if kind in named})
    return _written({file: (file, text) for file, text in made.items()}, folder)


def _written(texts_: Mapping[str, tuple[str, str]], folder: Path) -> dict[str, str]:
    for file, text in texts_.values():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return {kind: file for kind, (file, _) in texts_.items()}


MAKERS: Mapping[str, Maker] = {
    "words": _words,
    "poster": _poster,
    "webm": _loops,
    "gif": _loops,
    "webp": _loops,
    "transparent": _transparent,
    "stills": _stills,
    "sections": _sections,
    "handout": _handout,
    "snippets": _snippets,
}
"""What can be made of a clip beside its film, in the order in which it is made: snippets name what is there."""


@dataclass(frozen=True)
class Publication:
    """A clip's folder, the names of the files in it by kind, and how long it took in seconds since the last."""

    story: Story
    folder: Path
    files: Mapping[str, str]
    took: float


def publish(
    clips: Sequence[Clip],
    *,
    wish: Wish,
    quality: str = "m",
    out: Path | str = "media",
    jobs: int = 1,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_kind: Callable[[str, str], None] | None = None,
) -> Iterator[Publication]:
    """Render clips and make of each what is wished for, in a folder inside ``out`` that is called like the clip.

    ``on_progress`` is called while films are drawn, ``on_kind`` with a clip's name and what is made of it next.
    Raises what ``render`` does; of a clip that fails nothing is left, and those before it stay.
    """
    started = time.perf_counter()
    with TemporaryDirectory(prefix="convanim-") as work:
        results = render_all(clips, quality=quality, out=work, jobs=jobs, cache=cache, on_progress=on_progress)
        for clip, result in zip(clips, results, strict=True):
            take = clip.take(quality_of(quality))
            story, files = _published(take, result, Path(out), wish, on_kind)
            yield Publication(story, Path(out) / story.name, files, time.perf_counter() - started)
            started = time.perf_counter()


def write_page(publications: Sequence[Publication], out: Path, title: str) -> Path:
    """Write the page that plays publications, which lie in ``out``; raises RenderError where it cannot be."""
    clips = [
        PageClip(
            story=one.story,
            files={kind: f"{one.story.name}/{file}" for kind, file in one.files.items() if kind in OFFERED},
            command=texts.command(one.story),
            code=texts.python_code(one.story),
            alt=texts.alt_text(one.story),
            transcript=texts.transcript(one.story),
        )
        for one in publications
    ]
    with Delivery(out) as delivery:
        delivery.reserve(PAGE)
        delivery.write(PAGE, build_page(clips, title))
        delivery.deliver()
    return out / PAGE


OFFERED = ("mp4", "webm", "gif", "webp", "poster", "captions", "chapters", "transcript", "handout", "ledger")
"""What the page uses or offers for download."""


def _published(
    take: Take, result: ClipResult, out: Path, wish: Wish, on_kind: Callable[[str, str], None] | None
) -> tuple[Story, dict[str, str]]:
    assert result.path is not None and result.ledger is not None  # only stills come without
    story = Story.read(result.ledger)
    with Delivery(out / story.name) as delivery:
        files = {"mp4": result.path.name, "ledger": result.ledger.name}
        for path in (result.path, result.ledger):
            shutil.copyfile(path, delivery.scratch(path.name))
        folder, done = delivery.scratch(""), set[Maker]()
        material = Material(story, folder / result.path.name, take, wish)
        for kind, make in MAKERS.items():
            if kind in wish.kinds and make not in done:
                done.add(make)
                if on_kind is not None:
                    on_kind(story.name, kind)
                with delivery.writing(f"{story.name}'s {kind}"):
                    files |= make(material, folder, files)
        delivery.reserve(*files.values())
        delivery.deliver()
    return story, files
