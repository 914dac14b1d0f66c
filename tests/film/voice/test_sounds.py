"""Recordings in common formats are read as they are; anything else gets one message before it is decoded."""

import pytest

from convanim.budgets import MOST_RECORDED, SOUND_BYTES
from convanim.errors import SpecError
from convanim.film.voice.sounds import RATE, read_sound
from tests.film.voice.sounds import encoded, film, patched, tone, write


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_any_rate_becomes_that_of_films(tmp_path, rate):
    sound = read_sound(write(tmp_path / "a.wav", tone(0.5, rate), rate))
    assert abs(len(sound.samples) - 0.5 * RATE) <= 2
    assert abs(int(sound.samples.max()) - 12_000) < 300


def test_samples_at_the_rate_of_films_are_not_touched(tmp_path):
    for channels in (1, 2):
        samples = tone(0.2, RATE, channels)
        assert (read_sound(write(tmp_path / "a.wav", samples)).samples == samples).all()


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp3", "libmp3lame"), ("a.ogg", "libopus"), ("a.opus", "libopus"), ("a.m4a", "aac"), ("a.flac", "flac")],
)
def test_common_formats_are_read(tmp_path, name, codec):
    sound = read_sound(encoded(tmp_path / name, codec))
    assert abs(sound.seconds - 1.0) < 0.05
    assert 10_000 < abs(sound.samples).max() < 14_000


def test_more_than_two_channels_become_two(tmp_path):
    assert read_sound(write(tmp_path / "a.wav", tone(0.1, RATE, 6))).samples.shape[1] == 2


def test_equal_bytes_have_equal_digests(tmp_path):
    one, other = (read_sound(write(tmp_path / name, tone(0.1))) for name in ("a.wav", "b.wav"))
    assert one.digest == other.digest != read_sound(write(tmp_path / "c.wav", tone(0.2))).digest


def playlist(path):
    path.write_text("#EXTM3U\n#EXTINF:1,\n/etc/hostname\n")
    return path


def broken_off(path):
    whole = encoded(path.with_suffix(".flac"), "flac").read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    return path


def huge(path):
    with path.open("wb") as file:
        file.truncate(SOUND_BYTES + 1)
    return path


def long(path):
    write(path, tone(0.1, 4000), 4000)
    with path.open("ab") as file:
        file.truncate(44 + 8000 * (MOST_RECORDED + 1))
    return patched(path, 40, "<I", 8000 * (MOST_RECORDED + 1))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path, "cannot be read: No such file"),
        (lambda path: (path.write_bytes(b""), path)[1], "is empty"),
        (lambda path: (path.write_bytes(b"RIFF" * 400), path)[1], "holds no sound"),
        (playlist, "holds no sound"),
        (broken_off, "breaks off"),
        (film, "holds moving pictures"),
        (lambda path: patched(write(path, tone(0.1)), 22, "<H", 0), "has no channels|holds no sound"),
        (lambda path: write(path, tone(0.01, 384_000), 384_000), "has 384000 samples a second"),
        (lambda path: write(path, tone(0.0)), "no sound"),
        (huge, "at most"),
        (long, f"lasts more than {MOST_RECORDED} seconds"),
        (lambda path: (path.mkdir(), path)[1], "Is a directory"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_message(tmp_path, make, told):
    with pytest.raises(SpecError, match=told) as refused:
        read_sound(make(tmp_path / "01-one.wav"))
    assert refused.value.field == "narrate"
    assert "01-one.wav" in str(refused.value)
