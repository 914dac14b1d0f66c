"""What tableaux of twice the features are tried on."""

from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer, Values
from convanim.trace import Trace

LAYERS = [Layer(), Layer(6, 9, (5, 7), (2, 3), bias=True), Layer(64, 32, 9), Layer(5, 5), Layer(1, 1), Layer(1, 100)]


def cast_of(layer: Layer, style: Style | None = None) -> Cast:
    """The cast of a layer of small whole numbers."""
    return Cast(Trace(make_tensors(layer, Values())), style or Style.of())
