"""The striding tableau: one window that stops at every cell, and the same one in longer steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.kernels import cost
from convanim.kernels.reads import read_counts
from convanim.language.tongue import message
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT, BlockRows
from convanim.mobjects.cast import Cast
from convanim.mobjects.cells import Place, cells_of
from convanim.mobjects.counts import count_source, ratio_of
from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.walk import pace
from convanim.numerals import numeral
from convanim.ribbon.fractions import Piece, Run, count, pieces_of
from convanim.tableaux.variants import Line, Variants, VariantsPlan
from convanim.trace import Step

MOST_APART = 200
"""So many kept cells move one by one; of more, nobody sees a single one."""
EVERY, OWN = 0, 1
"""The layers by their places: at every cell, and with the stride."""


WIDE = VariantsPlan(
    blocks=((INPUT, FILTER, OUTPUT),), compared=((0, 1),), gap=110.0, aside=0.33, line=60.0, largest=64.0
)
SQUARE = replace(WIDE, gap=40.0, aside=0.0)
UPRIGHT = replace(SQUARE, blocks=((INPUT,), (FILTER, OUTPUT)), compared=((0,), (1,)), gap=72.0, label_aside=0.5)


class Striding(Variants[VariantsPlan]):
    """One channel, one filter and what comes out, at every cell and with the stride; the first place is told."""

    plans = {
        "16:9": WIDE,
        "1:1": SQUARE,
        "9:16": UPRIGHT,
        "1:1 loop": replace(UPRIGHT, largest=90.0),
        "9:16 loop": replace(UPRIGHT, largest=90.0),
        "16:9 large": replace(SQUARE, gap=60.0, line=40.0, first_line=56.0),
    }

    def step(self, which: int) -> Step:
        return self.steps(which)[0]

    def durations(self, which: int) -> list[float]:
        """Seconds for each step after the first: the next ones slowly."""
        count_ = len(self.steps(which)) - 1
        # Of the longer steps all up to the first one down, if the row is short.
        slowly = 2 if which == EVERY else max(2, min(5, self.view.output_size[1]))
        return pace(count_, slowly, slow=0.95, rest=2.2 if which == EVERY else 1.8)

    def said_of(self, which: int) -> Phrase:
        return self.casts[which].say("stride {stride_rows}×{stride_columns}")

    def every(self, *names: str) -> dict[str, Source]:
        """Counts of the layer at every cell, for captions, by their names behind ``every_``."""
        return {f"every_{name}": count_source(name, self.casts[EVERY].layer) for name in names}

    def own(self, *names: str) -> dict[str, Source]:
        """Counts of the layer, for captions."""
        return {name: count_source(name, self.layer) for name in names}

    # What stays.

    @cached_property
    def _beside(self) -> BlockRows:
        """Both outputs, in cells of one size."""
        every, own = (cast.need_of_output(1) for cast in self.casts)
        return self.compared([every, replace(own, most=every.shrink * max(own.rows, own.columns))])

    @cached_property
    def _kept(self) -> list[Place]:
        """Rows and columns of the larger output whose numbers the smaller one has, in its reading order."""
        (down, across), (rows, columns) = self.layer.stride, self.view.output
        return [(row * down, column * across) for row in rows for column in columns]

    def outputs(self, marked: bool = True, arrived: bool = True) -> dict[str, VoxelTensor]:
        """Both outputs: of the larger one what the smaller one has is ``marked``, or all of it is lit.

        The smaller one is dim until its numbers have ``arrived``.
        """
        every, own = (self._output(which, self._beside.fits[which]) for which in (EVERY, OWN))
        if marked:
            every.single_out(self._mask(every))
        return {"every": every, "output": own if arrived else own.single_out(0.0)}

    def _mask(self, every: VoxelTensor) -> NDArray[np.bool_]:
        cells = np.zeros(every.lit.shape, dtype=bool)
        for row, column in self._kept:
            cells |= every.mask(row, column)
        return cells

    def kept(self, arrived: bool) -> dict[str, VoxelTensor]:
        """The numbers that stay, cell by cell: on their places among all, or where they have ``arrived``.

        Of a large output nothing moves.
        """
        if len(self._kept) > MOST_APART:
            return {}
        which = OWN if arrived else EVERY
        cast = self.casts[which]
        (rows, columns), (top, left) = cast.view.output, (cast.view.output[0][0], cast.view.output[1][0])
        places = [(row, column) for row in rows for column in columns] if arrived else self._kept
        spots = [(row - top, column - left) for row, column in places]
        content, ramp = cast.output_content([0]), cast.filter_ramps([0])[0]
        return {"kept": cells_of(content, places, ramp, self._beside.fits[which], spots, self.style)}

    def sizes(self, with_work: bool = False) -> Sheet:
        """How large each output is, below it; and what it takes, ``with_work``."""
        said = [cast.say("{out_rows}×{out_columns}") for cast in self.casts]
        of = [self.said_of(which) for which in (EVERY, OWN)]
        if with_work:
            work = message("stride {stride_rows}×{stride_columns}, {multiply_adds} multiply-adds")
            of = [cast.say(work) for cast in self.casts]
        return self.figures(self._beside, said, of)

    def saving(self) -> Phrase:
        """How many times fewer multiply-adds the stride needs."""
        every, own = (cost(cast.layer) for cast in self.casts)
        return ratio_of(own, every, self.tongue)[0]

    def equations(self) -> Sheet:
        """Places times weights, for either layer. Parts: heading, then stride-0 and stride-1."""
        runs = [
            [
                count("out_pixels", layer),
                Piece(" × "),
                count("weights_per_filter", layer),
                Piece(" = "),
                count("multiply_adds", layer, bold=True),
            ]
            for layer in (cast.layer for cast in self.casts)
        ]
        return self._lines(self.tongue.text("places × weights = multiply-adds"), self._by_stride(runs), equations=True)

    def _by_stride(self, runs: Sequence[Run]) -> dict[str, Line]:
        return {f"stride-{which}": (self.said_of(which), run) for which, run in zip((EVERY, OWN), runs, strict=True)}

    # How often cells are read.

    def counts(self) -> dict[str, VoxelTensor]:
        """For either layer, how many windows read each cell of the input; those that none reads are dark."""
        return self.readers({"reads_every": EVERY, "reads_own": OWN})

    def how_often(self) -> Sheet:
        """Between how few and how many windows read a cell, below the counts."""
        said = [self._range(cast) for cast in self.casts]
        of = [self.said_of(which) for which in (EVERY, OWN)]
        return self.figures(self.reads_rows(), said, of)

    def _range(self, cast: Cast) -> Phrase:
        least, most = (count_source(name, cast.layer) for name in ("least_reads", "most_reads"))
        ends = [least] if least == most else [least, most]
        return joined([Phrase.number(numeral(end.value), end) for end in ends], "–")

    def unread(self) -> Sheet:
        """How many cells no window reads, for either layer. Parts: heading, then stride-0 and stride-1."""
        said = [
            cast.say(
                "{n} of {total}",
                n=count_source("unread_cells", cast.layer),
                total=count_source("in_pixels", cast.layer),
            )
            for cast in self.casts
        ]
        lines = self._by_stride([pieces_of(one) for one in said])
        return self._lines(self.tongue.text("cells that no window reads"), lines)

    def lost(self) -> str:
        """What the stride does to how often cells are read, as a template."""
        every, own = (read_counts(cast.layer) for cast in self.casts)
        if own["unread_cells"] > every["unread_cells"]:
            return message(
                "{unread_cells?One cell|{unread_cells:W} cells} of the input {unread_cells?is|are} now read by no "
                "window."
            )
        if own["most_reads"] < every["most_reads"] and not own["unread_cells"]:
            return message(
                "Every cell of the input is still read, but by {most_reads?one window|{most_reads:w} windows} at most, "
                "not by {every_most_reads:w}."
            )
        return message("The stride leaves no further cell of the input unread.")
