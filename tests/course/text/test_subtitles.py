"""Captions and chapters as players read them."""

import re

import pytest
import srt

from convanim.course.text.subtitles import READABLE, chapters, subrip, webvtt, wrapped
from convanim.language.direction import runs_left
from tests.course.telling import HOSTILE, story

TIMING = r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}"


def cues(text):
    """The blocks of a WebVTT file after its header, each as lines; what players parse."""
    header, *blocks = text.strip("\n").split("\n\n")
    assert header == "WEBVTT"
    return [block.split("\n") for block in blocks]


def test_every_sentence_is_a_cue():
    found = cues(webvtt(story()))
    assert found == [
        ["1", "00:00:00.000 --> 00:00:01.500", "Four channels."],
        ["2", "00:00:02.000 --> 00:00:03.500", "Four filters."],
    ]


def test_every_beat_is_a_chapter():
    assert cues(chapters(story())) == [
        ["first-words", "00:00:00.000 --> 00:00:02.000", "First words"],
        ["last-words", "00:00:02.000 --> 00:00:04.000", "Last words"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text):
    for found in (cues(webvtt(story(said=(text, text)))), cues(webvtt(story(said=(text, text)), None))):
        assert len(found) == 2
        for _, timing, *lines in found:
            assert re.fullmatch(TIMING, timing)
            assert lines
            assert not any(re.search(r"[<>]|-->|&(?!amp;|lt;|gt;)", line) for line in lines)
    read = list(srt.parse(subrip(story(said=(text, text)))))
    assert len(read) == 2
    assert not any("-->" in one.content or "<script" in one.content for one in read)


def test_cues_keep_to_their_time():
    captions = [
        {"text": "runs into the next", "start": 0.0, "end": 3.0},
        {"text": "is over before it starts", "start": 1.9996, "end": 2.0001},
        {"text": "runs past the end", "start": 2.0, "end": 9.0},
    ]
    found = [timing for _, timing, *_ in cues(webvtt(story(captions=captions)))]
    assert found == ["00:00:00.000 --> 00:00:02.000", "00:00:02.000 --> 00:00:04.000"]


def test_lines_are_short_and_balanced():
    text = "The price: of eight channels, output 5 has seen only four of the others."
    lines = wrapped(text, READABLE).split("\n")
    assert " ".join(lines) == text
    assert len(lines) == 2
    assert max(map(len, lines)) <= READABLE
    assert abs(len(lines[0]) - len(lines[1])) < 12
    assert wrapped("9\u2009216 multiply-adds", 6).split("\n")[0] == "9\u2009216"


def test_silence_is_an_empty_track():
    assert webvtt(story(captions=[])) == "WEBVTT\n"
    assert subrip(story(captions=[])) == ""


HEBREW, ARABIC = "כל ערוץ פוגש את המסנן שלו", "كل قناة تلتقي بمرشّحها"


@pytest.mark.parametrize(("language", "words"), [("he", HEBREW), ("ar", ARABIC)])
def test_every_line_runs_as_its_language_does(language, words):
    said = f"ReLU {words}, {words}, {words}, PyTorch {words}"
    for text in (
        webvtt(story(said=(said, said), language=language)),
        subrip(story(said=(said, said), language=language)),
    ):
        lines = [line for line in text.split("\n") if re.search("[\u0590-\u06ff]", line)]
        assert len(lines) > 2 and all(runs_left(line) for line in lines)
        assert " ".join(lines).replace("\u200f", "").count(words) == 8 or len(lines) > 8
    # Of a film in English they run as English does, whatever they begin with.
    lines = cues(webvtt(story(said=(f"{words} is said", "x"))))[0][2:]
    assert not any(runs_left(line) for line in lines)


def test_hints_where_a_word_may_be_parted_leave_no_gap():
    assert cues(webvtt(story(said=("Faltungs\u00adschicht\u200b!", "x"))))[0][2] == "Faltungsschicht!"
