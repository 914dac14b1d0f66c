"""A network as its layers, stage by stage, what each of them costs, and the same with standard convolutions.

Knows neither torch nor words for the stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

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


class Geometry(NamedTuple):
    """The sizes of a convolution over any number of axes: input and output with their channels in front."""

    input: tuple[int, ...]
    weight: tuple[int, ...]
    output: tuple[int, ...]
    groups: int = 1
    stride: tuple[int, ...] = ()


CONVOLUTION, LINEAR, NORM, SCALE = "Conv2d", "Linear", "norm", "scale"
"""What parts of published networks are; those of other models have the names of torch's classes."""


@dataclass(frozen=True)
class Part:
    """One layer of a network, or what has parameters beside it and multiplies nothing of note.

    In a published network ``name`` is the stage's, the block's place in it and what the part does there; ``what`` is
    its sort. What is no convolution over an image has no ``layer``, but costs something ``extra``, and ``odd`` sizes
    where it is a convolution of another kind. It runs ``calls`` times, and has no parameters of its ``own`` where they
    are another part's, which has them already, or are computed. ``block`` is the one that it is in (empty: what its
    name has before the last point), and ``makes`` is the shape of what comes out, (C, ...), where it has no layer.
    """

    name: str
    layer: Layer | None = None
    extra: Cost = NOTHING
    what: str = CONVOLUTION
    odd: Geometry | None = None
    calls: int = 1
    own: bool = True
    block: str = ""
    makes: tuple[int, ...] = ()

    @property
    def is_layer(self) -> bool:
        """Whether it is a convolution of any kind or a linear layer, not merely what has parameters or multiplies."""
        return self.layer is not None or self.odd is not None or self.what == LINEAR

    @property
    def slides(self) -> bool:
        """Whether it is a convolution that makes maps."""
        return self.kind in CONVOLUTIONS or (self.kind == "other" and self.odd is not None)

    @property
    def made(self) -> tuple[int, ...]:
        """The shape of what comes out, channels first; empty where nothing tells it."""
        if self.odd is not None:
            return self.odd.output
        return self.makes if self.layer is None else self.layer.output_shape

    @property
    def home(self) -> str:
        """The block that it is in."""
        return self.block or self.name.rpartition(".")[0]

    @property
    def kind(self) -> Kind:
        """What it is."""
        if self.layer is not None:
            return kind_of(self.layer)
        return "linear" if self.what == LINEAR else "other"

    @property
    def cost(self) -> Cost:
        """Of all its calls, by the layer's shape; what a norm or a scale computes does not count."""
        once = self.extra if self.layer is None else cost(self.layer)
        weights, biases = (once.weights, once.biases) if self.own else (0, 0)
        return Cost(weights, biases, once.multiply_adds * self.calls)

    @property
    def geometry(self) -> Geometry | None:
        """Its sizes, where it is a convolution, as a linear layer is that reads every pixel by itself."""
        layer = self.layer
        if layer is None or self.odd is not None or (self.what == LINEAR and self.kind == "linear"):
            return self.odd
        return Geometry(layer.input_shape, layer.weight_shape, layer.output_shape, layer.groups, layer.stride)


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
    norm in between goes. What scales the channels in between stays, and so does all else. A depthwise layer that no
    pointwise one follows loses its groups alone, as grouped ones do.
    """
    stages = (replace(stage, parts=tuple(_with_standard(stage.parts))) for stage in network.stages)
    return replace(network, stages=tuple(stages))


def _with_standard(parts: Sequence[Part]) -> Iterator[Part]:
    gone: set[tuple[str, str]] = set()
    merged: dict[int, Part] = {}
    for place, behind in pairs(parts).items():
        depthwise, pointwise = parts[place].layer, parts[behind].layer
        assert depthwise is not None and pointwise is not None  # pairs are of layers
        layer = depthwise.with_(out_channels=pointwise.out_channels, groups=1, bias=pointwise.bias)
        merged[behind] = replace(parts[behind], layer=layer)
        gone |= {(parts[place].name, parts[place].what), (norm_of(parts[place].name), NORM)}
    for place, part in enumerate(parts):
        if place in merged:
            yield merged[place]
        elif (part.name, part.what) not in gone:
            yield part if part.layer is None else replace(part, layer=standard(part.layer))


def pairs(parts: Sequence[Part]) -> dict[int, int]:
    """The places of depthwise layers and of the pointwise ones that mix what they make.

    It is the next layer, but for linear ones, which scale channels, and reads as many channels of the same size.
    """
    layers = [(place, part) for place, part in enumerate(parts) if part.layer is not None and part.kind != "linear"]
    found = {}
    for (place, part), (behind, mixing) in pairwise(layers):
        first, second = part.layer, mixing.layer
        assert first is not None and second is not None
        follows = (second.in_channels, second.size) == (first.out_channels, first.output_size)
        if (part.kind, mixing.kind) == ("depthwise", "pointwise") and follows and part.calls == mixing.calls:
            found[place] = behind
    return found


def norm_of(name: str) -> str:
    """What the norm behind a layer is called.

    >>> norm_of("3.1.depthwise")
    '3.1.depthwise_norm'
    """
    return f"{name}_norm"
