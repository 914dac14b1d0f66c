"""Pooling: of each window the largest number stays, or the mean; it has no weights, and channels never mix."""

from __future__ import annotations

from functools import cached_property

from convanim.draw.drawn import Drawn
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, compare_pooled, pooled_calls
from convanim.language.tongue import message
from convanim.lessons import default_layer, lesson_of
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.motion.walk import even
from convanim.ribbon.proof import proof_sheet
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.pooling.pools import Pools
from convanim.tableaux.pooling.told import AVERAGE, LARGEST, WAYS
from convanim.trace import Pooled
from convanim.trace.pooled import Way


class Pooling(ConvScene):
    """A window goes over a channel: its largest number stays, then the mean; and what of the input that leaves."""

    title = message("Pooling")
    lesson = "pooling"
    aspects = tuple(ASPECTS)
    layer = default_layer("pooling")
    beats: tuple[str, ...] = (
        "one_window",
        "walk_on",
        "take_the_mean",
        "what_is_left",
        "every_channel_by_itself",
        "beside_torch",
    )

    @classmethod
    def fit_beats(cls) -> None:
        """A single window goes nowhere."""
        if cls.layer.output_size == (1, 1):
            cls.beats = tuple(beat for beat in cls.beats if beat != "walk_on")

    @cached_property
    def pools(self) -> Pools:
        """The tableau: a channel, its windows, and what either way makes of them."""
        return Pools([self.pooled(way) for way in WAYS])

    def pooled(self, way: Way) -> Cast:
        """The cast of what one way makes."""
        return self.cast_of(Pooled(self.tensors, way), Names(output=way))

    @cached_property
    def pictures(self) -> Overview:
        """The overview has the largest numbers beside the input."""
        return Overview(self.cast, self.pools.casts[LARGEST])

    def nothing_learned(self) -> CostMeter:
        """The meter: what pooling costs beside a convolution that makes as much."""
        own, full = lesson_of(self.lesson).compared(self.layer)
        return self.meter(own, full, message("nothing to learn"))

    def facts_of_pooling(self) -> Drawn:
        """The layer in short."""
        return self.facts(*self.pools.facts)

    def compared(self) -> Comparison:
        """How both outputs compare with those of torch's own poolings."""
        return compare_pooled(self.layer, self.tensors.input)

    def proof(self) -> Sheet:
        """How closely both outputs agree with torch's."""
        calls = pooled_calls(self.layer)
        return proof_sheet(self.check_against_torch(), self.layer, self.values.module, self.style, calls, calls="each")

    def one_window(self) -> None:
        """Of the numbers in a window the largest stays."""
        pools = self.pools
        around = {"facts": self.facts_of_pooling()}
        self.ask("A window without weights: what can it say?", **around, **pools.pair(LARGEST, made=False))
        self.say("The largest number in the window stays.")
        around["meter"] = self.nothing_learned()
        self.arrange(0.9, **around, **pools.pair(LARGEST, made=False), formula=pools.formula(LARGEST).hide())
        self.tell(self.actor("formula"), 1.5)
        self.arrange(0.7, **around, **pools.pair(LARGEST), formula=self.actor("formula"))
        if pools.is_padded:
            self.say("Padding is never the largest: here it is minus infinity.")
            self.also()

    def walk_on(self) -> None:
        """The window goes on, and the output fills."""
        pools = self.pools
        self.say(pools.how_they_stand, **pools.counts)
        self.arrange(
            0.6,
            facts=self.facts_of_pooling(),
            **pools.pair(LARGEST),
            formula=pools.formula(LARGEST),
            meter=self.nothing_learned(),
        )
        self.go_on(LARGEST)

    def go_on(self, which: int) -> None:
        """The window goes to all its places but the first, where it stands."""
        pools = self.pools
        first, *others = pools.steps(which)
        self.walk(
            others,
            pools.durations(which),
            *pools.followers_in_pair(self.actor, which),
            pools.reading_in_pair(self.actor, which),
            start=first,
            letters=None,
        )

    def take_the_mean(self) -> None:
        """The same windows, and the mean of what they hold; a filter of equal weights would make it."""
        pools = self.pools
        around = {"facts": self.facts_of_pooling(), "meter": self.nothing_learned()}
        self.say("The same windows, another answer: the mean.")
        self.arrange(0.9, **around, **pools.pair(AVERAGE, made=False), formula=pools.formula(AVERAGE).hide())
        self.tell(self.actor("formula"), 1.5)
        if pools.is_padded:
            self.say("To the mean, padding counts as zeros: {!count_include_pad=True}, torch’s default.")
        self.arrange(0.6, **around, **pools.pair(AVERAGE), formula=self.actor("formula"))
        self.go_on(AVERAGE)
        self.say("As a depthwise filter of equal weights does: fixed, not learned.")
        self.arrange(1.2, **around, **pools.with_filter(), formula=self.actor("formula"))

    def what_is_left(self) -> None:
        """Of the input, the numbers that leave a trace in either output stay lit."""
        pools = self.pools
        told = pools.left_out().hide()
        around = {"facts": self.facts_of_pooling(), "meter": self.nothing_learned()}
        self.say(
            "Max pooling: {lost} of {in_pixels} numbers {lost?leaves|leave} no trace.",
            lost=pools.lost["largest"],
            **pools.counts,
        )
        self.arrange(1.0, **around, **pools.left(), labels=pools.left_sizes(), told=told)
        self.reveal(told, "heading", "largest", run_time=0.4, pause=0.4)
        self.say(pools.shares, **pools.counts)
        self.also()
        self.reveal(told, "average", run_time=0.4, pause=0.4)

    def every_channel_by_itself(self) -> None:
        """All channels at once, none of which mixes with another; and what a convolution would take."""
        pools = self.pools
        bill = pools.formulas.bill().hide("largest", "average")
        around = {"facts": self.facts_of_pooling(), "meter": self.nothing_learned()}
        self.say(pools.apart)
        self.arrange(1.0, **around, **pools.all_channels(), bill=bill)
        self.walk(
            pools.steps(),
            pools.durations_of_all(),
            *pools.followers_of_all(self.actor),
            letters=None,
        )
        self.say("Nothing to learn: it compares, or adds up.")
        self.arrange(0.8, **around, **pools.all_pooled(), bill=bill)
        self.reveal(bill, "largest", "average", run_time=0.4, pause=0.4)

    def beside_torch(self) -> None:
        """Both outputs side by side, and torch's."""
        pools = self.pools
        self.say("Both are torch’s, number for number.")
        self.arrange(
            1.2,
            facts=self.facts_of_pooling(),
            **pools.results(),
            overview=self.overview(output=True),
            proof=self.proof(),
            meter=self.nothing_learned(),
        )

    def loop(self) -> None:
        """The window goes over a channel, and the largest number of each place fills the output."""
        pools = self.pools
        first, *others = pools.steps()
        self.arrange(**pools.pair(LARGEST))
        self.walk(
            others,
            even(len(others), min(7.2, 0.6 * len(others))),
            *pools.followers_in_pair(self.actor, LARGEST),
            start=first,
            letters=None,
        )
        self.rest(0.8)
        self.arrange(1.2, **pools.pair(LARGEST))
