"""Aggregate the groups: their outputs stack into one, and none has seen another group's channels."""

from __future__ import annotations

from functools import cached_property

from convanim.kernels import torch_call, torch_output
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.stage.facing import Facing
from convanim.stage.group_lanes import GroupLanes
from convanim.stage.grouping import Grouping
from convanim.stage.merging import Merging
from convanim.stage.motion import Reading
from convanim.stage.seen import Seen


class Aggregate(ConvScene):
    title = "Aggregate the groups"
    lesson = "aggregate"
    layer = Layer(groups=2)
    beats = ("fill_both_outputs", "stack_outputs", "what_an_output_has_seen", "same_as_grouped_convolution")

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

    def fill_both_outputs(self) -> None:
        lanes, ribbon = self.lanes, self.ribbon
        self.say("Every group runs its own {filters_per_group:w} filters and fills its own {filters_per_group:w} channels.")
        last = lanes.places[0]
        opening = {
            "facts": self.layer_facts(), "meter": self.meter_of(self.layer), "boxes": lanes.boxes(),
            **lanes.tableau(last), "output": lanes.filled_from(last),
        }
        self.arrange(**opening)
        # Beams stand behind the filters that they pass on their way.
        self.arrange(0.5, **lanes.beams(lanes.steps(last)[0]), **opening)
        for place in lanes.places:
            steps = lanes.steps(place)
            self.also(
                0.4, input=lanes.reading(steps[0]), **lanes.weights(place), output=lanes.filled_from(place),
                numbers=lanes.numbers(place), formula=lanes.formula(ribbon, steps[0]), **lanes.beams(steps[0]), **lanes.frames(steps[0]),
            )
            self.walk(steps, lanes.haste(place, len(steps)), *lanes.followers(self.actor, place),
                      Reading(self.actor("formula"), lambda step: lanes.formula(ribbon, step)))

    def stack_outputs(self) -> None:
        lanes, merging = self.lanes, self.merging
        self.say("The outputs slide together and stack along the channel axis.")
        away = dict(
            facts=self.layer_facts(), letters=lanes.letters(lit=()), input=lanes.input(lit=()),
            labels=lanes.labels(weights=False, output=False), meter=self.meter_of(self.layer),
        )
        formula = merging.formula()
        self.arrange(**away, output=lanes.output(filled=True))
        self.arrange(
            1.2, **away, tracks=merging.tracks(), output=merging.output(together=False),
            **merging.marks(together=False), formula=formula.hide(),
        )
        self.reveal(formula, "heading", "chips")
        self.arrange(
            1.8, **away, gaps=merging.gaps(), output=merging.output(), **merging.marks(), name=merging.label(),
            formula=formula,
        )
        self.reveal(formula, "shape")

    def what_an_output_has_seen(self) -> None:
        seen = Seen(self.cast, self.grouping)
        own = seen.step.channels
        self.say("The price of grouping: output {focus} has seen channels {first} to {last}, no others.",
                 focus=seen.focus, first=own[0], last=own[-1])
        formula = seen.formula(self.ribbon)
        self.arrange(1.4, facts=self.layer_facts(), **seen.tableau(), meter=self.meter_of(self.layer), formula=formula.hide())
        self.also(input=seen.reading(), **seen.lenses())
        self.reveal(formula, "heading", "terms-0", "result-0")
        self.also(never=seen.never_read())
        self.reveal(formula, "missing", "brackets")

    def same_as_grouped_convolution(self) -> None:
        cells = self.check_against_torch()
        facing = Facing(self.cast, self.grouping, torch_output(self.tensors).numpy())
        proof, signs = self.ribbon.proof(cells, torch_call(self.layer)), facing.signs(self.ribbon.exact)
        self.say("Splitting, convolving and aggregating is one grouped convolution: the same numbers, all of them.")
        common = dict(facts=self.layer_facts(), names=facing.names(), output=facing.ours(), meter=self.meter_of(self.layer))
        self.arrange(1.4, **common)
        self.also(0.9, theirs=facing.torchs(), signs=signs.hide(), formula=proof.hide())
        self.reveal(signs, *signs.parts, run_time=0.25, pause=0.05)
        self.reveal(proof, *proof.parts, run_time=0.4, pause=0.2)
