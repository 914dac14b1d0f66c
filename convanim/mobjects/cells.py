"""Single cells of a map, each a slab of its own, so that they can leave their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Source
from convanim.layout.regions import BlockFit
from convanim.layout.style import Style
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.theme.ramp import Ramp

Place = tuple[int, int]
"""A row and a column."""


@dataclass(frozen=True, eq=False)
class CellsContent(Content):
    """Cells of one channel; ``places`` are their rows and columns in the tensor."""

    places: Sequence[Place] = ()

    @cached_property
    def sources(self) -> NDArray[np.object_]:
        """Where each number comes from."""
        sources = np.empty(self.values.shape, dtype=object)
        for slab, (value, index, place) in enumerate(
            zip(self.values.ravel().tolist(), self.indices, self.places, strict=True)
        ):
            sources[slab, 0, 0] = Source(self.name, (*index, *place), value)
        return sources


def cells_of(
    content: Content, places: Sequence[Place], ramp: Ramp, fit: BlockFit, spots: Sequence[Place], style: Style
) -> VoxelTensor:
    """Cells of the one channel that ``content`` holds, by their ``places`` in the tensor, a slab each.

    They stand on ``spots``, rows and columns of a block that stands as ``fit`` says, as the cells of that block do.
    """
    top, left = content.origin
    values = np.array([content.values[0, row - top, column - left] for row, column in places])
    picked = CellsContent(
        content.name,
        values.reshape(-1, 1, 1),
        [content.indices[0]] * len(places),
        content.low,
        content.high,
        content.tongue,
        scales=[content.scales[0]] * len(places) if content.scales else (),
        places=places,
    )
    cells = VoxelTensor(picked, [ramp] * len(places), fit, style)
    for slab, (row, column) in enumerate(spots):
        cells.stand_slab(slab, fit.shifted(column * fit.cell, row * fit.cell))
    # Each hides the side of the one before it in its row, and the tops of the row below.
    cells.nearness = np.array([column - row * (1 + max(c for _, c in spots)) for row, column in spots], dtype=float)
    return cells
