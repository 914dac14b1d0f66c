"""What a feed-forward block does to one input, as a graph of plain numbers: nodes in the order in which they ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convanim.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import NDArray

GIVEN = "given"
"""The kind of the node that a graph begins with: what the block reads."""
CLOSED = "closed"
"""The kind of a node of which nothing is known but what it reads and makes."""

SPREAD = "transposed_convolution"
"""The kind of a node that stamps its filters, once for every cell that it reads."""


@dataclass(frozen=True, eq=False)
class Node:
    """One thing that a block does.

    ``kind`` is one of ``convanim.kernels.operations``, or ``CLOSED``; ``name`` is what the user's module calls it, as
    in ``conv.0.1``, and ``does`` what it is there, as in ``BatchNorm2d``. ``reads`` are the places of the nodes that it
    reads. ``output`` (C, H, W) is what came out in the block's own run, with H and W 1 where there is one number a
    channel. ``numbers`` are what it has learned, ``settings`` all else that its arithmetic depends on.
    """

    kind: str
    name: str
    does: str
    reads: tuple[int, ...]
    output: NDArray[Any]
    numbers: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of what it makes."""
        channels, rows, columns = self.output.shape
        return channels, rows, columns

    @property
    def is_vector(self) -> bool:
        """Whether it makes one number a channel."""
        return self.shape[1:] == (1, 1)


@dataclass(frozen=True, eq=False)
class Graph:
    """A block's nodes; the first is what it reads, the last what it makes, and each reads those before it.

    ``title`` is what the block is, as ``InvertedResidual``, and ``name`` where it was found in a model (empty: it is
    the model). ``epsilon`` is the spacing of numbers near 1 in the arithmetic that it ran in. Raises SpecError for a
    node that reads what is not there.
    """

    nodes: tuple[Node, ...]
    title: str
    name: str = ""
    epsilon: float = 2.0**-23

    def __post_init__(self) -> None:
        if not self.nodes or self.nodes[0].kind != GIVEN:
            raise SpecError("a graph that does not begin with what is given", "a node of the kind given in front")
        for place, node in enumerate(self.nodes):
            if any(not 0 <= read < place for read in node.reads):
                raise SpecError(f"node {place} reads {node.reads}", "nodes before it")

    @property
    def given(self) -> Node:
        """What the block reads."""
        return self.nodes[0]

    @property
    def made(self) -> Node:
        """What it makes."""
        return self.nodes[-1]

    def readers(self, place: int) -> tuple[int, ...]:
        """The places of the nodes that read one."""
        return tuple(k for k, node in enumerate(self.nodes) if place in node.reads)
