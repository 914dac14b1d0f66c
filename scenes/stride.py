"""Strided convolution: the window takes longer steps, and what it would have made between them is never computed."""

from __future__ import annotations

from functools import cached_property

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.lessons.stride import at_every_cell
from convanim.mobjects.cast import Cast
from convanim.mobjects.cost_meter import CostMeter
from convanim.motion.walk import even
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.stride.striding import EVERY, OWN, Striding
from convanim.tableaux.variants import traced, variant_names


class Stride(ConvScene):
    """One window on one input: it stops at every cell, then it hops; what stays, and what that costs."""

    title = message("Strided convolution")
    lesson = "stride"
    aspects = tuple(ASPECTS)
    layer = default_layer("stride")
    beats = (
        "stop_at_every_cell",
        "take_longer_steps",
        "keep_some_of_them",
        "count_the_readers",
        "what_it_saves_and_costs",
    )

    @cached_property
    def every(self) -> Cast:
        """The cast of the same numbers in the layer whose window stops at every cell."""
        layer = at_every_cell(self.layer)
        names = variant_names("every", "every_output")
        return self.cast_of(traced(self.tensors, layer), names, self.view_of(layer))

    @cached_property
    def striding(self) -> Striding:
        """The tableau: input, filter and output, at every cell and with the stride."""
        return Striding([self.every, self.cast])

    def counted(self, which: int, cells: int | None = None) -> CostMeter:
        """The meter of one of both layers, with so many output cells computed so far."""
        return self.meter_of(self.striding.casts[which].layer, "", cells=cells)

    def saved(self) -> CostMeter:
        """The meter, with what the stride saves."""
        said = self._phrase(message("{times} fewer"), {"times": self.striding.saving()})
        return self.meter_of(self.layer, said)

    def stop_at_every_cell(self) -> None:
        """Stride 1: one output cell, number by number, and then all of them."""
        striding, layer = self.striding, self.every.layer
        self.ask(
            "Must the window stop at every cell?",
            facts=self.layer_facts(layer),
            **striding.at(EVERY, made=False),
            meter=self.counted(EVERY, 0),
        )
        self.say(
            "It stops at every cell: {every_out_rows}×{every_out_columns} places, {every_multiply_adds} multiply-adds.",
            **striding.every("out_rows", "out_columns", "multiply_adds"),
        )
        there = {"facts": self.layer_facts(layer), "meter": self.counted(EVERY, 0)}
        formula = striding.ribbons[EVERY].window(striding.step(EVERY)).hide()
        self.arrange(1.0, **there, **striding.at(EVERY, made=False), formula=formula)
        self.tell(self.actor("formula"), 3.0)
        there["meter"] = self.counted(EVERY, 1)
        self.arrange(0.6, **there, **striding.at(EVERY), formula=self.actor("formula"))
        self.stride_on(EVERY)

    def take_longer_steps(self) -> None:
        """The same window hops, and makes fewer numbers."""
        striding = self.striding
        self.say("The same input and the same weights, but longer steps.")
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            **striding.at(OWN),
            formula=striding.ribbons[OWN].window(striding.step(OWN)),
            meter=self.counted(OWN, 1),
        )
        self.read_out()
        self.stride_on(OWN)

    def stride_on(self, which: int) -> None:
        """The window of one of both layers goes to all its places but the first, where it stands."""
        striding, cells = self.striding, self.striding.casts[which].cells
        first, *others = striding.steps(which)
        self.walk(
            others,
            striding.durations(which),
            *striding.followers(self.actor, which, tells=which == OWN),
            striding.reading(self.actor, which),
            start=first,
            meter=self.counted(which, cells),
        )

    def keep_some_of_them(self) -> None:
        """Every number of the small output is one of the large one's."""
        striding = self.striding
        equations = striding.equations().hide()
        there = {"facts": self.layer_facts(), "labels": striding.sizes(), "meter": self.counted(OWN)}
        self.say(
            "{out_pixels:W} of the {every_out_pixels} numbers stay: the others are never computed.",
            **striding.every("out_pixels"),
        )
        self.arrange(1.2, **striding.outputs(marked=False, arrived=False), **there)
        self.arrange(0.8, **striding.outputs(arrived=False), **striding.kept(arrived=False), **there)
        there |= {"equations": equations, "meter": self.saved()}
        self.arrange(1.8, **striding.outputs(), **striding.kept(arrived=True), **there)
        # The numbers that they have come to are the same ones.
        self.also(0.2, kept=None)
        self.tell(equations, 2.1)

    def count_the_readers(self) -> None:
        """How many windows read each cell, at every cell and with the stride."""
        striding = self.striding
        unread = striding.unread().hide()
        self.say(striding.lost(), **striding.own("unread_cells", "most_reads"), **striding.every("most_reads"))
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            **striding.counts(),
            labels=striding.how_often(),
            unread=unread,
            meter=self.saved(),
        )
        self.tell(unread, 1.8)

    def what_it_saves_and_costs(self) -> None:
        """Both outputs side by side, and the small one is torch's."""
        striding = self.striding
        self.say(
            "{times} fewer multiply-adds, for {out_rows}×{out_columns} numbers in place of "
            "{every_out_rows}×{every_out_columns}.",
            times=striding.saving(),
            **striding.every("out_rows", "out_columns"),
        )
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            **striding.outputs(),
            labels=striding.sizes(with_work=True),
            overview=self.overview(output=True),
            proof=self.proof(),
            meter=self.saved(),
        )

    def loop(self) -> None:
        """The window hops over the input and fills the output."""
        striding = self.striding
        first, *others = striding.steps(OWN)
        opening = striding.at(OWN)
        self.arrange(**opening)
        self.walk(others, even(len(others), 7.2), *striding.followers(self.actor), start=first)
        self.rest(0.8)
        self.arrange(1.2, **striding.at(OWN))
