"""Blocks in scenes of Manim's own, with its cameras and beside its mobjects."""

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Axes,
    Code,
    Create,
    FadeIn,
    Group,
    MovingCameraScene,
    Scene,
    Text,
    ThreeDAxes,
    ThreeDScene,
    ValueTracker,
    always_redraw,
)

from convanim import Label, VoxelTensor

NUMBERS = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]


class Beside(Scene):
    def construct(self):
        x = VoxelTensor(NUMBERS, cell=0.8)
        name = Label("x", "1×3×3").scale(1.5).next_to(x, DOWN)
        block = Group(x, name)
        axes = Axes(x_length=5, y_length=4).to_edge(LEFT)
        code = Code(code_string="y = conv(x)", language="python")
        self.play(Create(axes), FadeIn(block))
        self.play(block.animate.to_edge(RIGHT), FadeIn(code.to_edge(DOWN)))
        self.play(x.animate.light(x.mask(0, range(3))))


class Near(MovingCameraScene):
    def construct(self):
        x = VoxelTensor(NUMBERS)
        self.add(x)
        self.play(self.camera.frame.animate.set(width=4).move_to(x))


class Counting(Scene):
    def construct(self):
        count = ValueTracker(0)
        x = always_redraw(
            lambda: VoxelTensor([[[int(count.get_value()), 2], [3, 4]]], cell=1)
        )
        self.add(x, Text("counts").next_to(x, 2 * RIGHT))
        self.play(count.animate.set_value(9))


class InSpace(ThreeDScene):
    def construct(self):
        flat = VoxelTensor(NUMBERS, cell=0.8).shift(2 * LEFT)
        facing = VoxelTensor(NUMBERS, cell=0.8).shift(2 * RIGHT)
        self.add_fixed_orientation_mobjects(facing)
        self.add(ThreeDAxes(), flat, facing)
        self.move_camera(phi=1.0, theta=-1.2)
