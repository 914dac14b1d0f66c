"""The tableau of one transposed convolution of a graph: a cell that is read, its filters, and what they are stamped on.

It stands as a convolution does, with the frames the other way round: one cell is read, and a window is stamped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.graph import stamped_on
from convanim.kernels.parts import Part
from convanim.kernels.transposed import TransposedTensors, convolve_transposed, stamps_per_cell
from convanim.layout.geometry import Floats
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.walk import Beaming, Follower, Framing, Lighting, stops
from convanim.tableaux.block.one_pass import OnePass
from convanim.tableaux.block.pass_places import MADE, READ, PassPlaces
from convanim.tableaux.own_block.blocks import Blocks
from convanim.tableaux.own_block.convolving import Convolving
from convanim.tableaux.transposed.accumulating import Accumulating
from convanim.tableaux.transposed.formulas import Formulas
from convanim.trace import Stamps, Step, Trace


class Spreading(Convolving):
    """A part of a graph that begins with a transposed convolution; one filter stands there, with all that it makes."""

    def __init__(self, blocks: Blocks, part: Part) -> None:
        (read,), cast = blocks.node(part.first).reads, blocks.layer(part.first)
        self.blocks, self.part, self.place = blocks, part, read
        OnePass.__init__(
            self,
            cast,
            (blocks.actor(read), blocks.actor(part.made)),
            partial(blocks.block, read),
            partial(blocks.stand, part.made, blocks.content(part.first)),
            blocks.sample(read),
            blocks.sample(part.first),
        )

    @property
    def has_bias(self) -> bool:
        """Whether every channel that is made begins with a number of its own."""
        return "bias" in self.blocks.node(self.part.first).numbers

    # Where things stand.

    @property
    def _by_channel(self) -> bool:
        return False

    @property
    def _alone(self) -> bool:
        return True

    @property
    def _followed(self) -> int:
        return self.channels.indices[0]

    @cached_property
    def places(self) -> PassPlaces:
        """Where both blocks stand, and the filter between them."""
        # With as much room round what is made as stamps reach beyond it.
        needs = self.blocks.need(self.place), self.blocks.need(self.part.first, self.view.padding)
        stage = self.canvas.stage.inset(top=self._room_above)
        return PassPlaces(self.plan, stage, needs, self._extent)

    @property
    def shapes(self) -> tuple[Phrase, Phrase]:
        """Of what is read and of what is made."""
        return self.cast.output_shape, self.cast.input_shape

    @property
    def _beside(self) -> int:
        return 0

    # What goes with a step.

    def steps(self) -> list[Step]:
        """The cells of the channel that is followed; all others go along."""
        return stops(self.cast.trace, self._followed, self.view)

    def window(self, step: Step) -> Floats:
        """Round the cell that is read, through all channels."""
        _, row, column = step.index
        return self._standing[READ].around(row, column)

    def cell(self, step: Step) -> Floats:
        """Round where it is stamped, on the block's front."""
        return self._standing[MADE].around(step.rows, step.columns, front=True)

    def lit(self, step: Step) -> VoxelTensor:
        """What is read, the cell of a step lit and the rest dimmed."""
        block = self.read()
        return block.single_out(block.mask(*step.index[1:]))

    def made_at(self, step: Step | None) -> VoxelTensor:
        """What is made once a step has stamped, in all channels that are shown (None: before the first one)."""
        layer, place = self.layer, self.part.first
        number = 0 if step is None else step.index[1] * layer.output_size[1] + step.index[2] + 1
        whole = self.blocks.content(place)
        values = stamped_on(self.blocks.graph, self.blocks.node(place), number, self.filters.indices)
        own = f"{self.blocks.audit(place)} after {number}"
        block = self.made(Content(own, values, whole.indices, whole.low, whole.high, self.tongue, scales=whole.scales))
        reached = stamps_per_cell(layer, number)[None].numpy() > 0
        return block.light(reached | self.has_bias)

    def at(self, step: Step) -> dict[str, Any]:
        """The cell of a step, and where it will be stamped."""
        return {**super().at(step), self.names[1]: self.made_at(None)}

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along from cell to cell."""
        read, made = self.names
        return [
            Lighting(actor(read), lambda step: self.lit(step).lit),
            Framing(actor("window"), self.window),
            Framing(actor("cell"), self.cell),
            Beaming(actor("beam_in"), actor("window"), self._filters_place),
            Beaming(actor("beam_out"), self._filters_place, actor("cell")),
            Accumulating(actor(made), self.made_at),
        ]

    # In the ribbon.

    def stamp(self, step: Step) -> Sheet:
        """One number of the channel that is followed, times its filter for one channel that is made."""
        return self._formulas.stamp(step)

    @cached_property
    def _formulas(self) -> Formulas:
        layer, read = self.layer, self._followed
        group = layer.channels_of_group(layer.group_of_filter(read))
        made = next((one for one in self.filters.indices if one in group), group.start)
        numbers, alone = self.cast.trace.tensors, layer.with_(in_channels=1, out_channels=1, groups=1)
        weight = numbers.weight[read : read + 1, made - group.start : made - group.start + 1]
        given = numbers.output[read : read + 1]
        one = TransposedTensors(alone, convolve_transposed(alone, given, weight, None), weight, read=given)
        own = self.blocks.audit(self.part.first)
        names = Names.staged(
            own, input=f"{own} of {read} in {made}", output=f"{self.blocks.audit(self.place)}, channel {read}"
        )
        names = replace(names, weight=f"{own} weight of {read} in {made}")
        hues = self.cast.channel_ramps([made]), self.cast.filter_ramps([read])
        cast: Cast = self.blocks.cast_of(Trace(one), names, *hues)
        return Formulas(cast, Stamps(cast.trace))
