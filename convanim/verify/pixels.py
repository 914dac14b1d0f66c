"""Numbers read off the decoded frames, beside what the ledger says that they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np

from convanim.errors import ConvanimError
from convanim.film.carried import LOOPS
from convanim.film.store.address import address
from convanim.verify.chapters import Entry
from convanim.verify.numbers import said
from convanim.verify.reader import BLANK, Crop, Luma, Read, read
from convanim.verify.reading import read_ledger, read_seal
from convanim.verify.verdict import Verdict

BRIEF, SHORT = 3, 0.1
"""Frames and seconds that a number rests at least, to be read: what goes sooner nobody reads."""
WRONG = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What a ledger that is none may come to."""
LOOKS = 7
"""So many frames of the time that a number rests are looked at, until one can be read."""
NO_SPACES = dict.fromkeys(map(ord, BLANK))
Key = tuple[bytes, tuple[float, ...]]


@dataclass
class Resting:
    """A number of the ledger that rests: its frames, from ``first`` up to ``end``, and what is seen in some of them."""

    entry: Entry
    first: int
    end: int
    crops: list[tuple[int, Crop]] = field(default_factory=list)

    @property
    def looks(self) -> list[int]:
        """The frames to look at."""
        last = self.end - 1
        return sorted({self.first + round(look * (last - self.first) / (LOOKS - 1)) for look in range(LOOKS)})


@dataclass
class Seen:
    """What was read off a film: how many numbers, which rest there and cannot be read, and what differs."""

    read: int = 0
    missed: list[Resting] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_pixels(film: Path, found: Verdict) -> None:
    """Add to a verdict what a clip's own frames show, where its ledger is there to be compared with.

    Of GIF and WebP it is only said that they are not read: their frames are small, and have few colours.
    """
    if film.suffix.lower() in LOOPS:
        found.notes.append("its frames are not read")
        return
    try:
        ledger, begins = _told(film)
        seen = read_off(film, ledger, begins)
    except (av.FFmpegError, OSError, ConvanimError, *WRONG):
        # Why there is no such film or ledger is among the faults already.
        found.notes.append("none of its numbers is read off the frames")
        return
    found.read, found.unread = seen.read, len(seen.missed)
    found.faults += seen.faults


def _told(film: Path) -> tuple[Mapping[str, Any], float]:
    """The ledger of what a film shows, and at which of its seconds the film begins: a section begins with its beat."""
    seal = read_seal(film)
    of = seal.get("of") if seal else None
    places = [film.with_name(f"{of}.json"), film.parent.parent / f"{of}.json"] if of else [film.with_suffix(".json")]
    beside = next((place for place in places if place.is_file()), places[0])
    ledger = read_ledger(beside)
    if not seal or not of:
        return ledger, 0.0
    first = seal["beats"][0][0]
    return ledger, next(one["start"] for one in ledger["sections"] if one["name"] == first)


def resting(ledger: Mapping[str, Any]) -> list[Resting]:
    """The numbers of a ledger that rest long enough to be read."""
    fps = ledger["fps"]
    found = [
        Resting(one, round(one["start"] * fps), round(one["end"] * fps))
        for one in ledger["numbers"]
        if one["box"] is not None
    ]
    return [one for one in found if one.end - one.first >= max(BRIEF, round(SHORT * fps))]


def read_off(film: Path, ledger: Mapping[str, Any], begins: float = 0.0) -> Seen:
    """Read every number that rests off the frames of a film, which shows the ledger's from ``begins`` seconds on.

    The frames may have another size, rate or encoding than those that were delivered. Raises what PyAV does, and
    OSError.
    """
    numbers = resting(ledger)
    shown = _look(film, numbers, round(begins * ledger["fps"]), ledger["fps"])
    known: dict[Key, Read | None] = {}
    found = Seen()
    for one in numbers:
        if one.first >= shown or not one.crops:
            continue
        frame, seen = _read(one, known)
        if seen is None:
            found.missed.append(one)
        elif _same(seen.text, one.entry["text"]):
            found.read += 1
        elif seen.text.translate(NO_SPACES) in _over(one.entry, frame / ledger["fps"], ledger["numbers"]):
            found.missed.append(one)
        else:
            found.faults.append(f"{said(one.entry)}: the frame at {frame / ledger['fps']:.2f} s shows {seen.text!r}")
    return found


def _look(film: Path, numbers: Sequence[Resting], begins: int, fps: int) -> int:
    """Cut all that is to be read out of a film's frames, each decoded once; tells how many frames there are."""
    waiting: dict[int, list[Resting]] = defaultdict(list)
    for one in numbers:
        for frame in one.looks:
            waiting[frame].append(one)
    todo = sorted(frame for frame in waiting if frame >= begins)
    last = begins
    for time, luma in _frames(film):
        last = begins + round(time * fps)
        while todo and todo[0] <= last:
            for one in waiting[todo.pop(0)]:
                # Of a film with fewer frames the next one shows it, if it is not gone by then.
                if last < one.end:
                    one.crops.append((last, Crop.of(luma, one.entry["box"])))
    return last + 1


def _frames(film: Path) -> Iterator[tuple[float, Luma]]:
    """Every frame of a film: its time in seconds, and how bright its pixels are."""
    with av.open(address(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            plane = frame.planes[0] if "yuv" in frame.format.name else frame.reformat(format="gray").planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield float(frame.time or 0.0), rows[: frame.height, : frame.width]


def _read(one: Resting, known: dict[Key, Read | None]) -> tuple[int, Read | None]:
    """The first reading that is sure, of the frames with most contrast first, and its frame."""
    for frame, crop in sorted(one.crops, key=lambda look: -look[1].contrast):
        # Most pictures stay as they are for many frames, and many numbers are shown by several mobjects in turn.
        key = crop.around.tobytes(), crop.box
        if key not in known:
            known[key] = read(crop)
        seen = known[key]
        if seen is not None and seen.sure:
            return frame, seen
    return one.first, None


def _same(seen: str, told: str) -> bool:
    return seen.translate(NO_SPACES) == told.translate(NO_SPACES)


def _over(entry: Entry, time: float, numbers: Sequence[Entry]) -> Iterator[str]:
    """What else the ledger has at the same place at some time, as where one number fades into the next."""
    left, top, right, bottom = entry["box"]
    for other in numbers:
        if other is entry or other["box"] is None or not other["start"] <= time < other["end"]:
            continue
        x, y, end, base = other["box"]
        if x < right and left < end and y < bottom and top < base:
            yield other["text"].translate(NO_SPACES)
