"""The lanes of a layer, as a scene makes them, on any canvas."""

from functools import cache

from convanim.kernels import Tensors, chain_tensors
from convanim.kernels.alternatives import ways
from convanim.layout.canvas import WIDE, canvas_of
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.spec import Layer
from convanim.spec.crop import Crop
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.lanes import RaceLanes
from convanim.tableaux.comparison.who_sees import WhoSees
from convanim.trace import Trace
from tests.strategies import ODD

LARGE = Layer(64, 32, size=56, padding=1)
LAYERS = [Layer(), ODD.with_(groups=1), Layer(4, 9), Layer(2, 2), Layer(1, 5), Layer(kernel=1), LARGE]
"""Of which two to four ways are lanes, one of whose outputs has another shape."""
CROP = "20:30,:9"


@cache
def tensors_of(layers: tuple[Layer, ...]) -> tuple[Tensors, ...]:
    return chain_tensors(layers)


def lanes_of(layer: Layer, canvas=WIDE, crop: str | None = None) -> list[Lane]:
    style = Style.of().with_(canvas=canvas if crop is None else canvas.cropped)
    view = None if crop is None else Crop.of(crop).on(layer)
    found = []
    for name, layers in ways(layer).items():
        names = [Names.staged(f"{name}_{k}", output=f"{name}_{k}_output") for k in range(len(layers))]
        traces = map(Trace, tensors_of(layers))
        views = [view, None if view is None else view.then_pointwise()]
        casts = [
            Cast(trace, style, own, view=seen, hues_by="channel")
            for trace, own, seen in zip(traces, names, views, strict=False)
        ]
        found.append(Lane(name, tuple(casts), layer))
    return found


def race_of(layer: Layer, aspect: str = "16:9", text: str = "normal", crop: str | None = None) -> RaceLanes:
    lanes = lanes_of(layer, canvas_of(aspect, text), crop)
    return RaceLanes(lanes[0].casts[0], lanes)


def who_of(layer: Layer, aspect: str = "16:9", text: str = "normal") -> WhoSees:
    canvas = canvas_of(aspect, text)
    lanes = lanes_of(layer, canvas)
    return WhoSees(lanes[0].casts[0], lanes, Style.of().with_(canvas=canvas))
