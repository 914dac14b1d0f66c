"""What every displayed number must be, by torch alone: none of convanim's kernels is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from convanim.numerals import value_of
from tests.scenes.networks import counted_network

TAG = re.compile(
    r"(?P<c>\d+)x(?P<h>\d+)x(?P<w>\d+) to (?P<o>\d+)x(?P<oh>\d+)x(?P<ow>\d+), kernel (?P<kh>\d+)x(?P<kw>\d+), "
    r"stride (?P<sh>\d+)x(?P<sw>\d+), padding (?P<pt>\d+),(?P<pb>\d+),(?P<pl>\d+),(?P<pr>\d+), "
    r"dilation (?P<dh>\d+)x(?P<dw>\d+), groups (?P<g>\d+)(?P<bias>, bias)?"
)
BLOCK = re.compile(r"(?P<layer>.*), widened (?P<times>\d+) times, squeezed to (?P<narrow>\d+)")
"""An inverted residual block, by the layer that it stands in for."""
WORDS = dict(
    zip(
        [
            "no",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "half",
        ],
        [*range(13), 0.5],
        strict=True,
    )
)
SHARES = ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]


class Stage:
    """One convolution with its true tensors: what torch says of each cell, product and sum."""

    def __init__(
        self,
        input: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        *,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
    ) -> None:
        (top, bottom), (left, right) = padding
        self.input, self.weight, self.bias = input.double(), weight.double(), bias
        self.padded = F.pad(self.input, (left, right, top, bottom))
        self.corner = (top, left)
        self.stride, self.dilation = stride, dilation
        self.deep = weight.shape[1]
        self.filters = weight.shape[0] // groups
        flat = None if bias is None else bias.double()
        self.output = F.conv2d(self.padded[None], self.weight, flat, stride=stride, dilation=dilation, groups=groups)[0]

    def window(self, o: int, channel: int, y: int, x: int) -> torch.Tensor:
        """The window (kh, kw) of one input channel (counted over all) for an output cell."""
        kh, kw = self.weight.shape[2:]
        rows = y * self.stride[0] + self.dilation[0] * torch.arange(kh)
        columns = x * self.stride[1] + self.dilation[1] * torch.arange(kw)
        return self.padded[channel][rows][:, columns]

    def first(self, o: int) -> int:
        """The first input channel that a filter reads."""
        return o // self.filters * self.deep

    def partial(self, o: int, channel: int, y: int, x: int) -> float:
        """One channel's share of an output cell."""
        return float((self.window(o, channel, y, x) * self.weight[o, channel - self.first(o)]).sum())

    def value(self, kind: str, index: list[Any]) -> float:
        """The true value of a numbered thing; ``kind`` is the name without the stage's prefix."""
        match kind:
            case "input":
                return float(self.input[tuple(index)])
            case "weight":
                return float(self.weight[tuple(index)])
            case "output":
                return float(self.output[tuple(index)])
            case "bias":
                assert self.bias is not None
                return float(self.bias[tuple(index)])
            case "padding":
                channel, row, column = index
                assert not (0 <= row < self.input.shape[1] and 0 <= column < self.input.shape[2])
                return float(self.padded[channel, row + self.corner[0], column + self.corner[1]])
            case "product":
                o, c, i, j, y, x = index
                return float(self.window(o, self.first(o) + c, y, x)[i, j] * self.weight[o, c, i, j])
            case "partial":
                o, channel, y, x = index
                return self.partial(o, channel, y, x)
            case "partial_range":
                o, first, last, y, x = index
                return sum(self.partial(o, c, y, x) for c in range(first, last + 1))
            case "partial_others":
                o, y, x, *shown = index
                channels = range(self.first(o), self.first(o) + self.deep)
                return sum(self.partial(o, c, y, x) for c in channels if c not in shown)
            case "row_range":
                o, first, last, y, x = index
                return sum(self.value("row_sum", [o, row, y, x]) for row in range(first, last + 1))
            case "row_sum":
                o, i, y, x = index
                return float((self.window(o, self.first(o), y, x)[i] * self.weight[o, 0, i]).sum())
        raise AssertionError(f"nobody knows what {kind!r} is")


@cache
def counted(tag: str) -> dict[str, float]:
    """Counts of the layer or the network that a tag describes, from torch's own modules and flop counter."""
    if tag.startswith("network "):
        return counted_network(tag)
    """Counts of the layer or block that a tag describes, from torch's own module and flop counter."""
    if block := BLOCK.fullmatch(tag):
        return _counted_block(block["layer"], int(block["times"]), int(block["narrow"]))
    found = TAG.fullmatch(tag)
    assert found, f"not a layer's tag: {tag!r}"
    n = {key: int(value) for key, value in found.groupdict().items() if key != "bias"}
    with torch.device("meta"):

        def module(groups: int) -> torch.nn.Conv2d:
            return torch.nn.Conv2d(
                n["c"],
                n["o"],
                (n["kh"], n["kw"]),
                (n["sh"], n["sw"]),
                0,
                (n["dh"], n["dw"]),
                groups,
                bias=bool(found["bias"]),
            )

        own, full = module(n["g"]), module(1)
        single = torch.nn.Conv2d(1, 1, (n["kh"], n["kw"]), (n["sh"], n["sw"]), 0, (n["dh"], n["dw"]), bias=False)
        padded = torch.empty(1, n["c"], n["h"] + n["pt"] + n["pb"], n["w"] + n["pl"] + n["pr"])
        work, shape = _multiply_adds(own, padded)
        standard_work, _ = _multiply_adds(full, padded)
        work_of_a_pair, _ = _multiply_adds(single, padded[:, :1])
        spatial = torch.nn.Conv2d(n["c"], n["c"], (n["kh"], n["kw"]), (n["sh"], n["sw"]), 0, (n["dh"], n["dw"]), n["c"])
        work_in_space, made = _multiply_adds(spatial, padded)
        mixing_work, _ = _multiply_adds(torch.nn.Conv2d(n["c"], n["o"], 1), torch.empty(1, *made))
        separable_work = work_in_space + mixing_work
        separable_weights = spatial.weight.numel() + n["c"] * n["o"]
        seen, pairs = _two_in_a_row(n)
        separable_biases = bool(found["bias"]) * (n["c"] + n["o"])
    assert shape == (n["o"], n["oh"], n["ow"])
    cells = n["kh"] * n["kw"]
    return {
        "in_channels": n["c"],
        "out_channels": n["o"],
        "groups": n["g"],
        "last_group": n["g"] - 1,
        "last_channel": n["c"] - 1,
        "channels_per_group": n["c"] // n["g"],
        "filters_per_group": n["o"] // n["g"],
        "rows": n["h"],
        "columns": n["w"],
        "kernel_rows": n["kh"],
        "kernel_columns": n["kw"],
        "kernel_cells": cells,
        "pointwise_groups": 1,
        "stride_rows": n["sh"],
        "stride_columns": n["sw"],
        "dilation_rows": n["dh"],
        "dilation_columns": n["dw"],
        "padding_top": n["pt"],
        "padding_bottom": n["pb"],
        "padding_left": n["pl"],
        "padding_right": n["pr"],
        "reach_rows": (n["kh"] - 1) * n["dh"] + 1,
        "reach_columns": (n["kw"] - 1) * n["dw"] + 1,
        "out_rows": n["oh"],
        "out_columns": n["ow"],
        "out_pixels": n["oh"] * n["ow"],
        "out_cells": math.prod(shape),
        "weights_per_filter": own.weight[0].numel(),
        "weights": own.weight.numel(),
        "parameters": sum(p.numel() for p in own.parameters()),
        "multiply_adds": work,
        "multiply_adds_per_filter": work // n["o"],
        "per_pair": work_of_a_pair,
        "standard_weights_per_filter": full.weight[0].numel(),
        "standard_weights": full.weight.numel(),
        "separable_multiply_adds": separable_work,
        "separable_weights": separable_weights,
        "separable_parameters": separable_weights + separable_biases,
        "separable_times_fewer": work / separable_work,
        "standard_multiply_adds": standard_work,
        "first_channel": 0,
        "seen_channels": seen,
        "pair_multiply_adds": work + pairs[0],
        "pair_mixed_multiply_adds": work + pairs[1],
        "pair_standard_multiply_adds": standard_work + pairs[1],
        "times_fewer": standard_work / work,
        "share": work / standard_work,
    }


def _two_in_a_row(n: dict[str, int]) -> tuple[int, tuple[int, int]]:
    """Of the layer, channels shuffled and a 1x1 layer of as many groups in a row: how many channels an output has seen.

    Then the multiply-adds of that second layer, and of one without groups.
    """
    channels, filters, groups = n["c"], n["o"], n["g"]
    with torch.device("cpu"):
        own = torch.block_diag(*[torch.ones(filters // groups, channels // groups)] * groups)
        next_ = torch.block_diag(*[torch.ones(filters // groups, filters // groups)] * groups)
        shuffled = torch.channel_shuffle(own[None, :, :, None], groups)[0, :, :, 0]
        seen = (next_ @ shuffled > 0).sum(dim=1).unique().tolist()
    assert len(seen) == 1
    made = torch.empty(1, filters, n["oh"], n["ow"])
    grouped, whole = (_multiply_adds(torch.nn.Conv2d(filters, filters, 1, groups=g), made)[0] for g in (groups, 1))
    return int(seen[0]), (grouped, whole)


def _counted_block(tag: str, times: int, narrow: int) -> dict[str, float]:
    """What a block costs, in whole and with a standard convolution in place of its last layers."""
    found = TAG.fullmatch(tag)
    assert found, f"not a layer's tag: {tag!r}"
    n = {key: int(value) for key, value in found.groupdict().items() if key != "bias"}
    wide, kernel, stride = times * n["c"], (n["kh"], n["kw"]), (n["sh"], n["sw"])

    def conv(read: int, made: int, kernel: Any = 1, stride: Any = 1, groups: int = 1) -> torch.nn.Conv2d:
        return torch.nn.Conv2d(read, made, kernel, stride, groups=groups, bias=False)

    with torch.device("meta"):
        pixels, pads = torch.empty(1, n["c"], n["h"], n["w"]), (n["pl"], n["pr"], n["pt"], n["pb"])
        expand = conv(n["c"], wide)
        padded = F.pad(expand(pixels), pads)
        depthwise, dense = conv(wide, wide, kernel, stride, wide), conv(wide, n["o"], kernel, stride)
        squeeze, excite, project = conv(wide, narrow), conv(narrow, wide), conv(wide, n["o"])
        one = torch.empty(1, wide, 1, 1)
        work = [
            _multiply_adds(module, given)[0]
            for module, given in (
                (expand, pixels),
                (depthwise, padded),
                (squeeze, one),
                (excite, squeeze(one).new_empty(1, narrow, 1, 1)),
                (project, depthwise(padded)),
            )
        ]
        dense_work = work[0] + _multiply_adds(dense, padded)[0]
    return {
        "block_multiply_adds": sum(work),
        "block_weights": sum(one.weight.numel() for one in (expand, depthwise, squeeze, excite, project)),
        "excitation_multiply_adds": work[2] + work[3],
        "dense_multiply_adds": dense_work,
        "dense_weights": expand.weight.numel() + dense.weight.numel(),
    }


def _multiply_adds(module: torch.nn.Conv2d, padded: torch.Tensor) -> tuple[int, tuple[int, ...]]:
    with FlopCounterMode(display=False) as counter:
        out = module(padded)
    return counter.get_total_flops() // 2, tuple(out.shape[1:])


def printed_value(text: str) -> float:
    """What a number reads as, whatever it is written with: words, signs, units."""
    plain = text.strip().lower()
    if plain in WORDS:
        return float(WORDS[plain])
    if plain.startswith("one ") and plain[4:] in SHARES:
        return 1 / (SHARES.index(plain[4:]) + 2)
    if re.fullmatch(r"\d+/\d+", plain):
        over, under = plain.split("/")
        return int(over) / int(under)
    return value_of(re.sub(r"^[+≈\s]+|[×%\s]+$", "", text).replace("+", ""))


def decimals(text: str) -> int:
    """Digits after the point or comma of a printed number."""
    found = re.search(r"[.,](\d+)", text)
    return len(found[1]) if found else 0


def reads_as(text: str, value: float) -> bool:
    """Whether a printed number is the value, exactly or rounded to the digits it shows."""
    return (
        abs(printed_value(text) - value) <= 0.5000001 * 10 ** -decimals(text)
        if decimals(text)
        else (math.isclose(printed_value(text), value, rel_tol=1e-12))
    )


def all_of(entries: Iterable[dict[str, Any]]) -> list[str]:
    """The names of all things that entries speak of."""
    return sorted({entry["tensor"] for entry in entries})
