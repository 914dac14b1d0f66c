"""Pointwise convolution: a needle through all channels makes a new mix of them at every pixel."""

from __future__ import annotations

from functools import cached_property, partial

from convanim.draw.sheet import Sheet
from convanim.kernels import Cost, cost, make_tensors
from convanim.language.tongue import message
from convanim.lessons import default_layer, lesson_of
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.motion.walk import Reading, Resting, even, pace
from convanim.scene import ConvScene
from convanim.scene.stage import SETTLE
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.closing.before_after import BeforeAfter, Way
from convanim.tableaux.pointwise.kernel_centres import KernelCentres
from convanim.tableaux.pointwise.needle import Needle
from convanim.tableaux.pointwise.needle_motion import Threading
from convanim.trace import Step, Trace


class Pointwise(ConvScene):
    """Space is untouched, channels mix."""

    title = message("Pointwise convolution")
    lesson = "pointwise"
    aspects = tuple(ASPECTS)
    layer = default_layer("pointwise")
    beats = ("needle_through_channels", "walk_the_image", "mix_by_filter", "count_the_cost")

    chapters = {
        "needle_through_channels": message("{in_channels?Needle through the channel|Needle through channels}"),
        "mix_by_filter": message("{in_channels?Scale by filter|Mix by filter}"),
    }

    @cached_property
    def needle(self) -> Needle:
        """The tableau: input, needle, weights, output."""
        return Needle(self.cast)

    @cached_property
    def standard(self) -> Cast:
        """The cast of the 3×3 layer that keeps the size, on the same input."""
        drawn = Values(self.values.kind, self.values.seed, input=self.tensors.input)
        tensors = make_tensors(lesson_of(self.lesson).reference(self.layer), drawn)
        return self.cast_of(Trace(tensors), Names.staged("standard", output="standard_output"))

    @cached_property
    def before_and_after(self) -> BeforeAfter:
        """The tableau that the film ends on."""
        before = Way(message("standard"), (self.standard,), channels_apart=True)
        return BeforeAfter(before, Way(message("pointwise"), (self.cast,), channels_apart=True))

    def spent(self, so_far: Cost, verdict: str = "") -> CostMeter:
        """The meter with what has been shown so far, beside the whole of a 3×3 layer of the same size."""
        full = cost(lesson_of(self.lesson).reference(self.layer))
        return self.meter(cost(self.layer), full, verdict, so_far=so_far.multiply_adds)

    def needle_through_channels(self) -> None:
        """At one pixel: a value from every channel, a weight for each, one sum."""
        needle, step = self.needle, self.needle.first_step()
        end, facts = needle.at(step, made=True), self.layer_facts()
        self.ask(
            "One pixel, {in_channels:w} {in_channels?channel|channels}: what can a {!1×1} filter see?",
            facts=facts,
            **needle.opening(),
        )
        self.say(
            "A {!1×1} needle goes through {in_channels?the one channel|=2 both channels|all channels} at one pixel: "
            "{in_channels:w} {in_channels?value|values}, {in_channels:w} {in_channels?weight|weights}, one sum."
        )
        self.arrange(
            facts=facts,
            input=needle.input(),
            lines_in=needle.lines_in(step).grown(0),
            needle_ends=needle.ends(step).grown(0),
            values=needle.values(step).veil(),
            lines_out=needle.lines_out(step).grown(0),
            filter_row=needle.filter_row(),
            output=needle.output(out=step.index[0]),
            plane=needle.plane_in_stack(),
            **needle.around(),
            formula=needle.formula(self.ribbon, step).hide(),
        )
        formula, lines_in, lines_out = (self.actor(name) for name in ("formula", "lines_in", "lines_out"))
        self.play(Threading(self.actor("needle_ends"), self.actor("values")))
        self.reveal(formula, "values")
        self.also(weights=needle.weights_in_row(), labels=end["labels"], filter_row=end["filter_row"])
        self.also(1.0, weights=end["weights"])
        self.play(lines_in.animate.grown(1), formula.animate.reveal("weights"), run_time=0.8)
        self.reveal(formula, "products")
        self.also(0.7, outline=end["outline"], plane=needle.plane(step.index[0]))
        self.play(lines_out.animate.grown(1), formula.animate.reveal("sum"), run_time=0.8)
        self.also(
            cell=end["cell"],
            plane=end["plane"],
            formula=needle.formula(self.ribbon, step),
            meter=self.spent(needle.cost_of_a_pixel()),
        )

    def walk_the_image(self) -> None:
        """The same weights at every pixel, until the output plane is full."""
        needle, first = self.needle, self.needle.first_step()
        steps = needle.steps()
        self.say(
            "{out_pixels?The image is a single pixel, so one step fills the plane.|It walks the image: at every pixel "
            "the same {in_channels?weight|{in_channels:w} weights}, until the plane is full.}"
        )
        self.arrange(
            facts=self.layer_facts(),
            **needle.at(first, made=True),
            formula=needle.formula(self.ribbon, first),
            meter=self.spent(needle.cost_of_a_pixel()),
        )
        self.walk(
            steps,
            pace(len(steps), 3, slow=1.0, rest=2.0),
            *needle.followers(self.actor),
            Reading(self.actor("formula"), partial(needle.formula, self.ribbon)),
            start=first,
            meter=self.spent(needle.cost_of(1)),
        )

    def mix_by_filter(self) -> None:
        """Every filter mixes the same values anew and fills its own plane."""
        needle = self.needle
        self.say(
            "{in_channels?{out_channels?The one filter scales the one value|Each filter scales the same value anew}. "
            "Space is untouched, and one channel has nothing to mix with.|{out_channels?The one filter is a mix of the "
            "{in_channels:w} values|Each filter is a new mix of the same {in_channels:w} values}. Space is untouched, "
            "channels mix.}"
        )
        self.stand(needle.first_step(), 1, needle.cost_of(1))
        for turn in needle.turns(8.2, first=2.6):
            spent, sign = needle.cost_of(turn.filter), self.time_lapse(turn.settling)
            self.stand(turn.step, turn.filled, spent, turn.settling, sign)
            self.walk(
                turn.steps,
                turn.durations,
                *needle.followers(self.actor, turn.filter),
                Resting(self.actor("formula")),
                start=turn.step,
            )
        last = needle.first_step(needle.filters.indices[-1])
        self.arrange(
            facts=self.layer_facts(),
            **needle.done(),
            formula=needle.formula(self.ribbon, last),
            overview=self.overview(output=True),
            meter=self.spent(cost(self.layer)),
        )

    def stand(self, step: Step, filled: int, spent: Cost, run_time: float = SETTLE, sign: Sheet | None = None) -> None:
        """The needle stands at a filter's pixel when ``filled`` planes are done; its equation, unless time is short."""
        needle = self.needle
        self.arrange(
            run_time,
            facts=self.layer_facts(),
            **needle.at(step, filled, made=True),
            formula=self.actor("formula") if sign else needle.formula(self.ribbon, step),
            meter=self.spent(spent),
            sign=sign,
        )

    def count_the_cost(self) -> None:
        """One ninth of a 3×3 convolution that keeps the size, and how closely every number agrees with torch's."""
        centres = KernelCentres(self.cast)
        self.say("A {!1×1} filter is one cell of a {!3×3} filter: one ninth of the weights, one ninth of the work.")
        filters = centres.filters_in_kernels().hide("kernels")
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            input=centres.input(),
            filters=filters,
            output=centres.output(),
            ellipses=centres.ellipses(),
            labels=centres.labels(),
            overview=self.overview(output=True),
            meter=self.spent(cost(self.layer)),
        )
        self.reveal(self.actor("filters"), "kernels", pause=1.0)
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            **self.before_and_after.tableau(),
            overview=self.overview(output=True),
            meter=self.spent(cost(self.layer), message("one ninth of a {!3×3}")),
            proof=self.proof(),
        )

    def loop(self) -> None:
        """The needle walks the image, filter after filter, until every output plane is full."""
        needle = self.needle
        first, *_ = steps = needle.steps()
        self.arrange(**needle.at(first))
        self.walk(steps, even(len(steps), 3.0), *needle.followers(self.actor))
        for turn in needle.turns(3.2, first=1.0):
            self.arrange(turn.settling, **needle.at(turn.steps[0], turn.filled))
            self.walk(turn.steps, turn.durations, *needle.followers(self.actor, turn.filter))
        self.arrange(0.8, **needle.done())
        self.rest(0.4)
        self.arrange(1.0, **needle.at(first))
