"""The user's own files and models, on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn

NET = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 6, 3, stride=2, padding=1)
        self.depth = nn.Conv2d(6, 6, (2, 3), stride=(2, 1), padding=(1, 0), groups=6)

    def forward(self, x):
        return self.depth(self.stem(x).relu()).relu_()


def broken():
    raise RuntimeError("out of luck")


def number():
    return 3
"""


@pytest.fixture
def files(tmp_path):
    torch.manual_seed(0)
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    pair = nn.Sequential(nn.Conv2d(3, 3, (2, 3), groups=3), nn.Conv2d(3, 5, 1))
    save_file(pair.state_dict(), tmp_path / "pair.safetensors")
    torch.save(pair.state_dict(), tmp_path / "pair.pt")
    save_file({"depth.weight": torch.ones(6, 1, 2, 3)}, tmp_path / "part.safetensors")
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (40, 60, 3), dtype=np.uint8)).save(tmp_path / "photo.png")
    return pair


def traced(run, *arguments):
    done = run("trace", *arguments, "--all", "--json")
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.mark.parametrize("kind", ["pt", "safetensors"])
def test_weights_bias_and_photo(run, files, kind):
    steps = traced(
        run,
        "depthwise",
        "--weights",
        f"pair.{kind}:0.weight",
        "--input",
        "photo.png",
        "--resize",
        "5x6",
        "--stride",
        "2x1",
    )
    assert len(steps) == 3 * 2 * 4
    assert steps[0]["bias"] == files[0].bias[0].item()
    photo = np.asarray(Image.open("photo.png"), dtype=float).reshape(5, 8, 6, 10, 3).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(steps[0]["window"][0][0], photo[0, :3, 0], atol=1e-6)
    image = torch.tensor(photo).permute(2, 0, 1).float()
    made = nn.functional.conv2d(image, files[0].weight, files[0].bias, stride=(2, 1), groups=3)
    np.testing.assert_allclose([step["total"] for step in steps], made.detach().ravel(), atol=1e-5)


def test_no_bias_leaves_out_the_one_that_is_there(run, files):
    assert traced(run, "depthwise", "--weights", "pair.pt:0.weight", "--no-bias")[0]["bias"] is None


def test_both_halves_of_a_separable_layer(run, files):
    given = ["--weights", "pair.pt:0.weight", "--mixing", "pair.pt:1.weight", "--input", "photo.png", "--resize", "5"]
    steps = [step for step in traced(run, "separable", *given) if step["stage"] == "pointwise"]
    assert len(steps) == 5 * 4 * 3
    assert steps[0]["bias"] == files[1].bias[0].item()


def test_a_layer_inside_a_model(run, files):
    steps = traced(
        run, "depthwise", "--model", "net.py:Net", "--layer-name", "depth", "--input", "photo.png", "--resize", "8x9"
    )
    assert len(steps) == 6 * 3 * 3
    assert min(min(map(min, step["window"][0])) for step in steps) == 0


@pytest.mark.parametrize("quiet", [True, False])
def test_a_checkpoint_of_a_training_script(run, files, quiet):
    Path("costs.py").write_text(
        "from convanim import Depthwise\nclass Costs(Depthwise):\n    beats = ('count_the_cost',)\n", encoding="utf-8"
    )
    state = {"model.stem.weight": torch.ones(6, 1, 3, 3), "model.stem.bias": torch.ones(6)}
    state |= {"model.depth.weight": torch.ones(6, 1, 2, 3) * 7, "model.depth.bias": torch.ones(6)}
    torch.save({"epoch": 2, "state_dict": state}, "last.ckpt")
    model = ["--model", "net.py:Net", "--layer-name", "depth", "--input", "photo.png", "--resize", "8x9"]
    steps = traced(run, "depthwise", *model, "--state", "last.ckpt")
    assert steps[0]["weights"][0][0][0] == 7
    assert traced(run, "depthwise", *model, "--state", "last.ckpt:state_dict") == steps
    for given, note in (
        ([*model, "--state", "last.ckpt"], "note: --state last.ckpt: the weights are those under state_dict.model\n"),
        (["--weights", "last.ckpt:depth.weight"], "note: --weights last.ckpt: depth.weight is state_dict.model.depth"),
    ):
        done = run("render", "costs.py", *given, "-q", "l", "--stills", *(["--quiet"] if quiet else []))
        assert done.code == 0, done.err
        assert (note in done.err) != quiet


def test_a_film_of_them_is_kept_until_a_number_changes(run, files, tmp_path):
    (tmp_path / "costs.py").write_text(
        "from convanim import Depthwise\nclass Costs(Depthwise):\n    beats = ('count_the_cost',)\n", encoding="utf-8"
    )
    given = ["render", "costs.py", "--weights", "pair.pt:0.weight", "--input", "photo.png", "--resize", "5", "-q", "l"]
    assert run(*given).code == 0
    assert "1 of 1 beats as before" in run(*given).out
    assert "as before" not in run(*given[:-4], "--resize", "5x6", "-q", "l").out
    Image.new("RGB", (9, 9), "red").save("photo.png")
    assert "as before" not in run(*given).out


@pytest.mark.parametrize("film", [True, False])
def test_every_way_to_render_takes_both_halves(run, files, monkeypatch, film):
    from convanim.film import shoot as home

    seen, stage = [], home.stage

    def noted(scene, *rest, **more):
        seen.append(scene)
        return stage(scene, *rest, **more)

    monkeypatch.setattr(home, "stage", noted)
    given = ["--weights", "pair.pt:0.weight", "--mixing", "pair.pt:1.weight", "--input", "photo.png", "--resize", "4"]
    Path("sums.py").write_text("from convanim import Separable\nclass S(Separable):\n    beats = ('true_costs',)\n")
    assert run("render", "sums.py", *given, "-q", "l", "-j", "1", *(() if film else ("--stills",))).code == 0
    assert (seen[-1].mixing.weight == files[1].weight.detach().numpy()).all()


REFUSED = [
    (
        ["depthwise", "--weights", "pair.pt"],
        ["one: 0.weight 3x1x2x3, 1.weight 5x3x1x1; try pair.pt:0.weight"],
    ),
    (["depthwise", "--weights", "pair.pt:2.weight"], ["no tensor '2.weight'", "0.bias 3"]),
    (["depthwise", "--weights", "pair.pt:0.weight", "--kernel", "3"], ["weight has shape (3, 1, 2, 3)"]),
    (["depthwise", "--weights", "pair.pt:0.weight", "--biases", "pair.pt:1.bias"], ["bias has shape (5,)"]),
    (["depthwise", "--input", "photo.png", "--resize", "0"], ["size height is 0"]),
    (["depthwise", "--input", "photo.png", "--size", "5x7"], ["pixels; allowed: 5x7", "try --resize 5x7"]),
    (["depthwise", "--input", "photo.png", "--resize", "6", "--size", "5"], ["has 6x6 pixels", "try --resize 5x5"]),
    (["depthwise", "--input", "photo.png", "--normalise", "half"], ["normalise is 'half'"]),
    (["depthwise", "--input", "pair.pt:0.weight", "--resize", "5"], ["--resize with pair.pt:0.weight"]),
    (["depthwise", "--resize", "5"], ["--resize without --input"]),
    (["pointwise", "--input", "photo.png", "--resize", "5", "--channels", "4"], ["a layer that reads 4 channels"]),
    (["depthwise", "--state", "pair.pt"], ["--state pair.pt without --model"]),
    (["depthwise", "--model", "net.py:Net", "--layer-name", "depth"], ["--model without --input"]),
    (
        ["depthwise", "--model", "net.py:Net", "--input", "photo.png"],
        ["try --layer-name one of stem, depth"],
    ),
    (["depthwise", "--model", "net.py:None_", "--input", "photo.png"], ["there is no None_", "Net"]),
    (["depthwise", "--model", "net.py:broken"], ["RuntimeError: out of luck"]),
    (["depthwise", "--model", "net.py:number"], ["makes int"]),
    (["depthwise", "--model", "nowhere.net:Net"], ["No module named 'nowhere'"]),
    (["depthwise", "--model", "net.py"], ["--model is 'net.py'"]),
    (["depthwise", "--model", "net.py:Net", "--stride", "2"], ["stride beside --model"]),
    (
        ["depthwise", "--model", "net.py:Net", "--state", "part.safetensors"],
        ["--state part.safetensors", "missing: stem.weight, stem.bias, depth.bias; allowed"],
    ),
]


@pytest.mark.parametrize(("arguments", "parts"), REFUSED, ids=[" ".join(arguments) for arguments, _ in REFUSED])
@pytest.mark.parametrize("command", ["trace", "render"])
def test_refusals(run, files, command, arguments, parts):
    done = run(command, *arguments)
    assert done.code == 2, done
    assert done.out == ""
    assert done.err.startswith("error: ")
    for part in parts:
        assert part in done.err


def test_channels_to_show(run, files):
    Path("costs.py").write_text(
        "from convanim import Depthwise\nclass Costs(Depthwise):\n    beats = ('all_channels_at_once',)\n",
        encoding="utf-8",
    )
    given = ["render", "costs.py", "--channels", "12", "-q", "l"]
    assert run(*given, "--show-channels", "0,5,9").code == 0
    numbers = json.loads(Path("media/costs.json").read_text(encoding="utf-8"))["numbers"]
    shown = {one["index"][0] for one in numbers if one["tensor"] == "output"}
    assert shown == {0, 5, 9}
    assert "1 of 1 beats as before" in run(*given, "--show-channels", "9,0,5").out
    assert "as before" not in run(*given, "--show-channels", "0,5").out


def test_a_crop_of_a_large_input(run, files):
    Path("costs.py").write_text(
        "from convanim import Depthwise\nclass Costs(Depthwise):\n    beats = ('count_the_cost',)\n", encoding="utf-8"
    )
    given = ["render", "costs.py", "--channels", "12", "--size", "40", "-q", "l", "--show-channels", "0,9"]
    assert run(*given, "--crop", "-20:-14,30:").code == 0
    told = json.loads(Path("media/costs.json").read_text(encoding="utf-8"))
    assert told["crop"] == "20:26,30:40"
    assert told["layer"]["size"] == [40, 40]
    shown = [one["index"][1:] for one in told["numbers"] if one["tensor"] == "output"]
    assert {row for row, _ in shown} == set(range(20, 24))
    assert {column for _, column in shown} == set(range(30, 38))
    assert "1 of 1 beats as before" in run(*given, "--crop", "20:26,30:40").out
    assert "as before" not in run(*given, "--crop", "20:26,29:40").out


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("40:52", "the crop is '40:52'; allowed: rows and columns as in Python slices; try 40:52,60:72"),
        ("0:2,0:6", "the crop 0:2,0:6 holds no whole window of this layer"),
        ("0:2,0:6", "3×3 cells; try 0:3,0:6"),
        ("6:,:", "the crop 6:,: has no rows of an input of 6×6"),
    ],
)
def test_crops_that_cannot_be_shown(run, text, part):
    done = run("render", "depthwise", "--crop", text)
    assert done.code == 2
    assert part in done.err


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("depthwise", "0,8", "channel 8 of 8 is to be shown; allowed: 0 to 7"),
        ("depthwise", "a", "the channels to show are 'a'"),
        ("split", "1", "show-channels in split"),
    ],
)
def test_channels_that_cannot_be_shown(run, name, text, part):
    done = run("render", name, "--show-channels", text)
    assert done.code == 2
    assert part in done.err
