"""Reads a number off a picture, by the font that it is set in and with no word of what it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import exp, floor, log
from typing import Any, NamedTuple

import numpy as np

from convanim.draw.coverage import ink
from convanim.layout.geometry import Box, Floats
from convanim.verify.numerals import Form, forms

Luma = np.ndarray[Any, np.dtype[np.uint8]]
"""Rows and columns of brightness, as films hold it."""

CLOSE = 0.9
"""The share of a picture's contrast that a reading has to account for."""
CLOSE_IF_DIM, NOISE = 0.75, 3.0
"""The same where all that it leaves are these few steps of brightness."""
APART = 0.35
"""How much nearer to what was read than to what is most like it: 1 where it is just that, 0 halfway between the two."""
FAINT = 3.0
"""Steps of brightness, of 255, that letters differ from their ground at least."""
LEAST, MOST = 4.5, 400.0
"""Pixels from a number's baseline to its top: with fewer digits are not told from one another, and with more it is no
number of a film."""
FINE = 0.004
"""Sizes that differ by less than this share are one."""
LOST, MOSTLY = 0.5, 0.65
"""What a fit accounts for at least that took the ground for the ground, and not the letters; and of how much of a
picture that is never in doubt."""
EDGE, BESIDE = 3.0, 0.15
"""Steps of brightness that all of a column differs by where something else stands, and how much of that may stand in a
number's box at either side, over its height: cells that are near cover the side of what is behind."""
BEARING = 0.05
"""What letters leave free at their sides at least, over their height."""
WRITTEN = 1e-5
"""Boxes are written to five digits: both of a side's ends may be off by half a unit."""
AROUND = 4
"""Pixels that are kept round a box."""
BLANK = " \u2009\u202f"


class Read(NamedTuple):
    """What was read, how well it accounts for the picture, and how far all else is from that; both from 0 to 1."""

    text: str
    likeness: float
    margin: float
    noise: float
    """Steps of brightness by which pixels are off."""

    @property
    def sure(self) -> bool:
        """Whether nothing else can stand there. Of what is dim the film's own noise is a larger share."""
        like = self.likeness >= CLOSE or (self.likeness >= CLOSE_IF_DIM and self.noise <= NOISE)
        return like and self.margin >= APART


@dataclass(frozen=True)
class Crop:
    """A piece of a picture round a number: its pixels, where the first is, and the number's box, all in pixels.

    ``slack`` is how far the box's width and its height may be off.
    """

    around: Luma
    row: int
    column: int
    box: Box
    slack: tuple[float, float]

    @classmethod
    def of(cls, luma: Luma, box: Box) -> Crop:
        """The piece of a frame that has a box, of fractions of the frame."""
        high, wide = luma.shape
        left, top, right, bottom = box[0] * wide, box[1] * high, box[2] * wide, box[3] * high
        row, column = max(0, floor(top) - AROUND), max(0, floor(left) - AROUND)
        around = luma[row : floor(bottom) + AROUND + 1, column : floor(right) + AROUND + 1].copy()
        return cls(around, row, column, (left, top, right, bottom), (WRITTEN * wide, WRITTEN * high))

    def within(self) -> Crop:
        """The box's own pixels, without those at its sides that letters leave free."""
        left, top, right, bottom = self.box
        free = BEARING * (bottom - top)
        row, column = max(self.row, floor(top - 0.5)), max(self.column, floor(left + free))
        last, end = floor(bottom + 0.5) + 1 - self.row, floor(right - free) + 1 - self.column
        around = self.around[row - self.row : max(0, last), column - self.column : max(0, end)]
        return replace(self, around=around, row=row, column=column)

    def freed(self) -> Crop:
        """The box's own pixels without the columns at its sides in which something stands from top to bottom."""
        inner = self.within()
        ground, _ = _ground(inner.around) if inner.around.size else (0.0, 0.0)
        other = np.abs(self.around - ground).min(axis=0) > EDGE
        first, end = inner.column - self.column, inner.column - self.column + inner.around.shape[1]
        most = floor(BESIDE * (self.box[3] - self.box[1])) + 1
        left = next((k for k in range(most) if not other[first + k : first + k + 1].any()), 0)
        right = next((k for k in range(most) if not other[end - k - 1 : end - k].any()), 0)
        around = inner.around[:, left : inner.around.shape[1] - right]
        return replace(inner, around=around, column=inner.column + left)

    @property
    def contrast(self) -> float:
        """Steps of brightness from what is darkest in a box to what is brightest; 0 where it is too small or large."""
        if not LEAST <= self.box[3] - self.box[1] <= MOST:
            return 0.0
        pixels = self.within().around
        return float(np.ptp(pixels)) if pixels.size else 0.0


def read(crop: Crop) -> Read | None:
    """The number that a piece of a picture shows; None where there is none, or it is too faint.

    It takes any form that fills the box, and each letter for what its pixels are most like.
    """
    if crop.contrast < FAINT:
        return None
    found = _best(crop, whole=True)
    if found is None or not found.sure:
        found = _likelier(found, _best(crop, whole=False))
    if found is None or not found.sure:
        freed = crop.freed()
        if freed.around.shape[1] < crop.within().around.shape[1]:
            aside = (_best(freed, whole) for whole in (True, False))
            found = next((one for one in aside if one is not None and one.sure), found)
    return found


def _likelier(one: Read | None, other: Read | None) -> Read | None:
    return one if other is None or (one is not None and one.likeness >= other.likeness) else other


def _best(crop: Crop, whole: bool) -> Read | None:
    """The best reading of all forms whose letters begin on whole pixels, or where they are."""
    crop = crop.within()
    if min(crop.around.shape) < 3:
        return None
    placed: dict[Any, Placed] = {}
    left, top, right, bottom = crop.box
    for off, form in _fitting(round(right - left, 6), round(bottom - top, 6), crop.slack):
        for one in _placed(form, off, crop, whole):
            if one.key not in placed or off < placed[one.key].off:
                placed[one.key] = one
    pixels = crop.around.astype(np.float64)
    fits = [fit for one in placed.values() if (fit := _fit(one, crop, pixels)) is not None]
    if not fits:
        return None
    first = max(fits, key=lambda fit: fit.likeness)
    others = [first.apart(fit) for fit in fits if fit.text != first.text]
    noise = float(np.sqrt((first.rest**2).mean()))
    return Read(first.text, first.likeness, min([first.margin, *others]), noise)


@lru_cache(maxsize=1)
def _measures() -> tuple[tuple[Form, ...], Floats, Floats]:
    """All forms, their widths, and their heights, at size 1."""
    every = (*forms(False), *forms(True))
    widths = np.array([form.width for form in every])
    return every, widths, np.array([form.above + form.below for form in every])


@lru_cache(maxsize=4096)
def _fitting(width: float, height: float, slack: tuple[float, float]) -> tuple[tuple[float, Form], ...]:
    """The forms that are as wide as a box where they are as high as it, and by how much they are not."""
    every, widths, heights = _measures()
    off = np.abs(widths * height / heights - width)
    fitting = np.flatnonzero(off <= 1.1 * (slack[0] + width * slack[1] / height))
    return tuple((float(off[place]), every[place]) for place in fitting)


@dataclass(frozen=True)
class Placed:
    """A form in a picture: its size, its baseline, and for each letter the places at which it may begin, in pixels."""

    form: Form
    off: float
    size: float
    at: tuple[tuple[float, ...], ...]
    baseline: float

    @property
    def key(self) -> Any:
        """What has it differ from others enough to be told from them."""
        return self.form.text, self.form.bold, self.baseline


def _placed(form: Form, off: float, crop: Crop, whole: bool) -> Iterator[Placed]:
    left, top, _, bottom = crop.box
    size = (bottom - top) / (form.above + form.below)
    at = tuple(_on(left + start * size, whole) for start in form.starts)
    fine = exp(round(log(size) / FINE) * FINE)
    for baseline in _on(top + form.above * size, whole):
        yield Placed(form, off, fine, at, baseline)


def _on(place: float, whole: bool) -> tuple[float, ...]:
    """Where a letter begins that should at some place: on the next pixel, or both where it is halfway between two."""
    if not whole:
        return (round(place * 8) / 8,)
    below, above = floor(place + 0.46), floor(place + 0.54)
    return (float(below),) if below == above else (float(below), float(above))


@dataclass(frozen=True)
class Stack:
    """What may stand in a place of a form: letters, and their coverage of the columns from ``left`` on."""

    letters: str
    covered: Floats
    left: int

    @property
    def columns(self) -> slice:
        """The columns of a piece of a picture that are covered."""
        return slice(self.left, self.left + self.covered.shape[2])


@lru_cache(maxsize=16384)
def _stack(letters: str, at: tuple[float, ...], y: float, size: float, bold: bool, high: int) -> Stack:
    """Letters in all places where they may begin, on ``high`` rows."""
    inks = [(letter, ink(letter, x, y, size, bold)) for letter, x in product(letters, at)]
    left = min(one.column for _, one in inks)
    wide = max(one.column + one.shares.shape[1] for _, one in inks) - left
    covered = np.zeros((len(inks), high, wide))
    for (_, one), rows in zip(inks, covered, strict=True):
        top, bottom = max(0, one.row), min(high, one.row + len(one.shares))
        if top < bottom:
            column = one.column - left
            rows[top:bottom, column : column + one.shares.shape[1]] = one.shares[top - one.row : bottom - one.row]
    return Stack("".join(letter for letter, _ in inks), covered, left)


def _clipped(stack: Stack, column: int, wide: int) -> Stack:
    """What of it is on columns of a piece of a picture."""
    left = stack.left + column
    first, end = max(0, -left), max(0, min(stack.covered.shape[2], wide - left))
    return Stack(stack.letters, stack.covered[:, :, first:end], max(0, left))


@dataclass(frozen=True)
class Fit:
    """A form with its best letters, and how well these account for the pixels."""

    text: str
    likeness: float
    margin: float
    covered: Floats
    gain: float
    rest: Floats

    def apart(self, other: Fit) -> float:
        """How much nearer the pixels are to this than to another, from -1 to 1."""
        change = self.gain * (other.covered - self.covered)
        return float(_apart(self.rest, change[None])[0])


def _apart(rest: Floats, changes: Floats) -> Floats:
    """How much nearer pixels are to what leaves a ``rest`` of them than to what differs from that by ``changes``."""
    far = np.einsum("nij,nij->n", changes, changes)
    toward = np.einsum("nij,ij->n", changes, rest)
    return np.where(far > 1e-9, 1.0 - 2.0 * toward / np.maximum(far, 1e-9), 1.0)


def _fit(placed: Placed, crop: Crop, pixels: Floats) -> Fit | None:
    """Choose every letter by its pixels; what ground and ink are is found along with them."""
    stacks: list[Stack | None] = []
    for letters, at in zip(placed.form.letters, placed.at, strict=True):
        if letters in BLANK:
            stacks.append(None)
            continue
        # Placed from a whole pixel on, so that the same letters elsewhere are the same stack.
        column = floor(at[0])
        near = tuple(x - column for x in at)
        stack = _stack(letters, near, placed.baseline - crop.row, placed.size, placed.form.bold, len(pixels))
        stacks.append(_clipped(stack, column - crop.column, pixels.shape[1]))
    (ground, share), least, most = _ground(crop.around), float(pixels.min()), float(pixels.max())
    far, near_end = (most, least) if most - ground > ground - least else (least, most)
    fit = _choose(placed.form, stacks, pixels, ground, 1.1 * (far - ground))
    if share < MOSTLY and (fit is None or fit.likeness < LOST):
        # Of bold letters there is about as much as of their ground.
        other = _choose(placed.form, stacks, pixels, far, near_end - far)
        if fit is None or (other is not None and other.likeness > fit.likeness):
            fit = other
    return fit


def _choose(form: Form, stacks: Sequence[Stack | None], pixels: Floats, ground: float, gain: float) -> Fit | None:
    """Choose every letter, with ground and ink as they seem to be at first."""
    if abs(gain) < FAINT / 2:
        return None
    covered = np.zeros(pixels.shape)
    chosen = [-1] * len(stacks)
    for _ in range(4):
        before = [*chosen]
        missing = (pixels - ground) / gain - covered
        for place, stack in enumerate(stacks):
            if stack is None:
                continue
            own = missing[:, stack.columns]
            if chosen[place] >= 0:
                own += stack.covered[chosen[place]]
            # The least square of what is missing less what is covered, without what all have alike.
            gains = 2.0 * np.einsum("nij,ij->n", stack.covered, own)
            chosen[place] = int(np.argmin(np.einsum("nij,nij->n", stack.covered, stack.covered) - gains))
            own -= stack.covered[chosen[place]]
        covered = np.zeros(pixels.shape)
        for place, stack in enumerate(stacks):
            if stack is not None:
                covered[:, stack.columns] += stack.covered[chosen[place]]
        ground, gain = _line(covered, pixels)
        if abs(gain) < FAINT / 2:
            return None
        if chosen == before:
            break
    rest = pixels - ground - gain * covered
    spread = float(((pixels - pixels.mean()) ** 2).sum())
    if abs(gain) < FAINT or spread == 0.0:
        return None
    text, margin = "", 1.0
    for stack, k, letters in zip(stacks, chosen, form.letters, strict=True):
        text += letters if stack is None else stack.letters[k]
        if stack is not None and len(letters) > 1:
            apart = _apart(rest[:, stack.columns], gain * (stack.covered - stack.covered[k]))
            others = [far for far, one in zip(apart.tolist(), stack.letters, strict=True) if one != text[-1]]
            margin = min([margin, *others])
    return Fit(text, 1.0 - float((rest**2).sum()) / spread, margin, covered, gain, rest)


def _ground(pixels: Luma) -> tuple[float, float]:
    """The brightness that most pixels have, to within a few steps, and the share of them that have it."""
    counts = np.convolve(np.bincount(pixels.ravel(), minlength=256), np.ones(7), mode="same")
    near = float(np.argmax(counts))
    close = pixels[np.abs(pixels - near) <= 3]
    return (float(close.mean()) if len(close) else near), len(close) / pixels.size


def _line(covered: Floats, pixels: Floats) -> tuple[float, float]:
    """Ground and gain of the straight line that takes coverage to pixels, by least squares."""
    share, level = covered - covered.mean(), pixels.mean()
    squares = float((share**2).sum())
    gain = float((share * pixels).sum()) / squares if squares else 0.0
    return float(level - gain * covered.mean()), gain
