"""Loops carry a text, and play as before."""

import io

import numpy as np
import pytest
from PIL import Image

from convanim.film.carried import carried_by, put, taken


def loop(kind: str) -> bytes:
    draw = np.random.default_rng(1)
    first, *others = (Image.fromarray(draw.integers(0, 256, (9, 12, 3), np.uint8)) for _ in range(3))
    file = io.BytesIO()
    first.save(file, kind, save_all=True, append_images=others, duration=100, loop=0)
    return file.getvalue()


@pytest.mark.parametrize("text", [b"{}", b"{" + b"x" * 253, b"{" + b"x" * 254, b"{" + b"told" * 500, b"{odd}"])
@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_what_is_put_is_taken_again(kind, text):
    before = loop(kind)
    after = put(before, text)
    assert taken(after) == (before, text)
    assert taken(before) == (before, b"")
    pictures, same = (Image.open(io.BytesIO(one)) for one in (before, after))
    assert pictures.n_frames == same.n_frames == 3
    for number in range(3):
        pictures.seek(number)
        same.seek(number)
        assert pictures.convert("RGB").tobytes() == same.convert("RGB").tobytes()


def test_what_is_no_loop_carries_nothing(tmp_path):
    with pytest.raises(ValueError, match="neither GIF nor WebP"):
        put(b"\x89PNG", b"{}")
    for content in (
        b"",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        loop("gif"),
        put(loop("webp"), b"[1]"),
        put(loop("gif"), b"{"),
    ):
        path = tmp_path / "loop"
        path.write_bytes(content)
        assert carried_by(path) is None
