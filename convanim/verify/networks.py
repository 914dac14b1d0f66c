"""The network that a film is about, counted again: a published one built anew, or somebody's own out of its table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from convanim.errors import ConvanimError
from convanim.networks.figures import COUNTED, SHOWN, Figures, amount
from convanim.networks.table import network_from, table_of
from convanim.sources.compiled import uncompiled
from convanim.sources.factories import load_model
from convanim.sources.networks import shown_network
from convanim.sources.runs import eagerly, evaluating
from convanim.spec.topic import NETWORKS
from convanim.verify.published import SIDE, counted_network

AXES = ("planes", "rows", "columns")
"""How the sizes of maps are called, the last ones of as many as there are."""


@dataclass(frozen=True)
class Shown:
    """The network of a film, as its ledger tells of it.

    Somebody's own is counted as its table has it, and what this comes to ``is_proven`` where they name it again.
    """

    ledger: Mapping[str, Any]
    is_proven: bool

    @classmethod
    def of(cls, ledger: Mapping[str, Any], is_named: bool) -> Shown:
        """The network of a ledger, which ``is_named`` again or not."""
        return cls(ledger, is_named or "own_network" not in ledger)

    def counts(self, tag: str) -> Mapping[str, float]:
        """The counts of the network, of a stage or of a kind of layers; raises LookupError or ValueError for none."""
        if self._own is None:
            size = self.ledger.get("input_size") or (0, SIDE, SIDE)
            return counted_network(tag, tuple(size[1:]))
        return _counts(self._own, tag)

    @cached_property
    def _own(self) -> Figures | None:
        table = self.ledger.get("own_network")
        return None if table is None else Figures(network_from(table))


def _counts(own: Figures, tag: str) -> Mapping[str, float]:
    name, _, part = tag.partition(", ")
    if name != own.tag:
        raise LookupError(f"the network is called {own.tag!r}")
    if not part:
        return {what: float(count) for what, count in own.counts.items()}
    if part in SHOWN:
        cost = own.by_kind[part]
        shares = {f"share_of_{counted}": float(own.share(cost, counted)) for counted in COUNTED}
        return {"layers": own.layers(part), **shares}
    place = [f"stage {stage.name}" for stage in own.stages].index(part)
    stage, full, shape = own.stages[place], own.full.stages[place], own.maps[place]
    axes = ("channels", *AXES[len(AXES) - len(shape) + 1 :])
    return {
        **{f"out_{axis}": size for axis, size in zip(axes, shape, strict=True)},
        **{counted: amount(stage.cost, counted) for counted in COUNTED},
        **{
            f"times_{counted}": amount(full.cost, counted) / own_amount
            for counted in COUNTED
            if (own_amount := amount(stage.cost, counted))
        },
    }


def counted_again(given: Any, ledger: Mapping[str, Any]) -> str:
    """What is wrong with a film about ``given``, a model or what names one: nothing where that is what it shows.

    The model runs once more as for the film, and once by torch's own flop counter, which has to come to the same.
    """
    try:
        return _other(given, ledger)
    except ConvanimError as error:
        return str(error)


def _other(given: Any, ledger: Mapping[str, Any]) -> str:
    if isinstance(given, str) and given in NETWORKS:
        return "" if "own_network" not in ledger and ledger["network"] == given else f"it is not about {given}"
    if "own_network" not in ledger:
        return f"it is about a published network, {ledger['network']}"
    size = tuple(ledger["input_size"])
    found = shown_network(given, size)
    told, true = ledger["own_network"], table_of(found.network)
    if told != _plain(true):
        stages = [one["name"] for one in true["stages"]], [one["name"] for one in told["stages"]]
        if stages[0] != stages[1]:
            return f"another network than it was made of: its stages are {', '.join(stages[0])}"
        other = [one["name"] for one, shown in zip(_plain(true)["stages"], told["stages"], strict=True) if one != shown]
        return f"another network than it was made of: {'stage ' + other[0] if other else 'its name'} differs"
    model = load_model(given) if isinstance(given, str) else given
    work, learned = _by_torch(uncompiled(model), size)
    cost = found.network.cost
    if learned != cost.parameters:
        return f"the network has {learned} parameters, not {cost.parameters}"
    # What torch counts and this does not is told as it is rendered.
    if work != cost.multiply_adds and not found.notes:
        return f"torch’s flop counter comes to {work} multiply-adds, not {cost.multiply_adds}"
    return ""


def _plain(told: Any) -> Any:
    """As JSON has it, where pairs are lists."""
    if isinstance(told, Mapping):
        return {name: _plain(one) for name, one in told.items()}
    return [_plain(one) for one in told] if isinstance(told, tuple | list) else told


def _by_torch(model: nn.Module, size: tuple[int, ...]) -> tuple[int, int]:
    """Multiply-adds of one pass, by torch's flop counter, and how many numbers the model learns."""
    fast = torch.backends.mha.get_fastpath_enabled()
    # What runs as one operation multiplies unseen.
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with (
            torch.no_grad(),
            sdpa_kernel(SDPBackend.MATH),
            eagerly(),
            evaluating(model),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            model(torch.rand(1, *size))  # which tells lazy layers what they read
            with FlopCounterMode(display=False) as counter:
                model(torch.rand(1, *size))
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
    return counter.get_total_flops() // 2, sum(one.numel() for one in model.parameters())
