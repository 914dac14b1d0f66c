"""What all tableaux of a graph share: each node's numbers as a block, which of its channels are shown, and its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from convanim.draw.phrase import Phrase, numbered
from convanim.kernels.graph import convolution_of, first_alive, passing, spread_of
from convanim.kernels.parts import Part, parts_of
from convanim.kernels.tensors import Tensors
from convanim.language.tongue import message
from convanim.layout.regions import BlockFit, Need
from convanim.layout.selection import Sample
from convanim.mobjects.cast import SHOWN, Cast, Names, shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.spec import Pads
from convanim.spec.graph import SPREAD, Graph, Node
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme
from convanim.trace import Trace

MOST_CHANNELS = 9
"""So many channels of a block are shown at most; of more, a sample is."""
NO_PADS: Pads = ((0, 0), (0, 0))
INPUT = message("input")

CastOf = Callable[[Trace, Names, Sequence[Ramp], Sequence[Ramp]], Cast]
"""Makes a cast on the stage of a scene, with the hues of its input's and of its output's channels."""
KEEPING = ("scaling", "layer_norm", "activation", "average", "maximum", "crop", "add", "multiply")
"""What leaves each channel what it was."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """A graph on stage; ``shown`` are the input's channels to show, where somebody chose them."""

    graph: Graph
    cast_of: CastOf
    theme: Theme
    shown: tuple[int, ...] = ()
    _casts: dict[int, Cast] = field(default_factory=dict)
    _layers: dict[int, Cast] = field(default_factory=dict)
    _hues: dict[int, Sequence[Ramp]] = field(default_factory=dict)
    _samples: dict[int, Sample] = field(default_factory=dict)
    _parts: list[Part] = field(default_factory=list)

    @property
    def parts(self) -> Sequence[Part]:
        """What is told one by one."""
        if not self._parts:
            self._parts.extend(parts_of(self.graph))
        return self._parts

    def node(self, place: int) -> Node:
        """One of the nodes."""
        return self.graph.nodes[place]

    # Numbers.

    def cast(self, place: int) -> Cast:
        """Makes blocks of what a node makes."""
        if place not in self._casts:
            name = self.audit(place)
            names, hues = Names.staged(name, input=name), self.ramps(place)
            self._casts[place] = self.cast_of(Trace(passing(self.node(place))), names, hues, hues)
        return self._casts[place]

    def layer(self, place: int) -> Cast:
        """Makes the filters of a node that is a convolution or a transposed one, and tells its steps."""
        if place not in self._layers:
            node = self.node(place)
            own = self.audit(place)
            ends = node.reads[0], place
            if node.kind == SPREAD:
                # Its layer goes the other way.
                ends = place, node.reads[0]
            read, made = (self.ramps(k) for k in ends)
            names = Names.staged(own, input=self.audit(ends[0]), output=self.audit(ends[1]))
            names = replace(names, weight=f"{own} weight")
            self._layers[place] = self.cast_of(Trace(self.tensors(place)), names, read, made)
        return self._layers[place]

    def tensors(self, place: int) -> Tensors:
        """The numbers of a node that is a convolution or a transposed one."""
        node = self.node(place)
        return spread_of(self.graph, node) if node.kind == SPREAD else convolution_of(self.graph, node)

    def audit(self, place: int) -> str:
        """What the audit trail calls what a node makes: as the user's module does, numbered where it has several."""
        name = self.node(place).name
        alike = [k for k, node in enumerate(self.graph.nodes) if node.name == name]
        return f"{name} ({alike.index(place) + 1})" if len(alike) > 1 else name or "input"

    def sample(self, place: int) -> Sample:
        """Which channels of a node are shown; those that were chosen wherever there are as many as in the input.

        Of many, those before the first one are left out in whose numbers there is something to be seen.
        """
        channels = self.node(place).shape[0]
        if channels not in self._samples:
            chosen = self.shown if channels == self.graph.given.shape[0] else ()
            first = 0 if channels <= MOST_CHANNELS else first_alive(self.graph, channels)
            self._samples[channels] = Sample.of(chosen or range(first, channels), MOST_CHANNELS, total=channels)
        return self._samples[channels]

    def content(self, place: int, pads: Pads = NO_PADS) -> Content:
        """What a node makes, in the channels that are shown."""
        content = self.cast(place).input_content(self.sample(place).indices)
        return replace(content, pads=pads, given=place == 0)

    def hues(self, place: int) -> Callable[[Sequence[int]], list[Ramp]]:
        """Gives the hues of a node's channels."""
        return self.cast(place).channel_ramps

    def ramps(self, place: int) -> Sequence[Ramp]:
        """The hues of all of a node's channels: a channel keeps its own as long as it is the same one.

        That is until filters mix it with others: where they make as many, these take the hues over.
        """
        if place not in self._hues:
            self._hues[place] = self._found_hues(place) or self.theme.ramps_of_channels(self.node(place).shape[0])
        return self._hues[place]

    def _found_hues(self, place: int) -> Sequence[Ramp]:
        node = self.node(place)
        if node.kind == "concatenate":
            return [ramp for read in node.reads for ramp in self.ramps(read)]
        if node.kind == "select":
            before = self.ramps(node.reads[0])
            return [before[channel] for channel in node.settings["channels"]]
        alike = [read for read in node.reads if self.node(read).shape[0] == node.shape[0]]
        return self.ramps(alike[-1]) if alike and node.kind in (*KEEPING, "convolution", SPREAD) else ()

    def need(self, place: int, pads: Pads = NO_PADS) -> Need:
        """The room that a node's block takes, in its cells."""
        return replace(self.cast(place).need_of_input(self.sample(place).extent), pads=pads)

    def block(self, place: int, fit: BlockFit, pads: Pads = NO_PADS) -> VoxelTensor:
        """A node's block where it stands."""
        return self.stand(place, self.content(place, pads), fit)

    def stand(self, place: int, content: Content, fit: BlockFit) -> VoxelTensor:
        """Numbers in a node's place."""
        sample, cast = self.sample(place), self.cast(place)
        return VoxelTensor(content, cast.channel_ramps(sample.indices), fit, cast.style).stand(fit, sample.places)

    # Words.

    def actor(self, place: int) -> str:
        """What a node's block is called on stage."""
        return f"node_{place}"

    def name(self, place: int) -> str | Phrase:
        """What stands below a node's block: the name of the part that it ends, or its own."""
        if place == 0:
            return self.cast(0).tongue.text(INPUT)
        node, ends = self.node(place), {part.made: part.name for part in self.parts}
        channels = node.settings.get("channels", ())
        if (
            node.kind == "select"
            and len(channels) == channels[-1] - channels[0] + 1 < self.node(node.reads[0]).shape[0]
        ):
            # Of several the same is called alike.
            first, last = (numbered("channel", channel) for channel in (channels[0], channels[-1]))
            return Phrase.name(node.name) + " " + first + "–" + last
        return Phrase.name(ends.get(place) or node.name)

    def shape(self, place: int) -> Phrase:
        """A node's shape, as 8×6×6."""
        return self.cast(place).input_shape

    def detail(self, place: int) -> Phrase:
        """Its shape, and how many channels are shown where not all are."""
        return self.shape(place) + shown_of(self.sample(place), self.cast(place).tongue, SHOWN)
