"""The tableau of one convolution of a block: what it reads, its filters, and what it makes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from convanim.draw.items import Item
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import DEPTH, BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.filter_row import PITCH, FilterRow
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, stops
from convanim.scene.tableau import Tableau
from convanim.tableaux.block.members import WORDS
from convanim.tableaux.block.pass_places import MADE, READ, SPREAD, Extent, PassPlaces, PassPlan
from convanim.trace import Step

ABOVE = 16.0
"""From the filters up to their label's baseline, where it stands above them, in pixels."""
LABEL_ABOVE = 34.0
"""The room for a label above what is read, in pixels."""
BlockMaker = Callable[[BlockFit], VoxelTensor]
"""Makes a block where it stands."""


class OnePass(Tableau[PassPlan]):
    """One of a block's convolutions: it reads the block that ``read`` makes, and makes the one of ``made``.

    Both are called by their names in ``names``, as actors and in words. ``channels`` and ``filters`` are those shown.
    """

    plans = {
        "16:9": PassPlan(gap=84.0, scale=0.8),
        "1:1": PassPlan(gap=44.0, scale=0.55),
        "9:16": PassPlan(gap=60.0, scale=0.8, down=True),
        "16:9 large": PassPlan(gap=50.0, scale=0.8, filters_told=False),
    }

    labels_near: ClassVar[bool] = False
    """Whether labels stand just below the blocks, and not on the canvas's own line."""

    def __init__(
        self,
        cast: Cast,
        names: tuple[str, str],
        read: BlockMaker,
        made: BlockMaker,
        channels: Sample,
        filters: Sample,
    ) -> None:
        super().__init__(cast)
        self.names = names
        self._read_block, self._made_block = read, made
        self.channels, self.filters = channels, filters

    @property
    def _by_channel(self) -> bool:
        """Whether every filter reads a channel of its own."""
        return self.layer.groups > 1 or self.layer.kernel != (1, 1)

    @property
    def _tells(self) -> bool:
        """Whether the window's walk tells what the layer does besides."""
        return self._by_channel

    @cached_property
    def places(self) -> PassPlaces:
        """Where both blocks stand, and the filters between them."""
        needs = self.cast.need_of_input(self.channels.extent), self.cast.need_of_output(self.filters.extent)
        stage = self.canvas.stage.inset(top=self._room_above)
        return PassPlaces(self.plan, stage, needs, self._extent)

    @property
    def _room_above(self) -> float:
        """For a label above what is read, in pixels."""
        return LABEL_ABOVE if self._reads_below_its_label else 0.0

    @property
    def shapes(self) -> tuple[Phrase, Phrase]:
        """Of what is read and of what is made."""
        return self.cast.input_shape, self.cast.output_shape

    @property
    def _beside(self) -> int:
        """Columns of padding on the left of what is read."""
        return self.view.padding[1][0]

    @property
    def _reads_below_its_label(self) -> bool:
        """Whether the label of what is read stands above it, because light leads across the place below it."""
        return self.plan.down and self.labels_near

    @property
    def _extent(self) -> Extent:
        """What the filters take: slabs one behind the other, or bars side by side."""
        rows, columns = self.layer.kernel if self._by_channel else (1, 1)
        if self._by_channel:
            deep, across = (self.filters.extent - 1) * SPREAD + 1, float(columns)
        else:
            deep, across = float(self.channels.extent), (self.filters.extent - 1) * PITCH + 1
        return Extent(across + deep * DEPTH[0], rows / 2 - deep * DEPTH[1], rows / 2)

    # Steps.

    def steps(self) -> list[Step]:
        """The steps of the first shown filter at which the window stops; all others go along."""
        return stops(self.cast.trace, self.filters.indices[0], self.view)

    # Blocks.

    def read(self) -> VoxelTensor:
        """What is read, whole."""
        return self._read_block(self.places.fits[READ]).rim()

    def made(self, content: Content | None = None) -> VoxelTensor:
        """What is made, all of it, or other numbers in its place."""
        block = self._made_block(self.places.fits[MADE])
        return block if content is None else block.hold(content)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        """Both as they stand, to measure by."""
        return self.read(), self.made()

    def filters_block(self) -> VoxelTensor:
        """The depthwise filters, one a channel."""
        places, shown = self.places, self.filters
        cell = places.filter_cell
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        top = places.middle - self.layer.kernel[0] * cell / 2
        fit = BlockFit(cell, places.filters_left, top, (depth[0] * SPREAD, depth[1] * SPREAD), depth)
        content = self.cast.filters_content(shown.indices)
        return VoxelTensor(content, self.cast.filter_ramps(shown.indices), fit, self.style).stand(fit, shown.places)

    @cached_property
    def filter_row(self) -> FilterRow:
        """The 1x1 filters, in the middle of their room."""
        places = self.places
        cell = places.filter_cell
        return FilterRow(self.cast, self.channels, self.filters, places.filters_left, places.middle + cell / 2, cell)

    # What goes with a step.

    def window(self, step: Step) -> Floats:
        """Round what a step reads, through all channels."""
        return self._standing[READ].around(step.rows, step.columns)

    def cell(self, step: Step) -> Floats:
        """Round what a step makes, on the block's front."""
        _, row, column = step.index
        return self._standing[MADE].around(row, column, front=True)

    def lit(self, step: Step) -> VoxelTensor:
        """What is read, the window of a step lit and the rest dimmed."""
        block = self.read()
        return block.single_out(block.mask(step.rows, step.columns)).cover(step.rows, step.columns)

    def made_at(self, step: Step) -> VoxelTensor:
        """What is made when this step, the first one, has made its pixel in all channels."""
        _, row, column = step.index
        block = self.made()
        return block.light(block.mask(row, column))

    # Tableaux, back to front.

    def at(self, step: Step) -> dict[str, Any]:
        """The window of a step, and the pixel that all filters make of it."""
        (read, made), places = self.names, self.places
        return {
            read: self.lit(step),
            made: self.made().switch_off(),
            "beam_in": Beam(self.window(step), places.around_filters, self.style),
            "beam_out": self._beam_out(step),
            **self.filters_there(),
            **self.signs(),
            "window": self._frame(self.window(step), READ),
            "cell": self._frame(self.cell(step), MADE, flat=True),
        }

    def done(self, content: Content | None = None) -> dict[str, Any]:
        """All of it made, or other numbers in its place."""
        read, made = self.names
        return {
            read: self.read().single_out(False).rim(()),
            made: self.made(content),
            **self.filters_there(),
            **self.signs(),
        }

    def filters_there(self) -> dict[str, Any]:
        """The filters, all of them lit."""
        return {"filters": self.filters_block() if self._by_channel else self.filter_row.sheet(lit=True)}

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the window walks; ``actor`` gives what stands on stage under a name."""
        read, made = self.names
        return [
            Lighting(actor(read), lambda step: self.lit(step).lit),
            Framing(actor("window"), self.window, tells=self._tells),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam_in"), actor("window"), self._filters_place),
            Beaming(actor("beam_out"), self._filters_place, actor("cell")),
            Filling(actor(made), self.filters.indices),
        ]

    def _beam_out(self, step: Step) -> Beam:
        return Beam(
            self.places.around_filters,
            self.cell(step),
            self.style,
            to_x=self.places.fits[MADE].left,
            down=self.plan.down,
        )

    @property
    def _filters_place(self) -> Window:
        """What light goes to and comes from."""
        return Window(self.places.around_filters, self.style)

    def around(self, index: tuple[int, int, int]) -> Window:
        """A frame round a cell of what is made, on its front."""
        _, row, column = index
        return self._frame(self._standing[MADE].around(row, column, front=True), MADE, flat=True)

    def _frame(self, points: Floats, which: int, flat: bool = False) -> Window:
        return Window(points, self.style, flat=flat, width=frame_width(self.places.fits[which].cell))

    # Signs and words.

    @property
    def said(self) -> tuple[str | Phrase, str | Phrase, str | Phrase]:
        """What is read, what is made and the filters, as they are called below."""
        read, made = self.names
        text = self.tongue.text
        return text(WORDS[read]), text(WORDS[made]), text(_FILTERS[read])

    def signs(self) -> dict[str, Any]:
        """What stands round the blocks and does not move."""
        read, made = self._standing
        items = ellipsis(read, self.channels, self.theme) + ellipsis(made, self.filters, self.theme) + self._dots()
        return {"ellipses": Sheet(items) if items else None, "labels": self.labels()}

    def _dots(self) -> list[Item]:
        """Where filters are left out."""
        return ellipsis(self.filters_block(), self.filters, self.theme) if self._by_channel else []

    def labels(self) -> Sheet:
        """What stands where: below the blocks, and on the line of the first or above them, the filters."""
        places = self.places
        fits, rows = places.fits, places.rows.drawn_up(places.needs) if self.labels_near else places.rows
        lines = rows.label_line(READ), rows.label_line(MADE)
        starts = [fit.left for fit in fits]
        starts[READ] -= self._beside * fits[READ].cell
        samples = self.channels, self.filters
        read, made = [
            Tag(name, shape + shown_of(sample, self.tongue, SHOWN), start)
            for name, shape, sample, start in zip(self.said[:2], self.shapes, samples, starts, strict=True)
        ]
        told = self.cast.filters_shape if self.plan.filters_told else Phrase()
        between = Tag(self.said[2], told, self.places.filters_left)
        if self.plan.down:
            # Above the filters, for light leads down from them.
            above = places.middle - self._extent.above * places.filter_cell - ABOVE
            over, start = lines[READ], places.filters_left
            if self._reads_below_its_label:
                over = fits[READ].top + places.needs[READ].rows * fits[READ].cell / 2 - ABOVE
                over -= places.needs[READ].above * fits[READ].cell / places.needs[READ].shrink
                if between.width(self.style) > self.canvas.stage.right - start:
                    between = Tag(self.said[2], Phrase(), start)
            return Sheet(tags_on_lines([(read, over), (between, above), (made, lines[MADE])], self.style))
        placed = [(read, lines[READ]), (between, lines[READ]), (made, lines[MADE])]
        return Sheet(tags_on_lines(placed, self.style, down=self.labels_near))


_FILTERS = {"input": message("expand"), "expanded": message("depthwise"), "scaled": message("project")}
"""What the filters that read a block are called."""
