"""Depthwise convolution: every channel meets its own filter, and channels never mix."""

from __future__ import annotations

from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.stage.motion import Beaming, Filling, Framing, Reading, pace
from convanim.stage.stacks import Stacks


class Depthwise(ConvScene):
    title = "Depthwise convolution"
    layer = Layer(groups=8)
    beats = ("one_channel_slowly",)

    def one_channel_slowly(self) -> None:
        stacks = Stacks(self.cast, focus=min(2, self.layer.out_channels - 1))
        steps = list(self.trace.steps([stacks.focus]))
        first = steps[0]
        formula = self.ribbon.window(first)
        self.say("Each channel meets its own {kernel_rows}×{kernel_columns} filter. Channels never mix.")
        common = dict(
            facts=self.facts("groups {groups}"),
            input=stacks.input(), filters=stacks.weights(), output=stacks.output(),
            holes=stacks.holes(), gaps=stacks.ellipses(), labels=stacks.labels(),
            meter=self.meter_of(self.layer, "one eighth of the standard"),
        )
        self.arrange(**common)
        formula.hide()
        beams, frames = stacks.beams(first), stacks.frames(first)
        self.also(**beams, **frames, formula=formula)
        for part in formula.parts:
            self.play(formula.animate.show(part), run_time=0.5)
        followers = [
            Framing(frames["window"], stacks.window), Framing(frames["cell"], stacks.cell),
            Beaming(beams["beam_in"], frames["window"], frames["filter_frame"]),
            Beaming(beams["beam_out"], frames["filter_frame"], frames["cell"]),
            Filling(self.actor("output"), stacks.place_of), Reading(formula, self.ribbon.window),
        ]
        self.walk(steps, pace(len(steps), self.layer.output_size[1]), *followers)
