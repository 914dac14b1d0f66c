"""Twice the features: why that is four times the work, and how groups of a fixed width make it twice."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from convanim.kernels import cost
from convanim.kernels.demand import Way
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast
from convanim.mobjects.cost_meter import CostMeter
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.demand.closing import Closing
from convanim.tableaux.demand.series import series
from convanim.tableaux.demand.squares import Squares, name_of
from convanim.tableaux.demand.ways import Ways, grid_of


class Demand(ConvScene):
    """The work of a layer as an area: its channels along one side, its filters along the other."""

    title = message("Twice the features")
    lesson = "demand"
    aspects = tuple(ASPECTS)
    layer = default_layer("demand")
    beats = ("one_square", "twice_the_features", "twice_again", "groups_of_fixed_width")

    @cached_property
    def squares(self) -> Squares:
        """The tableau of tensors beside the squares that stand for them."""
        return Squares(self.cast)

    # Where no tensors are shown, pictures of their whole channels need no room.

    @cached_property
    def doubled(self) -> Squares:
        """The same without tensors."""
        return Squares(Cast(self.trace, self.style))

    @cached_property
    def ways(self) -> Ways:
        """The tableau of all ways to have more features."""
        return Ways(Cast(self.trace, self.style))

    @cached_property
    def closing(self) -> Closing:
        """The tableau that the film ends on."""
        return Closing(Cast(self.trace, self.style))

    def beside_twice(self, layer: Layer) -> CostMeter:
        """The meter: a layer beside the one of twice the features."""
        return self.meter(cost(layer), cost(self.doubled.demand.twice), "")

    def one_square(self) -> None:
        """One filter on one channel is one square; a filter is a row of them, and all filters are the whole grid."""
        squares, layer, focus = self.squares, self.layer, name_of(self.squares.focus)
        around: dict[str, Any] = {"facts": self.layer_facts(), "meter": self.beside_twice(layer)}
        self.ask("Twice the features: how much more work?", **around, **squares.opening())
        self.say("One filter reads one channel, at {out_pixels} {out_pixels?place|places}: one square.")
        self.arrange(1.0, **around, **squares.one_pair(), formula=squares.one_square())
        self.walk(squares.steps(), squares.durations(), *squares.followers(self.actor), letters=None, written=False)
        self.say("A whole filter: a row of {in_channels:w} {in_channels?square|squares}.")
        around["formula"] = self.actor("formula")
        self.arrange(1.8, **around, **squares.unfolded())
        around |= {"input": self.actor("input"), "gaps": squares.gaps(), "sides": squares.sides(layer).hide("filters")}
        self.arrange(0.8, **around, **{focus: self.actor(focus)}, grid=squares.row())
        self.say("{out_channels:W} {out_channels?filter|filters}: {out_channels:w} {out_channels?row|rows}.")
        around |= {"sides": squares.sides(layer), "formula": squares.all_squares(layer)}
        self.arrange(1.6, **around, grid=squares.grid(layer))

    def twice_the_features(self) -> None:
        """Twice the channels stretch every row, twice the filters add as many rows again: four times the squares."""
        demand = self.doubled.demand
        self.stand(self.layer, 1.0)
        self.say("Twice the channels: {out_channels?the|every} filter is twice as deep.")
        self.stand(demand.deeper, 1.6)
        self.say("Twice the filters as well: four times the work.")
        self.stand(demand.twice, 1.6)

    def stand(self, layer: Layer, run_time: float) -> None:
        """All squares of a layer, in a size in which those of twice the features have room."""
        squares = self.doubled
        self.arrange(
            run_time,
            facts=self.layer_facts(layer),
            grid=squares.grid(layer, squares.demand.twice).in_tiles(),
            sides=squares.sides(layer),
            came_to=squares.came_to(layer),
            formula=squares.all_squares(layer),
            meter=self.beside_twice(layer),
        )

    def twice_again(self) -> None:
        """Doubled again and again: the curves of what it costs without groups, and in several kinds of groups."""
        ways, demand = self.ways, self.ways.demand
        whole, *grouped = demand.ways
        self.say(ways.sentence(whole))
        self.arrange(
            1.2,
            facts=self.facts("{kernel_rows}×{kernel_columns}", message("out {out_rows}×{out_columns}")),
            grid=ways.grid(whole, 1),
            names=ways.names().hide().reveal(whole.key),
            curves=ways.curves().hide_curves().reached(whole, 1),
            formula=series(demand, demand.ways, self.style).hide().reveal("heading", whole.key),
        )
        self.grow(whole, 2.0)
        for way in grouped:
            self.compare(way)

    def compare(self, way: Way) -> None:
        """One more way beside the others: its narrowest layer, and then all of its curve."""
        ways = self.ways
        if sentence := ways.sentence(way):
            self.say(sentence, **ways.counts(way))
        curves, names, formula = (self.actor(name).copy() for name in ("curves", "names", "formula"))
        self.also(
            0.5,
            **{grid_of(way): ways.grid(way, 0)},
            names=names.reveal(way.key),
            curves=curves.reached(way, 0),
            formula=formula.reveal(way.key),
        )
        self.grow(way, 1.4)

    def grow(self, way: Way, run_time: float) -> None:
        """A way's grid and its curve, as far as its layers go."""
        self.also(run_time, **{grid_of(way): self.ways.grid(way)}, curves=self.actor("curves").copy().reached(way))

    def groups_of_fixed_width(self) -> None:
        """All doublings one within the other: the whole square, and the band that groups of a fixed width are."""
        closing = self.closing
        whole, band = closing.ways
        self.say("Groups of fixed width: twice the features, twice the work.")
        self.arrange(
            1.6,
            facts=self.layer_facts(closing.twice),
            grid=closing.grid(whole),
            band=closing.grid(band),
            words=closing.words(),
            formula=series(closing.demand, closing.ways, self.style),
            meter=self.beside_twice(closing.twice),
        )

    def loop(self) -> None:
        """Twice the channels, twice the filters: four times the squares, of which two groups leave half."""
        squares, demand = self.doubled, self.doubled.demand
        self.arrange(**squares.counted(self.layer))
        for layer in (demand.deeper, demand.twice):
            self.arrange(1.5, **squares.counted(layer))
            self.rest(0.7)
        self.recast(grid=squares.counted(demand.in_two)["grid"].as_if_whole())
        self.arrange(1.5, **squares.counted(demand.in_two))
        self.rest(1.1)
        self.arrange(1.6, **squares.counted(self.layer))
