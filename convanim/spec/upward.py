"""Which part of a transposed convolution of somebody's own is shown: from one channel into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Upward:
    """What one channel that an ``nn.ConvTranspose2d`` reads adds to one that it makes.

    Named as in torch, counted from 0: ``in_channel`` of ``in_channels`` is read, ``out_channel`` of ``out_channels`` is
    made, in ``groups``.

    >>> Upward(2, 6, 0, 4, groups=2).summed
    3
    """

    in_channel: int = 0
    in_channels: int = 1
    out_channel: int = 0
    out_channels: int = 1
    groups: int = 1

    @property
    def summed(self) -> int:
        """Channels that are read and added up in the one that is made."""
        return self.in_channels // self.groups

    @property
    def is_all(self) -> bool:
        """Whether nothing else is added to the channel that is made."""
        return self.summed == 1

    @property
    def is_lone(self) -> bool:
        """Whether the module reads one channel and makes one."""
        return self.in_channels == self.out_channels == 1

    @property
    def slices(self) -> tuple[str, str, str]:
        """What of an input, a weight and a bias the part is, as Python takes it, in a template.

        >>> Upward(2, 6, 0, 4, groups=2).slices
        ('{!x[2:3]}', '{!weight[2:3, 0:1]}', '{!bias[0:1]}')
        """
        if self.is_lone:
            return "x", "weight", "bias"
        read, made = self.in_channel, self.out_channel
        place = made % (self.out_channels // self.groups)
        return (
            f"{{!x[{read}:{read + 1}]}}",
            f"{{!weight[{read}:{read + 1}, {place}:{place + 1}]}}",
            f"{{!bias[{made}:{made + 1}]}}",
        )

    @property
    def plain(self) -> Mapping[str, Any]:
        """It as plain data: what a clip's ledger says of it."""
        return {
            "in_channel": self.in_channel,
            "in_channels": self.in_channels,
            "out_channel": self.out_channel,
            "out_channels": self.out_channels,
            "groups": self.groups,
            "summed": self.summed,
        }
