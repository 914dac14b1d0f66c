"""How a sum comes about: the same slice of window and filter is lit while its chip appears, channel after channel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from convanim.draw.items import Words
from convanim.draw.sheet import Sheet
from convanim.mobjects.cast import Names
from convanim.mobjects.tensor import VoxelTensor
from convanim.trace import Step

SLOWLY = 3
"""So many chips come slowly."""
SLOW, QUICK = 0.7, 0.16
"""Seconds in which a chip comes."""


@dataclass(frozen=True)
class Working:
    """A filter at work at one place: the step, and the filter as it stands, with its weights lit."""

    step: Step
    name: str
    tensor: VoxelTensor


@dataclass(frozen=True)
class Slices:
    """The slices of the windows on one input, of the filters that work there, and their chips in the ribbon.

    ``formula`` has a row for each that is at work, in parts by chip; ``names`` are those of what it sums.
    """

    input: VoxelTensor
    at_work: Sequence[Working]
    formula: Sheet
    names: Names

    def __iter__(self) -> Iterator[tuple[float, Mapping[str, VoxelTensor | Sheet]]]:
        """Seconds and actors for chip after chip, of all rows at once; in the end everything that is read is lit."""
        formula = self.formula.copy().hide().reveal("heading", *(f"terms-{row}" for row in range(len(self.at_work))))
        for place in count():
            parts = [part for part in self._parts(place) if part in formula.parts]
            if not parts:
                break
            formula = formula.copy().reveal(*parts)
            yield SLOW if place < SLOWLY else QUICK, {**self._lit(place), "formula": formula}
        yield QUICK, {**self._lit(None), "formula": formula}

    def _parts(self, place: int) -> list[str]:
        return [f"chip-{row}-{place}" for row in range(len(self.at_work))]

    def channels(self, row: int, place: int) -> Collection[int]:
        """The channels whose products a chip sums up: one, some for a subtotal, none for a bias."""
        for item in self.formula.parts.get(f"chip-{row}-{place}", ()):
            if isinstance(item, Words) and item.source is not None:
                if item.source.tensor == self.names.partial:
                    return (int(item.source.index[1]),)
                if item.source.tensor == self.names.partial_range:
                    return range(int(item.source.index[1]), int(item.source.index[2]) + 1)
        return ()

    def _lit(self, place: int | None) -> dict[str, VoxelTensor]:
        """Input and filters with one slice lit (None: with all that is read)."""
        given = self.input.copy()
        cells, actors = np.zeros(given.lit.shape), dict[str, VoxelTensor]()
        for row, working in enumerate(self.at_work):
            step, filter_ = working.step, working.tensor.copy()
            read = step.channels if place is None else self.channels(row, place)
            shown = [c for c in read if c in given.content.channels]
            if shown:
                cells = np.maximum(cells, given.mask(step.rows, step.columns, shown))
            own = [c - step.channels[0] for c in read]
            on = [1.0 if index[1] in own else 0.0 for index in filter_.content.indices]
            actors[working.name] = filter_.light(np.array(on)[:, None, None])
        return {"input": given.light(cells), **actors}
