"""Tensors, windows, formulas, meters and captions by themselves, in scenes of any kind."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from manim import BLUE, DOWN, LEFT, RIGHT, UP, Circle, FadeIn, MovingCameraScene, Scene, tempconfig

from convanim import (
    Caption,
    ConvScene,
    CostMeter,
    Filling,
    Formula,
    Framing,
    Layer,
    Lighting,
    Reading,
    RenderError,
    ShapeError,
    SpecError,
    Style,
    Theme,
    Trace,
    VoxelTensor,
    Window,
    cost,
    make_tensors,
)
from convanim.draw.bounds import bounds
from convanim.draw.items import Words
from convanim.layout.regions import to_pixels
from convanim.spec.aspect import ASPECTS
from tests.scenes.playing import play
from tests.strategies import layers

SMALL = {
    "pixel_width": 160,
    "pixel_height": 90,
    "frame_rate": 4,
    "disable_caching": True,
    "progress_bar": "none",
    "verbosity": "ERROR",
    "dry_run": True,
}
ODD = Layer(6, 6, groups=3, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=True)


def written(drawn):
    """The texts that a mobject shows."""
    return [item.text for item in drawn.display_list() if isinstance(item, Words)]


def test_a_tensor_takes_what_users_have():
    rows = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    for given_numbers in (rows, np.array(rows), torch.tensor(rows), torch.tensor(rows).float().requires_grad_()):
        tensor = VoxelTensor(given_numbers)
        assert tensor.shape == (2, 2, 2)
        assert written(tensor) in (["1", "2", "3", "4"], ["1.0", "2.0", "3.0", "4.0"])
    source = next(item.source for item in tensor.display_list() if isinstance(item, Words))
    assert (source.tensor, source.index, source.value) == ("x", (0, 0, 0), 1.0)


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        (np.zeros((4, 4)), r"\(4, 4\); allowed: \(C, H, W\); try x\[None\], for one channel"),
        (np.zeros((2, 3, 4, 4)), r"try x\[0\]"),
        (np.zeros((0, 4, 4)), "x is empty"),
        ([[[np.nan]]], "NaN"),
        ([["one"]], "whole or real numbers"),
    ],
)
def test_what_is_no_block_of_numbers_is_refused(values, hint):
    with pytest.raises(ShapeError, match=hint):
        VoxelTensor(values)


def test_hues_go_to_channels_to_groups_or_to_the_whole():
    block, theme = np.zeros((4, 1, 1)), Theme.dark()
    for groups, hues in ((None, 4), (1, 1), (2, 2), (4, 4)):
        tensor = VoxelTensor(block, groups=groups)
        assert len(np.unique(tensor.low.round(6), axis=0)) == hues
    mine = theme.ramps_of_channels(8)[4:]
    assert np.array_equal(VoxelTensor(block, ramps=mine).high, [ramp.high for ramp in mine])
    for groups in (0, 3, 8):
        with pytest.raises(SpecError, match=f"{groups} groups for 4 channels; allowed: a divisor of 4"):
            VoxelTensor(block, groups=groups)
    with pytest.raises(SpecError, match="2 ramps for 4 slabs"):
        VoxelTensor(block, ramps=mine[:2])


def test_of_many_channels_the_first_and_the_last_are_shown_or_those_asked_for():
    many = VoxelTensor(np.arange(64).reshape(64, 1, 1), name="y")
    assert [index for (index,) in many.content.indices] == [0, 1, 2, 3, 4, 5, 6, 59, 60, 61, 62, 63]
    asked = VoxelTensor(np.arange(64).reshape(64, 1, 1), channels=(40, 3))
    assert written(asked) == ["40"]
    assert asked.slabs_of([3]) == [1]
    # Colours are those of the whole tensor, whatever is shown of it.
    assert asked.shares.ravel().tolist() == [40 / 63, 3 / 63]
    with pytest.raises(SpecError, match="none of the channels"):
        asked.slabs_of([5])
    for channels in ((64,), ()):
        with pytest.raises(SpecError, match="some of 0 to 63"):
            VoxelTensor(np.zeros((64, 1, 1)), channels=channels)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("shape", [(1, 1, 1), (8, 6, 6), (40, 3, 50), (3, 56, 56)])
def test_a_tensor_stands_in_the_middle_of_the_stage(aspect, shape):
    style = Style.of(aspect=aspect)
    tensor, canvas = VoxelTensor(np.zeros(shape), style=style), style.canvas
    left, top, right, bottom = np.array([bounds(item) for item in tensor.display_list()]).T
    assert left.min() >= canvas.stage.left - 3
    assert right.max() <= canvas.stage.right + 3
    assert top.min() >= canvas.stage.top - 3
    assert bottom.max() <= canvas.stage.bottom + 3
    assert np.allclose(to_pixels(tensor.get_center()), canvas.stage.center)


@pytest.mark.parametrize("shape", [(1, 2, 3), (2, 30, 5)])
def test_cells_are_as_large_as_asked_for(shape):
    tensor = VoxelTensor(np.zeros(shape), cell=0.25)
    front = tensor.points[:4]
    assert np.isclose(front[1, 0] - front[0, 0], 0.25 * shape[2])
    assert np.isclose(front[0, 1] - front[2, 1], 0.25 * shape[1])


@settings(max_examples=25, deadline=None)
@given(layers())
def test_a_window_and_its_mask_are_where_a_step_reads(layer):
    trace = Trace(make_tensors(layer))
    x = VoxelTensor(trace.input, channels=range(layer.in_channels))
    step = next(trace.steps([layer.out_channels - 1]))
    mask = x.mask(step.rows, step.columns, step.channels)
    assert mask.sum() == len(step.channels) * step.inside.sum()
    for slab, (channel,) in enumerate(x.content.indices):
        assert mask[slab].any() == (channel in step.channels and step.inside.any())
    top_left, top_right, bottom_left, _ = to_pixels(x.around(step.rows, step.columns, step.channels))
    cell = x.slabs()[0].at(0, 1)[0] - x.slabs()[0].at(0, 0)[0]
    assert np.isclose(top_right[0] - top_left[0], cell * (max(step.columns) - min(step.columns) + 1))
    assert np.isclose(bottom_left[1] - top_left[1], cell * (max(step.rows) - min(step.rows) + 1))


@settings(max_examples=25, deadline=None)
@given(layers())
def test_a_formula_states_the_step(layer):
    trace = Trace(make_tensors(layer))
    step = trace.step(*(end - 1 for end in layer.output_shape))
    formula = Formula(trace, step)
    results = [item for item in formula.display_list() if isinstance(item, Words) and item.source]
    assert any(item.source.index == step.index and item.source.value == step.total for item in results)


def test_formulas_and_captions_move_by_the_box_of_what_they_show():
    trace = Trace(make_tensors(Layer(2, 2, groups=2)))
    for words in (Formula(trace, trace.step(0, 0, 0)), Caption("One sentence.")):
        here = np.array([bounds(item) for item in words.display_list() if bounds(item)[2] > 0])
        assert words.width < 12
        assert np.allclose(to_pixels(words.get_corner(UP + LEFT)), here[:, :2].min(axis=0))
        assert np.allclose(to_pixels(words.get_corner(DOWN + RIGHT)), here[:, 2:].max(axis=0))
        words.scale(0.5).move_to([1.0, 0.5, 0.0])
        moved = np.array([bounds(item) for item in words.display_list() if bounds(item)[2] > 0])
        assert np.allclose((moved[:, :2].min(axis=0) + moved[:, 2:].max(axis=0)) / 2, to_pixels([1.0, 0.5, 0.0]))


def test_a_meter_moves_and_grows_as_a_whole():
    meter = CostMeter(cost(Layer(groups=8)), cost(Layer()))
    (small, *_), (left, top) = meter.display_list(), to_pixels(meter.get_corner(UP + LEFT))
    large = meter.scale(2).move_to([0.0, 0.0, 0.0]).display_list()[0]
    assert np.isclose(large.size, 2 * small.size)
    corner = to_pixels(meter.get_corner(UP + LEFT))
    assert np.allclose((large.x - corner[0], large.y - corner[1]), (2 * (small.x - left), 2 * (small.y - top)))


def test_a_caption_says_something():
    assert written(Caption("word " * 58)) == written(Caption("word " * 58, Style.of("light")))
    assert len(written(Caption("word " * 40))) == 2
    with pytest.raises(SpecError, match="the caption is ' '"):
        Caption(" ")


def test_a_meter_finds_its_verdict():
    own, full = cost(Layer(groups=8)), cost(Layer())
    assert written(CostMeter(own, full))[-1] == "one eighth of the standard"
    assert written(CostMeter(own, full, "cheap"))[-1] == "cheap"
    assert written(CostMeter(own, full).read(cost(Layer(groups=2))))[-1] == "half the standard"


class Told(ConvScene):
    """Of building blocks alone, without a lesson."""

    title = "Told"
    beats = ("look", "take_it_apart")

    def look(self):
        self.say("A layer with {groups:w} groups.")
        self.arrange(x=VoxelTensor(self.tensors.input, style=self.style, groups=self.layer.groups))
        self.play(Circle(color=BLUE).animate.shift(RIGHT))

    def take_it_apart(self):
        steps = self.trace.row(0, 0)
        x = VoxelTensor(self.tensors.input, style=self.style).shift(3 * LEFT)
        y = VoxelTensor(self.trace.output, style=self.style, name="y").shift(3 * RIGHT).switch_off()
        window = Window(x.around(steps[0].rows, steps[0].columns, steps[0].channels), self.style)
        formula = Formula(self.trace, steps[0], self.style).hide()
        self.arrange(x=x, y=y, window=window)
        own, full = cost(self.layer), cost(self.layer.with_(groups=1))
        self.also(formula=formula, meter=CostMeter(own, full, style=self.style))
        self.reveal(formula, *formula.parts)
        self.walk(
            steps,
            [1.0] * len(steps),
            Framing(window, lambda step: x.around(step.rows, step.columns, step.channels)),
            Lighting(self.actor("x"), lambda step: x.mask(step.rows, step.columns, step.channels)),
            Filling(self.actor("y")),
            Reading(formula, self.ribbon.formula),
        )
        self.lit = self.actor("y").lit.copy()


@pytest.mark.parametrize("layer", [ODD, Layer(2, 2, groups=2, size=4), Layer(3, 2, size=3, kernel=1)])
def test_a_scene_without_a_lesson_is_told_with_them(layer):
    played = play(Told, theme=Theme.light(), layer=layer)
    assert played.scene.lit[0, 0].tolist() == [1.0] * layer.output_size[1]
    assert played.scene.lit.sum() == layer.output_size[1]
    shown = {(entry.source.tensor, entry.source.index): entry.source.value for entry in played.scene.ledger.entries}
    trace = played.scene.trace
    for step in trace.row(0, 0):
        assert shown["output", step.index] == step.total
    assert shown["x", (0, 0, 0)] == trace.input[0, 0, 0]


def frame_of(scene):
    with tempconfig(SMALL):
        stage = scene()
        stage.render()
        stage.renderer.update_frame(stage)
        return stage.renderer.get_frame()


class Plain(Scene):
    def construct(self):
        self.play(FadeIn(VoxelTensor(np.ones((1, 9, 9)), ramps=[Theme.dark().ramp_of_whole()])), run_time=0.5)


class Close(MovingCameraScene):
    def construct(self):
        block = VoxelTensor(np.ones((1, 9, 9)), ramps=[Theme.dark().ramp_of_whole()])
        self.add(block)
        self.play(self.camera.frame.animate.scale(0.5).move_to(block), run_time=0.5)


def test_they_show_in_scenes_of_manims_own():
    green = [(frame[..., 1] > 100).mean() for frame in (frame_of(Plain), frame_of(Close))]
    assert 0.02 < green[0] < 0.4
    assert green[1] > 2.5 * green[0]


def test_opengl_is_refused_at_the_first_block():
    with (
        tempconfig({"renderer": "opengl"}),
        pytest.raises(RenderError, match=r"Caption is to be drawn by OpenGL;.*cairo"),
    ):
        Caption("Not here.")


class Beside(ConvScene):
    """A ring of Manim's own over a ground of ours."""

    theme = Theme.light()
    beats = ("one",)

    def one(self):
        ring = Circle(color=BLUE)
        self.add(ring)
        self.play(ring.animate.shift(RIGHT), run_time=0.5)
        self.inside = self.picture()[45, 90, :3].tolist()


def test_manims_own_paths_do_not_leak_into_ours():
    with tempconfig(SMALL):
        scene = Beside()
        scene.render()
    assert np.allclose(scene.inside, 255 * np.array(scene.theme.background), atol=1)
