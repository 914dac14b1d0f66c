"""Which layer: the one door through which it comes.

Everything here is frozen and valid once it exists; nothing behind it checks again.
Axis order is that of torch: tensors are (C, H, W), weights are
(out_channels, in_channels / groups, kernel height, kernel width).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import gcd, isqrt, prod
from typing import TYPE_CHECKING, Any, ClassVar

from convanim.budgets import MOST_CELLS, MOST_DIGITS, MOST_WHOLE
from convanim.errors import QUOTED, Name, Setting, SpecError, Text, quoted
from convanim.spec.option import declared
from convanim.spec.sizes import covering_pads, output_length, same_pads, span

Pair = tuple[int, int]
PairLike = int | str | Sequence[int]
Pads = tuple[Pair, Pair]
"""Cells added ((top, bottom), (left, right))."""

MOST_TRIED, MOST_LISTED = 10_000, 60
"""Divisors that are looked for, and those that are told, where groups do not divide channels."""

PADDING = "a number, height x width, top,bottom,left,right such as 0,1,0,1, 'same' or 'valid'"
"""What padding may be, in words."""


def whole(name: Text, value: Any, least: int) -> int:
    """A whole number of at least ``least``; raises SpecError for what is none."""
    if isinstance(value, bool):
        raise SpecError((name, f" is {value}"), f"a whole number of at least {least}")
    try:
        number = operator.index(value)
    except TypeError:
        raise SpecError((name, f" is {quoted(value)}"), f"a whole number of at least {least}") from None
    if number < least:
        raise SpecError((name, f" is {quoted(number)}"), f"{least} or more")
    if number > MOST_WHOLE:
        raise SpecError((name, f" is {quoted(number)}"), f"at most {MOST_WHOLE}")
    return number


_NUMBER = rf"-?\d{{1,{MOST_DIGITS}}}"


def pair_of(field: str, value: Any, least: int) -> Pair:
    """One number for both axes, or (height, width); raises SpecError for anything else.

    >>> pair_of("kernel", 3, 1), pair_of("kernel", "2x3", 1), pair_of("stride", (2, 1), 1)
    ((3, 3), (2, 3), (2, 1))
    """
    name = Name(field)
    if isinstance(value, str):
        parts = re.split(r"\s*[x×,]\s*", value.strip())
        if not 1 <= len(parts) <= 2 or not all(re.fullmatch(_NUMBER, part) for part in parts):
            raise SpecError((name, f" is {quoted(value)}"), "a number such as 3, or height x width such as 2x3")
        value = [int(part) for part in parts]
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        if not 1 <= len(value) <= 2:
            raise SpecError(
                (name, f" has {len(value)} numbers: {quoted(tuple(value[:QUOTED]))}"), "one number, or (height, width)"
            )
        height, width = value[0], value[-1]
        return whole((name, " height"), height, least), whole((name, " width"), width, least)
    both = whole(name, value, least)
    return both, both


def _pads(value: Any, size: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Pads:
    padding = Name("padding")
    text = value.strip() if isinstance(value, str) else ""
    if text == "valid":
        return (0, 0), (0, 0)
    if text == "same":
        if stride != (1, 1):
            (top, bottom), (left, right) = (
                covering_pads(size[axis], kernel[axis], stride[axis], dilation[axis]) for axis in (0, 1)
            )
            rows, columns = (-(-size[axis] // stride[axis]) for axis in (0, 1))
            raise SpecError(
                (padding, f" 'same' with stride {stride[0]}x{stride[1]}"),
                "'same' only at stride 1, as in torch, or cells at top, bottom, left and right, of which some make an "
                f"output of {rows}x{columns}, as in TensorFlow",
                Setting("padding", f"{top},{bottom},{left},{right}"),
            )
        return same_pads(kernel[0], dilation[0]), same_pads(kernel[1], dilation[1])
    if isinstance(value, str) and not re.match(r"-?\d", text):
        raise SpecError((padding, f" is {quoted(value)}"), PADDING)
    if re.fullmatch(rf"({_NUMBER}\s*,\s*){{3}}{_NUMBER}", text):
        top, bottom, left, right = (int(part) for part in text.split(","))
        value = ((top, bottom), (left, right))
    elif text.count(",") > 1:
        raise SpecError((padding, f" is {quoted(value)}"), PADDING)
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) == 2
        and all(isinstance(axis, Sequence) and len(axis) == 2 for axis in value)
    ):
        (top, bottom), (left, right) = value
        return (
            (whole((padding, " top"), top, 0), whole((padding, " bottom"), bottom, 0)),
            (whole((padding, " left"), left, 0), whole((padding, " right"), right, 0)),
        )
    rows, columns = pair_of("padding", value, 0)
    return (rows, rows), (columns, columns)


def settle(instance: Any, **values: Any) -> None:
    """Give fields of a frozen instance the values that they were found to mean."""
    for name, value in values.items():
        object.__setattr__(instance, name, value)


@dataclass(frozen=True)
class Layer:
    """One 2-D convolution, named as in ``torch.nn.Conv2d``.

    Pairs are (height, width) and may be given as one number, a pair or text such as
    ``"2x3"``. ``padding`` also takes ``"same"``, ``"valid"``, four numbers such as
    ``"0,1,0,1"`` for top, bottom, left and right, and what it is stored as,
    ((top, bottom), (left, right)).

    >>> Layer(in_channels=6, out_channels=6, groups=3, size="5x7", kernel=(2, 3)).output_size
    (4, 5)

    Raises SpecError where such a layer cannot be.
    """

    most_cells: ClassVar[int] = MOST_CELLS
    """Of its input, weights and output each."""

    in_channels: int = field(
        default=8, metadata=declared("channels", "Channels of the input.", "whole", metavar="N", rank=0)
    )
    out_channels: int = field(
        default=8,
        metadata=declared("filters", "Filters, and so channels of the output.", "whole", metavar="N", rank=0),
    )
    size: Pair = field(
        default=(6, 6), metadata=declared("size", "Height and width of the input.", "cells", metavar="6|5x7")
    )
    kernel: Pair = field(
        default=(3, 3), metadata=declared("kernel", "Height and width of the kernel.", "cells", metavar="3|2x3")
    )
    stride: Pair = field(
        default=(1, 1), metadata=declared("stride", "Cells from one window to the next.", "cells", metavar="2|2x1")
    )
    padding: Pads = field(
        default=((0, 0), (0, 0)),
        metadata=declared(
            "padding",
            "Cells of zeros around the input; four numbers are those at top, bottom, left and right.",
            "sides",
            metavar="1|1x0|0,1,0,1|same|valid",
        ),
    )
    dilation: Pair = field(
        default=(1, 1), metadata=declared("dilation", "Cells from one tap to the next.", "cells", metavar="2|2x1")
    )
    groups: int = field(
        default=1,
        metadata=declared("groups", "Groups that channels and filters fall into.", "whole", metavar="N", rank=0),
    )
    bias: bool = field(
        default=False, metadata=declared("bias", "Whether each filter adds a number of its own.", "truth")
    )

    if TYPE_CHECKING:
        # What may be given is wider than what is stored.
        def __init__(
            self,
            in_channels: int = 8,
            out_channels: int = 8,
            size: PairLike = 6,
            kernel: PairLike = 3,
            stride: PairLike = 1,
            padding: PairLike | Sequence[Sequence[int]] = 0,
            dilation: PairLike = 1,
            groups: int = 1,
            bias: bool = False,
        ) -> None: ...

    def __post_init__(self) -> None:
        in_channels = whole(Name("in_channels"), self.in_channels, 1)
        out_channels = whole(Name("out_channels"), self.out_channels, 1)
        groups = whole(Name("groups"), self.groups, 1)
        if not isinstance(self.bias, int):
            raise SpecError(
                (Name("bias"), f" is {quoted(self.bias)}"),
                "True or False",
                (Setting("bias", True), ", its numbers in Values(bias=...)"),
            )
        size = pair_of("size", self.size, 1)
        kernel = pair_of("kernel", self.kernel, 1)
        stride = pair_of("stride", self.stride, 1)
        dilation = pair_of("dilation", self.dilation, 1)
        padding = _pads(self.padding, size, kernel, stride, dilation)
        for what, count in (("channels", in_channels), ("filters", out_channels)):
            if count % groups:
                common = gcd(in_channels, out_channels)
                small = [g for g in range(1, min(isqrt(common), MOST_TRIED) + 1) if common % g == 0]
                divisors = sorted({*small, *(common // g for g in small)})
                raise SpecError(
                    f"{groups} groups do not divide {count} {what}",
                    f"groups that divide {in_channels} channels and {out_channels} filters: "
                    + ", ".join(map(str, divisors[:MOST_LISTED]))
                    + (" …" if len(divisors) > MOST_LISTED else ""),
                    Setting("groups", max(g for g in divisors if g <= groups)),
                    field="groups",
                )
        for axis, name in enumerate(("height", "width")):
            padded = size[axis] + sum(padding[axis])
            reach = span(kernel[axis], dilation[axis])
            if reach > padded:
                raise SpecError(
                    f"the kernel's {name} reaches over {reach} cells, the padded input has {padded}",
                    f"a kernel {name} of at most {(padded - 1) // dilation[axis] + 1} here",
                    "a smaller kernel or dilation, or more padding",
                    field="kernel",
                )
        settle(
            self,
            in_channels=in_channels,
            out_channels=out_channels,
            groups=groups,
            size=size,
            kernel=kernel,
            stride=stride,
            dilation=dilation,
            padding=padding,
            bias=bool(self.bias),
        )
        padded_size = (size[0] + sum(padding[0]), size[1] + sum(padding[1]))
        largest = max(prod(self.output_shape), prod(self.weight_shape), in_channels * prod(padded_size))
        if largest > self.most_cells:
            raise SpecError(
                f"a tensor of {largest} cells",
                f"at most {self.most_cells}",
                "a smaller size or fewer channels",
                field="size",
            )

    @property
    def output_size(self) -> Pair:
        """(height, width) of the output, in cells."""
        rows, columns = (
            output_length(self.size[a], self.kernel[a], self.stride[a], self.padding[a], self.dilation[a])
            for a in (0, 1)
        )
        return rows, columns

    @property
    def leftover(self) -> Pair:
        """(rows, columns) of the padded input, below and on the right, that no window reaches.

        They are what torch's transposed convolution has to add as ``output_padding`` to come back to this size.

        >>> Layer(size=(8, 7), stride=2).leftover
        (1, 0)
        """
        rows, columns = (
            (self.size[a] + sum(self.padding[a]) - span(self.kernel[a], self.dilation[a])) % self.stride[a]
            for a in (0, 1)
        )
        return rows, columns

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of the input."""
        return (self.in_channels, *self.size)

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of the output."""
        return (self.out_channels, *self.output_size)

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """(out_channels, in_channels / groups, kernel height, kernel width)."""
        return (self.out_channels, self.channels_per_group, *self.kernel)

    @property
    def channels_per_group(self) -> int:
        """Input channels that one filter reads."""
        return self.in_channels // self.groups

    @property
    def filters_per_group(self) -> int:
        """Filters, and so output channels, of one group."""
        return self.out_channels // self.groups

    def group_of_filter(self, out_channel: int) -> int:
        """The group that an output channel belongs to."""
        return out_channel // self.filters_per_group

    def channels_of_group(self, group: int) -> range:
        """Input channels of a group.

        >>> Layer(groups=2).channels_of_group(1)
        range(4, 8)
        """
        return range(group * self.channels_per_group, (group + 1) * self.channels_per_group)

    def filters_of_group(self, group: int) -> range:
        """Output channels of a group."""
        return range(group * self.filters_per_group, (group + 1) * self.filters_per_group)

    def channels_read_by(self, out_channel: int) -> range:
        """Input channels that an output channel has seen."""
        return self.channels_of_group(self.group_of_filter(out_channel))

    @property
    def tag(self) -> str:
        """All that tells this layer from others, in one short line; the audit trail names layers so.

        >>> Layer(groups=2).tag
        '8x6x6 to 8x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 2'
        """
        (top, bottom), (left, right) = self.padding
        told = [
            f"{_by(self.input_shape)} to {_by(self.output_shape)}",
            f"kernel {_by(self.kernel)}",
            f"stride {_by(self.stride)}",
            f"padding {top},{bottom},{left},{right}",
            f"dilation {_by(self.dilation)}",
            f"groups {self.groups}",
        ]
        return ", ".join(told + ["bias"] * self.bias)

    def with_(self, **changes: Any) -> Layer:
        """A copy with some fields changed, validated again.

        >>> Layer().with_(groups=4).weight_shape
        (8, 2, 3, 3)
        """
        return replace(self, **changes)


class CountedLayer(Layer):
    """A layer of any size, whose cost is counted and whose tensors are never made.

    >>> CountedLayer(768, 3072, 7, kernel=7).weight_shape
    (3072, 768, 7, 7)
    """

    most_cells: ClassVar[int] = 2**63


def _by(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))
