"""A unit of work: one beat of one clip, out of a description that any machine with the same convanim can draw.

What it gives depends on its description alone, and both are known by digests of their content: so a unit may be drawn
anywhere, and again, and what comes back is known to be what was sent. Knows neither Manim nor torch until it draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from av.error import FFmpegError

from convanim.errors import ConvanimError, ConvanimWarning, RenderError
from convanim.film.digests import beats_of
from convanim.film.footage import Footage, Reel
from convanim.film.store.cache import Cache, code_version, digest
from convanim.film.store.file_reads import watch
from convanim.film.workers.parcel import noted, travelling
from convanim.folders import place_of, workplace

if TYPE_CHECKING:
    from convanim.film.shoot import Take

_one_at_a_time = Lock()
"""Manim's configuration is one for a process, and threads of a worker share it."""


class OtherCode(RenderError):
    """Who was asked to draw would draw otherwise; ``worker`` is where that is, as far as it is known."""

    worker = ""


@dataclass(frozen=True)
class Unit:
    """One beat of a clip: a take that other processes can load, of that beat alone.

    ``name`` is a digest of all that it says, and ``code`` and ``letters`` are those of what draws it where it was
    asked for: convanim with its libraries, and the fonts of the take's language.
    """

    name: str
    take: Take
    beat: str
    code: str
    letters: str


@dataclass(frozen=True)
class Drawn:
    """What a unit gives: its ``stream`` in bytes, its footage without a file, and what is said of its clip.

    ``unit`` is the unit's name, and ``seal`` a digest of all else; ``opened`` are the user's files that were read, and
    ``unkept`` says why it could not be kept where it was drawn, ``notes`` what users are to be warned of or told.
    """

    unit: str
    stream: bytes
    footage: Footage
    about: Mapping[str, Any]
    opened: Mapping[str, float]
    unkept: str = ""
    notes: tuple[ConvanimWarning, ...] = ()
    seal: str = ""

    def content(self) -> str:
        """A digest of all but the seal."""
        told = [*map(str, self.notes)]
        return digest(self.unit, self.stream, asdict(self.footage), self.about, self.opened, self.unkept, told)


def units_of(take: Take, beats: Sequence[str]) -> list[Unit]:
    """The units of some beats of a take whose scene other processes can load."""
    code, letters = code_version(), _letters(take)
    said = digest(code, letters, take.scene, take.given, take.size, take.encoding)
    return [Unit(digest(said, beat), replace(take, beats=frozenset({beat})), beat, code, letters) for beat in beats]


def draw(unit: Unit, kept: str = "") -> Drawn:
    """Draw a unit, wherever this is; one at a time in a process.

    ``kept`` is where the cache is that both who asks and who draws can reach, empty where there is none: what is there
    is not drawn, and what is drawn goes there. Raises OtherCode where it would be drawn otherwise than where it was
    asked for, and whatever its scene raises, or RenderError where that would not arrive.
    """
    watch()
    try:
        return _drawn(unit, kept)
    except Exception as error:
        there = travelling(error)
        if there is error:
            raise
        raise there from None


def _drawn(unit: Unit, kept: str) -> Drawn:
    with _one_at_a_time, noted() as notes:
        if unit.code != code_version():
            raise OtherCode("another version of convanim, or of a library that it draws with, is installed there")
        from convanim.film.shoot import shoot

        if unit.letters != _letters(unit.take):
            raise OtherCode("letters look otherwise there: another font is installed for the film's language")
        with workplace() as folder:
            reel = shoot(unit.take, folder, _cache(kept) if kept else None)
            (footage,) = reel.footage
            stream = footage.stream.read_bytes()
    bare = replace(footage, stream=Path(footage.stream.name))
    drawn = Drawn(unit.name, stream, bare, reel.about, reel.opened, reel.unkept, tuple(notes))
    return replace(drawn, seal=drawn.content())


def received(unit: Unit, drawn: object, folder: Path, number: int) -> Reel:
    """What came back for a unit, the beat of that number, its stream in a folder.

    Raises RenderError where that is not what was asked for, or not what was sent.
    """
    if not isinstance(drawn, Drawn) or drawn.unit != unit.name or drawn.footage.beat != unit.beat:
        raise RenderError("what came back is of another beat")
    if drawn.seal != drawn.content():
        raise RenderError("what came back is not what was sent")
    path = folder / f"{number:03}.mp4"
    path.write_bytes(drawn.stream)
    try:
        frames = sum(one.frames for one in beats_of(path, unit.take.size.fps))
    except (FFmpegError, ValueError) as error:
        raise RenderError("what came back is no film") from error
    if frames != drawn.footage.frames:
        raise RenderError(f"what came back has {frames} frames in place of {drawn.footage.frames}")
    return Reel((replace(drawn.footage, stream=path),), drawn.about, drawn.opened, drawn.unkept)


@lru_cache(maxsize=1)
def _cache(place: str) -> Cache | None:
    try:
        return Cache(place_of(place))
    except ConvanimError:  # what reaches it is missing here; whoever asked keeps what is drawn
        return None


def _letters(take: Take) -> str:
    from convanim.draw.lettering import appearance

    return appearance(language=take.scene_class().language)
