"""A model run once, to see what its convolutions read and make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from convanim.errors import SpecError
from convanim.sources.code import warnings_shown
from convanim.sources.convolved import Convolved, Spread, batched, copied


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a module: ``input`` and ``output`` (N, C, H, W) as they were then.

    ``convolved`` is the convolution that it asked torch for meanwhile, ``spread`` the transposed one; None where it
    asked for none, or for several.
    """

    module: nn.Module
    input: torch.Tensor
    output: torch.Tensor
    convolved: Convolved | None
    spread: Spread | None = None


Noted = TypeVar("Noted")


def calls_of(
    model: nn.Module, input: torch.Tensor, watched: Sequence[nn.Module], *, single: bool = False
) -> list[Call]:
    """Every call of the watched modules in one pass of the model, in the order in which they ended.

    All else is as for ``watched_run``.
    """

    def enter(stack: ExitStack) -> _Watch:
        watch = _Watch()
        stack.enter_context(watch)
        for module in watched:
            stack.callback(module.register_forward_pre_hook(watch.begin, with_kwargs=True).remove)
            stack.callback(module.register_forward_hook(watch.end).remove)
        return watch

    return watched_run(model, input, enter, single=single).calls


def watched_run(
    model: nn.Module, input: torch.Tensor, enter: Callable[[ExitStack], Noted], *, single: bool = False
) -> Noted:
    """What notes of one pass of the model: ``enter`` makes it, and enters on a stack what has to be left again.

    ``input`` is a batch of one image; where ``single`` says that whoever gave it gave no batch, a model that takes
    none gets the image itself. The model runs in evaluation mode, without gradients and uncompiled, and is left
    as it was: each module's training state, and no hook. Raises SpecError where it cannot run on this input.
    """
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(eagerly())
        stack.enter_context(warnings_shown())
        try:
            stack.enter_context(evaluating(model))
            return _watched(model, input, enter)
        except SpecError:
            raise
        except (Exception, SystemExit) as error:  # whatever the user's own code may raise
            if single:
                with suppress(Exception, SystemExit):
                    return _watched(model, input[0], enter)
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise SpecError(
                f"{type(model).__name__} cannot run on an input of shape {tuple(input.shape)}: {what[:300]}"
            ) from error


def _watched(model: nn.Module, input: torch.Tensor, enter: Callable[[ExitStack], Noted]) -> Noted:
    with ExitStack() as stack:
        noted = enter(stack)
        # A copy, because the model may write into it, and may have to run again.
        model(input.clone())
    return noted


class _Watch(TorchFunctionMode):
    """Notes what the modules that call it read and make, and what they hand to torch's convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self._running: list[tuple[nn.Module, torch.Tensor, list[Convolved | Spread]]] = []

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """As torch calls it for each of its functions."""
        named = kwargs or {}
        if func is torch.conv2d and self._running:
            self._running[-1][2].append(Convolved.of(*args, **named))
        if func is torch.conv_transpose2d and self._running:
            self._running[-1][2].append(Spread.of(*args, **named))
        return func(*args, **named)

    def begin(self, module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        """As a module calls its hooks before it runs."""
        tensor = given[0] if given else next(iter(named.values()), None)
        if not isinstance(tensor, torch.Tensor):
            raise SpecError(f"{type(module).__name__} reads {type(tensor).__name__}", "one tensor")
        self._running.append((module, copied(batched(tensor)), []))

    def end(self, module: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        """As a module calls its hooks when it has run."""
        if not isinstance(output, torch.Tensor):
            raise SpecError(f"{type(module).__name__} makes {type(output).__name__}", "one tensor")
        _, read, asked = self._running.pop()
        once = asked[0] if len(asked) == 1 else None
        convolved = once if isinstance(once, Convolved) else None
        spread = once if isinstance(once, Spread) else None
        self.calls.append(Call(module, read, copied(batched(output)), convolved, spread))


def eagerly() -> AbstractContextManager[Any]:
    """Compiled code calls no hooks; where torch can be told so, it runs what it was compiled from."""
    stance: Any = getattr(getattr(torch, "compiler", None), "set_stance", None)
    return nullcontext() if stance is None else cast(AbstractContextManager[Any], stance("force_eager"))


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    training = {module: module.training for module in model.modules()}
    try:
        model.eval()
        yield
    finally:
        for module, state in training.items():
            module.training = state


def like(tensor: torch.Tensor, model: nn.Module) -> torch.Tensor:
    """A tensor in the model's dtype and on its device, where the model has numbers of its own."""
    first = next(model.parameters(), None)
    if first is None:
        return tensor
    return tensor.to(device=first.device, dtype=first.dtype)
