"""Slabs that are dealt out: one after the other, each from its place to its place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.dealing import Dealing, shares_dealt


def stack() -> VoxelTensor:
    return VoxelTensor(np.arange(24).reshape(4, 2, 3))


@given(st.integers(1, 9), st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_who_goes_first_is_never_behind(count: int, alpha: float, lag: float) -> None:
    shares = shares_dealt(alpha, range(count), lag)
    assert shares == sorted(shares, reverse=True)
    assert shares_dealt(0.0, range(count), lag) == [0.0] * count
    assert shares_dealt(1.0, range(count), lag) == pytest.approx([1.0] * count)


def dealing(**how) -> tuple[VoxelTensor, VoxelTensor, Dealing]:
    block, target = stack(), stack().shift([2.0, 0.0, 0.0]).switch_off()
    target.nearness = -target.nearness
    animation = Dealing(block, target, **how)
    animation.begin()
    return block, target, animation


@pytest.mark.parametrize(("how", "first"), [({}, 0), ({"last_first": True}, 3), ({"ranks": [1, 0, 1, 1]}, 1)])
def test_with_a_lag_of_one_each_arrives_before_the_next_sets_off(how, first: int) -> None:
    block, target, animation = dealing(lag_ratio=1.0, **how)
    animation.interpolate(1 / (1 + np.ptp(animation.turns)))
    arrived = np.isclose(block.points.reshape(4, -1), target.points.reshape(4, -1)).all(axis=1)
    assert arrived.tolist() == [slab == first for slab in range(4)]
    assert block.lit.max(axis=(1, 2)).round(6).tolist() == [float(slab != first) for slab in range(4)]


def test_half_way_no_slab_stands_between_two_places_in_the_order() -> None:
    block, target, animation = dealing(lag_ratio=0.6)
    start = block.nearness.copy()
    for alpha in np.linspace(0, 1, 17):
        animation.interpolate(float(alpha))
        assert all(n in (a, b) for n, a, b in zip(block.nearness, start, target.nearness, strict=True))


def test_in_the_end_it_is_the_target() -> None:
    block, target, animation = dealing()
    animation.interpolate(1.0)
    for name in ("points", *block.blended):
        assert np.allclose(getattr(block, name), getattr(target, name))
