"""Inputs that once took minutes, gigabytes or a traceback, and what each is told now."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from convanim.errors import ConvanimError, RenderError, ShapeError, SpecError, UnknownNameError, bounded, quoted
from convanim.film.clip import Clip
from convanim.film.quality import Encoding, quality_of
from convanim.film.replaced import warn_of_replaced
from convanim.film.store.delivery import Delivery
from convanim.measure.record import read_measurement
from convanim.request.output import Output
from convanim.request.request import Request
from convanim.request.tables import read_list
from convanim.sources import files
from convanim.sources.checkpoints import fill
from convanim.sources.networks import asked_network
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.spec.look import Look
from convanim.theme.file import read_theme

DIGITS = "9" * 5000
CLIP = '[[clip]]\nscene = "depthwise"\n'


def own(**words):
    return Request.of("depthwise", words).own


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: own(channels=DIGITS), r"in_channels is '9{59}…; allowed: a whole number of at least 1"),
        (lambda: own(seed=10**5000), "seed is a number of 5001 digits; allowed: at most 9223372036854775807"),
        (lambda: own(kernel=DIGITS), "kernel is '9{59}…; allowed: a number such as 3"),
        (lambda: own(padding=f"{DIGITS},1,1,1"), "padding is '9+"),
        (lambda: own(index=DIGITS, input=np.zeros((2, 8, 6, 6))), "index is '9+…"),
        (lambda: own(resize=DIGITS, input="a.png"), "resize is '9+…; allowed: a number"),
        (lambda: own(resize=4096, input="a.png"), "resize is 4096x4096; allowed: at most 256x256"),
        (lambda: own(normalise=[1], input="a.png"), r"normalise is \[1\]; allowed: means"),
        (lambda: own(input="a\0b.png"), r"input a\\x00b.png: no file can be called that"),
        (lambda: own(weights="a\0b.npy"), r"a\\x00b.npy: no file can be called that"),
        (lambda: own(input=np.broadcast_to(np.float32(0), (8, 2**20, 2**20))), "has 8796093022208 cells; allowed: at"),
        (lambda: own(size=b"5"), "size is b'5'; allowed: a whole number"),
        (lambda: own(**{"x" * 10**6: 1}), "no option is called 'x{59}…; allowed: channels"),
        (lambda: own(language="x" * 20_000), "language is a text of 20000 characters; allowed: at most 10000"),
        (lambda: Layer(10**30), "in_channels is 10{30}; allowed: at most 9223372036854775807"),
        (lambda: Look(show_channels=0), "the channels to show are 0; allowed: channels from 0 on"),
        (
            lambda: Look(show_channels=range(10**9)),
            r"the channels to show are range\(0, 10{9}\); allowed: at most",
        ),
        (lambda: Look(aspect=["16:9"]), r"no aspect is called \['16:9'\]; allowed: 16:9"),
        (lambda: Look(theme=[1]), r"theme is \[1\]; allowed: a Theme"),
        (lambda: Look(theme="a\0.toml"), "cannot be read: no file can be called that"),
        (lambda: Look(pace=10**400), "pace is a number of 401 digits; allowed: 0.25"),
        (lambda: asked_network(np.zeros(2)), r"network is ndarray; allowed: a published network"),
        (lambda: Crop.of(f"{DIGITS}:,:"), "the crop is '9+…; allowed: rows"),
        (lambda: Encoding(crf=[1]), r"crf is \[1\]; allowed: 0"),
        (lambda: Encoding(preset=[1]), r"no preset is called \[1\]"),
        (lambda: quality_of([1]), r"no quality is called \[1\]"),
        (lambda: Output(name=b"5"), "the name is b'5'; allowed: text"),
        (lambda: Output(jobs="x"), "jobs is 'x'; allowed: a whole number"),
        (lambda: Output(jobs=10**9), "jobs is 1000000000; allowed: 1 to 1024"),
        (lambda: Output(out=5), "out is 5; allowed: a folder"),
        (lambda: Clip("depthwise", name=b"5"), "the name is b'5'; allowed: a Naming"),
        (lambda: Request.of(5, {}).possible(), "the scene is 5; allowed: the name of one"),
        (lambda: Request.of("a" * 300 + ".py", {}).possible(), "there is no file a+.py"),
        (lambda: Request.of("\0.py", {}).possible(), r"there is no file \\x00.py"),
        (lambda: Values(input=files), "input is not an array|holds object"),
    ],
)
def test_it_is_refused_in_words(given, message):
    with pytest.raises(ConvanimError, match=message) as caught:
        given()
    assert len(str(caught.value).splitlines()) == 1 and len(str(caught.value)) < 3000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".".join("a" * 40_000) + " = 1", "list.toml has a key of 33 parts; allowed: at most 32"),
        ("a = " + "[" * 5000, "has lists and tables inside each other, 33 deep; allowed: at most 32"),
        ("a = " + "{a = " * 5000, "33 deep"),
        (f"{CLIP}values = {{ seed = {DIGITS} }}", "has a number without end; allowed: at most 640 digits"),
        (f"{CLIP}values = {{ seed = 0x{'f' * 9000} }}", "clip 1.*seed is a number of 10838 digits"),
        (CLIP * 10_001, "list.toml lists 10001 clips; allowed: at most 10000; try several files"),
        ("".join(f"[themes.a{one}]\n" for one in range(201)) + CLIP, "lists 201 themes; allowed: at most 200"),
        ("#" * 2**20 + "\n", r"list.toml cannot be read: it has 1048577 bytes, at most 1048576 are read"),
        (f'{CLIP}name = ".."', r"clip 1 \(depthwise\): the name is '..'; allowed: a file name without folders"),
        (f'{CLIP}name = "index.html"', "allowed: another name than that of the page beside the clips"),
        ('[[clip]]\nscene = "a\\nb\\u001b[31m"', r"clip 1 \(a\\x0ab\\x1b\[31m\): no scene is called"),
    ],
)
def test_a_list_is_refused_in_words(tmp_path, text, message):
    (tmp_path / "list.toml").write_text(text, encoding="utf-8")
    begun = time.process_time()
    with pytest.raises(SpecError, match=message):
        [request.planned() for request in read_list(tmp_path / "list.toml").requests]
    assert time.process_time() - begun < 20


@pytest.mark.skipif(sys.platform == "win32", reason="asks for pipes with names")
@pytest.mark.parametrize("read", [read_list, read_theme, read_measurement, lambda path: own(input=str(path))])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_has_no_end_is_not_opened(tmp_path, read, kind):
    path = tmp_path / "given.npy"
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    with pytest.raises(SpecError, match="it is a device or a pipe"):
        read(path)


def test_divisors_of_giants_are_not_all_looked_for():
    begun = time.process_time()
    with pytest.raises(SpecError, match=r"7 groups do not divide 1(0{16}) channels; .* 1, 2, 4, 5, 8, .*groups=5"):
        Layer(10**16, 10**16, groups=7)
    prime = 67_108_859
    with pytest.raises(SpecError, match="cells"):
        Request.of("split", {"channels": prime}).own  # noqa: B018  # finding it is what is tried
    assert time.process_time() - begun < 2


def test_thousands_of_clips_are_planned_in_time_that_grows_with_them(tmp_path):
    from convanim.film.naming import one_of_a_name

    (tmp_path / "list.toml").write_text(CLIP * 5000, encoding="utf-8")
    begun = time.process_time()
    assert len(read_list(tmp_path / "list.toml").requests) == 5000
    one_of_a_name([f"clip {one}" for one in range(50_000)])
    assert time.process_time() - begun < 30


# Files of tensors.


class Wide(torch.nn.Module):
    def __init__(self, count):
        super().__init__()
        for place in range(count):
            self.register_buffer(f"b{place}", torch.zeros(1))


@pytest.mark.parametrize("kind", ["safetensors", "npz"])
def test_the_head_of_a_file_is_read_once_however_many_tensors_are(tmp_path, monkeypatch, kind):
    path, names = tmp_path / f"many.{kind}", [f"b{place}" for place in range(200)]
    arrays = {name: np.full(1, place, "float32") for place, name in enumerate(names)}
    save_file(arrays, path) if kind == "safetensors" else np.savez(path, **arrays)
    opened = []
    for home, name in ((files.zipfile, "ZipFile"), (__import__("safetensors"), "safe_open")):
        real = getattr(home, name)
        monkeypatch.setattr(home, name, lambda *given, real=real, **more: opened.append(1) or real(*given, **more))
    model = Wide(200)
    fill(model, "state", str(path))
    assert model.b199.item() == 199 and len(opened) == 1


def test_lists_in_lists_do_not_multiply(tmp_path):
    bomb = [torch.zeros(1)]
    for _ in range(31):
        bomb = [bomb, bomb]
    torch.save(bomb, tmp_path / "bomb.pt")
    around = []
    around.append(around)
    torch.save(around, tmp_path / "around.pt")
    for name in ("bomb.pt", "around.pt"):
        with pytest.raises(ShapeError, match="lists and dicts in it hold more than 1000000 things, are more than 32"):
            own(weights=str(tmp_path / name))


@pytest.mark.parametrize(
    ("shape", "kind", "message"),
    [
        ((8, 2048, 4096), "<f8", "or only part of one"),
        ((8, 2**40, 2**20), "<f8", r"its array fills \d{20} bytes, at most 4294967296 are read"),
        ((1, 1, 1), "S1000000000", "or only part of one"),
        ((-1, 5, 5), "<f8", "or only part of one"),
    ],
)
def test_a_head_that_lies_is_not_believed(tmp_path, shape, kind, message):
    head = str({"descr": kind, "fortran_order": False, "shape": shape}).ljust(117).encode() + b"\n"
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)
    with pytest.raises(ShapeError, match=message):
        own(input=str(tmp_path / "a.npy"))


# What is written, and what is there already.


@pytest.mark.parametrize("name", ["../a.mp4", "a/b.mp4", "..", "a\\b", "a" * 256])
def test_no_file_is_delivered_elsewhere(tmp_path, name):
    with pytest.raises(RenderError, match="no file can be called"), Delivery(tmp_path / "out") as delivery:
        delivery.reserve(name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_refused():
    with (
        pytest.raises(RenderError, match=r"the folder a\\x00b cannot be written to"),
        Delivery(Path(Output(out="a\0b").out)),
    ):
        pass


@pytest.mark.parametrize(
    "ledger",
    [
        "[" * 100_000,
        '{"scene": 1, "layer": 1, "values": 1, "width": "x", "height": 0}',
        '{"scene": "a", "layer": {}, "values": {}, "width": 1, "height": 0}',
        "null",
    ],
)
def test_whatever_lies_beside_a_film_it_is_only_told_to_be_another(tmp_path, ledger):
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "a.json").write_text(ledger, encoding="utf-8")
    with pytest.warns(UserWarning, match="nothing beside it tells what it shows"):
        warn_of_replaced(tmp_path / "a.mp4", {"width": 16, "height": 9, "layer": {}, "values": {}})


# Messages.


class Broken:
    def __repr__(self):
        raise RuntimeError("no repr")


def test_whatever_is_told_back_is_short():
    assert quoted(Broken()) == "of the type Broken"
    assert quoted([10**5000]) == "of the type list"
    assert quoted(np.zeros((3, 3))).count("\n") == 0
    assert bounded("\x1b[31m" + "a" * 9000).startswith(r"\x1b[31maaa") and len(bounded("a" * 9000)) < 2100
    with pytest.raises(UnknownNameError) as caught:
        Look(aspect="x" * 10**6)
    assert len(str(caught.value)) < 200
