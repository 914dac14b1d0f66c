"""Beats that show none of the numbers look alike in every clip that differs in nothing else, and are drawn once.

Which beats these are is found out on the way. All that differ in their numbers alone are a family: the first one is
drawn, the second is looked at before it is drawn, and what comes of that is noted. Such a note says only where to look,
and the pictures themselves what is there; so one that is wrong, missing or overwritten costs time and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from convanim.film.store.cache import code_version, digest, file_digest
from convanim.film.store.file_reads import is_the_users, unnoted
from convanim.spec import Values

if TYPE_CHECKING:
    from convanim.film.store.cache import Cache
    from convanim.scene import ConvScene

MOST_MISSED = 3
"""So many in a row may look otherwise than all others of a family, before nobody looks any more."""

State = Literal["once", "shared", "differs"]


@dataclass(frozen=True)
class Family:
    """What is known of a family: the ``key`` of a film of one, which is that of the slot ``of``.

    It was drawn ``once``, or it is ``shared`` by several, or it ``differs`` from one to the next; ``missed`` is how
    many in a row were looked at in vain since it was found to be shared.
    """

    of: str
    key: str
    state: State = "once"
    missed: int = 0

    def met(self, slot: str, key: str, found: bool) -> Family:
        """The same after another one, whose film was ``found`` or had to be drawn.

        >>> once = Family("seed 0", "a")
        >>> once.met("seed 1", "a", found=True).state, once.met("seed 1", "b", found=False).state
        ('shared', 'differs')
        """
        if self.state == "differs":
            return self
        if found or (key == self.key and slot != self.of):
            return self if (self.state, self.missed, self.key) == ("shared", 0, key) else Family(slot, key, "shared")
        if key == self.key:
            return self
        if self.state == "shared":
            missed = self.missed + 1
            return replace(self, missed=missed, state="differs" if missed >= MOST_MISSED else "shared")
        # The same numbers look otherwise where something else has changed, such as a file that the scene reads.
        return Family(slot, key, "once" if slot == self.of else "differs")


class Kin:
    """The families of the beats of one take, as a cache knows them."""

    def __init__(self, cache: Cache, scene: type[ConvScene], given: Mapping[str, Any], *rest: Any) -> None:
        self._cache = cache
        self._said = digest(code_version(), _sources(scene), numberless(given), *rest)
        self._known = dict[str, Family | None]()

    def worth_a_look(self, beat: str) -> bool:
        """Whether others of the family looked alike, or nobody knows yet."""
        known = self._family(beat)
        return known is not None and known.state != "differs"

    def met(self, beat: str, slot: str, key: str, found: bool) -> None:
        """Note how a beat looked."""
        before = self._family(beat)
        after = Family(slot, key) if before is None else before.met(slot, key, found)
        if after != before:
            self._known[beat] = after
            self._cache.keep_family(digest(self._said, beat), vars(after))

    def _family(self, beat: str) -> Family | None:
        if beat not in self._known:
            told = self._cache.family(digest(self._said, beat))
            self._known[beat] = None if told is None else Family(**told)
        return self._known[beat]


def numberless(part: Any) -> Any:
    """What is given without its numbers: arrays by their shapes and dtypes, and values without their seed.

    >>> numberless({"values": Values(seed=3)}) == numberless({"values": Values(seed=4)})
    True
    >>> numberless({"values": Values(seed=3)}) == numberless({"values": Values("normal", seed=3)})
    False
    """
    if hasattr(part, "tobytes") and hasattr(part, "shape"):
        return "array", tuple(part.shape), str(part.dtype)
    if isinstance(part, Values):
        arrays = [numberless(one) for one in (part.input, part.weight, part.bias)]
        run = None if part.module is None else (part.module.weights, part.module.output)
        return "values", part.kind, *arrays, run, part.colors
    if is_dataclass(part):
        part = {field.name: getattr(part, field.name) for field in fields(part)}
    if isinstance(part, Mapping):
        return {name: numberless(one) for name, one in part.items()}
    return tuple(map(numberless, part)) if isinstance(part, tuple | list) else part


def _sources(scene: type[ConvScene]) -> list[str]:
    """Digests of the files that a scene is written in, beside convanim's own."""
    files = {getattr(sys.modules.get(one.__module__), "__file__", None) for one in scene.__mro__}
    with unnoted():
        return [file_digest(file) for file in sorted(filter(None, files)) if is_the_users(file)]
