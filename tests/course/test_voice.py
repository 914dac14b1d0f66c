"""What plays a film with a voice plays it loud, with captions on; silent films stay as they are."""

import re
from pathlib import Path

import av
import numpy as np
import pytest

from convanim.course.kinds import Wish
from convanim.course.markup import video
from convanim.course.page.build import PageClip, build_page
from convanim.course.publish import publish
from convanim.course.snippets import snippets
from convanim.course.text.texts import command, python_code
from convanim.errors import VoiceNote
from convanim.film.clip import Clip
from convanim.spec.voice import Voice
from convanim.verify.clip import verify_clip
from tests.course.telling import story
from tests.film.voice.sounds import spans, tone, write

FEW = str(Path(__file__).parents[1] / "film" / "few.py")
RECORDED = {"kind": "recordings", "beats": {}}
SPOKEN = {"kind": "spoken", "engine": "espeak-ng", "version": "1.51", "beats": {}}
FILES = {"mp4": "a.mp4", "captions": "a.vtt", "poster": "a.png"}


def tags(html):
    return re.findall(r"<video[^>]*>", html), re.findall(r"<track kind=\"captions\"[^>]*>", html)


def page(told):
    clip = PageClip(story=told, files=FILES, command="", code="", alt="")
    return build_page([clip], "Films")


@pytest.mark.parametrize("voice", [{}, RECORDED])
def test_the_page_is_loud_where_somebody_speaks(voice):
    html = page(story(voice=voice))
    (player,), (captions,) = tags(html)
    assert ("muted" in player, "default" in captions) == (not voice, bool(voice))
    assert "autoplay" not in player and "loop" not in player
    assert ('class="sound toggle"' in html) == bool(voice)


@pytest.mark.parametrize("voice", [{}, RECORDED])
def test_snippets_and_notebooks_have_captions_on(voice):
    pasted = snippets(story(voice=voice), FILES)
    for name in ("snippet.html", "snippet-moodle.html", "snippet-reveal.html"):
        (player,), (captions,) = tags(pasted[name])
        assert "muted" not in player
        assert ("default" in captions) == bool(voice)
    where = {"film": "a.mp4", "poster": "a.png", "captions": "a.vtt"}
    (_,), (captions,) = tags(video(where, title="A", alt="A.", size=(8, 6), voice=bool(voice)))
    assert ("default" in captions) == bool(voice)


def test_what_makes_it_again():
    assert command(story(voice=SPOKEN)).endswith("--narrate espeak")
    assert command(story(voice=RECORDED)).endswith("--narrate RECORDINGS  # RECORDINGS: a folder with its recordings")
    assert 'narrate="espeak"' in python_code(story(voice=SPOKEN))
    assert "narrate" not in python_code(story()) + command(story())


def test_a_webm_has_the_same_sound(tmp_path):
    (tmp_path / "voice").mkdir()
    write(tmp_path / "voice" / "1.wav", tone(3.0))
    write(tmp_path / "voice" / "3.wav", tone(0.5))
    clip = Clip(FEW, voice=Voice(str(tmp_path / "voice")))
    with pytest.warns(VoiceNote):
        (made,) = publish([clip], wish=Wish(frozenset({"webm"})), quality="l", out=tmp_path / "out")
    mp4, webm = (made.folder / made.files[kind] for kind in ("mp4", "webm"))
    assert np.array(spans(webm)) == pytest.approx(np.array(spans(mp4)), abs=0.01)
    assert len(spans(webm)) == 2
    with av.open(str(webm)) as film:
        assert film.streams.audio[0].codec_context.name in ("opus", "libopus")
    assert verify_clip(webm).faults == []
