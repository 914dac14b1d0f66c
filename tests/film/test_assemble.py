"""The joined film says what it is and where its beats begin, and its frames are those of its parts."""

from dataclasses import asdict

import av
import numpy as np
import pytest

from convanim import __version__
from convanim.draw.compositor import Patch
from convanim.film.assemble import Section, join, tags_of
from convanim.film.encoder import Encoder
from convanim.film.quality import USUAL, Quality
from convanim.spec import Layer

SIZE = Quality(64, 48, 15)
SECTIONS = (Section("one_channel_slowly", 0.0, 0.4), Section("count_the_cost", 0.4, 1.0))
DRAWN = {"kind": "normal", "seed": 7, "input": "given", "weight": "drawn", "bias": "drawn"}


def about(title):
    layer = asdict(Layer(4, 4, groups=2))
    return {"scene": "Mine", "title": title, "layer": layer, "values": DRAWN, "convanim": __version__}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    paths = []
    for place, frames in enumerate((6, 9)):
        path = folder / f"{place}.mp4"
        encoder = Encoder(path, SIZE, USUAL)
        for shade in range(frames):
            picture = np.full((48, 64, 4), 10 * shade + 100 * place, dtype=np.uint8)
            encoder.write([Patch(0, 0, picture)], 1)
        encoder.close()
        paths.append(path)
    return paths


def packets(path):
    with av.open(str(path)) as film:
        return [(one.pts * one.time_base, bytes(one)) for one in film.demux(video=0) if one.pts is not None]


def test_every_beat_is_a_chapter(parts, tmp_path):
    path = tmp_path / "film.mp4"
    join(parts, path, SIZE.fps, SECTIONS, tags_of(about("Mine")))
    with av.open(str(path)) as film:
        told = [
            (one["metadata"]["title"], float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]))
            for one in film.chapters()
        ]
    assert told == [("One channel slowly", 0.0, 0.4), ("Count the cost", 0.4, 1.0)]


@pytest.mark.parametrize("title", ["Mine", '<b>"Mine"</b>\n& more', "שלום 🙂", "", "x" * 3000])
def test_the_film_says_what_it_is(parts, tmp_path, title):
    path = tmp_path / "film.mp4"
    join(parts, path, SIZE.fps, SECTIONS, tags_of(about(title)))
    with av.open(str(path)) as film:
        tags = film.metadata
    assert tags.get("title", "") == title
    assert tags["comment"] == tags["description"]
    assert tags["comment"].startswith("Mine: 4x6x6 to 4x4x4, kernel 3x3")
    assert tags["comment"].endswith("groups 2; normal, seed 7, own input")
    assert tags["encoder"] == f"convanim {__version__}"


def test_chapters_and_tags_change_no_frame(parts, tmp_path):
    plain, told = tmp_path / "plain.mp4", tmp_path / "told.mp4"
    join(parts, plain, SIZE.fps)
    join(parts, told, SIZE.fps, SECTIONS, tags_of(about("Mine")))
    assert packets(told) == packets(plain)
    assert len(packets(told)) == 15
    with av.open(str(told)) as film:
        assert film.streams.video[0].average_rate == SIZE.fps
        assert film.duration == 1_000_000
        assert not film.streams.audio
    data = told.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
