"""MobileNetV1: Howard et al., arXiv:1704.04861, table 1. MobileNetV2: Sandler et al., arXiv:1801.04381, table 2."""

from __future__ import annotations

from convanim.networks.chain import SIZE, Chain, Inverted, inverted
from convanim.networks.network import Network
from convanim.spec import Pair

STEM = 32
V1: tuple[tuple[tuple[int, int], ...], ...] = (
    ((64, 1),),
    ((128, 2), (128, 1)),
    ((256, 2), (256, 1)),
    ((512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1)),
    # The table gives the last one stride 2 and an input of 7x7, which an output of 7x7 contradicts: it is 1.
    ((1024, 2), (1024, 1)),
)
"""Pointwise filters and depthwise stride of every block, by the size of their maps."""
V2 = (
    Inverted(1, 3, 1, 16, 1),
    Inverted(6, 3, 2, 24, 2),
    Inverted(6, 3, 2, 32, 3),
    Inverted(6, 3, 2, 64, 4),
    Inverted(6, 3, 1, 96, 3),
    Inverted(6, 3, 2, 160, 3),
    Inverted(6, 3, 1, 320, 1),
)
V2_HEAD = 1280


def mobilenet_v1(size: Pair = SIZE) -> Network:
    """Its width multiplier and its resolution multiplier are 1."""
    chain = Chain(size)
    chain.stage("stem")
    chain.convolve("standard", STEM, 3, 2)
    for number, blocks in enumerate(V1, 1):
        chain.stage(str(number), len(blocks))
        for place, (filters, stride) in enumerate(blocks):
            chain.block(place)
            chain.convolve("depthwise", chain.channels, 3, stride, groups=chain.channels)
            chain.convolve("pointwise", filters)
    chain.stage("head")
    chain.classify()
    return chain.network("mobilenet_v1", "MobileNetV1", "arXiv:1704.04861, table 1")


def mobilenet_v2(size: Pair = SIZE) -> Network:
    """Its width multiplier is 1."""
    chain = Chain(size)
    chain.stage("stem")
    chain.convolve("standard", STEM, 3, 2)
    for number, row in enumerate(V2, 1):
        chain.stage(str(number), row.repeats)
        inverted(chain, row)
    chain.stage("head")
    chain.convolve("pointwise", V2_HEAD)
    chain.classify()
    return chain.network("mobilenet_v2", "MobileNetV2", "arXiv:1801.04381, table 2")
