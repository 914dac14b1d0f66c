"""Casts of a layer on any canvas, whole or cropped, and where what is made of them stands."""

from dataclasses import replace

import numpy as np

from convanim.kernels import make_tensors
from convanim.layout.canvas import CANVASES, WIDE
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.spec import Values
from convanim.spec.crop import Crop
from convanim.trace import Trace

CROP = "10:20,10:20"


def cast_of(layer, aspect="16:9", *, crop=None, values=None, shown=()):
    canvas = CANVASES[aspect] if crop is None else CANVASES[aspect].cropped
    view = None if crop is None else Crop.of(crop).on(layer)
    return Cast(Trace(make_tensors(layer, values or Values())), Style.of().with_(canvas=canvas), shown=shown, view=view)


def on_unplanned_canvas(layer):
    """A cast for an aspect that nobody has planned for."""
    return Cast(Trace(make_tensors(layer, Values())), Style.of().with_(canvas=replace(WIDE, aspect="21:9")))


def box_of(tensor):
    """Left, top, right and bottom of all slabs, in pixels."""
    points = np.concatenate([slab.outline() for slab in tensor.slabs()])
    return (*points.min(axis=0), *points.max(axis=0))


def inside(tensor, region, margin=0.01):
    left, top, right, bottom = box_of(tensor)
    return (
        left >= region.left - margin
        and right <= region.right + margin
        and top >= region.top - margin
        and bottom <= region.bottom + margin
    )


def apart(one, other):
    """Whether two blocks' boxes do not overlap."""
    (a, b, c, d), (e, f, g, h) = box_of(one), box_of(other)
    return c <= e or g <= a or d <= f or h <= b
