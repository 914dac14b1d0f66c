"""Padding as it is seen: one cell for every zero, all round the block in its depth, and none on data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.draw.items import Faces, Segments, Words
from convanim.draw.lettering import text_box
from convanim.kernels import make_tensors
from convanim.layout.regions import BlockFit, to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.walk import Lighting
from convanim.spec import Layer, Pads, Values
from convanim.trace import Trace

STYLE = Style.of()
CELL = 40.0
FIT = BlockFit(CELL, 400.0, 400.0, (14.0, -11.0), (14.0, -11.0))
PADS = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)


def cast_of(layer: Layer, kind: str = "integers") -> Cast:
    return Cast(Trace(make_tensors(layer, Values(kind))), STYLE)


def block(layer: Layer, kind: str = "integers", fit: BlockFit = FIT) -> VoxelTensor:
    channels = range(layer.in_channels)
    content = cast_of(layer, kind).input_content(channels)
    return VoxelTensor(content, STYLE.theme.ramps_of_channels(len(channels)), fit, STYLE)


def zeros(tensor: VoxelTensor) -> dict[tuple[int | str, ...], Words]:
    items = [item for item in tensor.display_list() if isinstance(item, Words) and item.source]
    return {item.source.index: item for item in items if item.source and item.source.tensor == "padding"}


def layer_with(pads: Pads, **more: object) -> Layer:
    return Layer(2, 2, size=(3, 4), kernel=1, padding=pads, **more)  # type: ignore[arg-type]


@given(PADS)
def test_every_cell_of_padding_on_the_nearest_channel_has_its_zero_in_its_middle(pads: Pads) -> None:
    tensor = block(layer_with(pads)).rim()
    (top, bottom), (left, right) = pads
    shown = zeros(tensor)
    data = {(row, column) for row in range(3) for column in range(4)}
    around = {(r, c) for r in range(-top, 3 + bottom) for c in range(-left, 4 + right)} - data
    assert set(shown) == {(0, *place) for place in around}
    for (_, row, column), word in shown.items():
        box = text_box(word)
        assert word.text == "0" and word.source is not None and word.source.value == 0
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        assert middle == pytest.approx((400 + (int(column) + 0.5) * CELL, 400 + (int(row) + 0.5) * CELL), abs=0.5)


@given(PADS)
def test_the_rim_goes_all_round_the_block_in_its_depth_and_covers_no_data(pads: Pads) -> None:
    plain, tensor = block(layer_with(pads)), block(layer_with(pads)).rim()
    before = plain.display_list()
    rim = tensor.display_list()[len(before) :]
    (top, bottom), (left, right) = pads
    assert bool(rim) == any((top, bottom, left, right))
    if not rim:
        return
    points = np.concatenate([item.corners.reshape(-1, 2) for item in rim if isinstance(item, Faces)])
    back = 2 * np.array(FIT.depth)
    # Where a side has padding of its own, the rim is as deep as both channels.
    low, high = points.min(axis=0), points.max(axis=0)
    assert low[0] == pytest.approx(400 - left * CELL if left else low[0])
    assert high[1] == pytest.approx(400 + (3 + bottom) * CELL if bottom else high[1])
    if top:
        assert low[1] == pytest.approx(400 - top * CELL + back[1])
    if right:
        assert high[0] == pytest.approx(400 + (4 + right) * CELL + back[0])
    fronts = rim[[isinstance(item, Faces) for item in rim].index(True) :]
    front = [item for item in fronts if isinstance(item, Faces)][-1]
    middles = front.corners.mean(axis=1)
    inside = (abs(middles - [400 + 2 * CELL, 400 + 1.5 * CELL]) < [2 * CELL, 1.5 * CELL]).all(axis=1)
    assert not inside.any() and len(middles) == (3 + top + bottom) * (4 + left + right) - 12


@given(
    PADS,
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(1, 2), st.integers(1, 2)),
    st.randoms(use_true_random=False),
)
def test_a_window_stands_on_the_zeros_that_it_reads(pads, kernel, stride, dilation, random) -> None:  # type: ignore[no-untyped-def]
    layer = Layer(2, 2, size=(7, 8), kernel=kernel, padding=pads, stride=stride, dilation=dilation)
    cast, tensor = cast_of(layer), block(layer).rim()
    row, column = (random.randrange(length) for length in layer.output_size)
    step = cast.trace.step(0, row, column)
    top_left, top_right, bottom_left, back = to_pixels(tensor.around(step.rows, step.columns))
    first = row * stride[0] - pads[0][0], column * stride[1] - pads[1][0]
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    assert top_left == pytest.approx([400 + first[1] * CELL, 400 + first[0] * CELL])
    assert bottom_left - top_left == pytest.approx([0, reach[0] * CELL])
    assert top_right - top_left == pytest.approx([reach[1] * CELL, 0])
    assert back - top_right == pytest.approx(2 * np.array(FIT.depth))
    lit = {index[1:] for index, word in zeros(tensor.read(step.rows, step.columns)).items() if word.bold}
    taps = {(r, c) for r in step.rows for c in step.columns}
    outside = {(r, c) for r, c in taps if not (0 <= r < 7 and 0 <= c < 8)}
    assert lit == outside
    # The ribbon tells the same ones.
    assert len(outside) == (~step.inside).sum()


def test_the_zeros_light_up_as_the_window_comes() -> None:
    layer = layer_with(((1, 1), (1, 1)))
    tensor, trace = block(layer).rim(), cast_of(layer).trace
    lighting = Lighting(tensor, lambda step: tensor.mask(step.rows, step.columns))
    here, there = trace.step(0, 0, 0), trace.step(0, 0, 1)

    def covered() -> list[float]:
        return tensor.covered[0, :2].tolist()

    lighting.follow(None, here, 1.0)
    assert covered() == [1.0, 0.0]
    lighting.follow(here, there, 0.25)
    assert covered() == [0.75, 0.25]
    lighting.follow(here, there, 1.0)
    assert covered() == [0.0, 1.0]


def test_real_zeros_are_written_as_the_numbers_beside_them() -> None:
    tensor = block(layer_with(((1, 0), (0, 0))), "normal", BlockFit(60.0, 400.0, 400.0, (14.0, -11.0), (14.0, -11.0)))
    decimals = {len(str(text).partition(".")[2]) for text in tensor.content.labels.ravel()}
    texts = {word.text for word in zeros(tensor.rim()).values()}
    assert texts == {"0." + "0" * decimals.pop()} and not decimals


def test_padding_of_a_large_map_is_a_line_round_it() -> None:
    fit = BlockFit(6.0, 400.0, 400.0, (2.0, -1.5), (2.0, -1.5))
    tensor = block(layer_with(((2, 2), (2, 2))), fit=fit)
    count = len(tensor.display_list())
    rim = tensor.rim().display_list()[count:]
    assert rim and all(isinstance(item, Segments) for item in rim)
    points = np.concatenate([item.ends.reshape(-1, 2) for item in rim if isinstance(item, Segments)])
    assert points.min(axis=0) == pytest.approx([400 - 12, 400 - 12 - 3], abs=0.02)
    assert points.max(axis=0) == pytest.approx([400 + 36 + 4, 400 + 30], abs=0.02)


def test_blocks_that_stand_apart_have_a_rim_each_and_slabs_without_have_none() -> None:
    layer = layer_with(((1, 1), (1, 1)))
    together, apart = block(layer).rim(), block(layer).rim()
    apart.stand_slab(1, FIT.shifted(0.0, 300.0))
    assert len(zeros(together)) == 18 and {index[0] for index in zeros(together)} == {0}
    assert len(zeros(apart)) == 36 and {index[0] for index in zeros(apart)} == {0, 1}
    assert {index[0] for index in zeros(apart.rim([1]))} == {1}
    assert not zeros(apart.rim(()))


def test_the_rim_stays_the_same_items_while_nothing_in_it_changes() -> None:
    tensor = block(layer_with(((1, 1), (1, 1)))).rim()
    before = tensor.display_list()
    tensor.lit[0, 0, 0] = 0.5
    after = tensor.display_list()
    kept = [item for item in before if isinstance(item, Words) and item.source and item.source.tensor == "padding"]
    assert kept and {id(item) for item in kept} <= {id(item) for item in after}
