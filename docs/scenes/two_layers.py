"""Two layers over one input, and one walk through both."""

from manim import DOWN, RIGHT

from convanim import (
    ConvScene,
    Filling,
    Framing,
    Label,
    Layer,
    Trace,
    VoxelTensor,
    Window,
    make_tensors,
    pace,
)


class TwoLayers(ConvScene):
    title = "The same weights, near and far"
    layer = Layer(1, 1, size=7, padding=1)
    beats = ("side_by_side",)

    def side_by_side(self):
        dilated = self.layer.with_(dilation=2, padding=2)
        far = Trace(make_tensors(dilated, self.values))
        on_stage, followers = {}, []
        for name, trace, middle in (("near", self.trace, -3.3), ("far", far, 3.3)):
            x = VoxelTensor(trace.input, style=self.style, cell=0.34)
            y = VoxelTensor(trace.output, style=self.style, name="output", cell=0.34)
            x.shift((middle - 1.6) * RIGHT)
            y.shift((middle + 1.6) * RIGHT).switch_off()

            def place(step, trace=trace, x=x):
                there = trace.step(*step.index)
                return x.around(there.rows, there.columns)

            window = Window(place(trace.step(0, 0, 0)), self.style)
            said = Label(name, f"dilation {trace.layer.dilation[0]}", self.style)
            on_stage |= {f"{name} x": x, f"{name} y": y, f"{name} window": window}
            on_stage |= {f"{name} label": said.next_to(x, DOWN, buff=0.8)}
            followers += [Framing(window, place), Filling(y)]
        self.say("One walk: what {kernel_cells:w} weights read, side by side.")
        self.arrange(**on_stage)
        steps = list(self.trace.steps([0]))
        self.walk(steps, pace(len(steps), 3), *followers)
