"""The tableau of one convolution of a graph, of any kind: what it reads, its filters, and what it makes."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from convanim.draw.items import Item
from convanim.draw.phrase import Phrase
from convanim.kernels.parts import Part
from convanim.layout.regions import DEPTH, BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.content import Content
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.tableaux.block.one_pass import OnePass
from convanim.tableaux.block.pass_places import Extent
from convanim.tableaux.own_block.blocks import MOST_CHANNELS, Blocks
from convanim.trace import Step


class Convolving(OnePass):
    """A part of a graph that begins with a convolution.

    Depthwise filters stand one behind the other, 1x1 ones side by side; of others the one stands there that is
    followed, with all that it reads.
    """

    labels_near = True

    def __init__(self, blocks: Blocks, part: Part) -> None:
        (read,), cast = blocks.node(part.first).reads, blocks.layer(part.first)
        self.blocks, self.part, self.place = blocks, part, read
        super().__init__(
            cast,
            (blocks.actor(read), blocks.actor(part.made)),
            partial(blocks.block, read, pads=cast.view.padding),
            partial(blocks.stand, part.made, blocks.content(part.first)),
            blocks.sample(read),
            blocks.sample(part.first),
        )

    @property
    def said(self) -> tuple[str | Phrase, str | Phrase, str | Phrase]:
        """What is read, what is made and the filters, as the user's module calls them."""
        own = Phrase.name(self.blocks.node(self.part.first).name)
        return self.blocks.name(self.place), self.blocks.name(self.part.made), own

    @property
    def _by_channel(self) -> bool:
        return self.layer.groups > 1 and self.layer.channels_per_group == 1

    @property
    def _tells(self) -> bool:
        return True

    @property
    def _alone(self) -> bool:
        """Whether the filter that is followed stands there by itself."""
        return not self._by_channel and (self.layer.groups > 1 or self.layer.kernel != (1, 1))

    @property
    def _extent(self) -> Extent:
        if not self._alone:
            return super()._extent
        rows, columns = self.layer.kernel
        deep = float(self._read_of_group.extent)
        return Extent(columns + deep * DEPTH[0], rows / 2 - deep * DEPTH[1], rows / 2)

    @property
    def _followed(self) -> int:
        """The filter that stands there by itself."""
        return self.filters.indices[0]

    @cached_property
    def _read_of_group(self) -> Sample:
        """Which channels of its group the filter is shown with."""
        return Sample.of(range(self.layer.channels_per_group), MOST_CHANNELS)

    @cached_property
    def filter_block(self) -> VoxelTensor:
        """The filter that is followed."""
        places, shown, which = self.places, self._read_of_group, self._followed
        cell = places.filter_cell
        depth = (DEPTH[0] * cell, DEPTH[1] * cell)
        fit = BlockFit(cell, places.filters_left, places.middle - self.layer.kernel[0] * cell / 2, depth, depth)
        content = self.cast.filter_content(which, shown.indices)
        ramps = self.cast.filter_ramps([which]) * len(shown.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, shown.places)

    def filters_there(self) -> dict[str, Any]:
        """The filters, all of them lit."""
        return {"filters": self.filter_block.copy()} if self._alone else super().filters_there()

    def lit(self, step: Step) -> VoxelTensor:
        """What is read, the window of a step lit in the channels of its group, and the rest dimmed."""
        if self.layer.groups == 1 or self._by_channel:
            return super().lit(step)
        block, there = self.read(), {*step.channels}
        own = [channel for channel in self.channels.indices if channel in there]
        cells = block.mask(step.rows, step.columns, own) if own else False
        return block.single_out(cells).cover(step.rows, step.columns)

    def _dots(self) -> list[Item]:
        if self._alone:
            return ellipsis(self.filter_block, self._read_of_group, self.theme)
        return super()._dots()

    def made_of(self, place: int) -> VoxelTensor:
        """What the part has made by now: the numbers of one of its nodes."""
        return self.made(self.blocks.content(place))

    def finished(self) -> dict[str, Any]:
        """All of it made, with the numbers that the part ends on."""
        return self.done(self._last)

    @property
    def _last(self) -> Content:
        return self.blocks.content(self.part.made)
