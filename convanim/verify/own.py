"""Numbers that are somebody's own: from the files that are named again, or out of the ledger itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convanim.budgets import MOST_CELLS
from convanim.film.about import identity
from convanim.verify.convolution import Numbers
from convanim.verify.stages import Given

SHOWN_AS = {"input": ("input",), "weight": ("weight",), "bias": ("bias",), "mixing": ("pointwise", "mixing")}
"""What the ledger calls each, in the lessons in which it can be given."""


@dataclass(frozen=True)
class Named:
    """What is named again: arrays by their role, a measurement as plain data, and a network.

    ``network`` is a model, or what names one. None: the ledger's own stands for it.
    """

    arrays: Mapping[str, Any] = field(default_factory=dict)
    measurement: Mapping[str, Any] | None = None
    network: Any = None


def given_to(ledger: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> tuple[Given, list[str], list[str]]:
    """The numbers that a clip was given, what is wrong with those named, and notes on those that are missing.

    ``files`` are arrays by their role. What nobody names is taken from what the ledger shows of it; all of it where it
    shows all and its digest is right, else what it does not show is NaN. A bias of zeros alone is known, too.
    """
    values = ledger["values"]
    told: Mapping[str, Any] = values.get("given") or {}
    files = files or {}
    arrays, faults, notes = dict[str, Numbers](), list[str](), list[str]()
    unproven: set[str] = set()
    for role, known in told.items():
        named = files.get(role)
        if named is not None:
            here = identity(np.asarray(named))
            if here != known:
                faults.append(f"another {role} than it was made of: {_named(here)}, not {_named(known)}")
                continue
            arrays[role] = np.array(named, np.float64)
            continue
        if math.prod(known["shape"]) > MOST_CELLS:
            raise ValueError(f"its {role} has {math.prod(known['shape'])} cells, and at most {MOST_CELLS}")
        shown, none = _shown(ledger, role, known["shape"]), np.zeros(known["shape"])
        arrays[role] = next((one for one in (shown, none) if _is(one, known)), shown)
        if not _is(arrays[role], known):
            unproven |= {*SHOWN_AS.get(role, ())}
            notes.append(f"its {role.replace('_', ' ')} is somebody’s own and not named")
    return Given(values["kind"], values["seed"], **arrays, unproven=frozenset(unproven)), faults, notes


def _is(array: Numbers, known: Mapping[str, Any]) -> bool:
    return not np.isnan(array).any() and identity(array.astype(known["dtype"])) == known


def _named(told: Mapping[str, Any]) -> str:
    return f"{tuple(told['shape'])} of {told['dtype']}, {told['digest'][:12]}"


def _shown(ledger: Mapping[str, Any], role: str, shape: list[int]) -> Numbers:
    """What the ledger shows of an array, NaN elsewhere."""
    found = np.full(shape, np.nan)
    for index, value in _cells(ledger, role):
        if len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True)):
            found[index] = value
    return found


def _cells(ledger: Mapping[str, Any], role: str) -> Iterator[tuple[tuple[int, ...], float]]:
    names = SHOWN_AS.get(role, ())
    for entry in ledger["numbers"]:
        if entry["tensor"] in names:
            yield tuple(map(int, entry["index"])), entry["value"]
