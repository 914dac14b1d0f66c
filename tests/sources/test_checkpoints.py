"""Weights of whole models from files as training scripts write them."""

import argparse
import os
import re
import warnings

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from convanim.errors import NamesNote, ShapeError, SpecError, UnknownNameError
from convanim.sources.checkpoints import fill
from convanim.sources.files import read_tensor

WEIGHTS = ("filters", "channels per group", "kernel height", "kernel width")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6))
        self.depth = nn.Conv2d(6, 6, (2, 3), stride=(2, 1), padding=(1, 0), groups=6)


def trained():
    torch.manual_seed(5)
    net = Net()
    with torch.no_grad():
        for value in net.state_dict().values():
            value.copy_(torch.rand(value.shape) * 9)
    return net


def before(state, prefix):
    return {f"{prefix}{name}": value for name, value in state.items()}


def checked(path, *, named="", says=None):
    """Fill a new model from a file, which then has the trained one's weights; and what was said."""
    model = Net()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fill(model, "--state", f"{path}{named}")
    for name, value in trained().state_dict().items():
        assert torch.equal(model.state_dict()[name], value), name
    notes = [str(one.message) for one in caught if one.category is NamesNote]
    assert len(caught) == len(notes) == (says is not None), [str(one.message) for one in caught]
    if says is not None:
        assert re.search(says, notes[0]), notes


@pytest.mark.parametrize("ending", [".pt", ".pth", ".ckpt", ".bin", ".safetensors", ".npz"])
@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.", "model.", "module._orig_mod.", "net.backbone."])
def test_a_prefix_that_all_names_share(tmp_path, ending, prefix):
    path, state = tmp_path / f"net{ending}", before(trained().state_dict(), prefix)
    if ending == ".safetensors":
        save_file(state, path)
    elif ending == ".npz":
        np.savez(path, **{name: value.numpy() for name, value in state.items()})
    else:
        torch.save(state, path)
    checked(path, says=f"net{ending}: the weights are those under {prefix[:-1]}$" if prefix else None)


@pytest.mark.parametrize("key", ["state_dict", "model", "model_state_dict"])
@pytest.mark.parametrize("prefix", ["", "model.", "module."])
def test_one_dict_that_fits_among_others(tmp_path, key, prefix):
    net = trained()
    optimizer = torch.optim.Adam(net.parameters())
    net.depth(torch.rand(6, 5, 7)).sum().backward()
    optimizer.step()
    state = trained().state_dict()
    file = {"epoch": 3, "optimizer": optimizer.state_dict(), key: before(state, prefix), "scheduler": {"last": [1.0]}}
    torch.save(file, tmp_path / "last.ckpt")
    checked(tmp_path / "last.ckpt", says=f"under {(key + '.' + prefix)[:-1]}; 6 other tensors are not read")
    checked(tmp_path / "last.ckpt", named=f":{key}", says=f"under {key}.{prefix[:-1]}$" if prefix else None)


def test_a_file_with_the_weights_twice_asks_which(tmp_path):
    net = trained()
    torch.save({"model": net.state_dict(), "ema": Net().state_dict()}, tmp_path / "x.pt")
    with pytest.raises(SpecError, match=r"are there 2 times; allowed: model, ema; try .*x\.pt:model$"):
        fill(Net(), "--state", str(tmp_path / "x.pt"))
    checked(tmp_path / "x.pt", named=":model")
    # Of other shapes, they are not the model's.
    torch.save({"model": net.state_dict(), "ema": before(nn.Conv2d(1, 1, 1).state_dict(), "depth.")}, tmp_path / "y.pt")
    checked(tmp_path / "y.pt", says="under model; 2 other tensors are not read")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ShapeError, match="No such file"):
        fill(Net(), "--state", str(tmp_path / "none.pt"))


def test_names_of_the_dicts_in_a_file(tmp_path):
    torch.save({"epoch": 1, "model": trained().state_dict(), "opt": {"a": torch.ones(1)}}, tmp_path / "x.pt")
    with pytest.raises(UnknownNameError, match=r"nothing in it is called 'mdel'; allowed: model, opt"):
        fill(Net(), "--state", f"{tmp_path / 'x.pt'}:mdel")


@pytest.mark.parametrize("prefix", ["", "module."])
def test_what_does_not_fit_is_named(tmp_path, prefix):
    state = trained().state_dict()
    path = tmp_path / "net.pt"

    def refused(told):
        torch.save({"state_dict": before(told, prefix)}, path)
        with pytest.raises(SpecError) as caught:
            fill(Net(), "--state", str(path))
        assert f"net.pt under state_dict{('.' + prefix)[:-1]}: " in str(caught.value)
        return str(caught.value)

    assert "missing: depth.bias; allowed: the weights" in refused({**{k: state[k] for k in state if k != "depth.bias"}})
    assert ": unexpected: head.weight; allowed" in refused({**state, "head.weight": torch.ones(2)})
    wide = refused({**state, "depth.weight": torch.ones(6, 6, 2, 3)})
    assert ": of another shape: depth.weight of 6x6x2x3 in place of 6x1x2x3; allowed" in wide
    both = refused({"depth.weight": state["depth.weight"], "head.weight": torch.ones(2)})
    assert "missing: stem.0.weight, stem.0.bias, stem.1.weight and 4 more; unexpected: head.weight" in both


def test_what_older_files_lack_is_not_asked_for(tmp_path):
    state = {name: value for name, value in trained().state_dict().items() if "num_batches" not in name}
    torch.save({"state_dict": state}, tmp_path / "old.pt")
    with pytest.warns(NamesNote, match="under state_dict"):
        fill(Net(), "--state", str(tmp_path / "old.pt"))


def test_sparse_weights_are_the_same_numbers(tmp_path):
    state = trained().state_dict()
    state["depth.weight"] = state["depth.weight"].to_sparse()
    torch.save(state, tmp_path / "net.pt")
    checked(tmp_path / "net.pt")
    weight = read_tensor("--weights", f"{tmp_path / 'net.pt'}:depth.weight", WEIGHTS).array
    assert (weight == trained().depth.weight.detach().numpy()).all()


def test_sparse_tensors_that_point_outside_are_refused(tmp_path):
    outside = torch.sparse_coo_tensor(torch.tensor([[0, 99]] * 4), torch.ones(2), (1, 1, 2, 2), check_invariants=False)
    torch.save({"w": outside}, tmp_path / "net.pt")
    with pytest.raises(ShapeError, match="or only part of one"):
        read_tensor("--weights", f"{tmp_path / 'net.pt'}:w", WEIGHTS)


@pytest.mark.parametrize("kind", ["float8_e4m3fn", "float8_e5m2"])
@pytest.mark.parametrize("ending", [".pt", ".safetensors"])
def test_codes_of_other_numbers_are_told_by_their_name(tmp_path, kind, ending):
    state = trained().state_dict()
    state["depth.weight"] = state["depth.weight"].to(getattr(torch, kind))
    path = tmp_path / f"net{ending}"
    (torch.save if ending == ".pt" else save_file)(state, path)
    told = rf"holds {kind}; allowed: whole numbers, or real ones of 16, 32 or 64 bits; try .*float\(\) times its scale"
    with pytest.raises(ShapeError, match=f"depth.weight: array {told}"):
        read_tensor("--weights", f"{path}:depth.weight", WEIGHTS)
    with pytest.raises(ShapeError, match=f"--state .*: depth.weight {told}"):
        fill(Net(), "--state", str(path))


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ({"m": {}, "args": argparse.Namespace(a=1)}, r"not unpickled \(argparse\.Namespace\); .*weights_only=False"),
        ({"state_dict": {}, "loss": np.float64(1)}, r"not unpickled \(numpy\._?core\.multiarray\.scalar\)"),
    ],
)
def test_objects_beside_the_weights_are_named_and_not_made(tmp_path, file, what):
    torch.save(file, tmp_path / "last.ckpt")
    with pytest.raises(ShapeError, match=what):
        fill(Net(), "--state", str(tmp_path / "last.ckpt"))


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("exploded",)


@pytest.mark.parametrize("ending", [".ckpt", ".bin"])
def test_nothing_in_a_checkpoint_is_run(tmp_path, monkeypatch, ending):
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": trained().state_dict(), "more": Bomb()}, f"net{ending}")
    with pytest.raises(ShapeError, match=r"not unpickled \((posix|nt)\.mkdir\)"):
        fill(Net(), "--state", f"net{ending}")
    assert not (tmp_path / "exploded").exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_programs_are_told_as_such(tmp_path):
    torch.jit.script(nn.Conv2d(1, 1, 1)).save(tmp_path / "script.pt")
    with pytest.raises(ShapeError, match="it is TorchScript, which is a program"):
        fill(Net(), "--state", str(tmp_path / "script.pt"))


def test_one_tensor_is_found_behind_what_stands_before_its_name(tmp_path):
    state = trained().state_dict()
    torch.save({"state_dict": before(state, "module.")}, tmp_path / "x.ckpt")
    with pytest.warns(NamesNote, match=r"x\.ckpt: depth\.weight is state_dict\.module\.depth\.weight there"):
        read = read_tensor("--weights", f"{tmp_path / 'x.ckpt'}:depth.weight", WEIGHTS)
    assert (read.array == state["depth.weight"].numpy()).all()
    assert read.name == "state_dict.module.depth.weight"
    with pytest.raises(UnknownNameError, match="it has no tensor 'weight'"):
        read_tensor("--weights", f"{tmp_path / 'x.ckpt'}:weight", WEIGHTS)
