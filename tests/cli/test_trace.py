"""``convanim trace``: the arithmetic in text."""

import json
import re

import numpy as np
import pytest
import torch

from convanim.kernels import convolve_transposed, make_tensors, separable_tensors
from convanim.lessons import LESSONS, default_layer, fit_layer
from tests.children import python
from tests.scenes.asked import OF_LAYERS, left_open


def test_no_manim_is_loaded():
    code = (
        "import sys, convanim.cli\n"
        "try: convanim.cli.main(['trace', 'separable'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert 'manim' not in sys.modules\n"
    )
    done = python("-c", code)
    assert (done.returncode, done.stderr) == (0, "")


def test_as_many_cells_as_asked_for(run):
    done = run("trace", "depthwise", "--limit", "3")
    lines = done.out.splitlines()
    assert lines[0] == "depthwise: input 8x6x6, weights 8x1x3x3, groups 8, output 8x4x4"
    assert [line.split(" ")[0] for line in lines[1:4]] == ["y[0,0,0]", "y[0,0,1]", "y[0,0,2]"]
    assert lines[4].startswith("… and 125 more")
    assert len(lines) == 5
    assert len(run("trace", "depthwise", "--all").out.splitlines()) == 129
    assert len(run("trace", "depthwise", "--limit", "0").out.splitlines()) == 2


@pytest.mark.parametrize("name", [name for name, lesson in OF_LAYERS.items() if lesson.has_weights])
def test_equations_are_true(run, name):
    # A window that is to hop has to have room for that.
    size = 5 if name == "stride" else 3
    options = left_open(LESSONS[name], {"in_channels": 2, "size": size})
    channels = ("--channels", "2") if "in_channels" in options else ()
    done = run("trace", name, *channels, "--size", str(size), "--json", "--all", "--seed", "4")
    # Where numbers only move there is nothing to compute.
    steps = [step for step in map(json.loads, done.out.splitlines()) if "from" not in step]
    layer = fit_layer(name, options)
    assert len({(step["stage"], *step["index"]) for step in steps}) == len(steps)
    for step in steps:
        products = np.multiply(step["window" if "window" in step else "read"], step["weights"])
        assert products.tolist() == step["products"]
        assert products.sum() == step["total"]
        left, right = step["equation"].replace("−", "-").replace("·", "*").split(" = ")[1:]
        assert eval(left) == int(right) == step["total"]
    others = {"depthwise", "transpose"} - {name}
    last = [step["total"] for step in steps if step["stage"] not in others]
    assert len(last) == np.prod(layer.output_shape)


@pytest.mark.parametrize("options", [(), ("--kernel", "3", "--stride", "2", "--padding", "1")])
def test_both_poolings_are_told(run, options):
    done = run("trace", "pooling", *options, "--json", "--all")
    steps = [json.loads(line) for line in done.out.splitlines()]
    assert {step["stage"] for step in steps} == {"largest", "average"} and "weights" not in steps[0]
    for step in steps:
        left, right = re.split(" [=≈] ", step["equation"].replace("−", "-"))[1:]
        assert float(right) == pytest.approx(step["total"], abs=0.005)
        assert eval(left) == pytest.approx(step["total"])
    assert len(steps) == 2 * 27


def test_a_pooled_cell_is_told(run):
    lines = run("trace", "pooling", "--cell", "1,0,2").out.splitlines()
    assert lines[0] == "pooling, largest: input 3x6x6, windows 2x2, output 3x3x3"
    assert lines[1] == "y[1,0,2] reads rows 0-1, columns 4-5 of channel 1"
    assert lines[2].startswith("y[1,0,2] = max(") and len(lines) == 6


def test_the_transpose_is_told_by_the_cells_that_it_makes(run):
    steps = [json.loads(line) for line in run("trace", "transposed", "--json", "--all").out.splitlines()]
    numbers = make_tensors(default_layer("transposed"))
    for stage, made in (
        ("transposed", numbers.output),
        ("transpose", convolve_transposed(numbers.layer, numbers.output, numbers.weight, None)),
    ):
        assert [step["total"] for step in steps if step["stage"] == stage] == made.flatten().tolist()
    # A cell that one of both makes alone is taken apart there.
    done = run("trace", "transposed", "--cell", "0,8,7").out.splitlines()
    assert len(done) == 4 and done[1] == "z[0,8,7] is reached by 1 stamp"
    assert len(run("trace", "transposed", "--cell", "0,1,1").out.splitlines()) == 7
    assert "row 0 to 8" in run("trace", "transposed", "--cell", "0,9,0").err


MODEL = """\
import torch
from torch import nn

def up():
    layer = nn.ConvTranspose2d(2, 1, (2, 3), stride=2, padding=(0, 1), bias=False)
    layer.weight.data = torch.arange(-6.0, 6.0).reshape(2, 1, 2, 3)
    return nn.Sequential(layer)
"""


def test_a_transposed_convolution_of_a_model_is_traced_by_itself(run, tmp_path):
    (tmp_path / "mine.py").write_text(MODEL, encoding="utf-8")
    np.save(tmp_path / "x.npy", np.ones((2, 1, 2), np.float32))
    own = ("--model", f"{tmp_path / 'mine.py'}:up", "--layer-name", "0", "--input", str(tmp_path / "x.npy"))
    lines = run("trace", "transposed", *own).out.splitlines()
    assert lines[0].startswith("transposed: input 1x1x2, weights 1x1x2x3, output 1x2x3")
    assert lines[0].endswith("channel 0 of 2 into 0 of 1")
    # It is not all that the module makes there.
    assert lines[2] == "z[0,0,1] ≈ 1.00·(−4.00) + 1.00·(−6.00) ≈ −10.00"
    said = run("trace", "transposed", *own[:2], *own[4:]).err
    assert "Sequential is no convolution itself" in said and "--layer-name 0" in said


def test_separable_feeds_one_stage_into_the_next(run):
    steps = [json.loads(line) for line in run("trace", "separable", "--json", "--all").out.splitlines()]
    for stage, tensors in zip(("depthwise", "pointwise"), separable_tensors(default_layer("separable")), strict=True):
        totals = [step["total"] for step in steps if step["stage"] == stage]
        assert totals == tensors.output.flatten().tolist()


def test_one_cell_taken_apart(run):
    done = run("trace", "split", "--cell", "5, 0,1")
    lines = done.out.splitlines()
    assert lines[1] == "y[5,0,1] reads rows 0-2, columns 1-3 of channels 4-7"
    assert [line.split(":")[0].strip() for line in lines[2:6]] == [f"channel {channel}" for channel in range(4, 8)]
    assert lines[6].startswith("y[5,0,1] = ")
    as_json = json.loads(run("trace", "split", "--cell", "5,0,1", "--json").out)
    assert as_json["index"] == [5, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["dephtwise"], ["no scene is called 'dephtwise'", "depthwise"]),
        (["split", "--cell", "0,0"], ["--cell is '0,0'", "three whole numbers", "--cell 0,0,0"]),
        (["split", "--cell", "9,0,0"], ["no output cell (9, 0, 0)", "out_channel 0 to 7"]),
        (["pointwise", "--kernel", "3"], ["kernel is 3", "1x1"]),
        (["split", "--input", "none.npy"], ["none.npy"]),
        (["clock"], ["clock shows no layer whose cells could be traced", "split"]),
        (["efficientnet"], ["efficientnet shows no layer whose cells could be traced", "split"]),
    ],
)
def test_refusals(run, arguments, parts):
    done = run("trace", *arguments)
    assert (done.code, done.out) == (2, "")
    for part in parts:
        assert part in done.err


def test_own_numbers(run, tmp_path):
    np.save(tmp_path / "input.npy", np.full((2, 3, 3), 0.5))
    done = run("trace", "depthwise", "--input", "input.npy")
    assert "0.50·" in done.out
    assert "≈" in done.out


OWN = """
from convanim import ConvScene, Depthwise, Layer, Values

class Mine(Depthwise):
    layer = Layer(2, 2, groups=2, size=4)
    values = Values(seed=7)

class Other(ConvScene):
    layer = Layer(2, 2, size=3, kernel=2)
"""


def test_a_scene_of_ones_own_is_traced_with_its_layer_and_its_numbers(run, tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    done = run("trace", "own.py:Mine", "--all")
    heading, *equations = done.out.splitlines()
    assert heading == "Mine, depthwise: input 2x4x4, weights 2x1x3x3, groups 2, output 2x2x2"
    layer = ("--channels", "2", "--size", "4", "--seed", "7")
    assert equations == run("trace", "depthwise", *layer, "--all").out.splitlines()[1:]
    assert run("trace", "own.py:Mine", "--seed", "8", "--all").out.splitlines()[1:] != equations
    other = run("trace", "own.py:Other").out.splitlines()
    assert other[0] == "Other: input 2x3x3, weights 2x2x2x2, groups 1, output 2x2x2"


@pytest.mark.parametrize(("name", "said"), [("lesson", "lesson shows no layer"), ("dpthwise", "try depthwise")])
def test_what_has_no_cells_is_refused(run, name, said):
    done = run("trace", name)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_shuffle_is_told_by_the_cells_of_the_large_maps(run):
    options = ("--filters", "18", "--upscale-factor", "3", "--size", "2x3", "--bias")
    steps = [json.loads(line) for line in run("trace", "pixel_shuffle", *options, "--json", "--all").out.splitlines()]
    made = [step for step in steps if step["stage"] == "shuffle"]
    layer = fit_layer("pixel_shuffle", {"out_channels": 18, "size": (2, 3), "bias": True}, None, {"upscale_factor": 3})
    theirs = torch.pixel_shuffle(make_tensors(layer).output[None], 3)[0]
    assert [step["total"] for step in made] == theirs.flatten().tolist()
    small = {tuple(step["index"]): step["total"] for step in steps if step["stage"] == "pixel_shuffle"}
    assert all(small[tuple(step["from"])] == step["total"] for step in made)
    lines = run("trace", "pixel_shuffle", *options, "--cell", "1,4,8").out.splitlines()
    assert lines[-3] == "z[1,4,8] is in the square of row 1, column 2 of all small maps"
    assert lines[-2] == "  row 4 = 3·1 + 1, column 8 = 3·2 + 2, channel 14 = 9·1 + 3·1 + 2"
    assert "row 0 to 5" in run("trace", "pixel_shuffle", *options, "--cell", "0,6,0").err
    assert "--upscale-factor 3 in split" in run("trace", "split", "--upscale-factor", "3").err
