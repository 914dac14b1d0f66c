"""Whatever happens to a cache, the next render makes the film that a first one makes."""

import json
import os
import random
import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from convanim.film.clip import Clip
from convanim.film.render import render_all
from convanim.film.store.cache import Cache

SCENE = Path(__file__).parents[1] / "few.py"


def rendered(out, cache):
    (clip,) = render_all([Clip(str(SCENE))], quality="l", out=out, cache=cache)
    with av.open(str(clip.path)) as film:
        frames = np.stack([frame.to_ndarray(format="yuv420p") for frame in film.decode(video=0)])
    return clip, frames, json.loads(clip.ledger.read_text()), clip.captions.read_text()


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A folder with a cache that holds the scene, and what a render without any cache makes."""
    folder = tmp_path_factory.mktemp("warm")
    fresh = rendered(folder / "fresh", None)
    first = rendered(folder / "first", Cache(folder / "cache"))
    assert np.array_equal(first[1], fresh[1])
    assert rendered(folder / "again", Cache(folder / "cache"))[0].kept == 3
    return folder, fresh


def flip_bits(path, chance):
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 3))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def change_a_digit(path, chance):
    data = bytearray(path.read_bytes())
    places = [place for place, byte in enumerate(data) if 48 <= byte < 58]
    data[chance.choice(places)] = chance.choice(b"0123456789")
    path.write_bytes(data)


def overwrite(path, chance):
    data = bytearray(path.read_bytes())
    begin = chance.randrange(len(data))
    data[begin : begin + 64] = chance.randbytes(64)
    path.write_bytes(data)


def swap(path, chance):
    """As a file system that was cut off may leave it: the content of one file in another."""
    other = chance.choice([one for one in path.parent.parent.rglob("*") if one.is_file()])
    path.write_bytes(other.read_bytes())


def put_a_folder(path, chance):
    path.unlink()
    (path / "deeper").mkdir(parents=True)


def link_to_another(path, chance):
    other = chance.choice([one for one in path.parent.parent.rglob("*") if one.is_file() and one != path])
    path.unlink()
    path.symlink_to(other)


def other_types(path, chance):
    path.write_text(chance.choice(["[" * 50_000, "null", "[]", "3", '{"beat": 3, "frames": "x"}', '"', "{}"]))


HARMS = (
    flip_bits,
    change_a_digit,
    overwrite,
    swap,
    put_a_folder,
    link_to_another,
    other_types,
    lambda path, chance: path.write_bytes(bytes(path.stat().st_size)),
    lambda path, chance: os.truncate(path, chance.randrange(path.stat().st_size)),
    lambda path, chance: path.unlink(),
)


@pytest.mark.parametrize(
    ("seed", "harms"),
    [
        *((place, HARMS[place : place + 2]) for place in range(0, len(HARMS), 2)),
        *(pytest.param(seed, HARMS, marks=pytest.mark.full) for seed in range(len(HARMS), 120)),
    ],
)
def test_a_damaged_cache_makes_the_same_film(warm, tmp_path, seed, harms):
    folder, (_, frames, ledger, captions) = warm
    cache, chance = tmp_path / "cache", random.Random(seed)
    shutil.copytree(folder / "cache", cache)
    for harm in harms if len(harms) == 2 else chance.choices(harms, k=chance.choice((1, 1, 2, 4))):
        files = sorted(path for path in cache.rglob("*") if path.is_file() and path.stat().st_size)
        harm(chance.choice(files), chance)
    for again in ("once", "twice"):
        clip, now, told, said = rendered(tmp_path / again, Cache(cache))
        assert np.array_equal(now, frames)
        assert told == ledger
        assert said == captions
    # What was damaged has been drawn and kept anew.
    assert clip.kept == 3


def test_a_film_that_is_written_through_leaves_the_cache_as_it_is(warm, tmp_path):
    """Of a film of one beat the stream that was fetched is not the one that is kept."""
    folder, (_, frames, *_) = warm
    cache = Cache(folder / "cache")
    (beat, *_) = (folder / "cache" / "beats").glob("*.json")
    footage = cache.fetch(beat.stem, tmp_path)
    assert footage is not None
    with footage.stream.open("r+b") as stream:
        stream.write(b"something else")
    assert np.array_equal(rendered(tmp_path / "out", cache)[1], frames)


@pytest.mark.parametrize("record", ["[]", "3", "{}", '{"beat": 1}', "[" * 50_000, "not JSON", '{"opened": 1}'])
def test_what_holds_but_is_of_another_form_is_missing(tmp_path, record):
    cache, key = Cache(tmp_path / "cache"), "ab" * 20
    for kind in ("beats", "clips"):
        cache.shelf.put(kind, key, ".json", record.encode())
    cache.shelf.put("beats", key, ".mp4", b"")
    assert cache.fetch(key, tmp_path) is None
    assert cache.clip(key) is None


def test_files_do_not_leave_their_folder(tmp_path):
    from io import BytesIO
    from zipfile import ZipFile

    cache, key = Cache(tmp_path / "cache"), "ab" * 20
    for name in ("../out.txt", "/out.txt", "deeper/out.txt", ".."):
        content = BytesIO()
        with ZipFile(content, "w") as kept:
            kept.writestr(name, "out")
        cache.shelf.put("files", key, ".zip", content.getvalue())
        assert cache.fetch_files(key, tmp_path / "in" / "parts") is None
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
