"""Weights and biases of one layer out of files."""

from __future__ import annotations

from typing import Any

from convanim.errors import Text
from convanim.sources.files import beside, look_at_tensor, read_tensor

AXES = ("filters", "channels per group", "kernel height", "kernel width")


def read_weights(option: Text, named: str | None, bias_option: Text, bias_named: str | None) -> dict[str, Any]:
    """The ``weight`` and ``bias`` that are named as ``FILE`` or ``FILE:NAME``, those of them that there are.

    A bias that is not named is the one beside the weight, as ``conv.bias`` beside ``conv.weight``. Errors call the
    names ``option`` and ``bias_option``. Raises what ``read_tensor`` does.
    """
    found: dict[str, Any] = {}
    if named is not None:
        read = read_tensor(option, named, AXES)
        found["weight"] = read.array
        if bias_named is None and (bias := beside(option, named, read.name)) is not None:
            found["bias"] = bias
    if bias_named is not None:
        found["bias"] = read_tensor(bias_option, bias_named, ("filters",)).array
    return found


def look_at_weights(option: Text, named: str | None, bias_option: Text, bias_named: str | None) -> None:
    """Raise what ``read_weights`` does for all that is known without reading more than the heads of files."""
    if named is not None:
        look_at_tensor(option, named, AXES)
    if bias_named is not None:
        look_at_tensor(bias_option, bias_named, ("filters",))
