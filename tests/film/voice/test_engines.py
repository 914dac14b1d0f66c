"""Whatever speaks is asked in the film's language, and its sounds are kept under all that tells them from others."""

import shutil
import subprocess
from types import SimpleNamespace

import pytest

from convanim.errors import RenderError, SpecError
from convanim.film.footage import Cue
from convanim.film.store.cache import Cache
from convanim.film.voice import engines
from convanim.film.voice.engines import Espeak, Function, Service, engine_of
from convanim.film.voice.narration import BREATH, narrated_by_engine
from convanim.film.voice.script import Lines, Script
from convanim.film.voice.sounds import read_sound
from tests.film.voice.sounds import silence, tone, write

CUES = (Cue("9\u2009216 multi\u00adply-adds.", 0.0, 2.0), Cue("Never\nmixing.", 2.0, 4.0))
SCRIPT = Script("Mine", "Mine", "de", (Lines(1, "one", "One", 0.0, 5.0, CUES), Lines(2, "two", "Two", 5.0, 6.0, ())))
SPOKEN = []


def speak(text, language, path):
    SPOKEN.append((text, language))
    write(path, tone(0.5 * len(SPOKEN)))


def narrated(function, cache=None):
    SPOKEN.clear()
    return narrated_by_engine(engine_of(function), SCRIPT, cache)


def test_a_function_speaks_each_caption():
    found = narrated(speak)
    assert SPOKEN == [("9216 multiply-adds.", "de"), ("Never mixing.", "de")]
    assert found.heard["one"].seconds == pytest.approx((0.5 + BREATH, 1.0 + BREATH))
    assert not found.heard["one"].at_once
    assert [piece.caption for piece in found.pieces["one"]] == [0, 1]
    assert "two" not in found.heard
    assert found.told["engine"] == "function" and found.told["beats"]["one"]["digest"]


def test_what_was_spoken_is_kept():
    first, again = narrated(speak, Cache()), narrated(speak, Cache())
    assert SPOKEN == []
    assert again.key == first.key


def test_a_function_that_may_be_another_by_now_is_asked_again():
    volume = 1

    def closed(text, language, path):
        speak(text, language, path)
        assert volume

    assert Function(closed).identity == ""
    narrated(closed, Cache())
    narrated(closed, Cache())
    assert len(SPOKEN) == 2


def test_silence_at_the_end_is_none_of_what_is_said():
    import numpy as np

    found = narrated(lambda text, language, path: write(path, np.concatenate([tone(0.5), silence(2.0)])))
    assert found.heard["one"].seconds == pytest.approx((0.5 + BREATH, 0.5 + BREATH), abs=0.01)


def test_a_function_that_writes_nothing_and_one_that_writes_no_sound():
    with pytest.raises(RenderError, match=r"wrote no sound file for '9216 multiply-adds.'"):
        narrated(lambda text, language, path: None)
    with pytest.raises(SpecError, match="holds no sound"):
        narrated(lambda text, language, path: path.write_text("sound" * 99))


class SpeechService:
    """As manim-voiceover's: it names its file from its folder, and may choose another name than the one it is given."""

    def __init__(self, **settings):
        self.settings = settings
        self.lang = settings.get("lang", "en")

    def generate_from_text(self, text, cache_dir=None, path=None, **more):
        from pathlib import Path

        SPOKEN.append((text, self.lang))
        write(Path(cache_dir) / "own.wav", tone(0.5))
        return {"input_text": text, "original_audio": "own.wav"}


def test_a_speech_service_of_manim_voiceover_speaks():
    found = narrated(SpeechService(lang="de"))
    assert [language for _, language in SPOKEN] == ["de", "de"]
    assert found.told["engine"] == "SpeechService"
    assert Service(SpeechService(lang="de")).identity != Service(SpeechService(lang="en")).identity


@pytest.fixture
def no_espeak(monkeypatch):
    engines._espeak.cache_clear()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    yield
    engines._espeak.cache_clear()


def test_how_to_get_espeak_is_said(no_espeak):
    with pytest.raises(SpecError, match=r"espeak-ng is not installed.*apt install espeak-ng"):
        engine_of("espeak")


def test_a_text_reaches_espeak_as_text_alone(monkeypatch, tmp_path):
    asked = []

    def run(command, **more):
        asked.append((command, more["input"], more["timeout"]))
        write(tmp_path / "spoken.wav", tone(0.1))
        return SimpleNamespace(returncode=0, stderr="", stdout="")

    monkeypatch.setattr(subprocess, "run", run)
    path = Espeak("/bin/espeak-ng", "1.51").speak("-f /etc/passwd", "zh", tmp_path)
    ((command, text, timeout),) = asked
    assert text == "-f /etc/passwd" and text not in command
    assert command[command.index("-v") + 1] == "cmn" and timeout
    assert read_sound(path).seconds == pytest.approx(0.1)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "hi", "zh", "pt-BR"])
def test_espeak_speaks_the_languages_of_films(tmp_path, language):
    assert read_sound(engine_of("espeak").speak("216 × 3", language, tmp_path)).seconds > 0.5


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_says_what_it_does_not_speak(tmp_path):
    with pytest.raises(RenderError, match="espeak-ng does not speak xx"):
        engine_of("espeak").speak("Hello.", "xx", tmp_path)
