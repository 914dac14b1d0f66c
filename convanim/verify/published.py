"""Published networks, built of torch's own modules as their papers have them, and counted: no table is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

SIDE = 224
"""Rows and columns of the picture that a network reads, where nothing else is told."""
TAG = re.compile(r"network (?P<name>\w+)(?:, stage (?P<stage>\w+)|, (?P<kind>\w+))?")


@dataclass
class Count:
    """What some layers cost, and how many there are."""

    multiply_adds: int = 0
    parameters: int = 0
    layers: int = 0

    def add(self, other: Count) -> None:
        self.multiply_adds += other.multiply_adds
        self.parameters += other.parameters
        self.layers += other.layers


@dataclass
class Builder:
    """Runs modules one after the other on the meta device, and counts them by stage and by kind."""

    standard: bool
    """Whether standard convolutions stand in for separable and grouped ones."""
    x: torch.Tensor
    """What the next module reads; at first the picture."""
    stage: str = ""
    by_stage: dict[str, Count] = field(default_factory=dict)
    by_kind: dict[str, Count] = field(default_factory=dict)
    maps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    waiting: tuple[int, int] | None = None
    """Kernel and stride of a depthwise layer for which a standard one will stand in."""

    def note(self, kind: str, count: Count) -> None:
        self.by_stage.setdefault(self.stage, Count()).add(count)
        self.by_kind.setdefault(kind, Count()).add(count)

    def conv(
        self,
        kind: str,
        filters: int,
        kernel: int = 1,
        stride: int = 1,
        groups: int = 1,
        bias: bool = False,
        pad: int = -1,
    ) -> None:
        channels, pad = self.x.shape[1], kernel // 2 if pad < 0 else pad
        if self.standard and kind == "depthwise":
            self.waiting = kernel, stride
            return
        if self.standard and kind == "grouped":
            kind, groups = "standard", 1
        if self.waiting is not None and kind == "pointwise":
            (kernel, stride), kind, self.waiting = self.waiting, "standard", None
            pad = kernel // 2
        module = nn.Conv2d(channels, filters, kernel, stride, pad, groups=groups, bias=bias, device="meta")
        with FlopCounterMode(display=False) as flops:
            self.x = module(self.x)
        learned = sum(parameter.numel() for parameter in module.parameters())
        self.note(kind, Count(flops.get_total_flops() // 2, learned, 1))
        self.maps[self.stage] = tuple(self.x.shape[1:])

    def norm(self) -> None:
        # A depthwise layer that another one stands in for takes its norm along.
        if self.waiting is None:
            self.note("rest", Count(parameters=sum(p.numel() for p in nn.BatchNorm2d(self.x.shape[1]).parameters())))

    def gate(self, hidden: int) -> None:
        """Squeeze and excite."""
        channels = self.x.shape[1]
        for read, made in ((channels, hidden), (hidden, channels)):
            self.linear(read, made)

    def linear(self, read: int, made: int) -> None:
        with FlopCounterMode(display=False) as flops:
            module = nn.Linear(read, made, device="meta")
            module(torch.empty(1, read, device="meta"))
        self.note("rest", Count(flops.get_total_flops() // 2, sum(p.numel() for p in module.parameters()), 1))

    def classify(self) -> None:
        self.linear(self.x.shape[1], 1000)
        self.maps.setdefault(self.stage, (1000, 1, 1))


def inverted(b: Builder, rows: list[tuple[int, int, int, int, int]], gated: bool) -> None:
    b.stage = "stem"
    b.conv("standard", 32, 3, 2)
    b.norm()
    for number, (expand, channels, repeats, stride, kernel) in enumerate(rows, 1):
        b.stage = str(number)
        for k in range(repeats):
            read = b.x.shape[1]
            wide = read * expand
            if expand != 1:
                b.conv("pointwise", wide)
                b.norm()
            b.conv("depthwise", wide, kernel, stride if k == 0 else 1, groups=wide)
            b.norm()
            if gated:
                b.gate(read // 4)
            b.conv("pointwise", channels)
            b.norm()
    b.stage = "head"
    b.conv("pointwise", 1280)
    b.norm()
    b.classify()


def efficientnet_b0(b: Builder) -> None:
    rows = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5)]
    inverted(b, [*rows, (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)], gated=True)


def mobilenet_v2(b: Builder) -> None:
    rows = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    inverted(b, [(*row, 3) for row in rows], gated=False)


def mobilenet_v1(b: Builder) -> None:
    b.stage = "stem"
    b.conv("standard", 32, 3, 2)
    b.norm()
    stage = 1
    for filters, stride in [
        (64, 1),
        (128, 2),
        (128, 1),
        (256, 2),
        (256, 1),
        (512, 2),
        *[(512, 1)] * 5,
        (1024, 2),
        (1024, 1),
    ]:
        stage += stride == 2
        b.stage = str(stage)
        b.conv("depthwise", b.x.shape[1], 3, stride, groups=b.x.shape[1])
        b.norm()
        b.conv("pointwise", filters)
        b.norm()
    b.stage = "head"
    b.classify()


def resnext50_32x4d(b: Builder) -> None:
    b.stage = "stem"
    b.conv("standard", 64, 7, 2)
    b.norm()
    b.x = nn.MaxPool2d(3, 2, 1)(b.x)
    for number, (width, repeats) in enumerate([(128, 3), (256, 4), (512, 6), (1024, 3)], 1):
        b.stage = str(number)
        for k in range(repeats):
            read, stride = b.x, 2 if k == 0 and number > 1 else 1
            b.conv("pointwise", width)
            b.norm()
            b.conv("grouped", width, 3, stride, groups=32)
            b.norm()
            b.conv("pointwise", 2 * width)
            b.norm()
            if k == 0:
                b.x = read
                b.conv("pointwise", 2 * width, 1, stride)
                b.norm()
    b.stage = "head"
    b.classify()


def convnext_tiny(b: Builder) -> None:
    b.stage = "stem"
    b.conv("standard", 96, 4, 4, bias=True, pad=0)
    b.norm()
    for number, (channels, repeats) in enumerate([(96, 3), (192, 3), (384, 9), (768, 3)], 1):
        b.stage = str(number)
        if number > 1:
            b.norm()
            b.conv("standard", channels, 2, 2, bias=True, pad=0)
        for _ in range(repeats):
            b.conv("depthwise", channels, 7, groups=channels, bias=True)
            b.norm()
            b.conv("pointwise", 4 * channels, bias=True)
            b.conv("pointwise", channels, bias=True)
            b.note("rest", Count(parameters=channels))
    b.stage = "head"
    b.norm()
    b.classify()


MODELS = {one.__name__: one for one in (efficientnet_b0, mobilenet_v1, mobilenet_v2, resnext50_32x4d, convnext_tiny)}


@cache
def built(name: str, standard: bool, size: tuple[int, int]) -> Builder:
    builder = Builder(standard, torch.empty(1, 3, *size, device="meta"))
    MODELS[name](builder)
    return builder


def whole(builder: Builder) -> Count:
    count = Count()
    for one in builder.by_stage.values():
        count.add(one)
    return count


@cache
def counted_network(tag: str, size: tuple[int, int] = (SIDE, SIDE)) -> dict[str, float]:
    """Counts of the network, the stage or the kind of layers that a tag describes, on a picture of some ``size``."""
    found = TAG.fullmatch(tag)
    if found is None or found["name"] not in MODELS:
        raise ValueError(f"{tag!r} is no published network")
    own, full = (built(found["name"], standard, size) for standard in (False, True))
    every, replaced = whole(own), whole(full)
    if found["stage"]:
        one, other = own.by_stage[found["stage"]], full.by_stage[found["stage"]]
        channels, rows, columns = own.maps[found["stage"]]
        return {
            "multiply_adds": one.multiply_adds,
            "parameters": one.parameters,
            "times_multiply_adds": other.multiply_adds / one.multiply_adds,
            "times_parameters": other.parameters / one.parameters,
            "out_channels": channels,
            "out_rows": rows,
            "out_columns": columns,
        }
    if found["kind"]:
        one = own.by_kind[found["kind"]]
        return {
            "layers": one.layers,
            "share_of_multiply_adds": 100 * one.multiply_adds / every.multiply_adds,
            "share_of_parameters": 100 * one.parameters / every.parameters,
        }
    stages = [*own.by_stage.values()]
    tail = next(k for k in range(1, len(stages)) if 2 * sum(s.parameters for s in stages[-k:]) > every.parameters)
    maps = [one for one in own.maps.values() if one[1:] != (1, 1)]
    spatial = own.by_kind.get("depthwise") or own.by_kind["grouped"]
    fullest = max(stages, key=lambda stage: stage.parameters)
    least = min(maps, key=lambda one: one[1] * one[2])
    return {
        "fullest_parameters": 100 * fullest.parameters / every.parameters,
        "fullest_multiply_adds": 100 * fullest.multiply_adds / every.multiply_adds,
        "largest_share": 100 * max(kind.multiply_adds for kind in own.by_kind.values()) / every.multiply_adds,
        "least_rows": least[1],
        "least_columns": least[2],
        "parameters": every.parameters,
        "multiply_adds": every.multiply_adds,
        "standard_parameters": replaced.parameters,
        "standard_multiply_adds": replaced.multiply_adds,
        "times_fewer": replaced.multiply_adds / every.multiply_adds,
        "times_fewer_parameters": replaced.parameters / every.parameters,
        "stages": len(stages),
        "layers": every.layers,
        "tail": tail,
        "tail_parameters": 100 * sum(s.parameters for s in stages[-tail:]) / every.parameters,
        "tail_multiply_adds": 100 * sum(s.multiply_adds for s in stages[-tail:]) / every.multiply_adds,
        "pointwise_share": 100 * own.by_kind["pointwise"].multiply_adds / every.multiply_adds,
        "spatial_share": 100 * spatial.multiply_adds / every.multiply_adds,
        "last_channels": maps[-1][0],
        "last_rows": maps[-1][1],
        "last_columns": maps[-1][2],
    }
