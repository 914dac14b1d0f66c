"""Digests say what a decoder shows, whatever file it is in."""

import av
import numpy as np
import pytest

from convanim.draw.compositor import Patch
from convanim.film.assemble import join
from convanim.film.digests import beats_of, content_digest, plain, seal_in
from convanim.film.encoder import Encoder
from convanim.film.quality import Encoding, Quality

SIZE = Quality(64, 48, 5)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Two beats, encoded one by one."""
    folder, made = tmp_path_factory.mktemp("parts"), []
    for beat in range(2):
        encoder = Encoder(folder / f"{beat}.mp4", SIZE, Encoding())
        for frame in range(7):
            pixels = np.full((48, 64, 4), 255, np.uint8)
            pixels[:, : 4 * frame + 8 * beat, 0] = 40
            encoder.write([Patch(0, 0, pixels)], 2)
        encoder.close()
        made.append(encoder.path)
    return made


def planes(path):
    with av.open(str(path)) as film:
        return [frame.to_ndarray().tobytes() for frame in film.decode(video=0)]


def test_a_beat_has_one_digest_by_itself_and_in_the_film(parts, tmp_path):
    film = tmp_path / "film.mp4"
    join(parts, film, SIZE.fps, tags={"title": "Two beats"})
    alone = [beats_of(part, SIZE.fps)[0] for part in parts]
    assert [one.frames for one in alone] == [14, 14]
    within = beats_of(film, SIZE.fps, ("first", "second"), [14, 14])
    assert [one.digest for one in within] == [one.digest for one in alone]
    assert within[0].digest != within[1].digest
    assert seal_in(film) is None


def test_equal_digests_are_equal_pictures_and_others_are_not(parts, tmp_path):
    right, part = parts[0].read_bytes(), tmp_path / "part.mp4"
    true, shown = beats_of(parts[0], SIZE.fps), planes(parts[0])
    begin, changed = right.index(b"mdat") + 4, 0
    for at in range(begin + 40, len(right), 61):
        part.write_bytes(right[:at] + bytes([right[at] ^ 32]) + right[at + 1 :])
        try:
            same, pictures = beats_of(part, SIZE.fps) == true, planes(part)
        except (av.FFmpegError, ValueError):
            continue
        # Whatever shows other pictures has another digest.
        assert not (same and pictures != shown)
        changed += pictures != shown
    assert changed


def test_a_ledgers_digest_is_of_its_content():
    ledger = {"scene": "Split", "numbers": [{"value": 1.5, "text": "1,5"}], "digest": "", "film": {"bytes": 3}}
    assert content_digest(ledger) == content_digest({**dict(reversed(ledger.items())), "film": None})
    assert content_digest(ledger) != content_digest({**ledger, "numbers": [{"value": 1.5, "text": "1.5"}]})
    assert plain({"b": 1, "a": [True, None]}) == '{"a":[true,null],"b":1}'
