"""Depthwise convolution: every filter reads a single channel, and channels never mix."""

from __future__ import annotations

from functools import cached_property

from convanim.draw.sheet import Sheet
from convanim.kernels import widen
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Names
from convanim.motion.walk import Reading, accelerating
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.depthwise.splitting import Splitting, split_chain
from convanim.tableaux.depthwise.stacks import Stacks
from convanim.tableaux.depthwise.tiles import Tiles
from convanim.trace import Step, Trace


class Depthwise(ConvScene):
    """Groups taken to the end: one channel each, one filter each."""

    title = message("Depthwise convolution")
    lesson = "depthwise"
    aspects = tuple(ASPECTS)
    layer = default_layer("depthwise")
    beats = ("keep_splitting", "one_channel_slowly", "all_channels_at_once", "count_the_cost")
    chapters = {
        "keep_splitting": message("{in_channels?Nothing to split|Keep splitting}"),
        "all_channels_at_once": message(
            "{in_channels?{out_channels?One small convolution|=2 Both filters at once|All filters at once}|"
            "=2 Both channels at once|All channels at once}"
        ),
    }
    focus = 2
    """Which of the filters is shown slowly, where there are so many."""

    @cached_property
    def stacks(self) -> Stacks:
        """Input, filters and output as stacks of slabs."""
        return Stacks(self.cast, self.cast.focus(self.focus))

    def keep_splitting(self) -> None:
        """The block splits until each channel stands alone and each filter is one deep."""
        names = Names.staged("standard", output="standard_output")
        whole = self.cast_of(Trace(widen(self.tensors, self.values.seed)), names)
        splitting = Splitting(whole, self.layer)
        for groups in split_chain(self.layer.in_channels):
            grouped = whole.layer.with_(groups=groups)
            if groups == 1:
                self.say(
                    "One group: {out_channels?the one filter|every filter} is {in_channels:w} deep and reads "
                    "{in_channels?the one channel|=2 both channels|all channels}."
                )
            elif groups < self.layer.in_channels:
                self.say("{parts:W} groups: every filter keeps the part that it still reads.", parts=groups)
            else:
                self.say("{in_channels:W} groups: each channel stands alone, and each filter is one deep.")
            self.arrange(
                1.4,
                facts=self.layer_facts(grouped),
                input=splitting.input(groups),
                filters=splitting.weights(groups),
                labels=splitting.labels(groups),
                weight_count=splitting.weight_count(groups),
                meter=self.meter_of(grouped),
            )

    def one_channel_slowly(self) -> None:
        """One channel, its filter and its output are pulled forward; the ribbon tells every number."""
        stacks = self.stacks
        first, *others = stacks.steps()
        self.say(
            "{in_channels?The one channel|Each channel} meets its own {filters_per_group?{kernel_rows}×"
            "{kernel_columns} filter|{filters_per_group:w} filters of {kernel_rows}×{kernel_columns}}."
            "{in_channels?| Channels never mix.}"
        )
        stage = {
            "facts": self.layer_facts(),
            "outlines": stacks.outlines(),
            "ellipses": stacks.ellipses(),
            "labels": stacks.labels(),
            "meter": self.meter_of(self.layer),
        }
        self.arrange(
            input=stacks.input(pulled=False),
            filters=stacks.weights(pulled=False),
            output=stacks.output(pulled=False),
            **{**stage, "outlines": None},
        )
        self.arrange(input=stacks.input(), filters=stacks.weights(), output=stacks.output(), **stage)
        beams, frames = stacks.beams(first), stacks.frames(first)
        formula = self.ribbon.window(first).hide()
        self.also(
            **stacks.magnified(first),
            input=stacks.reading(first),
            beam_in=beams["beam_in"],
            window=frames["window"],
            filter_frame=frames["filter_frame"],
            formula=formula,
        )
        *working, result = formula.parts
        self.reveal(formula, *working)
        self.also(**beams, **frames)
        self.reveal(formula, result)
        self.walk([first], [0.6], *stacks.arriving(self.actor))
        self.walk(
            others,
            stacks.durations(),
            *stacks.followers(self.actor),
            Reading(formula, self.ribbon.window),
            start=first,
        )

    def all_channels_at_once(self) -> None:
        """Every channel has its own filters and fills its own outputs, all at the same time."""
        tiles = Tiles(self.cast)
        steps = tiles.steps()
        self.say(tiles.caption)
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            input=tiles.input(),
            filters=tiles.weights(),
            output=tiles.output(),
            signs=tiles.signs(),
            labels=tiles.labels(),
            meter=self.meter_of(self.layer),
        )
        sums = self.outputs_side_by_side(tiles, steps[0])
        self.also(**tiles.frames(steps[0]), sums=sums)
        self.walk(
            steps,
            accelerating(len(steps), 7.0, 0.9),
            *tiles.followers(self.actor),
            Reading(sums, lambda step: self.outputs_side_by_side(tiles, step)),
        )
        self.also(overview=self.overview(output=True))

    def outputs_side_by_side(self, tiles: Tiles, step: Step) -> Sheet:
        """The ribbon while all channels work: a sum for each filter, and none of them meet."""
        return self.ribbon.side_by_side(tiles.steps_at(step), tiles.heading)

    def count_the_cost(self) -> None:
        """Weights and multiply-adds beside the standard convolution's; output c knows only input c."""
        stacks = self.stacks
        self.say(
            "{out_channels?The one output channel knows the one input channel|Output channel by output channel: each "
            "one knows {in_channels?the one input channel|a single input channel}}."
        )
        self.arrange(
            facts=self.layer_facts(),
            links=stacks.links(),
            input=stacks.input(pulled=False),
            filters=stacks.weights(pulled=False),
            output=stacks.output(pulled=False, filled=True),
            ellipses=stacks.ellipses(),
            labels=stacks.labels(pulled=False),
            overview=self.overview(output=True),
            proof=self.proof(),
            meter=self.meter_of(self.layer),
        )
