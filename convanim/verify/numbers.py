"""Every number of a ledger, worked out again; and every equation, as it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from convanim.lessons import lesson_of
from convanim.spec import Layer
from convanim.verify.counts import BLOCK, counted
from convanim.verify.printed import is_true, printed, reads_as, worked_out
from convanim.verify.stages import Given, Meanings, agrees, meanings_of
from convanim.verify.timed import Timed, scales_of

Entry = Mapping[str, Any]
"""A number as the ledger has it."""
AXES = ("channel", "filter", "row", "column", "kernel_row", "axis", "constant")
"""What says no more than where it stands: its value is its index."""
METER = ("weights", "parameters", "multiply_adds")
"""What a meter reads."""
TOLERANCE = 1e-5
"""How far a real number may be from torch's here, as a share of how large the sums are that it comes from."""
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
        rows = [self._row(self.layer), self._row(self.layer.with_(groups=1))]
        if self.lesson and lesson_of(self.lesson).of_layer:
            rows.append([lesson_of(self.lesson).reference(self.layer).tag])
        for row in rows:
            each = [counted(tag) for tag in row]
            found.append({name: sum(one[name] for one in each) for name in METER if all(name in one for one in each)})
        return found

    def _row(self, layer: Layer) -> list[str]:
        """The layers that a lesson goes through in a row."""
        if self.lesson == "shuffle":
            made, groups = layer.out_channels, layer.groups
            return [layer.tag, Layer(made, made, layer.output_size, kernel=1, groups=groups, bias=layer.bias).tag]
        return [one.tag for _, one in lesson_of(self.lesson).stages(layer)] if self.lesson else [layer.tag]


def counts_of(tag: str) -> Mapping[str, float] | None:
    """The counts of what a tag describes; None where it describes nothing that is known here."""
    try:
        return counted(tag)
    except (ValueError, RuntimeError, KeyError):
        return None


@dataclass
class Checked:
    """What was found: how many numbers, equations and steps, which only agree with themselves, and what is wrong."""

    numbers: int = 0
    equations: int = 0
    steps: int = 0
    compared: int = 0
    """Numbers that nothing was there to work out from."""
    faults: list[str] = field(default_factory=list)


def check_numbers(ledger: Mapping[str, Any], given: Given) -> Checked:
    """Work out every number, equation and step of a ledger again."""
    chapters = chapters_of(ledger, given)
    found = Checked()
    timed = Timed(ledger["measurement"]) if ledger.get("measurement") else None
    seen: dict[tuple[int, str], float] = {}
    for entry in ledger["numbers"]:
        found.numbers += 1
        place = _place(chapters, entry["start"])
        before = chapters[place - 1] if place and entry["start"] < chapters[place].start + BLEND else None
        fault, compared = _check(entry, chapters[place], before, timed, ledger)
        found.compared += compared
        if compared:
            key = place, f"{entry['tensor']}{entry['index']}"
            once = entry["tensor"] not in ("cost", "count") and not chapters[place].own_scene
            if once and not math.isclose(seen.setdefault(key, entry["value"]), entry["value"], rel_tol=1e-5):
                fault = f"it is {seen[key]} elsewhere"
        if fault:
            found.faults.append(f"{said(entry)}: {fault}")
    for one in ledger["equations"]:
        found.equations += 1
        chapter = chapters[_place(chapters, one["start"])]
        found.faults += _equation(one, real=not chapter.meanings.whole, own=chapter.own_scene)
    for step in ledger["steps"]:
        found.steps += 1
        place = _place(chapters, step["start"])
        if fault := _step(step, chapters[place]):
            found.faults.append(f"step {step['index']} at {step['start']} s: {fault}")
    return found


def chapters_of(ledger: Mapping[str, Any], given: Given) -> list[Chapter]:
    """The parts of a film that are about one layer each, in order, with their numbers."""
    spans = {one["name"]: (one["start"], one["end"]) for one in ledger["sections"]}
    parts = ledger.get("lessons") or [{**ledger, "sections": [*spans]}]
    tags = {str(part) for one in ledger["numbers"] if one["tensor"] == "count" for part in one["index"]}
    widths = {int(found["times"]) for tag in tags if (found := BLOCK.fullmatch(tag))}
    found_: list[Chapter] = []
    for part in parts:
        told = [spans[name] for name in part["sections"] if name in spans]
        if not told:
            continue
        layer = Layer(**part["layer"])
        own = given if given.input is None or given.input.shape == layer.input_shape else Given(given.kind, given.seed)
        meanings = meanings_of(part["lesson"], layer, own, min(widths, default=2))
        scene = bool(part.get("own_scene"))
        found_.append(Chapter(part["lesson"], layer, meanings, scene, given.unproven, told[0][0], told[-1][1]))
    for entry in ledger["numbers"]:
        found_[_place(found_, entry["start"])].entries.append(entry)
    carded = [one for one in found_ if any(_is_card(entry) for entry in one.entries)]
    for number, one in enumerate(carded, 1):
        one.card = number, len(carded)
    return found_


def _is_card(entry: Entry) -> bool:
    return [entry["tensor"], *entry["index"]] == ["count", "number", ""]


def said(entry: Entry) -> str:
    """An entry as a fault begins."""
    index = ", ".join(map(str, entry["index"]))
    return f"{entry['text']!r}, {entry['tensor']}[{index}] at {entry['start']} s"


def _place(chapters: Sequence[Chapter], start: float) -> int:
    return max((k for k, one in enumerate(chapters) if one.start <= start + 1e-4), default=0)


def _check(
    entry: Entry, chapter: Chapter, before: Chapter | None, timed: Timed | None, ledger: Mapping[str, Any]
) -> tuple[str, bool]:
    """What is wrong with a number, and whether it could only be compared with itself."""
    value = entry["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"its value is {value!r}", False
    try:
        fault = _text(entry)
    except ValueError as error:
        fault = str(error)
    if fault:
        return fault, False
    try:
        fault, compared = _value(entry, chapter, timed, ledger)
        if fault and before is not None and not _value(entry, before, timed, ledger)[0]:
            fault = ""
    except (IndexError, KeyError, TypeError, ValueError) as error:
        fault, compared = f"there is no such number ({type(error).__name__}: {error})", False
    if fault and chapter.own_scene and not _known(entry, chapter):
        return "", True
    return fault, compared


def _known(entry: Entry, chapter: Chapter) -> bool:
    """Whether it is known what a number is: in a scene of one's own it may be anything, unless that tells a lesson."""
    if entry["tensor"] == "count":
        return counts_of(str(entry["index"][-1])) is not None
    tensors = (*chapter.meanings.convolutions, *chapter.meanings.arrays)
    return entry["tensor"] in AXES or (bool(chapter.lesson) and entry["tensor"] in tensors)


def _text(entry: Entry) -> str:
    """What is wrong with how a number is written."""
    text, value, index = entry["text"], entry["value"], entry["index"]
    if entry["tensor"] == "agreement":
        bound = float(worked_out(text))
        return "" if value <= bound <= 1.1 * value + 1e-300 else f"it does not bound {value}"
    if entry["tensor"] == "measured":
        read, half = printed(text)
        for scale in scales_of(index):
            if half == 0 and value / scale != round(value / scale):
                half = Fraction(1, 2)
            if abs(float(read) * scale - value) <= 1.0000001 * float(half) * scale + 1e-9 * abs(value):
                return ""
        return f"it stands for {value}"
    return "" if reads_as(text, value) else f"it stands for {value}"


def _value(entry: Entry, chapter: Chapter, timed: Timed | None, ledger: Mapping[str, Any]) -> tuple[str, bool]:
    name, index, value = entry["tensor"], entry["index"], entry["value"]
    layer, meanings = chapter.layer, chapter.meanings
    if name in meanings.arrays:
        array, scale = meanings.arrays[name]
        truth = float(array[tuple(index)])
        return _close(value, truth, scale), math.isnan(truth) or name in chapter.unproven
    if name in meanings.convolutions:
        one, kind = meanings.convolutions[name]
        truth = one.value(kind, index)
        if math.isnan(truth) or (name in chapter.unproven and kind in ("input", "weight", "bias")):
            return "", True
        exact = meanings.whole or kind in ("input", "weight", "bias")
        return _close(value, truth, 0.0 if exact else one.scale), False
    match name, index:
        case "measured", _:
            if timed is None:
                return "", True
            return _exactly(value, timed.value(index)), False
        case "count", [str(what), ""]:
            return _shown(what, value, chapter)
        case "count", ["times_multiply_adds", str(after), str(first)] if first:
            return _exactly(value, counted(after)["multiply_adds"] / counted(first)["multiply_adds"]), False
        case "count", [str(what), str(tag)]:
            counts = counts_of(tag)
            if counts is None and tag.startswith("network ") and not _published(ledger):
                return "", True
            return _exactly(value, counted(tag)[what]), False
        case "cost", [str(what)]:
            return _metered(what, value, chapter), False
        case "standard_cost", [str(what)]:
            there = {one[what] for one in chapter.costs if what in one}
            return ("" if value in there else f"no layer here costs {value}"), False
        case "share" | "times_fewer" | "percent", [own, full]:
            if not {int(own), int(full)} <= chapter.works:
                return f"no layer here costs {own} or {full}", False
            share = int(own) / int(full)
            return _exactly(value, {"share": share, "times_fewer": 1 / share, "percent": 100 * share}[name]), False
        case "place", [own]:
            return ("" if int(own) in chapter.works and 1 <= value <= 4 else "no lane does so much"), False
        case "passes", [int(first), int(last)]:
            if not 0 <= first <= last < layer.out_channels:
                return "there is no such filter", False
            each = counted(layer.tag)["multiply_adds_per_filter"]
            return _exactly(value, (last - first + 1) * each), False
        case "agreement", [str(what), *_]:
            return _agreement(what, value, chapter, ledger), True
        case _ if name in AXES:
            own_value = float(printed(str(index[0]))[0]) if isinstance(index[0], str) else index[0]
            return _exactly(value, own_value), False
    if chapter.own_scene:
        return "", True
    return "nobody knows what it is", False


def _published(ledger: Mapping[str, Any]) -> bool:
    """Whether a film of a network is about a published one; the tables of others are their own."""
    return "own_network" not in ledger


def _close(value: float, truth: float, scale: float) -> str:
    """What is wrong where a value is not the truth, to within rounding where sums are of some ``scale``."""
    if math.isnan(truth) or abs(value - truth) <= TOLERANCE * scale:
        return ""
    return f"torch says {truth:.9g}, not {value:.9g}"


def _exactly(value: float, truth: float) -> str:
    return "" if math.isclose(value, truth, rel_tol=1e-12, abs_tol=0.0) else f"it is {truth:.9g}, not {value:.9g}"


def _shown(what: str, value: float, chapter: Chapter) -> tuple[str, bool]:
    """Counts of what is shown, which follow from the picture's plan and not from the layer."""
    layer = chapter.layer
    most = max(layer.in_channels, layer.out_channels, *(one.layer.in_channels for one in chapter.meanings.every), 1)
    if what == "unread":
        return _exactly(value, layer.in_channels - layer.in_channels // layer.groups), False
    if what == "number":
        return _exactly(value, chapter.card[0]), False
    if what == "total" and value == chapter.card[1]:
        return "", False
    if what == "total":
        there = {one for each in chapter.meanings.every for one in (each.layer.in_channels, each.layer.out_channels)}
        return ("" if value in there else f"nothing here has {value}"), False
    if what in ("shown", "shown_channels", "shown_filters", "shown_in_lane", "parts", "lanes"):
        return ("" if 0 < value <= most else f"there are at most {most}"), True
    if chapter.own_scene:
        return "", True
    return "nobody knows what it is", False


def _metered(what: str, value: float, chapter: Chapter) -> str:
    """A meter reads what a layer costs, or as much of it as has been worked."""
    if value in [one[what] for one in chapter.costs if what in one]:
        return ""
    layer = counted(chapter.layer.tag)
    cells = value / layer["weights_per_filter"]
    if what == "multiply_adds" and cells == int(cells) and 0 <= cells <= layer["out_cells"]:
        return ""
    filters = value * layer["out_channels"] / layer[what]
    if what != "multiply_adds" and filters == int(filters) and 0 <= filters <= layer["out_channels"]:
        return ""
    return f"no layer here costs {value}"


def _agreement(what: str, value: float, chapter: Chapter, ledger: Mapping[str, Any]) -> str:
    """How far one machine's outputs were apart: it cannot be had again, but there is a most that rounding makes."""
    if what == "module_difference":
        module = ledger["values"].get("module") or {}
        return _exactly(value, module.get("largest_difference", math.nan))
    every = chapter.meanings.every
    most = math.inf if any(one.is_unknown for one in every) else max((one.scale for one in every), default=1.0)
    return "" if 0 <= value <= 1e-2 * most else f"rounding makes at most {1e-2 * most:.3g}"


def _equation(one: Mapping[str, Any], real: bool, own: bool) -> Iterator[str]:
    try:
        if not is_true(one["text"], real):
            yield f"{one['text']!r} at {one['start']} s is not true"
    except ValueError as error:
        if not own:
            yield f"equation at {one['start']} s: {error}"


def _step(step: Mapping[str, Any], chapter: Chapter) -> str:
    """What is wrong with a step: it has to be one of some convolution here."""
    candidates = chapter.meanings.every
    at = step["index"]
    fault = "there is no such step"
    for one in candidates:
        layer = one.layer
        o, y, x = at
        if not all(0 <= k < n for k, n in zip(at, layer.output_shape, strict=True)):
            continue
        if abs(step["total"] - one.output[o, y, x]) > TOLERANCE * max(one.scale, 1.0):
            fault = f"torch says {one.output[o, y, x]:.9g}, not {step['total']:.9g}"
            continue
        if "window" not in step:
            return ""
        channels = range(one.first(o), one.first(o) + one.deep)
        windows = np.stack([one.window(channel, y, x) for channel in channels])
        products = windows * one.weight[o]
        shown = (
            (windows, step["window"]),
            (one.weight[o], step["weights"]),
            (products, step["products"]),
            (products.sum(axis=(1, 2)), step["partial_sums"]),
        )
        if [*channels] == [*step["channels"]] and all(agrees(array, told) for array, told in shown):
            bias = None if one.bias is None else float(one.bias[o])
            if step["bias"] is None or bias is None or math.isnan(bias) or agrees(np.array([bias]), [step["bias"]]):
                return ""
        fault = "its window, weights or products are not those of torch"
    return "" if chapter.own_scene and not chapter.lesson else fault
