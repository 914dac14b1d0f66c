"""Logarithmic scales: where values stand on them, and which are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log2, log10


@dataclass(frozen=True)
class Scale:
    """From ``low`` at pixel ``start`` to ``high`` at pixel ``end``, each factor taking as much room.

    >>> Scale(1, 100, 0.0, 200.0).at(10)
    100.0
    """

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def covering(cls, values: Iterable[float], start: float, end: float, around: float = 1.3) -> Scale:
        """One on which all values have room, with so much around them, as a factor."""
        found = list(values)
        return cls(min(found) / around, max(found) * around, start, end)

    def at(self, value: float) -> float:
        """Where a value stands, in pixels."""
        return self.start + log2(value / self.low) / log2(self.high / self.low) * (self.end - self.start)

    def marks(self, most: int) -> list[float]:
        """Round values to mark, so many at most: powers of two, or of ten where there would be too many.

        >>> Scale(0.9, 600, 0, 1).marks(10)
        [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0]
        >>> Scale(0.9, 600, 0, 1).marks(6), Scale(0.02, 5e8, 0, 1).marks(4)
        ([1.0, 4.0, 16.0, 64.0, 256.0], [1.0, 1000.0, 1000000.0])
        """
        for base, digits in ((2.0, log2), (10.0, log10)):
            first, last = ceil(digits(self.low) - 1e-9), floor(digits(self.high) + 1e-9)
            for step in (1, 2, 3) if base == 2.0 else (1, 2, 3, 4, 6, 8, 12, 16, 24):
                powers = [power for power in range(first, last + 1) if power % step == 0]
                short = base == 10.0 or (self.low > 0.06 and self.high < 1e4)
                if short and len(powers) <= most:
                    return [base**power for power in powers]
        return []
