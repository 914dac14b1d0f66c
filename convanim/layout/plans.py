"""Plans: what differs from aspect to aspect, as data; each stands beside the code that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from convanim.errors import UnknownNameError

Plan = TypeVar("Plan")


def plan_for(aspect: str, plans: Mapping[str, Plan], whose: str) -> Plan:
    """The plan for an aspect, of those by the aspects' names; ``whose`` is what they lay out.

    Raises UnknownNameError, listing the aspects that are planned, for any other.

    >>> plan_for("1:1", {"16:9": 38.0, "1:1": 30.0}, "the ribbon")
    30.0
    """
    if aspect not in plans:
        raise UnknownNameError(f"{whose} has no plan for {aspect}", ", ".join(plans))
    return plans[aspect]
