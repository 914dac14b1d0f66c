"""Split into groups: the block opens along its channels, and every filter keeps only what it reads."""

from __future__ import annotations

from functools import cached_property, partial

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
from convanim.tableaux.grouped.blocks import Blocks
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.growth import Growth
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.trace import Trace


class Split(ConvScene):
    """A layer opens into groups: each filter keeps the weights for its own group and loses the others."""

    title = message("Split into groups")
    lesson = "split"
    aspects = tuple(ASPECTS)
    layer = default_layer("split")
    beats = ("one_block", "open_into_groups", "window_on_each_group", "count_the_cost")

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

    def one_block(self) -> None:
        """One block in one hue: every filter reads all channels."""
        blocks, whole = self.blocks, self.blocks.cast
        ribbon, row = Ribbon(whole), whole.first_row(blocks.focus)
        formula = blocks.formula(ribbon, row[0]).hide()
        self.say("One block, no groups yet: each filter is {in_channels:w} deep and reads every channel.")
        self.arrange(facts=self.layer_facts(whole.layer), **blocks.tableau(), meter=self.meter_of(whole.layer))
        self.also(input=blocks.reading(row[0]), **blocks.frames(row[0]), formula=formula)
        self.reveal(formula, "heading", "terms-0", "result-0")
        self.walk(
            row,
            pace(len(row), len(row), slow=0.9, rest=2.0),
            *blocks.followers(self.actor),
            Reading(formula, partial(blocks.formula, ribbon)),
        )
        self.also(input=blocks.reading(row[-1], at_rest=True))
        self.reveal(formula, "weights")

    def open_into_groups(self) -> None:
        """The input opens along its channels, and the weights that are no longer needed fall away."""
        blocks, lanes, whole = self.blocks, self.lanes, self.blocks.layer
        block = {
            "facts": self.layer_facts(whole),
            **blocks.tableau(),
            "meter": self.meter_of(whole),
            "formula": blocks.weight_count(whole),
        }
        self.say(
            "The block opens along its channels into {groups:w} groups of "
            "{channels_per_group?one channel|{channels_per_group:w}}."
        )
        self.arrange(**block)
        opened = {**block, "input": blocks.input(hues=1.0, parted=True), "gaps": None}
        self.arrange(1.4, **opened)
        self.say(
            "A filter reads only its own group now. Weights for the other {in_channels?=2 channel|channels} fall away."
        )
        self.arrange(**{**opened, **blocks.weights(lit=blocks.grouping.filters)})
        self.rest(0.5)
        self.arrange(
            1.6,
            **{
                **opened,
                **blocks.pruned_weights(),
                "facts": self.layer_facts(),
                "meter": self.meter_of(self.layer),
                "formula": blocks.weight_count(self.layer),
            },
        )
        self.rest(0.6)
        for out_channel in blocks.grouping.filters:
            blocks.shorten(out_channel, self.actor(f"filter_{out_channel}"))
        self.say("Each filter moves to its group.")
        self.arrange(
            1.6,
            facts=self.layer_facts(),
            **lanes.tableau(nth=None),
            meter=self.meter_of(self.layer),
            formula=self.actor("formula"),
        )

    def window_on_each_group(self) -> None:
        """A window on each group at once, and the sums of two filters that read different groups."""
        lanes, windows, ribbon = self.lanes, LaneWindows(self.lanes), self.ribbon
        steps, start = windows.steps, windows.steps[0]
        formula = windows.formula(ribbon, start).hide()
        (one, a), (other, b) = windows.first_filters
        self.say(
            "{groups?=2 Both|All} groups work at once: filter {one} reads group {a} only, filter {other} group "
            "{b} only.",
            one=numbered("filter", one),
            a=a,
            other=numbered("filter", other),
            b=b,
        )
        self.arrange(facts=self.layer_facts(), **lanes.tableau(), meter=self.meter_of(self.layer))
        self.also(input=windows.reading(start), **windows.beams(start), **windows.frames(start), formula=formula)
        self.reveal(formula, *formula.parts, pause=0.2)
        self.walk(
            steps,
            pace(len(steps), self.layer.output_size[1], rest=3.5),
            *windows.followers(self.actor),
            Reading(formula, partial(windows.formula, ribbon)),
        )

    def count_the_cost(self) -> None:
        """Weights and multiply-adds with and without groups, as the number of features grows."""
        # No tensors are shown, so pictures of their whole channels need no room beside the chart.
        growth = Growth(Cast(self.trace, self.style))
        chart = growth.chart().hide().reveal("whole")
        self.say("With {groups:w} groups each filter reads {channels_per_group:w} of the {in_channels:w} channels.")
        self.arrange(facts=self.layer_facts(), chart=chart, formula=growth.legend(), meter=self.meter_of(self.layer))
        self.reveal(chart, "grouped")
        self.say("Twice the features: without groups the work quadruples, with twice the groups it only doubles.")
        self.also()
        self.reveal(chart, "whole_doubled", "grouped_doubled")
