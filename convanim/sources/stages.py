"""The user's own model in stages: which of its modules are blocks, and which blocks make maps of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from torch import nn

from convanim.kernels.cost import Cost
from convanim.networks.network import Stage, pairs, total
from convanim.sources.compiled import plain
from convanim.sources.counting import Seen

MOST = 9
"""So many stages can be told apart in a frame that stands upright."""
DOMINANT = 0.9
"""A stage with so much of the multiply-adds is divided, though its maps are of one size."""
LONGEST = 16
"""Letters of a name that two modules give together."""
IN_A_ROW = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
"""Modules whose own run one after the other."""


def stages_of(model: nn.Module, seen: Sequence[Seen]) -> tuple[Stage, ...]:
    """Blocks in a row that make maps of one size, at most ``MOST`` stages of these; norms are with what they follow.

    Blocks are the smallest modules with a story of their own, such as a residual block. A stage that has nearly all the
    work is divided further, and where there are too many stages, neighbours with little work are one. It is called as
    its modules are, or by the size of its maps.

    >>> from convanim.sources.costs import counted_model
    >>> net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3, 2), nn.Flatten(), nn.Linear(8, 2))
    >>> [(stage.name, len(stage.parts)) for stage in counted_model(net, (3, 5, 5)).network.stages]
    [('0', 1), ('2', 1), ('4', 1)]
    """
    if not any(one.part.is_layer for one in seen):
        return (Stage("", 1, tuple(one.part for one in seen)),)
    blocks = _glued(_Modules(model, [one for one in seen if one.part.cost.multiply_adds]).blocks())
    stages = _merged(_divided(_of_one_size(blocks)))
    names = _names(stages)
    homes = {id(one): (place, block) for place, stage in enumerate(stages) for block in stage for one in block.seen}
    parts: list[list[Seen]] = [[] for _ in stages]
    for one in seen:
        place, block = homes.get(id(one), (None, None))
        if place is None or block is None:
            parts[_home(one, stages, homes)].append(one)
        else:
            parts[place].append(one._replace(part=replace(one.part, block=block.name or "model")))
    return tuple(
        Stage(name, len(stage), tuple(one.part for one in found))
        for name, stage, found in zip(names, stages, parts, strict=True)
    )


@dataclass(frozen=True)
class _Block:
    """Layers in a row that are drawn together: under the name of the module that has them, or of the first and last."""

    name: str
    seen: tuple[Seen, ...]
    last: str = ""

    @property
    def maps(self) -> tuple[int, ...]:
        """The shape of what it makes, channels first; empty where it has no layer that tells."""
        layers = [one.part for one in self.seen if one.part.is_layer]
        sliding = [part for part in layers if part.slides]
        return (sliding or layers)[-1].made if layers else ()

    @property
    def work(self) -> int:
        """Its multiply-adds."""
        return _cost(self.seen).multiply_adds


def _cost(seen: Sequence[Seen]) -> Cost:
    return total(one.part.cost for one in seen)


class _Modules:
    """The modules of a model that have layers, and which of them are opened to find blocks."""

    def __init__(self, model: nn.Module, layers: Sequence[Seen]) -> None:
        self.layers = layers
        self.modules = {plain(name): module for name, module in model.named_modules(remove_duplicate=False)}
        self.open = {""}

    def blocks(self) -> list[_Block]:
        """The blocks in the order in which they run; where that finds hardly any, larger ones are opened."""
        found = [*self._inside("", self.layers)]
        while len(found) < 4 and (opened := self._largest(found)):
            self.open.add(opened)
            found = [*self._inside("", self.layers)]
        return found

    def _largest(self, blocks: Sequence[_Block]) -> str:
        """The module with the most layers among blocks that are modules of several (empty: none)."""
        several = [block for block in blocks if len({one.module for one in block.seen}) > 1 and block.name]
        several = [block for block in several if block.name not in self.open]
        # A block that is there besides others is one, however many layers it has.
        if len(blocks) > 1:
            several = [block for block in several if len(block.seen) > len(self.layers) / 2 and len(block.seen) > 4]
        return max(several, key=lambda block: len(block.seen)).name if several else ""

    def _inside(self, name: str, layers: Sequence[Seen]) -> Iterator[_Block]:
        """Blocks inside of a module, or itself as one."""
        if not self._is_open(name, layers):
            yield _Block(name, tuple(layers))
            return
        start = f"{name}." if name else ""

        def child(one: Seen) -> str:
            return name if one.module == name else start + one.module[len(start) :].partition(".")[0]

        for inner, run in groupby(layers, key=child):
            inside = [*run]
            yield from [_Block(name, tuple(inside))] if inner == name else self._inside(inner, inside)

    def _is_open(self, name: str, layers: Sequence[Seen]) -> bool:
        sizes = {one.part.made[1:] for one in layers if one.part.slides}
        depth = name.count(".") + 1
        inside = [".".join(one.module.split(".")[: depth + 1]) for one in layers]
        deep = len(set(inside)) < len(inside)
        # A bottleneck makes maps of two sizes, the first by a pointwise layer; what makes more is no block.
        sliding = [one.part for one in layers if one.part.slides]
        widens = all(part.kind == "pointwise" for part in sliding if part.made[1:] == sliding[0].made[1:])
        parts = deep or (len(sizes) > 1 and not widens)
        return name in self.open or len(sizes) > 2 or (isinstance(self.modules.get(name), IN_A_ROW) and parts)


def _glued(blocks: Sequence[_Block]) -> list[_Block]:
    """Blocks, those as one that have a depthwise layer and the pointwise one that mixes what it makes between them."""
    flat = [one for block in blocks for one in block.seen]
    block_of = [place for place, block in enumerate(blocks) for _ in block.seen]
    together = {
        place
        for first, second in pairs([one.part for one in flat]).items()
        for place in range(block_of[first] + 1, block_of[second] + 1)
    }
    found: list[_Block] = []
    for place, block in enumerate(blocks):
        if place in together:
            before = found.pop()
            block = _Block(before.name, (*before.seen, *block.seen), block.last or block.name)
        found.append(block)
    return found


def _of_one_size(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Blocks in a row that make maps of one size; what makes none is with what stands before it."""
    found: list[list[_Block]] = []
    size: tuple[int, ...] | None = None
    for block in blocks:
        makes = block.maps[1:] if block.maps else size
        if found and (makes == size or size is None):
            found[-1].append(block)
        else:
            found.append([block])
        size = makes
    return found


def _divided(stages: list[list[_Block]]) -> list[list[_Block]]:
    """The stages, one with nearly all the work in several of as many blocks each, where that can be."""
    every = sum(block.work for stage in stages for block in stage)
    found: list[list[_Block]] = []
    for stage in stages:
        room, count = MOST - len(stages) + 1, len(stage)
        if count > 1 and room > 1 and sum(block.work for block in stage) >= DOMINANT * every:
            divided = [stage[start:end] for start, end in pairwise(_ends(count, room))]
            found += divided if all(any(block.maps for block in one) for one in divided) else [stage]
        else:
            found.append(stage)
    return found


def _ends(count: int, room: int) -> list[int]:
    """Where to part so many blocks, so that all parts have as many, but perhaps the first one and the last."""
    for first, last in ((0, 0), (1, 0), (0, 1), (1, 1)):
        inner, most = count - first - last, min(room - first - last, count - first - last)
        parts = max((parts for parts in range(1, most + 1) if inner % parts == 0), default=0)
        if parts > 2 or parts == inner > 0:
            even = [first + inner * place // parts for place in range(parts + 1)]
            return [*([0] if first else []), *even, *([count] if last else [])]
    return [count * place // room for place in range(room + 1)]


def _merged(stages: list[list[_Block]]) -> list[list[_Block]]:
    """At most ``MOST``: the neighbours with the least work are one, until there are no more."""
    stages = [*stages]
    while len(stages) > MOST:
        work = [sum(block.work for block in stage) for stage in stages]
        least = min(range(len(stages) - 1), key=lambda place: work[place] + work[place + 1])
        stages[least : least + 2] = [stages[least] + stages[least + 1]]
    return stages


def _home(one: Seen, stages: Sequence[Sequence[_Block]], homes: dict[int, tuple[int, _Block]]) -> int:
    """The stage of what is no layer: its block's, or that of what ran before it; never run, the last one."""
    for place, stage in enumerate(stages):
        if any(block.name and _is_inside(one.module, block.name) for block in stage):
            return place
    if one.time is None:
        return len(stages) - 1
    before = 0
    for place, stage in enumerate(stages):
        if any(layer.time is not None and layer.time < one.time for block in stage for layer in block.seen):
            before = place
    return before


def _names(stages: Sequence[Sequence[_Block]]) -> list[str]:
    """What stages are called, each otherwise, without what all their names would begin with."""
    found: list[str] = []
    for place, stage in enumerate(stages):
        others = [block.name for other, blocks in enumerate(stages) if other != place for block in blocks]
        made = next(block.maps for block in reversed(stage) if block.maps)
        name = called = _name(stage, others) or "×".join(map(str, made[1:] or made))
        number = 1
        while called in found:
            number += 1
            called = f"{name} ({number})"
        found.append(called)
    shared = _common([block.name for stage in stages for block in stage])
    return [name.removeprefix(f"{shared}.") for name in found]


def _name(stage: Sequence[_Block], others: Sequence[str]) -> str:
    """The module that has just these blocks, or the first and the last of them; empty where that takes too long."""
    blocks = [name for block in stage for name in (block.name, block.last or block.name)]
    common = _common(blocks)
    if common and not any(_is_inside(other, common) for other in others):
        while (outer := common.rpartition(".")[0]) and not any(_is_inside(one, outer) for one in others):
            common = outer
        return common
    if not all(blocks):
        return ""
    start = f"{common}." if common else ""
    inside = [start + name[len(start) :].partition(".")[0] for name in blocks]
    first, last = inside[0], inside[-1].removeprefix(start)
    if inside[0] == inside[-1]:
        return first
    if len(first) + len(last) < LONGEST or (first.removeprefix(start) + last).isdigit():
        return f"{first}–{last}"
    work = dict.fromkeys(inside, 0)
    for name, block in zip(inside[::2], stage, strict=True):
        work[name] += block.work
    most = max(work, key=lambda name: work[name])
    return most if 3 * work[most] >= 2 * sum(work.values()) else ""


def _is_inside(name: str, module: str) -> bool:
    """Whether a module is another one, or inside of it."""
    return f"{name}.".startswith(f"{module}.")


def _common(names: Sequence[str]) -> str:
    """The innermost module that all of these are, or are inside of."""
    shared = []
    for steps in zip(*(name.split(".") for name in names), strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return ".".join(shared)
