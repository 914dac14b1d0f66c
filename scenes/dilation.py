"""Dilated convolution: the same weights, spread apart, reach further at the same cost."""

from __future__ import annotations

from functools import cached_property

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast
from convanim.mobjects.cost_meter import CostMeter
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.dilation.spreading import Spreading, spread, spread_chain, spread_names
from convanim.trace import Trace


class Dilation(ConvScene):
    """One kernel on one input, with its weights side by side, then further and further apart."""

    title = message("Dilated convolution")
    lesson = "dilation"
    aspects = tuple(ASPECTS)
    layer = default_layer("dilation")
    beats = ("side_by_side", "spread_apart", "count_the_reach", "same_as_torch")

    @cached_property
    def narrower(self) -> list[Cast]:
        """The casts of the same numbers in layers whose weights are less far apart."""
        return [
            self.cast_of(Trace(spread(self.tensors, layer)), spread_names(place))
            for place, layer in enumerate(spread_chain(self.layer)[:-1])
        ]

    @cached_property
    def spreading(self) -> Spreading:
        """The tableau: input, filter and output, for each dilation."""
        return Spreading([*self.narrower, self.cast])

    def as_much_work(self, layer: Layer) -> CostMeter:
        """The meter: spreading the weights costs nothing."""
        return self.meter_of(layer, message("as much work as side by side"))

    def side_by_side(self) -> None:
        """The weights stand on neighbouring cells: one output cell, number by number."""
        spreading, layer = self.spreading, self.narrower[0].layer
        self.say(
            "{kernel_cells:W} weights side by side: every output cell has seen {reach_rows}×{reach_columns} cells.",
            **spreading.reach(0),
        )
        stage = {
            "facts": self.layer_facts(layer),
            "labels": spreading.labels(0),
            "meter": self.meter_of(layer),
        }
        self.arrange(input=spreading.whole_input(0), filter=spreading.weights(), **stage)
        formula = spreading.ribbons[0].window(spreading.step(0)).hide()
        self.arrange(
            taps=spreading.taps(0),
            input=spreading.input(0),
            filter=spreading.weights(),
            output=spreading.output(0),
            **stage,
            **spreading.frames(0),
            formula=formula,
        )
        self.reveal(formula, *formula.parts)

    def spread_apart(self) -> None:
        """The same weights move apart; the widest window then walks over the input."""
        spreading = self.spreading
        for place, cast in enumerate(spreading.casts):
            if place:
                self.say(
                    "Dilation {dilation_rows}×{dilation_columns}: the same {kernel_cells:w} weights now reach over "
                    "{reach_rows}×{reach_columns} cells.",
                    **spreading.reach(place),
                )
            formula = spreading.ribbons[place].window(spreading.step(place))
            self.arrange(
                1.4,
                facts=self.layer_facts(cast.layer),
                taps=spreading.taps(place),
                input=spreading.input(place),
                filter=spreading.weights(),
                output=spreading.output(place),
                **spreading.frames(place),
                labels=spreading.labels(place),
                formula=formula,
                meter=self.as_much_work(cast.layer),
            )
        self.also(taps=None)
        self.walk(spreading.steps(), spreading.durations(), *spreading.followers(self.actor))

    def count_the_reach(self) -> None:
        """All dilations side by side: the reach grows, the work does not."""
        spreading = self.spreading
        equations = spreading.equations().hide()
        self.say("The weights stay {kernel_cells:w}, and so does the work: only the reach grows.")
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            **spreading.inputs(),
            labels=spreading.reaches(),
            equations=equations,
            meter=self.as_much_work(self.layer),
        )
        self.reveal(equations, *equations.parts)

    def same_as_torch(self) -> None:
        """The whole output of the widest one, beside torch's own."""
        spreading = self.spreading
        self.say("The whole output, compared with torch’s own dilated convolution.")
        self.arrange(
            facts=self.layer_facts(),
            input=spreading.whole_input(),
            filter=spreading.weights(),
            output=spreading.output(-1, filled=True),
            labels=spreading.labels(-1),
            overview=self.overview(output=True),
            proof=self.proof(),
            meter=self.as_much_work(self.layer),
        )
