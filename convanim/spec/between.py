"""What stands between the two layers of a depthwise-separable module, and what was folded into the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convanim.spec.graph import Node


@dataclass(frozen=True, eq=False)
class Between:
    """Norms and activations between a depthwise and a pointwise layer, as a module of somebody's own has them.

    ``nodes`` are those that are computed, in order, each of the kind "scaling" (a scale and a shift a channel) or
    "activation"; ``folded`` what norms were called there whose scale and shift are in the depthwise weights and bias
    now. ``before`` and ``behind`` are what else the module does before both layers and after them, by its names.
    """

    nodes: tuple[Node, ...] = ()
    folded: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.folded)

    @property
    def plain(self) -> Mapping[str, Any]:
        """It as plain data, with all numbers: what a clip's ledger says of it."""
        return {
            "nodes": [
                {
                    "kind": node.kind,
                    "name": node.name,
                    "does": node.does,
                    "numbers": {name: node.numbers[name].tolist() for name in ("scale", "shift") if node.numbers},
                    "settings": dict(node.settings),
                }
                for node in self.nodes
            ],
            "folded": [*self.folded],
            "before": [*self.before],
            "behind": [*self.behind],
        }


NOTHING = Between()
"""Between layers that stand next to one another."""
