"""The spreading tableau: one kernel's weights on one input, further and further apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Source, Statement
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT, BlockRows
from convanim.layout.geometry import Floats
from convanim.layout.regions import Need, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.mobjects.window import Window
from convanim.motion.walk import Follower, Framing, pace
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY
from convanim.ribbon.fractions import Piece, Run, count, pieces_of, run_width, set_run
from convanim.spec import Layer, Pads
from convanim.tableaux.variants import Variants, VariantsPlan
from convanim.trace import Step


def spread_chain(layer: Layer) -> list[Layer]:
    """The layer with its weights side by side, half-way apart, and as far apart as they come to be.

    Along an axis of a single cell nothing spreads, however far apart cells would be.

    >>> [one.dilation for one in spread_chain(Layer(1, 1, size=9, dilation=(1, 4)))]
    [(1, 1), (1, 2), (1, 4)]
    """
    rows, columns = layer.dilation
    furthest = max(far for far, cells in zip(layer.dilation, layer.kernel, strict=True) if cells > 1)
    steps = [step for step in dict.fromkeys((1, (1 + furthest) // 2)) if step < furthest]
    narrower = [layer.with_(dilation=(min(step, rows), min(step, columns)), padding="same") for step in steps]
    return [*narrower, layer.with_(padding="same")]


@dataclass(frozen=True, kw_only=True)
class SpreadingPlan(VariantsPlan):
    """How the blocks stand, and the equations in the ribbon."""

    line: float
    """From equation to equation, in pixels."""
    first_line: float = 72.0
    """From the ribbon's top to the first of them, in pixels."""


ROW = ((INPUT, FILTER, OUTPUT),)
WIDE = SpreadingPlan(blocks=ROW, compared=((0, 1, 2),), gap=110.0, line=50.0)
UPRIGHT = SpreadingPlan(
    blocks=((INPUT,), (FILTER, OUTPUT)), compared=((0, 1), (2,)), gap=72.0, line=60.0, label_aside=0.5
)


class Spreading(Variants[SpreadingPlan]):
    """One channel, one filter and what comes out, for each dilation of a chain; the last one is the layer's own.

    The place that is told number by number is the middle of what is shown. All the zeros round the input are there, or
    if it is not ``padded`` only those that a window in the middle reaches.
    """

    plans = {
        "16:9": WIDE,
        "1:1": replace(WIDE, gap=20.0),
        "9:16": UPRIGHT,
        "1:1 loop": replace(UPRIGHT, largest=90.0),
        "9:16 loop": replace(UPRIGHT, largest=90.0),
        "16:9 large": replace(WIDE, gap=60.0, line=36.0, first_line=50.0),
    }

    def __init__(self, casts: Sequence[Cast], padded: bool = True) -> None:
        super().__init__(casts)
        self.padded = padded

    def durations(self) -> list[float]:
        """Seconds for each of these steps: the first ones slowly."""
        return pace(len(self.steps()), 3, slow=0.9, rest=3.2)

    # Where things stand.

    def _need_of_input(self) -> Need:
        return replace(super()._need_of_input(), pads=self._pads(-1))

    @cached_property
    def _beside(self) -> BlockRows:
        need = replace(self.cast.need_of_input(1, padded=False), pads=self._overhang(-1))
        return self.compared([need] * len(self.casts), 60.0)

    def _pads(self, which: int) -> Pads:
        """The zeros that are shown round the input."""
        return self.casts[which].view.padding if self.padded else self._overhang(which)

    def _overhang(self, which: int) -> Pads:
        """How many cells a window reaches beyond the input in the middle step."""
        step, (rows, columns) = self.step(which), self.view.input
        down = max(0, rows[0] - step.rows[0]), max(0, step.rows[-1] - rows[-1])
        return down, (max(0, columns[0] - step.columns[0]), max(0, step.columns[-1] - columns[-1]))

    # What joins input and filter.

    def lines(self, which: int) -> dict[str, Any]:
        """A line from every weight to the cell that it stands on in the middle step."""
        points, hue = self.tapped(self.step(which)), self.cast.filter_ramps([0])[0].signal
        return {"taps": Bundle(points, [hue] * (len(points) // 2), self.style, 2.0, 0.55)}

    def _joining(self, actor: Callable[[str], Any]) -> list[Follower]:
        return [Framing(actor("taps"), self.tapped)]

    def tapped(self, step: Step) -> Floats:
        """Scene points (2 * weights, 3): from every weight to the cell that it stands on, padding or not."""
        left, filters = self._standing[0], self._standing[1]
        (given,), (weights,) = left.slabs(), filters.slabs()
        top, side = left.content.origin
        ends = [
            point
            for r, row in enumerate(step.rows)
            for c, column in enumerate(step.columns)
            for point in (weights.at(r + 0.5, c + 0.5), given.at(row - top + 0.5, column - side + 0.5))
        ]
        return to_scene(np.array(ends))

    def bare(self, which: int) -> dict[str, Any]:
        """The same without the light from the window, which lies over the input's numbers."""
        return {**self.at(which), "beam_in": None}

    # Words.

    def said_of(self, which: int) -> Phrase:
        return self.casts[which].say("dilation {dilation_rows}×{dilation_columns}")

    def reach(self, which: int) -> dict[str, Source]:
        """How far apart the weights are and how far they reach, for captions."""
        layer = self.casts[which].layer
        names = ("dilation_rows", "dilation_columns", "reach_rows", "reach_columns")
        return {name: count_source(name, layer) for name in names}

    # All dilations side by side.

    def inputs(self) -> dict[str, Any]:
        """An input for each dilation, with its weights' cells lit and its reach framed."""
        actors: dict[str, Any] = {}
        for which, fit in enumerate(self._beside.fits):
            step, tensor = self.step(which), self._input(fit)
            frame = Window(tensor.around(step.rows, step.columns, front=True), self.style, flat=True)
            actors |= {
                f"input_{which}": tensor.single_out(tensor.mask(step.rows, step.columns)),
                f"window_{which}": frame,
            }
        return actors

    def reaches(self) -> Sheet:
        """What each of them reaches over, large, below it."""
        said = [cast.say("{reach_rows}×{reach_columns}") for cast in self.casts]
        return self.figures(self._beside, said, [self.said_of(which) for which in range(len(self.casts))])

    def equations(self) -> Sheet:
        """Weights and the gaps between them, counted along both axes. Parts: heading, then dilation-0 and so on."""
        ribbon, theme = self.canvas.ribbon, self.theme
        heading = self.tongue.text("weights + gaps between them × cells left out = reach")
        parts: dict[str, list[Item]] = {
            "heading": [*set_run([Piece(heading, theme.dim)], ribbon.left, self.canvas.heading_line, 22.0, theme)]
        }
        names = [pieces_of(cast.say("dilation {dilation_rows}×{dilation_columns}"), theme.dim) for cast in self.casts]
        left = ribbon.left + max(run_width(name, BODY) for name in names) + 56
        for which, (cast, name) in enumerate(zip(self.casts, names, strict=True)):
            y = ribbon.top + self.plan.first_line + which * self.plan.line
            items: list[Item] = [*set_run(name, ribbon.left, y, BODY, theme)]
            x = left
            for run, said in _counted(cast.layer):
                items += [*set_run(run, x, y, BODY, theme), Statement(said)]
                x += run_width(run, BODY) + 70
            parts[f"dilation-{which}"] = items
        return Sheet(parts)


def _counted(layer: Layer) -> list[tuple[Run, str]]:
    """The reach along rows and columns, or once where both are alike: the equation, and as the ledger has it."""
    found: dict[str, tuple[Run, str]] = {}
    for axis, name in enumerate(("rows", "columns")):
        weights, gaps, left_out = layer.kernel[axis], layer.kernel[axis] - 1, layer.dilation[axis] - 1
        said = f"{weights} + {gaps} × {left_out} = {weights + gaps * left_out}"
        constants = [Piece(numeral(n), source=Source("constant", (n,), n)) for n in (gaps, left_out)]
        run = [
            count(f"kernel_{name}", layer),
            Piece(" + "),
            constants[0],
            Piece(" × "),
            constants[1],
            Piece(" = "),
            count(f"reach_{name}", layer, bold=True),
        ]
        found.setdefault(said, (run, said))
    return list(found.values())
