"""From the rows of a published table to layers, each of which reads what the one before it makes."""

from __future__ import annotations

from dataclasses import dataclass

from convanim.kernels.cost import Cost
from convanim.networks.network import CONVOLUTION, LINEAR, NORM, SCALE, Network, Part, Stage, norm_of
from convanim.spec import CountedLayer, Layer, Pair
from convanim.spec.sizes import output_length

CLASSES = 1000
"""Of ImageNet, for which all of them were published."""
COLORS = 3
"""Channels of the pictures that they read."""
SIZE = (224, 224)
"""Height and width of these, unless others are asked for."""


class Chain:
    """A network as it grows: what the last layer made, and the parts so far.

    Padding is half the kernel, so that maps of even sides are halved by a stride of two.
    """

    def __init__(self, size: Pair = SIZE) -> None:
        self.channels = COLORS
        self.size = size
        self._stages: list[tuple[str, int, list[Part]]] = []
        self._block = ""

    def stage(self, name: str, repeats: int = 1) -> None:
        """Begin a stage of so many blocks."""
        self._stages.append((name, repeats, []))
        self.block(0)

    def block(self, place: int) -> None:
        """Begin a block."""
        self._block = f"{self._stages[-1][0]}.{place}"

    def convolve(
        self,
        name: str,
        filters: int,
        kernel: int = 1,
        stride: int = 1,
        *,
        groups: int = 1,
        bias: bool = False,
        padding: int | None = None,
        norm: bool = True,
    ) -> None:
        """Add a convolution and the norm behind it."""
        pads = kernel // 2 if padding is None else padding
        layer = CountedLayer(self.channels, filters, self.size, kernel, stride, pads, groups=groups, bias=bias)
        self._add(name, layer)
        self.channels, self.size = filters, layer.output_size
        if norm:
            self.norm(norm_of(name))

    def beside(self, name: str, channels: int, size: Pair, filters: int, stride: int) -> None:
        """Add a 1x1 convolution and its norm on the way around a block, from what the block read."""
        self._add(name, CountedLayer(channels, filters, size, 1, stride))
        self.norm(norm_of(name))

    def norm(self, name: str) -> None:
        """Add a norm: a scale and a shift for each channel."""
        self._extra(name, NORM, Cost(self.channels, self.channels, 0))

    def scale(self, name: str) -> None:
        """Add a scale for each channel."""
        self._extra(name, SCALE, Cost(self.channels, 0, 0))

    def squeeze(self, hidden: int) -> None:
        """Add the two layers that tell from every channel's mean how much of the channel to keep."""
        self._add("squeeze", CountedLayer(self.channels, hidden, 1, 1, bias=True))
        self._add("excite", CountedLayer(hidden, self.channels, 1, 1, bias=True))

    def pool(self, window: int, stride: int) -> None:
        """Take the greatest number under each window, which costs no multiplication."""
        pads = (window // 2, window // 2)
        rows, columns = (output_length(cells, window, stride, pads, 1) for cells in self.size)
        self.size = (rows, columns)

    def classify(self) -> None:
        """Add the layer that tells classes from the mean of every channel."""
        self._add("classify", CountedLayer(self.channels, CLASSES, 1, 1, bias=True), LINEAR)

    def network(self, name: str, title: str, source: str) -> Network:
        """What has grown."""
        stages = (Stage(stage, repeats, tuple(parts)) for stage, repeats, parts in self._stages)
        return Network(name, title, source, tuple(stages))

    def _add(self, name: str, layer: Layer, what: str = CONVOLUTION) -> None:
        self._stages[-1][2].append(Part(f"{self._block}.{name}", layer, what=what))

    def _extra(self, name: str, what: str, cost: Cost) -> None:
        self._stages[-1][2].append(Part(f"{self._block}.{name}", extra=cost, what=what))


@dataclass(frozen=True)
class Inverted:
    """A row of a table of inverted residuals, as the papers call its columns: t, k, s, c and n."""

    expansion: int
    kernel: int
    stride: int
    channels: int
    repeats: int


def inverted(chain: Chain, row: Inverted, squeeze: int | None = None) -> None:
    """The blocks of a row: expand, depthwise, project; the first of them has the stride.

    ``squeeze`` says how many times fewer channels than the block reads lie between squeeze and excite, if these are
    there.
    """
    for place in range(row.repeats):
        chain.block(place)
        read = chain.channels
        if row.expansion > 1:
            chain.convolve("expand", read * row.expansion)
        wide = chain.channels
        chain.convolve("depthwise", wide, row.kernel, row.stride if place == 0 else 1, groups=wide)
        if squeeze is not None:
            chain.squeeze(max(1, read // squeeze))
        chain.convolve("project", row.channels)
