"""Modules by their names in a model, as they were before they were compiled."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import torch
from torch import nn

from convanim.errors import Setting, SpecError, UnknownNameError
from convanim.sources.compiled import plain, uncompiled

MOST_NAMES = 12
"""Layers that a message lists."""


def named(model: nn.Module, name: str, known: Sequence[str]) -> nn.Module:
    """The layer of this name in a model; raises UnknownNameError, listing those ``known``, where there is none."""
    try:
        found = watchable(model)
        for part in plain(name).split("."):
            found = watchable(found.get_submodule(part))
        return found
    except AttributeError:
        close = get_close_matches(name, known, n=1, cutoff=0.4)
        raise UnknownNameError(
            f"{type(model).__name__} has no layer {name!r}", listed(known), *(Setting("layer", one) for one in close)
        ) from None


def watchable(module: nn.Module) -> nn.Module:
    """A module as it was before it was compiled; raises SpecError where that is not to be had."""
    module = uncompiled(module)
    if not isinstance(module, torch.jit.ScriptModule):
        return module
    weights = [name for name, tensor in module.state_dict().items() if tensor.ndim == 4]
    raise SpecError(
        f"{getattr(module, 'original_name', type(module).__name__)} is a TorchScript module, made by torch.jit, whose "
        "layers cannot be watched while it runs",
        "the torch.nn.Module that it was made from",
        f"its numbers: weight=module.state_dict()[{weights[0]!r}], and what that layer reads as input"
        if weights
        else "",
    )


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return (", ".join(names[:MOST_NAMES]) or "none there") + more
