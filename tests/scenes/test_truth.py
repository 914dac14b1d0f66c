"""Every number that a clip displays, checked one by one against torch, over usual and odd layers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convanim.kernels import Tensors
from convanim.lessons import LESSONS
from convanim.lessons.stride import at_every_cell
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.verify.convolution import Convolution
from convanim.verify.counts import counted
from convanim.verify.pooling import KIND as POOL
from convanim.verify.pooling import Pooling
from convanim.verify.printed import is_true, printed, reads_as, worked_out
from convanim.verify.stages import within
from convanim.verify.transposed import KINDS, Transposed
from tests.scenes.asked import OF_LAYERS
from tests.scenes.playing import Played, play

COSTS = ("cost", "standard_cost")
WORK_SO_FAR = ("cost", "multiply_adds")
LETTERS = {("x", "y"), ("x", "m"), ("m", "y"), ("x", "u"), ("e", "v"), ("s", "p")}
"""What films call what is read and what is made."""
METER = ("weights", "parameters", "multiply_adds")
"""What the meter may read of a layer."""
ODD: dict[str, Any] = {
    "size": (5, 7),
    "kernel": (2, 3),
    "stride": (2, 1),
    "padding": (1, 0),
    "dilation": (1, 2),
    "bias": True,
}
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "standard": ("standard", {}, "integers"),
    "standard-odd": ("standard", {"in_channels": 6, "out_channels": 9, **ODD}, "integers"),
    "standard-real": ("standard", {"in_channels": 5, "out_channels": 3, "kernel": 5, "padding": "same"}, "normal"),
    "standard-many": ("standard", {"in_channels": 40, "out_channels": 30, "padding": 1, "bias": True}, "integers"),
    "standard-single": ("standard", {"in_channels": 1, "out_channels": 1, "size": 4, "bias": True}, "normal"),
    "standard-chosen": ("standard", {"in_channels": 30, "out_channels": 4, "size": 5}, "integers"),
    "standard-cropped": ("standard", {"in_channels": 12, "out_channels": 9, **ODD, "size": (17, 19)}, "integers"),
    "split": ("split", {}, "integers"),
    "split-odd": ("split", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD}, "integers"),
    "split-uneven": (
        "split",
        {"in_channels": 4, "out_channels": 10, "groups": 2, "kernel": 5, "padding": "same"},
        "normal",
    ),
    "aggregate": ("aggregate", {}, "integers"),
    "aggregate-odd": ("aggregate", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD}, "normal"),
    "aggregate-many": ("aggregate", {"in_channels": 40, "out_channels": 20, "groups": 5, "padding": 1}, "integers"),
    "shuffle-odd": ("shuffle", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD}, "integers"),
    "shuffle-many": ("shuffle", {"in_channels": 64, "out_channels": 32, "groups": 4, "padding": 1}, "integers"),
    "shuffle-single": ("shuffle", {"in_channels": 4, "out_channels": 4, "groups": 4, **ODD}, "normal"),
    "shuffle-uneven": (
        "shuffle",
        {"in_channels": 4, "out_channels": 10, "groups": 2, "kernel": 5, "padding": 2},
        "normal",
    ),
    "pixel_shuffle": ("pixel_shuffle", {}, "integers"),
    "pixel_shuffle-odd": ("pixel_shuffle", {"in_channels": 6, "out_channels": 12, "groups": 3, **ODD}, "normal"),
    "shuffle-cropped": ("shuffle", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD, "size": 15}, "integers"),
    "demand-odd": ("demand", {"in_channels": 6, "out_channels": 9, **ODD}, "integers"),
    "demand-five": ("demand", {"in_channels": 5, "kernel": 2}, "normal"),
    "demand-single": ("demand", {"in_channels": 1}, "integers"),
    "demand-many": ("demand", {"in_channels": 64, "out_channels": 32, "size": 9, "padding": "same"}, "integers"),
    "demand-chosen": ("demand", {"in_channels": 30, "out_channels": 20, "size": 5}, "integers"),
    "demand-cropped": ("demand", {"in_channels": 6, **ODD, "size": (21, 16)}, "integers"),
    "depthwise": ("depthwise", {}, "integers"),
    "depthwise-odd": ("depthwise", {"in_channels": 6, **ODD}, "integers"),
    "depthwise-real": ("depthwise", {"in_channels": 3, "out_channels": 6, "kernel": 5, "size": 9}, "normal"),
    "depthwise-magnified": ("depthwise", {"in_channels": 4, "kernel": 5, "size": 24, "padding": "same"}, "integers"),
    "depthwise-known": ("depthwise", {"in_channels": 3, **ODD, "size": (16, 30)}, "classic"),
    "depthwise-large": ("depthwise", {"kernel": 11, "size": 12}, "integers"),
    "aggregate-single": ("aggregate", {"in_channels": 3, "out_channels": 3, "groups": 3, **ODD}, "integers"),
    "split-square": ("split", {"in_channels": 4, "out_channels": 4, "groups": 2, "bias": True}, "normal"),
    "separable-nine": ("separable", {"in_channels": 9, "out_channels": 9, "size": 5}, "integers"),
    "pointwise": ("pointwise", {}, "integers"),
    "pointwise-odd": ("pointwise", {"in_channels": 6, "out_channels": 4, "size": (5, 7), "bias": True}, "normal"),
    "pointwise-deep": ("pointwise", {"in_channels": 40, "out_channels": 3}, "integers"),
    "separable": ("separable", {}, "integers"),
    "comparison-odd": ("comparison", {"in_channels": 6, "out_channels": 9, **ODD}, "integers"),
    "comparison-real": ("comparison", {"in_channels": 16, "size": 9, "padding": "same", "bias": True}, "normal"),
    "comparison-single": ("comparison", {"in_channels": 1, "out_channels": 4}, "integers"),
    "conclusion-odd": ("conclusion", {"in_channels": 6, "out_channels": 9, **ODD}, "integers"),
    "conclusion-real": ("conclusion", {"in_channels": 16, "size": 9, "padding": "same", "bias": True}, "normal"),
    "conclusion-single": ("conclusion", {"in_channels": 1, "out_channels": 4}, "integers"),
    "conclusion-cropped": ("conclusion", {"in_channels": 6, "out_channels": 12, "size": (21, 16)}, "integers"),
    "comparison-cropped": ("comparison", {"in_channels": 6, "out_channels": 12, "size": (21, 16)}, "integers"),
    "separable-odd": ("separable", {"in_channels": 6, "out_channels": 9, **ODD}, "integers"),
    "block-odd": ("block", {"in_channels": 3, "out_channels": 2, "kernel": (2, 3), "size": (5, 7)}, "integers"),
    "block-real": ("block", {"in_channels": 2, "size": (4, 6), "kernel": 5}, "normal"),
    "block-strided": ("block", {"in_channels": 6, "size": (5, 7), "stride": (2, 1)}, "classic"),
    "block-many": ("block", {"in_channels": 40, "size": 12}, "integers"),
    "block-one": ("block", {"in_channels": 1, "size": 3, "kernel": 1}, "integers"),
    "block-chosen": ("block", {"in_channels": 30, "size": 5}, "normal"),
    "block-cropped": ("block", {"in_channels": 5, "size": (14, 12)}, "integers"),
    "block-german": ("block", {"in_channels": 3, "size": 4}, "normal"),
    "depthwise-chosen": ("depthwise", {"in_channels": 30, "size": 5}, "normal"),
    "pointwise-chosen": ("pointwise", {"in_channels": 40, "out_channels": 3, "bias": True}, "integers"),
    "separable-chosen": ("separable", {"in_channels": 20, "out_channels": 6, "size": 5}, "normal"),
    "depthwise-cropped": ("depthwise", {"in_channels": 20, "size": (30, 20)}, "integers"),
    "depthwise-corner": ("depthwise", {"in_channels": 6, **ODD, "size": (17, 19)}, "normal"),
    "pointwise-cropped": ("pointwise", {"in_channels": 40, "out_channels": 3, "size": 28}, "integers"),
    "separable-cropped": ("separable", {"in_channels": 6, "out_channels": 9, **ODD, "size": (21, 16)}, "integers"),
    "split-cropped": ("split", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD, "size": 15}, "integers"),
    "aggregate-cropped": ("aggregate", {"size": (12, 16), "padding": 1}, "normal"),
    "separable-real": ("separable", {"in_channels": 16, "out_channels": 16, "size": 9, "padding": "same"}, "normal"),
    "depthwise-german": ("depthwise", {"in_channels": 3, "size": 5}, "normal"),
    "split-spanish": ("split", {"in_channels": 6, "out_channels": 6, "groups": 3, **ODD}, "integers"),
    "separable-french": ("separable", {"in_channels": 4, "out_channels": 4, "size": 5}, "normal"),
}
CASES |= {name: (name, {}, "integers") for name in OF_LAYERS if name not in CASES}


ODDLY = ("split", "separable", "block", "comparison")
"""Lessons of all sorts, whose odd layers are always played."""


def asked(cases: Iterable[str]) -> list[Any]:
    """Cases of which a few are always played: each lesson's usual layer, some odd ones, and the first of all others."""
    kinds = {case: case.removeprefix(name).removeprefix("-") for case, (name, _, _) in CASES.items()}
    first = {kind: case for case, kind in reversed(kinds.items())}
    often = {
        case
        for case, kind in kinds.items()
        if not kind or first[kind] == case or (kind == "odd" and CASES[case][0] in ODDLY)
    }
    return [case if case in often else pytest.param(case, marks=pytest.mark.full) for case in cases]


WRITTEN: dict[str, dict[str, Any]] = {
    "depthwise-german": {"language": "de", "decimals": 3},
    "split-square": {"decimals": 6, "aspect": "1:1"},
    "block-german": {"language": "de", "decimals": 1},
    "split-spanish": {"language": "es"},
    "separable-french": {"language": "fr", "decimals": 1},
}
"""Cases in another language, or with other decimals."""
CROPS = {
    "standard-cropped": "4:9,-8:",
    "depthwise-cropped": "7:12,3:8",
    "depthwise-corner": ":6,-8:",
    "pointwise-cropped": "20:25,:4",
    "separable-cropped": "-7:,2:9",
    "block-cropped": "3:9,-6:",
    "split-cropped": "3:9,4:13",
    "demand-cropped": "2:9,3:11",
    "comparison-cropped": "-7:,2:9",
    "conclusion-cropped": "-7:,2:9",
    "aggregate-cropped": "0:6,9:",
    "shuffle-cropped": "3:9,4:13",
}


@cache
def played(case: str) -> Played:
    name, options, kind = CASES[case]
    shown = (3, 9, 17) if case.endswith(("chosen", "pointwise-cropped")) else ()
    values = Values(kind, seed=5)  # type: ignore[arg-type]  # the table holds valid kinds
    return play(name, options, values, fps=2, show_channels=shown, crop=CROPS.get(case), **WRITTEN.get(case, {}))


def meanings(scene: ConvScene) -> dict[str, tuple[Convolution, str]]:
    """All names that a scene's ledger uses for tensors, and what they mean: of each layer that it has shown."""
    found: dict[str, tuple[Convolution, str]] = {}
    # The scene's own layer last: where another one reads the same padded input, it reaches further.
    for cast in sorted(scene.casts, key=lambda cast: cast.layer == scene.layer):
        tensors, layer = cast.trace.tensors, cast.layer
        bias = None if tensors.bias is None else tensors.bias.double().numpy()
        stage = Convolution(layer, tensors.input.double().numpy(), tensors.weight.double().numpy(), bias)
        if (before := found.get(cast.names.input)) and before[1] == "output":
            assert np.allclose(tensors.input.double().numpy(), before[0].output, rtol=1e-4, atol=1e-5)
        found |= {
            name: (stage, kind) for kind, name in asdict(cast.names).items() if found.get(name, (0, ""))[1] != "output"
        }
        if cast.names.input in ("input", "expanded"):
            found["padding"] = stage, "padding"
    return found


def within_block(scene: ConvScene) -> dict[str, Any]:
    """By torch's own functions, all that a block makes between its convolutions, by the ledger's names."""
    return {name: array for name, (array, _) in within(scene.numbers).items()} if scene.lesson == "block" else {}


def reads_of(scene: ConvScene) -> dict[str, Any]:
    """How many windows read each cell, in the layers of a scene that tells it: each window leaves a one on its taps."""
    told = {
        "stride": lambda: {"reads_every": scene.every.layer, "reads_own": scene.layer},
        "padding": lambda: {
            "reads_bare": scene.layer.with_(stride=1, padding=0),
            "reads_padded": scene.layer.with_(stride=1),
        },
    }
    return {name: fold_ones(layer) for name, layer in told.get(scene.lesson, dict)().items()}


def upscaled_of(scene: ConvScene) -> dict[str, Any]:
    """What torch's own shuffle makes of a scene's output, and how large that is."""
    if scene.lesson != "pixel_shuffle":
        return {}
    factor, (made, _) = scene.upscale_factor, meanings(scene)["output"]
    large = F.pixel_shuffle(torch.from_numpy(made.output), factor)
    sizes = dict(zip(("large_channels", "large_rows", "large_columns"), large.shape, strict=True))
    counts = {**sizes, "upscale_factor": factor, "square_cells": factor * factor}
    return {"upscaled": large, **{name: np.array(count) for name, count in counts.items()}}


def pooled_of(scene: ConvScene) -> Pooling | None:
    """Both poolings of a scene that tells of them."""
    return Pooling(scene.layer, scene.tensors.input.double().numpy()) if scene.lesson == "pooling" else None


def fold_ones(layer: Layer) -> torch.Tensor:
    (top, bottom), (left, right) = layer.padding
    height, width = layer.size
    ones = torch.ones(1, math.prod(layer.kernel), math.prod(layer.output_size))
    padded = (height + top + bottom, width + left + right)
    folded = F.fold(ones, padded, layer.kernel, dilation=layer.dilation, stride=layer.stride)
    return folded[0, :, top : top + height, left : left + width]


def metered(scene: ConvScene) -> dict[str, list[dict[str, float]]]:
    """What the meter reads in each beat, one after the other: the layer's costs, by torch's count."""
    layer = scene.layer
    # As the facts above it have it.
    read = {beat: [counted(tag) for tag in facts_of(scene, beat)] for beat in scene.beats}
    match scene.lesson:
        case "split":
            # The facts of the beat before stand on as one begins, and the last one tells of twice the features, too.
            whole, own = counted(layer.with_(groups=1).tag), counted(layer.tag)
            read |= {"open_into_groups": [whole, own], "count_the_cost": [own], "before_and_after": [own]}
        case "depthwise":
            groupings = facts_of(scene, "keep_splitting")
            assert (groupings[0], groupings[-1]) == (layer.with_(groups=1).tag, layer.tag)
        case "demand":
            # Channels are doubled first, and filters after; the last beat tells of groups of a fixed width.
            twice = {"in_channels": 2 * layer.in_channels, "out_channels": 2 * layer.out_channels}
            steps = [layer, layer.with_(in_channels=twice["in_channels"]), layer.with_(**twice)]
            of_twice = re.compile(re.sub(r"groups 1\b", r"groups \\d+", re.escape(steps[-1].tag).replace("\\ ", " ")))
            (band,) = filter(of_twice.fullmatch, facts_of(scene, "groups_of_fixed_width"))
            read |= {"twice_the_features": [counted(one.tag) for one in steps], "twice_again": [counted(steps[-1].tag)]}
            read["groups_of_fixed_width"] = [counted(band)]
        case "separable":
            first, second = (counted(half.layer.tag) for half in scene.halves)
            both = {key: first[key] + second[key] for key in METER}
            read = {beat: [both] for beat in scene.beats}
        case "shuffle":
            read = {beat: [together(*scene.pair.layers)] for beat in scene.beats}
        case "comparison" | "conclusion" | "padding" | "pixel_shuffle":
            # Every lane has a track of its own instead; what zeros are for is not the work, and a shuffle is none.
            read = {}
        case "pooling":
            # It has no weights, and multiplies nothing.
            read = {beat: [dict.fromkeys(METER, 0.0)] for beat in scene.beats}
        case "block":
            read = {beat: [cost_of_block(scene, "block")] for beat in scene.beats}
    return read


def together(*layers: Layer) -> dict[str, float]:
    """What layers in a row cost."""
    each = [counted(layer.tag) for layer in layers]
    return {key: sum(one[key] for one in each) for key in METER}


def cost_of_block(scene: ConvScene, way: str) -> dict[str, float]:
    """What the block costs, or the one that it is compared with."""
    counts = counted(scene.block.tag)
    return {key: counts[f"{way}_{key.replace('parameters', 'weights')}"] for key in METER}


def facts_of(scene: ConvScene, beat: str) -> list[str]:
    """The layers that the facts of a beat are about, one after the other, by their tags."""
    layers = {index[1]: None for index, _, _ in counts_in(scene, beat) if index[0] == "groups" and index[1]}
    return list(layers) or [scene.layer.tag]


def standard_of(scene: ConvScene) -> dict[str, float]:
    """What the meter compares with: the layer without groups, or what the lesson has for it."""
    if scene.lesson == "shuffle":
        return together(*(layer.with_(groups=1) for layer in scene.pair.layers))
    if scene.lesson == "block":
        return cost_of_block(scene, "dense")
    return counted(LESSONS[scene.lesson].reference(scene.layer).tag)


def counts_in(scene: ConvScene, beat: str) -> list[tuple[list[Any], float, float]]:
    """Index, value and first second of all counts that a beat shows, in order."""
    begin, end = span_of(scene, beat)
    counts = [one for one in scene.ledger.as_dict()["numbers"] if one["tensor"] == "count"]
    here = [(one["index"], one["value"], one["start"]) for one in counts if begin <= one["start"] + 1e-6 < end]
    return sorted(here, key=lambda one: one[2])


def span_of(scene: ConvScene, beat: str) -> tuple[float, float]:
    """When a beat begins and ends, in seconds."""
    ends = {still.beat: still.time for still in scene.stills}
    place = scene.beats.index(beat)
    return ends[scene.beats[place - 1]] if place else 0.0, ends[beat]


COUNTING = [case for case, (name, _, _) in CASES.items() if LESSONS[name].counts_up]


def work_told(scene: ConvScene) -> list[tuple[float, float]]:
    """When which multiply-adds are read off the meter, in order."""
    numbers = scene.ledger.as_dict()["numbers"]
    return sorted((one["start"], one["value"]) for one in numbers if (one["tensor"], *one["index"]) == WORK_SO_FAR)


def test_a_meter_counts_at_every_cell_and_then_with_the_stride() -> None:
    scene = played("stride").scene
    each, every, own = 9, counted(at_every_cell(scene.layer).tag), counted(scene.layer.tag)
    first, second, *others = (span_of(scene, beat) for beat in scene.beats)
    for (start, end), layer in ((first, every), (second, own)):
        so_far = in_turn(value for time, value in work_told(scene) if start <= time < end)
        # As a beat begins, what the one before has come to may still be read.
        so_far = so_far[so_far.index(min(so_far)) :]
        assert so_far[0] <= each and so_far[-1] == layer["multiply_adds"] and sorted(set(so_far)) == so_far
        assert all(value % each == 0 for value in so_far)
    assert {value for time, value in work_told(scene) if time > others[0][0]} <= {own["multiply_adds"]}


@pytest.mark.parametrize("case", asked(case for case in COUNTING if CASES[case][0] == "standard"))
def test_a_meter_that_counts_goes_up_cell_by_cell(case: str) -> None:
    scene = played(case).scene
    counts, numbers = counted(scene.layer.tag), scene.ledger.as_dict()["numbers"]
    each, places = int(counts["weights_per_filter"]), int(counts["out_pixels"])
    work = work_told(scene)
    learned = "parameters" if scene.layer.bias else "weights"
    rows = [one for one in numbers if (one["tensor"], *one["index"]) == ("cost", learned)]
    so_far = in_turn(value for _, value in work)
    assert so_far[0] == 0 and so_far[-1] == counts["multiply_adds"] and sorted(set(so_far)) == so_far
    for start, value in work:
        assert value % each == 0
        filters = math.ceil(value // each / places)
        with_it = {row["value"] for row in rows if row["start"] <= start < row["end"]}
        # The square's one line has no room for weights.
        assert with_it <= {filters * counts[learned] / counts["out_channels"]}
    for key in ("multiply_adds", learned):
        full = {one["value"] for one in numbers if (one["tensor"], *one["index"]) == ("standard_cost", key)}
        assert full == {counts[key]}
    for beat, cells in zip(scene.beats, (1, places, counts["out_cells"], counts["out_cells"]), strict=True):
        assert [value for start, value in work if start < span_of(scene, beat)[1]][-1] == cells * each


@pytest.mark.parametrize("case", asked(case for case in CASES if case not in COUNTING))
def test_the_meter_reads_what_its_beat_has_come_to(case: str) -> None:
    scene = played(case).scene
    numbers = scene.ledger.as_dict()["numbers"]
    for beat, costs in metered(scene).items():
        begin, end = span_of(scene, beat)
        here = sorted(
            (one for one in numbers if one["tensor"] in COSTS and begin <= one["start"] + 1e-6 < end),
            key=lambda one: one["start"],
        )
        learned = "parameters" if scene.layer.bias else "weights"
        read = {one["index"][0] for one in here}
        # On the one line of a square frame weights have room, or not.
        assert read == {learned, "multiply_adds"} or (read == {"multiply_adds"} and scene.aspect == "1:1")
        for key in {one["index"][0] for one in here}:
            own, full = (
                [one["value"] for one in here if (one["tensor"], one["index"][0]) == (what, key)] for what in COSTS
            )
            reads = in_turn(cost[key] for cost in costs)
            if key != "multiply_adds" and scene.aspect == "1:1":
                assert set(own) <= set(reads), f"{key} in {beat}"
            else:
                assert in_turn(own) == reads, f"{key} in {beat}"
            assert in_turn(full) == [standard_of(scene)[key]], f"{key} in {beat}"


def in_turn(values: Iterable[float]) -> list[float]:
    """Values of which no two that follow one another are equal."""
    return [value for value, _ in groupby(values)]


@pytest.mark.parametrize("case", asked(CASES))
def test_every_number_is_torchs(case: str) -> None:
    scene = played(case).scene
    stages, pooled = meanings(scene), pooled_of(scene)
    made = {**within_block(scene), **reads_of(scene), **upscaled_of(scene)}
    if pooled is not None:
        made |= {"largest": pooled.largest, "average": pooled.average, "mean_weight": pooled.equal_weights}
    told = scene.ledger.as_dict()["numbers"]
    # What puts side by side what is known works no sum out.
    assert len(told) > (8 if scene.lesson == "conclusion" else 100)
    for entry in told:
        name, index, value, text = entry["tensor"], entry["index"], entry["value"], entry["text"]
        where = f"{text!r}, {name}{index} from {entry['start']} s"
        if name in made:
            truth = float(made[name][tuple(index)])
            assert math.isclose(value, truth, rel_tol=1e-4, abs_tol=2e-4), f"{where}: torch says {truth}"
        elif pooled is not None and name == POOL:
            assert value == pooled.value(index), where
        elif scene.lesson == "transposed" and name in KINDS:
            truth = Transposed(stages["output"][0]).value(name, index)
            assert math.isclose(value, truth, rel_tol=1e-4, abs_tol=2e-4), f"{where}: torch says {truth}"
        elif name in stages:
            stage, kind = stages[name]
            truth = stage.value(kind, index)
            assert math.isclose(value, truth, rel_tol=1e-4, abs_tol=2e-4), f"{where}: torch says {truth}"
        elif name == "count" and len(index) == 2 and index[1]:
            truth = counted(index[1])[index[0]]
            assert math.isclose(value, truth, rel_tol=1e-9), f"{where}: it is {truth}"
        elif name not in COSTS:
            check_other(scene, entry)
        if name == "agreement":
            assert value <= float(worked_out(text)) <= 1.1 * value, f"{where} does not bound {value}"
        else:
            assert reads_as(text, value), f"{where} stands for {value}"


def check_other(scene: ConvScene, entry: dict[str, Any]) -> None:
    """Numbers that are neither in a tensor of ours nor a count of one layer."""
    name, index, value = entry["tensor"], entry["index"], entry["value"]
    layer = scene.layer
    within = scene.block.wide if scene.lesson == "block" else 0
    most = max(layer.in_channels, layer.out_channels, within)
    match name, index:
        case "passes", [first, last]:
            assert 0 <= first <= last < layer.out_channels
            assert value == (last - first + 1) * counted(layer.tag)["multiply_adds_per_filter"]
        case "axis", _:
            assert value == index[0]
        case "channel" | "filter", _:
            assert value == index[0] and 0 <= value < most
        case "row" | "column", _:
            axis, times = ("row", "column").index(name), getattr(scene, "upscale_factor", 1)
            assert value == index[0] and 0 <= value < max(layer.size[axis], times * layer.output_size[axis])
            # What squeeze-and-excite makes is one pixel, whatever is shown.
            if scene.view is not None and not (within and value == 0):
                assert value in {*scene.view.input[axis], *scene.view.output[axis]}
        case "kernel_row", _:
            assert value == index[0] and 0 <= value < layer.kernel[0]
        case "constant", _:
            assert value == index[0]
        case "agreement", _:
            check_agreement(scene, entry)
        case "torch", _:
            assert math.isclose(value, meanings(scene)["output"][0].value("output", index), rel_tol=1e-4, abs_tol=2e-4)
        case "share" | "times_fewer", [own, full]:
            share = int(own) / int(full)
            assert math.isclose(value, share if name == "share" else 1 / share)
            if scene.lesson == "conclusion":
                # Of what stands at the ends of bars.
                ends = {int(one["value"]) for one in beside(scene, entry) if "multiply_adds" in str(one["index"][0])}
                assert {int(own), int(full)} <= ends
                return
            # It is said of what the meter reads, or of whole blocks whose costs stand there.
            for cost, way, count in zip(COSTS, ("block", "dense"), (own, full), strict=True):
                told = [one for one in beside(scene, entry) if way_of(one) in (cost, way)]
                assert int(count) in {one["value"] for one in told}
        case "percent", [own, full]:
            assert int(full) == counted(layer.tag)["multiply_adds"] and int(own) in worked_by_way(scene).values()
            assert math.isclose(value, 100 * int(own) / int(full))
        case "place", [own]:
            work = worked_by_way(scene).values()
            assert int(own) in work and value == 1 + sum(other < int(own) for other in work)
        case "count", ["times_multiply_adds", after, before]:
            assert value == counted(after)["multiply_adds"] / counted(before)["multiply_adds"]
        case "count", ["parts", ""]:
            groups = [count for index, count, _ in counts_in(scene, "keep_splitting") if index[0] == "groups"]
            assert value in groups and 1 < value < layer.groups
        case "count", ["unread", ""]:
            assert value == layer.in_channels - layer.in_channels // layer.groups
        case "count", ["total", ""]:
            assert value == layer.in_channels or (within and value in (within, layer.out_channels))
        case "count", ["shown" | "shown_channels", ""] if scene.show_channels and not within:
            assert value == len(scene.show_channels)
        case "count", ["shown" | "shown_channels", ""]:
            # Which of many are shown, and so how many, tests of the layout tell.
            assert 1 < value < most
        case "count", ["shown_filters", ""]:
            assert len(channels_beside(scene, entry, "output", "weight")) <= value < layer.out_channels
        case "count", ["shown_in_lane", ""]:
            lane = layer.out_channels // layer.groups
            there = {channel // lane: 0 for channel in channels_beside(scene, entry, "weight")}
            for channel in channels_beside(scene, entry, "weight"):
                there[channel // lane] += 1
            assert max(there.values(), default=0) <= value < lane
        case _:
            raise AssertionError(f"nobody checks {name}{index}")


def worked_by_way(scene: ConvScene) -> dict[str, float]:
    """The multiply-adds of every lane by torch's count, each of its layers by itself."""
    return {lane.key: sum(counted(cast.layer.tag)["multiply_adds"] for cast in lane.casts) for lane in scene.lanes}


def way_of(entry: dict[str, Any]) -> str:
    """What an entry's cost is of: as the meter has it, or a block with which convolutions."""
    name = str(entry["index"][0]) if entry["index"] else ""
    return name.removesuffix("_multiply_adds") if entry["tensor"] == "count" else entry["tensor"]


def beside(scene: ConvScene, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands in the frame at some time while an entry's number does."""
    numbers = scene.ledger.as_dict()["numbers"]
    return [one for one in numbers if one["start"] < entry["end"] and entry["start"] < one["end"]]


def channels_beside(scene: ConvScene, entry: dict[str, Any], *tensors: str) -> set[int]:
    """Of which channels, or filters, of a tensor numbers stand there with an entry's."""
    return {one["index"][0] for one in beside(scene, entry) if one["tensor"] in tensors}


def check_agreement(scene: ConvScene, entry: dict[str, Any]) -> None:
    """How far the output is from torch's, in the precision that both are computed in."""
    if scene.lesson == "block":
        theirs = within_block(scene)["output"]
        assert entry["value"] <= 1e-9 + 1e-4 * (scene.numbers.input.dtype == torch.float32)
        assert np.allclose(scene.numbers.output.double().numpy(), theirs, rtol=1e-4, atol=1e-4)
        return
    ways = getattr(scene, "own_tensors", {"": getattr(scene, "halves", (scene.tensors,))}).values()
    differences = [largest_difference(layers) for layers in ways]
    if entry["index"][0] == "largest_difference":
        assert entry["value"] == max(differences)
    else:
        assert entry["index"][0] == "tolerance"
        most = max(layers[-1].output.abs().max() for layers in ways)
        assert max(differences) <= entry["value"] <= 1e-3 * most


def largest_difference(layers: Sequence[Tensors]) -> float:
    """From the output of layers in a row to that of torch's calls in a row."""
    theirs = layers[0].input
    for one in layers:
        (top, bottom), (left, right) = one.layer.padding
        padded = F.pad(theirs, (left, right, top, bottom))[None]
        more = {"stride": one.layer.stride, "dilation": one.layer.dilation, "groups": one.layer.groups}
        theirs = F.conv2d(padded, one.weight, one.bias, **more)[0]
    return (layers[-1].output.double() - theirs.double()).abs().max().item()


@pytest.mark.parametrize("case", asked(CROPS))
def test_a_crop_shows_its_own_cells_and_costs_of_the_whole_layer(case: str) -> None:
    scene = played(case).scene
    view, told = scene.view, scene.ledger.as_dict()
    assert view is not None
    made = ("middle", "straight_output", "output", "standard_output")
    parts = {"input": view.input, **dict.fromkeys(made, view.output)}
    if scene.lesson == "block":
        parts |= {"widened": view.input, "expanded": view.input, "filtered": view.output, "scaled": view.output}
    for entry in told["numbers"]:
        if entry["tensor"] in parts:
            _, row, column = entry["index"]
            assert row in parts[entry["tensor"]][0] and column in parts[entry["tensor"]][1], entry
    for mark in scene.marks:
        _, row, column = mark.step.index
        rows, columns = view.input if mark.as_dict()["makes"] == "u" else view.output
        assert row in rows and column in columns
    walked = {mark.step.index[1:] for mark in scene.marks if mark.as_dict()["makes"] != "u"}
    # In a race all cells are lit without a window that walks, and one of them is told before; growth is of no cell.
    every = {"comparison": 1, "demand": 0, "conclusion": 0}.get(scene.lesson, view.output_size[0] * view.output_size[1])
    assert len(walked) == every
    whole = {half.layer.tag for half in getattr(scene, "halves", [])} | {scene.layer.tag}
    if scene.lesson in ("comparison", "conclusion"):
        whole |= {cast.layer.tag for lane in scene.lanes for cast in lane.casts}
    assert {entry["index"][1] for entry in told["numbers"] if entry["index"][:1] == ["out_cells"]} <= whole


@pytest.mark.parametrize("case", asked(CASES))
def test_every_equation_is_true_as_it_is_printed(case: str) -> None:
    scene = played(case).scene
    equations = scene.ledger.as_dict()["equations"]
    assert bool(equations) is (scene.lesson != "conclusion")
    for equation in equations:
        assert is_true(equation["text"], real=scene.dtype != "int64"), equation


@pytest.mark.parametrize("case", asked(CASES))
def test_intervals_lie_within_the_clip_and_boxes_in_the_frame(case: str) -> None:
    scene = played(case).scene
    for entry in scene.ledger.as_dict()["numbers"]:
        assert 0 <= entry["start"] < entry["end"] <= scene.now + 1e-6
        if entry["box"] is not None:
            left, top, right, bottom = entry["box"]
            assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1


def test_numbers_are_written_as_is_asked_for() -> None:
    told = {case: played(case).scene.ledger.as_dict()["numbers"] for case in WRITTEN}
    terms = [one for one in told["depthwise-german"] if one["tensor"] in ("product", "row_sum")]
    assert terms and all(re.fullmatch(r"(− |\+ |−)?\d+,\d{3}", one["text"]) for one in terms)
    # Cells have no room for as many.
    assert any(re.fullmatch(r"−?\d+,\d", one["text"]) for one in told["depthwise-german"])
    assert any(re.fullmatch(r"−?\d+,\d", one["text"]) for one in told["separable-french"])
    assert not any(mark in one["text"] for one in told["split-spanish"] for mark in ".," if one["tensor"] == "input")


def test_integers_are_printed_exactly_and_real_values_are_marked_as_rounded() -> None:
    for case in ("depthwise", "separable"):
        assert all(
            "\u2248" not in e["text"] or "." in e["text"] for e in played(case).scene.ledger.as_dict()["equations"]
        )
    real = played("depthwise-real").scene.ledger.as_dict()["equations"]
    assert any("\u2248" in e["text"] for e in real)


@pytest.mark.parametrize(
    ("text", "value", "true"),
    [
        ("−12", -12, True),
        ("9\u2009216", 9216, True),
        ("eight", 8, True),
        ("Eight", 8, True),
        ("0.46", 0.456, True),
        ("0.46", 0.44, False),
        ("half", 0.5, True),
        ("one eighth", 0.125, True),
        ("1/64", 1 / 64, True),
        ("− 3", -3, True),
        ("+ 2", 2, True),
        ("≈\u20094.2", 4.235, True),
        ("0,46", 0.456, True),
        ("0,46", 0.44, False),
        ("12", 13, False),
    ],
)
def test_the_reading_of_numbers_can_fail(text: str, value: float, true: bool) -> None:
    assert reads_as(text, value) is true
    half = 0.5 * 0.1 ** len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0
    assert float(printed(text)[1]) == pytest.approx(half)


@pytest.mark.parametrize("case", asked(CASES))
def test_marks_tell_the_step_that_the_ribbon_shows(case):
    scene = played(case).scene
    ends = [still.time for still in scene.stills]
    # Where work is counted, or numbers move, and no sum is told, a window walks for its places alone, if at all.
    assert bool(scene.marks) is (scene.lesson not in ("demand", "conclusion", "pooling", "pixel_shuffle"))
    shown = scene.ledger.as_dict()["numbers"]
    assert all(mark.written for mark in scene.marks[:1])
    for mark in [mark for mark in scene.marks if mark.written][:4]:
        assert 0 <= mark.time < ends[-1]
        told = mark.as_dict()
        assert (told["reads"], told["makes"]) in LETTERS
        here = [entry for entry in shown if entry["index"] == told["index"] and entry["end"] > mark.time]
        assert any(math.isclose(entry["value"], told["total"], rel_tol=1e-5, abs_tol=1e-6) for entry in here)
