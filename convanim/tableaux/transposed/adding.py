"""What one channel is stamped into, what all other channels are, and both added up in a channel that is made."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item
from convanim.draw.sheet import Sheet
from convanim.kernels import AddedUp
from convanim.language.tongue import message
from convanim.layout.block_rows import BlockRows
from convanim.mobjects.content import scale_of
from convanim.mobjects.labels import Tag
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.ribbon.chips import equals, plus
from convanim.tableaux.transposed.stamping import Stamping

NAMES = ("transposed", "others", "added_up")
"""What the audit trail calls the three."""
ACTORS = ("stamped", "others", "added_up")
ROOM = 40.0
"""Between blocks for a sign, in pixels."""
TITLES = (message("this channel"), message("all others"), message("added up"))
WITH_BIAS = message("all others, and the bias")


class Adding:
    """Three blocks of the same size beside one another; a cell is framed in each."""

    def __init__(self, stamping: Stamping, sums: AddedUp) -> None:
        self.stamping, self.cast, self.style = stamping, stamping.cast, stamping.style
        self.values = [tensor.numpy()[0] for tensor in (sums.part, sums.others, sums.whole)]
        self.biased = sums.bias is not None
        self.cell = stamping.common

    @cached_property
    def _rows(self) -> BlockRows:
        need = self.cast.need_of_input(1, padded=False)
        return self.stamping.stacked([need, need, need], self.stamping.plan.chain)

    @cached_property
    def _blocks(self) -> dict[str, VoxelTensor]:
        scale, whole = scale_of(np.stack(self.values)), self.cast.theme.ramp_of_whole()
        ramps = (None, whole, whole)
        return {
            actor: self.stamping.large(name, values, 0, scale, fit, ramp)
            for actor, name, values, fit, ramp in zip(ACTORS, NAMES, self.values, self._rows.fits, ramps, strict=True)
        }

    def tableau(self, made: bool = True) -> dict[str, Any]:
        """The three blocks; the last one's numbers only if they are ``made``."""
        blocks = {actor: block.copy() for actor, block in self._blocks.items()}
        if not made:
            blocks["added_up"].switch_off()
        frames = {
            f"framed_{actor}": Window(block.around(*self.cell, front=True), self.style, flat=True)
            for actor, block in blocks.items()
        }
        return {**blocks, **frames, "signs": self._signs(), "labels": self._labels()}

    def formula(self) -> Sheet:
        """The framed cells, added up."""
        numbers = [values[self.cell].item() for values in self.values]
        return self.stamping.formulas.added(*self.cell, numbers)

    def _signs(self) -> Sheet | None:
        """A plus and an equals sign, each where its blocks stand beside one another with room between them."""
        (rows, columns), theme, items = self.cast.view.size, self.cast.theme, list[Item]()
        for row in self.stamping.plan.chain:
            for one, other in pairwise(row):
                fit, left = self._rows.fits[one], self._rows.fits[other].left
                right, y = fit.left + columns * fit.cell + fit.depth[0], fit.top + rows * fit.cell / 2
                if left - right >= ROOM:
                    x = (left + right) / 2
                    exact = self.stamping.formulas.exact
                    items += plus(x, y, theme, 12.0) if one == 0 else equals(x, y, theme, exact)
        return Sheet(items) if items else None

    def _labels(self) -> Sheet:
        text, shape = self.cast.tongue.text, self.cast.input_shape
        titles = (TITLES[0], WITH_BIAS, TITLES[2]) if self.biased else TITLES
        tags = [Tag(text(title), shape, fit.left) for title, fit in zip(titles, self._rows.fits, strict=True)]
        return Sheet(self.stamping.labels_below(self._rows, tags))
