"""Colours of one hue, from a low value to a high one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from convanim.theme.color import Floats, oklab, srgb

Rgb = tuple[float, float, float]
Lch = tuple[float, float, float]


@dataclass(frozen=True)
class Ramp:
    """Colours of one hue from a low value to a high one, as OKLab end points.

    >>> Ramp.between((.6, .19, 8), (.85, .10, 8)).at([0.0, 1.0]).shape
    (2, 3)
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]

    @classmethod
    def between(cls, low: Lch, high: Lch) -> Ramp:
        """From OKLCH end points."""
        return cls(triple(oklab(*low)), triple(oklab(*high)))

    def at(self, share: Any) -> Floats:
        """sRGB (..., 3) at ``share`` of the way from low (0) to high (1)."""
        share = np.clip(np.asarray(share, dtype=float), 0.0, 1.0)[..., None]
        return srgb(np.asarray(self.low) + share * (np.asarray(self.high) - np.asarray(self.low)))

    @property
    def signal(self) -> Rgb:
        """The hue at its clearest, for lines and letters."""
        return triple(self.at(0.55))

    def towards(self, other: Ramp, share: float) -> Ramp:
        """A ramp between two ramps."""
        blend = [
            triple(np.asarray(a) + share * (np.asarray(b) - np.asarray(a)))
            for a, b in ((self.low, other.low), (self.high, other.high))
        ]
        return Ramp(*blend)

    def reversed(self) -> Ramp:
        """The same colours, high values first."""
        return Ramp(self.high, self.low)


def triple(values: Any) -> tuple[float, float, float]:
    """Three coordinates as plain numbers."""
    first, second, third = (float(v) for v in values)
    return first, second, third
