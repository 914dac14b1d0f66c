"""The factors of a standard convolution's multiply-adds, as the bill and the marks on stage tell them."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.draw.items import Source
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.ribbon.product import CHANNELS, FILTERS

FACTORS: Mapping[str, tuple[str, str]] = {
    "filters": ("out_channels", FILTERS),
    "channels": ("in_channels", CHANNELS),
    "cells": ("kernel_cells", message("{n?cell|cells}")),
    "places": ("out_pixels", message("{n?place|places}")),
}
"""In the order in which they are told: the name of a factor's count, and what it counts, a message of ``n``.

The first three make the weights, all of them the multiply-adds of Howard et al., "MobileNets" (arXiv:1704.04861),
section 3.1.
"""


def counts_of_factors(cast: Cast) -> dict[str, Source]:
    """Every factor of a cast's layer, as the audit trail has it."""
    return {factor: cast.count(name) for factor, (name, _) in FACTORS.items()}
