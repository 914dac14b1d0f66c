"""The standard convolution: every filter reads every channel at every place, and that is its bill."""

from __future__ import annotations

from functools import cached_property

from convanim.draw.drawn import Drawn
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.counts import facts_of
from convanim.motion.walk import Reading, even, pace
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.standard.bill import Bill
from convanim.tableaux.standard.marks import Marks
from convanim.tableaux.standard.one_number import OneNumber
from convanim.tableaux.standard.passes import Passes
from convanim.tableaux.standard.tally import Tally


class Standard(ConvScene):
    """One number, one channel, all channels, and what they cost: the bill that all that follows is compared with."""

    title = message("Standard convolution")
    lesson = "standard"
    aspects = tuple(ASPECTS)
    layer = default_layer("standard")
    beats = ("window_through_all_channels", "fill_one_channel", "one_pass_for_every_filter", "add_up_the_bill")

    chapters = {
        "window_through_all_channels": message(
            "{in_channels?Window on one channel|=2 Window through both channels|Window through all channels}"
        ),
        "one_pass_for_every_filter": message("{out_channels?One filter, one pass|One pass for every filter}"),
        "all_at_once": message("All at once"),
    }

    @cached_property
    def passes(self) -> Passes:
        """The tableau: input, filters and output."""
        return Passes(self.cast)

    @cached_property
    def number(self) -> OneNumber:
        """How one number of the output comes about, and its ribbon."""
        return OneNumber(self.passes)

    @cached_property
    def tally(self) -> Tally:
        """What one filter after the other costs, in the ribbon."""
        return Tally(self.cast, self.passes.filters)

    @cached_property
    def bill(self) -> Bill:
        """What all of it costs, factor by factor."""
        return Bill(self.passes)

    def shapes(self) -> Drawn:
        """The layer in short, for the top right: without groups, which nothing is said of yet."""
        return self.facts(*facts_of(self.layer)[1:])

    def window_through_all_channels(self) -> None:
        """At one place: as many products as a filter has weights, a partial sum from every channel, one number."""
        passes, step, facts = self.passes, self.passes.steps[0], self.shapes()
        self.ask(
            "{in_channels}×{rows}×{columns} in, {out_channels}×{out_rows}×{out_columns} out: {multiply_adds} "
            "{multiply_adds?multiply-add. Could it be less?|multiply-adds. How few would do?}",
            facts=facts,
            **passes.outlook(),
            meter=self.meter_of(self.layer, cells=0),
        )
        self.say(
            "One number first: a window through {in_channels?the one channel|=2 both channels|all {in_channels:w} "
            "channels}, {weights_per_filter} {weights_per_filter?product|products}, one sum."
        )
        self.arrange(
            1.2,
            facts=facts,
            **{**passes.tableau(passes.close, (passes.focus,), ()), "input": passes.reading(passes.close, step)},
            **passes.close_frames(step),
            meter=self.meter_of(self.layer, cells=0),
            formula=self.number.formula(step).hide(),
        )
        for seconds, actors in self.number.part_by_part(step):
            self.also(seconds, **actors)
        made, meter = passes.begun(passes.close, step), self.meter_of(self.layer, cells=1)
        self.also(0.6, output=made, formula=self.number.formula(step), meter=meter)
        self.mark(step)

    def fill_one_channel(self) -> None:
        """The filter goes to every place, and fills one channel of the output."""
        passes, (first, *others) = self.passes, self.passes.steps
        self.say(
            "{out_pixels?One place is all there is: one number fills|=2 The same filter at both places fills|The same "
            "filter at all {out_pixels} places fills} {out_channels?the output|one channel of the output}."
        )
        self.arrange(
            facts=self.shapes(),
            **{
                **passes.tableau(passes.close, (passes.focus,), ()),
                "input": passes.reading(passes.close, first),
                "output": passes.begun(passes.close, first),
            },
            **passes.close_frames(first),
            meter=self.meter_of(self.layer, cells=1),
            formula=self.number.formula(first),
        )
        self.walk(
            others,
            pace(len(others), 2, slow=0.95, rest=2.2),
            *passes.close_followers(self.actor, first),
            Reading(self.actor("formula"), self.number.formula),
            start=first,
            meter=self.meter_of(self.layer, cells=self.tally.cells(passes.focus)),
        )

    def one_pass_for_every_filter(self) -> None:
        """Every further filter goes over the whole input again, and fills a channel of its own."""
        passes, tally, facts = self.passes, self.tally, self.shapes()
        self.say(
            "{out_channels?One filter, one output channel: a single pass over the input is all.|{out_channels:W} "
            "filters, {out_channels:w} output channels: each is one more pass over the whole input.}"
        )
        self.arrange(
            1.2,
            facts=facts,
            **passes.one_filter_through(),
            meter=self.meter_of(self.layer, cells=tally.cells(passes.focus)),
            formula=tally.after(passes.focus),
        )
        for one in passes.passes(5.0, first=1.2):
            self.also(one.settling, **passes.at_work(one.steps[0]), formula=tally.after(one.before))
            self.walk(
                one.steps,
                one.durations,
                *passes.followers(self.actor, passes.wide),
                meter=self.meter_of(self.layer, cells=tally.cells(one.filter)),
            )
        self.also(formula=tally.after(passes.filters.indices[-1]), overview=self.overview(output=True))

    def add_up_the_bill(self) -> None:
        """Filters, channels, cells and places, each beside what it stands for: their product is the bill."""
        passes, bill = self.passes, self.bill
        every = passes.filters.indices
        self.say(
            "{out_channels?The one filter|Every filter} reads {in_channels?the one channel|=2 both channels|every "
            "channel} at {out_pixels?the one place|every place}."
        )
        self.arrange(
            1.2,
            facts=self.shapes(),
            **passes.tableau(passes.beside_bill, every, every),
            marks=Marks(passes).sheet().hide(),
            bill=bill.sheet().hide(),
            overview=self.overview(output=True),
            meter=self.meter_of(self.layer),
            formula=self.tally.after(every[-1]),
        )
        bill_, marks = self.actor("bill"), self.actor("marks")
        for part in bill.factors:
            self.play(bill_.animate.reveal(part), marks.animate.reveal(part), run_time=0.5)
            self.rest(0.45)
            self.reveal(bill_, *bill.sums_after(part), pause=0.3)
        self.say("{multiply_adds} {multiply_adds?multiply-add|multiply-adds}: this is the bill to beat.")
        self.also(formula=self.proof())

    def all_at_once(self) -> None:
        """All of the work before anything is explained, as a longer film may open: the meter runs as filters go by."""
        passes = self.passes
        every = passes.filters.indices
        self.arrange(
            facts=self.shapes(),
            **passes.all_filters(passes.wide, every, ()),
            meter=self.meter_of(self.layer, cells=0),
        )
        begun, meter = passes.steps_of(every[0]), self.meter_of(self.layer, cells=self.tally.cells(every[0]))
        self.also(0.3, **passes.at_work(begun[0]))
        self.walk(begun, even(len(begun), 0.9), *passes.followers(self.actor, passes.wide), meter=meter)
        for one in passes.passes(3.2, first=0.7):
            self.also(one.settling, **passes.at_work(one.steps[0]))
            self.walk(
                one.steps,
                one.durations,
                *passes.followers(self.actor, passes.wide),
                meter=self.meter_of(self.layer, cells=self.tally.cells(one.filter)),
            )
        self.ask(
            "{multiply_adds} {multiply_adds?multiply-add|multiply-adds} for {out_cells} {out_cells?number|numbers}.",
            **self.actors,
        )

    def loop(self) -> None:
        """One filter after the other goes over the whole input, and fills a channel of its own."""
        passes = self.passes
        first, *_ = steps = passes.steps
        opening = {**passes.all_filters(passes.wide, (), ()), **passes.at_work(first)}
        self.arrange(**opening)
        self.walk(steps, even(len(steps), 2.2), *passes.followers(self.actor, passes.wide))
        for one in passes.passes(3.0, first=0.8):
            self.also(one.settling, **passes.at_work(one.steps[0]))
            self.walk(one.steps, one.durations, *passes.followers(self.actor, passes.wide))
        self.rest(0.6)
        self.arrange(1.0, **{**passes.all_filters(passes.wide, (), ()), **passes.at_work(first)})
