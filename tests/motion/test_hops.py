"""Hops of a window whose stride is more than one cell: which are marked, and where the mark stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.draw.items import Line, Plate, Words
from convanim.draw.phrase import Phrase
from convanim.kernels import make_tensors
from convanim.layout.regions import to_pixels, to_scene
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.hop import Hop
from convanim.motion.hops import QUICK, READ, SLOWER, Hopping, at_least, first_hops
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.tableaux.depthwise.stacks import Stacks
from convanim.trace import Trace
from tests.scenes.playing import play

STYLE = Style.of()
LAYER = Layer(2, 2, size=7, stride=2, padding=1)
TRACE = Trace(make_tensors(LAYER, Values()))


@given(st.tuples(st.integers(1, 3), st.integers(1, 3)), st.tuples(st.integers(3, 9), st.integers(3, 9)))
def test_the_first_hops_are_as_long_as_the_stride(stride: tuple[int, int], size: tuple[int, int]) -> None:
    layer = Layer(1, 1, size=size, stride=stride)
    steps = list(Trace(make_tensors(layer, Values())).steps([0]))
    hops = {hop.down: hop for hop in first_hops(steps, [1.0] * len(steps))}
    rows, columns = layer.output_size
    assert set(hops) == {down for down, length in ((False, columns), (True, rows)) if length > 1}
    for down, hop in hops.items():
        moved = hop.step.rows[0] - hop.before.rows[0], hop.step.columns[0] - hop.before.columns[0]
        assert moved == ((stride[0], 0) if down else (0, stride[1]))


def test_a_sweep_is_too_quick_for_marks_and_a_start_counts() -> None:
    first, *others = list(TRACE.steps([0]))
    assert not first_hops([first, *others], [QUICK] * (len(others) + 1))
    assert [hop.before.index for hop in first_hops(others, [1.0] * len(others), first)] == [(0, 0, 0), (0, 0, 0)]
    assert first_hops(others[:1], [1.0]) == []


def square(left: float, top: float) -> np.ndarray:
    return to_scene([[left, top], [left + 90, top], [left, top + 90], [left + 100, top - 8]])


def test_the_arrow_leads_from_top_to_top_or_from_side_to_side() -> None:
    hop = Hop(STYLE).set_opacity(1.0)
    hop.reach[:] = 1.0
    hop.between(square(400, 400), square(460, 400), Phrase("stride 2"), down=False)
    assert to_pixels(hop.points).tolist() == pytest.approx(np.array([[445, 400], [505, 400]]))
    over = [item.points for item in hop.display_list() if isinstance(item, Line)]
    assert max(points[:, 1].max() for points in over) <= 401 and min(points[:, 1].min() for points in over) < 390
    hop.between(square(400, 400), square(400, 460), Phrase("stride 2"), down=True)
    assert to_pixels(hop.points).tolist() == pytest.approx(np.array([[490, 445], [490, 505]]))


@pytest.mark.parametrize("top", [200.0, 230.0, 400.0])
def test_the_word_beside_it_stays_clear_of_the_caption(top: float) -> None:
    hop = Hop(STYLE).set_opacity(1.0).between(square(400, top), square(460, top), Phrase("stride 2"), down=False)
    hop.reach[:] = 1.0
    items = hop.display_list()
    [plate], [said] = ([item for item in items if isinstance(item, kind)] for kind in (Plate, Words))
    assert plate.box[1] >= STYLE.canvas.stage.top and plate.box[1] < said.y < plate.box[3] and said.text == "stride 2"


def test_a_mark_grows_with_the_slide_and_goes_with_the_next_step() -> None:
    trace = Trace(make_tensors(LAYER.with_(groups=2), Values()))
    stacks = Stacks(Cast(trace, STYLE), 0)
    first, second, third = (trace.step(0, 0, column) for column in range(3))
    [across] = first_hops([first, second, third], [1.0] * 3)
    hop = Hop(STYLE)
    hopping = Hopping(hop, stacks.window, {across.step.index: across}, {False: Phrase("stride 2")})
    hopping.follow(None, first, 1.0)
    assert hop.opacity[0] == 0
    hopping.follow(first, second, 0.5)
    assert hop.reach[0] == 0.5 and hop.opacity[0] == 1
    ends = to_pixels(hop.points)
    cell = stacks.fits[0].cell
    assert ends[1] - ends[0] == pytest.approx([2 * cell, 0])
    hopping.follow(second, third, 1.0)
    assert hop.opacity[0] == 0


@given(st.lists(st.floats(0.05, 2.0), min_size=1, max_size=30), st.floats(0.0, 20.0))
def test_a_walk_lasts_as_long_as_its_sentence_as_far_as_it_may(durations: list[float], seconds: float) -> None:
    slower = at_least(seconds, durations)
    total, before = sum(slower), sum(durations)
    assert before - 1e-9 <= total <= SLOWER * before + 1e-9
    assert total == pytest.approx(min(max(seconds, before), SLOWER * before))


class Strided(ConvScene):
    """Walks twice with a window that tells."""

    layer = Layer(2, 2, size=7, groups=2, stride=(2, 1), padding=1, bias=True)
    beats = ("walk_it",)

    def walk_it(self) -> None:
        stacks = Stacks(self.cast, 0)
        steps = stacks.steps()
        self.say("Here it goes.")
        self.arrange(
            input=stacks.input(),
            filters=stacks.weights(),
            output=stacks.output(),
            **stacks.beams(steps[0]),
            **stacks.frames(steps[0]),
        )
        for _ in range(2):
            self.walk(steps, [0.5] * len(steps), *stacks.followers(self.actor))


def test_a_film_marks_its_first_hops_once_and_tells_what_the_layer_does_once() -> None:
    seen: list[tuple[float, str]] = []

    class Seen(Strided):
        def _observe(self, time: float) -> None:
            super()._observe(time)
            marks = [mobject for mobject in self.mobjects_shown() if isinstance(mobject, Hop)]
            seen.extend((time, item.text) for hop in marks for item in hop.display_list() if isinstance(item, Words))

    scene = play(Seen, fps=10).scene
    said = [one.content for one in scene.renderer.file_writer.subcaptions]
    assert said == [
        "Here it goes.",
        "Padding: one ring of zeros all round the input. Stride 2×1: going down, the window hops two rows.",
        "A bias is added to every sum.",
    ]
    # Only down is more than one cell, and only one hop is marked.
    assert {text for _, text in seen} == {"stride 2"}
    times = [time for time, _ in seen]
    assert READ * 0.7 < max(times) - min(times) < READ * 2
    assert any(entry.source.index[0] == "stride_rows" for entry in scene.ledger.entries)
    assert not any(isinstance(mobject, Hop) for mobject in scene.mobjects)
