"""Counts, worked out by torch's own modules and flop counter: none of convanim's is asked."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from convanim.budgets import MOST_CELLS
from convanim.verify.readers import readers

TAG = re.compile(
    r"(?P<c>\d+)x(?P<h>\d+)x(?P<w>\d+) to (?P<o>\d+)x(?P<oh>\d+)x(?P<ow>\d+), kernel (?P<kh>\d+)x(?P<kw>\d+), "
    r"stride (?P<sh>\d+)x(?P<sw>\d+), padding (?P<pt>\d+),(?P<pb>\d+),(?P<pl>\d+),(?P<pr>\d+), "
    r"dilation (?P<dh>\d+)x(?P<dw>\d+), groups (?P<g>\d+)(?P<bias>, bias)?"
)
BLOCK = re.compile(r"(?P<layer>.*), widened (?P<times>\d+) times, squeezed to (?P<narrow>\d+)")
"""An inverted residual block, by the layer that it stands in for."""


@cache
def counted(tag: str) -> dict[str, float]:
    """Counts of the layer or the block that a tag describes, from torch's own modules and flop counter.

    Raises ValueError for a tag that describes none, or one whose layer makes another output than it says.

    >>> layer = "8x6x6 to 8x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 2"
    >>> counted(layer)["multiply_adds"], counted(layer)["standard_weights"]
    (4608, 576)
    """
    if block := BLOCK.fullmatch(tag):
        return _counted_block(block["layer"], int(block["times"]), int(block["narrow"]))
    n, bias = _read(tag)
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
                bias=bias,
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
        # What torch's own way back from the output falls short of the padded input by.
        returning = torch.nn.ConvTranspose2d(1, 1, (n["kh"], n["kw"]), (n["sh"], n["sw"]), dilation=(n["dh"], n["dw"]))
        returned = returning(torch.empty(1, 1, *shape[1:])).shape[2:]
        back = [there - here for there, here in zip(padded.shape[2:], returned, strict=True)]
        separable_work = work_in_space + mixing_work
        separable_weights = spatial.weight.numel() + n["c"] * n["o"]
        seen, pairs = _two_in_a_row(n)
        separable_biases = bias * (n["c"] + n["o"])
    if shape != (n["o"], n["oh"], n["ow"]):
        raise ValueError(f"{tag!r} makes {shape}")
    cells = n["kh"] * n["kw"]
    read = readers(
        (n["h"], n["w"]),
        (n["oh"], n["ow"]),
        (n["kh"], n["kw"]),
        (n["sh"], n["sw"]),
        (n["dh"], n["dw"]),
        (n["pt"], n["pl"]),
    )
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
        "in_cells": n["c"] * n["h"] * n["w"],
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
        "leftover_rows": back[0],
        "leftover_columns": back[1],
        "out_rows": n["oh"],
        "out_columns": n["ow"],
        "out_pixels": n["oh"] * n["ow"],
        "out_cells": math.prod(shape),
        "in_pixels": read.numel(),
        "unread_cells": int((read == 0).sum()),
        "least_reads": int(read.min()),
        "most_reads": int(read.max()),
        "corner_reads": int(read[[0, 0, -1, -1], [0, -1, 0, -1]].max()),
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
        own = _blocks(*[torch.ones(filters // groups, channels // groups)] * groups)
        next_ = _blocks(*[torch.ones(filters // groups, filters // groups)] * groups)
        shuffled = torch.channel_shuffle(own[None, :, :, None], groups)[0, :, :, 0]
        seen = set((next_ @ shuffled > 0).sum(dim=1).tolist())
    made = torch.empty(1, filters, n["oh"], n["ow"])
    grouped, whole = (_multiply_adds(torch.nn.Conv2d(filters, filters, 1, groups=g), made)[0] for g in (groups, 1))
    return int(min(seen)), (grouped, whole)


def _counted_block(tag: str, times: int, narrow: int) -> dict[str, float]:
    """What a block costs, in whole and with a standard convolution in place of its last layers."""
    n, _ = _read(tag)
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


def _read(tag: str) -> tuple[dict[str, int], bool]:
    """A layer's sizes as its tag has them, and whether it has a bias."""
    found = TAG.fullmatch(tag)
    if found is None:
        raise ValueError(f"{tag!r} is no layer")
    sizes = {key: int(value) for key, value in found.groupdict().items() if key != "bias"}
    # Sizes alone take no room, but what each output has seen of each input does.
    if max(sizes.values()) > MOST_CELLS or sizes["c"] * sizes["o"] > MOST_CELLS:
        raise ValueError(f"{tag!r} is larger than any layer that is shown")
    if not all(sizes[key] for key in ("c", "h", "w", "o", "oh", "ow", "kh", "kw", "sh", "sw", "dh", "dw", "g")):
        raise ValueError(f"{tag!r} is no layer")
    return sizes, bool(found["bias"])


def _blocks(*parts: torch.Tensor) -> torch.Tensor:
    """The parts along a diagonal, and zeros elsewhere."""
    made: torch.Tensor = torch.block_diag(*parts)  # type: ignore[no-untyped-call]  # torch does not say
    return made
