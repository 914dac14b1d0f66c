"""Sums that come about chip by chip, with the slices that make them."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.kernels import make_tensors, widen
from convanim.layout.grouping import Grouping
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.trace import Trace
from tests.tableaux.grouped.layers import LAYERS, cast_of


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_chip_comes_with_the_slices_of_its_own_channels(layer: Layer) -> None:
    windows = LaneWindows(GroupLanes(cast_of(layer), Grouping.of(layer)))
    step = windows.steps[0]
    formula = windows.formula(Ribbon(windows.lanes.cast), step, apart=True)
    slices = windows.slices(formula, step)
    *takes, last = list(slices)
    summed: list[int] = []
    for place, (seconds, actors) in enumerate(takes):
        given = actors["input"]
        lit = {given.content.channels[slab] for slab in np.flatnonzero(given.lit.max(axis=(1, 2)))}
        read = [c for row in range(len(slices.at_work)) for c in slices.channels(row, place)]
        assert lit <= set(read) and seconds > 0
        summed += list(slices.channels(0, place))
        assert actors["formula"].parts == formula.parts
    first = layer.channels_of_group(windows.lanes.grouping.lanes[0])
    assert set(summed) <= set(first) and summed == sorted(set(summed))
    names = list(formula.parts)
    shown = dict(zip(names, last[1]["formula"].shown, strict=True))
    assert all(shown[name] == (not name.startswith("result")) for name in names)


def test_in_the_end_all_that_is_read_is_lit() -> None:
    layer = Layer(groups=2)
    blocks = Blocks(Cast(Trace(widen(make_tensors(layer))), Style.of()), Grouping.of(layer))
    step = blocks.cast.trace.step(0, 0, 0)
    takes = list(blocks.slices(blocks.formula(Ribbon(blocks.cast), step), step))
    assert len(takes) == 9 and takes[0][0] > takes[-1][0]
    for place, (_, actors) in enumerate(takes[:-1]):
        assert np.flatnonzero(actors["input"].lit.max(axis=(1, 2))).tolist() == [place]
        assert np.flatnonzero(actors["filter_0"].lit.max(axis=(1, 2))).tolist() == [place]
    assert (takes[-1][1]["input"].lit == blocks.reading(step).lit).all() and takes[-1][1]["filter_0"].lit.all()
