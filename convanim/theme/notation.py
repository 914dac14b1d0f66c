"""Colours and hues as people write them: ``#RRGGBB``, a hue by one colour or by the two ends of its ramp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from convanim.errors import SpecError, quoted
from convanim.theme.color import Floats, hex_color, hex_of, lab_of, srgb
from convanim.theme.ramp import Ramp, Rgb

_MOST_HUES = 12
_LIGHTNESS, _CHROMA = (0.55, 0.82), 0.19
"""Of the low end of a ramp that is made from one colour, as in the built-in palettes."""


def color_of(key: str, given: Any) -> Rgb:
    """A colour out of ``#RRGGBB``, ``#RGB`` or sRGB in 0..1; raises SpecError, which names the key, for all else."""
    if isinstance(given, str) and re.fullmatch(r"#([0-9A-Fa-f]{3}){1,2}", given):
        return hex_color(given if len(given) == 7 else "#" + "".join(2 * digit for digit in given[1:]))
    if isinstance(given, tuple) and len(given) == 3 and all(isinstance(v, int | float) and 0 <= v <= 1 for v in given):
        return float(given[0]), float(given[1]), float(given[2])
    raise SpecError(f"{key} is {quoted(given)}", "a colour as #RRGGBB", f"{key} = '#1F77B4'")


def palette_of(key: str, given: Any) -> tuple[Ramp, ...]:
    """The hues of a palette; raises SpecError where there are too few, too many, or one is none."""
    if isinstance(given, str) or not isinstance(given, Sequence) or not 2 <= len(given) <= _MOST_HUES:
        raise SpecError(
            f"{key} are {quoted(given)}", f"a list of 2 to {_MOST_HUES} colours", f"{key} = ['#FFB000', '#648FFF']"
        )
    return tuple(ramp_of(f"{key}[{place}]", one) for place, one in enumerate(given))


def ramp_of(key: str, given: Any) -> Ramp:
    """From one colour, or from the colours of its ends, the darker of which is low; a ramp stays as it is."""
    if isinstance(given, Ramp):
        return given
    if isinstance(given, list | tuple) and len(given) == 2:
        low, high = sorted((lab_of(color_of(key, one)) for one in given), key=lambda lab: float(lab[0]))
        return _between(low, high)
    return _of_one(color_of(key, given))


def _of_one(color: Rgb) -> Ramp:
    lightness, a, b = lab_of(color).tolist()
    chroma = float(np.hypot(a, b))
    share = min(1.0, _CHROMA / max(chroma, 1e-9))
    low = np.array([float(np.clip(lightness, *_LIGHTNESS)), a * share, b * share])
    low = lab_of(snapped(low))
    high = np.array([min(low[0] + 0.21, 0.965), low[1] / 2, low[2] / 2])
    return _between(low, lab_of(snapped(high)))


def _between(low: Floats, high: Floats) -> Ramp:
    return Ramp((float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2])))


def snapped(lab: Floats) -> Rgb:
    """The colour nearest to OKLab coordinates that can be written as #RRGGBB."""
    return hex_color(hex_of(srgb([float(np.clip(lab[0], 0.0, 1.0)), lab[1], lab[2]])))


def _ends(ramp: Ramp) -> tuple[str, str]:
    return hex_of(srgb(ramp.low)), hex_of(srgb(ramp.high))


def written(ramp: Ramp) -> Any:
    """A hue as it is written: one colour where that makes the same ramp, else those of its ends."""
    low, high = _ends(ramp)
    return low if _of_one(hex_color(low)) == ramp else [low, high]


def shown(ramp: Ramp) -> str:
    """A hue as messages name it."""
    return _ends(ramp)[0]
