"""Aggregate the groups: their outputs stack into one, and none has seen another group's channels."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from convanim.draw.phrase import numbered
from convanim.kernels import torch_output, widen
from convanim.language.tongue import message
from convanim.layout.grouping import Grouping
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.motion.walk import RESTING, Reading, even
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.closing.before_after import BeforeAfter, Way
from convanim.tableaux.grouped.beside_torch import BesideTorch
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.lane_sweep import LaneSweep
from convanim.tableaux.grouped.lane_windows import LaneWindows
from convanim.tableaux.grouped.merging import Merging
from convanim.tableaux.grouped.receptive_field import ReceptiveField
from convanim.trace import Trace


class Aggregate(ConvScene):
    """The groups' outputs stacked again: each output has seen its own group alone."""

    title = message("Aggregate the groups")
    lesson = "aggregate"
    aspects = tuple(ASPECTS)
    layer = default_layer("aggregate")
    beats = (
        "fill_both_outputs",
        "stack_outputs",
        "what_an_output_has_seen",
        "same_as_grouped_convolution",
        "before_and_after",
    )

    chapters = {"fill_both_outputs": message("Fill the outputs of {groups?=2 both groups|all {groups:w} groups}")}

    @cached_property
    def grouping(self) -> Grouping:
        """What is shown of the layer."""
        return Grouping.of(self.layer)

    @cached_property
    def lanes(self) -> GroupLanes:
        """A lane for each group."""
        return GroupLanes(self.cast, self.grouping, aside=True)

    @cached_property
    def whole(self) -> Cast:
        """The layer without groups, on the same input."""
        names = Names.staged("standard", output="standard_output")
        return self.cast_of(Trace(widen(self.tensors, self.values.seed)), names)

    @cached_property
    def merging(self) -> Merging:
        """The outputs on their way into one block."""
        return Merging(self.cast, self.grouping)

    @cached_property
    def field(self) -> ReceptiveField:
        """One output channel, and what it has seen."""
        return ReceptiveField(self.cast, self.grouping)

    @cached_property
    def pictures(self) -> Overview:
        """Of what is shown of every group."""
        return Overview(self.cast, self.cast, self.grouping.channels, self.grouping.filters)

    def fill_both_outputs(self) -> None:
        """Windows on all groups walk at once, and each fills its own output channels."""
        lanes, ribbon = self.lanes, self.ribbon
        first, *others = (LaneWindows(lanes, nth) for nth in lanes.filters_in_lane)
        facts, meter = self.layer_facts(), self.meter_of(self.layer, cells=0)
        self.ask(
            "{groups:W} outputs. How do they become one?",
            facts=facts,
            **lanes.tableau(nth=None),
            meter=meter,
        )
        steps, start = first.steps, first.steps[0]
        formula = first.formula(ribbon, start, apart=True)
        self.say(
            "{groups?=2 Both|All} groups work at once, and each fills its own output "
            "{filters_per_group?channel|channels}."
        )
        # Beams stand behind the filters that they pass on their way.
        self.arrange(
            facts=facts,
            meter=meter,
            outlines=lanes.outlines(),
            **first.beams(start),
            **{**lanes.tableau(), "input": first.reading(start), "output": lanes.partly_filled(0)},
            **first.frames(start),
            formula=formula.copy().hide().reveal("heading"),
        )
        for seconds, actors in first.slices(formula, start):
            self.also(seconds, **actors)
        self.also(0.6, output=first.filled(start), formula=formula)
        self.rest(0.6)
        self.walk(
            steps[1:],
            first.durations,
            *first.followers(self.actor),
            Reading(self.actor("formula"), partial(first.formula, ribbon, apart=True)),
            start=start,
            meter=self.meter_of(self.layer, cells=first.cells),
        )
        self.rest(0.6)
        for windows in others:
            self.also(
                0.5,
                input=windows.reading(start),
                **lanes.weights(windows.nth),
                output=lanes.partly_filled(windows.nth),
                numbers=lanes.numbers(windows.nth),
                formula=self.actor("formula").copy().set_opacity(RESTING),
                **windows.beams(start),
                **windows.frames(start),
            )
            self.walk(
                windows.steps,
                windows.durations,
                *windows.followers(self.actor),
                Reading(self.actor("formula"), partial(windows.formula, ribbon, apart=True)),
                start=start,
                meter=self.meter_of(self.layer, cells=windows.cells),
                written=windows is others[-1],
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
        self.arrange(0.7, **away, output=lanes.output(filled=True))
        self.deal(
            1.6,
            lag_ratio=1.0,
            ranks=merging.one_by_one(),
            **away,
            tracks=merging.tracks(),
            output=merging.output(together=False),
            **merging.marks(together=False),
            formula=formula.copy().hide("shape"),
        )
        self.arrange(
            1.4,
            **away,
            output=merging.output(),
            **merging.marks(),
            gaps=merging.gaps(),
            name=merging.label(beside=labels),
            formula=formula,
        )

    def what_an_output_has_seen(self) -> None:
        """The channels that one output has seen stay lit, the others dim: what grouping costs."""
        field = self.field
        formula = field.formula(self.ribbon)
        self.say(
            "The price: of {in_channels:w} channels, output {one} has seen only {channels_per_group:w}.",
            one=numbered("channel", field.focus),
        )
        self.arrange(
            1.4,
            facts=self.layer_facts(),
            **field.tableau(),
            meter=self.meter_of(self.layer),
            overview=self.overview(output=True),
        )
        self.also(
            0.9,
            input=field.reading(),
            **field.frames(),
            formula=formula.copy().hide().reveal("heading", "terms-0", "result-0"),
        )
        self.also(0.9, never=field.never_read(), formula=formula)

    def same_as_grouped_convolution(self) -> None:
        """The stack is what torch's grouped convolution makes, number for number."""
        check, proof = self.check_against_torch(), self.proof()
        rows = BesideTorch(self.cast, self.grouping, torch_output(self.tensors).numpy())
        signs = rows.signs(not check.largest_difference).hide()
        if check.largest_difference:
            self.say("Split, convolve, aggregate: that is one grouped convolution, the same but for rounding.")
        else:
            self.say("Split, convolve, aggregate: that is one grouped convolution, number for number.")
        stage: dict[str, Any] = {
            "facts": self.layer_facts(),
            "meter": self.meter_of(self.layer),
            "overview": self.overview(output=True),
        }
        self.arrange(0.7, **stage, output=self.field.whole())
        self.deal(1.8, lag_ratio=0.3, **stage, names=rows.names(), output=rows.aggregated())
        self.also(0.8, torch=rows.from_torch(), signs=signs, formula=proof)
        self.reveal(signs, *signs.parts, run_time=0.2, pause=0.05)

    def before_and_after(self) -> None:
        """The same layer without groups and with them, and how many times less work that is."""
        closing = BeforeAfter(Way(message("standard"), (self.whole,)), Way(message("{groups} groups"), (self.cast,)))
        self.say("{groups:W} times less work, but each output has seen only its own group.")
        self.arrange(
            facts=self.layer_facts(), **closing.tableau(), meter=self.meter_of(self.layer), formula=self.proof()
        )

    def loop(self) -> None:
        """Both groups fill their outputs at once; these stack into one, and part again."""
        lanes, merging = GroupLanes(self.cast, self.grouping), self.merging
        sweep = LaneSweep(lanes)
        first, *_ = steps = sweep.steps
        resting: dict[str, Any] = {"letters": lanes.letters(lit=()), "input": lanes.input(lit=())}
        self.arrange(**sweep.at(first))
        self.walk(steps, even(len(steps), 3.0), *sweep.followers(self.actor))
        self.deal(1.4, lag_ratio=1.0, ranks=merging.one_by_one(), **resting, output=merging.output(together=False))
        stacked = {"output": merging.output(), **merging.marks(), "gaps": merging.gaps(), "labels": merging.label()}
        self.arrange(1.0, **resting, **stacked)
        self.rest(1.0)
        apart = {**sweep.at(first), "output": lanes.output(filled=True)}
        self.deal(1.6, lag_ratio=0.6, last_first=True, **apart)
        self.also(0.7, output=lanes.output())
