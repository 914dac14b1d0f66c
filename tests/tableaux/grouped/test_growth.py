"""The work of a layer, and of one with twice its features."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Faces, Words
from convanim.kernels import cost
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.growth import LOWERED, Growth
from tests.tableaux.grouped.layers import LAYERS, cast_of


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_twice_the_features_cost_four_times_or_twice_as_much(layer: Layer) -> None:
    growth = Growth(cast_of(layer))
    parts = growth.chart().parts
    work = {name: cost(one).multiply_adds for name, one in growth.layers.items()}
    assert work["whole_doubled"] == 4 * work["whole"] and work["grouped_doubled"] == 2 * work["grouped"]
    for name, items in parts.items():
        sources = [item.source for item in items if isinstance(item, Words) and item.source]
        assert [s.value for s in sources if s.index[0] == "multiply_adds"] == [work[name]]
        # A drawn area is true to the work: one unit square for each pair of filter and channel that meet.
        faces = [item for item in items if isinstance(item, Faces)]
        area = sum(float(np.ptp(c[:, 0]) * np.ptp(c[:, 1])) for item in faces for c in item.corners)
        unit = 372.0 / (2 * max(layer.in_channels, layer.out_channels))
        one = growth.layers[name]
        assert area == pytest.approx(one.in_channels * one.out_channels / one.groups * unit**2)
        assert all(
            WIDE.stage.left - 1 <= x <= WIDE.stage.right + 1 for item in faces for x in item.corners[..., 0].flat
        )


@pytest.mark.parametrize("aspect", ASPECTS)
def test_all_matrices_stand_on_the_stage(aspect: str) -> None:
    growth = Growth(cast_of(Layer(groups=2), Style.of(aspect=aspect)))
    stage = growth.canvas.stage
    corners = np.concatenate(
        [item.corners.reshape(-1, 2) for item in growth.chart().display_list() if isinstance(item, Faces)]
    )
    assert (corners.min(axis=0) >= (stage.left - 1, stage.top - 1)).all()
    assert (corners.max(axis=0) <= (stage.right + 1, stage.bottom + LOWERED + 1)).all()
