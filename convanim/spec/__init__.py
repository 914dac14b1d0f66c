"""Which layer, with which values: what a user may ask for, valid once it exists."""

from convanim.spec.layer import PADDING, CountedLayer, Layer, Pads, Pair, PairLike
from convanim.spec.values import ModuleRun, ValueKind, Values

__all__ = [
    "PADDING",
    "CountedLayer",
    "Layer",
    "ModuleRun",
    "Pads",
    "Pair",
    "PairLike",
    "ValueKind",
    "Values",
]
