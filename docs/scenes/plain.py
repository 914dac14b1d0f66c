"""A scene of Manim's own: it needs convanim's camera, and nothing else."""

from manim import DOWN, FadeIn, Scene

from convanim import Caption, StageCamera, VoxelTensor


class Plain(Scene):
    def __init__(self, **kwargs):
        super().__init__(camera_class=StageCamera, **kwargs)

    def construct(self):
        x = VoxelTensor([[[1, 2], [3, 4]]])
        self.play(FadeIn(x), FadeIn(Caption("No lesson, no stage.").next_to(x, DOWN)))
