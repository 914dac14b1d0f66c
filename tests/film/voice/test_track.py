"""Every piece is heard with its caption, and no sooner than the one before it has ended."""

from types import SimpleNamespace

import numpy as np
import pytest

from convanim.film.footage import Cue
from convanim.film.voice.narration import Piece
from convanim.film.voice.sounds import RATE
from convanim.film.voice.track import encode, sample_at, track_of
from tests.film.voice.sounds import heard, spans, tone


def beat(name, frames, *starts):
    return SimpleNamespace(beat=name, frames=frames, captions=[Cue("Said.", start, start + 1) for start in starts])


BEATS = [beat("one", 45, 0.2, 1.0), beat("two", 30)]


def test_pieces_begin_with_captions_and_beats():
    pieces = {"one": (Piece(tone(0.3), 0), Piece(tone(0.2), 1)), "two": (Piece(tone(0.1), None),)}
    track = track_of(BEATS, pieces, 15, 1)
    assert [one.start for one in track.placed] == [RATE // 5, RATE, 3 * RATE]
    assert track.length == 5 * RATE


def test_a_piece_waits_for_the_one_before():
    pieces = {"one": (Piece(tone(1.5), None), Piece(tone(0.2), 1))}
    assert [one.start for one in track_of(BEATS, pieces, 15, 1).placed] == [0, 1.5 * RATE]


def test_frames_whose_length_is_no_whole_number_of_samples_do_not_drift():
    assert [sample_at(frame, 7) for frame in (1, 7, 700)] == [6857, RATE, 100 * RATE]


def test_blocks_are_what_is_placed_and_silence():
    track = track_of(BEATS, {"one": (Piece(tone(1.0), 1),)}, 15, 2)
    whole = np.concatenate([*track.blocks()])
    assert whole.shape == (5 * RATE, 2)
    assert (whole[RATE : 2 * RATE] == tone(1.0)).all()
    assert not whole[:RATE].any() and not whole[2 * RATE :].any()


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_what_an_encoder_puts_first_is_not_heard(tmp_path, suffix):
    track = track_of(BEATS, {"one": (Piece(tone(0.5), 1),), "two": (Piece(tone(0.25), None),)}, 15, 1)
    path = tmp_path / f"sound{suffix}"
    encode(track, path)
    assert np.array(spans(path)) == pytest.approx(np.array([[1.0, 1.5], [3.0, 3.25]]), abs=0.02)
    # An encoder's last packet may be longer than what there is to say.
    assert 0 <= len(heard(path)) - 5 * RATE < 1024
    again = tmp_path / f"again{suffix}"
    encode(track, again)
    assert again.read_bytes() == path.read_bytes()
