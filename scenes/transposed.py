"""Transposed convolution: one number times the filter, stamped where a window had read; overlaps add up.

A transposed convolution of somebody's own is shown by itself, without a convolution that goes before it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from convanim.draw.drawn import Drawn
from convanim.draw.sheet import Sheet
from convanim.kernels import AddedUp, Comparison, Tensors, added_up, compare_added_up, compare_transpose
from convanim.kernels.compare import compare_transposed, transposed_call
from convanim.kernels.transposed import TransposedTensors, transposed_tensors
from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.ribbon.proof import proof_sheet
from convanim.scene import ConvScene
from convanim.scene.overview import Overview
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.spec.upward import Upward
from convanim.tableaux.transposed.adding import Adding
from convanim.tableaux.transposed.stamping import Stamping
from convanim.tableaux.transposed.told import facts_back, figures_of, told_of

ALONE = {"one_of_many": "few_become_many", "there_and_back": "what_it_makes"}
"""The beats that stand in for others where no convolution goes before it."""


class Transposed(ConvScene):
    """One convolution there, and its transpose back: the same weights, and as much work."""

    title = message("Transposed convolution")
    lesson = "transposed"
    aspects = tuple(ASPECTS)
    layer = default_layer("transposed")
    upward: Upward | None = None
    """Which part of a transposed convolution of somebody's own is shown by itself; ``values`` hold what it reads."""
    beats: tuple[str, ...] = (
        "one_of_many",
        "stamp",
        "stamps_overlap",
        "read_one_cell",
        "how_many_stamps",
        "there_and_back",
    )
    chapters = {
        "few_become_many": message("Few become many"),
        "channels_add_up": message("Channels add up"),
        "what_it_makes": message("What it makes"),
    }

    @classmethod
    def fit_beats(cls) -> None:
        """Of a single stamp, none meets another; and what no convolution has made does not come back."""
        if cls.upward is not None:
            cls.beats = tuple(ALONE.get(beat, beat) for beat in cls.beats)
            if not cls.upward.is_all and "channels_add_up" not in cls.beats:
                *before, last = cls.beats
                cls.beats = (*before, "channels_add_up", last)
        if cls.layer.output_size == (1, 1):
            cls.beats = tuple(beat for beat in cls.beats if beat != "stamps_overlap")

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """Which part of a module it is."""
        return {} if cls.upward is None else {"own_transposed": cls.upward.plain}

    @cached_property
    def tensors(self) -> Tensors:
        """The layer's numbers; of a transpose by itself, the layer makes what that reads."""
        return super().tensors if self.upward is None else transposed_tensors(self.layer, self.values)

    @cached_property
    def cast(self) -> Cast:
        """Makes the blocks; of a transpose by itself, the input is what it reads."""
        return self.cast_of(self.trace, None if self.upward is None else Names(input="transposed", output="input"))

    @cached_property
    def stamping(self) -> Stamping:
        """The tableau: what is read, the filter, and what is stamped."""
        return Stamping(self.cast, "z" if self.upward is None else self.upward.letter)

    @cached_property
    def pictures(self) -> Overview:
        """What a transpose by itself reads is pictured on the left, and what it makes on the right."""
        return Overview(self.cast, self.cast, back=self.upward is not None)

    def as_much_work(self, cells: int | None = None) -> CostMeter:
        """The meter, with so many numbers stamped so far."""
        verdict = message("the same weights, as much work")
        if self.upward is not None:
            verdict = message("as much work either way")
        return self.meter_of(self.layer, verdict, cells=cells)

    def facts_back(self) -> Drawn:
        """The transpose in short: it reads what the layer makes."""
        if self.upward is not None:
            return self.facts(*facts_back(self.layer))
        return self.facts(
            message("stride {stride_rows}×{stride_columns}"),
            message("in {out_channels}×{out_rows}×{out_columns}"),
            message("out {in_channels}×{rows}×{columns}"),
        )

    def compared(self) -> Comparison:
        """How the transpose's output compares with that of torch's own."""
        numbers = self.tensors
        if not isinstance(numbers, TransposedTensors):
            return compare_transposed(numbers)
        return compare_transpose(numbers) if self.part.is_all else compare_added_up(self.sums)

    def proof(self) -> Sheet:
        """How closely what the transpose makes agrees with what torch's own does."""
        layer, part, call = self.layer, self.part, transposed_call(self.layer)
        if self.upward is not None:
            call = transposed_call(layer, part.slices) if part.is_all else transposed_call(self.whole, part.all_slices)
        return proof_sheet(self.check_against_torch(), layer, self.values.module, self.style, call, "in_cells")

    @property
    def part(self) -> Upward:
        """Which part of a module is shown."""
        return self.upward or Upward()

    @property
    def whole(self) -> Layer:
        """The layer, with the bias that all channels together have."""
        return self.layer.with_(bias=self.part.bias is not None)

    @cached_property
    def sums(self) -> AddedUp:
        """What all channels of a module add to the one that is made."""
        return added_up(self.layer, self.part)

    @cached_property
    def adding(self) -> Adding:
        """The tableau of these sums."""
        return Adding(self.stamping, self.sums)

    @property
    def around(self) -> dict[str, Any]:
        """What stands round the way back once all is stamped."""
        return {"facts": self.facts_back(), "meter": self.as_much_work()}

    def few_become_many(self) -> None:
        """What is read, and the weights; and of a module that has more channels which of them these are."""
        part, facts = self.part, self.facts_back()
        self.ask(
            "{out_pixels:W} {out_pixels?number becomes|numbers become} {in_cells}. How?",
            facts=facts,
            **self.stamping.before(),
        )
        if not part.is_lone:
            self.say(told_of(part), **figures_of(part))
            self.arrange(0.6, facts=facts, meter=self.as_much_work(0), **self.stamping.before())

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
        said = message("Back: one number times {kernel_cells:w} weights is one stamp of {kernel_cells:w} cells.")
        if self.upward is not None:
            said = message("One number times {kernel_cells:w} weights is one stamp of {kernel_cells:w} cells.")
        self.say(said)
        around = {"facts": self.facts_back(), "meter": self.as_much_work(0)}
        formula = stamping.formulas.stamp(stamping.first).hide()
        if self.upward is None:
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
        self.arrange(0.9, **self.around, **stamping.reaching(), formula=formula)
        self.tell(self.actor("formula"), 3.0)

    def how_many_stamps(self) -> None:
        """The count of stamps in every cell: where it is uneven, checkerboards come from."""
        stamping = self.stamping
        self.say(stamping.evenness, **stamping.figures)
        sums = stamping.formulas.tally().hide()
        self.arrange(0.9, **self.around, **stamping.tally(), formula=sums)
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

    def channels_add_up(self) -> None:
        """What all other channels add, and both together: the module's own channel."""
        adding, part = self.adding, self.part
        said = message("{others?The other channel is|The other {others:w} channels are} stamped alike, and all add up.")
        if part.bias is not None:
            said = message(
                "{others?The other channel is|The other {others:w} channels are} stamped alike; all add up, with the "
                "bias."
            )
        self.say(said, **figures_of(part))
        self.arrange(0.9, **self.around, **adding.tableau(made=False), formula=adding.formula().hide())
        self.tell(self.actor("formula"), 2.0)
        self.arrange(0.8, **self.around, **adding.tableau(), formula=self.actor("formula"))

    def what_it_makes(self) -> None:
        """All that is read, the filter and all that is made, and torch's own; of several channels all of them."""
        if self.part.is_all:
            self.say("{out_pixels:W} {out_pixels?number|numbers} in, {in_cells} out, with {kernel_cells:w} weights.")
            made, proof = self.stamping.whole(), self.proof()
            self.arrange(1.2, **self.around, overview=self.overview(output=True), **made, proof=proof)
            return
        self.say("Added up, {summed:w} input channels make output channel {made} of {makes}.", **figures_of(self.part))
        self.arrange(1.2, **self.around, **self.adding.tableau(), proof=self.proof())

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
