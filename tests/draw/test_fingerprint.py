"""Fingerprints: the same for pictures of equal value, and for no others."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from convanim.draw.fingerprint import Fingerprint, of_item
from convanim.draw.items import Item, Source, Statement, Words
from tests.draw.test_compositor import one_of_each

ITEMS = [
    *one_of_each(10, 20, (1, 0, 0, 1)),
    Words("7", 1, 2, 30, (1, 1, 1, 1), (0, 0, 0), source=Source("x", (0, 1, 2), 7)),
    Statement("1 + 1 = 2"),
]


def other(value: object) -> object:
    """A value of the same type that differs as little as may be."""
    if isinstance(value, np.ndarray):
        changed = value.astype(float)
        changed.flat[-1] += 1e-6
        return changed
    if isinstance(value, tuple):
        return (*value[:-1], value[-1] + 1e-6) if value else (1.0,)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1e-6
    if isinstance(value, Source):
        return replace(value, value=8)
    return "right" if value != "right" else "left"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_every_field_counts(item: Item) -> None:
    for field in fields(item):
        changed = replace(item, **{field.name: other(getattr(item, field.name))})
        assert of_item(changed) != of_item(item), field.name
    assert of_item(replace(item)) == of_item(item)


def test_order_and_number_count() -> None:
    def look(*lists: list[Item]) -> bytes:
        return Fingerprint().of(enumerate(lists))

    assert look(ITEMS) != look(ITEMS[::-1])
    assert look(ITEMS[:2], ITEMS[2:]) != look(ITEMS[2:], ITEMS[:2])
    assert look(ITEMS) != look(ITEMS, ITEMS[:1])


def test_what_is_known_is_told_as_if_it_were_new() -> None:
    seen = Fingerprint()
    seen.of([(1, ITEMS), (2, ITEMS[:1])])
    changed = [*ITEMS[:-1], Statement("1 + 1 = 3")]
    later = [(1, changed), (3, ITEMS[:2])]
    assert seen.of(later) == Fingerprint().of(later)
