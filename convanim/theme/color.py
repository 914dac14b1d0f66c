"""Colours in OKLCH: equal chroma looks equally strong, equal lightness equally light.

Conversions follow Björn Ottosson, "A perceptual color space for image processing"
(2020), contrast follows WCAG 2.2, "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Not coloraide, which takes 46 times as long for a hundred colours, and whose constants have other digits: films
# would change. Tests hold the two beside each other.
_TO_LMS = np.array(
    [[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728], [1.0, -0.0894841775, -1.2914855480]]
)
_TO_LINEAR = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_FROM_LMS, _FROM_LINEAR = np.linalg.inv(_TO_LMS), np.linalg.inv(_TO_LINEAR)
BLACK = (0.0, 0.0, 0.0)
WHITE = (1.0, 1.0, 1.0)


def oklab(lightness: float, chroma: float, hue: float) -> Floats:
    """OKLab coordinates (L, a, b) of an OKLCH colour; ``hue`` in degrees.

    >>> oklab(0.5, 0.0, 120).round(3).tolist()
    [0.5, -0.0, 0.0]
    """
    angle = np.deg2rad(hue)
    return np.array([lightness, chroma * np.cos(angle), chroma * np.sin(angle)])


def srgb(lab: Any) -> Floats:
    """Gamma-encoded sRGB in 0..1, clipped to the gamut, of OKLab coordinates (..., 3).

    A colour comes out the same to the last bit whichever others are converted with it.

    >>> srgb([1.0, 0.0, 0.0]).round(3).tolist()
    [1.0, 1.0, 1.0]
    """
    # Not a matrix product: BLAS rounds a row differently in a longer or shorter array.
    roots = np.einsum("...j,ij->...i", np.asarray(lab, dtype=float), _TO_LMS)
    light = np.clip(np.einsum("...j,ij->...i", roots * roots * roots, _TO_LINEAR), 0.0, 1.0)
    curved = 1.055 * light ** (1 / 2.4) - 0.055
    return np.asarray(np.where(light <= 0.0031308, 12.92 * light, curved))


def linear(rgb: Any) -> Floats:
    """Light of sRGB (..., 3), without its gamma, both in 0..1."""
    rgb = np.asarray(rgb, dtype=float)
    return np.asarray(np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4))


def lab_of_light(light: Any) -> Floats:
    """OKLab coordinates (..., 3) of linear RGB in 0..1."""
    return np.asarray(np.cbrt(np.asarray(light, dtype=float) @ _FROM_LINEAR.T) @ _FROM_LMS.T)


def lab_of(rgb: Any) -> Floats:
    """OKLab coordinates (..., 3) of sRGB in 0..1.

    >>> lab_of(srgb([0.6, 0.1, 0.05])).round(4).tolist()
    [0.6, 0.1, 0.05]
    """
    return lab_of_light(linear(rgb))


def hex_color(text: str) -> tuple[float, float, float]:
    """sRGB in 0..1 of ``#RRGGBB``.

    >>> hex_color("#FF0000")
    (1.0, 0.0, 0.0)
    """
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def hex_of(rgb: Any) -> str:
    """``#RRGGBB`` of sRGB in 0..1.

    >>> hex_of((1.0, 0.5, 0.0))
    '#FF8000'
    """
    return "#" + "".join(f"{round(255 * float(part)):02X}" for part in rgb)


def luminance(rgb: Any) -> Floats:
    """WCAG relative luminance of sRGB (..., 3)."""
    return np.asarray(linear(rgb) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: Any, other: Any) -> Floats:
    """WCAG contrast ratio of two sRGB colours, 1 to 21.

    >>> round(float(contrast(BLACK, WHITE)), 1)
    21.0
    """
    a, b = luminance(one), luminance(other)
    return np.asarray((np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05))


EVEN = (1.05 * 0.05) ** 0.5 - 0.05
"""The luminance on which black and white stand out alike."""


def inks_on(grounds: Any) -> list[tuple[float, float, float]]:
    """For each of ``grounds`` (n, 3) black or white, whichever stands out more.

    >>> inks_on([(1.0, 1.0, 1.0), (0.1, 0.0, 0.2)])
    [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)]
    """
    return [BLACK if light else WHITE for light in (luminance(grounds) >= EVEN).tolist()]


def ink_on(ground: Any) -> tuple[float, float, float]:
    """Black or white, whichever stands out more on ``ground``.

    >>> ink_on((1.0, 1.0, 1.0))
    (0.0, 0.0, 0.0)
    """
    return inks_on([ground])[0]


def shares_of_ink(inks: Any, grounds: Any, ratio: float) -> Floats:
    """The least opacity at which each of ``inks`` (..., 3) has a contrast with its ground; 1 where none has as much.

    It is found to within 1/256, and never less than it must be.

    >>> shares_of_ink([BLACK, BLACK], [WHITE, (0.1, 0.1, 0.1)], 2.0).tolist()
    [0.28515625, 1.0]
    """
    inks, grounds = np.asarray(inks, dtype=float), np.asarray(grounds, dtype=float)
    shares = np.ones(grounds.shape[:-1])
    for step in 0.5 ** np.arange(1, 9):
        less = shares - step
        enough = contrast(grounds + less[..., None] * (inks - grounds), grounds) >= ratio
        shares = np.where(enough, less, shares)
    return shares


def mix(one: Iterable[float], other: Iterable[float], share: float) -> tuple[float, float, float]:
    """sRGB mix: ``share`` 0 gives ``one``, 1 gives ``other``."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue
