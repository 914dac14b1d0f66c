"""Write the page: clips, their numbers, style and script in one file of HTML."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from convanim.course.addresses import url
from convanim.course.colors import css_of, theme_on
from convanim.course.page.data import in_script, tale
from convanim.course.page.words import words
from convanim.course.text.quiz import Question
from convanim.course.text.speech import direction_of, tongue_around
from convanim.course.text.story import Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import layer_facts, told_beats
from convanim.language.tongue import Tongue, message
from convanim.numerals import clock, unbroken

HERE = Path(__file__).parent
SCRIPTS = ("tale.js", "cells.js", "sum.js", "quiz.js", "player.js", "page.js")
"""In the order in which they are joined into one script."""
STYLES = ("page.css", "print.css")
"""For screens, and what is otherwise on paper."""
TITLE = message("Convolutions that save work")
"""The page's, unless it has another."""
KINDS = {
    "mp4": message("Film, {!MP4}"),
    "upright mp4": message("Film, upright, {!MP4}"),
    "webm": message("Film, WebM"),
    "gif": message("Film, GIF"),
    "webp": message("Film, WebP"),
    "loop gif": message("Loop, GIF"),
    "loop webp": message("Loop, WebP"),
    "poster": message("Poster"),
    "captions": message("Captions"),
    "chapters": message("Chapters"),
    "transcript": message("Transcript"),
    "handout": message("Handout, PDF"),
    "ledger": message("Numbers, JSON"),
}
"""What files are called on the page, by kind; a kind that is not here goes by its own name."""


@dataclass(frozen=True)
class PageCut:
    """What is played of a clip: what it tells, its files relative to the page's own, and where it stops to ask."""

    story: Story
    files: Mapping[str, str]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class PageClip:
    """A clip on the page. ``files`` are files relative to the page's own, by kind; ``mp4`` must be there.

    ``alt`` says in a sentence or two what is to be seen; ``command`` and ``code`` are what made the clip; at
    ``questions`` it stops. ``folders`` hold the author's own catalogs. ``upright`` is played where a phone is held so.
    """

    story: Story
    files: Mapping[str, str]
    command: str
    code: str
    alt: str
    questions: tuple[Question, ...] = ()
    folders: tuple[Path, ...] = ()
    upright: PageCut | None = None

    @property
    def wide(self) -> PageCut:
        """What is played elsewhere."""
        return PageCut(self.story, self.files, self.questions)

    @property
    def tongue(self) -> Tongue:
        """What says the words round it."""
        return self.story.tongue_with(self.folders)


def build_page(clips: Sequence[PageClip], title: str | None = None, language: str | None = None) -> str:
    """The whole page; it needs nothing but the clips' files beside it, and no server.

    What stands round a clip is in that clip's language, where somebody has translated it; what they share is in
    ``language`` (None: the first clip's), and so is the ``title`` where none is given.
    """
    first = clips[0]
    tongue = first.tongue if language is None else tongue_around(language, folders=first.folders)
    light, dark = (css_of(theme_on(ground, [clip.story for clip in clips])) for ground in ("light", "dark"))
    colors = f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    style = colors + "".join(_read(name) for name in STYLES)
    script = "(() => {\n'use strict';\n" + "".join(_read(name) for name in SCRIPTS) + "})();\n"
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            # A page opened as a file has no origin that 'self' could stand for.
            "img-src 'self' file:",
            "media-src 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    loader = FileSystemLoader(HERE)
    env = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=unbroken,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("page.html.j2").render(
        title=one_line(title or tongue.text(TITLE)),
        lang=tongue.language,
        dir=direction_of(tongue),
        say=tongue.text,
        quiz=any(clip.questions for clip in clips),
        policy=policy,
        # The digests in the policy are of exactly these characters.
        style=Markup(style),
        script=Markup(script),
        clips=[_shown(clip, anchor) for clip, anchor in zip(clips, anchors(clips), strict=True)],
    )


def anchors(clips: Sequence[PageClip]) -> Iterator[str]:
    """An address within the page for each clip: its name, tamed; no two are alike."""
    taken: set[str] = set()
    for clip in clips:
        name = re.sub(r"[^a-z0-9]+", "-", clip.story.name.lower()).strip("-") or "clip"
        anchor, count = name, 1
        while anchor in taken:
            count += 1
            anchor = f"{name}-{count}"
        taken.add(anchor)
        yield anchor


def _shown(clip: PageClip, anchor: str) -> dict[str, object]:
    story, tongue = clip.story, clip.tongue
    shown = _played(clip.wide, tongue)
    return shown | {
        "anchor": anchor,
        "lang": tongue.language,
        "dir": direction_of(tongue),
        "say": tongue.text,
        "downloads": [
            (tongue.text(KINDS[kind]) if kind in KINDS else kind, url(file)) for kind, file in clip.files.items()
        ],
        "command": clip.command,
        "code": clip.code,
        "alt": clip.alt,
        "facts": layer_facts(story),
        "upright": None if clip.upright is None else _played(clip.upright, tongue),
    }


def _played(cut: PageCut, tongue: Tongue) -> dict[str, object]:
    """What the template says of a cut."""
    story = cut.story
    return {
        "story": story,
        "files": {kind: url(file) for kind, file in cut.files.items()},
        "questions": cut.questions,
        "beats": [(number, *entry) for number, entry in enumerate(_listed(story), 1)],
        "length": clock(story.seconds),
        "frames": round(story.seconds * story.fps),
        "told": [(part, list(beats)) for part, beats in groupby(told_beats(story), lambda told: told.beat.part)],
        "tale": Markup(in_script(tale(story, cut.questions, words(tongue)))),
    }


def _listed(story: Story) -> Iterator[tuple[str, str, str]]:
    """Each beat's title and start, and before them the chapter's title where one begins."""
    part = ""
    for beat in story.beats:
        yield beat.part if beat.part != part else "", beat.title, clock(beat.start)
        part = beat.part


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
