"""The stacks tableau: every channel a slab of its own, one pulled forward into the line of sight."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from convanim.draw.items import Item, Line
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need
from convanim.layout.selection import Sample
from convanim.mobjects.caption import Tag
from convanim.mobjects.cast import SHOWN, Cast, shown_of
from convanim.mobjects.marks import dashes, ellipsis, flat, padding_ring
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Filling, Lighting, stops
from convanim.ribbon.product import FILTERS
from convanim.scene.tableau import Tableau
from convanim.spec.crop import View
from convanim.trace import Step

MOST_STACKED = 9
PULL = 2.5
"""How many slots in front of the others a pulled slab stands."""
SPREAD, LOW_SPREAD = 1.8, 1.2
"""From slab to slab, in thicknesses; the second beside pictures, so that cells have room for numbers."""


def window_cells(step: Step) -> tuple[tuple[float, float], tuple[float, float]]:
    """The rows and columns, (first, past the last), that a step's window spans."""
    return (step.rows[0], step.rows[-1] + 1), (step.columns[0], step.columns[-1] + 1)


def read_cells(step: Step, view: View) -> Floats:
    """A mask over a view's input: 0 where the window spans a cell that it does not read, 1 elsewhere.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.spec import Layer
    >>> from convanim.trace import Trace
    >>> layer = Layer(size=(1, 4), kernel=(1, 2), dilation=(1, 2))
    >>> read_cells(Trace(make_tensors(layer)).step(0, 0, 0), View.whole(layer)).tolist()
    [[1.0, 0.0, 1.0, 1.0]]
    """
    rows, columns = (np.array(part) for part in view.input)
    spanned = ((rows >= step.rows[0]) & (rows <= step.rows[-1]))[:, None] & (
        (columns >= step.columns[0]) & (columns <= step.columns[-1])
    )
    read = np.isin(rows, step.rows)[:, None] & np.isin(columns, step.columns)
    return np.where(spanned & ~read, 0.0, 1.0)


class Stacks(Tableau[None]):
    """A depthwise layer's input, filters and output as stacks of slabs.

    ``focus`` is the filter whose slabs are pulled forward.
    """

    def __init__(self, cast: Cast, focus: int) -> None:
        super().__init__(cast)
        self.focus = focus
        self.channel = cast.layer.channels_read_by(focus)[0]
        self.channels = cast.channels(MOST_STACKED, must=self.channel)
        self.filters = cast.filters(MOST_STACKED, must=focus)

    @property
    def _fits(self) -> list[BlockFit]:
        return self._shelves.fits

    @cached_property
    def _shelves(self) -> BlockRows:
        layer = self.layer
        deep, wide = PULL + self.channels.extent, PULL + self.filters.extent
        spread = LOW_SPREAD if self.cast.cropped else SPREAD
        return stack_in_rows(
            [
                self.cast.need_of_input(deep, spread),
                Need(*layer.kernel, wide, spread),
                self.cast.need_of_output(wide, spread),
            ],
            self.canvas.stage,
            [(0,), (1, 2)] if self.canvas.tall else [(0, 1, 2)],
            gap=48.0 if self.canvas.narrow or self.cast.cropped else 72.0,
        )

    def input(self, pulled: bool = True) -> VoxelTensor:
        """The input's channels, in their hues."""
        content = self.cast.input_content(self.channels.indices)
        ramps = self.cast.channel_ramps(self.channels.indices)
        tensor = VoxelTensor(content, ramps, self._fits[0], self.style)
        return self._stand(tensor, 0, self.channels, self.channel, pulled)

    def weights(self, pulled: bool = True) -> VoxelTensor:
        """The filters, a slab each."""
        content = self.cast.filters_content(self.filters.indices)
        ramps = self.cast.filter_ramps(self.filters.indices)
        tensor = VoxelTensor(content, ramps, self._fits[1], self.style)
        return self._stand(tensor, 1, self.filters, self.focus, pulled)

    def output(self, pulled: bool = True, filled: bool = False) -> VoxelTensor:
        """The output's channels; not computed yet unless ``filled``."""
        content = self.cast.output_content(self.filters.indices)
        ramps = self.cast.filter_ramps(self.filters.indices)
        tensor = VoxelTensor(content, ramps, self._fits[2], self.style)
        tensor = self._stand(tensor, 2, self.filters, self.focus, pulled)
        return tensor if filled else tensor.switch_off().unhue()

    def _stand(self, tensor: VoxelTensor, which: int, sample: Sample, chosen: int, pulled: bool) -> VoxelTensor:
        slot = sample.indices.index(chosen)
        places = [PULL + place for place in sample.places]
        if pulled:
            places[slot] = 0.0
            tensor.bring_forward(slot)
            mask = np.zeros(len(places))
            mask[slot] = 1.0
            tensor.light(mask[:, None, None])
        return tensor.stand(self._fits[which], places)

    def holes(self) -> Sheet:
        """Dashed outlines where the pulled slabs came from, and round the pulled channel's padding."""
        color = (*self.cast.filter_ramps([self.focus])[0].signal, 1.0)
        channel, focus = self.channels.indices.index(self.channel), self.filters.indices.index(self.focus)
        items: list[Item] = []
        for tensor, slot in ((self.input(False), channel), (self.weights(False), focus), (self.output(False), focus)):
            items += dashes(tensor.slabs()[slot], color)
        return Sheet([*items, *padding_ring(self._pulled[0].slabs()[channel], self.cast.view.padding, self.theme)])

    def ellipses(self) -> Sheet | None:
        """Three dots where slabs are left out."""
        items: list[Item] = []
        for tensor, sample in (
            (self.input(False), self.channels),
            (self.weights(False), self.filters),
            (self.output(False), self.filters),
        ):
            items += ellipsis(tensor, sample, self.theme)
        return Sheet(items) if items else None

    def labels(self, pulled: bool = True) -> Sheet:
        """What stands where, below the stacks."""
        first, second, third = self._fits
        text, say = self.cast.tongue.text, self.cast.say
        if pulled:
            channels = [numbered("channel", one) for one in (self.channel, self.focus)]
            read, made = (say(", channel {channel}", channel=channel) for channel in channels)
            own = [read, say(", filter {filter}", filter=numbered("filter", self.focus)), made]
        else:
            own = [self._shown(sample) for sample in (self.channels, self.filters, self.filters)]
        left = first.left - self.cast.view.padding[1][0] * first.cell
        row = [
            Tag(text("input"), self.cast.input_shape + own[0], left),
            Tag(text(FILTERS, n=self.layer.out_channels), self.cast.filters_shape + own[1], second.left),
            Tag(text("output"), self.cast.output_shape + own[2], third.left),
        ]
        return Sheet(self.labels_below(self._shelves, row))

    def _shown(self, sample: Sample) -> Phrase:
        """How many are shown, where no ellipsis says that others are not."""
        return Phrase() if sample.gap is not None else shown_of(sample, self.cast.tongue, SHOWN)

    # Where things are while slabs are pulled.

    def window(self, step: Step) -> Floats:
        """Scene points (4, 3) round the window on the pulled channel."""
        slot = self.channels.indices.index(self.channel)
        return flat(prism(self._pulled[0], [slot], *window_cells(step)))

    def filter(self) -> Floats:
        """Scene points (4, 3) round the pulled filter."""
        rows, columns = self.layer.kernel
        slot = self.filters.indices.index(self.focus)
        return flat(prism(self._pulled[1], [slot], (0, rows), (0, columns)))

    def cell(self, step: Step) -> Floats:
        """Scene points (4, 3) round the output cell on the pulled channel."""
        _, row, column = step.index
        slot = self.filters.indices.index(self.focus)
        return flat(prism(self._pulled[2], [slot], (row, row + 1), (column, column + 1)))

    @cached_property
    def _pulled(self) -> tuple[VoxelTensor, VoxelTensor, VoxelTensor]:
        return self.input(), self.weights(), self.output()

    def steps(self) -> list[Step]:
        """The steps at which the window stops on its way over the pulled channel."""
        return stops(self.cast.trace, self.focus, self.cast.view)

    def filling(self, output: VoxelTensor) -> Filling:
        """The pulled output channel fills as the window walks."""
        return Filling(output, [self.focus])

    def reading(self, input: VoxelTensor) -> Lighting:
        """The pulled channel stays lit but for the cells that a dilated window passes over."""
        slot = self.channels.indices.index(self.channel)
        pulled = np.zeros(input.shape[0])
        pulled[slot] = 1.0
        return Lighting(input, lambda step: pulled[:, None, None] * read_cells(step, self.cast.view))

    def links(self) -> Sheet:
        """Lines from every channel to its own filters, and from every filter to its output, in their hues."""
        layer = self.layer
        given, read, made = (tensor.slabs() for tensor in (self.input(False), self.weights(False), self.output(False)))
        items: list[Item] = []
        for slot, o in enumerate(self.filters.indices):
            channel = layer.channels_read_by(o)[0]
            if channel not in self.channels.indices:
                continue
            color = (*self.cast.filter_ramps([o])[0].signal, 0.9)
            start = given[self.channels.indices.index(channel)]
            for near, far in ((start, read[slot]), (read[slot], made[slot])):
                ends = np.array([near.at(0.0, near.columns, 0.5), far.at(0.0, 0.0, 0.5)])
                items.append(Line(ends, color, 2.0))
        return Sheet(items)

    def frames(self, step: Step) -> dict[str, Window]:
        """Frames round window, filter and output cell."""
        return {
            "window": Window(self.window(step), self.style, flat=True),
            "filter_frame": Window(self.filter(), self.style, flat=True),
            "cell": Window(self.cell(step), self.style, flat=True),
        }

    def beams(self, step: Step) -> dict[str, Beam]:
        """Light from window to filter and from filter to output cell."""
        first, second, third = self._fits
        ends = [
            fit.left + need * fit.cell + fit.depth[0]
            for fit, need in ((first, self.cast.view.size[1]), (second, self.layer.kernel[1]))
        ]
        return {
            "beam_in": Beam(self.window(step), self.filter(), self.style, from_x=ends[0], down=self.canvas.tall),
            "beam_out": Beam(self.filter(), self.cell(step), self.style, from_x=ends[1], to_x=third.left),
        }
