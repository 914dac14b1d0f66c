"""Walks: every cell filled, the last step reached, whatever the frame rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.motion.walk import Filling, Framing, Reading, Walk, accelerating, pace, stops
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.tableaux.depthwise.stacks import Stacks
from convanim.trace import Trace

TRACE = Trace(make_tensors(Layer(groups=8), Values()))
STACKS = Stacks(Cast(TRACE, Style.of()), 2)


@given(st.integers(1, 300), st.floats(0.5, 20), st.floats(0.05, 2))
def test_durations_fill_the_time_and_never_grow(count: int, seconds: float, first: float) -> None:
    durations = accelerating(count, seconds, first)
    assert len(durations) == count
    assert sum(durations) == pytest.approx(seconds)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(durations))


@given(st.integers(1, 100), st.integers(1, 12))
def test_the_first_steps_are_slow(count: int, slowly: int) -> None:
    durations = pace(count, slowly)
    assert len(durations) == count and all(d > 0 for d in durations)
    assert durations[: min(count, slowly, 5)] == [1.1] * min(count, slowly, 5)


@pytest.mark.parametrize("frames", [1, 3, 7, 200])
@pytest.mark.parametrize("channels", [None, [2], [2, 5]])
def test_a_walk_leaves_no_cell_dark_at_any_frame_rate(frames: int, channels: list[int] | None) -> None:
    output = STACKS.output()
    steps = list(TRACE.steps([2]))
    walk = Walk(steps, [0.1] * len(steps), [Filling(output, channels)])
    walk.begin()
    for alpha in np.linspace(0, 1, frames + 1):
        walk.interpolate(float(alpha))
    filled = channels or [2]
    assert output.lit[filled].min() == 1.0
    assert np.delete(output.lit, filled, axis=0).max() == 0.0


def test_a_frame_and_the_ribbon_arrive_at_the_last_step() -> None:
    steps = stops(TRACE, 2)
    frame = STACKS.frames(steps[0])["window"]
    ribbon = Ribbon(STACKS.cast)
    sheet = ribbon.window(steps[0])
    walk = Walk(steps, [0.2] * len(steps), [Framing(frame, STACKS.window), Reading(sheet, ribbon.window)])
    walk.begin()
    walk.interpolate(1)
    assert np.allclose(frame.points, STACKS.window(steps[-1]))
    assert sheet.parts["result"] == ribbon.window(steps[-1]).parts["result"] or (
        sheet.parts["result"][-1] == ribbon.window(steps[-1]).parts["result"][-1]
    )


def test_stops_of_a_large_output_are_bounded_and_end_at_the_end() -> None:
    trace = Trace(make_tensors(Layer(2, 2, size=(70, 50), groups=2), Values()))
    chosen = stops(trace, 1)
    assert len(chosen) == 200 and chosen[-1].index == (1, 67, 47)
