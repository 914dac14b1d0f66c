"""Plans: what differs from canvas to canvas, as data; each stands beside the code that asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from convanim.errors import UnknownNameError

Plan = TypeVar("Plan")


def plan_for(names: Sequence[str], plans: Mapping[str, Plan], whose: str) -> Plan:
    """The plan for a canvas by its ``names``, the first that has one; ``whose`` is what the plans lay out.

    Raises UnknownNameError, listing the aspects that are planned, for any other.

    >>> plan_for(("1:1 large", "1:1"), {"16:9": 38.0, "1:1": 30.0}, "the ribbon")
    30.0
    """
    for name in names:
        if name in plans:
            return plans[name]
    aspects = dict.fromkeys(name.split()[0] for name in plans)
    raise UnknownNameError(f"{whose} has no plan for {names[-1]}", ", ".join(aspects))
