"""Inverted residual block: widen, filter each channel, weigh the channels, narrow, and add what came in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from convanim.draw.items import Source
from convanim.draw.sheet import Sheet
from convanim.kernels import BlockTensors, Comparison, InvertedResidual, Tensors, block_tensors, compare_block, cost
from convanim.kernels.residual import EFFICIENTNET
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import count_source, facts_of
from convanim.motion.walk import Reading, even, pace
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.spec.crop import View
from convanim.tableaux.block.activation import Activation
from convanim.tableaux.block.bill import Bill, Priced, bill_table
from convanim.tableaux.block.excitation import Excitation
from convanim.tableaux.block.line import EXPANDED, FILTERED, INPUT, OUTPUT, SCALED, BlockLine
from convanim.tableaux.block.members import NAMES, Members
from convanim.tableaux.block.one_pass import OnePass
from convanim.tableaux.block.passage import Passage
from convanim.tableaux.block.shortcut import Shortcut
from convanim.trace import Step, Trace


class Block(ConvScene):
    """``layer`` is the standard convolution in whose place the block stands."""

    title = message("Inverted residual block")
    lesson = "block"
    aspects = tuple(ASPECTS)
    layer = default_layer("block")
    expansion = 2
    """How many times as many channels there are within the block."""
    beats = ("expand", "filter_each_channel", "squeeze_and_excite", "project_and_add", "add_up_the_cost")

    chapters = {"project_and_add": message("Project")}

    # The block and its tableaux.

    @cached_property
    def block(self) -> InvertedResidual:
        """Its layers and what they cost."""
        return InvertedResidual(self.layer, self.expansion)

    @cached_property
    def numbers(self) -> BlockTensors:
        """Everything that it makes of the input."""
        return block_tensors(self.block, self.values)

    @property
    def dtype(self) -> str:
        """The precision from the means on."""
        return str(self.numbers.means.dtype).removeprefix("torch.")

    @cached_property
    def members(self) -> Members:
        """The casts of its layers."""
        made, view = self.numbers, self.view
        inside = None if view is None else view.then_pointwise()
        return Members(
            made,
            self.cast_of(Trace(made.expand), NAMES["expand"], None if view is None else view.before_window()),
            self.cast_of(Trace(made.depthwise), NAMES["depthwise"], view, shown=()),
            self.cast_of(Trace(made.squeeze), NAMES["squeeze"], View.whole(self.block.squeeze), shown=()),
            self.cast_of(Trace(made.excite), NAMES["excite"], View.whole(self.block.excite), shown=()),
            self.cast_of(Trace(made.project), NAMES["project"], inside, shown=()),
        )

    @cached_property
    def widening(self) -> OnePass:
        """The tableau of the first 1x1 layer."""
        one = self.members
        wide = partial(one.wide_block, one.widened())
        return OnePass(one.expand, ("input", "expanded"), one.input_block, wide, one.inputs, one.wide)

    @cached_property
    def filtering(self) -> OnePass:
        """The tableau of the depthwise layer."""
        one = self.members
        read, made = partial(one.wide_block, one.expanded()), partial(one.wide_block, one.filtered_sum())
        return OnePass(one.depthwise, ("expanded", "filtered"), read, made, one.wide, one.wide)

    @cached_property
    def excitation(self) -> Excitation:
        """The tableau of squeeze-and-excite."""
        return Excitation(self.members.weighing())

    @cached_property
    def narrowing(self) -> OnePass:
        """The tableau of the last 1x1 layer."""
        one = self.members
        read, made = partial(one.wide_block, one.scaled()), partial(one.narrow_block, one.narrowed())
        return OnePass(one.project, ("scaled", "projected"), read, made, one.wide, one.outputs)

    @cached_property
    def shortcut(self) -> Shortcut:
        """The tableau of the input added."""
        return Shortcut(self.members)

    @cached_property
    def priced(self) -> tuple[Priced, Priced]:
        """This block and one of a real network."""
        return (
            Priced(
                self.block,
                message("this block: {kernel_rows}×{kernel_columns} filters on {rows}×{columns}, {wide} channels wide"),
            ),
            Priced(
                EFFICIENTNET,
                message(
                    "a block of {!EfficientNet-B0}: {kernel_rows}×{kernel_columns} filters on {rows}×{columns}, {wide} "
                    "channels wide"
                ),
            ),
        )

    def compared(self) -> Comparison:
        """How the output compares with that of torch's own functions."""
        return compare_block(self.numbers)

    # What stands round the tableaux.

    @property
    def wide(self) -> Source:
        """How many channels there are within it."""
        return count_source("out_channels", self.block.expand)

    def around(self, *done: Tensors) -> dict[str, Any]:
        """Facts, and the meter with the layers shown so far, beside the block with a standard convolution."""
        so_far = sum(cost(one.layer).multiply_adds for one in done)
        return {
            "facts": self.facts("kernel {kernel_rows}×{kernel_columns}", *facts_of(self.layer)[1:]),
            "meter": self.spent(so_far),
        }

    def spent(self, so_far: int, verdict: str = "") -> CostMeter:
        """The meter with so many multiply-adds."""
        return self.meter(self.block.cost, self.block.dense_cost, verdict, so_far=so_far)

    def run(
        self, one: OnePass, made: str, read: Callable[[Step], Sheet], letters: tuple[str, str], *done: Tensors
    ) -> None:
        """One convolution: its first pixel number by number, then all of them; ``done`` ends with its own tensors."""
        first, *others = one.steps()
        self.arrange(**self.around(*done[:-1]), **one.at(first), formula=read(first).hide())
        self.tell(self.actor("formula"), 1.6)
        self.also(**{made: one.made_at(first)})
        self.mark(first, letters)
        self.walk(
            others,
            pace(len(others), 0, rest=1.1),
            *one.followers(self.actor),
            Reading(self.actor("formula"), read),
            start=first,
            letters=letters,
            meter=self.around(*done)["meter"],
        )

    # The beats.

    def expand(self) -> None:
        """A needle through the channels makes more of them; a norm and ReLU6 then bend every number."""
        one, numbers = self.widening, self.numbers
        facts = self.around()["facts"]
        self.ask("Widen, filter, narrow: what does each part cost?", facts=facts, **BlockLine(self.members).tableau())
        self.say(
            "Expand: a {!1×1} needle makes {wide:w} {wide?channel|channels} of {in_channels:w}.",
            wide=self.wide,
        )
        self.run(one, "expanded", self.widening_ribbon, ("x", "u"), numbers.expand)
        self.say("A norm centres {wide?the channel|each channel}, {!ReLU6} clips it to {!0…6}.", wide=self.wide)
        bent = Activation.of_expanded(self.members)
        self.arrange(**self.around(numbers.expand), **self.framed(one, bent), formula=bent.sheet().hide())
        self.tell(self.actor("formula"), 2.6)
        self.also(0.9, expanded=one.made(bent.normed))
        self.also(0.9, expanded=one.made(bent.after))

    def framed(self, one: OnePass, bent: Activation) -> dict[str, Any]:
        """What one convolution has made, and frames round the cells that the ribbon tells of."""
        return {**one.done(), **{f"framed_{k}": one.around(cell) for k, cell in enumerate(bent.cells)}}

    def widening_ribbon(self, step: Step) -> Sheet:
        """A step of the first 1x1 layer in numbers."""
        return Ribbon(self.members.expand).needle(step, letter="u", shown=self.members.inputs.indices)

    def filter_each_channel(self) -> None:
        """Every channel is filtered on its own; norm and ReLU6 follow."""
        one, numbers = self.filtering, self.numbers
        read = partial(Ribbon(self.members.depthwise).window, letter="v")
        self.say("Depthwise: {wide?the one channel|each channel} is filtered on its own.", wide=self.wide)
        self.run(one, "filtered", read, ("e", "v"), numbers.expand, numbers.depthwise)
        self.say("Norm and {!ReLU6} again.")
        bent = Activation.of_filtered(self.members)
        around = self.around(numbers.expand, numbers.depthwise)
        self.arrange(**around, **self.framed(one, bent), formula=bent.sheet())
        self.rest(0.8)
        self.also(1.2, filtered=one.made(bent.after))

    def squeeze_and_excite(self) -> None:
        """Every channel becomes one number, two small layers make a factor of it, and the channel is weighed."""
        one, numbers = self.excitation, self.numbers
        before = self.around(numbers.expand, numbers.depthwise)
        after = self.around(numbers.expand, numbers.depthwise, numbers.squeeze, numbers.excite)
        self.say("Squeeze: {wide?the channel’s mean is|each channel’s mean becomes} one number.", wide=self.wide)
        self.arrange(**before, lines_in=one.lines_in().grown(0), **one.opening())
        self.flow("lines_in", means=one.means())
        self.say("Excite: two tiny layers and a sigmoid give {wide?the channel|each channel} a factor.", wide=self.wide)
        self.also(formula=one.needle().hide(), **one.layers())
        self.tell(self.actor("formula"), 1.8)
        self.flow("lines_squeeze", squeezed=one.squeezed())
        self.flow("lines_excite", factors=one.factors(), meter=after["meter"])
        self.say("{wide?The channel|Each channel} is multiplied by its factor.", wide=self.wide)
        self.also(lines_out=one.lines_out().grown(0), formula=one.through_the_sigmoid().hide())
        self.tell(self.actor("formula"), 2.2)
        self.flow("lines_out")
        self.deal(1.4, **after, **one.weighed(), formula=self.actor("formula"))

    def project_and_add(self) -> None:
        """A needle through the weighed channels narrows them, and the input is added."""
        one, numbers = self.narrowing, self.numbers
        done = numbers.expand, numbers.depthwise, numbers.squeeze, numbers.excite, numbers.project
        self.say(
            "Project: a {!1×1} needle through {wide?the one channel|=2 both channels|all {wide:w} channels} "
            "makes {out_channels:w}.",
            wide=self.wide,
        )
        self.run(one, "projected", self.narrowing_ribbon, ("s", "p"), *done)
        self.say(self.ending)
        self.arrange(**self.around(*done), **one.done(self.members.projected()))
        if self.block.has_shortcut:
            self.add_what_came_in(*done)
        if self.view is not None:
            self.also(overview=self.overview(output=True))

    @property
    def ending(self) -> str:
        """What follows the last 1x1 layer, as a template."""
        if self.block.has_shortcut:
            return message("A norm, then the shortcut: what came in is added.")
        return message("A norm, and no shortcut: it takes an output shaped as the input, and no stride.")

    def narrowing_ribbon(self, step: Step) -> Sheet:
        """A step of the last 1x1 layer in numbers."""
        rows = message("{n?value|values}"), message("{n?weight|weights}"), message("{n?product|products}")
        return Ribbon(self.members.project).needle(step, rows, "p", self.members.wide.indices)

    def add_what_came_in(self, *done: Tensors) -> None:
        """The input is added to what the block made of it, pixel by pixel."""
        one = self.shortcut
        first, *others = one.steps()
        self.arrange(**self.around(*done), **one.at(first), formula=one.formula(first).hide())
        self.tell(self.actor("formula"), 1.2)
        self.also(output=one.made_at(first))
        self.walk(
            others,
            pace(len(others), 0, rest=1.3),
            *one.followers(self.actor),
            Reading(self.actor("formula"), one.formula),
            start=first,
        )
        self.arrange(**self.around(*done), **one.done(), formula=self.actor("formula"))

    def add_up_the_cost(self) -> None:
        """What each part costs, here and in a real network, beside a standard convolution in their place."""
        self.say("What each part costs, counted in multiply-adds.")
        table = bill_table(self.priced, self.check_against_torch(), self.style).hide("block-1", "proof")
        bill = Bill(self.priced, self.style).grown((0.02, 0.0), (0.0, 0.0))
        around = {"facts": self.around()["facts"], "meter": self.spent(self.block.cost.multiply_adds)}
        self.arrange(**around, bill=bill, table=table)
        self.play(bill.animate.grown((1, 0), (0, 0)), run_time=1.0)
        self.play(bill.animate.grown((1, 1), (0, 0)), run_time=1.0)
        self.say("The same in {!EfficientNet-B0}, at a real network’s width.")
        self.also()
        self.play(bill.animate.grown((1, 1), (1, 0)), table.animate.reveal("block-1"), run_time=1.0)
        self.play(bill.animate.grown((1, 1), (1, 1)), run_time=1.6)
        self.play(table.animate.reveal("proof"), run_time=0.5)

    def loop(self) -> None:
        """The input passes through all that the block makes of it, and is added to what comes out."""
        way = Passage(self.members)
        self.arrange(**way.at(INPUT))
        self.pass_on(way, EXPANDED)
        self.pass_on(way, FILTERED)
        self.arrange(0.3, **way.at(FILTERED), lines=way.weighing().grown(0))
        self.flow("lines", run_time=0.4)
        self.deal(0.9, **way.at(SCALED), lines=way.weighing())
        self.pass_on(way, OUTPUT)
        self.arrange(0.3, **way.at(OUTPUT), way_past=way.way_past().grown(0) if self.block.has_shortcut else None)
        if self.block.has_shortcut:
            self.flow("way_past")
            self.arrange(0.6, **way.at(OUTPUT, added=True), way_past=way.way_past(), plus=way.plus())
        self.rest(1.3)
        self.arrange(**way.at(INPUT))

    def pass_on(self, way: Passage, made: int) -> None:
        """One of the convolutions of the loop, at one go."""
        steps = way.steps(made)
        self.arrange(0.3, **way.walk_at(made, steps[0]))
        self.walk(steps, even(len(steps), 1.3), *way.followers(made, self.actor), letters=None)
