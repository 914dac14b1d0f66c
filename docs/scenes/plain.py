"""A scene of Manim's own, with blocks in it."""

from manim import DOWN, FadeIn, Scene

from convanim import Caption, VoxelTensor


class Plain(Scene):
    def construct(self):
        x = VoxelTensor([[[1, 2], [3, 4]]])
        self.play(FadeIn(x), FadeIn(Caption("No lesson, no stage.").next_to(x, DOWN)))
