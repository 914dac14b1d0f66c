"""Input, small maps and large map in a row: what convolution and shuffle do one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.regions import Need
from convanim.layout.selection import MOST_SLABS, Sample
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.scene.tableau import Tableau
from convanim.tableaux.pixel_shuffle.maps import Maps

MOST_INPUTS = 6
"""So many channels of the input are shown."""
INPUT, SMALL, LARGE = range(3)
"""The blocks, in the order in which their needs are given."""


@dataclass(frozen=True)
class ChainPlan:
    """In which rows the blocks stand, and how far apart, in pixels."""

    gap: float
    rows: tuple[tuple[int, ...], ...] = ((INPUT, SMALL, LARGE),)

    def down(self, one: int, other: int) -> bool:
        """Whether a block stands below another one, not beside it."""
        return not any(one in row and other in row for row in self.rows)


class Chain(Tableau[ChainPlan]):
    """The blocks of a layer and its shuffle, with one window all the way."""

    plans = {
        "16:9": ChainPlan(gap=110.0),
        "1:1": ChainPlan(gap=30.0),
        "9:16": ChainPlan(gap=72.0, rows=((INPUT, SMALL), (LARGE,))),
    }

    def __init__(self, maps: Maps) -> None:
        super().__init__(maps.cast)
        self.maps = maps

    @cached_property
    def _inputs(self) -> Sample:
        return self.cast.channels(MOST_INPUTS)

    @cached_property
    def smalls(self) -> Sample:
        """The small maps that are shown: were there more, the block would be a stick."""
        return Sample.of(range(self.layer.out_channels), MOST_SLABS)

    @cached_property
    def _rows(self) -> BlockRows:
        given = self.cast.need_of_input(self._inputs.extent, padded=False)
        small = self.cast.need_of_output(self.smalls.extent)
        height, width = (self.maps.factor * cells for cells in self.view.output_size)
        large = Need(height, width, self.maps.shown.extent, most=small.most)
        return stack_in_rows([given, small, large], self.canvas.stage, self.plan.rows, gap=self.plan.gap, largest=84.0)

    def _input(self) -> VoxelTensor:
        sample = self._inputs
        content, ramps = self.cast.input_content(sample.indices), self.cast.input_ramps(sample.indices)
        return VoxelTensor(content, ramps, style=self.style).stand(self._rows.fits[INPUT], sample.places)

    def _small(self) -> VoxelTensor:
        """The small maps as the block that the convolution makes."""
        sample = self.smalls
        content, ramps = self.cast.output_content(sample.indices), self.cast.filter_ramps(sample.indices)
        return VoxelTensor(content, ramps, style=self.style).stand(self._rows.fits[SMALL], sample.places)

    def tableau(self) -> dict[str, Any]:
        """Blocks, windows and beams between them, and labels."""
        given, small, large = self._input(), self._small(), self.maps.large(self._rows.fits[LARGE])
        step, factor = self.cast.step(0, 2, 2), self.maps.factor
        _, row, column = step.index
        there = [range(at * factor, (at + 1) * factor) for at in (row, column)]
        square = large.around(there[0], there[1], front=True)
        ends = [given.around(step.rows, step.columns), small.around(row, column), square]
        return {
            "beam_in": Beam(ends[0], ends[1], self.style, down=self.plan.down(INPUT, SMALL)),
            "beam_out": Beam(ends[1], ends[2], self.style, down=self.plan.down(SMALL, LARGE)),
            "input": given,
            "maps": small,
            "large": large,
            "window": Window(ends[0], self.style),
            "cell": Window(ends[1], self.style),
            "square": Window(square, self.style, flat=True),
            "labels": self._labels(given, small, large),
        }

    def _labels(self, given: VoxelTensor, small: VoxelTensor, large: VoxelTensor) -> Sheet:
        """What stands where, and dots where some are left out."""
        lefts, text = [fit.left for fit in self._rows.fits], self.tongue.text
        row = [
            Tag(text("input"), self.cast.input_shape, lefts[INPUT]),
            Tag(text("convolution"), self.cast.output_shape, lefts[SMALL]),
            self.maps.told.large(lefts[LARGE]),
        ]
        dots = [
            *ellipsis(given, self._inputs, self.theme),
            *ellipsis(small, self.smalls, self.theme),
            *ellipsis(large, self.maps.shown, self.theme),
        ]
        return Sheet([*self.labels_below(self._rows, row), *dots])
