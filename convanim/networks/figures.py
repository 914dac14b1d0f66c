"""The figures of a network as a film tells them: by stage, by kind, and beside standard convolutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from convanim.kernels.cost import Cost
from convanim.networks.network import CONVOLUTIONS, NOTHING, Network, Part, Stage, total, with_standard

Shown = Literal["pointwise", "depthwise", "grouped", "standard", "rest"]
SHOWN: tuple[Shown, ...] = ("pointwise", "depthwise", "grouped", "standard", "rest")
"""How a film tells parts apart: linear layers and what has parameters alone are the rest."""
WORK, LEARNED = "multiply_adds", "parameters"
COUNTED = (WORK, LEARNED)
"""What is counted of each part."""


def shown_as(part: Part) -> Shown:
    """How a film tells a part apart from others."""
    return part.kind if part.kind in CONVOLUTIONS else "rest"  # type: ignore[return-value]  # those are shown as such


def amount(cost: Cost, counted: str) -> int:
    """How many multiply-adds or parameters something costs.

    >>> amount(Cost(72, 8, 1152), "parameters")
    80
    """
    return cost.multiply_adds if counted == WORK else cost.parameters


@dataclass(frozen=True)
class Figures:
    """A network, and the same with standard convolutions in place of separable and grouped ones.

    >>> from convanim.networks import network_of
    >>> figures = Figures(network_of("mobilenet_v1"))
    >>> figures.kinds, figures.tail, float(round(figures.times(WORK), 2))
    (('pointwise', 'depthwise', 'standard', 'rest'), 2, 8.56)
    """

    network: Network

    def __deepcopy__(self, memo: dict[int, Any]) -> Figures:
        return self

    @cached_property
    def full(self) -> Network:
        """With standard convolutions."""
        return with_standard(self.network)

    @property
    def tag(self) -> str:
        """What the audit trail calls the network."""
        return f"network {self.network.name}"

    def tag_of(self, part: str) -> str:
        """What it calls one of its stages, or the layers of a kind."""
        return f"{self.tag}, {part}"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """In order."""
        return self.network.stages

    @cached_property
    def kinds(self) -> tuple[Shown, ...]:
        """Those that it has."""
        found = {shown_as(part) for part in self.network.parts}
        return tuple(kind for kind in SHOWN if kind in found)

    def costs(self, parts: Iterable[Part]) -> dict[Shown, Cost]:
        """What each of its kinds costs among some parts."""
        found = dict.fromkeys(self.kinds, NOTHING)
        for part in parts:
            found[shown_as(part)] += part.cost
        return found

    @cached_property
    def by_kind(self) -> Mapping[Shown, Cost]:
        """What each kind costs in all."""
        return self.costs(self.network.parts)

    def layers(self, kind: Shown | None = None) -> int:
        """How many layers there are, of a kind or in all."""
        return sum(part.layer is not None and kind in (None, shown_as(part)) for part in self.network.parts)

    def times(self, counted: str) -> Fraction:
        """How many times as much is needed with standard convolutions."""
        return Fraction(amount(self.full.cost, counted), amount(self.network.cost, counted))

    def share(self, cost: Cost, counted: str) -> Fraction:
        """In percent of the network's."""
        return Fraction(100 * amount(cost, counted), amount(self.network.cost, counted))

    @cached_property
    def tail(self) -> int:
        """How few stages at the end hold more than half of the parameters."""
        held, stages = 0, self.stages
        for count in range(1, len(stages) + 1):
            held += stages[-count].cost.parameters
            if 2 * held > self.network.cost.parameters:
                break
        return count

    @property
    def is_separable(self) -> bool:
        """Whether it has depthwise layers, and not merely grouped ones."""
        return "depthwise" in self.kinds

    @cached_property
    def maps(self) -> tuple[tuple[int, int, int], ...]:
        """(C, H, W) of what each stage makes, but for the classes at the end where it has made maps before."""
        found = []
        for stage in self.stages:
            sliding = [part.layer for part in stage.parts if part.layer is not None and part.kind in CONVOLUTIONS]
            found.append((sliding or stage.layers)[-1].output_shape)
        return tuple(found)

    @cached_property
    def counts(self) -> dict[str, int | Fraction]:
        """All that captions may name."""
        own, full = self.network.cost, self.full.cost
        tail = total(stage.cost for stage in self.stages[-self.tail :])
        maps = [one for one in self.maps if one[1:] != (1, 1)]
        spatial = self.by_kind["depthwise" if self.is_separable else "grouped"]
        return {
            "stages": len(self.stages),
            "layers": self.layers(),
            "parameters": own.parameters,
            "multiply_adds": own.multiply_adds,
            "standard_parameters": full.parameters,
            "standard_multiply_adds": full.multiply_adds,
            "times_fewer": self.times(WORK),
            "times_fewer_parameters": self.times(LEARNED),
            "tail": self.tail,
            "tail_parameters": self.share(tail, LEARNED),
            "tail_multiply_adds": self.share(tail, WORK),
            "pointwise_share": self.share(self.by_kind["pointwise"], WORK),
            "spatial_share": self.share(spatial, WORK),
            "last_channels": maps[-1][0],
            "last_rows": maps[-1][1],
            "last_columns": maps[-1][2],
        }
