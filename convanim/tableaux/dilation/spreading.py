"""The spreading tableau: one kernel's weights on one input, further and further apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Source, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Tensors
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.counts import count_source
from convanim.mobjects.labels import Tag, apart
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Completing, Follower, Framing, Lighting, Reading, pace, stops
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY
from convanim.ribbon.fractions import Piece, Run, count, pieces_of, run_width, set_run
from convanim.ribbon.product import FILTERS
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.spec import Layer, Pads
from convanim.trace import Step

REACH = 62.0
"""Type of what each dilation reaches over where they are compared, at most, in pixels."""
BESIDE = 20.0
"""From it to the dilation's name, in pixels."""


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


def spread(tensors: Tensors, layer: Layer) -> Tensors:
    """The same numbers in another layer of the chain."""
    return Tensors(layer, tensors.input, tensors.weight, tensors.bias)


def spread_names(place: int) -> Names:
    """What the audit trail calls the numbers of a layer in the chain before the last; it has the last one's weights."""
    return replace(Names.staged(f"spread_{place}", output=f"output_{place}"), weight="weight", bias="bias")


@dataclass(frozen=True)
class SpreadingPlan:
    """How the blocks stand."""

    blocks: tuple[tuple[int, ...], ...]
    """Which of input, filter and output stand in each row, from the top."""
    inputs: tuple[tuple[int, ...], ...]
    """The same of the inputs, one for each dilation, where these are compared."""
    gap: float
    """From block to block in a row, in pixels."""
    line: float
    """From equation to equation in the ribbon, in pixels."""
    label_aside: float = 0.0
    """From the input's left edge to its label, over the input's width: clear of lines that lead down."""
    first_line: float = 72.0
    """From the ribbon's top to the first of them, in pixels."""
    largest: float = 60.0
    """A cell's side at most, in pixels."""


UPRIGHT = SpreadingPlan(((0,), (1, 2)), ((0, 1), (2,)), gap=72.0, line=60.0, label_aside=0.5)


class Spreading(Tableau[SpreadingPlan]):
    """One channel, one filter and what comes out, for each dilation of a chain; the last one is the layer's own.

    The place that is told number by number is the middle of what is shown. All the zeros round the input are there, or
    if it is not ``padded`` only those that a window in the middle reaches.
    """

    plans = {
        "16:9": SpreadingPlan(((0, 1, 2),), ((0, 1, 2),), gap=110.0, line=50.0),
        "1:1": SpreadingPlan(((0, 1, 2),), ((0, 1, 2),), gap=20.0, line=50.0),
        "9:16": UPRIGHT,
        "1:1 loop": replace(UPRIGHT, largest=90.0),
        "9:16 loop": replace(UPRIGHT, largest=90.0),
        "16:9 large": SpreadingPlan(((0, 1, 2),), ((0, 1, 2),), gap=60.0, line=36.0, first_line=50.0),
    }

    def __init__(self, casts: Sequence[Cast], padded: bool = True) -> None:
        super().__init__(casts[-1])
        self.casts = list(casts)
        self.padded = padded
        self.ribbons = [Ribbon(cast) for cast in casts]

    def step(self, which: int) -> Step:
        """The step in the middle, as the dilation in that place has it."""
        return self.casts[which].step(0, 2, 2)

    def steps(self) -> list[Step]:
        """The steps at which the widest window stops on its way."""
        return stops(self.cast.trace, 0, self.view)

    def durations(self) -> list[float]:
        """Seconds for each of these steps: the first ones slowly."""
        return pace(len(self.steps()), 3, slow=0.9, rest=3.2)

    # Where things stand.

    @cached_property
    def _rows(self) -> BlockRows:
        given = replace(self.cast.need_of_input(1), pads=self._pads(-1))
        needs = [given, Need(*self.layer.kernel, 1), self.cast.need_of_output(1)]
        return stack_in_rows(needs, self.canvas.stage, self.plan.blocks, gap=self.plan.gap, largest=self.plan.largest)

    @cached_property
    def _beside(self) -> BlockRows:
        needs = [replace(self.cast.need_of_input(1, padded=False), pads=self._overhang(-1))] * len(self.casts)
        there = [tuple(k for k in row if k < len(needs)) for row in self.plan.inputs]
        rows = [row for row in there if row]
        room = self.canvas.stage.inset(bottom=REACH)
        return stack_in_rows(needs, room, rows, gap=self.plan.gap, largest=60)

    def _pads(self, which: int) -> Pads:
        """The zeros that are shown round the input."""
        return self.casts[which].view.padding if self.padded else self._overhang(which)

    def _overhang(self, which: int) -> Pads:
        """How many cells a window reaches beyond the input in the middle step."""
        step, (rows, columns) = self.step(which), self.view.input
        down = max(0, rows[0] - step.rows[0]), max(0, step.rows[-1] - rows[-1])
        return down, (max(0, columns[0] - step.columns[0]), max(0, step.columns[-1] - columns[-1]))

    # The blocks.

    def _input(self, fit: BlockFit) -> VoxelTensor:
        return VoxelTensor(self.cast.input_content([0]), self.cast.channel_ramps([0]), fit, self.style)

    def input(self, which: int) -> VoxelTensor:
        """The input, lit where the weights stand in the middle step, and dimmed elsewhere."""
        return self._read(self.step(which), which)

    def _read(self, step: Step, which: int) -> VoxelTensor:
        tensor = self.whole_input(which)
        return tensor.single_out(tensor.mask(step.rows, step.columns)).cover(step.rows, step.columns)

    def whole_input(self, which: int = -1) -> VoxelTensor:
        """The input, all of it lit, with the zeros round it."""
        return self._input(self._rows.fits[0]).rim(pads=self._pads(which))

    def weights(self) -> VoxelTensor:
        """The filter."""
        return VoxelTensor(
            self.cast.filter_content(0, [0]), self.cast.filter_ramps([0]), self._rows.fits[1], self.style
        )

    def output(self, which: int, filled: bool = False) -> VoxelTensor:
        """What comes out: the cell of the middle step, or all of it where it is ``filled``."""
        cast, step = self.casts[which], self.step(which)
        tensor = VoxelTensor(cast.output_content([0]), cast.filter_ramps([0]), self._rows.fits[2], self.style)
        return tensor if filled else tensor.light(tensor.mask(*step.index[1:]))

    def taps(self, which: int) -> Bundle:
        """A line from every weight to the cell that it stands on in the middle step."""
        points, hue = self.tapped(self.step(which)), self.cast.filter_ramps([0])[0].signal
        return Bundle(points, [hue] * (len(points) // 2), self.style, 2.0, 0.55)

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

    def beams(self, which: int) -> dict[str, Beam]:
        """Light from the window of the middle step to the filter, and on to the cell where that stands beside it."""
        step, weights = self.step(which), self._standing[1].points
        found = {"beam_in": Beam(self.window(step), weights, self.style)}
        if self._output_beside:
            found["beam_out"] = Beam(weights, self.cell(step), self.style)
        return found

    @property
    def _output_beside(self) -> bool:
        return any(1 in row and 2 in row for row in self.plan.blocks)

    def at(self, which: int, made: bool = True) -> dict[str, Any]:
        """The whole tableau at the middle step of one dilation; its output cell only if it is ``made``."""
        output = self.output(which)
        actors = {
            "input": self.input(which),
            **self.beams(which),
            "taps": self.taps(which),
            "filter": self.weights(),
            "output": output if made else output.switch_off(),
            **self.frames(which),
            "labels": self.labels(which),
        }
        return actors if made else {**actors, **dict.fromkeys(("beam_out", "cell"))}

    def bare(self, which: int) -> dict[str, Any]:
        """The same without the light from the window, which lies over the input's numbers."""
        return {**self.at(which), "beam_in": None}

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.whole_input(), self.weights(), self.output(-1, filled=True)

    # Frames and words.

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round all that a step's window reaches over."""
        return self._standing[0].around(step.rows, step.columns, front=True)

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round a step's output cell."""
        return self._standing[2].around(*step.index[1:], front=True)

    def frames(self, which: int) -> dict[str, Window]:
        """Frames round the window and the output cell of the middle step."""
        step = self.step(which)
        return {
            "window": Window(self.window(step), self.style, flat=True),
            "cell": Window(self.cell(step), self.style, flat=True),
        }

    def labels(self, which: int) -> Sheet:
        """What stands where."""
        first, second, third = self._rows.fits
        cast, text = self.casts[which], self.tongue.text
        aside = self.plan.label_aside * self.view.size[1] * first.cell
        row = [
            Tag(text("input"), cast.input_shape, first.left + aside),
            Tag(text(FILTERS, n=1), cast.say("dilation {dilation_rows}×{dilation_columns}"), second.left),
            Tag(text("output"), cast.output_shape, third.left),
        ]
        return Sheet(self.labels_below(self._rows, row))

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
        theme, items = self.theme, list[Item]()
        said = [cast.say("{reach_rows}×{reach_columns}") for cast in self.casts]
        names = [cast.say("dilation {dilation_rows}×{dilation_columns}") for cast in self.casts]
        lines = [place.bottom + REACH for place in self._beside.places]
        for line in dict.fromkeys(lines):
            here = [k for k, own in enumerate(lines) if own == line]
            size, lefts = self._starts([(said[k], names[k]) for k in here], [self._beside.fits[k].left for k in here])
            for k, left in zip(here, lefts, strict=True):
                beside = left + text_width(said[k].text, size, True) + BESIDE
                items += [
                    said[k].words(left, line, size, (*theme.accent, 1.0), theme.background, True),
                    names[k].words(beside, line, FACT, (*theme.dim, 1.0), theme.background),
                ]
        return Sheet(items)

    def _starts(self, row: Sequence[tuple[Phrase, Phrase]], lefts: Sequence[float]) -> tuple[float, Sequence[float]]:
        """The size of large texts with small ones beside them, and where each pair starts, below or near its block."""
        for size in (REACH, 48.0, 36.0, FACT):
            widths = [text_width(one.text, size, True) + BESIDE + text_width(two.text, FACT) for one, two in row]
            starts = apart(lefts, widths, self.canvas.header)
            if starts is not None:
                return size, starts
        return FACT, lefts

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

    # What moves.

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What goes along with the widest window; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        light = [Beaming(actor("beam_in"), actor("window"), actor("filter"))]
        if self._output_beside:
            light.append(Beaming(actor("beam_out"), actor("filter"), actor("cell")))
        return [
            Framing(actor("window"), self.window),
            Framing(actor("cell"), self.cell),
            Framing(actor("taps"), self.tapped),
            *light,
            Lighting(given, lambda step: self._read(step, -1).lit),
            Completing(actor("output")),
            Reading(actor("formula"), self.ribbons[-1].window),
        ]


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
