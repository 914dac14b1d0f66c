"""What captions say of the parts of a block, by what they are."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.kernels.parts import Role
from convanim.language.tongue import message

ROLES: Mapping[Role, str] = {
    "widen": message(
        "{part} widens: a {!1×1} needle through {in_channels} {in_channels?channel|channels} makes {out_channels}."
    ),
    "narrow": message(
        "{part} narrows: a {!1×1} needle through {in_channels} {in_channels?channel|channels} makes {out_channels}."
    ),
    "mix": message("{part} mixes: a {!1×1} needle through {in_channels} {in_channels?channel|channels} makes as many."),
    "each": message("{part} is depthwise: each of {in_channels} channels is filtered on its own."),
    "grouped": message("{part} is grouped: each filter reads {channels_per_group} of {in_channels} channels."),
    "standard": message(
        "{part} is a standard convolution: each filter reads {in_channels?the one channel|=2 both channels|"
        "all {in_channels} channels}."
    ),
}
"""What is said of a convolution."""
SPREADS = message(
    "{part} goes up: each number times its filter is a stamp of {cells:w} {cells?cell|cells}, and overlaps add up."
)
"""What is said of a transposed one."""
JOINS = {
    "add": message("Added, cell by cell: {one} and {other}."),
    "multiply": message("Multiplied, cell by cell: {one} and {other}."),
    "concatenate": message("One behind the other: {one}, then {other}, {n} channels."),
}
"""What is said of two blocks that become one."""
PASSES = {
    "pool": message("{part}: each window becomes one number."),
    "split": message("The {n} channels are split: each part goes its own way."),
    "move": message("{part}: numbers move, and none is computed."),
    "closed": message(
        "{part} is a closed box: what goes in and what comes out is true, what happens inside is its own."
    ),
}
"""What is said of whatever else makes of one block another."""
