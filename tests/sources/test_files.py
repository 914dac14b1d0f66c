"""Files of every kind, whole and broken, honest and hostile."""

import io
import os
import pickle
import zipfile

import numpy as np
import pytest
import torch
from numpy.lib.format import write_array_header_1_0
from safetensors.torch import save_file
from torch import nn

from convanim.errors import ShapeError, UnknownNameError
from convanim.sources.files import READERS, beside, read_tensor, split_name

WEIGHTS = ("filters", "channels per group", "kernel height", "kernel width")
STATE = {
    "conv.weight": torch.arange(36.0).reshape(4, 1, 3, 3),
    "conv.bias": torch.arange(4.0),
    "other.weight": torch.ones(2, 4, 1, 1, dtype=torch.bfloat16),
}
HEADER = {"fortran_order": False, "descr": "<f4"}


def save_npz(path, tensors):
    np.savez(path, **{name: tensor.float().numpy() for name, tensor in tensors.items()})


SAVERS = {".safetensors": lambda path, state: save_file(state, path), ".pt": torch.save, ".npz": save_npz}


def saved(path, state=STATE):
    if path.suffix in (".pt", ".pth"):
        torch.save(dict(state), path)
    else:
        SAVERS[path.suffix](path, state)
    return path


@pytest.mark.parametrize("ending", [".safetensors", ".pt", ".pth", ".npz"])
def test_a_tensor_by_name_and_the_bias_beside_it(tmp_path, ending):
    path = saved(tmp_path / f"net{ending}")
    named = f"{path}:conv.weight"
    weight, name, _ = read_tensor("--weights", named, WEIGHTS)
    assert (weight == STATE["conv.weight"].numpy()).all()
    assert beside("--weights", named, name).tolist() == [0, 1, 2, 3]
    assert beside("--weights", named, "other.weight") is None
    assert (read_tensor("--weights", f"{path}:other.weight", WEIGHTS)[0] == 1).all()


@pytest.mark.parametrize(("axes", "meant"), [(WEIGHTS, "conv.weight"), (("filters",), "conv.bias")])
def test_a_layers_name_is_answered_with_its_tensor_that_fits(tmp_path, axes, meant):
    path = saved(tmp_path / "net.safetensors")
    with pytest.raises(UnknownNameError, match=rf"it has no tensor 'conv'; .*; try .*:{meant}$"):
        read_tensor("-", f"{path}:conv", axes)


@pytest.mark.parametrize("ending", [".safetensors", ".pt", ".npz"])
def test_without_a_name_the_only_one_that_fits(tmp_path, ending):
    only = {name: tensor for name, tensor in STATE.items() if name.startswith("conv")}
    assert read_tensor("-", str(saved(tmp_path / f"net{ending}", only)), WEIGHTS)[1] == "conv.weight"
    with pytest.raises(ShapeError, match=r"holds 3 arrays; allowed: the name of one: conv\.weight 4x1x3x3, other"):
        read_tensor("-", str(saved(tmp_path / f"both{ending}")), WEIGHTS)


def test_a_name_that_is_not_there_lists_those_that_are(tmp_path):
    path = saved(tmp_path / "net.safetensors")
    with pytest.raises(UnknownNameError, match=r"no tensor 'conv\.wieght'; .*conv\.bias 4, .*; try .*:conv\.weight"):
        read_tensor("--weights", f"{path}:conv.wieght", WEIGHTS)


def test_nested_checkpoints_are_named_by_dots(tmp_path):
    torch.save({"epoch": 3, "state_dict": {"w": torch.ones(1, 1, 2, 2)}, "more": [torch.ones(2)]}, tmp_path / "c.pt")
    assert read_tensor("-", f"{tmp_path / 'c.pt'}:state_dict.w", WEIGHTS)[0].shape == (1, 1, 2, 2)


def test_a_batch_of_one_is_one(tmp_path):
    np.save(tmp_path / "one.npy", np.ones((1, 3, 4, 5)))
    assert read_tensor("--input", str(tmp_path / "one.npy"), ("c", "h", "w"))[0].shape == (3, 4, 5)
    np.save(tmp_path / "two.npy", np.ones((2, 3, 4, 5)))
    with pytest.raises(ShapeError, match=r"shape \(2, 3, 4, 5\); allowed: 3 axes"):
        read_tensor("--input", str(tmp_path / "two.npy"), ("c", "h", "w"))


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("content", [b"", b"hello there", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\xff" * 64])
def test_garbage_is_refused(tmp_path, ending, content):
    path = tmp_path / f"net{ending}"
    path.write_bytes(content)
    with pytest.raises(ShapeError, match=r"it is no .* file, or only part of one"):
        read_tensor("--weights", f"{path}:w", WEIGHTS)


@pytest.mark.parametrize("ending", [".safetensors", ".pt", ".npz"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_half_a_file_is_refused(tmp_path, ending, share):
    path = saved(tmp_path / f"net{ending}", {"w": torch.rand(16, 16, 3, 3)})
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ShapeError, match="or only part of one"):
        read_tensor("--weights", f"{path}:w", WEIGHTS)


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("exploded",)


def test_nothing_in_a_file_is_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"w": torch.ones(1, 1, 1, 1), "more": Bomb()}, "net.pt")
    with open("old.pth", "wb") as file:
        pickle.dump(Bomb(), file)
    np.save("net.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    np.savez("net.npz", w=np.array([Bomb()], dtype=object))
    torch.save(nn.Conv2d(1, 1, 1), "whole.pt")
    for name in ("net.pt", "old.pth", "net.npy", "net.npz", "whole.pt"):
        with pytest.raises(ShapeError, match=r"it holds objects, which are not unpickled|only part of one"):
            read_tensor("--weights", name, WEIGHTS)
    assert not (tmp_path / "exploded").exists()


def test_what_unpacks_to_too_much_is_never_unpacked(tmp_path):
    header = io.BytesIO()
    write_array_header_1_0(header, {"shape": (2**20, 2**10, 3, 3), **HEADER})
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("w.npy", header.getvalue() + bytes(2**24))
    assert (tmp_path / "bomb.npz").stat().st_size < 2**16
    with pytest.raises(ShapeError, match="fills 38654705792 bytes, at most 4294967296 are read"):
        read_tensor("--weights", str(tmp_path / "bomb.npz"), WEIGHTS)
    # A view may claim to be larger than what it looks at.
    torch.save({"w": torch.ones(1, 1, 1, 1).expand(2**14, 2**14, 3, 3)}, tmp_path / "view.pt")
    with pytest.raises(ShapeError, match="cells; allowed: at most"):
        read_tensor("--weights", str(tmp_path / "view.pt"), WEIGHTS)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.full((1, 1, 2, 2), np.nan), "NaN or infinite"),
        (np.full((1, 1, 2, 2), np.inf), "NaN or infinite"),
        (np.ones((0, 1, 2, 2)), "empty"),
        (np.ones((1, 1, 2, 2), dtype=complex), "whole or real numbers"),
        (np.ones((2, 2)), "4 axes: filters"),
    ],
)
def test_numbers_that_cannot_be_shown(tmp_path, array, message):
    np.save(tmp_path / "w.npy", array)
    with pytest.raises(ShapeError, match=message):
        read_tensor("--weights", str(tmp_path / "w.npy"), WEIGHTS)


def test_pipes_and_strange_endings(tmp_path):
    os.mkfifo(tmp_path / "pipe.npy")
    with pytest.raises(ShapeError, match="a device or a pipe"):
        read_tensor("--weights", str(tmp_path / "pipe.npy"), WEIGHTS)
    (tmp_path / "net.h5").write_bytes(b"x")
    with pytest.raises(ShapeError, match=r"end in '\.h5' are not known; allowed: a file of \.npy"):
        read_tensor("--weights", str(tmp_path / "net.h5"), WEIGHTS)


@pytest.mark.parametrize(
    ("named", "path", "name"),
    [
        ("net.pt", "net.pt", None),
        ("a:b/net.pt:w", "a:b/net.pt", "w"),
        ("C:\\net.npz:x:y", "C:\\net.npz", "x:y"),
        ("net.PT:w", "net.PT", "w"),
        ("net.h5:w", "net.h5:w", None),
    ],
)
def test_names_after_a_colon(named, path, name):
    found = split_name(named)
    assert (str(found[0]), found[1]) == (path, name)
