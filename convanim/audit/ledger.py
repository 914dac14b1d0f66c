"""The audit trail: every number that was shown, where it came from, when and where it stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from convanim.draw.items import Item, Source, Statement, Words
from convanim.draw.lettering import span_box
from convanim.layout.canvas import Canvas
from convanim.layout.geometry import Box
from convanim.layout.regions import Region

STILL, SETTLED = 0.5, 0.05
"""A number rests while it is no farther than the first from where it came to rest, and comes to rest once it moves no
more than the second from one frame to the next: in pixels of a frame whose short side has 1080."""

Key = tuple[int, str, str, tuple[int | str, ...], int]
"""Whose it is, how it is written, tensor, index, and how often the same stands before it."""


@dataclass(slots=True)
class Entry:
    """One number on show: ``box`` is (left, top, right, bottom) in frame fractions, None while it moves."""

    text: str
    source: Source
    start: float
    end: float
    box: Box | None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; times in seconds from the start of the clip."""
        return {
            "text": self.text,
            "tensor": self.source.tensor,
            "index": list(self.source.index),
            "value": self.source.value,
            "start": round(self.start, 4),
            "end": round(self.end, 4),
            "box": None if self.box is None else [round(v, 5) for v in self.box],
        }


@dataclass(slots=True)
class Equation:
    """One printed equation on show."""

    text: str
    start: float
    end: float

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"text": self.text, "start": round(self.start, 4), "end": round(self.end, 4)}


@dataclass
class Ledger:
    """Collects what each frame of a canvas shows and joins it into intervals."""

    canvas: Canvas
    entries: list[Entry] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    _open: dict[Key, tuple[Entry, Box]] = field(default_factory=dict)
    _said: dict[str, Equation] = field(default_factory=dict)
    _seen: dict[int, tuple[list[Item], dict[Key, tuple[Source, Box]], list[str]]] = field(default_factory=dict)
    _last: float = 0.0

    def observe(self, time: float, shown: Iterable[tuple[int, list[Item]]]) -> None:
        """Note one frame: ``shown`` pairs each mobject's identity with its display list."""
        now: dict[Key, tuple[Source, Box]] = {}
        # A dict, for the order in which things are said.
        said: dict[str, None] = {}
        for owner, items in shown:
            known = self._seen.get(owner)
            if known is None or known[0] is not items:
                known = (items, *_read(owner, items, self.canvas.whole))
                self._seen[owner] = known
            now.update(known[1])
            said.update(dict.fromkeys(known[2]))
        for key in [key for key in self._open if key not in now]:
            self._open.pop(key)[0].end = time
        for key, (source, box) in now.items():
            self._note(key, source, box, time)
        for text in [text for text in self._said if text not in said]:
            self._said.pop(text).end = time
        for text in said:
            if text not in self._said:
                self._said[text] = Equation(text, time, time)
                self.equations.append(self._said[text])
        self._last = time

    def finish(self, time: float) -> None:
        """Close what is still shown at the end of the clip."""
        self.observe(time, [])

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; what was never up for any time is left out."""
        return {
            "numbers": [entry.as_dict() for entry in self.entries if entry.end > entry.start],
            "equations": [equation.as_dict() for equation in self.equations if equation.end > equation.start],
        }

    def _note(self, key: Key, source: Source, box: Box, time: float) -> None:
        if key not in self._open:
            self._begin(key, source, time, box, box)
            return
        entry, before = self._open[key]
        if entry.box is None:
            # What eases to its place goes on a while by less than anybody sees, and its box is where it ends.
            if self._apart(box, before) <= SETTLED:
                entry.end = self._last
                self._begin(key, source, self._last, box, box)
            else:
                self._open[key] = (entry, box)
        elif box is not before:
            if self._apart(box, entry.box) > STILL:
                entry.end = time
                self._begin(key, source, time, None, box)
            else:
                self._open[key] = (entry, box)

    def _apart(self, one: Box, other: Box) -> float:
        sides = (self.canvas.whole.width, self.canvas.whole.height) * 2
        return max(abs(a - b) * side for a, b, side in zip(one, other, sides, strict=True))

    def _begin(self, key: Key, source: Source, time: float, rest: Box | None, box: Box) -> None:
        entry = Entry(key[1], source, time, time, rest)
        self.entries.append(entry)
        self._open[key] = (entry, box)


class BlankLedger(Ledger):
    """A ledger that stays empty, for passes over a scene that nobody will see."""

    def observe(self, time: float, shown: Iterable[tuple[int, list[Item]]]) -> None:
        """Note nothing."""


def _read(owner: int, items: list[Item], frame: Region) -> tuple[dict[Key, tuple[Source, Box]], list[str]]:
    numbers: dict[Key, tuple[Source, Box]] = {}
    said: list[str] = []
    for item in items:
        if isinstance(item, Statement):
            said.append(item.text)
        elif isinstance(item, Words):
            if item.source is not None:
                _note_number(numbers, owner, item, 0, len(item.text), item.source, frame)
            for span in item.spans:
                if span.source is not None:
                    _note_number(numbers, owner, item, span.start, span.end, span.source, frame)
    return numbers, said


def _note_number(
    numbers: dict[Key, tuple[Source, Box]], owner: int, line: Words, start: int, end: int, source: Source, frame: Region
) -> None:
    left, top, right, bottom = span_box(line, start, end)
    box = (
        (left - frame.left) / frame.width,
        (top - frame.top) / frame.height,
        (right - frame.left) / frame.width,
        (bottom - frame.top) / frame.height,
    )
    key = (owner, line.text[start:end], source.tensor, source.index, 0)
    while key in numbers:
        key = (*key[:4], key[4] + 1)
    numbers[key] = (source, box)
