"""The outputs on their way into one block."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.layout.canvas import WIDE
from convanim.layout.grouping import Grouping
from convanim.layout.regions import to_pixels
from convanim.mobjects.voxels import touches
from convanim.spec import Layer
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.merging import Merging
from tests.tableaux.grouped.layers import LAYERS, cast_of


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_outputs_slide_into_one_block(layer: Layer) -> None:
    cast, grouping = cast_of(layer), Grouping.of(layer)
    merging = Merging(cast, grouping)
    lane, apart, together = GroupLanes(cast, grouping).output(True), merging.output(False), merging.output()
    assert lane.can_become(apart) and apart.can_become(together)
    groups = [layer.group_of_filter(o) for o in grouping.filters]
    pairs = [(i, o) for i, (o, p) in enumerate(pairwise(grouping.filters)) if p == o + 1]
    for i, _ in pairs:
        assert touches(together.slabs()[i], together.slabs()[i + 1])
        assert touches(apart.slabs()[i], apart.slabs()[i + 1]) == (groups[i] == groups[i + 1])
    for tensor in (apart, together):
        outline = np.concatenate([slab.outline() for slab in tensor.slabs()])
        assert outline.min(axis=0)[1] >= WIDE.stage.top and outline.max(axis=0)[1] <= WIDE.stage.bottom + 1


def test_the_numbers_along_the_edge_move_with_their_groups() -> None:
    merging = Merging(cast_of(Layer(groups=2)), Grouping.of(Layer(groups=2)))
    apart, together = merging.marks(together=False), merging.marks()
    away = to_pixels(merging.output(False).points - merging.output().points)[::4] - to_pixels(np.zeros(3))
    for group, slot in ((0, 0), (1, 4)):
        one, other = apart[f"marks_{group}"], together[f"marks_{group}"]
        assert one.can_become(other)
        moved = to_pixels(one.points - other.points) - to_pixels(np.zeros(3))
        assert np.allclose(moved, away[slot])
    texts = [item.text for sheet in together.values() for item in sheet.parts["all"] if isinstance(item, Words)]
    assert texts == ["0", "1", "2", "3", "A", "4", "5", "6", "7", "B"]
