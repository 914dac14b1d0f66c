"""How colours look to eyes that lack one kind of cone, and whether they can still be told apart.

Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
deficiency" (IEEE TVCG 2009): matrices of severity 1.0, which act on linear RGB.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from convanim.theme.color import Floats, lab_of_light, linear

if TYPE_CHECKING:
    from convanim.theme.ramp import Ramp

SIGHTS: Mapping[str, Floats] = {
    "full colour vision": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""What each kind of eye makes of linear RGB."""

CLEAR = 0.06
"""OKLab distance from which on two cells side by side are told apart: three times what is just noticeable (0.02 in
CSS Color 4, "sample pseudocode for the gamut mapping"), because they are seen at a glance and through projectors."""

_SHARES = np.linspace(0.0, 1.0, 5)


def seen(rgb: Any, sight: str) -> Floats:
    """Linear RGB (..., 3) as a kind of eye sees sRGB, clipped to 0..1.

    >>> seen((1.0, 1.0, 1.0), "deuteranopia").round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    return np.asarray(np.clip(linear(rgb) @ SIGHTS[sight].T, 0.0, 1.0))


def distance(one: Ramp, other: Ramp, sight: str) -> float:
    """The least OKLab distance of two ramps at the same share of their ways, as a kind of eye sees them."""
    first, second = (lab_of_light(seen(ramp.at(_SHARES), sight)) for ramp in (one, other))
    return float(np.linalg.norm(first - second, axis=-1).min())
