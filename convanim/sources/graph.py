"""A block of the user's own model, watched while it runs: which functions it calls, on which tensors, as a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from convanim.errors import SpecError
from convanim.kernels.graph import compare_node
from convanim.kernels.operations import OPERATIONS
from convanim.sources.compiled import plain, uncompiled
from convanim.sources.layouts import LAYOUTS, Layout, of_channels, of_planes, of_span
from convanim.sources.readers import READERS, REARRANGING, UNCHANGED, Found
from convanim.sources.runs import watched_run
from convanim.spec.graph import CLOSED, GIVEN, Graph, Node

TF32 = 2.0**-10
"""The spacing of numbers in which accelerators may multiply float32."""


@dataclass(frozen=True, eq=False)
class Ref:
    """A tensor of the run: which node made its numbers, and where in that node's output (C, H, W) each of them is.

    ``version`` is how often it had been written to by then, as torch counts it, and ``home`` the module, by its name,
    that made it.
    """

    tensor: torch.Tensor
    node: int
    index: torch.Tensor
    version: int
    home: str


@dataclass(eq=False)
class Scope:
    """A module that is running: its name in the block, what it reads, and what was known when it began."""

    name: str
    module: nn.Module
    reads: list[Ref]
    nodes: int
    refs: dict[int, Ref]
    unknown: bool = False


class Recorder(TorchFunctionMode):
    """Notes every function that a block calls, once it runs, as nodes of a graph.

    What only moves numbers about (views, splits, shuffles) is followed cell by cell and is no node of its own until
    somebody reads the result. A function that nobody here knows closes the module that calls it, or stands for itself
    in the block's own ``forward``. ``names`` are what modules are called in the ``block``.
    """

    def __init__(self, block: nn.Module, names: Mapping[nn.Module, str]) -> None:
        super().__init__()
        self.block = block
        self.names = names
        self.nodes: list[Node] = []
        self.runs = 0
        self.epsilon = 0.0
        self._refs: dict[int, Ref] = {}
        self._strange: dict[int, torch.Tensor] = {}
        """What functions have made that nobody knows, as long as the module runs that calls them."""
        self._scopes: list[Scope] = []

    # Modules that begin and end.

    def begin(self, module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        """As a module calls its hooks before it runs."""
        tensors = _tensors((given, named))
        if not self._scopes:
            if module is not self.block:
                return
            self.runs += 1
            self.nodes, self._refs, self._strange = [], {}, {}
            if len(tensors) != 1:
                raise SpecError(f"{type(module).__name__} reads {len(tensors)} tensors", "a block that reads one")
            self._give(tensors[0])
        reads = [self._refs[id(one)] for one in tensors if id(one) in self._refs]
        self._scopes.append(Scope(self.names.get(module, ""), module, reads, len(self.nodes), dict(self._refs)))

    def end(self, module: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        """As a module calls its hooks when it has run."""
        if not self._scopes or self._scopes[-1].module is not module:
            return
        scope, made = self._scopes[-1], _tensors(output)
        if scope.unknown and made and scope.reads:
            del self.nodes[scope.nodes :]
            self._refs = scope.refs
            self._close(scope.name, type(module).__name__, scope.reads, made[0])
        if len(self._scopes) == 1:
            self._finish(output)
        self._scopes.pop()

    def _give(self, tensor: torch.Tensor) -> None:
        if not tensor.is_floating_point():
            raise SpecError(f"the block reads {tensor.dtype}", "real numbers")
        epsilon = torch.finfo(tensor.dtype).eps
        self.epsilon = max(epsilon, TF32) if tensor.device.type != "cpu" else epsilon
        layout = next((one for one in LAYOUTS if one.holds(tensor.shape)), None)
        if layout is None:
            raise SpecError(f"the block reads a tensor of shape {tuple(tensor.shape)}", "(1, C, H, W) or (1, C, L)")
        self._note(Node(GIVEN, "", "", (), _array(layout.unpack(tensor, None))), tensor, layout)

    def _finish(self, output: Any) -> None:
        """Leave out all that nobody reads, so that the graph ends on what the block makes."""
        if not isinstance(output, torch.Tensor) or id(output) not in self._refs:
            what = type(output).__name__
            raise SpecError(f"{type(self.block).__name__} makes {what}", "one tensor that comes of what it reads")
        last, _ = self._read(output)
        wanted = {last}
        for place in range(last, 0, -1):
            if place in wanted:
                wanted |= {*self.nodes[place].reads}
        kept = sorted({0, *wanted})
        moved = {place: k for k, place in enumerate(kept)}
        self.nodes = [
            replace(self.nodes[place], reads=tuple(moved[read] for read in self.nodes[place].reads)) for place in kept
        ]

    # Functions that are called.

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """As torch calls it for each of its functions."""
        named = kwargs or {}
        if not self._scopes:
            return func(*args, **named)
        given = _tensors((args, named))
        read = [one for one in given if id(one) in self._refs]
        strange = any(id(one) in self._strange for one in given)
        for one in read:
            self._check_unwritten(self._refs[id(one)])
        before = {id(one): self._refs[id(one)] for one in read}
        result = func(*args, **named)
        made = _tensors(result)
        if made and (read or strange):
            self._take(func, args, named, read, result, made, strange, before)
        return result

    def _check_unwritten(self, ref: Ref) -> None:
        """Raise SpecError for a tensor that was written to behind the back of the one that is being read."""
        if _version(ref.tensor) == ref.version:
            return
        known = torch.from_numpy(self.nodes[ref.node].output).flatten()[ref.index]
        if not torch.equal(known, _plain(ref.tensor)):
            raise SpecError(
                f"{type(self.block).__name__} writes into a tensor of which it reads another view later",
                "a block that makes new tensors",
                "inplace=False",
            )

    def _take(
        self,
        func: Any,
        args: Sequence[Any],
        named: Mapping[str, Any],
        read: Sequence[torch.Tensor],
        result: Any,
        made: Sequence[torch.Tensor],
        strange: bool,
        before: Mapping[int, Ref],
    ) -> None:
        name = _name_of(func)
        if not strange:
            if self._moved(func, name, args, named, made):
                return
            reader = READERS.get(name)
            found = None if reader is None or len(made) != 1 else reader(*args, **named)
            if found is not None and self._known(name, found, made[0]):
                return
        scope = self._scopes[-1]
        if scope.module is self.block and not strange and len(made) == 1:
            self._close(self._called(name), name.strip("_"), [before[id(one)] for one in read], made[0])
            return
        scope.unknown = True
        self._strange |= {id(one): one for one in made}
        for one in made:
            self._refs.pop(id(one), None)

    def _moved(
        self, func: Any, name: str, args: Sequence[Any], named: Mapping[str, Any], made: Sequence[torch.Tensor]
    ) -> bool:
        """Follow what only moves numbers about; whether this did."""
        first = args[0] if args else next(iter(named.values()), None)
        if not isinstance(first, torch.Tensor) or id(first) not in self._refs:
            return False
        ref = self._refs[id(first)]
        if name in UNCHANGED and len(made) == 1 and made[0].shape == first.shape and torch.equal(made[0], first):
            self._refer(made[0], ref.node, ref.index)
            return True
        if name not in REARRANGING:
            return False
        swapped = _swap((tuple(args), dict(named)), first, ref.index)
        for one, index in zip(made, _tensors(func(*swapped[0], **swapped[1])), strict=True):
            self._refer(one, ref.node, index)
        return True

    def _known(self, name: str, found: Found, made: torch.Tensor) -> bool:
        """Note a node whose arithmetic is known; False where what it reads does not lie as that takes it."""
        known = [one for one in found.reads if isinstance(one, torch.Tensor) and id(one) in self._refs]
        if len(known) < len(found.reads):
            if found.alone is None or len(known) != 1:
                return False
            (other,) = (one for one in found.reads if one is not known[0])
            found = found.alone(known[0], other)
        start, refs = len(self.nodes), dict(self._refs)
        node, layout = self._settled(name, found, made)
        if node is None or not compare_node(Graph((*self.nodes, node), "", "", self.epsilon), node).equal:
            del self.nodes[start:]
            self._refs = refs
            return False
        self._note(node, made, layout)
        return True

    def _settled(self, name: str, found: Found, made: torch.Tensor) -> tuple[Node | None, Layout]:
        operands = [self._read(one, found.kind) for one in found.reads]
        wide = [layout for place, layout in operands if not self.nodes[place].is_vector]
        layout = wide[0] if wide else operands[0][1]
        shapes = [self.nodes[place].shape for place, _ in operands]
        settled = None if any(one is not layout for one in wide) else found.settled(layout, shapes, tuple(made.shape))
        if settled is None:
            return None, layout
        size = max(shapes, key=lambda shape: shape[1] * shape[2])[1:] if layout.keeps_size else None
        if len(made.shape) != layout.axes:
            # A mean that keeps no rows and columns.
            layout = next(one for one in LAYOUTS if one.holds(made.shape))
        kind, numbers, settings = settled
        places = tuple(place for place, _ in operands)
        output = _array(layout.unpack(made, size))
        return Node(kind, self._called(name), self._does(name), places, output, numbers, settings), layout

    def _read(self, tensor: torch.Tensor, kind: str = "") -> tuple[int, Layout]:
        """The node that a tensor is, and how it lies; what only moves numbers becomes one."""
        ref = self._refs[id(tensor)]
        node = self.nodes[ref.node]
        for layout in LAYOUTS:
            if layout.is_whole(ref.index, node.shape):
                return ref.node, layout
        if node.is_vector and kind in ("add", "multiply") and of_channels(ref.index):
            return ref.node, LAYOUTS[0]
        layout = next((one for one in LAYOUTS if one.holds(tensor.shape)), LAYOUTS[0])
        if (channels := of_planes(ref.index, node.shape)) is not None:
            made, what, does = node.output[list(channels)], "select", _moving(channels, node.shape[0])
            settings: dict[str, Any] = {"channels": channels}
        elif (span := of_span(ref.index, node.shape)) is not None:
            (top, bottom), (left, right) = span
            made, what, does = node.output[:, top:bottom, left:right], "crop", "crop"
            settings = {"span": span}
        else:
            self._close(self._called("rearranged"), "rearranged", [ref], tensor)
            return self._refs[id(tensor)].node, layout
        name = f"{ref.home}.{does}" if ref.home else does
        self._note(Node(what, name, does, (ref.node,), made, {}, settings), tensor, layout)
        return self._refs[id(tensor)].node, layout

    # Nodes.

    def _close(self, name: str, does: str, reads: Sequence[Ref], made: torch.Tensor) -> None:
        """Note a node of which nothing is known but what it reads and makes."""
        layout = next((one for one in LAYOUTS if one.holds(made.shape)), None)
        if layout is None or not made.is_floating_point():
            raise SpecError(
                f"{does} in {type(self.block).__name__} makes {tuple(made.shape)} of {made.dtype}, which is no "
                "block of channels",
                "a block whose parts make (1, C, H, W), (1, C, L) or (1, C)",
                "a part of it as the layer",
            )
        places = tuple(dict.fromkeys(ref.node for ref in reads))
        self._note(Node(CLOSED, name, does, places, _array(layout.unpack(made, None))), made, layout)

    def _note(self, node: Node, tensor: torch.Tensor, layout: Layout) -> None:
        self.nodes.append(node)
        self._refer(tensor, len(self.nodes) - 1, layout.index(node.shape, tuple(tensor.shape)))

    def _refer(self, tensor: torch.Tensor, node: int, index: torch.Tensor) -> None:
        self._strange.pop(id(tensor), None)
        # Contiguous, so that it can be seen in any other shape, whatever the tensor itself allows.
        self._refs[id(tensor)] = Ref(tensor, node, index.contiguous(), _version(tensor), self._home)

    @property
    def _home(self) -> str:
        """The name of the module that runs now; empty for the block."""
        return self._scopes[-1].name if self._scopes else ""

    @property
    def _is_alone(self) -> bool:
        """Whether the innermost module is a single thing that has a name."""
        module = self._scopes[-1].module
        return module is not self.block and next(module.children(), None) is None

    def _called(self, function: str) -> str:
        """What the user's module calls what runs: the innermost module, and in a longer ``forward`` the function."""
        name, word = self._scopes[-1].name, function.strip("_")
        if self._is_alone:
            return name
        return f"{name}.{word}" if name else word

    def _does(self, function: str) -> str:
        return type(self._scopes[-1].module).__name__ if self._is_alone else function.strip("_")


def graph_of(model: nn.Module, block: nn.Module, name: str, input: torch.Tensor, *, single: bool = False) -> Graph:
    """The graph of a block in a real pass of a model, in which it is called ``name`` (empty: it is the model).

    ``input`` and ``single`` are as for ``watched_run``. Raises SpecError for a block that does not run once, reads
    more than one tensor, makes other things than blocks of channels, or does nothing that is known here.
    """
    names = {module: plain(inside) for inside, module in block.named_modules()}

    def watched(stack: ExitStack) -> Recorder:
        recorder = Recorder(block, names)
        stack.enter_context(recorder)
        for module in names:
            stack.callback(uncompiled(module).register_forward_pre_hook(recorder.begin, with_kwargs=True).remove)
            stack.callback(uncompiled(module).register_forward_hook(recorder.end).remove)
        return recorder

    found, kind = watched_run(model, input, watched, single=single), type(block).__name__
    if found.runs != 1:
        raise SpecError(
            f"{kind} runs {found.runs} times in one pass of {type(model).__name__}", "a block that runs once"
        )
    if not any(node.kind in OPERATIONS for node in found.nodes):
        raise SpecError(f"{kind} does nothing that can be shown on its numbers", "convolutions, norms, activations")
    return Graph(tuple(found.nodes), kind, name, found.epsilon)


def _tensors(given: Any) -> list[torch.Tensor]:
    """All tensors in arguments or results, in order."""
    if isinstance(given, torch.Tensor):
        return [given]
    if isinstance(given, Mapping):
        given = given.values()
    elif not isinstance(given, list | tuple):
        return []
    return [one for part in given for one in _tensors(part)]


def _swap(given: Any, old: torch.Tensor, new: torch.Tensor) -> Any:
    """Arguments with one tensor in place of another."""
    if given is old:
        return new
    if isinstance(given, Mapping):
        return {name: _swap(one, old, new) for name, one in given.items()}
    if type(given) in (list, tuple):
        return type(given)(_swap(one, old, new) for one in given)
    return given


def _moving(channels: Sequence[int], total: int) -> str:
    """What taking these channels of so many is called.

    >>> _moving([0, 2, 1, 3], 4), _moving([2, 3], 4), _moving([0, 3], 4)
    ('shuffle', 'split', 'select')
    """
    if sorted(channels) == [*range(total)]:
        return "shuffle"
    return "split" if [*channels] == [*range(channels[0], channels[0] + len(channels))] else "select"


def _name_of(func: Any) -> str:
    """What torch calls a function; of an attribute that is asked for, its name."""
    name = str(getattr(func, "__name__", func))
    return str(getattr(getattr(func, "__self__", None), "__name__", name)) if name == "__get__" else name


def _version(tensor: torch.Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    tensor = tensor.detach().cpu()
    return tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor


def _array(tensor: torch.Tensor) -> Any:
    """A copy, because whoever made the tensor may still write into it; in float32 where numpy knows no such dtype."""
    return _plain(tensor).clone().contiguous().numpy()
