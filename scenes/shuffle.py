"""Channel shuffle: two grouped layers in a row never exchange channels, and with a shuffle between them they do."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from convanim.draw.phrase import numbered
from convanim.kernels import (
    Comparison,
    GroupedPair,
    Tensors,
    compare_separable,
    compare_shuffled,
    cost,
    shuffled_tensors,
)
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import Given
from convanim.motion.walk import Reading, even, pace
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.spec.crop import View
from convanim.tableaux.shuffle.lanes import ShuffleLanes
from convanim.tableaux.shuffle.prices import Prices
from convanim.tableaux.shuffle.wiring import WiringRow
from convanim.theme.ramp import Ramp
from convanim.trace import Trace


class Shuffle(ConvScene):
    """``layer`` is the first one; the second is a grouped 1x1 layer with as many groups, whose weights are drawn."""

    title = message("Shuffle the channels")
    lesson = "shuffle"
    aspects = tuple(ASPECTS)
    layer = default_layer("shuffle")
    beats = ("two_grouped_layers", "follow_one_cell_back", "deal_the_channels", "follow_again", "same_price")

    # The two layers, and the second one once more on shuffled channels.

    @cached_property
    def pair(self) -> GroupedPair:
        """Who sees whom, and what it costs."""
        return GroupedPair(self.layer)

    @cached_property
    def rows(self) -> tuple[Tensors, Tensors, Tensors]:
        """The first layer's tensors, the second one's, and its own on shuffled channels."""
        return shuffled_tensors(self.pair, self.values)

    @cached_property
    def tensors(self) -> Tensors:
        """The first layer's."""
        return self.rows[0]

    @cached_property
    def cast(self) -> Cast:
        """The first layer's cast."""
        return self.cast_of(self.trace, Names(output="middle"), filter_hues=self.pair_hues(False))

    @cached_property
    def straight(self) -> Cast:
        """The second layer's, on what the first one makes."""
        names = Names.staged("mixing", input="middle", output="straight_output")
        return self.cast_of(Trace(self.rows[1]), names, self._second_view, self.pair_hues(False))

    @cached_property
    def shuffled(self) -> Cast:
        """The second layer's, on shuffled channels."""
        names = Names.staged("shuffled_mixing", input="shuffled")
        return self.cast_of(Trace(self.rows[2]), names, self._second_view, self.pair_hues(True))

    @property
    def _second_view(self) -> View | None:
        """What the second layer shows of a crop."""
        return None if self.view is None else self.view.then_pointwise()

    def pair_hues(self, shuffled: bool) -> list[Ramp]:
        """What a channel that is made is coloured by: the one group that it has seen, or the whole."""
        theme = self.style.theme
        groups, whole = theme.ramps_of_groups(self.layer.groups), theme.ramp_of_whole()
        mixed = shuffled and self.pair.groups_seen > 1
        made = range(self.layer.out_channels)
        return [whole if mixed else groups[self.layer.group_of_filter(o)] for o in made]

    @cached_property
    def lanes(self) -> ShuffleLanes:
        """The tableau of both layers, a lane for each group."""
        return ShuffleLanes(self.pair, self.cast, self.straight, self.shuffled)

    @cached_property
    def wiring(self) -> WiringRow:
        """Who reads whom, in the ribbon."""
        return WiringRow(self.pair, Cast(self.trace, self.style, hues_by="group"), self.lanes.focus)

    @cached_property
    def prices(self) -> Prices:
        """The tableau that the film ends on."""
        return Prices(self.pair, Cast(self.trace, self.style, hues_by="group"))

    @cached_property
    def pictures(self) -> Overview:
        """The first layer reads the input, the second makes the output."""
        return Overview(self.cast, self.shuffled, self.lanes.grouping.channels, self.lanes.grouping.filters)

    @cached_property
    def counts(self) -> dict[str, Given]:
        """The first layer's counts, its first channel's number, and how many an output has seen after a shuffle."""
        return {**super().counts, "first_channel": 0, "seen_channels": self.pair.seen}

    def compared(self) -> Comparison:
        """How the output compares with that of torch's convolutions, and of its channel shuffle between them."""
        first, straight, shuffled = self.rows
        alike = compare_separable(first, straight)
        return compare_shuffled(first, shuffled) if alike.equal else alike

    def spent(self, *layers: Layer) -> CostMeter:
        """The meter with the layers shown so far, beside both without groups."""
        so_far = sum(cost(layer).multiply_adds for layer in layers)
        return self.meter(self.pair.cost, self.pair.standard_cost, so_far=so_far)

    def two_grouped_layers(self) -> None:
        """Two grouped layers in a row, each lane by itself."""
        lanes, first, second = self.lanes, *self.pair.layers
        facts = self.layer_facts()
        self.ask(
            "Two grouped layers: does channel {first_channel} ever meet channel {last_channel}?",
            facts=facts,
            **lanes.whole(),
        )
        start, *others = lanes.first_steps()
        read = partial(lanes.sums, Ribbon(self.cast), letter="m")
        self.say("First a grouped {kernel_rows}×{kernel_columns} layer: each group fills its own channels.")
        self.arrange(facts=facts, **lanes.first_at(start), meter=self.spent(), formula=read(start))
        self.walk(
            [start, *others],
            pace(len(others) + 1, 1, slow=1.0, rest=1.2),
            *lanes.first_followers(self.actor),
            Reading(self.actor("formula"), read),
            letters=("x", "m"),
            meter=self.spent(first),
        )
        start, *others = lanes.second_steps()
        read = partial(lanes.sums, Ribbon(self.straight), letter="y")
        self.say("Then a grouped {!1×1} layer.")
        self.arrange(facts=facts, **lanes.second_at(start), meter=self.spent(first), formula=read(start))
        self.walk(
            [start, *others],
            pace(len(others) + 1, 1, slow=1.0, rest=1.2),
            *lanes.second_followers(self.actor),
            Reading(self.actor("formula"), read),
            letters=("m", "y"),
            meter=self.spent(first, second),
        )
        self.rest(0.4)

    def follow_one_cell_back(self) -> None:
        """One output cell is followed back through both: it has seen its own group's channels alone."""
        lanes, step = self.lanes, self.lanes.chosen_step()
        wiring = self.wiring.sheet(False).hide()
        self.say(
            "Followed back, output {one} has seen only {channels_per_group:w} of {in_channels:w} channels.",
            one=numbered("channel", lanes.focus),
        )
        common: dict[str, Any] = {"facts": self.layer_facts(), "meter": self.spent(*self.pair.layers)}
        self.arrange(**common, **lanes.traced(step, 1), formula=wiring)
        for back in (2, 3):
            self.arrange(1.0, **common, **lanes.traced(step, back), formula=wiring)
        self.play(self.actor("formula").animate.reveal("heading", "first", "second"), run_time=0.5)
        self.reveal(self.actor("formula"), "product", "seen", run_time=0.5, pause=0.4)

    def deal_the_channels(self) -> None:
        """The channels between both layers are dealt like cards, and every lane gets some of each group."""
        lanes, wiring = self.lanes, self.wiring
        common: dict[str, Any] = {
            "facts": self.layer_facts(),
            "letters": lanes.letters(),
            "input": lanes.input().single_out(False).rim(()),
            "gaps": lanes.gaps(output=False),
            "meter": self.spent(*self.pair.layers),
            "formula": wiring.sheet(False).hide().reveal("heading", "first", "second", "recipe"),
        }
        self.say(self.pair.deal)
        self.arrange(0.8, **common, middle=lanes.at_home(), numbers=lanes.numbers(), labels=lanes.labels())
        self.deal(2.8, lag_ratio=0.45, ranks=lanes.turns_to_pack(), **common, middle=lanes.packed())
        self.also(0.4, numbers=lanes.pack_numbers())
        self.deal(1.5, lag_ratio=0.8, ranks=lanes.turns_to_lanes(), **common, middle=lanes.dealt())
        self.recast(middle=lanes.in_new_order())
        self.also(
            0.5,
            numbers=lanes.numbers(True),
            output=lanes.output(True).switch_off().unhue(),
            **lanes.signs(),
            formula=wiring.sheet(True).hide().reveal("heading", "first", "second", "recipe"),
        )

    def follow_again(self) -> None:
        """The second layer once more, and the same cell followed back."""
        lanes, step = self.lanes, self.lanes.chosen_step(True)
        first, second = self.pair.layers
        start, *others = lanes.second_steps(True)
        wiring = self.wiring.sheet(True).hide().reveal("heading", "first", "second")
        common: dict[str, Any] = {"facts": self.layer_facts(), "meter": self.spent(first, second)}
        self.say(self.pair.moral, one=numbered("channel", lanes.focus))
        self.arrange(**common, **lanes.second_at(start, True), formula=wiring)
        self.walk(
            [start, *others],
            pace(len(others) + 1, 0, rest=1.2),
            *lanes.second_followers(self.actor, True),
            letters=("s", "y"),
        )
        common["overview"] = self.overview(output=True)
        for back in (2, 3):
            self.arrange(1.0, **common, **lanes.traced(step, back, True), formula=wiring)
        self.reveal(self.actor("formula"), "product", "seen", run_time=0.5, pause=0.4)

    def same_price(self) -> None:
        """Who sees whom before and after, and what that costs."""
        self.check_against_torch()
        prices = self.prices
        wirings, words, bars = (
            prices.wirings().hide("after"),
            prices.words().hide("after", "same"),
            prices.bars().hide(),
        )
        self.say(self.pair.verdict)
        self.arrange(
            facts=self.layer_facts(),
            wirings=wirings,
            wires=prices.wires(),
            words=words,
            bars=bars,
            meter=self.spent(*self.pair.layers),
        )
        self.play(wirings.animate.reveal("after"), words.animate.reveal("after", "same"), run_time=0.8)
        self.play(bars.animate.reveal("heading", "grouped"), run_time=0.4)
        self.reveal(bars, "mixed", "standard", run_time=0.4, pause=0.3)

    def loop(self) -> None:
        """The channels between both layers are dealt, the second layer reads some of each group, and all go back."""
        lanes = self.lanes
        dealing: dict[str, Any] = {
            "letters": lanes.letters(),
            "input": lanes.input(),
            "gaps": lanes.gaps(output=False),
            "labels": lanes.labels(),
        }
        start, *others = lanes.second_steps(True)
        self.arrange(**lanes.whole(), numbers=lanes.numbers())
        self.deal(2.0, lag_ratio=0.45, ranks=lanes.turns_to_pack(), **dealing, middle=lanes.packed())
        self.deal(1.2, lag_ratio=0.8, ranks=lanes.turns_to_lanes(), **dealing, middle=lanes.dealt())
        self.recast(middle=lanes.in_new_order())
        self.arrange(0.5, **{**lanes.second_at(start, True), "input": lanes.input()})
        self.walk([start, *others], even(len(others) + 1, 1.8), *lanes.second_followers(self.actor, True))
        self.rest(0.6)
        self.recast(middle=lanes.dealt())
        self.deal(1.2, lag_ratio=0.8, ranks=lanes.turns_from_lanes(), **dealing, middle=lanes.packed())
        self.deal(1.5, lag_ratio=0.45, ranks=lanes.turns_from_pack(), **dealing, middle=lanes.at_home())
        self.arrange(0.6, **lanes.whole(), numbers=lanes.numbers())
