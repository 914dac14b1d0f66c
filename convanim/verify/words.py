"""Words: the numbers of captions beside those of the ledger, and files of words beside what it says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any

import srt

from convanim import __version__
from convanim.budgets import CHECKED_BYTES
from convanim.course.text import subtitles
from convanim.course.text.story import Story
from convanim.course.text.subtitles import subrip, webvtt
from convanim.course.text.texts import alt_text, transcript
from convanim.verify.printed import NUMBER, SIGNS
from convanim.verify.reading import UnreadableError, content_of
from convanim.verify.verdict import Verdict

HAN = "\u4e00-\u9fff"
SAID = re.compile(rf"(?<![^\W{HAN}])(?<!\.){NUMBER.pattern}(?![^\W{HAN}])")
"""What of a sentence tells a number; words may do so, too, or be no more than words. Chinese has no space between."""
WORDS = (".srt", ".vtt", ".chapters.vtt", ".txt", ".alt.txt")
"""How the names of files end that say in words what a film's ledger says."""
NEAR = 0.1
"""Seconds by which a caption and its picture may be apart."""


def check_captions(ledger: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with captions: numbers that stand in none of the ledger's entries at that time, and their order."""
    last, shown = 0.0, _shown(ledger["numbers"])
    for one in ledger["captions"]:
        start, end, text = one["start"], one["end"], one["text"]
        if not last - 1e-3 <= start < end <= ledger["seconds"] + 1e-3:
            yield f"caption {text!r} is said from {start} to {end} s"
        last = end
        for found in SAID.finditer(text):
            spans = shown.get(found[0], [])
            # The last of those that begin before the caption ends is the last to end, too.
            place = bisect_left(spans, end + NEAR, key=itemgetter(0))
            if place == 0 or spans[place - 1][1] <= start - NEAR:
                yield f"caption {text!r} at {start} s says {found[0]!r}, which no number there is"


def _shown(entries: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[float, float]]]:
    """When each printed number is somewhere in the picture: from when to when, in order and with nothing shared."""
    shown: dict[str, list[tuple[float, float]]] = {}
    for entry in sorted(entries, key=itemgetter("start")):
        spans = shown.setdefault(SIGNS.sub("", entry["text"]), [])
        if spans and entry["start"] <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], entry["end"])
        else:
            spans.append((entry["start"], entry["end"]))
    return shown


def subtitles_of(ledger: Mapping[str, Any]) -> str:
    """The captions' file, as the ledger has it."""
    said = [
        srt.Subtitle(None, timedelta(seconds=one["start"]), timedelta(seconds=one["end"]), one["text"])
        for one in ledger["captions"]
    ]
    text: str = srt.compose(said)
    return text


def check_subtitles(text: str, ledger: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the captions' file: the first line that is not the ledger's."""
    true, told = subtitles_of(ledger).splitlines(), text.splitlines()
    for number in range(max(len(true), len(told))):
        expected, found = (lines[number] if number < len(lines) else None for lines in (true, told))
        if expected != found:
            yield f"line {number + 1} is {found!r}, not {expected!r}"
            return


def check_words(film: Path, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """What is wrong with the files beside a film that say in words what its ledger says: captions and the like."""
    story = Story.of(ledger, film.stem)
    if not story.is_loop:
        yield from _captions(film.with_suffix(".srt"), story, ledger, found)
    told = {".txt": lambda: transcript(story), ".alt.txt": lambda: alt_text(story) + "\n"}
    told |= {} if story.is_loop else {".vtt": lambda: webvtt(story), ".chapters.vtt": lambda: subtitles.chapters(story)}
    there = [suffix for suffix in told if film.with_name(film.stem + suffix).is_file()]
    if there and ledger.get("convanim") != __version__:
        found.notes.append(f"its words ({', '.join(there)}) are of another version’s making and not compared")
        return
    for suffix in there:
        path = film.with_name(film.stem + suffix)
        try:
            if content_of(path, CHECKED_BYTES) != told[suffix]().encode():
                yield f"{path.name} does not say what the ledger says"
        except UnreadableError as error:
            yield f"{path.name} {error}"


def _captions(path: Path, story: Story, ledger: Mapping[str, Any], found: Verdict) -> Iterator[str]:
    """What is wrong with the captions beside a film."""
    try:
        written = content_of(path, CHECKED_BYTES)
    except FileNotFoundError:
        found.notes.append(f"its captions {path.name} are not beside it")
        return
    except UnreadableError as error:
        yield f"its captions {path.name} {error}"
        return
    if sha256(written).hexdigest() == ledger.get("captions_digest") and written == subtitles_of(ledger).encode():
        return
    # Course material has them with lines that are no longer than players show.
    if written == subrip(story).encode():
        return
    try:
        faults = [f"{path.name}: {fault}" for fault in check_subtitles(written.decode("utf-8"), ledger)]
    except UnicodeDecodeError as error:
        faults = [f"{path.name}: {error}"]
    yield from faults or [f"{path.name} was changed"]
