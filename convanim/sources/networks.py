"""A network as it is asked for: a published one by its name, or the user's own, which is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from convanim.errors import Setting, SpecError, Text
from convanim.networks import NETWORKS, network_of
from convanim.networks.chain import COLORS, SIZE
from convanim.networks.network import Network
from convanim.sources.costs import Counted, counted, counted_model

GIVEN = Setting("network")


def asked_network(given: Any, size: Sequence[int] | None = None, *, called: Text = GIVEN) -> Counted:
    """The network of a published one's name, of ``FILE.py:Net`` or ``package.module:Net``, or of a module itself.

    ``size`` is that of the input, channels first (None: as usual), and ``called`` what errors call the network. Raises
    SpecError for what is none of these, and for an input that it cannot read.

    >>> asked_network("mobilenet_v1", (3, 128, 128)).network.title
    'MobileNetV1'
    """
    if isinstance(given, Network):
        return Counted(given, () if size is None else tuple(size))
    if isinstance(given, nn.Module):
        return counted_model(given, size)
    if isinstance(given, str) and given not in NETWORKS:
        return counted(given, size, called=called)
    if not isinstance(given, str):
        raise SpecError(
            (called, f" is {type(given).__name__}"),
            "a published network's name, FILE.py:Net, package.module:Net or a torch.nn.Module",
        )
    read = (COLORS, *SIZE) if size is None else tuple(size)
    if len(read) != 3 or read[0] != COLORS:
        raise SpecError(
            f"{given} for an input of {'x'.join(map(str, read))}",
            "pictures of three channels",
            Setting("input_size", "x".join(map(str, (COLORS, *SIZE)))),
        )
    return Counted(network_of(given, (read[1], read[2])), read)


def shown_network(given: Any, size: Sequence[int] | None = None, *, called: Text = GIVEN) -> Counted:
    """The same, of a network that a film can show; raises SpecError where there are no layers or no parameters."""
    found = asked_network(given, size, called=called)
    network = found.network
    if not any(part.is_layer for part in network.parts):
        raise SpecError(f"{network.title} runs no convolution and no linear layer", "a network of such layers")
    if not network.cost.parameters:
        raise SpecError(f"{network.title} has no parameters", "a network that has learned something, or can")
    return found
