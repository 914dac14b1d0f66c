"""A few of many combinations: so many that any two choices meet in one of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

Choice = dict[str, Any]


def pairs_in(choice: Choice) -> set[frozenset[tuple[str, Any]]]:
    """Every two choices that meet in one combination."""
    return {frozenset(pair) for pair in combinations(choice.items(), 2)}


def pairwise(**factors: Iterable[Any]) -> list[Choice]:
    """Combinations of one value a factor in which any two values of two factors meet; always the same ones.

    Values are hashable.

    >>> chosen = pairwise(scene=("split", "depthwise"), language=("de", "zh"), aspect=("16:9", "1:1"))
    >>> [" ".join(choice.values()) for choice in chosen]
    ['split de 16:9', 'split zh 1:1', 'depthwise de 1:1', 'depthwise zh 16:9']
    """
    values = {name: tuple(given) for name, given in factors.items()}
    chosen: list[Choice] = []
    missing = {
        frozenset([(one, here), (other, there)]): None
        for one, other in combinations(values, 2)
        for here in values[one]
        for there in values[other]
    }
    while missing:
        choice = dict(next(iter(missing)))
        for name in values:
            if name not in choice:
                # Whichever makes most of the pairs that are missing with what was chosen so far.
                choice[name] = max(
                    values[name], key=lambda value: len(pairs_in({**choice, name: value}) & missing.keys())
                )
        choice = {name: choice[name] for name in values}
        chosen.append(choice)
        missing = {pair: None for pair in missing if pair not in pairs_in(choice)}
    return chosen
