"""Where the user's own numbers are, beside what ``Values`` holds of them: how they are read, and models they are in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from convanim.spec.option import declared

_FILE = "FILE[:NAME]"


@dataclass(frozen=True, eq=False)
class OwnNumbers:
    """How an input is read, the second layer's numbers where two stand in a row, and the model of a layer.

    ``index`` chooses one of a batch of inputs, ``resize`` and ``normalise`` treat a picture. ``mixing`` and
    ``mixing_biases`` are arrays or name files. ``model`` names what makes the model, ``layer`` a layer inside it, and
    ``state`` the file of its weights; ``fold`` is whether norms between two layers in a row go into the first one's.
    """

    index: int | None = field(
        default=None,
        metadata=declared("index", "Which one of a batch of inputs, from 0.", "whole", metavar="N", rank=2),
    )
    resize: Any = field(
        default=None,
        metadata=declared(
            "resize",
            "Height and width of the photo: each cell averages the pixels under it.",
            "cells",
            metavar="12|12x16",
            rank=2,
        ),
    )
    normalise: str | None = field(
        default=None,
        metadata=declared(
            "normalise",
            "Normalise the photo, 0 to 1 otherwise; or imagenet, for its means.",
            metavar="MEANS:STDS",
            rank=2,
        ),
    )
    mixing: Any = field(
        default=None,
        metadata=declared(
            "mixing", "Of a depthwise-separable layer, the pointwise weights.", "file", metavar=_FILE, rank=4
        ),
    )
    mixing_biases: Any = field(
        default=None, metadata=declared("mixing_biases", "And their bias.", "file", metavar=_FILE, rank=4)
    )
    model: str | None = field(
        default=None,
        metadata=declared(
            "model",
            "Your own model, which --input goes through: package.module:Net or FILE.py:Net. Runs your code.",
            "factory",
            metavar="MODULE:FACTORY",
            key="model.factory",
            rank=5,
        ),
    )
    layer: str | None = field(
        default=None,
        metadata=declared(
            "layer_name",
            "The layer in the model, such as features.3.conv.0.",
            metavar="NAME",
            key="model.layer",
            rank=5,
        ),
    )
    fold: bool = field(
        default=False,
        metadata=declared(
            "fold",
            "Of separable with a model, fold the norm between both halves into the depthwise weights and bias.",
            "truth",
            key="model.fold",
            rank=5,
        ),
    )
    state: str | None = field(
        default=None,
        metadata=declared(
            "state",
            "The model's weights, where it loads none; NAME is that of a dict in a checkpoint.",
            "file",
            metavar=_FILE,
            key="model.state",
            rank=5,
        ),
    )
