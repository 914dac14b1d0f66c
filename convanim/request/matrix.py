"""One clip of a list for many: every choice of one value for each key that its ``matrix`` names.

matrix = { channels = [4, 8], theme = ["dark", "light"], seed = "0..99" }
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationError, WithJsonSchema

from convanim.budgets import MOST_CLIPS
from convanim.errors import SpecError, UnknownNameError, quoted, shortened
from convanim.film.naming import tame
from convanim.request.keys import allowed
from convanim.spec.option import Option

SPAN = re.compile(r"(-?\d{1,18})\.\.(-?\d{1,18})")
"""Whole numbers from one to another, both among them."""
WILD = re.compile(r"[*?\[]")
"""What makes a file's name a pattern of names."""
VALUES = "a list of values, or whole numbers such as '0..99', or files such as 'photos/*.png'"


@dataclass(frozen=True)
class Axis:
    """A key of a matrix, the table that it belongs to ("": the clip itself), and what it is in turn."""

    key: str
    table: str
    option: Option
    values: tuple[Any, ...]

    def told(self, value: Any) -> str:
        """What one of its values is called in the name of a clip; of a file the name without its ending.

        >>> Axis("input", "values", Option("input", "", "file"), ()).told("photos/Ada L.png")
        'Ada-L'
        """
        text = Path(value).stem if self.option.kind in ("file", "folder", "factory") else self.option.write(value)
        return tame(text)


def spread(given: Any) -> Any:
    """The values of an axis as a list; text is for ``axes`` to read, which knows what it is about.

    >>> spread("2..4"), spread([4, 8])
    ([2, 3, 4], [4, 8])
    """
    if isinstance(given, str) and (found := SPAN.fullmatch(given.strip())):
        first, last = int(found[1]), int(found[2])
        if not first <= last:
            raise ValueError("the smaller number first, as in '0..99'")
        if last - first >= MOST_CLIPS:
            raise ValueError(f"at most {MOST_CLIPS} values")
        return [*range(first, last + 1)]
    if isinstance(given, str) and WILD.search(given):
        return given
    if isinstance(given, list) and given:
        return given
    raise ValueError(VALUES)


_ONE: dict[str, Any] = {
    "anyOf": [
        {"type": "array", "minItems": 1},
        {"type": "string", "pattern": r"^-?\d+\.\.-?\d+$"},
        {"type": "string", "pattern": r"[*?\[]"},
    ]
}
Spread: Any = Annotated[Any, BeforeValidator(spread), WithJsonSchema(_ONE)]
"""What a key of a matrix may be."""


def axes(
    matrix: Mapping[str, Any], known: Mapping[str, tuple[str, Option, Any]], folder: Path, place: str
) -> tuple[Axis, ...]:
    """What a matrix varies; ``known`` has by key the table, the option and the type of one value.

    Patterns of names are looked up in ``folder``, and found in alphabetic order. Raises UnknownNameError for a key that
    is none, SpecError for a value that cannot be, each with the ``place`` of the matrix.
    """
    found = []
    for key, given in matrix.items():
        if key not in known:
            short = shortened(key)
            raise UnknownNameError(
                f"{place}: matrix.{short} is no key", ", ".join(known), *get_close_matches(short, known, n=1)
            )
        table, option, kind = known[key]
        values = _files(given, option, folder, f"{place}: matrix.{key}") if isinstance(given, str) else given
        found.append(Axis(key, table, option, tuple(_valid(values, kind, f"{place}: matrix.{key}"))))
    if (count := prod(len(axis.values) for axis in found)) > MOST_CLIPS:
        raise SpecError(f"{place} makes {count} clips", f"at most {MOST_CLIPS}", "several files")
    return tuple(found)


def _files(given: str, option: Option, folder: Path, place: str) -> Sequence[str]:
    if option.kind != "file":
        raise SpecError(f"{place} is {quoted(given)}", "a list of values", f'["{shortened(given)}"]')
    try:
        names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(given) if path.is_file())
    except (NotImplementedError, ValueError) as error:  # the former of patterns that begin with a slash
        raise SpecError(f"{place} is {quoted(given)}", "a pattern of files beside this one", "photos/*.png") from error
    if not names:
        raise SpecError(f"{place} is {quoted(given)}, and no file is called so", "files seen from the list's folder")
    return names


def _valid(values: Iterable[Any], kind: Any, place: str) -> Iterator[Any]:
    adapter, seen = TypeAdapter(kind), list[Any]()
    for value in values:
        try:
            read = adapter.validate_python(value, strict=True)
        except ValidationError as error:
            raise SpecError(f"{place} has {quoted(value)}", allowed(error.errors()[0])) from error
        if read in seen:
            raise SpecError(f"{place} has {quoted(value)} twice", "each value once")
        seen.append(read)
        yield read


@dataclass(frozen=True)
class Chosen:
    """One of many clips: the table that it would have by itself, what is said of it in errors, and its name's end."""

    table: Mapping[str, Any]
    label: str
    name: str


def chosen(table: Mapping[str, Any], given: Sequence[Axis], place: str) -> Iterator[Chosen]:
    """Every choice, the last axis changing fastest, from the table of a clip without its matrix.

    Raises SpecError for what stands both in the matrix and in the clip.
    """
    for axis in given:
        if axis.key.rpartition(".")[2] in (table.get(axis.table, {}) if axis.table else table):
            where = f"{axis.table} table" if axis.table else "clip"
            raise SpecError(f"{place}: {axis.key} stands in the matrix and in the {where}", "one of them")
    for values in product(*(axis.values for axis in given)):
        made: dict[str, Any] = {**table}
        for axis, value in zip(given, values, strict=True):
            key = axis.key.rpartition(".")[2]
            if axis.table:
                made[axis.table] = {**made.get(axis.table, {}), key: value}
            else:
                made[key] = value
        told = [axis.told(value) for axis, value in zip(given, values, strict=True)]
        said = [f"{axis.key} {axis.option.write(value)}" for axis, value in zip(given, values, strict=True)]
        yield Chosen(made, ", ".join(said), "-".join(told))
