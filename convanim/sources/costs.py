"""The user's own model as a network: what every convolution and linear layer of one pass costs.

The pass is made on torch's meta device, where tensors have sizes and no numbers, so that a large model takes neither
memory nor time; what cannot run there runs truly, and that is told.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import prod

import torch
from torch import nn
from torch.func import functional_call
from torch.nn.modules.conv import _ConvNd
from torch.nn.parameter import is_lazy

from convanim.budgets import MOST_RUN
from convanim.errors import Setting, SpecError, Text
from convanim.networks.network import Network
from convanim.sources.code import warnings_shown
from convanim.sources.compiled import uncompiled
from convanim.sources.counting import Counter
from convanim.sources.factories import load_model
from convanim.sources.runs import eagerly, evaluating
from convanim.sources.stages import stages_of

SIDE = 224
"""Height and width of the picture that a model reads unless something else is said."""
CALLED = "the model"


@dataclass(frozen=True)
class Counted:
    """A model as a network, the input (C, ...) that it was counted for, and what is to be told beside."""

    network: Network
    input: tuple[int, ...]
    notes: tuple[Text, ...] = ()


def counted(named: str, size: Sequence[int] | None = None, *, called: Text = CALLED) -> Counted:
    """What the model of ``package.module:factory`` or ``FILE.py:factory`` costs, on one input (C, ...).

    Without a size, its first convolution tells the channels of a picture of 224x224. The network is called as the
    model's class is, or as ``named`` calls it where that is one of torch's own; ``called`` is what errors call the
    name. Raises SpecError where there is no such model, where it cannot run on that input, and where it multiplies
    nothing.
    """

    def load() -> nn.Module:
        return load_model(named, called=called)

    try:
        # Never filled with numbers, however large it is.
        model = load_model(named, called=called, making=_sizes_alone)
    except SpecError:
        model = load()
    own = type(model).__module__.partition(".")[0] != "torch"
    return counted_model(model, size, title="" if own else named.rpartition(":")[2], again=load)


def counted_model(
    model: nn.Module,
    size: Sequence[int] | None = None,
    *,
    title: str = "",
    again: Callable[[], nn.Module] | None = None,
) -> Counted:
    """The same of a model; ``again`` makes another one, should this one have to be run with its numbers.

    >>> model = nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.ReLU(), nn.Conv2d(8, 8, 1))
    >>> counted_model(model, (3, 6, 6)).network.cost
    Cost(weights=280, biases=8, multiply_adds=4480)
    """
    model = _watchable(model)
    read = _usual_input(model) if size is None else tuple(size)
    notes: list[Text] = []
    if size is None:
        notes.append((f"counted for a picture of {SIDE}x{SIDE}; ", Setting("input_size"), " says another size"))
    try:
        counter = _run(model, read, meta=True)
    except SpecError as error:
        _check_few(model, read, error)
        model = model if again is None else _watchable(again())
        counter = _run(model, read, meta=False)
        notes.append("the model was run with its numbers, as it cannot run without them on torch's meta device")
    kind = type(model).__name__
    network = Network(kind, title or kind, "", stages_of(model, counter.seen))
    if not network.cost.multiply_adds:
        raise SpecError(f"{kind} runs no convolution and no linear layer", "a model with layers that multiply")
    return Counted(network, read, (*notes, *counter.notes))


@contextmanager
def _sizes_alone() -> Iterator[None]:
    """While tensors are made without numbers; that none are copied into them is as it should be."""
    with warnings.catch_warnings(), torch.device("meta"):
        warnings.simplefilter("ignore")
        yield


def _watchable(model: nn.Module) -> nn.Module:
    model = uncompiled(model)
    if isinstance(model, torch.jit.ScriptModule):
        name = getattr(model, "original_name", type(model).__name__)
        raise SpecError(
            f"{name} is a TorchScript module, whose layers cannot be watched while it runs",
            "the torch.nn.Module that it was made from",
        )
    return model


def _usual_input(model: nn.Module) -> tuple[int, ...]:
    first = next((module for module in model.modules() if isinstance(module, _ConvNd)), None)
    axes = 0 if first is None else len(first.kernel_size)
    if first is None or axes != 2 or first.in_channels < 1:
        example = {1: "1x16000", 3: "3x16x112x112"}.get(axes, "3x224x224")
        raise SpecError(
            f"what {type(model).__name__} reads cannot be told from its layers",
            "the size of its input, channels first",
            Setting("input_size", example),
        )
    return first.in_channels, SIDE, SIDE


def _check_few(model: nn.Module, size: Sequence[int], error: SpecError) -> None:
    """Raise what it cannot run for without numbers, where there are too many to run it with them."""
    own = [tensor for tensor in (*model.parameters(), *model.buffers()) if not is_lazy(tensor)]
    numbers = prod(size) + sum(tensor.numel() for tensor in own)
    if numbers > MOST_RUN:
        raise SpecError(
            f"{error.given}; with numbers it is not run, of which model and input have {numbers:,}",
            f"{MOST_RUN:,} at most",
            (Setting("input_size"), " with a smaller size"),
        ) from error


def _run(model: nn.Module, size: Sequence[int], meta: bool) -> Counter:
    """What one pass multiplies; raises SpecError where the model cannot run on such an input."""
    with ExitStack() as stack:
        for context in (torch.no_grad(), eagerly(), evaluating(model)):
            stack.enter_context(context)
        stack.enter_context(_sizes_alone() if meta else warnings_shown())
        try:
            if not meta and any(map(is_lazy, model.parameters())):
                model(torch.rand(1, *size))  # which tells lazy layers what they read
            own = {**dict(model.named_parameters()), **dict(model.named_buffers())}
            given = {name: tensor.to("meta") if meta else tensor for name, tensor in own.items()}
            first = next((tensor for tensor in given.values() if tensor.is_floating_point()), torch.empty(0))
            image = torch.rand(1, *size).to(first)
            counter = Counter(model, given)
            with counter.watching():
                # In place of the model's own tensors, which stay where they are.
                functional_call(model, given, (image,)) if meta else model(image)
        except (Exception, SystemExit) as error:  # whatever the user's own code may raise
            what = " ".join(f"{type(error).__name__}: {error}".split())
            raise SpecError(
                f"{type(model).__name__} cannot run on an input of {_by(size)}: {what[:300]}",
                "",
                (Setting("input_size"), " with the size of what it reads, channels first"),
            ) from error
    return counter


def _by(size: Sequence[int]) -> str:
    return "x".join(map(str, size))
