"""Depthwise convolution: every filter reads a single channel, and channels never mix."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from convanim.draw.sheet import Sheet
from convanim.kernels import widen
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.motion.walk import Reading, even
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.closing.before_after import BeforeAfter, Way
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
    def whole(self) -> Cast:
        """The same layer in one group: the standard convolution."""
        names = Names.staged("standard", output="standard_output")
        return self.cast_of(Trace(widen(self.tensors, self.values.seed)), names)

    @cached_property
    def splitting(self) -> Splitting:
        """Input and filters with any number of groups."""
        return Splitting(self.whole, self.layer)

    @cached_property
    def tiles(self) -> Tiles:
        """Every channel with its filters and its outputs."""
        return Tiles(self.cast, self.stacks.focus)

    @cached_property
    def stacks(self) -> Stacks:
        """Input, filters and output as stacks of slabs."""
        return Stacks(self.cast, self.cast.focus(self.focus))

    @cached_property
    def closing(self) -> BeforeAfter:
        """The standard convolution and the depthwise one."""
        before = Way(message("standard"), (self.whole,), channels_apart=True, filters_by_channel=True)
        return BeforeAfter(before, Way(message("depthwise"), (self.cast,)))

    def keep_splitting(self) -> None:
        """The block splits until each channel stands alone and each filter is one deep."""
        whole, splitting = self.whole, self.splitting
        first, *finer = split_chain(self.layer.in_channels)
        opening = {
            "facts": self.layer_facts(whole.layer),
            "input": splitting.input(first),
            "filters": splitting.weights(first),
            "labels": splitting.labels(first),
            "meter": self.meter_of(whole.layer, cells=0),
        }
        self.ask(
            "{in_channels?One channel: is there anything to save?|{standard_weights} weights: how few would do?}",
            **opening,
        )
        if not finer:
            self.say("One channel: {out_channels?its one filter|every filter} is one deep already.")
            self.arrange(**opening, weight_count=splitting.weight_count(first))
        for groups in finer:
            grouped = whole.layer.with_(groups=groups)
            if groups == self.layer.in_channels:
                self.say("{in_channels:W} groups: every filter is one deep.")
            elif groups == finer[0]:
                self.say("Every filter keeps only the channels that it still reads.")
            self.deal(
                2.0,
                lag_ratio=0.1,
                ranks=splitting.turns(groups),
                facts=self.layer_facts(grouped),
                input=splitting.input(groups),
                filters=splitting.weights(groups),
                labels=splitting.labels(groups),
                weight_count=splitting.weight_count(groups),
                ellipses=splitting.ellipses() if groups == self.layer.in_channels else None,
                meter=self.meter_of(grouped, cells=0),
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
        stage: dict[str, Any] = {
            "facts": self.layer_facts(),
            "outlines": stacks.outlines(),
            "ellipses": stacks.ellipses(),
            "labels": stacks.labels(),
            "meter": self.meter_of(self.layer, cells=0),
        }
        resting = {**stage, "outlines": None, "labels": None}
        self.recast(filters=self.splitting.thin(self.cast))
        self.deal(
            1.6,
            lag_ratio=0.3,
            ranks={"input": self.splitting.turns(1)["input"]},
            filters=stacks.weights(pulled=False),
            input=stacks.input(pulled=False),
            **resting,
        )
        self.arrange(0.7, **stacks.drawn_aside(), **resting)
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
        self.reveal(formula, *working, run_time=0.5, pause=0.2)
        self.also(**beams, **frames)
        self.reveal(formula, result, run_time=0.5, pause=0.2)
        self.walk([first], [0.6], *stacks.arriving(self.actor), meter=self.meter_of(self.layer, cells=1))
        self.walk(
            others,
            stacks.durations(),
            *stacks.followers(self.actor),
            Reading(formula, self.ribbon.window),
            start=first,
            meter=self.meter_of(self.layer, cells=self.cast.cells),
        )

    def all_channels_at_once(self) -> None:
        """Every channel has its own filters and fills its own outputs, all at the same time."""
        stacks, tiles = self.stacks, self.tiles
        first, *_ = steps = tiles.steps()
        meter = self.meter_of(self.layer, cells=self.cast.cells)
        stage: dict[str, Any] = {"facts": self.layer_facts(), "meter": meter}
        self.say(tiles.caption)
        self.arrange(0.5, **stacks.alone(), **stage)
        self.recast(**tiles.lone(stacks.fits))
        to_its_tile = self.arrange if stacks.in_one_row else self.dissolve
        to_its_tile(**tiles.lone(), **stage)
        blocks: dict[str, Any] = {"input": tiles.input(), "filters": tiles.weights(), "output": tiles.output()}
        self.deal(1.6, lag_ratio=0.5, **blocks, signs=tiles.signs(), labels=tiles.labels(), **stage)
        sums = self.outputs_side_by_side(tiles, first)
        self.also(**tiles.frames(first), sums=sums)
        self.walk(
            steps,
            tiles.durations(),
            *tiles.followers(self.actor),
            Reading(sums, lambda step: self.outputs_side_by_side(tiles, step)),
            meter=self.meter_of(self.layer),
        )
        if self.view is not None:
            self.also(overview=self.overview(output=True))

    def outputs_side_by_side(self, tiles: Tiles, step: Step) -> Sheet:
        """The ribbon while all channels work: a sum for each filter, and none of them meet."""
        return self.ribbon.side_by_side(tiles.steps_at(step), tiles.heading)

    def count_the_cost(self) -> None:
        """Output c knows only input c, and that is what it saves beside the standard convolution."""
        stacks = self.stacks
        stage: dict[str, Any] = {"facts": self.layer_facts(), "meter": self.meter_of(self.layer)}
        self.say(
            "{out_channels?The one output channel knows|Each output channel knows} "
            "{in_channels?the one|one} input channel."
        )
        self.dissolve(
            links=stacks.links(),
            input=stacks.input(pulled=False),
            filters=stacks.weights(pulled=False),
            output=stacks.output(pulled=False, filled=True),
            ellipses=stacks.ellipses(),
            labels=stacks.labels(pulled=False),
            overview=self.overview(output=True),
            **stage,
        )
        closing = self.closing.tableau()
        self.say(
            "{in_channels?With one channel, depthwise is the standard convolution|"
            "Never mixing channels makes it {in_channels:w} times cheaper}."
        )
        self.arrange(
            1.2,
            input=closing.pop("after_input"),
            **closing,
            overview=self.overview(output=True),
            zoom=None,
            proof=self.proof(),
            **stage,
        )

    def loop(self) -> None:
        """All channels are swept at once, each by its own filter into its own output."""
        tiles = Tiles(self.cast)
        first, *_ = steps = tiles.steps()
        self.arrange(**tiles.at(first))
        self.walk(steps, even(len(steps), 6.0), *tiles.followers(self.actor))
        self.rest(0.8)
        self.arrange(1.0, **tiles.at(first))
