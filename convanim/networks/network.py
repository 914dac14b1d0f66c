"""A network as its layers, stage by stage, what each of them costs, and the same with standard convolutions.

Knows neither torch nor words for the stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from convanim.kernels.cost import Cost, cost, standard
from convanim.spec import Layer

Kind = Literal["pointwise", "depthwise", "grouped", "standard", "linear", "other"]
KINDS: tuple[Kind, ...] = ("pointwise", "depthwise", "grouped", "standard", "linear", "other")
CONVOLUTIONS: tuple[Kind, ...] = KINDS[:4]
"""Those that slide over an image; the rest are linear layers and what has parameters alone."""
NOTHING = Cost(0, 0, 0)


def kind_of(layer: Layer) -> Kind:
    """What a layer is: one of 1x1 that reads a single pixel slides over nothing, and is a linear one.

    >>> kind_of(Layer(groups=8)), kind_of(Layer(groups=2)), kind_of(Layer(kernel=1)), kind_of(Layer(size=1, kernel=1))
    ('depthwise', 'grouped', 'pointwise', 'linear')
    """
    if layer.groups == layer.in_channels > 1:
        return "depthwise"
    if layer.groups > 1:
        return "grouped"
    if layer.kernel != (1, 1):
        return "standard"
    return "linear" if layer.size == (1, 1) else "pointwise"


@dataclass(frozen=True)
class Part:
    """One layer of a network, or what has parameters beside it and multiplies nothing of note.

    ``name`` is the stage's, the block's place in it and what the part does there; ``extra`` are the parameters of a
    part without a ``layer``: a norm's scale and shift, or a scale alone.
    """

    name: str
    layer: Layer | None = None
    extra: Cost = NOTHING

    @property
    def kind(self) -> Kind:
        """What it is."""
        return "other" if self.layer is None else kind_of(self.layer)

    @property
    def cost(self) -> Cost:
        """Of the layer, by its shape; what a norm or a scale computes does not count."""
        return self.extra if self.layer is None else cost(self.layer)

    @property
    def block(self) -> str:
        """The name without what the part does in its block."""
        return self.name.rpartition(".")[0]


@dataclass(frozen=True)
class Stage:
    """Blocks in a row that make maps of one size; ``repeats`` says how many."""

    name: str
    repeats: int
    parts: tuple[Part, ...]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers in order."""
        return tuple(part.layer for part in self.parts if part.layer is not None)

    @cached_property
    def costs(self) -> Mapping[Kind, Cost]:
        """What each kind of part costs, of those that are there, in the order of ``KINDS``."""
        return costs_of(self.parts)

    @property
    def cost(self) -> Cost:
        """Of all its parts together."""
        return total(self.costs.values())


@dataclass(frozen=True)
class Network:
    """A network: what it is asked for by, what it is called, and where its table stands."""

    name: str
    title: str
    source: str
    stages: tuple[Stage, ...]

    @property
    def parts(self) -> Iterator[Part]:
        """Its parts in order."""
        return (part for stage in self.stages for part in stage.parts)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers in order, linear ones as 1x1 convolutions of one pixel."""
        return tuple(layer for stage in self.stages for layer in stage.layers)

    @cached_property
    def costs(self) -> Mapping[Kind, Cost]:
        """What each kind of part costs, of those that are there, in the order of ``KINDS``."""
        return costs_of(self.parts)

    @property
    def cost(self) -> Cost:
        """Of all its parts together."""
        return total(self.costs.values())


def costs_of(parts: Iterable[Part]) -> dict[Kind, Cost]:
    """What each kind of some parts costs, of those that are there, in the order of ``KINDS``."""
    found: dict[Kind, Cost] = {}
    for part in parts:
        found[part.kind] = found.get(part.kind, NOTHING) + part.cost
    return {kind: found[kind] for kind in KINDS if kind in found}


def total(costs: Iterable[Cost]) -> Cost:
    """Several costs together.

    >>> total([Cost(72, 8, 1152), Cost(64, 8, 1024)])
    Cost(weights=136, biases=16, multiply_adds=2176)
    """
    return sum(costs, NOTHING)


def with_standard(network: Network) -> Network:
    """The same network with standard convolutions in place of its separable ones, and without groups.

    As in Howard et al., "MobileNets" (arXiv:1704.04861), table 4: one standard convolution, of the depthwise kernel and
    stride and with the pointwise filters, stands in for a depthwise layer and the next pointwise one of its block; the
    norm in between goes. What scales the channels in between stays, and so does all else.
    """
    stages = (replace(stage, parts=tuple(_with_standard(stage.parts))) for stage in network.stages)
    return replace(network, stages=tuple(stages))


def _with_standard(parts: tuple[Part, ...]) -> Iterator[Part]:
    gone: set[str] = set()
    merged: dict[str, Part] = {}
    for place, part in enumerate(parts):
        if part.kind != "depthwise" or part.layer is None:
            continue
        mixing = next((one for one in parts[place + 1 :] if one.kind == "pointwise" and one.block == part.block), None)
        if mixing is None or mixing.layer is None:
            merged[part.name] = replace(part, layer=standard(part.layer))
            continue
        layer = part.layer.with_(out_channels=mixing.layer.out_channels, groups=1, bias=mixing.layer.bias)
        merged[mixing.name] = replace(mixing, layer=layer)
        gone |= {part.name, norm_of(part.name)}
    for part in parts:
        if part.name in gone:
            continue
        if part.kind == "grouped" and part.layer is not None:
            part = replace(part, layer=standard(part.layer))
        yield merged.get(part.name, part)


def norm_of(name: str) -> str:
    """What the norm behind a layer is called.

    >>> norm_of("3.1.depthwise")
    '3.1.depthwise_norm'
    """
    return f"{name}_norm"
