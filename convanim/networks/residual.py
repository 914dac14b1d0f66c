"""ResNeXt-50 32x4d: Xie et al., arXiv:1611.05431, table 1. ConvNeXt-T: Liu et al., arXiv:2201.03545, table 9."""

from __future__ import annotations

from convanim.networks.chain import SIZE, Chain
from convanim.networks.network import Network
from convanim.spec import Pair

RESNEXT_STEM, RESNEXT_GROUPS = 64, 32
RESNEXT_50 = ((128, 256, 3), (256, 512, 4), (512, 1024, 6), (1024, 2048, 3))
"""Channels inside a block and behind it, and how many blocks there are."""
CONVNEXT_T = ((96, 3), (192, 3), (384, 9), (768, 3))
"""Channels, and how many blocks there are."""
CONVNEXT_EXPANSION = 4


def resnext50_32x4d(size: Pair = SIZE) -> Network:
    """In the first block of a stage the grouped layer has the stride, as has the 1x1 layer on the way around it."""
    chain = Chain(size)
    chain.stage("stem")
    chain.convolve("standard", RESNEXT_STEM, 7, 2)
    chain.pool(3, 2)
    for number, (inside, behind, repeats) in enumerate(RESNEXT_50, 1):
        chain.stage(str(number), repeats)
        for place in range(repeats):
            chain.block(place)
            read, before = chain.channels, chain.size
            stride = 2 if place == 0 and number > 1 else 1
            chain.convolve("reduce", inside)
            chain.convolve("grouped", inside, 3, stride, groups=RESNEXT_GROUPS)
            chain.convolve("expand", behind)
            if place == 0:
                chain.beside("around", read, before, behind, stride)
    chain.stage("head")
    chain.classify()
    return chain.network("resnext50_32x4d", "ResNeXt-50 32×4d", "arXiv:1611.05431, table 1")


def convnext_tiny(size: Pair = SIZE) -> Network:
    """Its linear layers, which read every pixel by itself, are pointwise ones."""
    chain = Chain(size)
    chain.stage("stem")
    chain.convolve("standard", CONVNEXT_T[0][0], 4, 4, bias=True, padding=0)
    for number, (channels, repeats) in enumerate(CONVNEXT_T, 1):
        chain.stage(str(number), repeats)
        if number > 1:
            chain.norm("shrink_norm")
            chain.convolve("shrink", channels, 2, 2, bias=True, padding=0, norm=False)
        for place in range(repeats):
            chain.block(place)
            chain.convolve("depthwise", channels, 7, groups=channels, bias=True)
            chain.convolve("expand", channels * CONVNEXT_EXPANSION, bias=True, norm=False)
            chain.convolve("project", channels, bias=True, norm=False)
            chain.scale("scale")
    chain.stage("head")
    chain.norm("norm")
    chain.classify()
    return chain.network("convnext_tiny", "ConvNeXt-T", "arXiv:2201.03545, table 9")
