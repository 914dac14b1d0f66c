"""Every number of a ledger, worked out again; and every equation, as it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from convanim.verify.chapters import BLEND, Chapter, Entry, chapters_of, counts_of, place_in
from convanim.verify.counts import counted
from convanim.verify.meters import check_meters, metered
from convanim.verify.networks import Shown
from convanim.verify.pooling import KIND as POOL
from convanim.verify.printed import is_true, printed, reads_as, worked_out
from convanim.verify.stages import Given, agrees
from convanim.verify.timed import Timed, scales_of
from convanim.verify.transposed import KINDS

AXES = ("channel", "filter", "row", "column", "kernel_row", "axis", "constant")
"""What says no more than where it stands: its value is its index."""
TOLERANCE = 1e-5
"""How far a real number may be from torch's here, as a share of how large the sums are that it comes from."""


@dataclass
class Checked:
    """What was found: how many numbers, equations and steps, which only agree with themselves, and what is wrong."""

    numbers: int = 0
    equations: int = 0
    steps: int = 0
    compared: int = 0
    """Numbers that nothing was there to work out from."""
    faults: list[str] = field(default_factory=list)


def check_numbers(ledger: Mapping[str, Any], given: Given, is_network_named: bool = False) -> Checked:
    """Work out every number, equation and step of a ledger again.

    Whether a network of somebody's own ``is_network_named`` again is what makes its counts more than compared.
    """
    network = Shown.of(ledger, is_network_named)
    chapters = chapters_of(ledger, given)
    found = Checked()
    timed = Timed(ledger["measurement"]) if ledger.get("measurement") else None
    seen: dict[tuple[int, str], float] = {}
    for entry in ledger["numbers"]:
        found.numbers += 1
        place = place_in(chapters, entry["start"])
        before = chapters[place - 1] if place and entry["start"] < chapters[place].start + BLEND else None
        fault, compared = _check(entry, chapters[place], before, timed, ledger, network)
        found.compared += compared
        if compared:
            key = place, f"{entry['tensor']}{entry['index']}"
            once = entry["tensor"] not in ("cost", "count") and not chapters[place].own_scene
            if once and not math.isclose(seen.setdefault(key, entry["value"]), entry["value"], rel_tol=1e-5):
                fault = f"it is {seen[key]} elsewhere"
        if fault:
            found.faults.append(f"{said(entry)}: {fault}")
    for chapter in chapters:
        found.faults += check_meters(chapter)
    for one in ledger["equations"]:
        found.equations += 1
        chapter = chapters[place_in(chapters, one["start"])]
        found.faults += _equation(one, real=not chapter.meanings.whole, own=chapter.own_scene)
    for step in ledger["steps"]:
        found.steps += 1
        place = place_in(chapters, step["start"])
        if fault := _step(step, chapters[place]):
            found.faults.append(f"step {step['index']} at {step['start']} s: {fault}")
    return found


def said(entry: Entry) -> str:
    """An entry as a fault begins."""
    index = ", ".join(map(str, entry["index"]))
    return f"{entry['text']!r}, {entry['tensor']}[{index}] at {entry['start']} s"


def _check(
    entry: Entry,
    chapter: Chapter,
    before: Chapter | None,
    timed: Timed | None,
    ledger: Mapping[str, Any],
    network: Shown,
) -> tuple[str, bool]:
    """What is wrong with a number, and whether it could only be compared with itself."""
    try:
        fault = _text(entry)
    except ValueError as error:
        fault = str(error)
    if fault:
        return fault, False
    try:
        fault, compared = _value(entry, chapter, timed, ledger, network)
        if fault and before is not None and not _value(entry, before, timed, ledger, network)[0]:
            fault = ""
    except (LookupError, TypeError, ValueError, ArithmeticError, RuntimeError) as error:
        fault, compared = f"there is no such number ({type(error).__name__}: {error})", False
    if fault and chapter.own_scene and not _known(entry, chapter):
        return "", True
    return fault, compared


def _known(entry: Entry, chapter: Chapter) -> bool:
    """Whether it is known what a number is: in a scene of one's own it may be anything, unless that tells a lesson."""
    if entry["tensor"] == "count":
        tag = str(entry["index"][-1])
        return tag.startswith("network ") or counts_of(tag) is not None
    tensors = (*chapter.meanings.convolutions, *chapter.meanings.arrays, *KINDS, POOL)
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


def _value(
    entry: Entry, chapter: Chapter, timed: Timed | None, ledger: Mapping[str, Any], network: Shown
) -> tuple[str, bool]:
    name, index, value = entry["tensor"], entry["index"], entry["value"]
    layer, meanings = chapter.layer, chapter.meanings
    if name in meanings.arrays:
        array, scale = meanings.arrays[name]
        if any(at < 0 for at in index):
            raise IndexError(index)
        truth = float(array[tuple(index)])
        return _close(value, truth, scale), math.isnan(truth) or name in chapter.unproven
    if name in meanings.convolutions:
        one, kind = meanings.convolutions[name]
        truth = one.value(kind, index)
        if math.isnan(truth) or (name in chapter.unproven and kind in ("input", "weight", "bias")):
            return "", True
        exact = meanings.whole or kind in ("input", "weight", "bias")
        return _close(value, truth, 0.0 if exact else one.scale), False
    if meanings.transposed is not None and name in KINDS:
        truth = meanings.transposed.value(name, index)
        exact = meanings.whole or name in ("stamps", "stamp_count")
        return _close(value, truth, 0.0 if exact else meanings.transposed.scale), math.isnan(truth)
    if meanings.pooling is not None and name == POOL:
        truth = meanings.pooling.value(index)
        unknown = "largest" in index and math.isnan(meanings.pooling.largest.sum())
        return ("" if unknown else _exactly(value, truth)), unknown
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
            if tag.startswith("network "):
                return _exactly(value, network.counts(tag)[what]), not network.is_proven
            return _exactly(value, counted(tag)[what]), False
        case "cost", [str(what)]:
            return metered(what, value, chapter), False
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
        case "module", [str(what)]:
            return _exactly(value, ledger["own_transposed"][what]), True
        case "agreement", [str(what), *_]:
            return _agreement(what, value, chapter, ledger), True
        case _ if name in AXES:
            own_value = float(printed(str(index[0]))[0]) if isinstance(index[0], str) else index[0]
            return _exactly(value, own_value), False
    if chapter.own_scene:
        return "", True
    return "nobody knows what it is", False


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


NO_STEP = "there is no such step"


def _step(step: Mapping[str, Any], chapter: Chapter) -> str:
    """What is wrong with a step: it has to be one of some convolution here."""
    candidates = chapter.meanings.every
    at = step["index"]
    fault = NO_STEP
    for one in candidates:
        layer = one.layer
        o, y, x = at
        if not all(0 <= k < n for k, n in zip(at, layer.output_shape, strict=True)):
            continue
        if abs(step["total"] - one.output[o, y, x]) > TOLERANCE * max(one.scale, 1.0):
            # Another convolution that makes this total says more of what is wrong.
            if fault == NO_STEP:
                fault = f"torch says {one.output[o, y, x]:.9g}, not {step['total']:.9g}"
            continue
        if "window" not in step:
            return ""
        windows = np.stack([one.window(channel, y, x) for channel in one.channels(o)])
        products = windows * one.weight[o]
        shown = (
            (windows, step["window"]),
            (one.weight[o], step["weights"]),
            (products, step["products"]),
            (products.sum(axis=(1, 2)), step["partial_sums"]),
        )
        told = one.reads(o, y, x)
        if others := [name for name in told if step[name] != told[name]]:
            fault = f"its {' and '.join(others)} are not those that it reads"
        elif not all(agrees(array, told) for array, told in shown):
            fault = "its window, weights or products are not those of torch"
        elif not _is_bias(step["bias"], None if one.bias is None else float(one.bias[o])):
            fault = "its bias is another"
        else:
            return ""
    return "" if chapter.own_scene and not chapter.lesson else fault


def _is_bias(told: float | None, bias: float | None) -> bool:
    """Whether a bias is told where there is one, and is it as far as that is known."""
    if told is None or bias is None:
        return told is bias
    return agrees(np.array([bias]), [told])
