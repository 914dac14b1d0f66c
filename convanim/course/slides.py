"""A deck of slides that plays clips beat by beat, as one file that needs neither network nor server."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.course.colors import css_of, theme_on
from convanim.course.frames import last_frame, picture
from convanim.course.text.story import Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import alt_text, beat_alt, layer_facts, summary
from convanim.errors import SpecError

if TYPE_CHECKING:
    from jinja2 import Environment


def deck(clips: Sequence[tuple[Story, Path]], title: str | None = None, mark: str = "") -> str:
    """The HTML of a deck of clips, each given as its story and its film.

    Each clip has an opening slide, then one a beat: reaching it plays it and holds its last
    picture. Films and pictures are inside the page. ``title`` is the page's (None: the clips' own), and ``mark`` is
    written into it.

    Raises SpecError where there are no clips, RenderError where a film lacks a beat.
    """
    if not clips:
        raise SpecError("no clips for the slides", "one or more")
    slides = [_clip(number, story, film) for number, (story, film) in enumerate(clips)]
    name = title or " · ".join(clip["title"] for clip in slides)
    page = _environment().get_template("slides.html")
    return page.render(
        title=one_line(name),
        mark=mark,
        clips=slides,
        css=_colors([story for story, _ in clips]) + _own("slides.css"),
        js=_own("slides.js"),
    )


def _clip(number: int, story: Story, film: Path) -> dict[str, Any]:
    """What the template says of a clip."""
    content = film.read_bytes()
    return {
        "index": number,
        "title": one_line(story.title),
        "language": story.language,
        "direction": story.direction,
        "summary": summary(story),
        "facts": layer_facts(story),
        "alt": alt_text(story),
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
                "sentences": [
                    {"text": one_line(said.text), "start": round(said.start, 4), "end": round(said.end, 4)}
                    for said in beat.sentences
                ],
            }
            for beat in story.beats
        ],
    }


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
    return Environment(loader=FunctionLoader(load), autoescape=True)


def _own(name: str) -> Any:
    """A file of ours that goes into the page as it is."""
    from markupsafe import Markup

    return Markup(files(__package__).joinpath("templates", name).read_text(encoding="utf-8"))
