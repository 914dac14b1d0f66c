"""A whole network: where its work and its parameters are, and what standard convolutions would cost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from manim import linear

from convanim.draw.drawn import Drawn
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.counts import Given
from convanim.networks.figures import Figures
from convanim.scene import ConvScene
from convanim.sources.networks import shown_network
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.network import sayings
from convanim.tableaux.network.chart import StageChart
from convanim.tableaux.network.legend import legend
from convanim.tableaux.network.opening import opening
from convanim.tableaux.network.places import beside_ratio
from convanim.tableaux.network.totals import layers, ratio, totals

GROWING = 3.0
"""Seconds in which the bars of all stages grow."""


class Efficientnet(ConvScene):
    """``network`` is a published one, by its name in ``convanim.networks``, or one's own: FILE.py:Net, or a module.

    The last two beats are left out of one that has no other than standard convolutions.
    """

    title = message("A network, stage by stage")
    lesson = "efficientnet"
    aspects = tuple(ASPECTS)
    layer = default_layer("efficientnet")
    network: Any = "efficientnet_b0"
    """Which one it is about."""
    input_size: tuple[int, ...] | None = None
    """What it reads, (C, H, W); None is a picture of 224x224."""
    comparing: ClassVar[tuple[str, ...]] = ("standard_in_place", "what_it_saves")
    """The beats about standard convolutions in place of others."""
    beats: tuple[str, ...] = ("layer_after_layer", "stage_by_stage", "kind_by_kind", *comparing)

    @classmethod
    def fit_beats(cls) -> None:
        """Count a network of one's own, and leave out what compares, where there is nothing to compare with."""
        found = shown_network(cls.network, cls.input_size)
        if not found.network.source:
            cls.network, cls.input_size = found.network, found.input
        if not Figures(found.network).saves:
            cls.beats = tuple(beat for beat in cls.beats if beat not in cls.comparing)

    @cached_property
    def figures(self) -> Figures:
        """What the network costs, and what it would with standard convolutions."""
        return Figures(shown_network(self.network, self.input_size).network)

    @cached_property
    def counts(self) -> Mapping[str, Given]:
        """The network's counts, and its name."""
        return {
            **self.figures.counts,
            "network": sayings.brief(self.figures.network.title),
            "stage": sayings.brief(self.figures.fullest.name),
        }

    @property
    def subject(self) -> str:
        """What the counts are of: the network."""
        return self.figures.tag

    def network_facts(self) -> Drawn:
        """The network in short, for the top right."""
        return self.facts("{network}")

    def layer_after_layer(self) -> None:
        """What each stage makes, and of how many layers of which kinds it consists."""
        figures, names = self.figures, StageChart(self.figures, self.style).named()
        picture = opening(figures, self.style)
        self.ask(
            sayings.question(figures),
            facts=self.network_facts(),
            chart=names,
            picture=picture,
        )
        self.say(sayings.shapes(figures))
        self.arrange(facts=self.network_facts(), chart=names, picture=picture, layers=layers(figures, self.style))

    def stage_by_stage(self) -> None:
        """The multiply-adds of each stage upwards, its parameters downwards: they are not at the same place."""
        chart = StageChart(self.figures, self.style)
        costs = totals(self.figures, self.style).hide("kinds", "shares", "full")
        self.say(sayings.bars(self.figures))
        self.arrange(facts=self.network_facts(), chart=chart, costs=costs)
        every = len(self.figures.stages)
        for stages in range(1, every + 1):
            self.play(self.actor("chart").animate.grow(stages), run_time=GROWING / every)
        if said := sayings.fullest(self.figures):
            self.say(said)
            self.also()
            self.play(self.actor("chart").animate.light(self.figures.lit), run_time=0.8)

    def kind_by_kind(self) -> None:
        """Every bar parts into kinds of layers: nearly all of it is pointwise."""
        chart = StageChart(self.figures, self.style).grow(len(self.figures.stages))
        costs = totals(self.figures, self.style).hide("kinds", "shares", "full")
        self.say(sayings.kinds(self.figures))
        self.arrange(facts=self.network_facts(), chart=chart, costs=costs)
        self.play(self.actor("chart").animate.part(), run_time=1.2)
        self.play(self.actor("costs").animate.reveal("kinds", "shares"), run_time=0.8)

    def standard_in_place(self) -> None:
        """Standard convolutions grow beside the bars, and all else shrinks to make room for them."""
        chart = StageChart(self.figures, self.style).grow(len(self.figures.stages)).part()
        costs = totals(self.figures, self.style).hide("full")
        self.say(sayings.replaced(self.figures))
        self.arrange(facts=self.network_facts(), chart=chart, costs=costs)
        self.play(self.actor("chart").animate.replaced(), run_time=4.0, rate_func=linear)
        self.play(self.actor("costs").animate.hide("plain", "kinds").reveal("full"), run_time=0.8)

    def what_it_saves(self) -> None:
        """Both to one scale, and how many times less the network needs."""
        figures = self.figures
        chart = StageChart(figures, self.style).grow(len(figures.stages)).part().replaced()
        self.say(sayings.end(figures))
        self.arrange(
            1.2,
            facts=self.network_facts(),
            chart=chart.within(beside_ratio(figures, self.style)),
            costs=totals(figures, self.style).hide("plain", "kinds"),
            ratio=ratio(figures, self.style),
        )

    def loop(self) -> None:
        """The bars part into kinds, standard convolutions outgrow them, and all shrinks back."""
        figures = self.figures
        chart, named = StageChart(figures, self.style).grow(len(figures.stages)), legend(figures, self.style)
        self.arrange(chart=chart.copy(), legend=named.copy().hide())
        self.play(self.actor("chart").animate.part(), self.actor("legend").animate.reveal("kinds"), run_time=1.2)
        self.rest(0.6)
        self.play(
            self.actor("chart").animate.replaced(),
            self.actor("legend").animate.reveal("standard"),
            run_time=3.0,
            rate_func=linear,
        )
        self.rest(1.4)
        self.arrange(1.6, chart=chart.copy().part(), legend=named.copy().hide("standard"))
        self.arrange(0.8, chart=chart.copy(), legend=named.copy().hide())
