"""What several ways come to, beside one another: which does best, and what the separable one takes."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.language.tongue import message
from convanim.tableaux.comparison.lane import Lane


def best_of(lanes: Sequence[Lane]) -> Lane:
    """Of those that see all and make the standard output's shape, the one with the least work."""
    full = [lane for lane in lanes if lane.sees_all and lane.makes_the_same]
    return min(full, key=lambda lane: lane.cost.multiply_adds)


def separable_of(lanes: Sequence[Lane]) -> Lane:
    """The separable way; there is one for every layer."""
    return next(lane for lane in lanes if lane.key == "separable")


def verdict_of_separable(lanes: Sequence[Lane]) -> str:
    """What the separable way comes to, as a template for ``phrase`` with its ``percent``."""
    if best_of(lanes).key == "separable":
        return message(
            "Separable sees {in_channels?the one channel|=2 both channels|all {in_channels:w} channels}, "
            "for {percent} of the work."
        )
    return message(
        "Separable sees {in_channels?the one channel|=2 both channels|all {in_channels:w} channels}, too, but for "
        "{percent} of the work."
    )


def keeps(lane: Lane) -> str:
    """What every output of a way sees in the end, read off its wiring, as a template for ``phrase``."""
    channels, seen = len(lane.wiring), int(lane.wiring[:, 0].sum())
    if channels == 1:
        return message("sees the one channel")
    if seen == 1:
        return message("sees one channel")
    if seen < channels:
        return message("sees its own group")
    if all(stage.all() for stage in lane.wirings):
        return message("sees every channel")
    return message("sees every channel again")
