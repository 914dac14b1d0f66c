"""What a film says, beat by beat: the text to record, and when it is said where nobody speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from convanim.film.footage import Cue, later

if TYPE_CHECKING:
    from convanim.scene import ConvScene

DIGIT = 0.4
"""Seconds that a digit takes longer to be said than to be read."""


@dataclass(frozen=True)
class Lines:
    """One beat of a script: its number from 1, its name, what readers know it by, and its captions.

    All times are in seconds; those of captions, each of a ``text`` with its ``start`` and ``end``, are from the start
    of the beat.
    """

    number: int
    name: str
    title: str
    start: float
    end: float
    captions: tuple[Cue, ...]

    @property
    def file(self) -> str:
        """What a recording of it is called, without its ending.

        >>> Lines(3, "count_the_cost", "Count the cost", 0.0, 2.0, ()).file
        '03-count_the_cost'
        """
        return f"{self.number:02}-{self.name}"

    @property
    def seconds(self) -> float:
        """How long it is."""
        return later(self.end, -self.start)


@dataclass(frozen=True)
class Script:
    """What a clip says: ``scene`` is its class's name, ``title`` and ``language`` those of the film."""

    scene: str
    title: str
    language: str
    beats: tuple[Lines, ...]

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return self.beats[-1].end if self.beats else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        beats = [{"file": one.file, "seconds": one.seconds, **asdict(one)} for one in self.beats]
        return {"scene": self.scene, "title": self.title, "language": self.language, "beats": beats}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Script:
        """The script that plain data tells."""
        beats = tuple(
            Lines(
                **{name: one[name] for name in ("number", "name", "title", "start", "end")},
                captions=tuple(Cue(**caption) for caption in one["captions"]),
            )
            for one in told["beats"]
        )
        return cls(told["scene"], told["title"], told["language"], beats)

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The script as it is read from a sheet.

        >>> beat = Lines(1, "ask", "Ask", 0.0, 3.0, (Cue("How few?", 0.0, 2.0),))
        >>> print(Script("Mine", "Mine", "en", (beat,)).text())
        Mine (en), 3.0 s
        <BLANKLINE>
        01-ask  Ask, 3.0 s
          0.0-2.0  How few?
        <BLANKLINE>
        """
        lines = [f"{_flat(self.title)} ({self.language}), {self.seconds:.1f} s"]
        for beat in self.beats:
            lines += ["", f"{beat.file}  {_flat(beat.title)}, {beat.seconds:.1f} s"]
            lines += [f"  {one.start:.1f}-{one.end:.1f}  {_flat(one.text)}" for one in beat.captions]
        return "\n".join(lines) + "\n"


def script_of(scene: ConvScene, spoken: Sequence[Cue]) -> Script:
    """The script of a scene that was run through, and of what was said, in seconds of the film."""
    beats, start = list[Lines](), 0.0
    for number, still in enumerate(scene.stills, 1):
        title = scene.chapter(still.beat)
        captions = tuple(
            Cue(one.text, later(one.start, -start), later(min(one.end, still.time), -start))
            for one in spoken
            if start - 1e-3 <= one.start < still.time - 1e-3
        )
        beats.append(Lines(number, still.beat, title, round(start, 4), round(still.time, 4), captions))
        start = still.time
    return Script(type(scene).__name__, scene.heading, scene.language, tuple(beats))


def speaking_time(text: str) -> float:
    """About how many seconds it takes to say a text, beside other texts: digits are long words.

    >>> speaking_time("72 weights") > speaking_time("no weights")
    True
    """
    from convanim.mobjects.caption import length_in_seconds  # which loads Manim

    return length_in_seconds(text) + DIGIT * len(re.findall(r"\d", text))


def aloud(text: str) -> str:
    """A text as it is given to whoever speaks: on one line, and with the digits of a number together.

    >>> aloud("9\u2009216 multiply\u00ad-adds\nof one layer")
    '9216 multiply-adds of one layer'
    """
    return re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3})", "", _flat(text))


def _flat(text: str) -> str:
    # Thin spaces stay: they part the digits of a number.
    return re.sub(r"[ \t\r\n]+", " ", text.replace("\u00ad", "")).strip()
