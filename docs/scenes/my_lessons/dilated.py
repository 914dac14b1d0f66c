"""A scene from scratch: a dilated filter reads cells that lie apart."""

from manim import LEFT, RIGHT

from convanim import (
    ConvScene,
    Filling,
    Formula,
    Framing,
    Layer,
    Lighting,
    Reading,
    VoxelTensor,
    Window,
    pace,
)


class Dilated(ConvScene):
    """The same nine weights see further."""

    title = "Dilated convolution"
    layer = Layer(in_channels=1, out_channels=1, size=6, dilation=2)
    beats = ("meet_the_layer", "one_cell_slowly", "every_cell")
    text = "normal"

    def input(self):
        return VoxelTensor(
            self.trace.input, style=self.style, name="input", cell=0.5
        ).shift(3 * LEFT)

    def output(self):
        return VoxelTensor(
            self.trace.output, style=self.style, name="output", cell=0.5
        ).shift(3 * RIGHT)

    def meet_the_layer(self):
        self.say("{kernel_cells:W} weights, and an input of {rows}×{columns} cells.")
        self.arrange(
            facts=self.layer_facts(),
            input=self.input(),
            output=self.output().switch_off(),
        )
        self.rest(0.5)

    def one_cell_slowly(self):
        first = self.trace.step(0, 0, 0)
        x = self.input()
        x.light(x.mask(first.rows, first.columns))
        self.say("Dilation {dilation_rows:w}: the filter reads every second cell.")
        self.arrange(
            facts=self.layer_facts(), input=x, output=self.output().switch_off()
        )
        formula = Formula(self.trace, first, self.style).hide()
        self.also(
            window=Window(x.around(first.rows, first.columns), self.style),
            formula=formula,
        )
        self.reveal(formula, *formula.parts)

    def every_cell(self):
        first, *others = self.trace.steps()
        x, y = self.input(), self.output()
        self.say("The window walks, and still reads every second cell.")
        self.arrange(
            facts=self.layer_facts(),
            input=x.light(x.mask(first.rows, first.columns)),
            output=y.light(y.mask(*first.index[1:])),
            window=Window(x.around(first.rows, first.columns), self.style),
            formula=Formula(self.trace, first, self.style),
        )
        self.walk(
            others,
            pace(len(others), 1),
            Framing(
                self.actor("window"), lambda step: x.around(step.rows, step.columns)
            ),
            Lighting(self.actor("input"), lambda step: x.mask(step.rows, step.columns)),
            Filling(self.actor("output")),
            Reading(self.actor("formula"), self.ribbon.formula),
            start=first,
        )

    def loop(self):
        steps = list(self.trace.steps())
        x, first = self.input(), steps[0]
        start = {
            "input": self.input().light(x.mask(first.rows, first.columns)),
            "output": self.output().switch_off(),
            "window": Window(x.around(first.rows, first.columns), self.style),
        }
        self.arrange(**{name: one.copy() for name, one in start.items()})
        self.walk(
            steps,
            [6.0 / len(steps)] * len(steps),
            Framing(
                self.actor("window"), lambda step: x.around(step.rows, step.columns)
            ),
            Lighting(self.actor("input"), lambda step: x.mask(step.rows, step.columns)),
            Filling(self.actor("output")),
        )
        self.rest(1.0)
        self.arrange(**start)
