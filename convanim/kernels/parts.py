"""A block's graph in parts that are told one by one: a convolution with the norm and activation that belong to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from convanim.spec import Layer
from convanim.spec.graph import CLOSED, GIVEN, SPREAD, Graph, Node

Kind = Literal["convolution", "spread", "excitation", "join", "pool", "bend", "split", "move", "closed"]
"""What is told of a part: ``bend`` is norms and activations alone, ``move`` channels or cells that are picked."""
BENDING = ("scaling", "layer_norm", "activation")
KINDS: dict[str, Kind] = {
    "convolution": "convolution",
    SPREAD: "spread",
    **dict.fromkeys(BENDING, "bend"),
    "average": "pool",
    "maximum": "pool",
    **dict.fromkeys(("add", "multiply", "concatenate"), "join"),
    "select": "move",
    "crop": "move",
    CLOSED: "closed",
}
"""By the kind of the node that a part begins with."""


@dataclass(frozen=True)
class Part:
    """Some nodes of a graph that are told together; ``name`` is what the user's module calls them.

    ``first`` is the node that the part is about, and ``nodes`` are its own, in order, the last of which others read;
    ``reads`` are those that it reads.
    """

    kind: Kind
    name: str
    nodes: tuple[int, ...]
    reads: tuple[int, ...]

    @property
    def first(self) -> int:
        """The node that it is about."""
        return self.nodes[0]

    @property
    def made(self) -> int:
        """The node that it ends on."""
        return self.nodes[-1]


def parts_of(graph: Graph) -> tuple[Part, ...]:
    """A graph in parts, in the order in which they are told; each reads what parts before it made, or what is given.

    Norms and activations belong to what they alone read. A mean, two small layers and a product with what the mean is
    of are one excitation, and all that one node is split into is one split.
    """
    excited = {part.made: part for part in _excitations(graph)}
    inside = {node for part in excited.values() for node in part.nodes}
    taken, parts = set[int](), list[Part]()
    for place, node in enumerate(graph.nodes):
        if node.kind == GIVEN or place in taken:
            continue
        if place in excited:
            nodes, kind = excited[place].nodes, excited[place].kind
        elif place in inside:
            continue
        else:
            nodes, kind = (place,), KINDS[node.kind]
        if kind == "move":
            nodes = tuple(k for k in graph.readers(node.reads[0]) if graph.nodes[k].kind == node.kind)
            nodes = tuple(sorted(nodes, key=lambda k: graph.nodes[k].settings.get("channels", (0,))[0]))
            kind = "split" if len(nodes) > 1 else "move"
        else:
            nodes = (*nodes, *_bent(graph, nodes[-1]))
        taken |= {*nodes}
        reads = dict.fromkeys(read for k in nodes for read in graph.nodes[k].reads if read not in nodes)
        parts.append(Part(kind, "", nodes, tuple(reads)))
    return _named(graph, parts)


def _bent(graph: Graph, place: int) -> tuple[int, ...]:
    """The norms and activations that read a node, and nothing else does."""
    found: list[int] = []
    while len(after := graph.readers(place)) == 1 and graph.nodes[after[0]].kind in BENDING:
        (place,) = after
        found.append(place)
    return tuple(found)


def _excitations(graph: Graph) -> list[Part]:
    """Every product of a block of channels with what a mean of it, two layers and a gate make: a number a channel."""
    found = []
    for place, node in enumerate(graph.nodes):
        if node.kind != "multiply":
            continue
        gates = [k for k in node.reads if graph.nodes[k].is_vector]
        wide = [k for k in node.reads if not graph.nodes[k].is_vector]
        if len(gates) != 1 or len(wide) != 1:
            continue
        chain = _back(graph, gates[0])
        kinds = [graph.nodes[k].kind for k in chain]
        if kinds == ["average", "convolution", "activation", "convolution", "activation"] and graph.nodes[
            chain[0]
        ].reads == (wide[0],):
            found.append(Part("excitation", "", (*chain, place), (wide[0],)))
    return found


def _back(graph: Graph, place: int) -> list[int]:
    """What led to a node: those before it, as far as each reads and is read by one alone."""
    chain = [place]
    while graph.nodes[chain[0]].kind != "average" and len(before := graph.nodes[chain[0]].reads) == 1:
        if len(graph.readers(chain[0])) != 1:
            break
        chain.insert(0, before[0])
    return chain


def _named(graph: Graph, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with what the module calls them: what all names of their nodes begin with, or the first one's name.

    A part that has only a number is called what it is, too.
    """
    shared = [_common([graph.nodes[k].name for k in part.nodes]) for part in parts]
    # A module that other parts are in, too, is not what one of them is called.
    inside = Counter(outer for name in set(shared) for outer in _modules_round(name)) + Counter(shared)
    named = []
    for part, name in zip(parts, shared, strict=True):
        own = name if name and inside[name] == 1 else graph.nodes[part.first].name
        if own.isdigit():
            # A place in a sequence says nothing by itself.
            own = f"{graph.nodes[part.first].does} {own}"
        named.append(Part(part.kind, own, part.nodes, part.reads))
    return tuple(named)


def _common(names: Sequence[str]) -> str:
    """The modules that all of these names are in.

    >>> _common(["conv.0.0", "conv.0.1"]), _common(["conv.2"]), _common(["a", "b"])
    ('conv.0', 'conv.2', '')
    """
    together = zip(*(name.split(".") for name in names), strict=False)
    return ".".join(parts[0] for parts in takewhile(lambda parts: len({*parts}) == 1, together))


def _modules_round(name: str) -> list[str]:
    """The modules that one is in, by their names.

    >>> _modules_round("conv.0.1")
    ['conv', 'conv.0']
    """
    parts = name.split(".")
    return [".".join(parts[:k]) for k in range(1, len(parts))]


Role = Literal["widen", "narrow", "mix", "each", "grouped", "standard"]
"""What a convolution does: 1x1 ones change the number of channels or mix them, and a depthwise one takes each alone."""


def role_of(layer: Layer) -> Role:
    """What a convolution does.

    >>> role_of(Layer(4, 8, kernel=1)), role_of(Layer(4, 4, groups=4)), role_of(Layer(4, 4))
    ('widen', 'each', 'standard')
    """
    if layer.groups > 1:
        return "each" if layer.channels_per_group == 1 else "grouped"
    if layer.kernel != (1, 1):
        return "standard"
    if layer.in_channels == layer.out_channels:
        return "mix"
    return "widen" if layer.in_channels < layer.out_channels else "narrow"


def layer_of(node: Node) -> Layer:
    """The layer that a convolution or a pooling is, or whose transpose a node is."""
    layer = node.settings["layer"]
    assert isinstance(layer, Layer)
    return layer
