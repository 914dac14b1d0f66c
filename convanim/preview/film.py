"""A film that is shown, and which of its beats are worth a look after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from convanim.course.text.story import Story
from convanim.film.store.cache import digest


@dataclass(frozen=True)
class DrawnFilm:
    """What a drawing made: the film, its ledger, and what tells each beat from any that looks otherwise.

    ``keys`` are empty where nobody knows them.
    """

    film: Path
    ledger: Path
    keys: Sequence[str] = ()


@dataclass(frozen=True)
class Film:
    """A film: its MP4, its story, and by beat what tells it from any that looks otherwise."""

    data: bytes
    story: Story
    keys: Mapping[str, str]

    @classmethod
    def read(cls, drawn: DrawnFilm) -> Film:
        """The film that a drawing made, out of its files."""
        data, story = drawn.film.read_bytes(), Story.read(drawn.ledger)
        names = [beat.name for beat in story.beats]
        # Where the keys are unknown, a film that differs somewhere may differ anywhere.
        keys = drawn.keys if len(drawn.keys) == len(names) else [digest(data)] * len(names)
        return cls(data, story, dict(zip(names, keys, strict=True)))

    @cached_property
    def address(self) -> str:
        """Where the film is found; no two films share an address."""
        return f"/{digest(self.data)}.mp4"

    def as_dict(self) -> dict[str, Any]:
        """What a page tells of it, as plain data for JSON; times in seconds."""
        story = self.story
        return {
            "address": self.address,
            "title": story.title,
            "language": story.language,
            "direction": story.direction,
            "width": story.width,
            "height": story.height,
            "fps": story.fps,
            "seconds": story.seconds,
            "beats": [
                {
                    "name": beat.name,
                    "title": beat.title,
                    "start": beat.start,
                    "end": beat.end,
                    "said": [sentence.text for sentence in beat.sentences],
                }
                for beat in story.beats
            ],
        }


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The beats of a film that look otherwise than in the one before, or were not in it, in order.

    >>> changed({"first": "a", "second": "b"}, {"first": "a", "second": "c", "third": "d"})
    ('second', 'third')
    """
    return tuple(beat for beat, key in after.items() if before.get(beat) != key)


def worth_showing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The beats that their author will want to see: those that are new, or else those that have changed.

    New ones first of all, because a beat that is added or left out changes every other: each shows how many there are.

    >>> worth_showing({"first": "1 of 1"}, {"first": "1 of 2", "second": "2 of 2"})
    ('second',)
    """
    new = tuple(beat for beat in after if beat not in before)
    return new or changed(before, after)
