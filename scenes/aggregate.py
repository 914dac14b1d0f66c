"""Aggregate the groups: their outputs stack into one, and none has seen another group's channels."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from convanim.draw.phrase import numbered
from convanim.kernels import torch_output
from convanim.language.tongue import message
from convanim.layout.grouping import Grouping
from convanim.lessons import default_layer
from convanim.motion.walk import Reading
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.beside_torch import BesideTorch
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.tableaux.grouped.merging import Merging
from convanim.tableaux.grouped.receptive_field import ReceptiveField


class Aggregate(ConvScene):
    """The groups' outputs stacked again: each output has seen its own group alone."""

    title = message("Aggregate the groups")
    lesson = "aggregate"
    aspects = tuple(ASPECTS)
    layer = default_layer("aggregate")
    beats = ("fill_both_outputs", "stack_outputs", "what_an_output_has_seen", "same_as_grouped_convolution")

    chapters = {"fill_both_outputs": message("Fill the outputs of {groups?=2 both groups|all {groups:w} groups}")}

    @cached_property
    def grouping(self) -> Grouping:
        """What is shown of the layer."""
        return Grouping.of(self.layer)

    @cached_property
    def lanes(self) -> GroupLanes:
        """A lane for each group."""
        return GroupLanes(self.cast, self.grouping)

    @cached_property
    def merging(self) -> Merging:
        """The outputs on their way into one block."""
        return Merging(self.cast, self.grouping)

    @cached_property
    def pictures(self) -> Overview:
        """Of what is shown of every group."""
        return Overview(self.cast, self.cast, self.grouping.channels, self.grouping.filters)

    def fill_both_outputs(self) -> None:
        """Windows on all groups walk at once, and each fills its own output channels."""
        lanes, ribbon = self.lanes, self.ribbon
        order = [LaneWindows(lanes, nth) for nth in lanes.filter_order]
        first = order[0]
        opening = {
            "facts": self.layer_facts(),
            "meter": self.meter_of(self.layer),
            "outlines": lanes.outlines(),
            **lanes.tableau(first.nth),
            "output": lanes.partly_filled(first.nth),
        }
        self.say(
            "{groups?=2 Both|All} groups work at once: each runs its own {filters_per_group?filter|filters} and "
            "fills its own output {filters_per_group?channel|channels}."
        )
        self.arrange(**opening)
        # Beams stand behind the filters that they pass on their way.
        self.arrange(0.5, **first.beams(first.steps[0]), **opening)
        for windows in order:
            start = windows.steps[0]
            self.also(
                0.4,
                input=windows.reading(start),
                **lanes.weights(windows.nth),
                output=lanes.partly_filled(windows.nth),
                numbers=lanes.numbers(windows.nth),
                formula=windows.formula(ribbon, start),
                **windows.beams(start),
                **windows.frames(start),
            )
            self.walk(
                windows.steps,
                windows.durations,
                *windows.followers(self.actor),
                Reading(self.actor("formula"), partial(windows.formula, ribbon)),
            )

    def stack_outputs(self) -> None:
        """The outputs slide together and stack along the channel axis."""
        lanes, merging, formula = self.lanes, self.merging, self.merging.formula()
        labels = lanes.labels(weights=False, output=False)
        away: dict[str, Any] = {
            "facts": self.layer_facts(),
            "letters": lanes.letters(lit=()),
            "input": lanes.input(lit=()),
            "labels": labels,
            "overview": self.overview(output=True),
            "meter": self.meter_of(self.layer),
        }
        self.say("The outputs slide together and stack along the channel axis.")
        self.arrange(**away, output=lanes.output(filled=True))
        self.arrange(
            1.2,
            **away,
            tracks=merging.tracks(),
            output=merging.output(together=False),
            **merging.marks(together=False),
            formula=formula.hide(),
        )
        self.reveal(formula, "heading", "chips")
        self.arrange(
            1.8,
            **away,
            output=merging.output(),
            **merging.marks(),
            gaps=merging.gaps(),
            name=merging.label(beside=labels),
            formula=formula,
        )
        self.reveal(formula, "shape")

    def what_an_output_has_seen(self) -> None:
        """The channels that one output has seen stay lit, the others dim: what grouping costs."""
        field = ReceptiveField(self.cast, self.grouping)
        formula = field.formula(self.ribbon).hide()
        self.say(
            "The price: of {in_channels:w} channels, output {one} has seen only {channels_per_group:w}.",
            one=numbered("channel", field.focus),
        )
        self.arrange(
            1.4,
            facts=self.layer_facts(),
            **field.tableau(),
            meter=self.meter_of(self.layer),
            formula=formula,
            overview=self.overview(output=True),
        )
        self.also(input=field.reading(), **field.frames())
        self.reveal(formula, "heading", "terms-0", "result-0")
        self.also(never=field.never_read())
        self.reveal(formula, "missing", "brackets")

    def same_as_grouped_convolution(self) -> None:
        """The stack is what torch's grouped convolution makes, number for number."""
        check, proof = self.check_against_torch(), self.proof().hide()
        rows = BesideTorch(self.cast, self.grouping, torch_output(self.tensors).numpy())
        signs = rows.signs(not check.largest_difference).hide()
        if check.largest_difference:
            self.say("Splitting, convolving and aggregating is one grouped convolution: the same but for rounding.")
        else:
            self.say("Splitting, convolving and aggregating is one grouped convolution: number for number the same.")
        self.arrange(
            1.4,
            facts=self.layer_facts(),
            names=rows.names(),
            output=rows.aggregated(),
            meter=self.meter_of(self.layer),
            overview=self.overview(output=True),
        )
        self.also(0.9, torch=rows.from_torch(), signs=signs, formula=proof)
        self.reveal(signs, *signs.parts, run_time=0.25, pause=0.1)
        self.reveal(proof, *proof.parts, run_time=0.4, pause=0.2)
