"""What a network costs as a table: a row for each convolution, the rest by its sort, and totals. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from convanim.forms import record, records
from convanim.kernels.cost import Cost, cost, standard
from convanim.networks.network import (
    CONVOLUTIONS,
    Geometry,
    Network,
    Part,
    Stage,
    pairs,
    total,
    with_standard,
)


@dataclass(frozen=True)
class Row:
    """A convolution: its sizes, and how many times fewer multiply-adds it needs than standard ones in its place.

    ``saved`` is None where it is standard itself; ``beside`` is the other of two that one standard layer could replace.
    """

    part: Part
    geometry: Geometry
    saved: float | None = None
    beside: str | None = None

    @property
    def kind(self) -> str:
        """What it is; of another kind than those over images, its sort."""
        return self.part.what if self.part.kind == "other" else self.part.kind


@dataclass(frozen=True)
class Report:
    """What a network costs for an input (C, ...), and what is to be told beside it."""

    network: Network
    input: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every convolution, in the order in which they run."""
        found: list[Row] = []
        for stage in self.network.stages:
            saved = _savings(stage.parts)
            for part in stage.parts:
                if part.geometry is not None:
                    found.append(Row(part, part.geometry, *saved.get(part.name, (None, None))))
        return tuple(found)

    @cached_property
    def rest(self) -> Mapping[str, tuple[int, Cost]]:
        """What is no convolution, by its sort: how many there are, and what they cost together."""
        found: dict[str, list[Part]] = {}
        for part in self.network.parts:
            if part.geometry is None:
                found.setdefault(part.what, []).append(part)
        return {what: (len(parts), total(part.cost for part in parts)) for what, parts in found.items()}

    @cached_property
    def kinds(self) -> Mapping[str, tuple[int, Cost]]:
        """The same of convolutions, by their kind."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.kind, []).append(row)
        order = [*CONVOLUTIONS, *found]
        kinds = sorted(found, key=order.index)
        return {kind: (len(found[kind]), total(row.part.cost for row in found[kind])) for kind in kinds}

    @property
    def cost(self) -> Cost:
        """Of the whole network."""
        return self.network.cost

    @cached_property
    def standard(self) -> Cost:
        """Of the same network with standard convolutions in place of separable and grouped ones."""
        return with_standard(self.network).cost

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data, as ``json_schema`` describes it."""
        return {
            "model": self.network.name,
            "title": self.network.title,
            "source": self.network.source,
            "input": [*self.input],
            "convolutions": [self._told(row) for row in self.rows],
            "kinds": [{"kind": kind, "count": count, **_costs(one)} for kind, (count, one) in self.kinds.items()],
            "rest": [{"type": what, "count": count, **_costs(one)} for what, (count, one) in self.rest.items()],
            "total": _costs(self.cost),
            "standard": {**_costs(self.standard), "times": _times(self.standard, self.cost)},
            "notes": [*self.notes],
        }

    def _told(self, row: Row) -> dict[str, Any]:
        part, sizes = row.part, row.geometry
        return {
            "name": part.name,
            "type": part.what,
            "kind": row.kind,
            "input": [*sizes.input],
            "weight": [*sizes.weight],
            "groups": sizes.groups,
            "stride": [*sizes.stride],
            "output": [*sizes.output],
            "calls": part.calls,
            **_costs(part.cost),
            "share": self.share(part.cost),
            "saved": row.saved,
            "beside": row.beside,
        }

    def share(self, one: Cost) -> float:
        """Of all multiply-adds, from 0 to 1."""
        return one.multiply_adds / self.cost.multiply_adds


def _costs(one: Cost) -> dict[str, int]:
    return {"parameters": one.parameters, "multiply_adds": one.multiply_adds}


def _times(full: Cost, own: Cost) -> float:
    return full.multiply_adds / own.multiply_adds


def _savings(parts: Sequence[Part]) -> dict[str, tuple[float, str | None]]:
    """By name: how many times fewer multiply-adds than a standard layer, and the part that saves them with it."""
    found: dict[str, tuple[float, str | None]] = {}
    for place, behind in pairs(parts).items():
        first, second = parts[place], parts[behind]
        full = total(part.cost for part in _replaced((first, second)))
        times = _times(full, total((first.cost, second.cost)))
        found |= {first.name: (times, second.name), second.name: (times, first.name)}
    for part in parts:
        if part.layer is not None and part.layer.groups > 1 and part.name not in found:
            found[part.name] = _times(cost(standard(part.layer)), cost(part.layer)), None
    return found


def _replaced(parts: tuple[Part, ...]) -> Iterable[Part]:
    return with_standard(Network("", "", "", (Stage("", 1, parts),))).parts


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``Report.as_dict``."""
    count, size = {"type": "integer", "minimum": 0}, {"type": "array", "items": {"type": "integer", "minimum": 1}}
    costs = {
        "parameters": {**count, "description": "Weights and biases, and what else is learned."},
        "multiply_adds": {**count, "description": "Of one input; biases, norms and activations do not count."},
    }
    text = {"type": "string"}

    kinds = ", ".join(CONVOLUTIONS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **record(
            "What a network costs.",
            model={**text, "description": "A published network's name, or the class of one's own."},
            title={**text, "description": "What it is called."},
            source={**text, "description": "Where its table was published; empty for one's own."},
            input={**size, "description": "Channels, and the size of the input."},
            convolutions=records(
                "Every convolution, in the order in which they run; linear layers on maps are such, too.",
                name={**text, "description": "The module's, or in a published network stage.block.part."},
                type={**text, "description": "The class, such as Conv2d."},
                kind={**text, "description": f"{kinds}, linear (1x1 on one pixel), or the type where it is no Conv2d."},
                input={**size, "description": "Channels, and the rest of the size."},
                weight={**size, "description": "As torch has them; the kernel stands last."},
                groups={"type": "integer", "minimum": 1},
                stride=size,
                output={**size, "description": "Channels, and the rest of the size."},
                calls={"type": "integer", "minimum": 1, "description": "How often it runs in one pass."},
                **costs,
                share={"type": "number", "minimum": 0, "maximum": 1, "description": "Of all multiply-adds."},
                saved={
                    "type": ["number", "null"],
                    "description": "How many times as many a standard layer in its place needs.",
                },
                beside={"type": ["string", "null"], "description": "The other layer of the pair that it stands for."},
            ),
            kinds=records("Convolutions by kind.", kind=text, count=count, **costs),
            rest=records("What is no convolution, by type.", type=text, count=count, **costs),
            total=record("Of all.", **costs),
            standard=record(
                "With standard convolutions in place of separable and grouped ones.",
                **costs,
                times={"type": "number", "description": "Its multiply-adds over those of the network."},
            ),
            notes={"type": "array", "items": text, "description": "What is to be known of how it was counted."},
        ),
    }
