"""Watches scenes move: every play frame by frame, as boxes of slabs and words of the ribbon, without pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from convanim.catalog import load_scene
from convanim.draw.items import Words
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Box
from convanim.mobjects.caption import reading_time
from convanim.mobjects.tensor import VoxelTensor
from convanim.scene import ConvScene
from convanim.scene.walking import READABLE
from tests.scenes.playing import play

FPS = 8
VISIBLE = 0.35
"""A slab of less presence is on its way in or out, or a mere trace."""
APART, MET = 0.03, 0.15
"""Of the smaller front: slabs that share less are apart, those that share more have met."""
MOVED = 20.0
"""A slab that ends up no further from where it was has not moved, in pixels."""
LONGEST_HOLD = 2.5
"""Seconds that a picture rests at most where there is nothing new to read."""
AFTER_READING = 0.8
"""Seconds that it rests at most once all has been read."""

Key = tuple[int, int]
"""A slab: the identity of its block, and its place in it."""


@dataclass(frozen=True)
class SlabSeen:
    """A slab in a frame: what it shows, its front in pixels, how visible it is and how much of it is lit."""

    name: str
    box: Box
    strength: float
    order: tuple[float, float]
    """The block's place in drawing order, then the slab's nearness in it."""
    cells: int
    """How many it has."""


@dataclass
class Frame:
    """What is to be seen at a time: slabs, words of the ribbon, and whether a sign says that time is shortened."""

    time: float
    slabs: dict[Key, SlabSeen]
    ribbon: frozenset[str]
    hurried: bool
    cells: dict[tuple[str, tuple[int, ...]], float]
    """How lit each cell of an output is, where its slab is visible."""
    asking: bool
    """Whether the question of the opening stands: what is shown with it is where the film will get to."""


@dataclass
class Take:
    """One play, from the picture before it to the picture after it."""

    beat: str
    frames: list[Frame] = field(default_factory=list)


@dataclass
class Hold:
    """A picture that rests: when, how long, and what there is to read in it that was not there before."""

    beat: str
    start: float
    seconds: float
    new: str


@dataclass
class Watched:
    """All takes and holds of a scene."""

    scene: ConvScene
    takes: list[Take]
    holds: list[Hold]


def watch(name: str | type[ConvScene], options: dict[str, Any] | None = None, **more: Any) -> Watched:
    """Play a scene and note every frame of it; ``options`` and ``more`` are as for ``play``."""
    base = load_scene(name) if isinstance(name, str) else name
    takes: list[Take] = []
    holds: list[Hold] = []
    read: set[str] = set()

    class Observed(base):  # type: ignore[misc,valid-type]
        def play(self, *args: Any, **kwargs: Any) -> None:
            takes.append(Take(self.beats[self._place], [seen(self, self.now)]))
            super().play(*args, **kwargs)
            takes[-1].frames.append(seen(self, self.now))

        def _observe(self, time: float) -> None:
            super()._observe(time)
            if takes:
                takes[-1].frames.append(seen(self, time))

        def wait(self, duration: float = 1.0, *args: Any, **kwargs: Any) -> None:
            there = {words.text for words in texts(self)}
            new = " ".join(sorted(there - read))
            beat, start = self.beats[self._place], self.now
            if holds and abs(holds[-1].start + holds[-1].seconds - start) < 0.5 / FPS and not new:
                holds[-1].seconds += duration
            else:
                holds.append(Hold(beat, start, duration, new))
            read.clear()
            read.update(there)
            super().wait(duration, *args, **kwargs)

    Observed.__name__ = base.__name__
    played = play(Observed, options, fps=FPS, **more)
    return Watched(played.scene, takes, holds)


def texts(scene: ConvScene) -> list[Words]:
    """All words that are to be seen."""
    items = (item for mobject in scene.mobjects_shown() for item in mobject.display_list())
    return [item for item in items if isinstance(item, Words) and item.color[3] > 0.6 and item.text.strip()]


def seen(scene: ConvScene, time: float) -> Frame:
    """The frame as it stands."""
    frame = Frame(time, {}, frozenset(), False, {}, "question" in scene._cast_on_stage)
    for place, mobject in enumerate(scene.mobjects_shown()):
        if isinstance(mobject, VoxelTensor):
            look(mobject, place, frame)
        elif isinstance(mobject, Sheet) and "fast_forward" in mobject.parts:
            frame.hurried = float(mobject.opacity[0]) > 0.5
    top, room, meter = scene.canvas.panel.top, scene.canvas.ribbon, scene.canvas.meter
    frame.ribbon = frozenset(
        f"{words.text} at {words.x:.0f}, {words.y:.0f}"
        for words in texts(scene)
        if top < words.y < room.bottom and words.x < room.right and words.source is not None
        if not (meter.left <= words.x <= meter.right and meter.top <= words.y <= meter.bottom)
    )
    return frame


def look(block: VoxelTensor, place: int, frame: Frame) -> None:
    opacity = float(block.opacity[0])
    made = block.content.name.endswith(("output", "middle"))
    for slab, geometry in enumerate(block.slabs()):
        strength = float(block.presence[slab]) * opacity
        if strength < VISIBLE:
            continue
        (left, top), (right, bottom) = geometry.at(0, 0), geometry.at(geometry.rows, geometry.columns)
        name = f"{block.content.name}{list(block.content.indices[slab])}"
        order = (float(place), float(block.nearness[slab]))
        frame.slabs[id(block), slab] = SlabSeen(name, (left, top, right, bottom), strength, order, block.lit[slab].size)
        if made:
            first, second = block.content.origin
            for (row, column), lit in np.ndenumerate(block.lit[slab]):
                where = block.content.name, (*block.content.indices[slab], row + first, column + second)
                frame.cells[where] = max(float(lit), frame.cells.get(where, 0.0))


def shared(one: Box, other: Box) -> float:
    """How much of the smaller of two boxes the other one covers."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0.0, wide) * max(0.0, high) / least if least > 0 and wide > 0 and high > 0 else 0.0


def threaded(one: Key, other: Key, slabs: dict[Key, SlabSeen]) -> bool:
    """Whether these are single cells of a tensor that go, on a needle, through the slabs of another block of it.

    That is what a needle does: every one of its cells stays on its own slab, in front of those behind.
    """
    mine, its = slabs[one], slabs[other]
    same = mine.name.partition("[")[0] == its.name.partition("[")[0]
    return same and one[0] != other[0] and min(mine.cells, its.cells) == 1 < max(mine.cells, its.cells)


def flights(watched: Watched) -> Iterator[str]:
    """Slabs that go through others on their way: apart before and after, met in between, or changing sides.

    One may go behind another of its own block that rests, as a card goes to the back of a pack.
    """
    for take in watched.takes:
        first, last = take.frames[0].slabs, take.frames[-1].slabs
        both = first.keys() & last.keys()
        moving = {key for key in both if np.abs(np.subtract(first[key].box, last[key].box)).max() > MOVED}
        for one, other in combinations(sorted(both), 2):
            if (one not in moving and other not in moving) or threaded(one, other, first):
                continue
            before, after = (shared(frame[one].box, frame[other].box) for frame in (first, last))
            name = f"{take.beat} at {take.frames[0].time:.1f} s: {first[one].name} and {first[other].name}"
            if before > MET and after > MET:
                turned = (first[one].order > first[other].order) != (last[one].order > last[other].order)
                if turned:
                    yield f"{name} change sides"
                continue
            if before > APART or after > APART:
                continue
            near = max(one, other, key=lambda key: first[key].order)
            most = 0.0
            for slabs in (f.slabs for f in take.frames[1:-1] if one in f.slabs and other in f.slabs):
                rests = any(np.abs(np.subtract(slabs[near].box, end[near].box)).max() < MOVED for end in (first, last))
                if one[0] != other[0] or not rests:
                    most = max(most, shared(slabs[one].box, slabs[other].box))
            if most > MET:
                yield f"{name} share {most:.0%}"


def turned_off(watched: Watched) -> Iterator[str]:
    """Cells of outputs that were computed and turn back to glass while they stand there."""
    done: set[tuple[str, tuple[int, ...]]] = set()
    for take in watched.takes:
        frame = take.frames[-1]
        if frame.asking:
            continue
        lost = sorted(where for where, lit in frame.cells.items() if where in done and lit < 0.2)
        if lost:
            name, index = lost[0]
            yield f"{take.beat} at {frame.time:.1f} s: {name}{list(index)} and {len(lost) - 1} more"
        done |= {where for where, lit in frame.cells.items() if lit > 0.9}
        done -= set(lost)


def idle(watched: Watched) -> Iterator[str]:
    """Pictures that rest longer than there is something new to read in them."""
    for hold in watched.holds:
        # What ends a beat stays a little longer than it takes to read.
        if hold.seconds > max(LONGEST_HOLD, reading_time(hold.new) + AFTER_READING) + 1.5 / FPS:
            yield f"{hold.beat} at {hold.start:.1f} s rests for {hold.seconds:.1f} s"


def hurried(watched: Watched) -> Iterator[str]:
    """Numbers of the ribbon that are replaced before they can be read, and no sign says that time is shortened."""
    standing: frozenset[str] = frozenset()
    since = 0.0
    for take in watched.takes:
        for frame in take.frames:
            if frame.ribbon == standing:
                continue
            replaced = bool(standing - frame.ribbon) and bool(frame.ribbon)
            if replaced and not frame.hurried and frame.time - since < READABLE - 1.5 / FPS:
                yield f"{take.beat} at {frame.time:.1f} s: numbers stand for {frame.time - since:.1f} s"
            standing, since = frame.ribbon, frame.time
