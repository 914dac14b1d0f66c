"""Where the lanes of two grouped layers in a row stand: the room of each group's blocks, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.layout.canvas import Canvas
from convanim.layout.regions import BlockFit, Need
from convanim.tableaux.grouped.lane_places import DOTS_ROOM, LANE_GAP, lane_middles

LARGEST = 64.0
"""A nominal cell's side at most, in pixels."""
LARGER = 1.6
"""A cell of what a layer makes over one of its input, at most."""
NUMBER_ROOM = 24.0
"""Below the blocks between both layers, for their channels' numbers, in pixels."""
PACK_GAP = 0.8
"""From the lanes to the pack at least, in nominal cells."""


@dataclass(frozen=True)
class ShuffleLanesPlan:
    """Where the parts of a lane stand on one canvas; lengths are in pixels."""

    letter_room: float
    """At the left, for the group's letter and channels, where these are not wider."""
    beam_room: float
    """From block to block, at least."""
    lane_gap: float
    """From lane to lane at most."""


@dataclass(frozen=True)
class ShuffleLanesPlaces:
    """Places for so many ``lanes``, one below the other: of the input, of what is between both layers, of the output.

    ``given``, ``between`` and ``made`` are what a lane's blocks need, ``pack`` what all that is between needs as one
    block. With ``dots`` there is room for dots above the last lane. Lanes count from 0 at the top.
    """

    plan: ShuffleLanesPlan
    canvas: Canvas
    given: Need
    between: Need
    made: Need
    pack: Need
    lanes: int
    dots: bool

    @property
    def _lane(self) -> float:
        """The height that a lane has at most, in pixels."""
        room = self.canvas.stage.height - LANE_GAP[self.lanes] * (self.lanes - 1) - self._dots_room
        return room / self.lanes

    @property
    def _width(self) -> float:
        """Room for blocks, without letters, in pixels."""
        return self.canvas.stage.width - self.plan.letter_room

    @property
    def _high(self) -> float:
        """The largest nominal cell of what either layer makes with which a lane is high enough."""
        between, made = self.between, self.made
        return min((self._lane - NUMBER_ROOM) / (between.above + between.below), self._lane / (made.above + made.below))

    @cached_property
    def cell(self) -> float:
        """Side of a nominal cell of the input, in pixels; the others are no smaller."""
        given, between, made, pack = self.given, self.between, self.made, self.pack
        beam = self.plan.beam_room
        high = min(self._lane / (given.above + given.below), self._high)
        wide = (self._width - 2 * beam) / (given.width + between.width + made.width)
        packed = (self._width - beam) / (given.width + between.width + PACK_GAP + pack.width)
        return min(LARGEST, high, wide, packed, self.canvas.stage.height / (pack.above + pack.below))

    @cached_property
    def made_cell(self) -> float:
        """The same of what either layer makes, whose numbers are longer: larger where there is room."""
        between, made, pack, cell = self.between, self.made, self.pack, self.cell
        beam, left = self.plan.beam_room, self._width - self.given.width * cell
        return min(
            LARGER * cell,
            self._high,
            (left - 2 * beam) / (between.width + made.width),
            (left - beam) / (between.width + PACK_GAP + pack.width),
            self.canvas.stage.height / (pack.above + pack.below),
        )

    @property
    def _dots_room(self) -> float:
        return DOTS_ROOM if self.dots else 0.0

    @property
    def _halves(self) -> float:
        """From a lane's middle to its top and to its bottom, in pixels."""
        given, between, made = self.given, self.between, self.made
        numbered = (between.above + between.below) * self.made_cell + NUMBER_ROOM
        return max((given.above + given.below) * self.cell, numbered, (made.above + made.below) * self.made_cell) / 2

    @cached_property
    def middles(self) -> list[float]:
        """The height of each lane's middle, in pixels."""
        half = self._halves
        return lane_middles(self.canvas.stage, self.lanes, half, half, self._dots_room, self.plan.lane_gap)

    @property
    def bottom(self) -> float:
        """Where the last lane ends."""
        return self.middles[-1] + self._halves

    @property
    def dots_line(self) -> float:
        """The height of dots that stand for groups without a lane."""
        return (self.middles[-2] + self.middles[-1]) / 2 + 4

    @property
    def input_left(self) -> float:
        """The left edge of the inputs' padding."""
        return self.canvas.stage.left + self.plan.letter_room

    @property
    def input_end(self) -> float:
        """The right end of the inputs and their padding."""
        return self.input_left + self.given.width * self.cell

    @property
    def output_left(self) -> float:
        """The left edge of the outputs."""
        return self.canvas.stage.right - self.made.width * self.made_cell

    @property
    def between_left(self) -> float:
        """The left edge of the blocks between: half-way, or as far left as the pack beside them asks for."""
        wide = self.between.width * self.made_cell
        half = (self.input_end + self.output_left - wide) / 2
        packed = self.canvas.stage.right - (self.pack.width + PACK_GAP) * self.made_cell - wide
        return min(half, packed)

    @property
    def between_end(self) -> float:
        """Their right end."""
        return self.between_left + self.between.width * self.made_cell

    def _fit(self, need: Need, cell: float, left: float, middle: float) -> BlockFit:
        """A block with half of what there is of it above a height."""
        return need.fit(cell, left, middle + (need.above - need.below) * cell / 2)

    def input_fit(self, lane: int) -> BlockFit:
        """Where a lane's input stands."""
        return self._fit(self.given, self.cell, self.input_left, self.middles[lane])

    def between_fit(self, lane: int) -> BlockFit:
        """Where what a lane has between both layers stands."""
        return self._fit(self.between, self.made_cell, self.between_left, self.middles[lane] - NUMBER_ROOM / 2)

    def output_fit(self, lane: int) -> BlockFit:
        """Where a lane's output stands."""
        return self._fit(self.made, self.made_cell, self.output_left, self.middles[lane])

    @property
    def pack_fit(self) -> BlockFit:
        """Where all that is between stands as one block: on the right of the lanes, half-way down the stage."""
        stage, cell = self.canvas.stage, self.made_cell
        left = self.between_end + PACK_GAP * cell
        left += (stage.right - left - self.pack.width * cell) / 2
        return self._fit(self.pack, cell, left, (stage.top + stage.bottom) / 2)
