"""The opened block with one filter large: where things stand, and what filters lose."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from convanim.kernels import make_tensors, widen
from convanim.layout.grouping import Grouping
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.tensor import VoxelTensor
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.pruning import Pruning
from convanim.trace import Trace
from tests.tableaux.grouped.layers import LAYERS


def pruning(layer: Layer, aspect: str = "16:9") -> Pruning:
    cast = Cast(Trace(widen(make_tensors(layer))), Style.of(aspect=aspect))
    return Pruning(Blocks(cast, Grouping.of(layer)))


def box(tensor: VoxelTensor) -> tuple[float, float, float, float]:
    points = np.concatenate([slab.outline() for slab in tensor.slabs()])
    return (*points.min(axis=0), *points.max(axis=0))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_large_filter_stands_apart_from_all_else_and_on_stage(layer: Layer, aspect: str) -> None:
    tableau = pruning(layer, aspect)
    boxes = [box(tensor) for tensor in (tableau.input(), tableau.large(), *tableau.others().values())]
    for k, one in enumerate(boxes):
        assert all(
            one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            for other in boxes[k + 1 :]
        )
    stage = tableau.canvas.stage
    assert all(one[2] <= stage.right + 1 and one[3] <= stage.bottom + 1 for one in boxes)
    assert boxes[1][1] >= stage.top


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_filter_loses_exactly_what_other_groups_own(layer: Layer) -> None:
    tableau = pruning(layer)
    before, after = tableau.weights(), tableau.weights(all_fallen=True)
    for o in tableau.grouping.filters:
        tensor = after[f"filter_{o}"]
        kept = [c in layer.channels_read_by(o) for c in tableau.grouping.channels]
        assert [bool(there) for there in tensor.presence] == kept
        down = to_pixels(tensor.points)[::4, 1] - to_pixels(before[f"filter_{o}"].points)[::4, 1]
        assert [bool(fell <= 0) for fell in down] == kept


def test_one_filter_goes_first_then_the_others_one_after_the_other() -> None:
    tableau = pruning(Layer(groups=2))
    assert tableau.one_falls() == {"filter_0": [0, 0, 0, 0, 0, 1, 2, 3]}
    turns = tableau.others_fall()
    assert list(turns) == [f"filter_{o}" for o in range(1, 8)]
    assert turns["filter_5"] == [4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    assert max(chain.from_iterable(turns.values())) == 6.0


def test_what_the_filter_in_focus_does_not_read_is_dimmed_with_its_weights() -> None:
    tableau = pruning(Layer(groups=2))
    given, read = tableau.input(dimmed=True), tableau.large(dimmed=True)
    assert given.lit[:4].min() == 1.0 and 0.2 < given.lit[4:].max() < 1.0
    assert (given.lit[:, 0, 0] == read.lit[:, 0, 0]).all()


def test_the_ribbon_tells_what_a_filter_holds_before_and_after() -> None:
    tableau, layer = pruning(Layer(groups=2)), Layer(groups=2)
    for one, total in ((tableau.layer, "8 × 9 = 72"), (layer, "4 × 9 = 36")):
        assert any(getattr(item, "text", "") == total for item in tableau.weights_of_one(one).parts["total"])
