"""The figures of a network as a film tells them: by stage, by kind, and beside standard convolutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import Any, Literal

from convanim.kernels.cost import Cost
from convanim.networks.network import CONVOLUTIONS, NOTHING, Network, Part, Stage, pairs, total, with_standard

Shown = Literal["pointwise", "depthwise", "grouped", "standard", "transposed", "linear", "rest"]
SHOWN: tuple[Shown, ...] = ("pointwise", "depthwise", "grouped", "standard", "transposed", "linear", "rest")
"""How a film tells parts apart: what multiplies little, or has parameters alone, is the rest."""
LITTLE = Fraction(5, 100)
"""Linear layers are of the rest where they do no more of the work."""
CLEARLY = Fraction(105, 100)
"""What is so many times as much still reads as more, with one decimal."""
Sizes = Literal["shrink", "return", ""]
"""How maps change from stage to stage: ever smaller, smaller and then larger again, or otherwise (empty)."""
WORK, LEARNED = "multiply_adds", "parameters"
COUNTED = (WORK, LEARNED)
"""What is counted of each part."""


def shown_as(part: Part) -> Shown:
    """How a film tells a part apart from others; linear layers only where they do much of the work."""
    if part.kind in CONVOLUTIONS or part.kind == "linear":
        return part.kind  # type: ignore[return-value]  # those are shown as such
    sizes = part.odd
    if sizes is None or "Conv" not in part.what:
        return "rest"
    if "Transpose" in part.what:
        return "transposed"
    if sizes.groups > 1:
        return "rest"
    return "pointwise" if prod(sizes.weight[2:]) == 1 else "standard"


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
    def has_linear(self) -> bool:
        """Whether linear layers do so much of the work that they are a kind by themselves."""
        work = self.network.costs.get("linear", NOTHING).multiply_adds
        alone = not any(part.slides for part in self.network.parts)
        return alone or work > LITTLE * self.network.cost.multiply_adds

    def kind_of(self, part: Part) -> Shown:
        """How the film tells a part apart."""
        kind = shown_as(part)
        return "rest" if kind == "linear" and not self.has_linear else kind

    @cached_property
    def kinds(self) -> tuple[Shown, ...]:
        """Those that it has."""
        found = {self.kind_of(part) for part in self.network.parts}
        return tuple(kind for kind in SHOWN if kind in found)

    def costs(self, parts: Iterable[Part]) -> dict[Shown, Cost]:
        """What each of its kinds costs among some parts."""
        found = dict.fromkeys(self.kinds, NOTHING)
        for part in parts:
            found[self.kind_of(part)] += part.cost
        return found

    @cached_property
    def by_kind(self) -> Mapping[Shown, Cost]:
        """What each kind costs in all."""
        return self.costs(self.network.parts)

    def layers(self, kind: Shown | None = None) -> int:
        """How many layers there are, of a kind or in all."""
        return sum(part.is_layer and kind in (None, self.kind_of(part)) for part in self.network.parts)

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
    def ends_full(self) -> bool:
        """Whether at most half of the stages, at the end, hold more than half of the parameters."""
        return 2 * self.tail <= len(self.stages)

    @property
    def lit(self) -> tuple[int, ...]:
        """The places of the stages that are told of as having the parameters."""
        places = range(len(self.stages))
        return tuple(places[-self.tail :]) if self.ends_full else (self.stages.index(self.fullest),)

    @property
    def is_separable(self) -> bool:
        """Whether it has depthwise layers, and not merely grouped ones."""
        return "depthwise" in self.kinds

    @cached_property
    def has_pairs(self) -> bool:
        """Whether a pointwise layer mixes what a depthwise one makes."""
        return any(pairs(stage.parts) for stage in self.stages)

    @property
    def saves(self) -> bool:
        """Whether it clearly needs fewer multiply-adds than with standard convolutions, so that not all are such."""
        return self.times(WORK) >= CLEARLY

    @property
    def saved(self) -> tuple[str, ...]:
        """What it clearly needs fewer of."""
        return tuple(counted for counted in COUNTED if self.times(counted) >= CLEARLY)

    @property
    def outgrows(self) -> bool:
        """Whether standard convolutions make some stage at least twice as large as any is."""
        own, full = (max(stage.cost.multiply_adds for stage in one.stages) for one in (self.network, self.full))
        return full >= 2 * own

    @cached_property
    def largest(self) -> Shown:
        """The kind that does most of the work."""
        return max(self.by_kind, key=lambda kind: self.by_kind[kind].multiply_adds)

    @cached_property
    def fullest(self) -> Stage:
        """The stage with the most parameters."""
        return max(self.stages, key=lambda stage: stage.cost.parameters)

    @cached_property
    def maps(self) -> tuple[tuple[int, ...], ...]:
        """(C, H, W) of what each stage makes, but for the classes at the end where it has made maps before.

        Over other axes than two there are other sizes behind the channels, and none where no layer slides.
        """
        found = []
        for stage in self.stages:
            layers = [part for part in stage.parts if part.is_layer]
            found.append(([part for part in layers if part.slides] or layers)[-1].made)
        return tuple(found)

    @cached_property
    def images(self) -> tuple[tuple[int, ...], ...]:
        """Those of them that are maps of rows and columns, none where any stage makes maps of other axes."""
        images = tuple(one for one in self.maps if one[1:] not in ((), (1, 1)))
        return images if all(len(one) == 3 for one in images) else ()

    @cached_property
    def sizes(self) -> Sizes:
        """How the maps of stages change; ``shrink`` says, too, that no stage has more channels than the last one."""
        areas = [prod(one[1:]) for one in self.images]
        if len(areas) < 2:
            return ""
        least = areas.index(min(areas))
        falls = all(after <= before for before, after in pairwise(areas[: least + 1]))
        rises = all(after >= before for before, after in pairwise(areas[least:]))
        channels = [one[0] for one in self.images]
        if falls and areas[-1] == areas[least] < areas[0] and channels[0] < channels[-1] == max(channels):
            return "shrink"
        return "return" if falls and rises and areas[0] > areas[least] < areas[-1] else ""

    @cached_property
    def counts(self) -> dict[str, int | Fraction]:
        """All that captions may name."""
        own, full = self.network.cost, self.full.cost
        tail = total(stage.cost for stage in self.stages[-self.tail :])
        spatial = self.by_kind.get("depthwise" if self.is_separable else "grouped", NOTHING)
        images = self.images or ((0, 0, 0),)
        least = min(images, key=lambda one: prod(one[1:]))
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
            "fullest_parameters": self.share(self.fullest.cost, LEARNED),
            "fullest_multiply_adds": self.share(self.fullest.cost, WORK),
            "largest_share": self.share(self.by_kind[self.largest], WORK),
            "pointwise_share": self.share(self.by_kind.get("pointwise", NOTHING), WORK),
            "spatial_share": self.share(spatial, WORK),
            "last_channels": images[-1][0],
            "last_rows": images[-1][1],
            "last_columns": images[-1][2],
            "least_rows": least[1],
            "least_columns": least[2],
        }
