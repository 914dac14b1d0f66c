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
from convanim.tableaux.dilation.spreading import Spreading, spread_chain
from convanim.tableaux.variants import traced, variant_names


class Dilation(ConvScene):
    """One kernel on one input, with its weights side by side, then further and further apart."""

    title = message("Dilated convolution")
    lesson = "dilation"
    aspects = tuple(ASPECTS)
    layer = default_layer("dilation")
    beats = ("side_by_side", "spread_apart", "same_as_torch", "count_the_reach")

    @cached_property
    def narrower(self) -> list[Cast]:
        """The casts of the same numbers in layers whose weights are less far apart."""
        return [
            self.cast_of(traced(self.tensors, layer), variant_names(f"spread_{place}", f"output_{place}"))
            for place, layer in enumerate(spread_chain(self.layer)[:-1])
        ]

    @cached_property
    def spreading(self) -> Spreading:
        """The tableau: input, filter and output, for each dilation."""
        return Spreading([*self.narrower, self.cast])

    def as_much_work(self, layer: Layer, cells: int | None = None) -> CostMeter:
        """The meter, with so many output cells computed so far: spreading the weights costs nothing."""
        return self.meter_of(layer, message("as much work as side by side"), cells=cells)

    def side_by_side(self) -> None:
        """The weights stand on neighbouring cells: one output cell, number by number."""
        spreading, layer = self.spreading, self.narrower[0].layer
        self.ask(
            "{kernel_cells:W} weights: how far can they reach?",
            facts=self.layer_facts(),
            **spreading.at(-1, made=False),
        )
        self.say(
            "{kernel_cells:W} weights side by side: every output cell sees {reach_rows}×{reach_columns} cells.",
            **spreading.reach(0),
        )
        there = {"facts": self.layer_facts(layer), "meter": self.meter_of(layer, cells=0)}
        formula = spreading.ribbons[0].window(spreading.step(0)).hide()
        self.arrange(1.2, **there, **spreading.at(0, made=False), formula=formula)
        self.tell(self.actor("formula"), 3.0)
        there["meter"] = self.meter_of(layer, cells=1)
        self.arrange(0.6, **there, **spreading.at(0), formula=self.actor("formula"))

    def spread_apart(self) -> None:
        """The same weights move apart; the widest window then walks over the input."""
        spreading = self.spreading
        self.spread(0, 0.5)
        for place in range(1, len(spreading.casts)):
            self.say(
                "Dilation {dilation_rows}×{dilation_columns}: the same {kernel_cells:w} weights now reach over "
                "{reach_rows}×{reach_columns} cells.",
                **spreading.reach(place),
            )
            self.spread(place, 2.0)
        self.read_out()
        self.walk(
            spreading.steps(),
            spreading.durations(),
            *spreading.followers(self.actor),
            spreading.reading(self.actor),
            start=spreading.step(-1),
            meter=self.as_much_work(self.layer, cells=self.cast.cells),
        )

    def spread(self, place: int, run_time: float) -> None:
        """The weights stand as far apart as one of the dilations has it, and make one output cell."""
        spreading, layer = self.spreading, self.spreading.casts[place].layer
        self.arrange(
            run_time,
            facts=self.layer_facts(layer),
            **spreading.at(place),
            formula=spreading.ribbons[place].window(spreading.step(place)),
            meter=self.as_much_work(layer, cells=1),
        )

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
        self.tell(equations, 2.4)

    def loop(self) -> None:
        """The weights move apart, and together again."""
        spreading = Spreading(self.spreading.casts, padded=False)
        apart = range(1, len(spreading.casts))
        self.arrange(**spreading.bare(0))
        for place in apart:
            self.arrange(4.2 / len(apart), **spreading.bare(place))
            self.rest(0.7)
        self.rest(0.6)
        for place in reversed(apart):
            self.arrange(2.8 / len(apart), **spreading.bare(place - 1))
