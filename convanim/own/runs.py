"""A model run once, to see what its convolutions read and make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from convanim.errors import ShapeError, SpecError
from convanim.own.code import warnings_shown


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
            with warnings_shown():
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


def one_image(input: Any, index: int | None = None) -> torch.Tensor:
    """One image of the user's, (C, H, W): an array or tensor, or a batch (N, C, H, W) of which ``index`` chooses.

    Raises ShapeError where it is anything else, or a batch of several and none is chosen.

    >>> one_image(torch.zeros(5, 3, 8, 8), index=4).shape
    torch.Size([3, 8, 8])
    """
    try:
        # A copy, because torch warns of arrays that it must not write to.
        tensor = input.detach() if isinstance(input, torch.Tensor) else torch.tensor(input)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ShapeError(f"input is not an array: {error}", "(C, H, W)") from None
    tensor = tensor.to_dense()
    if tensor.ndim == 3:
        tensor = tensor[None]
    if tensor.ndim != 4:
        raise ShapeError(f"input has shape {tuple(tensor.shape)}", "(C, H, W), or a batch (N, C, H, W)")
    batch = tensor.shape[0]
    if index is None and batch != 1:
        raise ShapeError(f"input is a batch of {batch}", "one image", "index=0 for the first" if batch else "")
    if index is not None and not (isinstance(index, int) and 0 <= index < batch):
        raise ShapeError(f"index is {index!r} in a batch of {batch}", f"0 to {batch - 1}")
    return tensor[index or 0]


def like(tensor: torch.Tensor, model: nn.Module) -> torch.Tensor:
    """A tensor in the model's dtype and on its device, where the model has numbers of its own."""
    first = next(model.parameters(), None)
    if first is None or tensor.is_complex():
        return tensor
    return tensor.to(device=first.device, dtype=first.dtype)
