"""The rims tableau: one input without zeros round it, with them, and with those of two frameworks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Source, Words
from convanim.draw.lettering import text_box, text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.reads import read_counts, reads
from convanim.language.tongue import message
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT, BlockRows
from convanim.layout.regions import BlockFit
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import MOST_STOPS, pace
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, headed, words, written_sum
from convanim.ribbon.fractions import pieces_of
from convanim.tableaux.variants import Line, Variants, VariantsPlan
from convanim.trace import Step

BARE, PADDED, SAME, OWN = range(4)
"""The layers by their places: at stride 1 without zeros and with them; with TensorFlow's zeros, and the scene's own."""


@dataclass(frozen=True, kw_only=True)
class RimsPlan(VariantsPlan):
    """How the blocks stand, and the sums in the ribbon."""

    twice: tuple[tuple[int, ...], ...]
    """Which input and which output of two frameworks stand in each row, from the top."""


WIDE = RimsPlan(
    blocks=((INPUT, FILTER, OUTPUT),),
    compared=((0, 1),),
    twice=((0, 1, 2, 3),),
    gap=110.0,
    aside=0.3,
    line=72.0,
    largest=58.0,
)
SQUARE = replace(WIDE, gap=36.0, aside=0.0)
UPRIGHT = replace(
    SQUARE,
    blocks=((INPUT,), (FILTER, OUTPUT)),
    compared=((0,), (1,)),
    twice=((0, 1), (2, 3)),
    gap=72.0,
    label_aside=0.5,
)


class Rims(Variants[RimsPlan]):
    """One channel, one filter and what comes out, for each of the rims; the first place is told."""

    plans = {
        "16:9": WIDE,
        "1:1": SQUARE,
        "9:16": UPRIGHT,
        "1:1 loop": replace(UPRIGHT, largest=90.0),
        "9:16 loop": replace(UPRIGHT, largest=90.0),
        "16:9 large": replace(SQUARE, gap=60.0, line=46.0, first_line=56.0),
    }

    def step(self, which: int) -> Step:
        return self.over_the_edge()[0] if which == PADDED else self.steps(which)[0]

    @cached_property
    def _over(self) -> list[Step]:
        cast = self.casts[PADDED]
        hangs = []
        for axis, places in enumerate(cast.view.output):
            before, length = cast.layer.padding[axis][0], cast.layer.size[axis]
            reach = (cast.layer.kernel[axis] - 1) * cast.layer.dilation[axis]
            hangs.append([place < before or place - before + reach >= length for place in places])
        spots = np.argwhere(np.logical_or.outer(*hangs))
        chosen = spots[np.unique(np.linspace(0, len(spots) - 1, MOST_STOPS).astype(int))]
        top, left = (places[0] for places in cast.view.output)
        return [cast.trace.step(0, top + row, left + column) for row, column in chosen.tolist()]

    def over_the_edge(self) -> list[Step]:
        """The steps at stride 1 at which the window hangs over an edge; all steps where a crop shows none."""
        return self._over or self.steps(PADDED)

    def durations(self, which: int) -> list[float]:
        """Seconds for each step after the first: the next ones slowly."""
        steps = self.over_the_edge() if which == PADDED else self.steps(which)
        return pace(len(steps) - 1, 2, slow=0.95, rest=1.6)

    def said_of(self, which: int) -> Phrase:
        cast = self.casts[which]
        return cast.say("{kernel_rows}×{kernel_columns}")

    def counts_of(self, layer: str, *names: str) -> dict[str, Source]:
        """Counts of one of the layers, "bare", "padded" or "same", for captions, by their names behind its own."""
        cast = self.casts[("bare", "padded", "same").index(layer)]
        return {f"{layer}_{name}": count_source(name, cast.layer) for name in names}

    # Where things stand.

    @property
    def _largest(self) -> Cast:
        return self.casts[PADDED]

    def _fit_of_output(self, which: int) -> BlockFit:
        """Numbers that both outputs have stand in the same place in both."""
        fit = self._rows.fits[OUTPUT]
        if which != BARE:
            return fit
        bare, padded = (self.casts[which].view.output for which in (BARE, PADDED))
        down, across = (
            inner[0] + pads[0] - outer[0] for inner, outer, pads in zip(bare, padded, self.layer.padding, strict=True)
        )
        return replace(fit, left=fit.left + across * fit.cell, top=fit.top + down * fit.cell)

    def hanging(self, made: bool = True) -> dict[str, Any]:
        """The whole tableau with the rim: what was made without it stays, and the first sum with zeros is ``made``."""
        actors, output = self.at(PADDED, made), self._output(PADDED, self._fit_of_output(PADDED))
        bare, pads = self.casts[BARE].view.output, self.layer.padding
        inside = output.mask(
            *(range(axis[0] + pad[0], axis[-1] + 1 + pad[0]) for axis, pad in zip(bare, pads, strict=True))
        )
        first = output.mask(*self.step(PADDED).index[1:])
        return {**actors, "output": output.light(inside | first if made else inside)}

    def inside(self) -> dict[str, Any]:
        """The whole tableau without the rim, at the first window of those that stay inside.

        Its output is full, and has a name of its own, ``inner``: it is what the larger one has in its middle.
        """
        return {"inner": self.output(BARE, filled=True), **self.at(BARE), "output": None}

    # How often cells are read.

    @cached_property
    def _corner(self) -> tuple[int, int]:
        """Row and column of the corner that most windows read with the zeros, the upper left one of several."""
        rows, columns = self.layer.size
        corners = [(row, column) for row in (0, rows - 1) for column in (0, columns - 1)]
        return max(corners, key=lambda corner: int(reads(self.casts[PADDED].layer)[corner]))

    def readers_of(self, *which: int) -> dict[str, Any]:
        """How many windows read each cell of the input, without zeros and with them, and a frame round a corner."""
        names = {BARE: "reads_bare", PADDED: "reads_padded"}
        found = self.readers({names[one]: one for one in which})
        row, column = self._corner
        if row not in self.view.input[0] or column not in self.view.input[1]:
            return {**found}
        frames = {
            f"corner_{name}": Window(tensor.around(row, column, front=True), self.style, flat=True)
            for name, tensor in found.items()
        }
        return {**found, **frames}

    def corners(self, *which: int) -> Sheet:
        """How many windows read that corner, large, below the counts."""
        counts = [count_source("corner_reads", self.casts[one].layer) for one in which]
        said = [Phrase.number(numeral(count.value), count) for count in counts]
        without, with_ = message("at the corner, without zeros"), message("at the corner, with zeros")
        of = [self.casts[one].say(without if one == BARE else with_) for one in which]
        return self.figures(self.reads_rows(len(which)), said, of)

    def corner_lines(self, *which: int) -> Sheet:
        """How many of all windows read that corner, in the ribbon. Parts: heading, then corner-0 and corner-1."""
        of = {BARE: message("without zeros"), PADDED: message("with zeros")}
        lines: dict[str, Line] = {}
        for one in which:
            cast = self.casts[one]
            read, all_ = (count_source(name, cast.layer) for name in ("corner_reads", "out_pixels"))
            lines[f"corner-{one}"] = cast.say(of[one]), pieces_of(cast.say("{n} of {total}", n=read, total=all_))
        return self._lines(self.tongue.text(message("windows that read the corner")), lines)

    def read_without(self) -> str:
        """How often cells are read without zeros, as a template."""
        if read_counts(self.casts[BARE].layer)["most_reads"] == 1:
            return message("One window at most reads a cell.")
        return message("A corner is read by one window, other cells by up to {bare_most_reads:w}.")

    def grown(self) -> str:
        """How large the output is with the zeros, as a template."""
        if self.casts[PADDED].layer.output_size == self.layer.size:
            return message("Now the output is as large as the input: {padded_out_rows}×{padded_out_columns}.")
        return message(
            "The output grows from {bare_out_rows}×{bare_out_columns} to {padded_out_rows}×{padded_out_columns}."
        )

    # Two frameworks.

    @cached_property
    def _twice(self) -> BlockRows:
        needs = []
        for which in (SAME, OWN):
            cast = self.casts[which]
            given, made = cast.need_of_input(1), cast.need_of_output(1)
            needs += [given, replace(made, most=given.shrink * max(made.rows, made.columns))]
        return self.compared(needs, rows=self.plan.twice)

    def frameworks(self, filled: bool) -> dict[str, Any]:
        """The input with either framework's zeros, its first window, and the output: that window's cell, or all of it.

        Light leads from the one to the other.
        """
        actors: dict[str, Any] = {}
        for place, which in enumerate((SAME, OWN)):
            cast, step = self.casts[which], self.step(which)
            first, second = self._twice.fits[2 * place : 2 * place + 2]
            given = VoxelTensor(cast.input_content([0]), cast.channel_ramps([0]), first, self.style).rim()
            given.single_out(given.mask(step.rows, step.columns)).cover(step.rows, step.columns)
            output = self._output(which, second)
            window = given.around(step.rows, step.columns, front=True)
            cell = output.around(*step.index[1:], front=True)
            if not filled:
                output.light(output.mask(*step.index[1:]))
            actors |= {
                f"input_{place}": given,
                f"beam_{place}": Beam(window, cell, self.style),
                f"output_{place}": output,
                f"window_{place}": Window(window, self.style, flat=True),
                f"cell_{place}": Window(cell, self.style, flat=True),
            }
        return actors

    def named(self) -> Sheet:
        """Whose zeros these are, large, and how many."""
        fits, places = self._twice.fits[::2], self._twice.places[::2]
        return self.figures(BlockRows(fits, places), self._names, [self._zeros(which) for which in (SAME, OWN)])

    @property
    def _names(self) -> list[Phrase]:
        return [Phrase.name("TensorFlow"), Phrase.name("PyTorch")]

    def _zeros(self, which: int) -> Phrase:
        """How many zeros there are before and behind the input."""
        cast = self.casts[which]
        (top, bottom), (left, right) = cast.layer.padding
        if (top, bottom) == (left, right):
            return cast.say("zeros: {padding_top} before, {padding_bottom} after")
        return cast.say("zeros: rows {padding_top} + {padding_bottom}, columns {padding_left} + {padding_right}")

    def agreement(self) -> str:
        """How the outputs of both differ, as a template."""
        same, own = (self.casts[which].layer for which in (SAME, OWN))
        if same.output_size != own.output_size:
            return message(
                "{!TensorFlow}’s {!SAME} makes {same_out_rows}×{same_out_columns} numbers, {!PyTorch}’s padding "
                "{out_rows}×{out_columns}."
            )
        if [axis[0] for axis in same.padding] != [axis[0] for axis in own.padding]:
            return message("{!TensorFlow}’s {!SAME} and {!PyTorch}’s padding: as many numbers, but of other windows.")
        return message("{!TensorFlow}’s {!SAME} and {!PyTorch}’s padding: here both windows stand on the same cells.")

    def last(self) -> str:
        """What both outputs come to, as a template."""
        if self.layer.stride != (1, 1):
            return message("With a stride, {!PyTorch} has no “{!same}”: zeros are given in cells.")
        return message("The whole output, compared with torch’s own.")

    def sums(self) -> Sheet:
        """The first sum of either framework, written out. Parts: heading, sum-0, sum-1."""
        ribbon, theme = self.canvas.ribbon, self.theme
        parts: dict[str, list[Item]] = {
            "heading": headed(self.tongue.text("one number of either output"), self.canvas, theme)
        }
        left = ribbon.left + max(text_width(name.text, BODY) for name in self._names) + 44
        for place, (which, name) in enumerate(zip((SAME, OWN), self._names, strict=True)):
            y = ribbon.top + self.plan.first_line + place * self.plan.line
            parts[f"sum-{place}"] = [
                words(name, ribbon.left, y, BODY, theme.dim, theme),
                *self._sum(which, left, y),
            ]
        return Sheet(parts)

    def _sum(self, which: int, left: float, y: float) -> list[Item]:
        """A step's products with their sum, or sums of the window's rows where these have no room."""
        ribbon, step = self.ribbons[which], self.step(which)
        for by_rows in (False, True):
            for way in ribbon.ways:
                products = [term for row in way.products(step) for term in row] + way.bias(step)
                terms = way.row_sums(step) if by_rows else products
                right = self.canvas.ribbon.right - ribbon.sums.tail("y", way, BODY)
                written = written_sum(terms, (left, y, right, y), self.theme)
                if written is not None:
                    break
            if written is not None:
                break
        items, _ = written or ([], y)
        end = max((text_box(item)[2] for item in items if isinstance(item, Words)), default=left)
        return [*items, *ribbon.sums.result(step, end + 10, y - 10, "y", terms, 50.0, way, BODY)]
