"""The weights of a whole model out of a file, whatever its names begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from math import prod
from typing import Any

import numpy as np
import torch
from torch import nn

from convanim.budgets import FILE_BYTES
from convanim.errors import NamesNote, ShapeError, SpecError, Text, UnknownNameError, quoted, shortened, warn
from convanim.sources.compiled import plain
from convanim.sources.files import Held, opened, split_name, unreadable
from convanim.spec.arrays import check_tensor

MOST_NAMES = 3
"""Names of each kind that a message lists."""
_IDLE = ("num_batches_tracked", "_extra_state")
"""Ends of names that older files lack, and torch does not ask for."""


def fill(model: nn.Module, option: Text, named: str) -> None:
    """Load the weights that ``FILE`` or ``FILE:NAME`` holds into a model; NAME is that of a dict in the file.

    What names begin with before those of the model, such as ``module.`` or the name of the one dict that fits, is left
    out, and a NamesNote says so. Errors name ``option``. Raises ShapeError where the file cannot be read,
    UnknownNameError where it has no such dict, SpecError where the weights are not the model's, naming those that are
    missing or too many.
    """
    path, part = split_name(named)
    top = f"{part}." if part else ""
    held = opened(option, path)
    names = [name for name in held if name.startswith(top)]
    if part and not names:
        parts = dict.fromkeys(name.partition(".")[0] for name in held)
        raise UnknownNameError((option, f" {path}: nothing in it is called {quoted(part)}"), _some(list(parts)))
    own = {plain(name): name for name in model.state_dict()}
    wanted = {plain(name): value for name, value in model.state_dict().items()}
    # What a model that was compiled in parts has called its weights is asked last.
    for called in ({name: held[name] for name in names}, {plain(name): held[name] for name in names}):
        prefix = _prefix(option, named, {name: one.shape for name, one in called.items()}, wanted)
        taken = {name.removeprefix(prefix): one for name, one in called.items() if name.startswith(prefix)}
        if wanted.keys() <= taken.keys():
            break
    state = {own.get(name, name): tensor for name, tensor in _loaded(option, named, taken).items()}
    try:
        with torch.no_grad():
            model.load_state_dict(state)
    except RuntimeError as error:
        reason = _difference(taken, wanted) or " ".join(str(error).split())[:300]
        under = f" under {prefix.rstrip('.')}" if prefix else ""
        allowed = "the weights of this model, as its state_dict() names them"
        raise SpecError((option, f" {named}{under}: {reason}"), allowed) from error
    if prefix != top:
        others = len(names) - len(taken)
        rest = f"; {others} other {'tensor is' if others == 1 else 'tensors are'} not read" if others else ""
        note = NamesNote((option, f" {named}: the weights are those under {prefix.rstrip('.')}{rest}"))
        warn(note)


def _prefix(option: Text, named: str, shapes: Mapping[str, tuple[int, ...]], wanted: Mapping[str, Any]) -> str:
    """What the names of the model's weights begin with in the file; the likeliest where not all are there."""
    asked = {name: tuple(value.shape) for name, value in wanted.items() if isinstance(value, torch.Tensor)}
    needed = {name: shape for name, shape in asked.items() if not name.endswith(_IDLE)}
    found, fitting = Counter[str](), Counter[str]()
    for name in shapes:
        for end in _ends(name):
            if end in needed:
                prefix = name.removesuffix(end)
                found[prefix] += 1
                fitting[prefix] += shapes[name] == needed[end]
    whole = [prefix for prefix, count in fitting.items() if count == len(needed)]
    if len(whole) > 1:
        called = [prefix.rstrip(".") or "the top of the file" for prefix in whole]
        hint = next((f"{split_name(named)[0]}:{prefix.rstrip('.')}" for prefix in whole if prefix), "")
        raise SpecError((option, f" {named}: weights of this model are there {len(whole)} times"), _some(called), hint)
    if whole:
        return whole[0]
    return max(found, key=lambda prefix: (found[prefix], -len(prefix)), default="")


def _ends(name: str) -> list[str]:
    """A name, and what is left of it after each dot.

    >>> _ends("model.conv.weight")
    ['model.conv.weight', 'conv.weight', 'weight']
    """
    parts = name.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


def _loaded(option: Text, named: str, taken: Mapping[str, Held]) -> dict[str, torch.Tensor]:
    path, _ = split_name(named)
    if sum(prod(one.shape) for one in taken.values()) * 8 > FILE_BYTES:
        raise unreadable(option, path, f"its tensors fill more than {FILE_BYTES} bytes")
    state: dict[str, torch.Tensor] = {}
    for name, one in taken.items():
        try:
            state[name] = _as_torch(name, one.load())
        except ShapeError as error:
            raise error.at((option, f" {named}")) from error
        except Exception as error:  # a damaged file surfaces as almost anything
            raise unreadable(option, path) from error
    return state


def _as_torch(name: str, loaded: Any) -> torch.Tensor:
    """What was read as a dense tensor of the same dtype, or of the nearest that torch knows."""
    if isinstance(loaded, torch.Tensor):
        check_tensor(name, loaded)
        return loaded.to_dense()
    dtype = np.dtype(np.float64) if loaded.dtype.char == "g" else loaded.dtype.newbyteorder("=")
    return torch.tensor(np.array(loaded, dtype=dtype, order="C"))


def _difference(taken: Mapping[str, Held], wanted: Mapping[str, Any]) -> str:
    """What the file's weights are, seen from the model's."""
    missing = [name for name in wanted if name not in taken and not name.endswith(_IDLE)]
    extra = [name for name in taken if name not in wanted]
    other = [
        f"{name} of {_by(taken[name].shape)} in place of {_by(value.shape)}"
        for name, value in wanted.items()
        if name in taken and isinstance(value, torch.Tensor) and taken[name].shape != tuple(value.shape)
    ]
    kinds = (("missing", missing), ("unexpected", extra), ("of another shape", other))
    return "; ".join(f"{kind}: {_some(names)}" for kind, names in kinds if names)


def _some(names: Collection[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return (", ".join(map(shortened, islice(names, MOST_NAMES))) or "none") + more


def _by(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape)) or "one number"
