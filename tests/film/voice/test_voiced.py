"""Films in which somebody speaks: words and pictures belong together, and all else is as it is in silent ones."""

import json
import warnings
from pathlib import Path

import av
import numpy as np
import pytest

from convanim.errors import ReplacedWarning, SpecError, UnknownNameError, VoiceNote
from convanim.film.voice.sounds import RATE
from convanim.request.render import render
from convanim.request.script import script
from convanim.verify.clip import verify_clip
from tests.film.voice.sounds import film, heard, silence, spans, tone, write

FEW = str(Path(__file__).parents[1] / "few.py")
MINE = """
from convanim import ConvScene, Layer

class Talking(ConvScene):
    title = "Talking"
    layer = Layer(2, 2, size=4, groups=2)
    beats = ("both", "last")

    def both(self):
        self.say("First of all, {in_channels} channels.")
        self.arrange(facts=self.facts("in"))
        self.say("And then there are {groups} groups.")
        self.arrange(facts=self.facts("groups {groups}"))

    def last(self):
        self.arrange(facts=self.facts("{weights} weights"))
"""


@pytest.fixture(scope="module")
def voice(tmp_path_factory):
    """Recordings of the first two of three beats, of which the second is shorter than the beat."""
    folder = tmp_path_factory.mktemp("voice")
    write(folder / "01-one.wav", tone(4.3))
    write(folder / "2.wav", tone(1.0, 22_050, 2), 22_050)
    return folder


def rendered(out, scene=FEW, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VoiceNote)
        return render(scene, quality="l", out=out, **more)


@pytest.fixture(scope="module")
def clip(voice, tmp_path_factory):
    return rendered(tmp_path_factory.mktemp("out"), narrate=voice)


@pytest.fixture(scope="module")
def mute(tmp_path_factory):
    return rendered(tmp_path_factory.mktemp("mute"))


def seconds_of(clip):
    return {section.name: section.end - section.start for section in clip.sections}


def test_a_beat_lasts_until_it_has_been_said(clip, mute):
    here, there = seconds_of(clip), seconds_of(mute)
    assert 4.3 + 0.8 - 2 / clip.fps <= here["one"] <= 4.3 + 0.8 + 2 / clip.fps
    assert (here["two"], here["three"]) == pytest.approx((there["two"], there["three"]))
    assert clip.spoken == 2 and mute.spoken == 0


def test_each_beat_is_heard_from_its_first_frame_on(clip):
    starts = [section.start for section in clip.sections][:2]
    found = spans(clip.path)
    assert [start for start, _ in found] == pytest.approx(starts, abs=1 / clip.fps)
    assert [end - start for start, end in found] == pytest.approx([4.3, 1.0], abs=0.03)


def test_sound_and_pictures_are_equally_long(clip):
    with av.open(str(clip.path)) as film_:
        sound = film_.streams.audio[0]
        assert (sound.codec_context.name, sound.codec_context.rate, sound.codec_context.channels) == ("aac", RATE, 2)
        assert film_.streams.video[0].frames == clip.frames
    assert 0 <= len(heard(clip.path)) - clip.seconds * RATE < 1024


def test_levels_are_as_they_were_recorded(clip):
    middle = heard(clip.path)[RATE : 3 * RATE]
    assert np.sqrt((middle**2).mean()) == pytest.approx(12_000 / 32768 / np.sqrt(2), rel=0.02)


def test_captions_are_where_they_are_said(clip):
    ledger = json.loads(clip.ledger.read_text(encoding="utf-8"))
    first = ledger["captions"][0]
    assert first["start"] == 0 and first["end"] == pytest.approx(4.3, abs=0.01)


def test_the_recipe_tells_the_recordings(clip, voice):
    from hashlib import sha256

    told = json.loads(clip.ledger.read_text(encoding="utf-8"))["voice"]
    assert told["kind"] == "recordings"
    recorded = told["beats"]["two"]
    assert recorded == {
        "file": "2.wav",
        "seconds": 1.0,
        "digest": sha256((voice / "2.wav").read_bytes()).hexdigest(),
    }
    assert str(voice) not in clip.ledger.read_text(encoding="utf-8")


def test_the_film_verifies_without_the_recordings(clip):
    verdict = verify_clip(clip.path)
    assert verdict.faults == []


def test_the_same_recordings_make_the_same_film(clip, voice, tmp_path):
    again = rendered(tmp_path, narrate=str(voice))
    assert again.path.read_bytes() == clip.path.read_bytes()
    assert again.ledger.read_bytes() == clip.ledger.read_bytes()


def test_only_beats_that_take_another_time_are_drawn_again(voice, tmp_path):
    rendered(tmp_path / "mute")
    assert rendered(tmp_path / "a", narrate=voice).kept == 2
    other = tmp_path / "voice"
    other.mkdir()
    write(other / "1.wav", tone(4.3) // 2)
    write(other / "2.wav", tone(1.1))
    # One is as long and sounds otherwise; the other is longer, and still shorter than its beat.
    assert rendered(tmp_path / "b", narrate=other).kept == 3
    assert rendered(tmp_path / "c", narrate=other).path.read_bytes() == (tmp_path / "b" / "few.mp4").read_bytes()


def test_a_film_with_another_voice_is_another_film(clip, tmp_path):
    write(tmp_path / "one.wav", tone(1.0))
    with pytest.warns(ReplacedWarning, match="another voice"):
        rendered(clip.path.parent, narrate=tmp_path)


def talking(tmp_path, said):
    (tmp_path / "talking.py").write_text(MINE, encoding="utf-8")
    folder = tmp_path / "voice"
    folder.mkdir()
    write(folder / "both.wav", said)
    return rendered(tmp_path / "out", str(tmp_path / "talking.py"), narrate=folder)


def test_a_recording_waits_at_a_pause_for_what_is_still_to_be_read(tmp_path):
    """A fast speaker's second sentence is heard as its caption comes, not while the first is still up."""
    made = talking(tmp_path, np.concatenate([tone(0.8), silence(0.4), tone(1.0)]))
    captions = json.loads(made.ledger.read_text(encoding="utf-8"))["captions"]
    (first, _), (second, _) = spans(made.path)
    assert first == pytest.approx(0.0, abs=1 / made.fps)
    assert captions[1]["start"] > 2.0
    assert second == pytest.approx(captions[1]["start"] + 0.1, abs=1 / made.fps)


def test_captions_follow_a_slow_speaker(tmp_path):
    made = talking(tmp_path, np.concatenate([tone(5.0), silence(0.4), tone(5.0)]))
    captions = json.loads(made.ledger.read_text(encoding="utf-8"))["captions"]
    assert captions[1]["start"] == pytest.approx(5.3, abs=2 / made.fps)
    assert made.sections[0].end == pytest.approx(10.4 + 0.8, abs=4 / made.fps)
    assert verify_clip(made.path).faults == []


def test_captions_are_spread_where_nobody_pauses(tmp_path):
    made = talking(tmp_path, tone(9.0))
    captions = json.loads(made.ledger.read_text(encoding="utf-8"))["captions"]
    assert 3.5 < captions[1]["start"] < 5.5
    assert len(spans(made.path)) == 1


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (film, SpecError, "moving pictures"),
        (lambda path: path.write_bytes(b""), SpecError, "is empty"),
        (lambda path: write(path.with_name("04-four.wav"), tone(0.1)), UnknownNameError, "of no beat of Few"),
    ],
)
def test_what_cannot_be_heard_is_refused_before_anything_is_there(tmp_path, make, error, told):
    folder = tmp_path / "voice"
    folder.mkdir()
    make(folder / "01-one.wav")
    with pytest.raises(error, match=told):
        rendered(tmp_path / "out", narrate=folder)
    assert not (tmp_path / "out").exists()


def test_pictures_and_loops_are_silent_and_that_is_told(voice, tmp_path):
    with pytest.warns(VoiceNote, match="pictures say nothing"):
        render(FEW, quality="l", out=tmp_path, narrate=voice, stills=True)


@pytest.mark.parametrize("given", [3, "", object(), int])
def test_what_speaks_not_is_refused(given):
    with pytest.raises(SpecError, match=r"narrate is .*; allowed: a folder with a recording a beat"):
        render(FEW, narrate=given)


def test_the_script_is_what_the_silent_film_says(mute):
    told = script(FEW, quality="l")
    ledger = json.loads(mute.ledger.read_text(encoding="utf-8"))
    assert [(one.name, one.start, one.end) for one in told.beats] == [
        (one["name"], pytest.approx(one["start"], abs=1e-3), pytest.approx(one["end"], abs=1e-3))
        for one in ledger["sections"]
    ]
    assert [cue.text for beat in told.beats for cue in beat.captions] == [one["text"] for one in ledger["captions"]]
    assert str(told).splitlines()[:4] == ["Few (en), 7.3 s", "", "01-one  One, 2.7 s", "  0.0-1.9  Two channels."]


def test_a_loop_has_no_script():
    with pytest.raises(SpecError, match="a loop says nothing"):
        script("pointwise", cut="loop")
