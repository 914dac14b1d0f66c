"""Captions: their numbers beside those of the ledger, and their file beside what the ledger says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import srt

from convanim.verify.printed import NUMBER, SIGNS

SAID = re.compile(rf"(?<![\w.]){NUMBER.pattern}(?!\w)")
"""What of a sentence tells a number; words may do so, too, or be no more than words."""
NEAR = 0.1
"""Seconds by which a caption and its picture may be apart."""


def check_captions(ledger: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with captions: numbers that stand in none of the ledger's entries at that time, and their order."""
    last = 0.0
    for one in ledger["captions"]:
        start, end, text = one["start"], one["end"], one["text"]
        if not last - 1e-3 <= start < end <= ledger["seconds"] + 1e-3:
            yield f"caption {text!r} is said from {start} to {end} s"
        last = end
        there = {
            SIGNS.sub("", entry["text"])
            for entry in ledger["numbers"]
            if entry["start"] < end + NEAR and start - NEAR < entry["end"]
        }
        for found in SAID.finditer(text):
            if found[0] not in there:
                yield f"caption {text!r} at {start} s says {found[0]!r}, which no number there is"


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
