"""What all tableaux of a block share: its five layers, which channels are shown, and everything between the layers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from numpy.typing import NDArray

from convanim.kernels import BlockTensors
from convanim.kernels.block import sampled, sigmoid
from convanim.language.tongue import message
from convanim.layout.regions import BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.content import Content, Scale, scale_of
from convanim.mobjects.tensor import VoxelTensor
from convanim.spec import Pads
from convanim.tableaux.block.weighing import Gate, Weighing

MOST_CHANNELS = 9
"""So many channels of a block are shown at most; of more, a sample is."""
NO_PADS: Pads = ((0, 0), (0, 0))
NAMES = {
    "expand": Names.staged("expand", input="input", output="widened"),
    "depthwise": Names.staged("depthwise", input="expanded", output="filtered_sum"),
    "squeeze": Names.staged("squeeze", input="mean", output="squeeze_sum"),
    "excite": Names.staged("excite", input="squeezed", output="excite_sum"),
    "project": Names.staged("project", input="scaled", output="narrowed"),
}
"""What the audit trail calls the numbers of each layer."""
WORDS = {
    "input": message("input"),
    "expanded": message("expanded"),
    "filtered": message("filtered"),
    "scaled": message("weighed"),
    "projected": message("projected"),
    "output": message("output"),
}
"""What stands below each of the tensors."""


@dataclass(frozen=True)
class Members:
    """A block's tensors, and casts of its layers.

    The channels of everything between the first 1x1 layer and the last one are the same: ``wide`` are those shown.
    """

    tensors: BlockTensors
    expand: Cast
    depthwise: Cast
    squeeze: Cast
    excite: Cast
    project: Cast

    @cached_property
    def inputs(self) -> Sample:
        """The input channels that are shown."""
        return self.expand.channels(MOST_CHANNELS)

    @cached_property
    def wide(self) -> Sample:
        """The wide channels that are shown."""
        return self.depthwise.channels(MOST_CHANNELS)

    @cached_property
    def outputs(self) -> Sample:
        """The output channels that are shown: those of the input where it is added to them."""
        return self.inputs if self.tensors.block.has_shortcut else self.project.filters(MOST_CHANNELS)

    @cached_property
    def filtered_scale(self) -> Scale:
        """The ends of the colours of what is filtered, and of what is left of it: so that what is weighed less dims."""
        low, high = scale_of(self.tensors.filtered.numpy())
        return min(low, 0.0), high

    def content(
        self, name: str, values: NDArray[Any], shown: Sample, *, pads: Pads = NO_PADS, scale: Scale | None = None
    ) -> Content:
        """A tensor (C, H, W) as the audit trail calls it; with a crop, the cells of it that belong to what is shown."""
        cast = self.expand if name in ("input", "widened", "expanded_normed", "expanded") else self.project
        rows, columns = cast.view.output
        low, high = scale_of(values) if scale is None else scale
        part = values[list(shown.indices), rows.start : rows.stop, columns.start : columns.stop]
        indices, origin = [(c,) for c in shown.indices], (rows.start, columns.start)
        return Content(name, part, indices, low, high, cast.tongue, origin, pads=pads)

    # What stands at each place of the block, by its name there.

    def widened(self) -> Content:
        """The sums that the first 1x1 layer makes."""
        made, pads = self.tensors.expand.output.numpy(), self.depthwise.view.padding
        return self.content("widened", made, self.wide, pads=pads)

    def expanded_normed(self) -> Content:
        """The same after the norm."""
        normed, pads = self.tensors.expanded_normed.numpy(), self.depthwise.view.padding
        return self.content("expanded_normed", normed, self.wide, pads=pads)

    def expanded(self) -> Content:
        """The same after ReLU6."""
        clipped, pads = self.tensors.expanded.numpy(), self.depthwise.view.padding
        return self.content("expanded", clipped, self.wide, pads=pads)

    def filtered_sum(self) -> Content:
        """The sums that the depthwise layer makes."""
        return self.content("filtered_sum", self.tensors.depthwise.output.numpy(), self.wide)

    def filtered_normed(self) -> Content:
        """The same after the norm."""
        return self.content("filtered_normed", self.tensors.filtered_normed.numpy(), self.wide)

    def filtered(self) -> Content:
        """The same after ReLU6."""
        return self.content("filtered", self.tensors.filtered.numpy(), self.wide, scale=self.filtered_scale)

    def scaled(self) -> Content:
        """The same, each channel times its factor."""
        return self.content("scaled", self.tensors.scaled.numpy(), self.wide, scale=self.filtered_scale)

    def narrowed(self) -> Content:
        """The sums that the last 1x1 layer makes."""
        return self.content("narrowed", self.tensors.project.output.numpy(), self.outputs)

    def projected(self) -> Content:
        """The same after the norm."""
        return self.content("projected", self.tensors.projected.numpy(), self.outputs)

    def output(self) -> Content:
        """The same with the input added."""
        return self.content("output", self.tensors.output.numpy(), self.outputs)

    def given(self) -> Content:
        """The input."""
        return self.expand.input_content(self.inputs.indices)

    # Its squeeze-and-excite.

    def weighing(self) -> Weighing:
        """The wide channels, the single numbers of each, and the channels weighed."""
        made, text = self.tensors, self.expand.tongue.text
        means, squeezed, sums, factors = (
            tuple(one.flatten().tolist()) for one in (made.means, made.squeezed, made.excite.output, made.factors)
        )
        return Weighing(
            cast=self.project,
            squeeze=self.squeeze,
            wide=self.wide,
            hues=self.depthwise.channel_ramps,
            filtered=self.filtered(),
            scaled=self.scaled(),
            block=self.wide_block,
            means=means,
            squeezed=squeezed,
            sums=sums,
            factors=factors,
            gate=Gate(partial(sampled, sigmoid), text(message("sigmoid"))),
            before=text(WORDS["filtered"]),
            after=text(WORDS["scaled"]),
        )

    # Blocks.

    def wide_block(self, content: Content, fit: BlockFit) -> VoxelTensor:
        """A block of wide channels, each in its hue."""
        ramps = self.depthwise.channel_ramps(self.wide.indices)
        return VoxelTensor(content, ramps, fit, self.expand.style).stand(fit, self.wide.places)

    def input_block(self, fit: BlockFit) -> VoxelTensor:
        """The input, each channel in its hue."""
        ramps = self.expand.channel_ramps(self.inputs.indices)
        return VoxelTensor(self.given(), ramps, fit, self.expand.style).stand(fit, self.inputs.places)

    def narrow_block(self, content: Content, fit: BlockFit) -> VoxelTensor:
        """A block of output channels, each in its hue."""
        ramps = self.project.filter_ramps(self.outputs.indices)
        return VoxelTensor(content, ramps, fit, self.expand.style).stand(fit, self.outputs.places)
