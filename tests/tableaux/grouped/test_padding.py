"""Window and light stay where the padding is: on its cells, and at the far end of the block with its rim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.draw.items import Segments
from convanim.layout.grouping import Grouping
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.tableaux.grouped.receptive_field import ReceptiveField
from tests.tableaux.grouped.layers import cast_of

SIDES = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)
PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))
LAYERS = st.builds(
    lambda padding, kernel, stride, dilation: Layer(
        4, 4, size=(7, 8), groups=2, padding=padding, kernel=kernel, stride=stride, dilation=dilation
    ),
    SIDES,
    PAIR,
    PAIR,
    st.tuples(st.integers(1, 2), st.integers(1, 2)),
)


@given(LAYERS, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_light_leaves_a_block_at_the_end_of_its_padding_level_with_the_windows_rows(layer, random) -> None:  # type: ignore[no-untyped-def]
    whole = layer.with_(groups=1)
    blocks = Blocks(cast_of(whole), Grouping.of(layer))
    step = blocks.cast.trace.step(0, *(random.randrange(length) for length in layer.output_size))
    fit, (top, right) = blocks._fits[0], (layer.padding[0][0], layer.padding[1][1])
    back = np.array(fit.depth) * 4
    beam = to_pixels(blocks.frames(step)["beam"].points)
    rows = step.index[1] * layer.stride[0] - top
    reach = (layer.kernel[0] - 1) * layer.dilation[0] + 1
    end = fit.left + (8 + right) * fit.cell + back[0]
    assert beam[0] == pytest.approx([end, fit.top + rows * fit.cell + back[1]], abs=0.01)
    assert beam[1] == pytest.approx([end, fit.top + (rows + reach) * fit.cell + back[1]], abs=0.01)


@given(LAYERS)
@settings(max_examples=20)
def test_every_lanes_padding_stands_in_its_lane_within_the_stage(layer: Layer) -> None:
    lanes = GroupLanes(cast_of(layer), Grouping.of(layer))
    start = LaneWindows(lanes).steps[0]
    tensor = LaneWindows(lanes).reading(start)
    before = len(lanes.input().rim(()).read(start.rows, start.columns).display_list())
    rim = [item for item in tensor.display_list()[before:] if isinstance(item, Segments)]
    assert bool(rim) == any(map(any, layer.padding))
    if rim:
        points = np.concatenate([item.ends.reshape(-1, 2) for item in rim])
        stage = lanes.canvas.stage
        assert points[:, 1].min() >= stage.top - 1 and points[:, 1].max() <= stage.bottom + 1
        assert points[:, 0].min() >= stage.left - 1 and points[:, 0].max() <= lanes.places.input_end + 1


@pytest.mark.parametrize("aspect", ["16:9", "1:1", "9:16"])
def test_only_the_group_that_was_read_keeps_its_zeros(aspect: str) -> None:
    layer = Layer(4, 4, groups=2, padding=1, stride=2)
    field = ReceptiveField(cast_of(layer, Style.of(aspect=aspect)), Grouping.of(layer))
    assert field.input().rimmed.tolist() == [0.0, 0.0, 1.0, 1.0]
    assert field.reading().covered[0].max() == 1.0
    end = field.lanes.places.input_end
    assert to_pixels(field.frames()["beam"].points)[0, 0] >= end - 0.01
