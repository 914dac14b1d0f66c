"""What tells one picture from any other, without painting it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from convanim.draw.items import Item

BYTES = 16


class Fingerprint:
    """Fingerprints of display lists, for a caller that hands in a picture after the other.

    Two pictures have the same one where every item is the same by value, in the same order.
    What is the same object as in the picture before is not read again.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[list[Item], list[bytes], bytes]] = {}

    def of(self, lists: Iterable[tuple[int, list[Item]]]) -> bytes:
        """The fingerprint of a picture: each mobject's identity and display list, in drawing order."""
        known, now = self._known, dict[int, tuple[list[Item], list[bytes], bytes]]()
        for owner, items in lists:
            before = known.get(owner)
            now[owner] = before if before is not None and before[0] is items else _read(items, before)
        self._known = now
        return hashlib.blake2b(b"".join(whole for _, _, whole in now.values()), digest_size=BYTES).digest()


def _read(
    items: list[Item], before: tuple[list[Item], list[bytes], bytes] | None
) -> tuple[list[Item], list[bytes], bytes]:
    old = {} if before is None else {id(item): print_ for item, print_ in zip(before[0], before[1], strict=True)}
    prints = [old[id(item)] if id(item) in old else of_item(item) for item in items]
    return items, prints, hashlib.blake2b(b"".join(prints), digest_size=BYTES).digest()


def of_item(item: Item) -> bytes:
    """The fingerprint of one item.

    >>> from convanim.draw.items import Plate
    >>> of_item(Plate((0, 0, 1, 1), 0, (1, 1, 1, 1))) == of_item(Plate((0, 0, 1, 1), 0, (1, 1, 1, 0.5)))
    False
    """
    values = [getattr(item, name) for name in item.__dataclass_fields__]
    plain = [value for value in values if not isinstance(value, np.ndarray)]
    arrays = [value for value in values if isinstance(value, np.ndarray)]
    plain_bytes = repr((type(item).__name__, plain, [(value.shape, value.dtype.str) for value in arrays])).encode()
    return hashlib.blake2b(b"".join([plain_bytes, *(value.tobytes() for value in arrays)]), digest_size=BYTES).digest()
