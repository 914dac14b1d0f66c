"""Each building block in a beat of its own, without any lesson."""

import numpy as np
from manim import DOWN, RIGHT, UP, YELLOW, Arrow, Group, Text

from convanim import (
    Caption,
    ConvScene,
    CostMeter,
    Formula,
    Layer,
    Trace,
    VoxelTensor,
    Window,
    cost,
    make_tensors,
)


class Blocks(ConvScene):
    title = "Building blocks"
    beats = ("tensors", "window", "formula", "meter", "caption")

    def tensors(self):
        numbers = np.arange(36).reshape(4, 3, 3)
        each = VoxelTensor(numbers, style=self.style)
        grouped = VoxelTensor(numbers, style=self.style, groups=2)
        drawn = np.random.default_rng(0).normal(size=(64, 3, 3))
        many = VoxelTensor(drawn, style=self.style, groups=1)
        Group(each, grouped, many).arrange(RIGHT, buff=1.2)
        self.arrange(each=each, grouped=grouped, many=many)
        self.play(grouped.animate.light(grouped.mask(range(2), range(2))))

    def window(self):
        counted = np.arange(50).reshape(2, 5, 5)
        x = VoxelTensor(counted, style=self.style, cell=0.6)
        window = Window(x.around(range(3), range(3)), self.style)
        self.arrange(x=x, window=window)
        self.play(window.animate.move_onto(x.around(range(2, 5), range(2, 5))))

    def formula(self):
        layer = Layer(in_channels=2, out_channels=2, groups=2, size=4)
        trace = Trace(make_tensors(layer))
        formula = Formula(trace, trace.step(0, 1, 1), self.style).hide()
        self.arrange(formula=formula.scale(1.2).move_to(UP))
        self.reveal(formula, "window", "filter", "products", "sum", "result")

    def meter(self):
        layer = Layer(in_channels=8, out_channels=8)
        meter = CostMeter(cost(layer), cost(layer), style=self.style)
        self.arrange(meter=meter.scale(2).move_to(0.6 * UP))
        self.play(meter.animate.read(cost(layer.with_(groups=8))))

    def caption(self):
        x = VoxelTensor([[[1, 2], [3, 4]]], style=self.style, cell=0.8)
        below = Caption("Four numbers, of my own.", self.style).next_to(x, 2 * DOWN)
        self.arrange(x=x, below=below)
        note = Text("Manim's own", font_size=32).next_to(x, 3 * RIGHT)
        self.add(note, Arrow(note, x, color=YELLOW))
