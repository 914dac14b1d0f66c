"""A model run once, to see what its convolutions read and make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from convanim.errors import SpecError


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a module: ``input`` and ``output`` (N, C, H, W) as they were then.

    ``weight`` and ``bias`` are the module's at that moment, after whatever computes them has run; None where
    it has none.
    """

    module: nn.Module
    input: torch.Tensor
    output: torch.Tensor
    weight: torch.Tensor | None
    bias: torch.Tensor | None


def calls_of(model: nn.Module, input: torch.Tensor, watched: Sequence[nn.Module]) -> list[Call]:
    """Every call of the watched modules in one pass of the model, in the order in which they ended.

    The model runs in evaluation mode and without gradients, and is left as it was: each module's training
    state, and no hook. Raises SpecError where it cannot run on this input.
    """
    calls: list[Call] = []
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(_evaluating(model))
        for module in watched:
            before: list[torch.Tensor] = []
            handles = (
                module.register_forward_pre_hook(partial(_note_input, before), with_kwargs=True),
                module.register_forward_hook(partial(_note_call, before, calls)),
            )
            for handle in handles:
                stack.callback(handle.remove)
        try:
            model(input)
        except Exception as error:  # whatever the user's own code may raise
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise SpecError(
                f"{type(model).__name__} cannot run on an input of shape {tuple(input.shape)}: {what[:300]}"
            ) from error
    return calls


@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, state in training.items():
            module.training = state


def _note_input(before: list[torch.Tensor], module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    tensor = given[0] if given else next(iter(named.values()), None)
    if not isinstance(tensor, torch.Tensor):
        raise SpecError(f"{type(module).__name__} reads {type(tensor).__name__}", "one tensor")
    # A copy, because a later module may write into it.
    before.append(tensor.detach().clone())


def _note_call(
    before: list[torch.Tensor], calls: list[Call], module: nn.Module, given: tuple[Any, ...], output: Any
) -> None:
    if not isinstance(output, torch.Tensor):
        raise SpecError(f"{type(module).__name__} makes {type(output).__name__}", "one tensor")
    weight, bias = (getattr(module, name, None) for name in ("weight", "bias"))
    calls.append(Call(module, before.pop(), output.detach().clone(), _copy(weight), _copy(bias)))


def _copy(tensor: Any) -> torch.Tensor | None:
    return tensor.detach().clone() if isinstance(tensor, torch.Tensor) else None


def like(tensor: torch.Tensor, model: nn.Module) -> torch.Tensor:
    """A tensor in the model's dtype and on its device, where the model has numbers of its own."""
    first = next(model.parameters(), None)
    if first is None:
        return tensor
    return tensor.to(device=first.device, dtype=first.dtype)
