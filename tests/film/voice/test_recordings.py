"""A recording is found by its beat's number or name; one that is of none is refused."""

import warnings

import pytest

from convanim.errors import SpecError, UnknownNameError, VoiceNote
from convanim.film.footage import Cue
from convanim.film.voice.recordings import folder_for, recordings
from convanim.film.voice.script import Lines, Script

SCRIPT = Script(
    "Mine",
    "Mine",
    "en",
    (
        Lines(1, "keep_splitting", "Keep splitting", 0.0, 3.0, (Cue("Two groups.", 0.0, 2.0),)),
        Lines(2, "count_the_cost", "Count the cost", 3.0, 5.0, ()),
    ),
)


def found(folder, *names):
    for name in names:
        (folder / name).touch()
    return {beat: path.name for beat, path in recordings(folder, SCRIPT).items()}


@pytest.mark.parametrize(
    "names",
    [
        ("01-keep_splitting.wav", "02-count_the_cost.mp3"),
        ("1.flac", "2.M4A"),
        ("keep-splitting.ogg", "Count the cost.opus"),
        ("001 keep splitting.wav", "2_count_the_cost.wav", "script.txt", ".hidden.wav", "notes"),
    ],
)
def test_names_that_mean_a_beat(tmp_path, names):
    assert found(tmp_path, *names) == {"keep_splitting": names[0], "count_the_cost": names[1]}


def test_what_is_missing_is_told(tmp_path):
    with pytest.warns(VoiceNote, match=r"of Mine 1 of 2 beats are silent: 01-keep_splitting not in "):
        assert found(tmp_path, "2.wav") == {"count_the_cost": "2.wav"}


@pytest.mark.parametrize("name", ["3.wav", "02-keep_splitting.wav", "keep_spliting.wav", "1e2.wav", "²-x.wav"])
def test_a_recording_of_no_beat_is_refused(tmp_path, name):
    with pytest.raises(UnknownNameError, match=r"is of no beat of Mine; allowed: 01-keep_splitting, 02-count_the_cost"):
        found(tmp_path, "1.wav", name)


def test_two_recordings_of_a_beat_are_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="are both of the beat keep_splitting"):
        found(tmp_path, "1.wav", "keep_splitting.mp3")


def test_a_folder_without_any_is_refused(tmp_path):
    with pytest.raises(SpecError, match=r"has no recording; allowed: 01-keep_splitting, 02-count_the_cost with one of"):
        found(tmp_path, "script.txt")


def test_each_of_several_clips_has_a_folder_of_its_own(tmp_path):
    (tmp_path / "split").mkdir()
    assert folder_for(tmp_path, "split", several=True) == tmp_path / "split"
    assert folder_for(tmp_path, "shuffle", several=False) == tmp_path
    with pytest.raises(SpecError, match="has no folder shuffle"):
        folder_for(tmp_path, "shuffle", several=True)


@pytest.mark.parametrize(("name", "told"), [("none", "names no folder"), ("file", "names a file")])
def test_what_is_no_folder_is_refused(tmp_path, name, told):
    (tmp_path / "file").touch()
    with pytest.raises(SpecError, match=told):
        folder_for(tmp_path / name, "split", several=False)


def test_nothing_is_told_where_all_are_there(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(found(tmp_path, "1.wav", "2.wav")) == 2
