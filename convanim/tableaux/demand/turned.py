"""Which plan suits a grid: slim and flat ones stand better another way round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Plan = TypeVar("Plan")

CLEARLY = 1.2
"""So many times as large a square is clearly larger."""


def larger(usual: Plan, others: Iterable[Plan], unit: Callable[[Plan], float]) -> Plan:
    """The plan with which a square's side, its ``unit``, is largest; the usual one unless that is clearly larger.

    >>> larger("beside", ["below"], {"beside": 10.0, "below": 11.0}.__getitem__)
    'beside'
    >>> larger("beside", ["below"], {"beside": 10.0, "below": 30.0}.__getitem__)
    'below'
    """
    best = max(others, key=unit, default=usual)
    return best if unit(best) > CLEARLY * unit(usual) else usual
