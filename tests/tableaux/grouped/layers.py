"""Grouped layers of many kinds, and casts of them."""

from __future__ import annotations

from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer
from convanim.trace import Trace

LAYERS = [
    Layer(groups=2),
    Layer(groups=4),
    Layer().with_(
        in_channels=6,
        out_channels=6,
        groups=3,
        size=(5, 7),
        kernel=(2, 3),
        stride=(2, 1),
        padding=(1, 0),
        dilation=(1, 2),
        bias=True,
    ),
    Layer().with_(in_channels=64, out_channels=64, groups=2, size=56, padding=1),
    Layer().with_(in_channels=32, out_channels=64, groups=32, size=(4, 20), kernel=(1, 3), padding="same"),
    Layer().with_(in_channels=2, out_channels=2, groups=2, size=3),
]


def cast_of(layer: Layer, style: Style | None = None) -> Cast:
    return Cast(Trace(make_tensors(layer)), style or Style.of())
