"""Which part of a transposed convolution of somebody's own is shown: from one channel into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from convanim.spec.arrays import numbers_of
from convanim.spec.layer import settle


@dataclass(frozen=True)
class Upward:
    """What one channel that an ``nn.ConvTranspose2d`` reads adds to one that it makes.

    Named as in torch, counted from 0: ``in_channel`` of ``in_channels`` is read, ``out_channel`` of ``out_channels`` is
    made, in ``groups``. Where several are added up, ``read`` are all of these, (C, H', W'), ``weight`` is
    (C, 1, kernel height, kernel width) and ``bias`` (1,), or None.

    >>> Upward(2, 6, 0, 4, groups=2).summed
    3
    """

    in_channel: int = 0
    in_channels: int = 1
    out_channel: int = 0
    out_channels: int = 1
    groups: int = 1
    read: Any = field(default=None, repr=False, compare=False)
    weight: Any = field(default=None, repr=False, compare=False)
    bias: Any = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("read", "weight", "bias"):
            if (given := getattr(self, name)) is not None:
                settle(self, **{name: numbers_of(name, given)})

    @property
    def given(self) -> Mapping[str, Any]:
        """The numbers of all that is added up, by their roles; those that are None are none."""
        return {"input": self.read, "weight": self.weight, "bias": self.bias}

    @property
    def summed(self) -> int:
        """Channels that are read and added up in the one that is made."""
        return self.in_channels // self.groups

    @property
    def is_all(self) -> bool:
        """Whether nothing else is added to the channel that is made."""
        return self.summed == 1

    @property
    def letter(self) -> str:
        """What the shown part is called by in formulas: as what the module makes, unless it is but a part of that."""
        return "y" if self.is_all else "z"

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
    def all_slices(self) -> tuple[str, str, str]:
        """The same of all that is added up.

        >>> Upward(2, 6, 0, 4, groups=2).all_slices
        ('{!x[0:3]}', '{!weight[0:3, 0:1]}', '{!bias[0:1]}')
        """
        first, made = self.in_channel // self.summed * self.summed, self.out_channel
        place = made % (self.out_channels // self.groups)
        taken = f"[{first}:{first + self.summed}" if self.groups > 1 else "[:"
        read = "x" if self.groups == 1 else f"{{!x{taken}]}}"
        return read, f"{{!weight{taken}, {place}:{place + 1}]}}", f"{{!bias[{made}:{made + 1}]}}"

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
            "others": self.summed - 1,
        }
