"""``convanim cost``: a network's costs as a table, as JSON and as CSV, wherever they go."""

import csv
import io
import json
import os
import re
import sys

import jsonschema
import pytest

from convanim.networks import NETWORKS, network_of, with_standard
from convanim.networks.report import Report, json_schema
from tests.children import run as run_command

NET = """
import torch
from torch import nn

print("chatter that must not mix with results")

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise = nn.Conv2d(3, 3, 3, groups=3, bias=False)
        self.pointwise = nn.Conv2d(3, 8, 1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.grouped = nn.Conv2d(8, 8, 3, groups=4)
        self.spread = nn.ConvTranspose2d(8, 4, 2, 2)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        x = self.norm(self.pointwise(self.depthwise(x)))
        return self.head(self.spread(self.grouped(x)).mean((2, 3)))
"""


@pytest.fixture
def net(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(NET, encoding="utf-8")
    return path


def test_a_model_of_ones_own(run, net):
    done = run("cost", "net.py:Net", "--input-size", "3x8x8")
    assert (done.code, done.err) == (0, "chatter that must not mix with results\n")
    lines = done.out.splitlines()
    assert lines[0] == "net.py:Net: input 3x8x8"
    # Of the sums below, the total alone has no name of a row's.
    rows = {line.split()[0]: line.split() for line in reversed(lines) if re.match(r"\w", line)}
    assert rows["depthwise"][:7] == ["depthwise", "depthwise", "3x1x3x3", "3", "3x3", "1x1", "3x6x6"]
    assert rows["spread"][1:3] == ["ConvTranspose2d", "8x4x2x2"]
    total = 27 * 36 + 24 * 36 + 144 * 16 + 128 * 16 + 8
    assert rows["total"][-3:-2] == [f"{total:,}"]
    assert "times as many." in lines[-1]


def test_json_is_as_its_schema_says(run, net):
    schema = json.loads(run("schema", "cost").out)
    assert schema == json_schema()
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    told = json.loads(run("cost", "net.py:Net", "--input-size", "3x8x8", "--json").out)
    checker.validate(told)
    depthwise, pointwise, grouped, spread = told["convolutions"]
    assert (depthwise["beside"], pointwise["beside"]) == ("pointwise", "depthwise")
    # A standard layer of eight filters of 3x3x3.
    assert depthwise["saved"] == pointwise["saved"] == pytest.approx(8 * 27 / (27 + 24))
    assert (grouped["saved"], spread["saved"], spread["type"]) == (4, None, "ConvTranspose2d")
    assert sum(one["share"] for one in told["convolutions"]) < 1
    assert {one["type"]: one["parameters"] for one in told["rest"]} == {"Linear": 10, "BatchNorm2d": 16}
    assert told["total"]["parameters"] == sum(one["parameters"] for one in told["convolutions"] + told["rest"])
    full = 8 * 27 * 36 + 8 * 8 * 9 * 16 + 128 * 16 + 8
    assert told["standard"]["multiply_adds"] == full
    with pytest.raises(jsonschema.ValidationError):
        checker.validate({**told, "more": 1})


def test_csv_has_a_row_for_each_convolution_and_each_sort_of_the_rest(run, net):
    done = run("cost", "net.py:Net", "--input-size", "3x8x8", "--csv")
    rows = [*csv.DictReader(io.StringIO(done.out))]
    assert [row["name"] for row in rows] == [*("depthwise", "pointwise", "grouped", "spread"), "BatchNorm2d", "Linear"]
    assert rows[0]["weight"] == "3x1x3x3" and rows[2]["saved"] == "4.0"
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1)


@pytest.mark.parametrize("name", NETWORKS)
def test_published_networks(run, name):
    told = json.loads(run("cost", name, "--json").out)
    jsonschema.validate(told, json_schema())
    network = network_of(name)
    assert (told["title"], told["source"], told["input"]) == (network.title, network.source, [3, 224, 224])
    assert told["total"] == {"parameters": network.cost.parameters, "multiply_adds": network.cost.multiply_adds}
    assert told["standard"]["multiply_adds"] == with_standard(network).cost.multiply_adds
    for both in ("parameters", "multiply_adds"):
        assert sum(one[both] for one in told["kinds"] + told["rest"]) == told["total"][both]


def test_pairs_save_together_what_they_save():
    for stage in network_of("mobilenet_v1").stages[1:6]:
        for row in Report(network_of("mobilenet_v1"), (3, 224, 224)).rows:
            if row.part in stage.parts:
                assert row.saved == pytest.approx(1 / (1 / row_filters(stage, row) + 1 / 9))


def row_filters(stage, row):
    """Filters of the pair that a row belongs to."""
    return next(
        part.layer.out_channels
        for part in stage.parts
        if part.name in (row.part.name, row.beside) and part.kind == "pointwise"
    )


def test_another_picture(run):
    told = json.loads(run("cost", "mobilenet_v2", "--input-size", "3x320x256", "--json").out)
    assert told["input"] == [3, 320, 256]
    assert told["convolutions"][0]["output"] == [32, 160, 128]
    assert told["total"]["parameters"] == network_of("mobilenet_v2").cost.parameters


def test_neither_manim_nor_torch_is_loaded_for_a_published_network():
    code = (
        "import sys, convanim.cli\n"
        "try: convanim.cli.main(['cost', 'mobilenet_v2', *sys.argv[1:]])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'torch', 'manim'} & set(sys.modules)\n"
    )
    done = run_command([sys.executable, "-c", code])
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["mobilenet_v3"], ["no network is called 'mobilenet_v3'", "FILE.py:Net", "try mobilenet_v2"]),
        (["net.py"], ["net.py says no class or function in the file", "try net.py:Net"]),
        (["net.py:Nut"], ["the model net.py:Nut: there is no Nut", "Net"]),
        (["other.py:Net"], ["there is no file other.py"]),
        (["net.py:Net", "--input-size", "8"], ["input-size is '8'", "3x224x224"]),
        (["net.py:Net", "--input-size", "3x0x8"], ["input-size is '3x0x8'"]),
        (["net.py:Net", "--input-size", "1x8x8"], ["Net cannot run on an input of 1x8x8", "--input-size"]),
        (["mobilenet_v2", "--input-size", "1x224x224"], ["pictures of three channels", "3x224x224"]),
        (["net.py:Net", "--json", "--csv"], ["--json beside --csv"]),
    ],
)
def test_refusals(run, net, arguments, parts):
    done = run("cost", *arguments)
    assert (done.code, done.out) == (2, "")
    for part in parts:
        assert part in done.err


def test_narrow_windows_leave_out_what_matters_least(run, monkeypatch):
    wide = run("cost", "mobilenet_v2").out
    for width in (100, 80, 60, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = run("cost", "mobilenet_v2").out.splitlines()
        assert max(map(len, lines)) <= width
        told = "\n".join(lines)
        assert "Left out for want of room: " in told.replace("\n", " ") and "300,774,272" in told
        # Every number that is still there is whole.
        assert set(re.findall(r"[\d,]+,\d{3}", told)) <= set(re.findall(r"[\d,]+,\d{3}", wide))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16"])
def test_pipes_take_it_in_every_encoding(encoding, net, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for arguments in (["resnext50_32x4d"], ["net.py:Net"], ["resnext50_32x4d", "--csv"], ["resnext50_32x4d", "--json"]):
        command = [sys.executable, "-m", "convanim", "cost", *arguments]
        done = run_command(command, text=False, cwd=tmp_path, env=environment)
        assert done.returncode == 0, done.stderr
        told = done.stdout.decode(encoding if "--json" not in arguments or encoding == "utf-16" else "utf-8")
        assert "\x1b" not in told and "\\u" not in told.replace("\\u00d7", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
@pytest.mark.parametrize("plain", [False, True])
def test_terminals_show_headings_in_bold_unless_nobody_wants_that(plain):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "90"}
    environment |= {"NO_COLOR": "1", "TERM": "dumb"} if plain else {}
    try:
        command = [sys.executable, "-m", "convanim", "cost", "mobilenet_v1"]
        done = run_command(command, text=False, stdout=theirs, env=environment)
        shown = os.read(ours, 2**16)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 0
    assert (b"\x1b[1m" in shown) is not plain
