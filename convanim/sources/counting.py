"""What a model multiplies while it runs: every convolution and product of matrices, and whose numbers they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from math import prod
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd
from torch.utils._python_dispatch import TorchDispatchMode

from convanim.kernels.cost import Cost
from convanim.networks.network import CONVOLUTION, LINEAR, NOTHING, Geometry, Part
from convanim.sources.compiled import plain
from convanim.spec import CountedLayer

ATEN = torch.ops.aten
NAMES = {1: "Conv1d", 2: CONVOLUTION, 3: "Conv3d"}
"""What convolutions are called by how many axes they slide over."""
PRODUCTS = {ATEN.mm: (0, 1), ATEN.addmm: (1, 2), ATEN.bmm: (0, 1), ATEN.baddbmm: (1, 2)}
"""Products of matrices, and which of their arguments are multiplied."""


class Seen(NamedTuple):
    """A part of a model, the name of the module that it is (empty: the model itself), and when that first ran.

    What never ran has no time.
    """

    part: Part
    module: str
    time: int | None


class Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it open
    """Notes what the modules of a model multiply.

    ``given`` are the tensors that the model runs with, by the names of its parameters and buffers.
    """

    def __init__(self, model: nn.Module, given: Mapping[str, torch.Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it open
        self._names = {module: plain(name) for name, module in model.named_modules()}
        self._given = {id(tensor): name for name, tensor in given.items()}
        self._learned = {name: parameter.numel() for name, parameter in model.named_parameters()}
        self._homes = {
            f"{name}.{own}".lstrip("."): module
            for name, module in model.named_modules()
            for own, _ in module.named_parameters(recurse=False)
        }
        self._claimed: set[str] = set()
        self._running: list[tuple[nn.Module, torch.Size]] = []
        self._clock = count()
        self._begun: dict[nn.Module, int] = {}
        self._parts: dict[tuple[object, ...], Seen] = {}
        self._unseen: dict[str, str] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While the model runs."""
        with ExitStack() as stack:
            stack.enter_context(self)
            for module in self._names:
                stack.callback(module.register_forward_pre_hook(self._begin).remove)
                stack.callback(module.register_forward_hook(self._end, always_call=True).remove)
            yield

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What multiplies, in the order in which it first ran, and then what has parameters beside that.

        Of several of a name, from the second on each has a number.
        """
        found: dict[str, Seen] = {}
        for one in (*self._parts.values(), *self._rest()):
            name, number = one.part.name, 1
            while name in found:
                number += 1
                name = f"{one.part.name} ({number})"
            found[name] = one._replace(part=replace(one.part, name=name))
        return tuple(found.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What ran and is not counted."""
        return tuple(f"what {name} in {where} multiplies is not counted" for name, where in self._unseen.items())

    def _rest(self) -> Iterator[Seen]:
        left: dict[nn.Module, int] = {}
        for name, numbers in self._learned.items():
            if name not in self._claimed:
                left[self._homes[name]] = left.get(self._homes[name], 0) + numbers
        for module, numbers in left.items():
            kind, path = type(module).__name__, self._names[module]
            yield Seen(Part(path or kind, extra=Cost(numbers, 0, 0), what=kind), path, self._begun.get(module))
        told = sum(one.part.cost.parameters for one in self._parts.values())
        more = sum(self._learned[name] for name in self._claimed) - told
        if more > 0:
            # Weights that are computed, such as normed ones, may come of more numbers than they have.
            what = "parametrizations"
            yield Seen(Part(what, extra=Cost(more, 0, 0), what=what), "", None)

    def _begin(self, module: nn.Module, given: Any) -> None:
        self._begun.setdefault(module, next(self._clock))
        first = given[0] if given else None
        self._running.append((module, first.shape if isinstance(first, torch.Tensor) else torch.Size()))

    def _end(self, module: nn.Module, given: Any, made: Any) -> None:
        self._running.pop()

    @property
    def _owner(self) -> nn.Module | None:
        return self._running[-1][0] if self._running else None

    @property
    def _where(self) -> str:
        owner = self._owner
        return (self._names[owner] or type(owner).__name__) if owner is not None else "model"

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """As torch calls it for each of its operations."""
        made = func(*args, **(kwargs or {}))
        packet = func.overloadpacket
        if packet in (ATEN.convolution, ATEN._convolution):
            image, weight, bias, stride, padding, dilation, transposed, _, groups = args[:9]
            self._convolved(image, weight, bias, made, stride, padding, dilation, groups, transposed)
        elif packet in PRODUCTS:
            self._multiplied(*(args[place] for place in PRODUCTS[packet]))
        elif "attention" in packet.__name__:
            self._unseen[packet.__name__.strip("_")] = self._where
        return made

    def _convolved(
        self,
        image: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        made: torch.Tensor,
        stride: Sequence[int],
        padding: Sequence[int],
        dilation: Sequence[int],
        groups: int,
        transposed: bool,
    ) -> None:
        axes, batch = weight.ndim - 2, image.shape[0]
        stride, padding, dilation = (tuple(each) * (axes // len(each)) for each in (stride, padding, dilation))
        sizes = Geometry(tuple(image.shape[1:]), tuple(weight.shape), tuple(made.shape[1:]), groups, stride)
        weights, own = self._claim(weight, bias)
        part = Part(self._where, what=NAMES.get(axes, "convolution"), calls=batch, own=own)
        if not transposed and axes <= 2:
            # Over one axis it is a convolution of a picture of one row.
            one = (1,) * (2 - axes)
            layer = CountedLayer(
                in_channels=image.shape[1],
                out_channels=weight.shape[0],
                size=(*one, *image.shape[2:]),
                kernel=(*one, *weight.shape[2:]),
                stride=(*one, *stride),
                padding=(*(0,) * len(one), *padding),
                dilation=(*one, *dilation),
                groups=groups,
                bias=bias is not None,
            )
            part = replace(part, layer=layer, odd=sizes if one else None)
        else:
            # Forward, each weight is used once for each cell that comes out; transposed, for each that goes in.
            cells = prod((image if transposed else made).shape[2:])
            extra = Cost(weight.numel(), 0 if bias is None else bias.numel(), weight.numel() * cells)
            what = part.what.replace("Conv", "ConvTranspose") if transposed else part.what
            part = replace(part, extra=extra, what=what, odd=sizes)
        self._add(part, weights, (sizes, padding, dilation, transposed))

    def _claim(self, weight: torch.Tensor, bias: torch.Tensor | None) -> tuple[str, bool]:
        """What tells weights from others, and whether they are parameters that no part has had before."""
        name = self._given.get(id(weight))
        if name is not None:
            names = {name, self._given.get(id(bias), "")} & self._learned.keys()
        else:
            # Computed: of the parameters of the layer that computes them, if it has enough.
            owner, name = self._owner, self._where
            if not isinstance(owner, _ConvNd | nn.Linear):
                return name, False
            names = {f"{name}.{own}" for own, _ in owner.named_parameters()} & self._learned.keys()
            if sum(self._learned[one] for one in names) < weight.numel() + (0 if bias is None else bias.numel()):
                return name, False
        new = bool(names - self._claimed)
        self._claimed |= names
        return name, new

    def _multiplied(self, first: torch.Tensor, second: torch.Tensor) -> None:
        owner, times = self._owner, first.numel() * second.shape[-1]
        if not isinstance(owner, nn.Linear):
            what = f"products in {type(owner).__name__}" if owner is not None else "products"
            self._add(Part(self._where, extra=Cost(0, 0, times), what=what, own=False), self._where, (what, times))
            return
        weights, own = self._claim(owner.weight, owner.bias)
        biases = 0 if owner.bias is None else owner.out_features
        extra, read = Cost(owner.in_features * owner.out_features, biases, times), self._running[-1][1]
        tokens = tuple(read[1:-1]) if read.numel() * owner.out_features == times else ()
        part = Part(self._where, extra=extra, what=LINEAR, own=own, makes=(owner.out_features, *tokens))
        if len(read) == 4 and read.numel() * owner.out_features == times:
            # Of maps with their channels behind, every pixel by itself.
            maps = (read[1], read[2])
            layer = CountedLayer(owner.in_features, owner.out_features, maps, 1, bias=biases > 0)
            part = replace(part, layer=layer, extra=NOTHING, calls=read[0])
        self._add(part, weights, (tuple(read), times))

    def _add(self, part: Part, weights: str, sizes: tuple[object, ...]) -> None:
        key = (part.name, weights, *sizes)
        before = self._parts.get(key)
        if before is None:
            path = "" if self._owner is None else self._names[self._owner]
            self._parts[key] = Seen(part, path, next(self._clock))
        else:
            self._parts[key] = before._replace(part=replace(before.part, calls=before.part.calls + part.calls))
