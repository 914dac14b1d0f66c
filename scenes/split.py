"""Split into groups: the block opens along its channels, and every filter keeps only what it reads."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from convanim.draw.phrase import numbered
from convanim.kernels import widen
from convanim.language.tongue import message
from convanim.layout.grouping import Grouping
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.motion.walk import Reading, pace
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.closing.before_after import BeforeAfter, Way
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.growth import Growth
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.tableaux.grouped.opening import Opening
from convanim.tableaux.grouped.pruning import Pruning
from convanim.trace import Trace


class Split(ConvScene):
    """A layer opens into groups: each filter keeps the weights for its own group and loses the others."""

    title = message("Split into groups")
    lesson = "split"
    aspects = tuple(ASPECTS)
    layer = default_layer("split")
    beats = ("one_block", "open_into_groups", "window_on_each_group", "count_the_cost", "before_and_after")

    @cached_property
    def blocks(self) -> Blocks:
        """The layer before the split: the same input, and filters that read every channel."""
        names = Names.staged("standard", output="standard_output")
        whole = self.cast_of(Trace(widen(self.tensors, self.values.seed)), names)
        return Blocks(whole, Grouping.of(self.layer))

    @cached_property
    def lanes(self) -> GroupLanes:
        """The layer after the split, a lane for each group."""
        return GroupLanes(self.cast, self.blocks.grouping)

    @cached_property
    def pictures(self) -> Overview:
        """Of what is shown of every group."""
        return Overview(self.cast, self.cast, self.blocks.grouping.channels, self.blocks.grouping.filters)

    @cached_property
    def pruning(self) -> Pruning:
        """The opened block, and a filter large enough to see what it loses."""
        return Pruning(self.blocks)

    @cached_property
    def opening(self) -> Opening:
        """The block and its filters, whole and in groups."""
        return Opening(self.blocks.cast, self.blocks.grouping)

    def one_block(self) -> None:
        """One block in one hue: every filter reads all channels, and a sum has a part from each."""
        blocks, whole = self.blocks, self.blocks.cast
        ribbon, row = Ribbon(whole), whole.first_row(blocks.focus)
        facts, meter = self.layer_facts(whole.layer), self.meter_of(whole.layer, cells=0)
        self.ask(
            "{standard_weights} {standard_weights?weight|weights}. Are all of them needed?",
            facts=facts,
            **blocks.tableau(lit=blocks.grouping.filters),
            meter=meter,
        )
        formula = blocks.formula(ribbon, row[0])
        self.say("One block, no groups yet: each filter is {in_channels:w} deep and reads every channel.")
        self.arrange(
            facts=facts,
            **{**blocks.tableau(), "input": blocks.reading(row[0])},
            **blocks.frames(row[0]),
            meter=meter,
            formula=formula.copy().hide().reveal("heading"),
        )
        for seconds, actors in blocks.slices(formula, row[0]):
            self.also(seconds, **actors)
        self.also(0.6, output=blocks.filled(row[0]), formula=formula, meter=self.meter_of(whole.layer, cells=1))
        self.rest(0.6)
        self.walk(
            row[1:],
            pace(len(row) - 1, 1, slow=0.9, rest=0.6),
            *blocks.followers(self.actor),
            Reading(self.actor("formula"), partial(blocks.formula, ribbon)),
            start=row[0],
            meter=self.meter_of(whole.layer, cells=len(row)),
        )

    def open_into_groups(self) -> None:
        """The input opens along its channels, and the weights that are no longer needed fall away."""
        blocks, pruning, whole = self.blocks, self.pruning, self.blocks.layer
        row = blocks.cast.first_row(blocks.focus)
        block = {"facts": self.layer_facts(whole), **blocks.tableau(lit=blocks.grouping.filters)}
        block["output"] = blocks.filled(row[-1])
        meter = self.meter_of(whole, cells=len(row))
        rest: dict[str, Any] = {"meter": meter, "formula": blocks.weight_count(whole)}
        self.say(
            "The block opens along its channels into {groups:w} groups of "
            "{channels_per_group?one channel|{channels_per_group:w}}."
        )
        self.arrange(0.6, **block, **rest)
        self.arrange(1.4, **{**block, "input": pruning.input(), "gaps": None}, **rest)
        facts = self.layer_facts()
        self.arrange(1.0, facts=facts, **pruning.tableau(whole, whole, grown=False), **rest)
        rest["formula"] = pruning.weights_of_one(whole)
        self.arrange(1.2, facts=facts, **pruning.tableau(whole, whole), **rest)
        self.say(
            "A filter reads only its own group now. Weights for the other {in_channels?=2 channel|channels} fall away."
        )
        self.arrange(0.8, facts=facts, **pruning.tableau(whole, whole, dimmed=True), **rest)
        rest["formula"] = pruning.weights_of_one(self.layer)
        fallen = pruning.tableau(self.layer, whole, dimmed=True, fallen=True)
        self.deal(2.2, ranks=pruning.one_falls(), lag_ratio=0.3, facts=facts, **fallen, **rest)
        rest = {"meter": self.meter_of(self.layer, cells=0), "formula": blocks.weight_count(self.layer)}
        fallen = pruning.tableau(self.layer, self.layer, all_fallen=True)
        self.deal(2.2, ranks=pruning.others_fall(), lag_ratio=0.4, facts=facts, **fallen, **rest)
        self.say("Each filter moves to its group.")
        for leaving in pruning.leaving():
            self.also(0.5, input=leaving)
        pruning.settle(self.lanes.input(), self.actor)
        self.deal(2.4, ranks=pruning.move_in(), lag_ratio=0.3, facts=facts, **self.lanes.tableau(nth=None), **rest)

    def window_on_each_group(self) -> None:
        """A window on each group at once, and the sums of two filters that read different groups."""
        lanes, windows, ribbon = self.lanes, LaneWindows(self.lanes), self.ribbon
        steps, start = windows.steps, windows.steps[0]
        formula = windows.formula(ribbon, start)
        (one, a), (other, b) = windows.first_filters
        self.say(
            "{groups?=2 Both|All} groups work at once: filter {one} reads only {a}, filter {other} only {b}.",
            one=numbered("filter", one),
            a=a,
            other=numbered("filter", other),
            b=b,
        )
        self.arrange(
            facts=self.layer_facts(),
            **{**lanes.tableau(), "input": windows.reading(start)},
            **windows.beams(start),
            **windows.frames(start),
            meter=self.meter_of(self.layer, cells=0),
            formula=formula,
        )
        self.walk(
            steps,
            pace(len(steps), 2, slow=0.9, rest=1.9),
            *windows.followers(self.actor),
            Reading(formula, partial(windows.formula, ribbon)),
            meter=self.meter_of(self.layer, cells=windows.cells),
        )

    def count_the_cost(self) -> None:
        """Weights and multiply-adds with and without groups, as the number of features grows."""
        # No tensors are shown, so pictures of their whole channels need no room beside the chart.
        growth = Growth(Cast(self.trace, self.style))
        chart = growth.chart().hide().reveal("whole", "grouped")
        self.say("Without groups, twice the features are four times the work.")
        self.arrange(facts=self.layer_facts(), chart=chart, formula=growth.legend(), meter=self.meter_of(self.layer))
        self.reveal(chart, "whole_doubled", "grouped_doubled", run_time=1.0, pause=0.6)

    def before_and_after(self) -> None:
        """The whole layer and the split one, beside each other, and how many times less work that is."""
        closing = BeforeAfter(
            Way(message("standard"), (self.blocks.cast,)), Way(message("{groups} groups"), (self.cast,))
        )
        self.say("Each filter reads only its own group: {groups:w} times less work.")
        self.arrange(
            facts=self.layer_facts(), **closing.tableau(), meter=self.meter_of(self.layer), formula=self.proof()
        )

    def loop(self) -> None:
        """The block opens into groups, filters lose what they no longer read, and all closes again."""
        opening, whole = self.opening, self.blocks.layer
        opened = {**opening.tableau(whole), "input": opening.input(split=True)}
        self.arrange(**opening.tableau(whole))
        self.arrange(1.6, **opened)
        self.deal(2.8, lag_ratio=0.4, ranks=opening.turns(), **opening.tableau(self.layer))
        self.rest(1.2)
        self.deal(1.6, lag_ratio=0.2, ranks=opening.turns(), **opened)
        self.arrange(1.4, **opening.tableau(whole))
