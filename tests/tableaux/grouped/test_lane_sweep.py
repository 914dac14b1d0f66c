"""Windows that sweep all lanes at once: each on its own group, and every output channel fills."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.layout.grouping import Grouping
from convanim.motion.walk import Filling
from convanim.spec import Layer
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_sweep import LaneSweep
from tests.tableaux.grouped.layers import LAYERS, cast_of


def sweep_of(layer: Layer) -> LaneSweep:
    return LaneSweep(GroupLanes(cast_of(layer), Grouping.of(layer)))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_lane_has_a_window_on_its_own_channels_and_nothing_is_computed_yet(layer: Layer) -> None:
    sweep = sweep_of(layer)
    first = sweep.steps[0]
    actors = sweep.at(first)
    lanes = sweep.lanes.grouping.lanes
    assert {f"{kind}_{group}" for kind in ("window", "made") for group in lanes} <= actors.keys()
    assert not actors["output"].lit.any()
    lit = actors["input"].lit
    assert np.array_equal(lit > 0, actors["input"].mask(first.rows, first.columns))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_all_outputs_are_full_at_the_end(layer: Layer) -> None:
    sweep = sweep_of(layer)
    actors = sweep.at(sweep.steps[0])
    followers = sweep.followers(actors.__getitem__)
    for follower in followers:
        follower.follow(None, sweep.steps[-1], 1.0)
    assert sum(isinstance(one, Filling) for one in followers) == 1
    assert (actors["output"].lit == 1.0).all()
    last = sweep.steps[-1]
    assert np.allclose(actors[f"window_{sweep.lanes.grouping.lanes[0]}"].points, sweep.window(last, 0))
