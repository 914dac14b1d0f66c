"""A deck of slides that plays clips beat by beat, as one file that needs neither network nor server."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from convanim.course.colors import css_of, theme_on
from convanim.course.covers import asked, untold
from convanim.course.frames import last_frame, picture
from convanim.course.text.quiz import of_beat, questions_of
from convanim.course.text.speech import direction_of
from convanim.course.text.story import Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import alt_text, beat_alt, layer_facts, summary
from convanim.errors import SpecError
from convanim.numerals import unbroken

if TYPE_CHECKING:
    from jinja2 import Environment

    from convanim.language.tongue import Tongue

PAPER = """@media print {{
:root, body:has(.slide.light.current) {{ --back: #fff; --ink: #000; --dim: #444; color-scheme: light; }}
{}{}}}
"""
"""What is printed has all slides, in black on white."""
NOTES_POINTS = (12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
"""How large notes on paper may be, in points."""
NOTES_LEADING = 1.4
"""Of a line of notes, with the space between them."""
NOTES_ROOMS = ((515.0, 430.0), (715.0, 310.0))
"""What notes may take of a page of A4 or letter, upright and wide: a line's width, and their height, in points."""


def deck(
    clips: Sequence[tuple[Story, Path]],
    title: str | None = None,
    mark: str = "",
    quiz: bool = False,
    tongue: Tongue | None = None,
) -> str:
    """The HTML of a deck of clips, each given as its story and its film.

    Each clip has an opening slide, then one a beat: reaching it plays it and holds its last
    picture. Films and pictures are inside the page. ``title`` is the page's (None: the clips' own), and ``mark`` is
    written into it. With ``quiz``, films stop before a result. ``tongue`` says the page's
    own words (None: that of the first clip).

    Raises SpecError where there are no clips, RenderError where a film lacks a beat.
    """
    if not clips:
        raise SpecError("no clips for the slides", "one or more")
    tongue = tongue or clips[0][0].tongue
    slides = [_clip(number, story, film, quiz) for number, (story, film) in enumerate(clips)]
    name = title or " · ".join(clip["title"] for clip in slides)
    from markupsafe import Markup

    page = _environment().get_template("slides.html")
    return page.render(
        title=one_line(name),
        mark=mark,
        lang=tongue.language,
        dir=direction_of(tongue),
        say=tongue.text,
        clips=slides,
        quiz=any(beat["questions"] for clip in slides for beat in clip["beats"]),
        css=_colors([story for story, _ in clips])
        + _own("slides.css")
        + Markup(PAPER.format(_own("plain.css"), _own("paper.css"))),
        plain=_own("plain.css"),
        js=_own("slides.js"),
    )


def _clip(number: int, story: Story, film: Path, quiz: bool) -> dict[str, Any]:
    """What the template says of a clip."""
    content = film.read_bytes()
    questions = questions_of(story) if quiz else ()
    return {
        "index": number,
        "title": one_line(story.title),
        "language": story.language,
        "direction": story.direction,
        "spoken": story.tongue.language,
        "way": direction_of(story.tongue),
        "summary": summary(story),
        "facts": untold(layer_facts(story), questions),
        "alt": summary(story) if questions else alt_text(story),
        "theme": story.ground,
        "width": story.width,
        "height": story.height,
        "has_voice": story.has_voice,
        "film": b64encode(content).decode(),
        "beats": [
            {
                "title": one_line(beat.title),
                "start": round(beat.start, 4),
                "end": round(beat.end, 4),
                # Inside the frame's time, because a player may round its start down to the one before.
                "hold": round(last_frame(story, beat) + 0.25 / story.fps, 4),
                "picture": f"data:image/png;base64,{b64encode(picture(content, last_frame(story, beat))).decode()}",
                "alt": beat_alt(story, beat),
                "size": points([said.text for said in beat.sentences]),
                "questions": [asked(one, story) for one in of_beat(questions, beat)],
                "sentences": [
                    {"text": one_line(said.text), "start": round(said.start, 4), "end": round(said.end, 4)}
                    for said in beat.sentences
                ],
            }
            for beat in story.beats
        ],
    }


def points(notes: Sequence[str]) -> float:
    """How large notes are on paper, in points, so that they leave room for their slide.

    >>> points(["Short."]), points(["Long. " * 500]), points(["Endless. " * 5000])
    (12.0, 9.0, 7.0)
    """

    def fits(size: float) -> bool:
        # A letter is about half as wide as it is high, one of Chinese as wide.
        ems = [sum(1.0 if east_asian_width(letter) in "WF" else 0.52 for letter in text) for text in notes]
        return all(
            sum(ceil(long * size / width) for long in ems) * size * NOTES_LEADING <= room for width, room in NOTES_ROOMS
        )

    return next(filter(fits, NOTES_POINTS), NOTES_POINTS[-1])


def _colors(stories: Sequence[Story]) -> Any:
    """The films' colours, light where the slide that is shown is."""
    from markupsafe import Markup

    dark, light = (css_of(theme_on(ground, stories)) for ground in ("dark", "light"))
    return Markup(f":root {{ {dark} }}\nbody:has(.slide.light.current) {{ {light} }}\n")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader

    def load(name: str) -> str:
        return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")

    # Titles and captions are the author's own words and must never become markup.
    return Environment(loader=FunctionLoader(load), autoescape=True, finalize=unbroken)


def _own(name: str) -> Any:
    """A file of ours that goes into the page as it is."""
    from markupsafe import Markup

    return Markup(files(__package__).joinpath("templates", name).read_text(encoding="utf-8"))
