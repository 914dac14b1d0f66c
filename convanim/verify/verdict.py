"""What was found of a clip, in a line and as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from convanim.forms import record

LONGEST = 1000
"""Letters of a line."""
NAMED = 100
"""So many files that are not checked are named in a line; as data, all are."""
SHOWN = 5
"""So many things that are wrong are told at the most."""


@dataclass
class Verdict:
    """What was checked of a clip, and what is wrong with it: nothing where ``faults`` is empty.

    ``compared`` are the numbers that nothing was there to work out from: of them it is known that they are written as
    their values are, and that these are the ledger's. ``read`` are those that were read off the frames and are the
    ledger's, ``unread`` those that rest there and cannot be read; None where frames are not looked at. ``notes`` are
    what else there is to know.

    >>> Verdict("split.mp4", numbers=1466, equations=212, beats=5, captions=14).line
    'split.mp4: 1 466 numbers, 212 equations, 5 beats, 14 captions: all right'
    >>> Verdict("mine.mp4", numbers=40, compared=12, beats=1).line
    'mine.mp4: 40 numbers, 1 beat: all right; of these numbers, 12 are only compared with the ledger'
    >>> Verdict("seen.mp4", numbers=1466, read=1201, unread=3, beats=5).line
    'seen.mp4: 1 466 numbers, 1 201 of them read off the frames, 5 beats: all right; of all that rest, 3 cannot be read'
    >>> Verdict("other.mp4", faults=["it is no film"]).line
    'other.mp4: it is no film'
    >>> Verdict("course", unchecked=["index.html", "split.png"]).line
    'course: not checked: index.html, split.png'
    """

    clip: str
    numbers: int = 0
    equations: int = 0
    steps: int = 0
    beats: int = 0
    captions: int = 0
    compared: int = 0
    read: int | None = None
    unread: int | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def checked(self) -> str:
        """How much was checked."""
        counts = {"number": self.numbers, "equation": self.equations, "beat": self.beats, "caption": self.captions}
        told = [f"{_grouped(n)} {name}{'' if n == 1 else 's'}" for name, n in counts.items() if n]
        if self.read is not None:
            # A section has no ledger of its own, and so no numbers of its own that are worked out.
            of = "of them " if self.numbers else "number " if self.read == 1 else "numbers "
            told.insert(min(len(told), bool(self.numbers)), f"{_grouped(self.read)} {of}read off the frames")
        return ", ".join(told)

    @property
    def line(self) -> str:
        """All of it in a line; of what is wrong the first."""
        checked = f"{self.clip}: {self.checked}" if self.checked else self.clip
        if self.faults:
            many = f" (and {_grouped(len(self.faults) - 1)} more)" if len(self.faults) > 1 else ""
            return one_line(f"{checked}: {self.faults[0]}") + many
        if self.unchecked:
            more = f" and {_grouped(len(self.unchecked) - NAMED)} more" if len(self.unchecked) > NAMED else ""
            return f"{one_line(self.clip)}: not checked: {', '.join(map(one_line, self.unchecked[:NAMED]))}{more}"
        told = [f"{checked}: all right"]
        if self.compared:
            are = "is" if self.compared == 1 else "are"
            told.append(f"of these numbers, {_grouped(self.compared)} {are} only compared with the ledger")
        if self.unread:
            told.append(f"of all that rest, {_grouped(self.unread)} cannot be read")
        return one_line("; ".join([*told, *self.notes]))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "clip": self.clip,
            "right": self.right,
            "numbers": self.numbers,
            "compared": self.compared,
            "read": self.read,
            "unread": self.unread,
            "equations": self.equations,
            "steps": self.steps,
            "beats": self.beats,
            "captions": self.captions,
            "faults": [*self.faults],
            "notes": [*self.notes],
            "unchecked": [*self.unchecked],
        }


def one_line(text: str) -> str:
    r"""A text in a line that steers no terminal, whatever names a ledger has; of what is too long the beginning.

    >>> one_line("beat a\x1b[31m is missing")
    'beat a\\x1b[31m is missing'
    """
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in shown)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``Verdict.as_dict``, of which ``convanim verify --json`` writes one a line."""
    count, texts = {"type": "integer", "minimum": 0}, {"type": "array", "items": {"type": "string"}}
    seen = {"type": ["integer", "null"], "minimum": 0}
    fields: dict[str, Any] = {
        "clip": {"type": "string", "description": "The file."},
        "right": {"type": "boolean", "description": "Whether nothing is wrong."},
        "numbers": {**count, "description": "Numbers of the ledger, each with its text."},
        "compared": {**count, "description": "Those of them that nothing was there to work out from."},
        "read": {**seen, "description": "Numbers that the frames show as the ledger has them; null without --pixels."},
        "unread": {**seen, "description": "Numbers that rest, and are too dim, covered or faded to be read."},
        "equations": count,
        "steps": {**count, "description": "Windows with their weights, products and sums."},
        "beats": {**count, "description": "Beats whose encoded frames have the ledger's digests."},
        "captions": count,
        "faults": {**texts, "description": "What is wrong; nothing where it is all right."},
        "notes": {**texts, "description": "What else there is to know."},
        "unchecked": {**texts, "description": "Files of a folder that nothing is known of."},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **record("What was found of a clip.", **fields)}
