"""The receptive field of one output channel."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Plate, Statement, Words
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.receptive_field import ReceptiveField
from tests.tableaux.grouped.layers import LAYERS, cast_of


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_an_output_is_pulled_out_and_only_what_it_has_seen_is_lit(layer: Layer) -> None:
    field = ReceptiveField(cast_of(layer), Grouping.of(layer))
    lit = field.input().lit.max(axis=(1, 2)) * field.input().presence
    shown = {c for c, on in zip(field.grouping.channels, lit, strict=True) if on}
    assert shown and shown <= set(layer.channels_read_by(field.focus))
    out = field.output()
    assert np.flatnonzero(out.lit.max(axis=(1, 2))).tolist() == [field.slot]
    sheet = field.formula(Ribbon(field.cast))
    empty = [i for i in sheet.parts["missing"] if isinstance(i, Plate) and not i.fill[3]]
    unread = layer.in_channels - layer.channels_per_group
    assert len(empty) == (unread if unread <= 4 else 2)
    assert any(isinstance(item, Statement) for item in sheet.parts["result-0"])


def test_the_default_output_has_seen_the_second_half() -> None:
    field = ReceptiveField(cast_of(Layer(groups=2)), Grouping.of(Layer(groups=2)))
    assert field.focus == 5 and list(field.step.channels) == [4, 5, 6, 7]
    brackets = [i.text for i in field.formula(Ribbon(field.cast)).parts["brackets"] if isinstance(i, Words)]
    assert brackets == ["A", "channels 0 to 3", "B", "channels 4 to 7"]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_pulled_channel_stands_between_input_and_merged_block(aspect: str) -> None:
    field = ReceptiveField(cast_of(Layer(groups=2), Style.of(aspect=aspect)), Grouping.of(Layer(groups=2)))
    ends = _ends(field.input(), range(8))
    pulled, block = _ends(field.output(), [field.slot]), _ends(field.merging.output(), range(8))
    assert ends[1] < pulled[0] and pulled[1] < block[1] <= field.canvas.stage.right + 1


def _ends(tensor: VoxelTensor, slabs: range | list[int]) -> tuple[float, float]:
    outlines = np.concatenate([tensor.slabs()[slab].outline() for slab in slabs])
    return float(outlines[:, 0].min()), float(outlines[:, 0].max())
