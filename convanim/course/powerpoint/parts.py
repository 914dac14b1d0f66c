"""What is on a slide, before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convanim.course.text.quiz import Box


@dataclass(frozen=True)
class Words:
    """A text in a language, as BCP 47 tags it."""

    text: str
    language: str


@dataclass(frozen=True)
class Asks:
    """A question in words, above the fraction ``head`` of the film's height, and the boxes that it covers."""

    words: str
    boxes: tuple[Box, ...]
    head: float


@dataclass(frozen=True)
class FilmSlide:
    """A slide that plays a film of so many seconds, of a frame of ``size`` pixels.

    ``poster`` is the picture before it and ``last`` the one that stays, both as PNG; ``about`` says in words what the
    film tells, ``shown`` what its last picture shows.
    """

    title: str
    film: Path
    about: str
    seconds: float
    size: tuple[int, int]
    poster: bytes
    last: bytes
    shown: Words
    notes: tuple[Words, ...]
    asks: Asks | None = None
