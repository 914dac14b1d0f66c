"""What filters are called that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from convanim.kernels.classic import classic_name
from convanim.language.tongue import Tongue, message

NAMES = {
    "edge": message("edge"),
    "blur": message("blur"),
    "sharpen": message("sharpen"),
    "identity": message("identity"),
    "vertical edge": message("vertical edge"),
    "horizontal edge": message("horizontal edge"),
}
"""The filters of ``convanim.kernels.classic``."""


def filter_names(planes: Iterable[Any], tongue: Tongue) -> tuple[str, ...]:
    """Names of filters (kernel height, kernel width) that read one channel each; none unless all of them have one.

    >>> import numpy as np
    >>> from convanim.language.tongue import ENGLISH
    >>> filter_names([np.ones((3, 3))], ENGLISH), filter_names([np.ones((3, 3)), np.zeros((3, 3))], ENGLISH)
    (('blur',), ())
    """
    names: list[str] = []
    for plane in planes:
        known = classic_name(plane)
        if known is None:
            return ()
        names.append(tongue.text(NAMES[known]))
    return tuple(names)
