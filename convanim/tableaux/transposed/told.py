"""Which stamps of a transposed convolution are told, which cell is taken apart, and what can be said of them."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.draw.items import Source
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import facts_of
from convanim.motion.walk import even, pace, stops
from convanim.scene.tableau import Plan, Tableau
from convanim.spec import Layer
from convanim.spec.upward import Upward
from convanim.trace import Stamps, Step

MODULE = "module"
"""What the audit trail calls counts of a module's own channels."""
MOST_ASKED = 64
"""So many cells are asked at most which of them tells most."""


def figures_of(part: Upward) -> dict[str, Source]:
    """Which channels of a module are shown, of how many, for captions."""
    plain = part.plain
    counts = ("in_channels", "out_channels", "summed", "others")
    reads, makes, summed, others = (Source(MODULE, (name,), plain[name]) for name in counts)
    read, made = (Source("channel", (one,), one) for one in (part.in_channel, part.out_channel))
    return {"read": read, "reads": reads, "made": made, "makes": makes, "summed": summed, "others": others}


def facts_between(layer: Layer) -> list[str]:
    """What a layer's transpose has beside its shapes, as templates; what is as usual is left out.

    >>> facts_between(Layer(1, 1, size=8, stride=2))[1]
    '{!output_padding} {leftover_rows}×{leftover_columns}'
    """
    groups, *others, _, _ = facts_of(layer)
    facts = [groups, *others] if layer.groups > 1 else others
    return facts + [message("{!output_padding} {leftover_rows}×{leftover_columns}")] * any(layer.leftover)


def facts_back(layer: Layer) -> list[str]:
    """A layer's transpose in short, as templates: it reads what the layer makes."""
    return [
        *facts_between(layer),
        message("in {out_channels}×{out_rows}×{out_columns}"),
        message("out {in_channels}×{rows}×{columns}"),
    ]


def besides(layer: Layer, bias: bool) -> str:
    """What is said of padding and a bias of a layer's transpose; nothing where there is neither."""
    is_padded = any(sum(pads) for pads in layer.padding)
    if is_padded and bias:
        return message("What lands beyond the rim, on padding, is cut off. The bias is in every cell from the start.")
    if is_padded:
        return message("What lands beyond the rim, on padding, is cut off.")
    return message("The bias is in every cell from the start.") if bias else ""


def told_of(part: Upward) -> str:
    """What is said of the part of a module that is shown, a template of ``figures_of``."""
    if part.is_all:
        return message("Input channel {read} of {reads} by itself makes output channel {made} of {makes}.")
    return message("Input channel {read} of {reads} alone: what it adds to output channel {made} of {makes}.")


class Told(Tableau[Plan]):
    """What of the stamps is told, before there is any picture of them."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.stamps = Stamps(cast.trace)

    # Which stamps, and which cell.

    def steps(self) -> list[Step]:
        """The steps at which the stamps are shown, in reading order: those that leave something, one a stamp."""
        found = [step for step in stops(self.cast.trace, 0, self.view) if self._lands(step)]
        return found or stops(self.cast.trace, 0, self.view)

    def _lands(self, step: Step) -> bool:
        rows, columns = self.view.input
        return any(row in rows for row in step.rows) and any(column in columns for column in step.columns)

    @property
    def first(self) -> Step:
        """The first stamp."""
        return self.steps()[0]

    @property
    def second(self) -> Step:
        """The stamp after it; the same, where there is but one."""
        return self.steps()[:2][-1]

    def rest(self) -> list[Step]:
        """All stamps after these."""
        return self.steps()[2:]

    def durations(self) -> list[float]:
        """Seconds for each of the rest: two slowly, the others ever faster."""
        return pace(len(self.rest()), 2, slow=0.95, rest=2.0)

    def durations_of_loop(self) -> list[float]:
        """Seconds for each stamp of the loop, which is never read."""
        return even(len(self.steps()), min(7.2, 0.8 * len(self.steps())))

    @cached_property
    def common(self) -> tuple[int, int]:
        """The cell (row, column) that most stamps reach, of those that are shown.

        Of several it is one to which many stamps add more than nothing, near the middle.
        """
        rows, columns = self.view.input
        counts = self.stamps.counts[rows.start : rows.stop, columns.start : columns.stop]
        places = np.argwhere(counts == counts.max())
        away = np.abs(places - (np.array(counts.shape) - 1) / 2).max(axis=1)
        nearest = [(rows[int(down)], columns[int(across)]) for down, across in places[np.argsort(away, kind="stable")]]
        return max(nearest[:MOST_ASKED], key=self._telling)

    def _telling(self, cell: tuple[int, int]) -> int:
        """How many stamps add more than nothing to a cell."""
        return sum(self.stamps.product(reach) != 0 for reach in self.stamps.reaching(*cell))

    @property
    def figures(self) -> dict[str, Source]:
        """How many stamps there are in a cell, for captions: away from the rim, and in the one that is read out."""
        least, most, _ = self.stamps.inner
        reaching = int(self.stamps.counts[self.common])
        return {
            "least": Source("stamps", ("least",), least),
            "most": Source("stamps", ("most",), most),
            "reaching": Source("stamp_count", (0, *self.common), reaching),
        }

    # What can be said.

    @property
    def besides(self) -> str:
        """What is said of padding and bias on the way back; nothing where the layer has neither."""
        return besides(self.layer, self.layer.bias)

    @property
    def further(self) -> dict[str, Source]:
        """How far from the first stamp the second one lands, for captions; nothing where it is no neighbour."""
        (_, up, left), (_, down, right) = self.first.index, self.second.index
        name = {(0, 1): "stride_columns", (1, 0): "stride_rows"}.get((down - up, right - left))
        return {} if name is None else {"further": self.cast.count(name)}

    @property
    def next_lands(self) -> str:
        """What is said of the second stamp, a template of how much ``further`` it lands."""
        if not self.further:
            return message("Stamp by stamp: overlaps add up.")
        if self.stamps.meets(self.second):
            return message("The next stamp lands {further?one cell|{further:w} cells} further on: overlaps add up.")
        return message(
            "The next stamp lands {further?one cell|{further:w} cells} further on: these two do not overlap."
        )

    @property
    def evenness(self) -> str:
        """What is said of how many stamps cells get, a template of the ``least`` and the ``most``."""
        least, most, is_inner = self.stamps.inner
        if is_inner and least == 0:
            return message("Even away from the rim, there are cells that no stamp reaches.")
        if least == most and is_inner:
            return message("Away from the rim, every cell gets {most?one stamp|{most:w} stamps}: evenly.")
        if least == most:
            return message("Every cell gets {most?one stamp|{most:w} stamps}: evenly.")
        if not is_inner:
            return message("Cells get {least} to {most} stamps.")
        if any(self.stamps.is_even(axis) for axis in (0, 1)):
            return message("Even away from the rim, cells get {least} to {most} stamps: this shows as stripes.")
        return message("Even away from the rim, cells get {least} to {most} stamps: this shows as a checkerboard.")

    @property
    def comes_back(self) -> str:
        """What is said of the way there and back: numbers that come back by chance are no contradiction."""
        if np.array_equal(self.stamps.output, self.cast.trace.input):
            return message("The old size comes back, with the same weights.")
        return message("The old size comes back, the old numbers do not: a transpose is no inverse.")
