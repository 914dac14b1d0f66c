"""Standard, groups, depthwise and separable on one input: who is done first, and who sees whom."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from convanim.draw.drawn import Drawn
from convanim.kernels import Comparison as Compared
from convanim.kernels import Tensors, chain_tensors, compare_separable, compare_with_torch
from convanim.kernels.alternatives import ways
from convanim.kernels.compare import compare_together
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.counts import facts_of
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.lanes import RaceLanes
from convanim.tableaux.comparison.race import Race, Tracks, finished, products
from convanim.tableaux.comparison.who_sees import WhoSees
from convanim.trace import Trace


class Comparison(ConvScene):
    """``layer`` is the standard convolution; the other ways read the same input, with weights of their own."""

    title = message("Convolutions compared")
    lesson = "comparison"
    aspects = tuple(ASPECTS)
    layer = default_layer("comparison")
    beats = ("same_input", "race", "who_sees_whom")

    @cached_property
    def own_tensors(self) -> dict[str, tuple[Tensors, ...]]:
        """The tensors of every way's layers, in a row."""
        drawn = Values(self.values.kind, self.values.seed, input=self.tensors.input)
        return {
            name: (self.tensors,) if name == "standard" else chain_tensors(layers, drawn)
            for name, layers in ways(self.layer).items()
        }

    @cached_property
    def lanes(self) -> list[Lane]:
        """The lanes."""
        return [Lane(name, tuple(self._casts(name, stages)), self.layer) for name, stages in self.own_tensors.items()]

    def _casts(self, name: str, stages: tuple[Tensors, ...]) -> list[Cast]:
        """The casts of a way's layers; the standard one is the scene's own."""
        if name == "standard":
            return [self.cast]
        if len(stages) == 1:
            return [self.cast_of(Trace(stages[0]), Names.staged(name, output=f"{name}_output"))]
        first, second = map(Trace, stages)
        view = None if self.view is None else self.view.then_pointwise()
        return [
            self.cast_of(first, Names.staged("in_space", output="middle")),
            self.cast_of(second, Names.staged("pointwise", input="middle", output="separable_output"), view),
        ]

    @cached_property
    def side_by_side(self) -> RaceLanes:
        """The tableau of all lanes."""
        return RaceLanes(self.cast, self.lanes)

    @cached_property
    def who_sees(self) -> WhoSees:
        """The tableau that the film ends on."""
        return WhoSees(self.cast, self.lanes, self.style)

    def shared_facts(self) -> Drawn:
        """What all ways have in common, for the top right."""
        return self.facts(*facts_of(self.layer)[1:])

    def compared(self) -> Compared:
        """How all outputs compare with torch's."""
        return compare_together(
            compare_separable(*stages) if len(stages) > 1 else compare_with_torch(*stages)
            for stages in self.own_tensors.values()
        )

    def same_input(self) -> None:
        """One input, several ways to an output; a cell of the standard output, number by number."""
        lanes, step = self.side_by_side, self.side_by_side.step()
        ready: dict[str, Any] = {"facts": self.shared_facts(), **lanes.at("names", "outputs"), "tracks": Tracks(lanes)}
        self.ask(lanes.question, **ready)
        self.say(
            "{weights_per_filter} {weights_per_filter?multiply-add|multiply-adds} for a cell of the standard output. "
            "Who needs fewer?"
        )
        formula = Ribbon(self.cast).formula(step, shown=lanes.channels.indices).hide()
        self.arrange(**{**ready, **lanes.read(step)}, formula=formula)
        self.tell(self.actor("formula"), 2.4)
        self.mark(step)
        self.play(self.actor("words").animate.reveal("costs"), run_time=0.6)

    def race(self) -> None:
        """All lanes work at one speed, and what they have computed is lit."""
        lanes = self.side_by_side
        self.say("Every lane does as many multiply-adds a second.")
        self.arrange(
            facts=self.shared_facts(),
            **lanes.at("names", "costs"),
            tracks=Tracks(lanes),
            products=products(lanes, self.check_against_torch()).hide().reveal("heading"),
        )
        self.play(Race(lanes, self.actor, 9.0, self.actor("products")))
        self.say("Done first: {first}. Done last: {last}.", **lanes.finish())
        self.also(overview=self.overview(output=True))
        self.play(self.actor("products").animate.reveal("proof"), run_time=0.6)

    def who_sees_whom(self) -> None:
        """The wiring of every way, that of the separable one as a product; then what each costs."""
        who = self.who_sees
        first, *others = who.alone
        pictures, shares, table = who.pictures().hide().reveal(first), who.shares().hide(), who.table().hide()
        self.say("Who sees whom: channels down, outputs across.")
        self.arrange(facts=self.shared_facts(), pictures=pictures, shares=shares, table=table)
        self.reveal(pictures, *others, run_time=0.6, pause=0.3)
        self.say(who.moral)
        self.also()
        told = ("heading", *who.alone)
        self.play(shares.animate.reveal(*told), table.animate.reveal(*told), run_time=0.6)
        self.say(who.verdict, **who.separable())
        self.also()
        self.reveal(pictures, *who.product, run_time=0.6, pause=0.5)
        self.play(shares.animate.reveal(), table.animate.reveal(), run_time=0.6)
        self.also(highlight=who.highlight())
        self.rest(1.0)

    def loop(self) -> None:
        """All that was computed is gone, and all lanes work again, at one speed, until the last one is done."""
        lanes = self.side_by_side
        self.arrange(**lanes.at("names", "costs", lit=True), tracks=Tracks(lanes, finished(lanes)))
        self.arrange(1.0, **lanes.at("names", "costs"), tracks=Tracks(lanes))
        self.play(Race(lanes, self.actor, 6.8))
        self.rest(0.6)
