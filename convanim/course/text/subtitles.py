"""What is said and when, for players: SRT and WebVTT captions, WebVTT chapters."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import srt
from webvtt import Caption, WebVTT

from convanim.course.text.story import Story
from convanim.draw.lettering import OPEN, SOFT, breakable, wide
from convanim.film.assemble import chapters as parted
from convanim.language.catalogs import runs_left
from convanim.language.direction import directed

HINTS = str.maketrans("", "", f"{SOFT}{OPEN}\ufeff")
READABLE = 42
"""Characters in a line of captions that are read at a glance, as broadcasters have it."""


@dataclass(frozen=True)
class Cue:
    """One text, from start to end in whole milliseconds of the clip."""

    name: str
    text: str
    start: int
    end: int


def subrip(story: Story, columns: int | None = READABLE) -> str:
    """The captions as SubRip, in lines of at most ``columns`` characters where words allow (None: one line each).

    SubRip knows no escapes: an arrow in a text would be read as a timing, and ``<`` before a letter
    as a tag, so these are written a little differently.
    """
    subtitles = []
    for cue in _spoken(story):
        text = re.sub(r"<(?=[a-zA-Z/!])", "<\u2060", cue.text.replace("-->", "\u2192"))
        text = _lines(text.replace("{\\", "{\u2060\\"), columns, story)
        subtitles.append(srt.Subtitle(None, timedelta(milliseconds=cue.start), timedelta(milliseconds=cue.end), text))
    return str(srt.compose(subtitles))


def webvtt(story: Story, columns: int | None = READABLE) -> str:
    """The captions as WebVTT, in lines of at most ``columns`` characters where words allow (None: one line each)."""
    return _vtt(_spoken(story), columns, story)


def chapters(story: Story) -> str:
    """One WebVTT chapter a beat, or part of several, called as readers know it."""
    slugs = {beat.start: beat.slug for beat in story.beats}
    told = [(slugs[start], title, start, end) for title, start, end in parted(story.beats)]
    return _vtt(_cues(told, story.seconds), None, story)


def wrapped(text: str, columns: int | None) -> str:
    """A text in as few lines as fit, of about equal length; numbers with thin spaces stay whole.

    Chinese letters take two columns each, and lines may break between them.

    >>> wrapped("One group: every filter is four deep.", 24)
    'One group: every\\nfilter is four deep.'
    """
    if columns is None or _columns(text) <= columns:
        return text

    def lines(width: int) -> list[str]:
        found: list[str] = []
        for glue, part in breakable(text):
            if found and _columns(f"{found[-1]}{glue}{part}") <= width:
                found[-1] += f"{glue}{part}"
            else:
                found.append(part)
        return found

    fewest = len(lines(columns))
    width = next((width for width in range(1, columns) if len(lines(width)) == fewest), columns)
    return "\n".join(lines(width))


def _columns(text: str) -> int:
    """How many letters wide a text is; marks of direction and joiners take no room."""
    return sum(2 if wide(letter) else unicodedata.category(letter) != "Cf" for letter in text)


def one_line(text: str) -> str:
    """A text without line breaks and control characters; either would end what it stands in.

    Hints where a word may be parted are left out, too.

    >>> one_line("two\\n\\nlines\\x00")
    'two lines'
    """
    text = text.translate(HINTS)
    text = "".join(letter if letter.isprintable() or letter == "\u2009" or _joins(letter) else " " for letter in text)
    return re.sub(r"[ \t]+", " ", text).strip(" ")


def _joins(letter: str) -> bool:
    """Marks of direction and joiners print nothing, but right-to-left texts and emoji need them."""
    return letter in "\u200c\u200d\u200e\u200f\u061c\u2060\u2066\u2067\u2068\u2069"


def _spoken(story: Story) -> Iterator[Cue]:
    said = [(str(number), one.text, one.start, one.end) for number, one in enumerate(story.sentences, 1)]
    return _cues(said, story.seconds)


def _cues(spoken: Iterable[tuple[str, str, float, float]], seconds: float) -> Iterator[Cue]:
    """Cues in order that neither run into the next nor past the end of the clip."""
    rounded = [(name, one_line(text), round(1000 * start), round(1000 * end)) for name, text, start, end in spoken]
    last = int(1000 * seconds)
    limits = [start for _, _, start, _ in rounded[1:]] + [last]
    for (name, text, start, end), limit in zip(rounded, limits, strict=False):
        stop = min(end, limit, last)
        if text and start < stop:
            yield Cue(name, text, start, stop)


def _lines(text: str, columns: int | None, story: Story) -> str:
    """A text in lines, of which each by itself runs as the story's language does: players look at no more."""
    left = runs_left(story.language)
    return "\n".join(directed(line, left) for line in wrapped(text, columns).split("\n"))


def _vtt(cues: Iterable[Cue], columns: int | None, story: Story) -> str:
    captions = []
    for cue in cues:
        # Broken before it is escaped, so that lines are as long as they look.
        text = html.escape(_lines(cue.text, columns, story), quote=False)
        captions.append(Caption(_clock(cue.start), _clock(cue.end), text, re.sub(r"[^\w-]+", "-", cue.name)))
    return WebVTT(captions=captions).content


def _clock(milliseconds: int) -> str:
    """A time in the clip, as WebVTT writes it.

    >>> _clock(3661042)
    '01:01:01.042'
    """
    return str(srt.timedelta_to_srt_timestamp(timedelta(milliseconds=milliseconds))).replace(",", ".")
