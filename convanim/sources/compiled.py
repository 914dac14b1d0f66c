"""Modules that torch.compile has wrapped, and the names that this gives to what is inside."""

from __future__ import annotations

from torch import nn


def uncompiled(module: nn.Module) -> nn.Module:
    """What a module was compiled from; compiled, it does the same, but cannot be watched."""
    while isinstance(inside := getattr(module, "_orig_mod", None), nn.Module):
        module = inside
    return module


def plain(name: str) -> str:
    """A layer's name without what compiling has put into it.

    >>> plain("body._orig_mod.0")
    'body.0'
    """
    return ".".join(part for part in name.split(".") if part != "_orig_mod")
