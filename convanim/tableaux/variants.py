"""One input and one filter in several layers, and what comes out of each: how one setting changes a convolution."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Statement
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Tensors
from convanim.kernels.reads import reads
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT, BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit, Need, Region
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag, apart
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Completing, Follower, Framing, Lighting, Reading, stops
from convanim.ribbon.chips import BODY
from convanim.ribbon.fractions import Piece, Run, pieces_of, run_width, set_run
from convanim.ribbon.product import FILTERS
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.spec import Layer, Pads
from convanim.trace import Step, Trace

FIGURE = 62.0
"""Type of what each layer comes to where they are compared, at most, in pixels."""
BESIDE, OVER = 20.0, 40.0
"""From it to what it is of, and to the block below it, in pixels."""


def traced(tensors: Tensors, layer: Layer) -> Trace:
    """The same numbers in another layer."""
    return Trace(replace(tensors, layer=layer))


def variant_names(stage: str, output: str) -> Names:
    """What the audit trail calls the numbers of another layer than the scene's own, which has the weights of that one.

    >>> variant_names("spread_0", "output_0").product, variant_names("spread_0", "output_0").weight
    ('spread_0_product', 'weight')
    """
    return replace(Names.staged(stage, output=output), weight="weight", bias="bias")


BETWEEN = 30.0
"""From what one block comes to to what the next one does, in pixels."""
LARGEST = 84.0
"""A cell's side at most where blocks are compared, in pixels."""


@dataclass(frozen=True, kw_only=True)
class VariantsPlan:
    """How the blocks stand."""

    blocks: tuple[tuple[int, ...], ...]
    """Which of input, filter and output stand in each row, from the top."""
    compared: tuple[tuple[int, ...], ...]
    """The same of the blocks that are compared, one for each layer; there may be fewer of them."""
    gap: float
    """From block to block in a row, in pixels."""
    aside: float = 0.0
    """Of the room that blocks leave that are compared, how much is left and right of them each, from 0 to 0.5."""
    label_aside: float = 0.0
    """From the input's left edge to its label, over the input's width: clear of lines that lead down."""
    largest: float = 60.0
    """A cell's side at most, in pixels."""
    line: float = 60.0
    """From line to line in the ribbon, in pixels."""
    first_line: float = 72.0
    """From the ribbon's top to the first of them, in pixels."""


Plan = TypeVar("Plan", bound=VariantsPlan)
Line = tuple[Phrase, Run]
"""What a line in the ribbon is of, and what it says of that."""


class Variants(Tableau[Plan], ABC):
    """One channel, one filter and what comes out of it, in several layers; the last one is the scene's own.

    All of them have the same cells, and each output the size that it has: a smaller one stands where the largest does.
    """

    def __init__(self, casts: Sequence[Cast]) -> None:
        super().__init__(casts[-1])
        self.casts = list(casts)
        self.ribbons = [Ribbon(cast) for cast in casts]

    def step(self, which: int) -> Step:
        """The step that is told number by number, as the layer in that place has it."""
        return self.casts[which].step(0, 2, 2)

    def steps(self, which: int = -1) -> list[Step]:
        """The steps at which the window of the layer in that place stops on its way."""
        cast = self.casts[which]
        return stops(cast.trace, 0, cast.view)

    # Where things stand.

    @cached_property
    def _rows(self) -> BlockRows:
        needs = [self._need_of_input(), Need(*self.layer.kernel, 1), self._largest.need_of_output(1)]
        return stack_in_rows(needs, self.canvas.stage, self.plan.blocks, gap=self.plan.gap, largest=self.plan.largest)

    def _need_of_input(self) -> Need:
        return self.cast.need_of_input(1)

    @property
    def _largest(self) -> Cast:
        """The layer with the largest output."""
        return max(self.casts, key=lambda cast: cast.cells)

    def _fit_of_output(self, which: int) -> BlockFit:
        """Cells as large as those of the largest output, on its middle line."""
        fit, (rows, _) = self._rows.fits[OUTPUT], self.casts[which].view.output_size
        return replace(fit, top=fit.top + (self._largest.view.output_size[0] - rows) * fit.cell / 2)

    def compared(
        self, needs: Sequence[Need], largest: float = LARGEST, rows: Sequence[Sequence[int]] | None = None
    ) -> BlockRows:
        """Where blocks with these needs stand side by side, with room for figures below them.

        ``rows`` are as ``compared`` of the plan has them (None: these).
        """
        there = [tuple(k for k in row if k < len(needs)) for row in rows or self.plan.compared]
        rows = [row for row in there if row]
        room = self.canvas.stage.inset(bottom=FIGURE)
        found = self._stacked(needs, room, rows, largest)
        widths = [need.width * fit.depth[0] / DEPTH[0] for need, fit in zip(needs, found.fits, strict=True)]
        if all(len(row) == 1 for row in rows):
            # One above the other, they stand in the middle.
            return replace(found, fits=[fit.shifted((room.width - max(widths)) / 2, 0.0) for fit in found.fits])
        left = min(room.width - sum(widths[k] for k in row) - self.plan.gap * (len(row) - 1) for row in rows)
        return self._stacked(needs, room.inset(self.plan.aside * left, 0, self.plan.aside * left), rows, largest)

    def _stacked(self, needs: Sequence[Need], room: Region, rows: Sequence[Sequence[int]], largest: float) -> BlockRows:
        return stack_in_rows(needs, room, rows, gap=self.plan.gap, largest=largest, between=FIGURE + OVER)

    # The blocks.

    def _input(self, fit: BlockFit) -> VoxelTensor:
        return VoxelTensor(self.cast.input_content([0]), self.cast.channel_ramps([0]), fit, self.style)

    def whole_input(self, which: int = -1) -> VoxelTensor:
        """The input, all of it lit, with the zeros round it."""
        return self._input(self._rows.fits[INPUT]).rim(pads=self._pads(which))

    def _pads(self, which: int) -> Pads:
        """The zeros that are shown round the input."""
        return self.casts[which].view.padding

    def input(self, which: int) -> VoxelTensor:
        """The input, lit where the step that is told reads it, and dimmed elsewhere."""
        return self._read(self.step(which), which)

    def _read(self, step: Step, which: int) -> VoxelTensor:
        tensor = self.whole_input(which)
        return tensor.single_out(tensor.mask(step.rows, step.columns)).cover(step.rows, step.columns)

    def weights(self) -> VoxelTensor:
        """The filter."""
        content, ramps = self.cast.filter_content(0, [0]), self.cast.filter_ramps([0])
        return VoxelTensor(content, ramps, self._rows.fits[FILTER], self.style)

    def output(self, which: int, filled: bool = False) -> VoxelTensor:
        """What comes out: the cell of the step that is told, or all of it where it is ``filled``."""
        tensor, step = self._output(which, self._fit_of_output(which)), self.step(which)
        return tensor if filled else tensor.light(tensor.mask(*step.index[1:]))

    def _output(self, which: int, fit: BlockFit) -> VoxelTensor:
        cast = self.casts[which]
        return VoxelTensor(cast.output_content([0]), cast.filter_ramps([0]), fit, self.style)

    # Frames, light and words.

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self.whole_input(), self.weights()

    @cached_property
    def _outputs(self) -> list[VoxelTensor]:
        return [self.output(which, filled=True) for which in range(len(self.casts))]

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round all that a step's window reaches over."""
        return self._standing[0].around(step.rows, step.columns, front=True)

    def cell(self, step: Step, which: int = -1) -> Floats:
        """Scene points (4, 3) round a step's output cell."""
        return self._outputs[which].around(*step.index[1:], front=True)

    def frames(self, which: int) -> dict[str, Window]:
        """Frames round the window and the output cell of the step that is told."""
        step = self.step(which)
        return {
            "window": Window(self.window(step), self.style, flat=True),
            "cell": Window(self.cell(step, which), self.style, flat=True),
        }

    def beams(self, which: int) -> dict[str, Beam]:
        """Light from that window to the filter, and on to the cell where that stands beside it."""
        step, weights = self.step(which), self._standing[1].points
        found = {"beam_in": Beam(self.window(step), weights, self.style, down=not self._filter_beside)}
        if self._output_beside:
            found["beam_out"] = Beam(weights, self.cell(step, which), self.style)
        return found

    @property
    def _filter_beside(self) -> bool:
        return any(INPUT in row and FILTER in row for row in self.plan.blocks)

    @property
    def _output_beside(self) -> bool:
        return any(FILTER in row and OUTPUT in row for row in self.plan.blocks)

    def at(self, which: int, made: bool = True) -> dict[str, Any]:
        """The whole tableau at the step that is told in one layer; its output cell only if it is ``made``."""
        output = self.output(which)
        actors = {
            "input": self.input(which),
            **self.beams(which),
            **self.lines(which),
            "filter": self.weights(),
            "output": output if made else output.switch_off(),
            **self.frames(which),
            "labels": self.labels(which),
        }
        return actors if made else {**actors, **dict.fromkeys(("beam_out", "cell"))}

    def lines(self, which: int) -> dict[str, Any]:
        """What else joins input and filter, by its names on stage: nothing."""
        return {}

    def labels(self, which: int) -> Sheet:
        """What stands where."""
        first, second, third = self._rows.fits
        cast, text = self.casts[which], self.tongue.text
        aside = self.plan.label_aside * self.view.size[1] * first.cell
        row = [
            Tag(text("input"), cast.input_shape, first.left + aside),
            Tag(text(FILTERS, n=1), self.said_of(which), second.left),
            Tag(text("output"), cast.output_shape, third.left),
        ]
        return Sheet(self.labels_below(self._rows, row))

    @abstractmethod
    def said_of(self, which: int) -> Phrase:
        """What tells one layer from the others."""

    def figures(self, rows: BlockRows, said: Sequence[Phrase], of: Sequence[Phrase]) -> Sheet:
        """What each of the blocks in these rows comes to, large, below it, and what it is of."""
        theme, items = self.theme, list[Item]()
        lines = [place.bottom + FIGURE for place in rows.places]
        for line in dict.fromkeys(lines):
            here = [k for k, own in enumerate(lines) if own == line]
            size, lefts, width = self._starts([(said[k], of[k]) for k in here], [rows.fits[k].left for k in here])
            for k, left in zip(here, lefts, strict=True):
                wide = text_width(said[k].text, size, True) + BESIDE
                room = [Room(width - wide, lines, FACT, self.canvas.least) for lines in (1, 2, 3)]
                small = fit("a label", of[k], room, aspect=self.canvas.aspect)
                items.append(said[k].words(left, line, size, (*theme.accent, 1.0), theme.background, True))
                items += [
                    one.words(
                        left + wide, line - up * 1.2 * small.size, small.size, (*theme.dim, 1.0), theme.background
                    )
                    for up, one in enumerate(reversed(small.lines))
                ]
        return Sheet(items)

    def _starts(
        self, row: Sequence[tuple[Phrase, Phrase]], lefts: Sequence[float]
    ) -> tuple[float, Sequence[float], float]:
        """The size of large texts with small ones beside them; where each pair starts, near its block; and its room."""
        room = self.canvas.header
        for size in (FIGURE, 48.0, 36.0, FACT):
            widths = [text_width(one.text, size, True) + BESIDE + text_width(two.text, FACT) for one, two in row]
            starts = apart(lefts, widths, room)
            if starts is not None and max(widths) <= room.width:
                return size, starts, room.width
        # The small ones take several lines, in as much room for each.
        share = (room.width - BETWEEN * (len(row) - 1)) / len(row)
        return 36.0, [room.left + k * (share + BETWEEN) for k in range(len(row))], share

    def _lines(self, heading: str, lines: Mapping[str, Line], equations: bool = False) -> Sheet:
        """Lines in the ribbon below a heading, which say what they do in one column. Parts: heading, and theirs."""
        ribbon, theme = self.canvas.ribbon, self.theme
        parts: dict[str, list[Item]] = {
            "heading": [*set_run([Piece(heading, theme.dim)], ribbon.left, self.canvas.heading_line, 22.0, theme)]
        }
        names = {part: pieces_of(of, theme.dim) for part, (of, _) in lines.items()}
        left = ribbon.left + max(run_width(name, BODY) for name in names.values()) + 56
        for place, (part, (_, run)) in enumerate(lines.items()):
            y = ribbon.top + self.plan.first_line + place * self.plan.line
            said = [Statement("".join(piece.text for piece in run))] if equations else []
            parts[part] = [
                *set_run(names[part], ribbon.left, y, BODY, theme),
                *set_run(run, left, y, BODY, theme),
                *said,
            ]
        return Sheet(parts)

    # How often cells are read.

    def reads_rows(self, count: int = 2) -> BlockRows:
        """Where so many of these counts stand side by side."""
        return self.compared([self.cast.need_of_input(1, padded=False)] * count)

    def readers(self, named: Mapping[str, int]) -> dict[str, VoxelTensor]:
        """How many windows read each cell of the input, of some layers by what these counts are called.

        All on one colour scale; cells that no window reads are dark.
        """
        most = max(int(reads(cast.layer).max()) for cast in self.casts)
        fits = self.reads_rows(len(named)).fits
        return {
            name: self._readers(name, which, fit, most) for (name, which), fit in zip(named.items(), fits, strict=True)
        }

    def _readers(self, name: str, which: int, fit: BlockFit, most: int) -> VoxelTensor:
        rows, columns = self.view.input
        values = reads(self.casts[which].layer)[None, rows.start : rows.stop, columns.start : columns.stop]
        content = Content(name, values, [(0,)], 0.0, float(most), self.tongue, (rows.start, columns.start), given=True)
        return VoxelTensor(content, [self.theme.ramp_of_whole()], fit, self.style).light(values > 0)

    # What moves.

    def followers(self, actor: Callable[[str], Any], which: int = -1, tells: bool = False) -> list[Follower]:
        """What goes along with one layer's window; ``actor`` gives what stands on stage by its name.

        With ``tells`` it is the window of which the film tells what the layer does besides.
        """
        light = [Beaming(actor("beam_in"), actor("window"), actor("filter"))]
        if self._output_beside:
            light.append(Beaming(actor("beam_out"), actor("filter"), actor("cell")))
        return [
            Framing(actor("window"), self.window, tells),
            Framing(actor("cell"), lambda step: self.cell(step, which)),
            *self._joining(actor),
            *light,
            Lighting(actor("input"), lambda step: self._read(step, which).lit),
            Completing(actor("output")),
        ]

    def reading(self, actor: Callable[[str], Any], which: int = -1) -> Follower:
        """The ribbon's formula, which goes along, too."""
        return Reading(actor("formula"), self.ribbons[which].window)

    def _joining(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What else goes along, of ``lines``."""
        return []
