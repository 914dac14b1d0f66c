"""Depthwise-separable convolution: space first, channels after, and what that saves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from manim import linear

from convanim.draw.drawn import Drawn
from convanim.draw.phrase import Phrase, listed
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, Tensors, compare_separable, cost, make_tensors, separable_tensors
from convanim.kernels.between import BENT, compare_bent
from convanim.kernels.saving import Saving
from convanim.language.tongue import Count, message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import counts_of, facts_of
from convanim.motion.walk import Reading, even, pace
from convanim.ribbon.costs import pixel_costs, saving_ribbon, whole_costs
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from convanim.spec.between import NOTHING, Between
from convanim.tableaux.closing.before_after import BeforeAfter, Way
from convanim.tableaux.own_block.bending import Bending
from convanim.tableaux.separable.bars import CostBars
from convanim.tableaux.separable.chart import Chart, axis_fact
from convanim.tableaux.separable.comparisons import comparisons
from convanim.tableaux.separable.lanes import Lanes
from convanim.tableaux.separable.pipeline import Pipeline
from convanim.tableaux.separable.station import Station
from convanim.theme.ramp import Ramp
from convanim.trace import Step, Trace


class Separable(ConvScene):
    """``layer`` is the standard convolution that is replaced."""

    title = message("Depthwise-separable convolution")
    lesson = "separable"
    aspects = tuple(ASPECTS)
    layer = default_layer("separable")
    mixing: Values | None = None
    """The pointwise weight and bias; None draws them. ``values`` gives the input and the depthwise ones."""
    between: Between = NOTHING
    """Norms and activations between both halves, of a module of one's own."""
    beats = ("follow_one_cell_back", "beside_the_standard", "true_costs", "towards_nine", "space_then_channels")

    chapters = {"towards_nine": message("{kernel_cells?Nothing to save|Towards {kernel_cells:w}}")}

    # The layer's two halves, and the standard layer on the same input.

    @cached_property
    def halves(self) -> tuple[Tensors, Tensors]:
        """The depthwise and the pointwise tensors."""
        return separable_tensors(self.layer, self.values, self.mixing, self.between.nodes)

    @cached_property
    def tensors(self) -> Tensors:
        """The standard layer's tensors, its weights drawn, on the input of the separable one."""
        drawn = Values(self.values.kind, self.values.seed, input=self.halves[0].input)
        return make_tensors(self.layer, drawn)

    @cached_property
    def cast(self) -> Cast:
        """The standard layer's cast."""
        return self.cast_of(self.trace, Names.staged("standard", output="standard_output"))

    @cached_property
    def depthwise(self) -> Cast:
        """The first half's cast."""
        return self.cast_of(Trace(self.halves[0]), Names(output="middle"))

    @cached_property
    def pointwise(self) -> Cast:
        """The second half's cast."""
        view = None if self.view is None else self.view.then_pointwise()
        read = BENT if self.between.nodes else "middle"
        return self.cast_of(Trace(self.halves[1]), Names.staged("pointwise", input=read), view)

    @cached_property
    def pictures(self) -> Overview:
        """The first half reads the input, the second makes the output."""
        return Overview(self.depthwise, self.pointwise)

    @cached_property
    def pipeline(self) -> Pipeline:
        """The tableau of both halves."""
        return Pipeline(self.depthwise, self.pointwise, listed(self.station.titles))

    @cached_property
    def station(self) -> Station:
        """What stands between both halves."""

        def cast(trace: Trace, names: Names, read: Sequence[Ramp], made: Sequence[Ramp]) -> Cast:
            hues = self.depthwise.channel_ramps(range(self.layer.in_channels))
            return self.cast_of(trace, names, filter_hues=hues, channel_hues=hues)

        return Station(self.between, self.halves[0], self.depthwise, cast)

    @property
    def letters(self) -> tuple[str, str]:
        """What the middle is called where it is made, and where it is read."""
        return "m", "b" if self.between.nodes else "m"

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """What stands between both halves, as plain data."""
        return {"between": cls.between.plain} if cls.between else {}

    @cached_property
    def lanes(self) -> Lanes:
        """The tableau of the standard layer beside them."""
        return Lanes(self.cast, self.depthwise, self.pointwise)

    @cached_property
    def saving(self) -> Saving:
        """What both ways cost."""
        return Saving(self.layer)

    @cached_property
    def before_and_after(self) -> BeforeAfter:
        """The tableau that the film ends on."""
        before = Way(message("standard"), (self.cast,), channels_apart=True)
        return BeforeAfter(before, Way(message("separable"), (self.depthwise, self.pointwise), channels_apart=True))

    @cached_property
    def counts(self) -> dict[str, Count]:
        """The standard layer's counts, the second half's groups, and how many times fewer multiply-adds both need."""
        groups = self.halves[1].layer.groups
        own: dict[str, Count] = {
            "separable_multiply_adds": self.saving.separable,
            "separable_times_fewer": self.saving.ratio,
        }
        return {**counts_of(self.layer), "pointwise_groups": groups, **own}

    def needle_ribbon(self, step: Step) -> Sheet:
        """A pointwise step's numbers; what it reads is the middle block."""
        rows = message("middle"), message("{n?weight|weights}"), message("{n?product|products}")
        return Ribbon(self.pointwise).needle(step, rows, shown=self.pipeline.channels.indices)

    def two_facts(self) -> Drawn:
        """Both halves in short, for the top right."""
        return self.facts("groups {in_channels}, then {pointwise_groups}", *facts_of(self.layer)[1:])

    def compared(self) -> Comparison:
        """How the output compares with that of torch's two calls."""
        first, second = self.halves
        return (
            compare_bent(first, self.between.nodes, second) if self.between.nodes else compare_separable(first, second)
        )

    def totals(self) -> Sheet:
        """What the whole output costs either way, and that it is torch's."""
        return whole_costs(self.saving, self.check_against_torch(), self.values.module, self.style, self.between)

    def spent(self, *halves: Tensors, verdict: str = "") -> CostMeter:
        """The meter with the halves shown so far, beside the standard layer."""
        first, second = (cost(half.layer) for half in self.halves)
        so_far = sum(cost(half.layer).multiply_adds for half in halves)
        return self.meter(first + second, cost(self.layer), verdict, so_far=so_far)

    def follow_one_cell_back(self) -> None:
        """Data flows forward through both halves; then one output cell is followed back to all that it has seen."""
        self.ask(self.saving.question, facts=self.two_facts(), **self.pipeline.whole())
        self.depthwise_fills_the_middle()
        if self.between:
            self.bend_the_middle()
        self.pointwise_fills_the_output()
        self.trace_one_cell_back()

    def depthwise_fills_the_middle(self) -> None:
        """Each channel is filtered on its own: one pixel number by number, then all of them."""
        line = self.pipeline
        (first, *others), read = line.depthwise_steps(), partial(Ribbon(self.depthwise).window, letter="m")
        self.say("First depthwise: {in_channels?the one channel|each channel} is filtered on its own.")
        self.arrange(facts=self.two_facts(), **line.depthwise_at(first), formula=read(first).hide(), meter=self.spent())
        self.tell(self.actor("formula"), 1.8)
        self.also(middle=line.middle_at(first))
        self.mark(first, ("x", "m"))
        self.walk(
            others,
            pace(len(others), 0, rest=1.2),
            *line.depthwise_followers(self.actor),
            Reading(self.actor("formula"), read),
            start=first,
            letters=("x", "m"),
            meter=self.spent(self.halves[0]),
        )
        self.rest(0.5)

    def bend_the_middle(self) -> None:
        """A norm scales and shifts each channel, an activation bends every number; what is folded is no step now."""
        folded = listed(self.between.folded)
        if not self.between.nodes:
            self.say("{folded} is folded into the depthwise weights and bias: nothing is left between.", folded=folded)
            return
        bent = self.station.bending
        if self.between.folded:
            template = message(
                "{folded} is folded into the depthwise weights and bias; {activation} cannot be: it bends every number."
            )
            self.say(template, folded=folded, activation=Phrase.name(bent.does("activation") or bent.does("norm")))
        else:
            self.say_bent(bent)
        line, around = self.pipeline, {"facts": self.two_facts(), "meter": self.spent(self.halves[0])}
        plate = self.station.plate(line.places.station)
        self.arrange(**around, **line.bending(bent.cells), station=plate, formula=bent.sheet().hide())
        self.tell(self.actor("formula"), 2.6)
        self.also(0.9, middle=line.middle())
        self.rest(0.5)

    def say_bent(self, bent: Bending) -> None:
        """What a norm and an activation do, as far as they are there."""
        norm, activation = bent.does("norm"), bent.does("activation")
        template = message("{norm} scales and shifts each channel; {activation} bends every number.")
        if not activation:
            template = message("{norm} scales and shifts each channel.")
        elif not norm:
            template = message("{activation} bends every number.")
        self.say(template, norm=Phrase.name(norm), activation=Phrase.name(activation))

    def pointwise_fills_the_output(self) -> None:
        """A needle through the middle block mixes the channels."""
        line = self.pipeline
        (first, *others), read = line.pointwise_steps(), self.needle_ribbon
        self.say(
            "Then pointwise: {out_channels?the one filter|every filter} {in_channels?scales the one channel|=2 mixes "
            "both channels|mixes all {in_channels:w} channels}, pixel by pixel."
        )
        self.arrange(
            facts=self.two_facts(),
            **line.pointwise_at(first),
            formula=read(first).hide(),
            meter=self.spent(self.halves[0]),
        )
        self.tell(self.actor("formula"), 1.2)
        self.also(output=line.output_at(first))
        self.mark(first, (self.letters[1], "y"))
        self.walk(
            others,
            pace(len(others), 0, rest=1.2),
            *line.pointwise_followers(self.actor),
            Reading(self.actor("formula"), read),
            start=first,
            letters=(self.letters[1], "y"),
            meter=self.spent(*self.halves),
        )
        self.rest(0.5)
        if self.view is not None:
            self.also(overview=self.overview(output=True))
        if self.between.behind:
            self.say("What the module does after that is not shown: {behind}.", behind=self.behind)
            self.also()

    @property
    def behind(self) -> Phrase:
        """What the module does after both halves."""
        return listed(self.between.behind)

    def trace_one_cell_back(self) -> None:
        """From an output cell to the needle in the middle, and on to the window in the input."""
        line, step = self.pipeline, self.pipeline.chosen_step()
        self.say(
            "Traced back, one cell has seen its {kernel_rows}×{kernel_columns} window of "
            "{in_channels?the one channel|=2 both channels|all {in_channels:w} channels}."
        )
        common: dict[str, Any] = {
            "facts": self.two_facts(),
            "meter": self.spent(*self.halves),
            "overview": self.overview(output=True),
        }
        self.arrange(**common, **line.traced(step, 1), formula=self.needle_ribbon(step))
        self.arrange(1.2, **common, **line.traced(step, 2), formula=self.actor("formula"))
        self.arrange(1.2, **common, **line.traced(step, 3), formula=self.actor("formula"))

    def beside_the_standard(self) -> None:
        """The standard convolution above, the separable one below: the same window, the same output shape."""
        lanes, step = self.lanes, self.lanes.chosen_step()
        self.say("The standard convolution: the same {kernel_rows}×{kernel_columns} window, the same output shape.")
        around: dict[str, Any] = {"meter": self.spent(*self.halves), "overview": self.overview(output=True)}
        self.arrange(facts=self.two_facts(), **lanes.at(step, standard=False), **around)
        costs = pixel_costs(self.saving, self.style).hide()
        self.arrange(facts=self.two_facts(), **lanes.at(step), costs=costs, **around)
        self.reveal(costs, "heading", "standard", "separable", run_time=0.5, pause=0.4)

    def true_costs(self) -> None:
        """Both halves add up to far less than the standard layer, bar below bar."""
        self.say("The true costs of this layer, counted in multiply-adds.")
        bars, totals = CostBars(self.saving, self.style).grown(1, 0, 0, 0), self.totals().hide()
        self.arrange(facts=self.two_facts(), bars=bars, totals=totals, meter=self.spent(*self.halves))
        self.play(bars.animate.grown(1, 1, 0, 0), totals.animate.reveal("heading"), run_time=0.8)
        self.play(bars.animate.grown(1, 1, 1, 0), totals.animate.reveal("sum"), run_time=0.8)
        self.play(bars.animate.grown(1, 1, 1, 1), run_time=1.4)
        self.also(meter=self.spent(*self.halves, verdict=self.saving.verdict), totals=self.totals().hide("proof"))

    def towards_nine(self) -> None:
        """The more filters, the greater the saving: the curve nears the kernel's area."""
        savings, pair = self.saving.series, self.saving.pair
        self.say(self.saving.moral)
        self.arrange(
            facts=self.facts("{kernel_rows}×{kernel_columns}", axis_fact(self.saving)),
            chart=Chart(savings, self.style).reached(1),
            comparisons=comparisons(*pair, self.style).hide("last"),
            fractions=saving_ribbon(*pair, self.style).hide("last"),
        )
        chart, bars, formula = self.actor("chart"), self.actor("comparisons"), self.actor("fractions")
        self.play(chart.animate.reached(len(savings)), run_time=4, rate_func=linear)
        self.play(bars.animate.reveal("last"), formula.animate.reveal("last"), run_time=0.6)

    def space_then_channels(self) -> None:
        """What there was before and what there is after; and how closely the output agrees with torch's."""
        self.say("Space first, channels after.")
        self.arrange(
            1.0,
            facts=self.two_facts(),
            **self.before_and_after.tableau(),
            totals=self.totals(),
            meter=self.spent(*self.halves, verdict=self.saving.verdict),
        )

    def loop(self) -> None:
        """Depthwise fills the middle, pointwise the output, and one output cell is followed back."""
        line = self.pipeline
        to_middle, to_output = line.depthwise_steps(), line.pointwise_steps()
        self.arrange(**line.depthwise_at(to_middle[0]))
        self.walk(to_middle, even(len(to_middle), 2.2), *line.depthwise_followers(self.actor))
        self.arrange(**line.pointwise_at(to_output[0]))
        self.walk(to_output, even(len(to_output), 2.2), *line.pointwise_followers(self.actor))
        self.arrange(0.9, **line.traced(line.chosen_step(), 2))
        self.arrange(0.9, **line.traced(line.chosen_step(), 3))
        self.rest(0.6)
        self.arrange(**line.depthwise_at(to_middle[0]))
