"""Convolutions whose output a pixel shuffle takes, found in modules of somebody's own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from torch import nn

from convanim.sources.compiled import plain, uncompiled


def before_shuffle(model: Any, name: str | None = None) -> tuple[str | None, int | None]:
    """The name of a convolution that stands right before a ``nn.PixelShuffle``, and the factor of that.

    It is the one by that name or inside what has that name, or else (None) the only one in the model. The name stays as
    it is, and there is no factor, where a shuffle follows none or several, or the ``model`` is no module.

    >>> espcn = nn.Sequential(nn.Conv2d(1, 8, 5), nn.Tanh(), nn.Conv2d(8, 9, 3), nn.PixelShuffle(3))
    >>> before_shuffle(espcn), before_shuffle(espcn, "0"), before_shuffle(espcn[2])
    (('2', 3), ('0', None), (None, None))
    """
    if not isinstance(model, nn.Module):
        return name, None
    found: dict[str, int] = {}
    for where, row in uncompiled(model).named_modules():
        children = row.named_children() if isinstance(row, nn.Sequential) else ()
        for (own, module), (_, following) in pairwise(children):
            if isinstance(module, nn.Conv2d) and isinstance(following, nn.PixelShuffle):
                found[plain(f"{where}.{own}".lstrip("."))] = following.upscale_factor
    inside = [one for one in found if name in (None, one) or one.startswith(f"{name}.")]
    return (inside[0], found[inside[0]]) if len(inside) == 1 else (name, None)
