"""Files of a list are looked at as the list is read, and read when their clip's turn comes."""

from collections import deque

import numpy as np
import pytest
from PIL import Image

from convanim.errors import ShapeError, SpecError
from convanim.film.quality import quality_of
from convanim.film.store.cache import Cache
from convanim.request.clips import one_by_one
from convanim.request.request import Request
from convanim.request.tables import read_list
from convanim.sources import files

LIST = """
[[clip]]
scene = "split"
matrix = {{ input = {inputs} }}
{more}
"""


@pytest.fixture
def listed(tmp_path):
    def read(*inputs, more=""):
        (tmp_path / "list.toml").write_text(LIST.format(inputs=[*inputs], more=more))
        return read_list(tmp_path / "list.toml").requests

    for number in range(4):
        np.save(tmp_path / f"{number}.npy", np.full((2, 4, 4), number))
    return read


@pytest.fixture
def reads(monkeypatch):
    """What is read of .npy files beyond their heads."""
    told = []
    real = files._npy_file

    def counted(path):
        told.append(path.name)
        return real(path)

    monkeypatch.setattr(files, "_npy_file", counted)
    return told


def test_each_is_read_when_its_turn_comes(listed, reads):
    requests = deque(listed("0.npy", "1.npy", "2.npy"))
    assert reads == []
    clips = one_by_one(requests, Cache(), "l")
    for number in range(3):
        clip = next(clips)
        assert reads == [f"{one}.npy" for one in range(number + 1)]
        assert len(requests) == 2 - number
        assert clip.values.input.tolist() == np.full((2, 4, 4), number).tolist()
    assert list(clips) == []


def test_it_is_the_same_clip_as_one_that_was_read_at_once(listed, tmp_path):
    (later,) = listed("1.npy")
    now = Request.of("split", {"input": str(tmp_path / "1.npy")})
    size = quality_of("l")
    assert later.planned().recipe(size) == now.planned().recipe(size)
    assert later.own.layer == now.own.layer


def test_several_that_are_called_alike_are_told_in_the_end(listed):
    requests = deque(listed("0.npy")) + deque(listed("0.npy"))
    clips = one_by_one(requests, Cache(), "l")
    assert len([next(clips), next(clips)]) == 2
    with pytest.raises(SpecError, match="split-0"):
        next(clips)


def text(path):
    path.write_text("hello")


def half(path):
    np.save(path, np.zeros((2, 4, 4)))
    path.write_bytes(path.read_bytes()[:-5])


def flat(path):
    np.save(path, np.zeros(4))


def several(path):
    np.savez(path, a=np.zeros((2, 4, 4)), b=np.zeros((2, 4, 4)))


def picture(path):
    Image.new("L", (5000, 5)).save(path)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.npy", lambda path: None, r"a\.npy: No such file"),
        ("a.npy", text, r"a\.npy: it is no \.npy file, or only part of one"),
        ("a.npy", half, r"a\.npy: it is no \.npy file, or only part of one"),
        ("a.npy", flat, r"a\.npy: the array has shape \(4,\); allowed: 3 axes"),
        ("a.npz", several, r"a\.npz: it holds 2 arrays"),
        ("a.png", text, r"a\.png: it is no PNG, .*or only part of one"),
        ("a.png", picture, r"a\.png has 5x5000 pixels"),
        ("a.doc", text, r"a\.doc: files that end in '\.doc' are not known"),
        ("a.pt", lambda path: None, r"a\.pt: No such file"),
    ],
)
def test_what_is_wrong_at_first_sight_is_told_before_anything_is_drawn(listed, tmp_path, reads, name, make, said):
    make(tmp_path / name)
    with pytest.raises(ShapeError, match=rf"clip 1 \(split, input {name}\): input .*{said}"):
        listed("0.npy", name)
    assert reads == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("values = { weights = 'none.npy' }", "weights .*none.npy: No such file"),
        ("values = { weights = '0.npy', biases = 'none.npy' }", "weights .*0.npy: the array has shape"),
        ("values = { index = 3 }", "index is 3 in a batch of 1"),
        ("values = { resize = '3x3' }", "resize with .*0.npy"),
        ("values = { seed = -1 }", "seed is -1"),
    ],
)
def test_what_contradicts_a_file_is_told_then_too(listed, reads, more, said):
    with pytest.raises(SpecError, match=said):
        listed("0.npy", more=more)
    assert reads == []


def test_what_shows_only_as_it_is_read_is_the_clips_own_fault(listed, tmp_path):
    np.save(tmp_path / "nan.npy", np.full((2, 4, 4), np.nan))
    good, bad = listed("0.npy", "nan.npy")
    assert good.clip().values.input.shape == (2, 4, 4)
    with pytest.raises(ShapeError, match=r"clip 1 \(split, input nan.npy\): input .*nan.npy.* has NaN"):
        bad.clip()
