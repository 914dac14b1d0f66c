"""What was found in the user's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.spec import Layer, Values
from convanim.spec.between import Between
from convanim.spec.graph import Graph
from convanim.spec.upward import Upward


@dataclass(frozen=True, eq=False)
class Own:
    """A layer and the values that it is to show.

    ``mixing`` gives the second of two layers in a row its weight and bias; None draws them. ``graph`` is what a whole
    block does, where that is shown, and ``between`` what a module does between two layers in a row. ``upward`` is there
    where the layer's transpose is shown by itself: which part it is of a module, and ``values`` hold what it reads.
    """

    layer: Layer
    values: Values
    mixing: Values | None = None
    graph: Graph | None = None
    between: Between | None = None
    upward: Upward | None = None
