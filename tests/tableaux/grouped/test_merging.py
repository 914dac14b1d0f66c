"""The outputs on their way into one block, what one of them has seen, and torch's result beside them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Faces, Plate, Statement, Words
from convanim.kernels import cost, make_tensors, torch_output
from convanim.language.tongue import ENGLISH
from convanim.layout.canvas import WIDE
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.voxels import touches
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.beside_torch import BesideTorch
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.grouping import Grouping
from convanim.tableaux.grouped.growth import Growth
from convanim.tableaux.grouped.merging import Merging
from convanim.tableaux.grouped.receptive_field import ReceptiveField
from convanim.trace import Trace
from tests.tableaux.grouped.test_blocks import LAYERS


def cast_of(layer: Layer) -> Cast:
    return Cast(Trace(make_tensors(layer)), Style.of())


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_outputs_slide_into_one_block(layer: Layer) -> None:
    cast, grouping = cast_of(layer), Grouping.of(layer, ENGLISH)
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
    merging = Merging(cast_of(Layer(groups=2)), Grouping.of(Layer(groups=2), ENGLISH))
    apart, together = merging.marks(together=False), merging.marks()
    away = to_pixels(merging.output(False).points - merging.output().points)[::4] - to_pixels(np.zeros(3))
    for group, slot in ((0, 0), (1, 4)):
        one, other = apart[f"marks_{group}"], together[f"marks_{group}"]
        assert one.can_become(other)
        moved = to_pixels(one.points - other.points) - to_pixels(np.zeros(3))
        assert np.allclose(moved, away[slot])
    texts = [item.text for sheet in together.values() for item in sheet.parts["all"] if isinstance(item, Words)]
    assert texts == ["0", "1", "2", "3", "A", "4", "5", "6", "7", "B"]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_an_output_is_pulled_out_and_only_what_it_has_seen_is_lit(layer: Layer) -> None:
    field = ReceptiveField(cast_of(layer), Grouping.of(layer, ENGLISH))
    lit = field.input().lit.max(axis=(1, 2)) * field.input().presence
    shown = {c for c, on in zip(field.grouping.channels, lit, strict=True) if on}
    assert shown and shown <= set(layer.channels_read_by(field.focus))
    out = field.output()
    assert np.flatnonzero(out.lit.max(axis=(1, 2))).tolist() == [field.slot]
    sheet = field.formula(Ribbon(field.cast))
    hollow = [i for i in sheet.parts["missing"] if isinstance(i, Plate) and i.dash]
    unread = layer.in_channels - layer.channels_per_group
    assert len(hollow) == (unread if unread <= 4 else 2)
    assert any(isinstance(item, Statement) for item in sheet.parts["result-0"])


def test_the_default_output_has_seen_the_second_half() -> None:
    field = ReceptiveField(cast_of(Layer(groups=2)), Grouping.of(Layer(groups=2), ENGLISH))
    assert field.focus == 5 and list(field.step.channels) == [4, 5, 6, 7]
    brackets = [i.text for i in field.formula(Ribbon(field.cast)).parts["brackets"] if isinstance(i, Words)]
    assert brackets == ["A", "channels 0 to 3", "B", "channels 4 to 7"]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_torchs_numbers_stand_below_ours(layer: Layer) -> None:
    cast, grouping = cast_of(layer), Grouping.of(layer, ENGLISH)
    beside = BesideTorch(cast, grouping, torch_output(cast.trace.tensors).numpy())
    ours, theirs = beside.ours(), beside.torchs()
    assert theirs.content.name == "torch" and (ours.labels == theirs.labels).all()
    assert Merging(cast, grouping).output().can_become(ours)
    above, below = (np.array([slab.corner for slab in tensor.slabs()]) for tensor in (ours, theirs))
    assert np.allclose(above[:, 0], below[:, 0]) and (below[:, 1] > above[:, 1]).all()
    assert len(beside.signs(True).parts) == len(grouping.filters)


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
