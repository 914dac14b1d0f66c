"""Members of blocks on any canvas, whole or cropped."""

from convanim.kernels import InvertedResidual, block_tensors
from convanim.layout.canvas import canvas_of
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop, View
from convanim.tableaux.block.members import NAMES, Members
from convanim.trace import Trace

SMALL = Layer(4, 4, 5, padding=1)
LAYERS = [
    SMALL,
    Layer(1, 1, 3, kernel=1),
    Layer(6, 9, (5, 7), kernel=(2, 3), stride=(2, 1), padding=((0, 1), (1, 1))),
    Layer(64, 64, 56, padding=1),
]


def members_of(layer=SMALL, aspect="16:9", *, text=None, crop=None, values=None):
    """A block of a layer, its casts on the canvas of an aspect and a text."""
    block = InvertedResidual(layer)
    made, canvas = block_tensors(block, values or Values()), canvas_of(aspect, text)
    view = None if crop is None else Crop.of(crop).on(layer)
    style = Style.of().with_(canvas=canvas if view is None else canvas.cropped)

    def cast(name, part):
        own = None
        if view is not None:
            own = {"expand": view.before_window(), "depthwise": view, "project": view.then_pointwise()}.get(name)
            own = own or View.whole(part.layer)
        return Cast(Trace(part), style, NAMES[name], view=own)

    names = ("expand", "depthwise", "squeeze", "excite", "project")
    return Members(made, *(cast(name, getattr(made, name)) for name in names))
