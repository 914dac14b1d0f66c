"""Inputs come through one door, whatever they are, and channels that stand last are noticed."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch import nn

from convanim.errors import ShapeError, SpecError
from convanim.kernels import make_tensors
from convanim.request.request import Request
from convanim.sources.inputs import take_input
from convanim.sources.modules import from_module
from convanim.spec import Layer, Values

PHOTO = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
LAST = "seems to be height, width, channels; allowed: channels, height, width; try "


def clip(scene="depthwise", layer=None, module=None, **more):
    return Request.of(scene, {"layer": layer, **more}, module=module).own


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("scene", ["depthwise", "pointwise", "separable", "split"])
def test_channels_that_stand_last_are_refused_with_what_turns_them(scene, channels):
    image = np.zeros((9, 7, channels))
    for asked in (lambda given: clip(scene, input=given), lambda given: Request.of(scene, {"input": given}).own):
        with pytest.raises(ShapeError, match=rf"shape \(9, 7, {channels}\), which {LAST}input\.transpose\(2, 0, 1\)"):
            asked(image)
        with pytest.raises(ShapeError, match=r"try input\.permute\(2, 0, 1\); or, if it truly has 9 channels"):
            asked(torch.tensor(image))
        with pytest.raises(ShapeError, match=r"\(1, 9, 7, .*try input\.transpose\(0, 3, 1, 2\)"):
            asked(image[None])
        with pytest.raises(ShapeError, match=r"try input\.transpose\(2, 0, 1\)"):
            asked(image.tolist())
    with pytest.raises(ShapeError, match=r"shape \(5, 9, 7, .*try input\.permute\(0, 3, 1, 2\)"):
        clip(scene, input=torch.zeros(5, 9, 7, channels), index=2)


def test_what_turns_them_does():
    assert clip("depthwise", input=PHOTO.transpose(2, 0, 1)).layer.input_shape == (3, 9, 7)
    batch = torch.tensor(PHOTO)[None]
    assert clip("depthwise", input=batch.permute(0, 3, 1, 2)).layer.input_shape == (3, 9, 7)


@pytest.mark.parametrize(
    "words",
    [
        {"channels": 8},
        {"channels": "8", "size": "6x3"},
        {"size": (6, 3)},
        {"weight": np.ones((8, 1, 3, 3))},
        {"weight": np.ones((8, 1, 3, 3)), "channels": 8},
    ],
)
def test_a_narrow_tensor_is_taken_where_the_layer_says_so(words):
    made = Request.of("depthwise", {"input": np.ones((8, 6, 3)), **words}).own
    assert made.layer.input_shape == (8, 6, 3)
    assert made.values.input.shape == (8, 6, 3)


def test_a_layer_or_a_scene_of_ones_own_says_so_too(tmp_path):
    narrow = Layer(8, 8, size=(6, 3), groups=8)
    assert clip(layer=narrow, input=np.ones((8, 6, 3))).values.input.shape == (8, 6, 3)
    (tmp_path / "mine.py").write_text(
        "from convanim import Depthwise, Layer\n"
        "class Mine(Depthwise):\n    layer = Layer(8, 8, size=(6, 3), groups=8)\n"
    )
    assert clip(str(tmp_path / "mine.py"), input=np.ones((8, 6, 3))).layer == narrow


def test_the_layer_that_is_asked_for_tells_them_apart():
    with pytest.raises(ShapeError, match=LAST):
        _ = Request.of("depthwise", {"input": PHOTO, "channels": 3}).own
    with pytest.raises(ShapeError, match=LAST):
        _ = Request.of("pointwise", {"input": PHOTO, "weight": np.ones((4, 3, 1, 1))}).own
    with pytest.raises(ShapeError, match=LAST):
        clip(layer=Layer(3, 3, size=(9, 7), groups=3), input=PHOTO)
    with pytest.raises(ShapeError, match=r"try input\.transpose\(2, 0, 1\) where its channels stand last, or in_cha"):
        make_tensors(Layer(3, 3, size=(9, 7), groups=3), Values(input=PHOTO))


@given(st.tuples(*[st.integers(1, 9)] * 3))
def test_no_other_shape_is_doubted(shape):
    rows, columns, last = shape
    doubted = last in (1, 3, 4) and rows > last and columns > last
    taken = take_input(np.zeros(shape))
    assert taken.as_input(shape[0]).shape == shape
    if doubted:
        with pytest.raises(ShapeError, match=LAST):
            taken.as_input()
    else:
        assert taken.as_input().shape == shape


class ChannelsLast(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, groups=3)

    def forward(self, x):
        return self.conv(x.permute(0, 3, 1, 2))


def test_modules_and_what_they_read():
    conv = nn.Conv2d(3, 3, (2, 3), groups=3)
    with pytest.raises(ShapeError, match=LAST):
        from_module("depthwise", conv, PHOTO)
    assert from_module("depthwise", nn.Conv2d(8, 8, 3, groups=8), torch.rand(8, 6, 3)).layer.size == (6, 3)
    # A model may turn them itself.
    assert from_module("depthwise", ChannelsLast(), PHOTO / 255, name="conv").layer.input_shape == (3, 9, 7)


@pytest.mark.parametrize("scene", ["depthwise", "separable"])
def test_a_picture_is_the_same_in_memory_and_in_a_file(tmp_path, scene):
    picture = Image.fromarray(PHOTO)
    picture.save(tmp_path / "photo.png")
    expected = PHOTO.transpose(2, 0, 1).astype(np.float32) / 255
    for given_ in (picture, tmp_path / "photo.png", str(tmp_path / "photo.png")):
        made = [clip(scene, input=given_), Request.of(scene, {"input": given_}).own]
        for one in made:
            assert one.layer.input_shape == (3, 9, 7)
            np.testing.assert_array_equal(one.values.input, expected)
    gray = clip(layer=Layer(1, 1, size=(9, 7)), input=picture)
    assert gray.values.input.shape == (1, 9, 7)
    small = clip(scene, input=picture, resize=3, normalise="0.5:0.5")
    assert small.layer.input_shape == (3, 3, 3)
    assert Request.of(scene, {"input": picture, "resize": (2, 3), "kernel": 2}).own.layer.size == (2, 3)
    assert from_module("", nn.Conv2d(1, 2, 3), picture).values.input.shape == (1, 9, 7)


def test_a_file_of_numbers_is_taken_by_name(tmp_path):
    image = torch.rand(2, 5, 7)
    torch.save({"image": image, "batch": torch.stack([image, image + 1])}, tmp_path / "x.pt")
    named = f"{tmp_path / 'x.pt'}:image"
    np.testing.assert_array_equal(clip(input=named).values.input, image)
    of_batch = clip(input=f"{tmp_path / 'x.pt'}:batch", index=1)
    np.testing.assert_array_equal(of_batch.values.input, image + 1)
    assert Request.of("depthwise", {"input": named}).own.layer.input_shape == (2, 5, 7)
    np.save(tmp_path / "last.npy", PHOTO)
    with pytest.raises(ShapeError, match=r"last\.npy has shape \(9, 7, 3\).*try a file of array\.transpose\(2, 0, 1\)"):
        clip(input=tmp_path / "last.npy")


def test_weights_are_taken_from_files_too(tmp_path):
    conv = nn.Conv2d(2, 2, (2, 3), groups=2)
    torch.save({"conv.weight": conv.weight, "conv.bias": conv.bias, "b": torch.ones(2)}, tmp_path / "net.pt")
    named = f"{tmp_path / 'net.pt'}:conv.weight"
    made = Request.of("depthwise", {"weight": named, "size": "5x7"}).own
    assert made.layer == Layer(2, 2, size=(5, 7), kernel=(2, 3), groups=2, bias=True)
    np.testing.assert_array_equal(made.values.weight, conv.weight.detach())
    np.testing.assert_array_equal(made.values.bias, conv.bias.detach())
    other = f"{tmp_path / 'net.pt'}:b"
    assert Request.of("depthwise", {"weight": named, "bias": other}).own.values.bias.tolist() == [
        1,
        1,
    ]
    assert Request.of("depthwise", {"weight": named, "bias": np.array([3, 4])}).own.values.bias.tolist() == [3, 4]
    assert Request.of("depthwise", {"weight": named, "bias": "no"}).own.values.bias is None
    with pytest.raises(SpecError, match="bias is 'maybe'"):
        _ = Request.of("depthwise", {"weight": named, "bias": "maybe"}).own
    with pytest.raises(SpecError, match=r"weight gone\.pt: No such file"):
        Request.of("depthwise", {"weight": "gone.pt"})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"input": "gone.png"}, r"input gone\.png: No such file"),
        ({"input": np.ones((2, 3, 4)), "resize": 3}, r"resize with an array; allowed: a picture: \.png, \.jpg"),
        ({"input": Image.new("L", (3, 3)), "index": 0}, "index is 0 with a picture"),
        ({"input": Image.new("L", (300, 9))}, r'input has 9x300 pixels; allowed: at most 256x256; try resize="12x12"'),
        ({"input": Image.new("L", (3, 3)), "channels": 5}, "input for a layer that reads 5 channels"),
        ({"resize": 3}, "resize without input"),
        ({"input": Image.new("F", (3, 3))}, r"32 bits \(mode F\)"),
        ({"input": np.ones((3, 4))}, r"shape \(3, 4\); .*try input\[None\]"),
        ({"input": 5}, r"input has shape \(\)"),
    ],
)
def test_what_is_no_input_is_refused(words, message):
    with pytest.raises(SpecError, match=message):
        _ = Request.of("depthwise", words).own


def test_unknown_endings_list_pictures_and_tensors(tmp_path):
    (tmp_path / "photo.heic").write_bytes(b"x")
    with pytest.raises(ShapeError, match=r"'\.heic' are not known; .*a picture \(\.png, .*\) or a tensor \(\.npy"):
        take_input(tmp_path / "photo.heic")
