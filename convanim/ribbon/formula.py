"""A step written out, as a mobject for scenes of any kind."""

from __future__ import annotations

from convanim.draw.bounds import around
from convanim.draw.sheet import Sheet
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.trace import Step, Trace


class Formula(Sheet):
    """One step of a trace, written out: what is read, times the weights, the sum, and the output cell.

    Of a filter that reads one channel, its parts are window, filter, products, sum and result; of a 1x1 kernel
    values, weights, products, sum and result; of others heading, terms-0 (a sum from each channel) and
    result-0. ``hide`` and ``reveal`` take their names. It stands in the ribbon at the bottom, and
    moves as any mobject does. Numbers that are not whole are rounded, and the sign is then ≈.
    ``style`` gives its colours and says its words: in a ``ConvScene``, ``self.style``. Left out, for a Manim scene that
    has none, it is dark, English and widescreen.

    >>> from convanim import Layer, Trace, make_tensors
    >>> trace = Trace(make_tensors(Layer(in_channels=2, out_channels=2, groups=2)))
    >>> list(Formula(trace, trace.step(0, 0, 0)).parts)
    ['window', 'filter', 'products', 'sum', 'result']
    """

    def __init__(self, trace: Trace, step: Step, style: Style | None = None) -> None:
        parts = Ribbon(Cast(trace, style or Style.of())).formula(step).parts
        super().__init__(parts, around(item for part in parts.values() for item in part))
