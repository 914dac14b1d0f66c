"""Python files of the user's own as modules."""

import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from convanim.catalog import load_scene
from convanim.errors import SpecError
from convanim.sources.code import load_file, load_module, warnings_shown
from convanim.sources.factories import load_model
from tests.children import run

MODEL = """
from __future__ import annotations
import pickle
from dataclasses import dataclass, field

import torch

{head}

@dataclass
class Config:
    groups: int = 4
    inner: list[Config] = field(default_factory=list)


class Net(torch.nn.Module):
    config = pickle.loads(pickle.dumps(Config(2, [Config()])))
    {body}
"""
SCENE = "from convanim import ConvScene\nfrom parts import WHO\nclass Mine(ConvScene):\n    title = WHO\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before, path = dict(sys.modules), list(sys.path)

    def written(name, text):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return str(file)

    yield written
    for name in sys.modules.keys() - before.keys():
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in sys.modules[name].__file__:
            del sys.modules[name]
    sys.modules.update(before)
    sys.path[:] = path


def model(head="", body=""):
    return MODEL.format(head=head, body=body)


@pytest.mark.parametrize("head", ["from parts import WHO", "from .parts import WHO", "import parts; WHO = parts.WHO"])
@pytest.mark.parametrize("name", ["net.py", "my net.v2.py", "torch.py", "json.py"])
def test_a_model_finds_what_stands_beside_it(write, head, name):
    write("nets/parts.py", "WHO = 'beside'\n")
    write("nets/" + name, model(head, "who = WHO"))
    net = load_model(f"nets/{name}:Net")
    assert (net.who, net.config.groups, net.config.inner[0].groups) == ("beside", 2, 4)


def test_scenes_and_models_are_found_in_the_same_way(write):
    for folder in ("here", "there"):
        write(f"{folder}/parts.py", f"WHO = '{folder}'\n")
        write(f"{folder}/net.py", model("from parts import WHO", "who = WHO"))
        write(f"{folder}/mine.py", SCENE)
    # Each has its own, whatever another of the same name was loaded before.
    for folder in ("here", "there", "here"):
        assert load_model(f"{folder}/net.py:Net").who == folder
    for folder in ("there", "here"):
        assert load_scene(f"{folder}/mine.py").title == folder


def test_what_stands_beside_goes_before_what_is_installed(write, monkeypatch):
    write("installed/parts.py", "WHO = 'installed'\n")
    write("installed/net.py", "WHO = 'installed'\n")
    monkeypatch.syspath_prepend("installed")
    write("nets/net.py", model("from parts import WHO\nimport net", "who, other = WHO, net.WHO"))
    assert load_model("nets/net.py:Net").who == "installed"
    sys.modules.pop("parts")
    write("nets2/parts.py", "WHO = 'beside'\n")
    write("nets2/data/readme.txt", "")
    write("installed/data.py", "WHO = 'installed'\n")
    write("nets2/net.py", model("from parts import WHO\nimport net, data", "who, others = WHO, (net.WHO, data.WHO)"))
    net = load_model("nets2/net.py:Net")
    # Its own name is that of something installed, and a folder that holds no code is no module.
    assert (net.who, net.others) == ("beside", ("installed", "installed"))


def test_a_file_runs_once(write):
    path = write("nets/net.py", model("print('ran')"))
    assert load_model(f"{path}:Net").__class__ is load_model("nets/net.py:Net").__class__


@pytest.mark.parametrize(
    ("named", "text", "parts"),
    [
        ("net.py:Net", "\n\nimport no_such_module\n", ["net.py, line 3: ModuleNotFoundError", "no_such_module"]),
        ("net.py:Net", "x = (\n", ["net.py, line 1", "never closed"]),
        ("net.py:Net", "raise SystemExit\n", ["net.py, line 1", "ends Python"]),
        ("net.py:Net", "from ..up import x\n", ["relative import", "try package.module:factory"]),
        ("net.py:Net", "def Net():\n    raise KeyError('a')\n", ["net.py, line 2: KeyError: 'a'"]),
        ("net.py:Net", "def Net(): raise SystemExit\n", ["net.py, line 1: this ends Python"]),
        ("net.py:Not", "class Net: pass\n", ["there is no Not; allowed: Net; try model=", "net.py:Net"]),
        ("net.py:NET", "class Net: pass\n", ["there is no NET; allowed: Net; try model=", "net.py:Net"]),
        ("net.py:Net", "Net = 3\n", ["net.py:Net is int; allowed: a class or function without arguments"]),
        ("net.py:Net", "def Net(n, *, m, k=1, **more): pass\n", ["asks for n, m; allowed: a class or", "Net(...)"]),
        ("none.py:Net", "", ["there is no file none.py"]),
        ("json:Net", "", ["there is no Net"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(write, named, text, parts):
    write("net.py", text)
    for _ in range(2):
        with pytest.raises(SpecError) as caught:
            load_model(named)
        for part in parts:
            assert part in str(caught.value)


def test_a_name_that_something_installed_has_too(write):
    write("json.py", model())
    with pytest.raises(SpecError, match=r"there is no Net in .*json.*; try model=.json.py:Net"):
        load_model("json:Net")


def test_packages_are_found_here(write):
    write("pack/__init__.py", "")
    write("pack/parts.py", "WHO = 'in the package'\n")
    write("pack/net.py", model("from pack.parts import WHO", "who = WHO"))
    assert load_model("pack.net:Net").who == "in the package"
    assert load_module("pack.net").Net.who == "in the package"


def test_nothing_stays_of_a_file_that_failed(write):
    before = len(sys.meta_path)
    path = write("net.py", "1 / 0\n")
    with pytest.raises(SpecError, match="ZeroDivisionError"):
        load_model("net.py:Net")
    assert len(sys.meta_path) == before
    write("net.py", model())
    assert load_model(f"{path}:Net").config.groups == 2


def test_warnings_of_the_users_code_are_shown_not_raised(write):
    path = write("net.py", model("import warnings; warnings.warn('careful')"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        assert load_model(f"{path}:Net")
        with pytest.raises(UserWarning):
            warnings.warn("of ours", stacklevel=1)
    assert [str(one.message) for one in caught] == ["careful"]
    with warnings.catch_warnings(record=True) as caught, warnings_shown():
        warnings.simplefilter("ignore")
        warnings.warn("not asked for", stacklevel=1)
    assert caught == []


def test_a_model_that_warns_is_traced_where_warnings_are_errors(write, tmp_path):
    np.save(tmp_path / "x.npy", np.ones((2, 4, 5), dtype=np.float32))
    body = """
    def __init__(self):
        super().__init__()
        warnings.warn("made")
        self.layer = torch.nn.Conv2d(2, 2, (2, 3), groups=2)

    def forward(self, x):
        warnings.warn("run")
        return self.layer(x)
"""
    write("net.py", model("import warnings; warnings.warn('loaded')", body))
    words = ["depthwise", "--model", "net.py:Net", "--layer-name", "layer", "--input", "x.npy", "--limit", "1"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "error", "-m", "convanim", "trace", *words]
    done = run(command, text=False, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    for warning in (b"loaded", b"made", b"run"):
        assert b"UserWarning: " + warning in done.stderr


def test_files_of_one_folder_are_one_package(write):
    write("nets/parts.py", "from .net import Base\nclass Part(Base): pass\n")
    path = Path(write("nets/net.py", "class Base: pass\n"))
    net = load_file(path)
    assert load_file(path.with_name("parts.py")).Part.__mro__[1] is net.Base


@pytest.mark.parametrize(("saved", "loaded"), [(True, False), (False, True), (True, True)])
def test_weights_of_a_compiled_model_are_those_of_the_model(write, tmp_path, saved, loaded):
    def net(compiled):
        inside = torch.nn.Sequential(torch.nn.Conv2d(2, 2, 3))
        return torch.nn.Sequential(torch.compile(inside, backend="eager") if compiled else inside)

    model = net(saved)
    torch.save(model.state_dict(), tmp_path / "net.pt")
    compiled = "torch.compile(inside, backend='eager')" if loaded else "inside"
    made = "inside = torch.nn.Sequential(torch.nn.Conv2d(2, 2, 3))"
    write("net.py", f"import torch\n{made}\nnet = torch.nn.Sequential({compiled})")
    found = load_model("net.py:net", tmp_path / "net.pt")
    for one, other in zip(found.parameters(), model.parameters(), strict=True):
        assert torch.equal(one, other)
