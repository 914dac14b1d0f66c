"""Photos become inputs as one expects: upright, in the right order, averaged."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from convanim.errors import ShapeError, SpecError
from convanim.sources import pictures
from convanim.sources.pictures import ENDINGS, is_picture, read_picture

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def read(path, *arguments, **more):
    return read_picture("--input", path, *arguments, **more)


def test_channels_rows_and_columns_stand_in_torchs_order(tmp_path):
    image = Image.new("RGB", (3, 2), RED)
    image.putpixel((2, 0), GREEN)
    image.putpixel((0, 1), BLUE)
    image.save(tmp_path / "a.png")
    colors = read(tmp_path / "a.png").as_input(3)
    assert colors.dtype == np.float32
    assert colors.tolist() == [[[1, 1, 0], [0, 1, 1]], [[0, 0, 1], [0, 0, 0]], [[0, 0, 0], [1, 0, 0]]]


def test_a_camera_held_upright_gives_an_upright_picture(tmp_path):
    image = Image.new("RGB", (4, 2), RED)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    assert read(tmp_path / "a.jpg").as_input(1).shape == (1, 4, 2)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_is_read_upright_and_of_several_pictures_the_first(tmp_path, ending):
    pixels = np.full((4, 6, 3), 255, dtype=np.uint8)
    pixels[:2] = 0
    lossy = {"quality": 100, "lossless": True} if ending == ".webp" else {}
    first, second = Image.fromarray(pixels), Image.new("RGB", (6, 4), RED)
    more = {"save_all": True, "append_images": [second]} if ending in (".gif", ".webp", ".tif", ".tiff") else {}
    first.save(tmp_path / f"a{ending}", **lossy, **more)
    expected = np.repeat((pixels[None, ..., 0] / 255).astype(np.float32), 3, axis=0)
    np.testing.assert_allclose(read(tmp_path / f"a{ending}").as_input(3), expected, atol=0.02)
    assert is_picture(tmp_path / f"a{ending.upper()}")


def test_16_bits_of_any_byte_order_are_scaled_by_the_largest(tmp_path):
    deep = np.array([[0, 65535], [32768, 257]], dtype=np.uint16)
    Image.fromarray(deep).save(tmp_path / "a.tif")
    Image.frombytes("I;16B", (2, 2), deep.astype(">u2").tobytes()).save(tmp_path / "b.tif")
    for name in ("a.tif", "b.tif"):
        np.testing.assert_allclose(read(tmp_path / name).as_input(1)[0], deep / 65535, rtol=1e-6)


@pytest.mark.parametrize("kind", ["float32", "int32"])
def test_pixels_of_which_nobody_says_what_is_white(tmp_path, kind):
    Image.fromarray(np.ones((2, 2), dtype=kind)).save(tmp_path / "a.tiff")
    with pytest.raises(ShapeError, match=r"32 bits \(mode [IF]\); allowed: 8 or 16 bits; try an array as input"):
        read(tmp_path / "a.tiff")


@pytest.mark.parametrize("kind", ["BMP", "GIF", "TIFF", "WEBP"])
def test_size_is_known_before_anything_is_unpacked(tmp_path, monkeypatch, kind):
    Image.new("RGB", (40, 30), RED).save(tmp_path / "a.png", format=kind)
    monkeypatch.setattr(pictures, "MOST_PIXELS_WHOLE", 40 * 30 - 1)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("it was unpacked"))
    with pytest.raises(ShapeError, match=r"more than 1199 pixels; allowed: 1 to 1199"):
        read(tmp_path / "a.png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_gives_colors_and_gray_from_0_to_1(tmp_path, mode):
    white = {"1": 1, "P": 0, "I;16": 65535, "RGB": (255,) * 3, "RGBA": (255,) * 4, "LA": (255, 255)}.get(mode, 255)
    image = Image.new(mode, (2, 2), white)
    if mode == "P":
        image.putpalette([255, 255, 255])
    image.save(tmp_path / "a.png")
    picture = read(tmp_path / "a.png")
    assert picture.as_input(3).tolist() == [[[1, 1], [1, 1]]] * 3
    assert picture.as_input(1).tolist() == [[[1, 1], [1, 1]]]


def test_printers_colors_are_turned_into_a_screens(tmp_path):
    Image.new("CMYK", (2, 2), (0, 0, 0, 0)).save(tmp_path / "a.jpg")
    assert (read(tmp_path / "a.jpg").as_input(3) > 0.98).all()


def test_what_is_transparent_stands_on_white(tmp_path):
    Image.new("RGBA", (2, 2), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert (read(tmp_path / "a.png").as_input(3) == 1).all()


def test_gray_is_luma(tmp_path):
    Image.new("RGB", (1, 1), GREEN).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png").as_input(1).item() == pytest.approx(0.587, abs=1 / 255)


def test_each_cell_is_the_mean_of_the_pixels_under_it(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (6, 9), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    means = pixels.reshape(3, 2, 3, 3).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(read(tmp_path / "a.png", "3x3").as_input(1)[0], means, atol=1e-6)
    assert read(tmp_path / "a.png", "2x5").as_input(3).shape == (3, 2, 5)


def test_normalising(tmp_path):
    Image.new("RGB", (1, 1), RED).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png", None, "0.5:0.25").as_input(3).ravel().tolist() == [2, -2, -2]
    named = read(tmp_path / "a.png", None, "imagenet").as_input(3).ravel()
    np.testing.assert_allclose(named, [0.515 / 0.229, -0.456 / 0.224, -0.406 / 0.225], rtol=1e-6)
    with pytest.raises(SpecError, match="3 means for 1 channels"):
        read(tmp_path / "a.png", None, "imagenet").as_input(1)


@pytest.mark.parametrize("text", ["", "0.5", "a:b", "0.5:0", "0.5:-1", "1,2:1", "1,2,3,4:1,1,1,1", "1e999:1"])
def test_normals_that_cannot_be(tmp_path, text):
    with pytest.raises(SpecError, match="normalise is"):
        read(tmp_path / "a.png", None, text)


@pytest.mark.parametrize("text", ["0", "-1x3", "2x3x4", "many", "9999"])
def test_sizes_that_cannot_be(tmp_path, text):
    with pytest.raises(SpecError, match=r"size|resize"):
        read(tmp_path / "a.png", text)


def test_other_layers_than_of_pictures(tmp_path):
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png")
    with pytest.raises(ShapeError, match=r"a layer that reads 8 channels; allowed: 3 channels .* or 1"):
        read(tmp_path / "a.png").as_input(8)


def test_photos_too_large_to_show_ask_for_a_size(tmp_path):
    Image.new("L", (300, 200)).save(tmp_path / "a.png")
    with pytest.raises(ShapeError, match=r'has 200x300 pixels; .*try resize="12x12"'):
        read(tmp_path / "a.png", shown=True)
    assert read(tmp_path / "a.png", "20x30", shown=True).gray.shape == (1, 20, 30)
    assert read(tmp_path / "a.png").gray.shape == (1, 200, 300)


def test_a_size_that_is_too_large_is_refused_before_the_picture_is_opened(tmp_path):
    for shown, most in ((True, "256x256"), (False, "4096x4096")):
        with pytest.raises(SpecError, match=f"resize is 5000x1; allowed: at most {most}"):
            read(tmp_path / "not there.png", "5000x1", shown=shown)


@pytest.mark.parametrize("kind", [b"VP8X", b"VP8L", b"VP8 "])
def test_webp_is_not_opened_before_its_size_is_known(tmp_path, monkeypatch, kind):
    """Opening it makes room for all of its pixels, twice."""
    Image.new("RGBA" if kind == b"VP8X" else "RGB", (40, 30), (9, 9, 9, 9)[: 4 if kind == b"VP8X" else 3]).save(
        tmp_path / "a.webp", lossless=kind == b"VP8L", exif=b"Exif\0\0" if kind == b"VP8X" else b""
    )
    assert kind in (tmp_path / "a.webp").read_bytes()[:16]
    assert read(tmp_path / "a.webp").gray.shape == (1, 30, 40)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 40 * 30 - 1)
    monkeypatch.setattr(Image, "open", lambda *given, **more: pytest.fail("it was opened"))
    with pytest.raises(ShapeError, match="more than 1199 pixels"):
        read(tmp_path / "a.webp")


@pytest.mark.parametrize("side", [9_000, 20_000])
def test_a_bomb_is_not_unpacked(tmp_path, side):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(2**20)))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b""))
    with pytest.raises(ShapeError, match="more than 67108864 pixels"):
        read(tmp_path / "a.png", "12x12")
    with pytest.raises(ShapeError, match=r"more than (16777216|67108864) pixels"):
        read(tmp_path / "a.png")


def test_broken_pictures(tmp_path):
    Image.new("RGB", (64, 64), RED).save(tmp_path / "a.jpg")
    content = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "half.jpg").write_bytes(content[: len(content) // 2])
    (tmp_path / "text.png").write_text("hello")
    Image.new("RGB", (2, 2)).save(tmp_path / "icon.png", format="ICO")
    for name in ("half.jpg", "text.png", "icon.png"):
        with pytest.raises(ShapeError, match="no PNG, JPEG, WEBP, GIF, BMP or TIFF, or only part of one"):
            read(tmp_path / name)
    with pytest.raises(ShapeError, match=r"No such file or directory; allowed: a file of \.png, \.jpg, \.jpeg, \.webp"):
        read(tmp_path / "none.png")
