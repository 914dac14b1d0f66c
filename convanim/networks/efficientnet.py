"""EfficientNet-B0: Tan and Le, arXiv:1905.11946, table 1."""

from __future__ import annotations

from convanim.networks.chain import SIZE, Chain, Inverted, inverted
from convanim.networks.network import Network
from convanim.spec import Pair

STEM, HEAD = 32, 1280
B0 = (
    Inverted(1, 3, 1, 16, 1),
    Inverted(6, 3, 2, 24, 2),
    Inverted(6, 5, 2, 40, 2),
    Inverted(6, 3, 2, 80, 3),
    Inverted(6, 5, 1, 112, 3),
    Inverted(6, 5, 2, 192, 4),
    Inverted(6, 3, 1, 320, 1),
)
SQUEEZE = 4
"""A quarter of the channels that a block reads, before they are expanded, lies between squeeze and excite."""


def efficientnet_b0(size: Pair = SIZE) -> Network:
    """The network that the others of its family are scaled from."""
    chain = Chain(size)
    chain.stage("stem")
    chain.convolve("standard", STEM, 3, 2)
    for number, row in enumerate(B0, 1):
        chain.stage(str(number), row.repeats)
        inverted(chain, row, SQUEEZE)
    chain.stage("head")
    chain.convolve("pointwise", HEAD)
    chain.classify()
    return chain.network("efficientnet_b0", "EfficientNet-B0", "arXiv:1905.11946, table 1")
