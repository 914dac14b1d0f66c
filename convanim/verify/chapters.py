"""The parts of a film that are about one layer each, with their numbers and what these may cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from convanim.budgets import MOST_COUNTED, MOST_WORK
from convanim.lessons import lesson_of
from convanim.spec import Layer
from convanim.verify.counts import BLOCK, counted
from convanim.verify.stages import Given, Meanings, meanings_of

Entry = Mapping[str, Any]
"""A number as the ledger has it."""
METER = ("weights", "parameters", "multiply_adds")
"""What a meter reads."""
BLEND = 2.0
"""Seconds from a chapter's beginning in which what the one before it has shown goes away."""


@dataclass
class Chapter:
    """A film, or a part of one, that is about one layer."""

    lesson: str
    layer: Layer
    meanings: Meanings
    own_scene: bool
    unproven: frozenset[str]
    start: float
    end: float
    entries: list[Entry] = field(default_factory=list)
    card: tuple[int, int] = (0, 0)
    """Which of how many chapters it is, of those that have a card; 0 for one without."""

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The layers, blocks and networks that its numbers count."""
        counts = (one["index"][1:] for one in self.entries if one["tensor"] == "count")
        told = {str(tag): None for tags in counts for tag in tags if tag}
        return (self.layer.tag, *told)

    @cached_property
    def counts(self) -> list[Mapping[str, float]]:
        """All that these come to, those left out that are none."""
        return [one for one in map(counts_of, self.tags) if one is not None]

    @cached_property
    def works(self) -> set[float]:
        """Multiply-adds that may be compared."""
        return {value for one in self.counts for name, value in one.items() if name.endswith("multiply_adds")} | {
            one["multiply_adds"] for one in self.costs if "multiply_adds" in one
        }

    @cached_property
    def costs(self) -> list[Mapping[str, float]]:
        """What a meter may come to: each layer, both of two in a row, or a block."""
        found: list[Mapping[str, float]] = [{name: one[name] for name in METER if name in one} for one in self.counts]
        for one in self.counts:
            for way in ("block", "dense"):
                if f"{way}_multiply_adds" in one:
                    weights = one[f"{way}_weights"]
                    work = one[f"{way}_multiply_adds"]
                    found.append({"multiply_adds": work, "weights": weights, "parameters": weights})
        rows = [self.row(self.layer), self.row(self.layer.with_(groups=1))]
        if self.lesson and lesson_of(self.lesson).of_layer:
            rows.append([lesson_of(self.lesson).reference(self.layer).tag])
        for row in rows:
            found.append(together(row))
        if not lesson_of(self.lesson).has_weights:
            found.append(dict.fromkeys(METER, 0.0))
        return found

    def row(self, layer: Layer) -> list[str]:
        """The layers that a lesson goes through in a row."""
        if self.lesson == "shuffle":
            made, groups = layer.out_channels, layer.groups
            return [layer.tag, Layer(made, made, layer.output_size, kernel=1, groups=groups, bias=layer.bias).tag]
        return [one.tag for _, one in lesson_of(self.lesson).stages(layer)] if self.lesson else [layer.tag]


def together(tags: Sequence[str]) -> dict[str, float]:
    """What a meter reads of several layers in a row."""
    each = [counted(tag) for tag in tags]
    return {name: sum(one[name] for one in each) for name in METER}


def counts_of(tag: str) -> Mapping[str, float] | None:
    """The counts of what a tag describes; None where it describes nothing that is known here."""
    try:
        return counted(tag)
    except (ValueError, RuntimeError, LookupError, ArithmeticError):
        return None


def chapters_of(ledger: Mapping[str, Any], given: Given) -> list[Chapter]:
    """The parts of a film that are about one layer each, in order, with their numbers."""
    spans = {one["name"]: (one["start"], one["end"]) for one in ledger["sections"]}
    parts = ledger.get("lessons") or [{**ledger, "sections": [*spans]}]
    tags = {str(part) for one in ledger["numbers"] if one["tensor"] == "count" for part in one["index"]}
    widths = {int(found["times"]) for tag in tags if (found := BLOCK.fullmatch(tag))}
    wide = min(widths, default=2)
    if len(tags) > MOST_COUNTED:
        raise ValueError(f"it counts {len(tags)} layers and networks, at most {MOST_COUNTED} are counted")
    work = sum(_work_of(part["lesson"], Layer(**part["layer"]), wide) for part in parts)
    if work > MOST_WORK:
        raise ValueError(f"its layers multiply and add {work} times, at most {MOST_WORK} are worked out")
    found_: list[Chapter] = []
    for part in parts:
        told = [spans[name] for name in part["sections"] if name in spans]
        if not told:
            continue
        layer = Layer(**part["layer"])
        upward = "own_transposed" in ledger
        shape = layer.output_shape if upward else layer.input_shape
        own = given if given.input is None or given.input.shape == shape else Given(given.kind, given.seed)
        between, factor = ledger.get("between", {}).get("nodes", ()), part.get("upscale_factor", 1)
        meanings = meanings_of(part["lesson"], layer, own, wide, between, upward, factor)
        scene = bool(part.get("own_scene"))
        found_.append(Chapter(part["lesson"], layer, meanings, scene, given.unproven, told[0][0], told[-1][1]))
    for entry in ledger["numbers"]:
        found_[place_in(found_, entry["start"])].entries.append(entry)
    carded = [one for one in found_ if any(_is_card(entry) for entry in one.entries)]
    for number, one in enumerate(carded, 1):
        one.card = number, len(carded)
    return found_


def _work_of(lesson: str, layer: Layer, wide: int) -> int:
    """Multiply-adds of the layer without groups, or of a block that makes so many times as many channels of them."""
    work = math.prod(layer.output_shape) * layer.in_channels * math.prod(layer.kernel)
    return work * wide**2 if lesson == "block" else work


def _is_card(entry: Entry) -> bool:
    return [entry["tensor"], *entry["index"]] == ["count", "number", ""]


def place_in(chapters: Sequence[Chapter], start: float) -> int:
    """Which of the chapters is there at a time."""
    return max((k for k, one in enumerate(chapters) if one.start <= start + 1e-4), default=0)
