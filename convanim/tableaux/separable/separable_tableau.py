"""What all tableaux of depthwise-separable layers share: which steps are shown, and the blocks of both halves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from convanim.draw.sheet import Sheet
from convanim.layout.regions import BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.walk import stops
from convanim.scene.tableau import Plan, Tableau
from convanim.theme.ramp import Ramp
from convanim.trace import Step

MOST_CHANNELS = 9
"""So many channels of a block are shown at most; of more, a sample is."""


class SeparableTableau(Tableau[Plan]):
    """A tableau of two casts, of which the second reads what the first one makes.

    ``channels`` are those that are shown of the input and of the middle block, ``filters`` those of the output.
    ``cast`` is the one whose layer and canvas the tableau has.
    """

    def __init__(self, cast: Cast, depthwise: Cast, pointwise: Cast) -> None:
        super().__init__(cast)
        self.depthwise = depthwise
        self.pointwise = pointwise
        self.channels = depthwise.channels(MOST_CHANNELS)
        self.filters = pointwise.filters(MOST_CHANNELS)

    # Steps.

    def depthwise_steps(self) -> list[Step]:
        """The steps of the first shown channel at which the window stops; all others go along."""
        return stops(self.depthwise.trace, self.channels.indices[0], self.depthwise.view)

    def pointwise_steps(self) -> list[Step]:
        """The steps of the first filter at which the needle stops; all others go along."""
        return stops(self.pointwise.trace, 0, self.pointwise.view)

    def chosen_step(self) -> Step:
        """The pointwise step of the output cell that is traced back: one well inside."""
        return self.pointwise.step(0, 4, 2)

    def source_of(self, step: Step) -> Step:
        """The depthwise step that makes the first of the middle cells that a pointwise step reads."""
        _, row, column = step.index
        return self.depthwise.trace.step(self.channels.indices[0], row, column)

    @property
    def bends(self) -> bool:
        """Whether norms and activations stand between both halves: the second reads what they make of the middle."""
        return self.pointwise.names.input != self.depthwise.names.output

    # Blocks, in the places that a tableau has for them.

    def input_block(self, fit: BlockFit) -> VoxelTensor:
        """The input, each channel in its hue."""
        content = self.depthwise.input_content(self.channels.indices)
        return self._block(content, self.depthwise.channel_ramps(self.channels.indices), fit, self.channels)

    def middle_block(self, fit: BlockFit) -> VoxelTensor:
        """The middle block as the second half reads it, all of it computed, each channel in its hue."""
        if not self.bends:
            return self.sums_block(fit)
        content = replace(self.pointwise.input_content(self.channels.indices), given=False)
        return self._block(content, self.depthwise.channel_ramps(self.channels.indices), fit, self.channels)

    def sums_block(self, fit: BlockFit) -> VoxelTensor:
        """The middle block as the first half makes it."""
        content = self.depthwise.output_content(self.channels.indices)
        return self._block(content, self.depthwise.channel_ramps(self.channels.indices), fit, self.channels)

    def output_block(self, cast: Cast, fit: BlockFit) -> VoxelTensor:
        """The output that a cast makes, all of it computed, in the hues of its filters."""
        content = cast.output_content(self.filters.indices)
        return self._block(content, cast.filter_ramps(self.filters.indices), fit, self.filters)

    def depthwise_filter_block(self, fit: BlockFit) -> VoxelTensor:
        """The depthwise filters as slabs, one a channel."""
        content = self.depthwise.filters_content(self.channels.indices)
        return self._block(content, self.depthwise.filter_ramps(self.channels.indices), fit, self.channels)

    def _block(self, content: Content, ramps: Sequence[Ramp], fit: BlockFit, sample: Sample) -> VoxelTensor:
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, sample.places)

    def ellipses(self, blocks: Iterable[tuple[VoxelTensor, Sample]]) -> Sheet | None:
        """Three dots where channels of blocks are left out; None where none are."""
        items = [item for tensor, sample in blocks for item in ellipsis(tensor, sample, self.theme)]
        return Sheet(items) if items else None
