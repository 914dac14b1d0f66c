"""Published networks as data: their tables with where they stand, their layers, and what these cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from convanim.errors import UnknownNameError
from convanim.networks.chain import SIZE
from convanim.networks.efficientnet import efficientnet_b0
from convanim.networks.mobilenets import mobilenet_v1, mobilenet_v2
from convanim.networks.network import Network, Part, Stage, with_standard
from convanim.networks.residual import convnext_tiny, resnext50_32x4d
from convanim.spec import Pair

__all__ = ["NETWORKS", "Network", "Part", "Stage", "network_of", "with_standard"]

NETWORKS: Mapping[str, Callable[..., Network]] = {
    made.__name__: made for made in (efficientnet_b0, mobilenet_v1, mobilenet_v2, resnext50_32x4d, convnext_tiny)
}
"""What makes each network, by its name."""


@cache
def network_of(name: str, size: Pair = SIZE) -> Network:
    """A published network by its name, for pictures of three channels and a size.

    Raises UnknownNameError listing the known ones, SpecError for pictures that it cannot read.

    >>> network_of("mobilenet_v2").cost.parameters
    3504872
    """
    if name not in NETWORKS:
        from difflib import get_close_matches

        raise UnknownNameError(
            f"no network is called {name!r}",
            ", ".join(NETWORKS),
            *get_close_matches(name, NETWORKS, n=1),
            field="network",
        )
    return NETWORKS[name](size)
