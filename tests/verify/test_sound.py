"""What is heard is proved as what is seen is: a byte, a beat or a fraction of a second more is told."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import av
import pytest

from convanim.course.media.clips import cut_sections
from convanim.errors import VoiceNote
from convanim.film.assemble import join
from convanim.request.render import render
from convanim.verify.clip import verify_clip
from tests.film.voice.sounds import spans, tone, write
from tests.verify.films import copied_to

FEW = str(Path(__file__).parents[1] / "film" / "few.py")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voice")
    write(folder / "1.wav", tone(3.0))
    write(folder / "2.wav", tone(1.5))
    with pytest.warns(VoiceNote):
        return render(FEW, quality="l", out=tmp_path_factory.mktemp("out"), narrate=folder)


@pytest.fixture
def film(delivered, tmp_path):
    return copied_to(tmp_path, delivered.path)


def remuxed(source, target, sound=True, late=0.0):
    """The film's packets in another file."""
    with av.open(str(source)) as given, av.open(str(target), "w") as made:
        made.metadata.update(given.metadata)
        streams = [*given.streams.video, *(given.streams.audio if sound else ())]
        copies = {one: made.add_stream_from_template(one, opaque=True) for one in streams}
        for packet in given.demux(streams):
            if packet.pts is None:
                continue
            if packet.stream in given.streams.audio:
                moved = round(Fraction(late) / packet.time_base)
                packet.pts, packet.dts = packet.pts + moved, packet.dts + moved
            packet.stream = copies[packet.stream]
            made.mux(packet)
    return target


def test_a_film_with_a_voice_is_right(film):
    assert verify_clip(film).faults == []


def test_a_byte_of_sound(film):
    with av.open(str(film)) as given:
        places = [(one.pos, one.size) for one in given.demux(audio=0) if one.size]
    content = film.read_bytes()
    for pos, size in places[5 :: len(places) // 4]:
        changed = bytearray(content)
        changed[pos + size // 2] ^= 1
        film.write_bytes(changed)
        assert "the sound of beat" in verify_clip(film).faults[0]


def test_a_film_whose_sound_is_gone(film):
    shutil.move(remuxed(film, film.with_name("mute.mp4"), sound=False), film)
    assert "its sound cannot be read to the end (it has no sound)" in verify_clip(film).faults


def test_sound_that_comes_late(film):
    shutil.move(remuxed(film, film.with_name("late.mp4"), late=0.3), film)
    assert any("s after its pictures" in fault for fault in verify_clip(film).faults)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_copy_in_another_file_is_the_same_film(film, suffix):
    copy = remuxed(film, film.with_name(f"copy{suffix}"))
    for ending in (".json", ".srt"):
        shutil.copy(film.with_suffix(ending), copy.with_suffix(ending))
    assert verify_clip(copy).faults == []


def test_sound_in_a_film_that_was_delivered_without(small_film, delivered, tmp_path):
    film = copied_to(tmp_path, small_film)
    with av.open(str(film)) as given:
        tags = dict(given.metadata)
    told = json.loads(film.with_suffix(".json").read_text(encoding="utf-8"))
    join([film], tmp_path / "loud.mp4", told["fps"], tags=tags, sound=delivered.path)
    shutil.move(tmp_path / "loud.mp4", film)
    assert "it has sound, and was delivered without" in verify_clip(film).faults


def test_a_recording_told_otherwise(film):
    ledger = film.with_suffix(".json")
    told = json.loads(ledger.read_text(encoding="utf-8"))
    told["voice"]["beats"]["one"]["digest"] = "0" * 64
    ledger.write_text(json.dumps(told), encoding="utf-8")
    assert "its ledger was changed: its content is not what its digest says" in verify_clip(film).faults


def test_sections_have_their_part_of_the_sound(film, delivered):
    paths = cut_sections(film, delivered.sections, film.parent)
    assert [verify_clip(path).faults for path in paths] == [[], [], []]
    first, second = ([span for span in spans(path) if span[1] - span[0] > 0.1] for path in paths[:2])
    assert first[0] == pytest.approx((0.0, 3.0), abs=0.03)
    assert second[0] == pytest.approx((0.0, 1.5), abs=0.03)
    content = bytearray(paths[1].read_bytes())
    with av.open(str(paths[1])) as given:
        pos = next(one.pos for one in given.demux(audio=0) if one.pts is not None and one.pts > 20_000)
    content[pos + 20] ^= 1
    paths[1].write_bytes(content)
    assert verify_clip(paths[1]).faults == ["the sound of beat two is not what was delivered"]
