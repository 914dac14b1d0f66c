"""Which of many slabs are shown, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_SLABS = 12
"""A block of more slabs is shown with an ellipsis."""


@dataclass(frozen=True)
class Sample:
    """Which of many are shown, and where they stand in steps.

    >>> Sample.of(range(8), 12).indices
    (0, 1, 2, 3, 4, 5, 6, 7)
    >>> Sample.of(range(64), 7)
    Sample(indices=(0, 1, 2, 3, 61, 62, 63), places=(0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0), total=64)
    """

    indices: tuple[int, ...]
    places: tuple[float, ...]
    total: int

    @classmethod
    def of(cls, everything: Sequence[int], most: int, must: int | None = None, total: int | None = None) -> Sample:
        """All of them, or the first four-sevenths and the last of ``most``, with a gap between.

        ``must`` is shown in any case; it takes the place of the last one before the gap. ``total`` is of how many
        these were chosen by hand, if they were; then they stand side by side.
        """
        count = len(everything)
        total = count if total is None else total
        if count <= most:
            return cls(tuple(everything), tuple(float(i) for i in range(count)), total)
        first = max(1, round(most * 4 / 7))
        chosen = [*everything[:first], *everything[count - (most - first) :]]
        if must is not None and must not in chosen:
            chosen[first - 1] = must
        places = [float(i if i < first else i + 1) for i in range(most)]
        return cls(tuple(chosen), tuple(places), total)

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return len(self.indices) == self.total

    @property
    def gap(self) -> int | None:
        """The position of the first one after the gap, if there is one."""
        return next((i for i, p in enumerate(self.places) if p != i), None)

    @property
    def extent(self) -> int:
        """Slots that the shown ones and the gap take."""
        return int(self.places[-1]) + 1


def ends_of(shown: Sequence[int], everything: Sequence[int], most: int) -> tuple[int, int]:
    """How many of the first and of the last of everything are told one by one, and all between them as one.

    Those that are told are ``shown``, at most so many, and one at least; of three and more, the others are never a
    single one.

    >>> ends_of([0, 1, 2, 61, 62, 63], range(64), 12), ends_of([0, 1, 2, 61, 62, 63], range(64), 4)
    ((3, 3), (2, 2))
    >>> ends_of(range(8), range(8), 8), ends_of(range(8), range(8), 6)
    ((8, 0), (5, 1))
    """
    count, there = len(everything), set(shown)
    if len(there.intersection(everything)) == count and most >= count:
        return count, 0
    first = next((k for k, one in enumerate(everything) if one not in there), count - 1)
    last = next((k for k, one in enumerate(reversed(everything)) if one not in there), 1)
    # Half of them come from behind where a gap is on the stage, too, else a single one.
    behind = max(0, min(last, most // 2 if first < count - 1 else 1, most - 1))
    ahead = max(1, min(first, most - behind))
    behind = max(0, min(last, most - ahead, count - ahead))
    # One alone needs no subtotal, so another one joins it.
    if count - ahead - behind == 1 < ahead + behind:
        ahead, behind = (ahead - 1, behind) if ahead > behind else (ahead, behind - 1)
    return ahead, behind


def places_of(indices: Sequence[int]) -> list[float]:
    """Where chosen ones stand in steps: one after the other, with an empty place wherever some are left out.

    >>> places_of([0, 1, 30, 31])
    [0.0, 1.0, 3.0, 4.0]
    """
    places, place = [0.0], 0.0
    for before, index in pairwise(indices):
        place += 1.0 if index == before + 1 else 2.0
        places.append(place)
    return places


def extent_of(indices: Sequence[int]) -> int:
    """How many places chosen ones take, with the empty ones between them.

    >>> extent_of([0, 1, 30, 31])
    5
    """
    return int(places_of(indices)[-1]) + 1


def apart_in_row(
    points: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]], margin: tuple[float, float]
) -> list[int]:
    """Which boxes of a row, or of a slanted line, leave each other room: the first, the last, and what fits between.

    ``points`` are where they stand, ``sizes`` their widths and heights and ``margin`` what is between two of them at
    least, right and down, all in pixels. Of two that clash the first one stays.

    >>> apart_in_row([(0, 0), (9, 0), (20, 0), (40, 0)], [(10, 8)] * 4, (3, 2))
    [0, 2, 3]
    """

    def clash(one: int, other: int) -> bool:
        right, down = (abs(a - b) for a, b in zip(points[one], points[other], strict=True))
        wide, high = ((a + b) / 2 for a, b in zip(sizes[one], sizes[other], strict=True))
        return right < wide + margin[0] and down < high + margin[1]

    last, chosen = len(points) - 1, [0]
    for k in range(1, last):
        if not clash(chosen[-1], k) and not clash(k, last):
            chosen.append(k)
    return [*chosen, last] if last and not clash(chosen[-1], last) else chosen
