"""Transposed convolution: one number times the filter, stamped where a window had read; overlaps add up."""

from __future__ import annotations

from functools import cached_property

from convanim.draw.drawn import Drawn
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, compare_transposed, transposed_call
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cost_meter import CostMeter
from convanim.ribbon.proof import proof_sheet
from convanim.scene import ConvScene
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.transposed.stamping import Stamping


class Transposed(ConvScene):
    """One convolution there, and its transpose back: the same weights, and as much work."""

    title = message("Transposed convolution")
    lesson = "transposed"
    aspects = tuple(ASPECTS)
    layer = default_layer("transposed")
    beats: tuple[str, ...] = (
        "one_of_many",
        "stamp",
        "stamps_overlap",
        "read_one_cell",
        "how_many_stamps",
        "there_and_back",
    )

    @classmethod
    def fit_beats(cls) -> None:
        """Of a single stamp, none meets another."""
        if cls.layer.output_size == (1, 1):
            cls.beats = tuple(beat for beat in cls.beats if beat != "stamps_overlap")

    @cached_property
    def stamping(self) -> Stamping:
        """The tableau: what is read, the filter, and what is stamped."""
        return Stamping(self.cast)

    def as_much_work(self, cells: int | None = None) -> CostMeter:
        """The meter, with so many numbers stamped so far."""
        return self.meter_of(self.layer, message("the same weights, as much work"), cells=cells)

    def facts_back(self) -> Drawn:
        """The transpose in short: it reads what the layer makes."""
        return self.facts(
            message("stride {stride_rows}×{stride_columns}"),
            message("in {out_channels}×{out_rows}×{out_columns}"),
            message("out {in_channels}×{rows}×{columns}"),
        )

    def compared(self) -> Comparison:
        """How the transpose's output compares with that of torch's own."""
        return compare_transposed(self.tensors)

    def proof(self) -> Sheet:
        """How closely what the transpose makes agrees with what torch's own does."""
        call = transposed_call(self.layer)
        return proof_sheet(self.check_against_torch(), self.layer, self.values.module, self.style, call, "in_cells")

    def one_of_many(self) -> None:
        """The convolution there: a window of cells makes a single one."""
        stamping = self.stamping
        self.ask(
            "{kernel_cells:W} cells become one. How does it go back?",
            facts=self.layer_facts(),
            **stamping.forth(made=False),
        )
        self.say("There: a window of {kernel_cells:w} cells makes one of the output.")
        formula = stamping.ribbon.window(stamping.forth_step()).hide()
        there = {"facts": self.layer_facts(), "meter": self.as_much_work(0)}
        self.arrange(0.9, **there, **stamping.forth(made=False), formula=formula)
        self.tell(self.actor("formula"), 2.2)
        self.mark(stamping.forth_step())
        self.arrange(0.6, **there, **stamping.forth(), formula=self.actor("formula"))
        there["meter"] = self.as_much_work()
        self.arrange(0.6, **there, **stamping.forth_done(), formula=self.actor("formula"))

    def stamp(self) -> None:
        """Back: one number times the filter, stamped onto what is still empty."""
        stamping = self.stamping
        self.say("Back: one number times {kernel_cells:w} weights is one stamp of {kernel_cells:w} cells.")
        around = {"facts": self.facts_back(), "meter": self.as_much_work(0)}
        formula = stamping.formulas.stamp(stamping.first).hide()
        self.arrange(0.5, **around, **stamping.alone(forth=True))
        self.arrange(0.6, **around, **stamping.alone(forth=False))
        self.arrange(0.8, **around, **stamping.blank(stamping.first), formula=formula)
        self.tell(self.actor("formula"), 2.1)
        around["meter"] = self.as_much_work(1)
        if stamping.besides:
            self.say(stamping.besides)
        self.arrange(0.8, **around, **stamping.at(stamping.first), formula=self.actor("formula"))

    def stamps_overlap(self) -> None:
        """The next stamps land a stride further on, and add up where they meet."""
        stamping, second = self.stamping, self.stamping.second
        self.say(stamping.next_lands, **stamping.further)
        around = {"facts": self.facts_back(), "meter": self.as_much_work(1)}
        formula, later = stamping.formulas.waiting(second)
        self.arrange(0.8, **around, **stamping.blank(second), formula=formula)
        around["meter"] = self.as_much_work(2)
        self.arrange(0.7, **around, **stamping.at(second), formula=self.actor("formula"))
        self.reveal(self.actor("formula"), *later, run_time=0.5, pause=0.4)
        self.walk(
            stamping.rest(),
            stamping.durations(),
            *stamping.followers(self.actor),
            start=second,
            letters=None,
            meter=self.as_much_work(stamping.cast.cells),
        )

    def read_one_cell(self) -> None:
        """Seen from one cell that is made: which numbers have reached it, and with which weights."""
        stamping = self.stamping
        self.say(
            "{reaching?One stamp reaches|{reaching:W} stamps reach} this cell.",
            **stamping.figures,
        )
        formula = stamping.formulas.reaching(*stamping.common).hide()
        around = {"facts": self.facts_back(), "meter": self.as_much_work()}
        self.arrange(0.9, **around, **stamping.reaching(), formula=formula)
        self.tell(self.actor("formula"), 3.0)

    def how_many_stamps(self) -> None:
        """The count of stamps in every cell: where it is uneven, checkerboards come from."""
        stamping = self.stamping
        self.say(stamping.evenness, **stamping.figures)
        sums = stamping.formulas.tally().hide()
        self.arrange(0.9, facts=self.facts_back(), meter=self.as_much_work(), **stamping.tally(), formula=sums)
        self.tell(self.actor("formula"), 2.6)

    def there_and_back(self) -> None:
        """Input, output and what the transpose makes of that, side by side, and torch's own."""
        stamping = self.stamping
        self.say(stamping.comes_back)
        self.arrange(
            1.2,
            facts=self.layer_facts(),
            meter=self.as_much_work(),
            overview=self.overview(output=True),
            **stamping.chain(),
            proof=self.proof(),
        )

    def loop(self) -> None:
        """One stamp after the other lands, until all cells are full; and all is empty again."""
        stamping = self.stamping
        self.arrange(**stamping.bare(None))
        self.rest(0.4)
        self.walk(
            stamping.steps(), stamping.durations_of_loop(), *stamping.followers(self.actor, told=False), letters=None
        )
        self.rest(1.2)
        self.arrange(1.0, **stamping.bare(None))
