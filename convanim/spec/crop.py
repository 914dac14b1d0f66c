"""Which rows and columns of a large layer are shown in numbers; all that is computed is the whole layer's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from convanim.budgets import MOST_DIGITS, MOST_WHOLE
from convanim.errors import SpecError, quoted
from convanim.spec import Layer, Pads
from convanim.spec.sizes import span

Ends = tuple[int | None, int | None]
"""First and past the last, as in a Python slice: negative ones count from the end, None is the end itself."""
Ranges = tuple[range, range]
"""Rows and columns, counted in the whole layer."""
FORM = "rows and columns as in Python slices"
EXAMPLE = "40:52,60:72"
_END = rf"[+-]?\d{{1,{MOST_DIGITS}}}"


@dataclass(frozen=True)
class Crop:
    """The input rows and columns to show.

    >>> Crop.of("40:52, -12:"), str(Crop.of((slice(40, 52), (60, 72))))
    (Crop(rows=(40, 52), columns=(-12, None)), '40:52,60:72')
    """

    rows: Ends
    columns: Ends

    @classmethod
    def of(cls, given: Any) -> Crop:
        """From text, or from two slices or pairs, of rows and of columns; raises SpecError for anything else."""
        parts = given.split(",") if isinstance(given, str) else (given.rows, given.columns) if _is(given) else given
        if not isinstance(parts, Sequence) or len(parts) != 2:
            raise _unread(given)
        rows, columns = (_ends(part, given) for part in parts)
        return cls(rows, columns)

    def __str__(self) -> str:
        return ",".join(":".join("" if end is None else str(end) for end in ends) for ends in (self.rows, self.columns))

    def on(self, layer: Layer) -> View:
        """The part of a layer that the crop shows.

        Of the input, its rows and columns, as Python would slice them; of the output, the cells whose windows
        lie wholly inside these. Padding beyond the input's own border counts as inside.

        Raises SpecError where there are no such rows, columns or cells.

        >>> view = Crop.of("40:52,60:72").on(Layer(96, 96, size=112, groups=96))
        >>> view.input, view.output
        ((range(40, 52), range(60, 72)), (range(40, 50), range(60, 70)))
        """
        rows, columns = (
            range(size)[slice(*ends)] for size, ends in zip(layer.size, (self.rows, self.columns), strict=True)
        )
        height, width = layer.size
        if not rows or not columns:
            what = "rows" if not rows else "columns"
            raise SpecError(
                f"the crop {self} has no {what} of an input of {height}×{width}",
                f"rows 0:{height}, columns 0:{width} or a part of them",
                field="crop",
            )
        made = tuple(_made(layer, axis, read) for axis, read in enumerate((rows, columns)))
        if not all(made):
            reach = "×".join(str(span(layer.kernel[axis], layer.dilation[axis])) for axis in (0, 1))
            least = ",".join(
                f"{read.start}:{read.stop}" if made[axis] else _nearest(layer, axis, read)
                for axis, read in enumerate((rows, columns))
            )
            raise SpecError(
                f"the crop {self} holds no whole window of this layer",
                f"a crop round a window, {reach} cells",
                least,
                field="crop",
            )
        return View((rows, columns), (made[0], made[1]), _pads(layer, rows, columns))


@dataclass(frozen=True)
class View:
    """The part of a layer that is shown: rows and columns of its input and of its output, and padding around."""

    input: Ranges
    output: Ranges
    padding: Pads

    @classmethod
    def whole(cls, layer: Layer) -> View:
        """All of a layer."""
        (height, width), (out_height, out_width) = layer.size, layer.output_size
        return cls((range(height), range(width)), (range(out_height), range(out_width)), layer.padding)

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the input shown, in cells."""
        return len(self.input[0]), len(self.input[1])

    @property
    def output_size(self) -> tuple[int, int]:
        """(height, width) of the output shown, in cells."""
        return len(self.output[0]), len(self.output[1])

    def then_pointwise(self) -> View:
        """The same part of a pointwise layer that reads this one's output."""
        return View(self.output, self.output, ((0, 0), (0, 0)))

    def before_window(self) -> View:
        """What of a pointwise layer's input and output this one reads."""
        return View(self.input, self.input, ((0, 0), (0, 0)))

    def __str__(self) -> str:
        return ",".join(f"{part.start}:{part.stop}" for part in self.input)


def _is(given: Any) -> bool:
    return isinstance(given, Crop)


def _ends(part: Any, given: Any) -> Ends:
    if isinstance(part, str):
        found = re.fullmatch(rf"\s*({_END})?\s*:\s*({_END})?\s*", part)
        if found is None:
            raise _unread(given)
        part = [None if end is None else int(end) for end in found.groups()]
    elif isinstance(part, slice) and part.step in (None, 1):
        part = [part.start, part.stop]
    if not isinstance(part, Sequence) or len(part) != 2:
        raise _unread(given)
    if not all(end is None or (isinstance(end, Integral) and not isinstance(end, bool)) for end in part):
        raise _unread(given)
    first, last = (None if end is None else int(end) for end in part)
    if any(end is not None and abs(end) > MOST_WHOLE for end in (first, last)):
        raise _unread(given)
    return first, last


def _unread(given: Any) -> SpecError:
    return SpecError(f"the crop is {quoted(given)}", FORM, EXAMPLE, field="crop")


def _made(layer: Layer, axis: int, read: range) -> range:
    """Output rows (axis 0) or columns (axis 1) whose windows lie inside the input ones read."""
    stride, before = layer.stride[axis], layer.padding[axis][0]
    reach = span(layer.kernel[axis], layer.dilation[axis])
    first = 0 if read.start == 0 else -(-(read.start + before) // stride)
    end = layer.output_size[axis]
    return range(first, end if read.stop == layer.size[axis] else min(end, (read.stop - reach + before) // stride + 1))


def _nearest(layer: Layer, axis: int, read: range) -> str:
    """The input rows or columns of the window that adds the fewest to those given."""
    stride, before = layer.stride[axis], layer.padding[axis][0]
    reach = span(layer.kernel[axis], layer.dilation[axis])
    starts = (place * stride - before for place in range(layer.output_size[axis]))
    windows = [range(max(0, start), min(layer.size[axis], start + reach)) for start in starts]

    def far(window: range) -> tuple[int, int, int]:
        added = max(0, read.start - window.start) + max(0, window.stop - read.stop)
        return added, abs(window.start + window.stop - read.start - read.stop), -window.start

    nearest = min((window for window in windows if window), key=far, default=range(layer.size[axis]))
    return f"{nearest.start}:{nearest.stop}"


def _pads(layer: Layer, rows: range, columns: range) -> Pads:
    """Padding next to these rows and columns."""
    (top, bottom), (left, right) = layer.padding
    height, width = layer.size
    return (
        (top * (rows.start == 0), bottom * (rows.stop == height)),
        (left * (columns.start == 0), right * (columns.stop == width)),
    )
