"""Depthwise-separable layers of many kinds, and their tableaux on any canvas, whole or cropped."""

from convanim.kernels import make_tensors, separable_tensors
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.spec import Layer
from convanim.spec.crop import Crop
from convanim.tableaux.separable.lanes import Lanes
from convanim.tableaux.separable.pipeline import Pipeline
from convanim.trace import Trace

ODD = Layer(6, 9, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=True)
LAYERS = [Layer(), ODD, Layer(4, 12), Layer(16, 16, size=(9, 9), kernel=5, padding=2), Layer(1, 1, size=4)]
COSTLY = [Layer(), Layer(4, 12), LAYERS[3], Layer(1, 1, size=4), Layer(512, 512)]
"""Layers whose costs are compared."""
LARGE = Layer(16, 16, size=40)
CROP = "10:20,8:20"


def halves_of(layer, canvas=WIDE, values=None, crop=None):
    """The casts of both halves."""
    style = Style.of().with_(canvas=canvas if crop is None else canvas.cropped)
    view = None if crop is None else Crop.of(crop).on(layer)
    first, second = separable_tensors(layer, values)
    return (
        Cast(Trace(first), style, Names(output="middle"), view=view),
        Cast(
            Trace(second),
            style,
            Names.staged("pointwise", input="middle"),
            view=None if view is None else view.then_pointwise(),
        ),
    )


def pipeline_of(layer, canvas=WIDE, values=None, crop=None):
    return Pipeline(*halves_of(layer, canvas, values, crop))


def lanes_of(layer, canvas=WIDE, crop=None):
    depthwise, pointwise = halves_of(layer, canvas, crop=crop)
    names = Names.staged("standard", output="standard_output")
    standard = Cast(Trace(make_tensors(layer)), depthwise.style, names, view=None if crop is None else depthwise.view)
    return Lanes(standard, depthwise, pointwise)
