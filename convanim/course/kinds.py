"""The kinds of files that are made of a clip: of each, what has to be drawn for it, and how its files come about."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.course.addresses import base_of, url
from convanim.course.handout.paper import PAPERS
from convanim.course.making import cost
from convanim.course.parts import Part, RenderedClip, Sink, Watched
from convanim.course.snippets import KINDS as SNIPPET_KINDS
from convanim.course.snippets import UPRIGHT_KINDS, snippets
from convanim.course.text import subtitles, texts
from convanim.course.text.story import Story
from convanim.course.upright import UPRIGHT
from convanim.errors import UnknownNameError, quoted, shortened
from convanim.film.assemble import Section, join
from convanim.film.carried import LOOPS, MOST, carry
from convanim.film.digests import Sound, beats_of, packets_until, passed_on, sounds_of
from convanim.film.footage import Cue
from convanim.film.voice.track import Track, encode, track_of
from convanim.folders import workplace
from convanim.spec.cut import LOOP, LOOP_BEAT

if TYPE_CHECKING:
    from convanim.course.media.frames import Strip
    from convanim.draw.compositor import Patch
    from convanim.film.quality import Quality
    from convanim.film.shoot import Take
    from convanim.film.voice.narration import Narration

GROUNDS: Mapping[str, tuple[str, ...]] = {"light": ("light",), "dark": ("dark",), "both": ("light", "dark")}
"""What a transparent film may be laid over."""
LOOPS_FPS = 15
"""Frames a second of loops, at the most."""
LOOP_SECONDS, LOOP_SIZE = 10.0, 3_000_000
"""About how long a scene's own loop is, and the bytes that it may take at the most."""


@dataclass(frozen=True)
class Wish:
    """What is to be made of each clip beside its film: kinds of ``KINDS``, an upright cut, and how.

    ``max_size`` is what a GIF or WebP may take, in bytes; ``stills`` is png, svg or pdf; ``ground`` what the
    transparent film is laid over: light, dark or both; ``base_url`` where the clips' folders will be, for the addresses
    in snippets (empty: they are beside the page); ``paper`` what handouts are printed on, a4 or letter. Raises
    UnknownNameError or SpecError for what is none of these.
    """

    kinds: frozenset[str]
    max_size: int = 5_000_000
    stills: str = "png"
    ground: str = "light"
    base_url: str = ""
    paper: str = "a4"

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", base_of(self.base_url))
        for kind in sorted(self.kinds):
            if kind not in (known := (*KINDS, UPRIGHT)):
                close = get_close_matches(shortened(kind), known, n=1)
                raise UnknownNameError(f"nothing makes {quoted(kind)} of a clip", ", ".join(known), *close)
        if self.ground not in GROUNDS:
            raise UnknownNameError(f"no ground is called {self.ground!r}", ", ".join(GROUNDS))
        if self.paper not in PAPERS:
            raise UnknownNameError(f"no paper is called {self.paper!r}", ", ".join(PAPERS))


@dataclass(frozen=True)
class Material:
    """What is there when files come about: what the clip tells, its film, and the files of each part in order.

    ``upright`` is what its upright cut tells, whose files are there already.
    """

    story: Story
    film: Path
    wish: Wish
    made: Mapping[str, Sequence[Path]]
    narration: Narration | None = None
    upright: Story | None = None

    @property
    def name(self) -> str:
        """What the files are called."""
        return self.story.name


Parts = Mapping[str, Part | Watched]


@dataclass(frozen=True)
class Kind:
    """``parts`` are what has to be drawn, by names that begin with the kind's own or are shared with other kinds'.

    ``finish`` puts files into a folder, where some are already, and tells their names by kind.
    """

    finish: Callable[[Material, Path, Mapping[str, str]], dict[str, str]]
    parts: Callable[[RenderedClip, Wish], Parts] = lambda source, wish: {}


# What is written from the clip's own words and film.


def _words(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    story, name = material.story, material.name
    told = {
        "transcript": (f"{name}.txt", texts.transcript(story)),
        "alt": (f"{name}.alt.txt", texts.alt_text(story) + "\n"),
    }
    if story.is_loop:
        return _written(told, folder)
    spoken = {
        "captions": (f"{name}.vtt", subtitles.webvtt(story)),
        "srt": (f"{name}.srt", subtitles.subrip(story)),
        "chapters": (f"{name}.chapters.vtt", subtitles.chapters(story)),
    }
    return _written({**spoken, **told}, folder)


def _sections(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    from convanim.course.media.clips import cut_sections

    paths = cut_sections(material.film, material.story.beats, folder)
    return {f"section {number}": path.name for number, path in enumerate(paths, 1)}


def _snippets(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    named = (*SNIPPET_KINDS, *(f"{UPRIGHT} {kind}" for kind in UPRIGHT_KINDS))
    base = material.wish.base_url and url(f"{material.name}/", material.wish.base_url)
    size = None if material.upright is None else (material.upright.width, material.upright.height)
    made = snippets(material.story, {kind: file for kind, file in there.items() if kind in named}, base, size)
    return _written({file: (file, text) for file, text in made.items()}, folder)


def _written(texts_: Mapping[str, tuple[str, str]], folder: Path) -> dict[str, str]:
    for file, text in texts_.values():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return {kind: file for kind, (file, _) in texts_.items()}


# Films, beat by beat.


def _webm_parts(source: RenderedClip, wish: Wish) -> Parts:
    return _beats(source, "webm", clear=False)


def _clear_parts(source: RenderedClip, wish: Wish) -> Parts:
    made: dict[str, Part | Watched] = {}
    for ground in GROUNDS[wish.ground]:
        made |= _beats(source, f"transparent over {ground}", clear=True, ground=ground)
    return made


def _beats(source: RenderedClip, called: str, clear: bool, ground: str | None = None) -> Parts:
    def key(place: int) -> str | None:
        if ground is None or source.story.ground == ground:
            return source.beat_key(place, "webm", clear)
        return source.ground_key(ground, "webm", clear, source.story.beats[place].name)

    sink = partial(_film, size=source.size, clear=clear)
    return {
        f"{called} {place + 1}": Watched(
            key(place),
            beat.name,
            "beat.webm",
            sink,
            clear,
            ground,
            cost=_cost(source, "transparent" if clear else "webm", beat.end - beat.start),
        )
        for place, beat in enumerate(source.story.beats)
    }


def _cost(source: RenderedClip, kind: str, seconds: float) -> float:
    return cost(kind, seconds * source.size.fps, source.size.width, source.size.height)


def _film(path: Path, size: Quality, clear: bool) -> Sink:
    from convanim.course.media.webm import Webm

    return Webm(path, size, clear)


def _webm(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    return {"webm": _joined(material, "webm", folder / f"{material.name}.webm")}


def _clear(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    files = {}
    for ground in GROUNDS[material.wish.ground]:
        called = f"transparent over {ground}"
        files[called] = _joined(material, called, folder / f"{material.name}-over-{ground}.webm")
    return files


def _joined(material: Material, called: str, path: Path) -> str:
    story = material.story
    parts = [material.made[f"{called} {number}"][0] for number in range(1, len(story.beats) + 1)]
    sections = [Section(beat.name, beat.start, beat.end, beat.title) for beat in story.beats]
    digests = [beats_of(part, story.fps, (beat.name,))[0] for part, beat in zip(parts, story.beats, strict=True)]
    sound, heard = None, list[Sound]()
    if material.narration is not None:
        sound = parts[0].with_name(f"sound{path.suffix}")
        encode(heard_in(story, material.narration), sound)
        heard = sounds_of(sound, packets_until(sound, [beat.end for beat in story.beats]))
    join(parts, path, story.fps, sections, {"title": story.title} | passed_on(material.film, digests, heard), sound)
    return path.name


def heard_in(story: Story, narration: Narration) -> Track:
    """The sound of a clip, by the times that its ledger tells."""
    beats = [
        Footed(
            beat.name,
            round(beat.end * story.fps) - round(beat.start * story.fps),
            tuple(Cue(said.text, said.start - beat.start, said.end - beat.start) for said in beat.sentences),
        )
        for beat in story.beats
    ]
    return track_of(beats, narration.pieces, story.fps, narration.channels)


class Footed(NamedTuple):
    """A beat as a track takes it."""

    beat: str
    frames: int
    captions: tuple[Cue, ...]


# Loops, from strips of the same frames, or of the same with large text: pages show loops small.


class _StripFile:
    """Keeps a beat's frames in a file, for the processes that make loops of them."""

    def __init__(self, path: Path, size: Quality, begun: int) -> None:
        from convanim.course.media.loops import strip_for_loops

        self._path = path
        self._strip: Strip = strip_for_loops(size, begun)

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        self._strip.write(patches, repeat)

    def close(self) -> None:
        self._strip.save(self._path)

    def abort(self) -> None:
        self._path.unlink(missing_ok=True)


def _loop_parts(kind: str, source: RenderedClip, wish: Wish) -> Parts:
    strips = {
        f"strip {number}": Watched(
            None,
            beat.name,
            "strip",
            partial(_StripFile, size=source.size, begun=round(beat.start * source.size.fps)),
            cost=_cost(source, "strip", beat.end - beat.start),
            text=source.small_text,
        )
        for number, beat in enumerate(source.story.beats, 1)
    }
    make = partial(_loop, kind, source.story.name, tuple(strips), wish.max_size)
    # At the best of their rates; whatever the film's.
    frames = source.story.seconds * min(LOOPS_FPS, source.size.fps)
    expected = cost(kind, frames, source.size.width, source.size.height)
    return {**strips, kind: Part(source.small_key(kind, wish.max_size), make, after=frozenset(strips), cost=expected)}


def _loop(kind: str, name: str, strips: Sequence[str], max_size: int, take: Take, folder: Path) -> list[str]:
    from convanim.course.media.loops import gif_of, joined_for_loops, webp_of

    strip = joined_for_loops(take.size, [folder.parent / one / "strip" for one in strips])
    file = f"{name}.{kind}"
    {"gif": gif_of, "webp": webp_of}[kind](strip, folder / file, max_size, carried=MOST)
    return [file]


# The scene's own loop, which pages show before the film plays.


def _own_loop_parts(source: RenderedClip, wish: Wish) -> Parts:
    if not source.has_loop:
        return {}
    size, name, most = source.size, f"{source.story.name}-loop", min(wish.max_size, LOOP_SIZE)
    strip = Watched(
        None,
        LOOP_BEAT,
        "strip",
        partial(_StripFile, size=size, begun=0),
        cost=_cost(source, "strip", LOOP_SECONDS),
        cut=LOOP,
    )
    parts: dict[str, Part | Watched] = {"loop strip": strip}
    for kind in ("gif", "webp"):
        expected = cost(kind, LOOP_SECONDS * min(LOOPS_FPS, size.fps), size.width, size.height)
        make = partial(_loop, kind, name, ("loop strip",), most)
        parts[f"loop {kind}"] = Part(source.loop_key(kind, most), make, after=frozenset({"loop strip"}), cost=expected)
    return parts


def _own_loop(material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    files = {}
    for kind in ("loop gif", "loop webp"):
        for path in material.made.get(kind, ()):
            os.replace(path, folder / path.name)
            carry(folder / path.name, material.film, min(material.wish.max_size, LOOP_SIZE))
            files[kind] = path.name
    return files


# Pictures.


def _poster_parts(source: RenderedClip, wish: Wish) -> Parts:
    make = partial(_poster, f"{source.story.name}.png")
    return {"poster": Part(source.key("poster"), make, cost=cost("poster", 1, source.size.width, source.size.height))}


def _poster(file: str, take: Take, folder: Path) -> list[str]:
    from convanim.course.media.stills import write_poster

    write_poster(take, folder / file)
    return [file]


def _still_parts(source: RenderedClip, wish: Wish) -> Parts:
    alts = tuple(texts.beat_alt(source.story, beat) for beat in source.story.beats)
    asked = (wish.stills, alts, source.story.language, source.story.name)
    make = partial(_stills, *asked)
    key = source.key("stills", *asked)
    return {"stills": Part(key, make, cost=cost("stills", len(alts), source.size.width, source.size.height))}


def _stills(kind: str, alts: Sequence[str], language: str, name: str, take: Take, folder: Path) -> list[str]:
    from convanim.course.media.stills import write_stills

    return [path.name for path in write_stills(take, folder, kind, alts=alts, language=language, name=name)]


def _handout_parts(source: RenderedClip, wish: Wish) -> Parts:
    # On paper, dark pictures cost ink and lose their lines.
    key = source.ground_key("light", "handout", source.told, wish.paper)
    expected = cost("handout", len(source.story.beats), source.size.width, source.size.height)
    return {"handout": Part(key, partial(_handout, source.story, wish.paper), ground="light", cost=expected)}


def _handout(story: Story, paper: str, take: Take, folder: Path) -> list[str]:
    from convanim.course.handout.build import write_handout
    from convanim.course.media.stills import write_stills

    with workplace() as work:
        write_handout(story, write_stills(take, work, "png"), folder / f"{story.name}.pdf", PAPERS[paper])
    return [f"{story.name}.pdf"]


def _moved(kind: str, material: Material, folder: Path, there: Mapping[str, str]) -> dict[str, str]:
    """The files of the part that is called like the kind, as they are; of several, numbered."""
    paths = material.made[kind]
    for path in paths:
        os.replace(path, folder / path.name)
        if path.suffix in LOOPS:
            carry(folder / path.name, material.film, material.wish.max_size)
    if kind != "stills":
        return {kind: paths[0].name}
    return {f"still {number}": path.name for number, path in enumerate(paths, 1)}


KINDS: Mapping[str, Kind] = {
    "words": Kind(_words),
    "poster": Kind(partial(_moved, "poster"), _poster_parts),
    "webm": Kind(_webm, _webm_parts),
    "gif": Kind(partial(_moved, "gif"), partial(_loop_parts, "gif")),
    "webp": Kind(partial(_moved, "webp"), partial(_loop_parts, "webp")),
    "loop": Kind(_own_loop, _own_loop_parts),
    "transparent": Kind(_clear, _clear_parts),
    "stills": Kind(partial(_moved, "stills"), _still_parts),
    "sections": Kind(_sections),
    "handout": Kind(partial(_moved, "handout"), _handout_parts),
    "snippets": Kind(_snippets),
}
"""What can be made of a clip beside its film, in the order in which it comes about: snippets name what is there."""
