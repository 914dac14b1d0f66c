"""The loupe: a window of a map whose cells are too small for numbers, magnified beside the filter that it meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Item, Source, Words
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.ribbon.chips import odot
from convanim.trace import Step


@dataclass(frozen=True, eq=False)
class WindowContent(Content):
    """The numbers that a window reads: of ``rows`` and ``columns`` of the input, and zeros where not ``inside`` it."""

    rows: Sequence[int] = ()
    columns: Sequence[int] = ()
    inside: NDArray[np.bool_] | None = None

    @cached_property
    def sources(self) -> NDArray[np.object_]:
        """Where each number comes from."""
        sources = np.empty(self.values.shape, dtype=object)
        for slab, (index,) in enumerate(self.indices):
            for i, row in enumerate(self.rows):
                for j, column in enumerate(self.columns):
                    within = self.inside is None or bool(self.inside[i, j])
                    name, value = self.name if within else "padding", self.values[slab, i, j].item()
                    sources[slab, i, j] = Source(name, (index, row, column), value)
        return sources


class Loupe:
    """Shows what a cast's window reads on one channel, in cells as ``fit`` says.

    Padding, which is no cell of the input, is glass with a zero on it.

    >>> from convanim.kernels import make_tensors
    >>> from convanim.layout.style import Style
    >>> from convanim.trace import Trace
    >>> from convanim.spec import Layer
    >>> cast = Cast(Trace(make_tensors(Layer(2, 2, size=40, groups=2))), Style.of())
    >>> loupe = Loupe(cast, 1, BlockFit(60.0, 800.0, 400.0, (22.0, -16.0), (22.0, -16.0)))
    >>> loupe.tensor(cast.trace.step(1, 5, 7)).content.sources[0, 0, 0].index
    (1, 5, 7)
    """

    def __init__(self, cast: Cast, channel: int, fit: BlockFit) -> None:
        self.cast = cast
        self.channel = channel
        self.fit = fit

    def tensor(self, step: Step) -> VoxelTensor:
        """The window at a step."""
        tensor = VoxelTensor(self._content(step), self.cast.channel_ramps([self.channel]), self.fit, self.cast.style)
        return tensor.light(step.inside[None])

    def sheet(self, step: Step) -> Sheet:
        """The same as a sheet, which is rewritten from step to step."""
        tensor = self.tensor(step)
        return Sheet([*tensor.display_list(), *self._zeros(tensor)])

    def _zeros(self, tensor: VoxelTensor) -> list[Item]:
        """The zeros of padding, quietly, on the glass that it is."""
        theme, size, (slab,) = self.cast.theme, tensor.number_size(), tensor.slabs()
        zeros: list[Item] = []
        for _, i, j in zip(*np.nonzero(tensor.lit == 0), strict=True):
            x, y = slab.at(i + 0.5, j + 0.5).tolist()
            text, source = str(tensor.content.labels[0, i, j]), tensor.content.sources[0, i, j]
            baseline = y + CAP_HEIGHT * size / 2
            zeros.append(Words(text, x, baseline, size, (*theme.dim, 1.0), theme.glass, True, "middle", source))
        return zeros

    def _content(self, step: Step) -> WindowContent:
        whole = self.cast.input_content([self.channel])
        return WindowContent(
            whole.name,
            step.window[[step.channels.index(self.channel)]],
            whole.indices,
            whole.low,
            whole.high,
            whole.tongue,
            scales=whole.scales,
            rows=step.rows,
            columns=step.columns,
            inside=step.inside,
        )

    @cached_property
    def points(self) -> Floats:
        """Scene points (4, 3) round it."""
        layer = self.cast.layer
        reader = layer.filters_of_group(self.channel // layer.channels_per_group)[0]
        return self.tensor(self.cast.trace.step(reader, 0, 0)).whole(front=True)

    def is_legible(self) -> bool:
        """Whether its numbers find room in its cells, whichever they are."""
        rows, columns = self.cast.layer.kernel
        whole = self.cast.input_content([self.channel])
        ends = np.resize(np.array([whole.values.min(), whole.values.max()]), (1, rows, columns))
        ramps = self.cast.channel_ramps([self.channel])
        return VoxelTensor(replace(whole, values=ends), ramps, self.fit, self.cast.style).number_size() > 0

    def actors(self, step: Step, meets: BlockFit) -> dict[str, Any]:
        """The magnified window in its frame, the sign between it and the filter that it ``meets``, and its name."""
        theme, fit = self.cast.theme, self.fit
        rows, columns = self.cast.layer.kernel
        between = (fit.left + columns * fit.cell + fit.depth[0] + meets.left) / 2
        items: list[Item] = odot(between, meets.top + rows * meets.cell / 2, theme)
        name = self.cast.tongue.text("window")
        line = fit.top + rows * fit.cell + 30
        items.append(Words(name, fit.left, line, FACT, (*theme.dim, 1.0), theme.background))
        return {
            "loupe": self.sheet(step),
            "loupe_frame": Window(self.points, self.cast.style, flat=True),
            "loupe_sign": Sheet(items),
        }
