"""What to paste into pages, notebooks, slides and courses so that a clip shows up there.

Each snippet is a template in ``templates/``; what a user has named reaches it only escaped for its language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from convanim.course.addresses import url
from convanim.course.markup import FILM, frame_style, video
from convanim.course.snippets import escaping
from convanim.course.text.speech import direction_of
from convanim.course.text.story import Story
from convanim.course.text.subtitles import one_line
from convanim.course.text.texts import alt_text, command, layer_facts, python_code
from convanim.course.upright import UPRIGHT
from convanim.numerals import clock, unbroken

KINDS = ("mp4", "webm", "gif", "loop gif", "poster", "captions", "chapters", "transcript")
"""The kinds of files that a snippet may point to."""
UPRIGHT_KINDS = ("mp4", "poster", "captions", "chapters")
"""Those of an upright cut, with "upright" before them."""

TEMPLATES = {
    "snippet.html": "figure.html.j2",
    "snippet.md": "readme.md.j2",
    "snippet-myst.md": "myst.md.j2",
    "snippet-sphinx.md": "sphinx.md.j2",
    "snippet.qmd": "quarto.qmd.j2",
    "snippet-reveal.html": "reveal.html.j2",
    "snippet-beamer.tex": "beamer.tex.j2",
    "snippet-moodle.html": "moodle.html.j2",
}
NOTEBOOK = "snippet.ipynb"
NAMES = (*TEMPLATES, NOTEBOOK)
"""What the files with snippets are called."""


AWKWARD = frozenset("#%?")
"""Letters of file names that mystmd takes for parts of an address."""


def snippets(
    story: Story, files: Mapping[str, str], base: str = "", upright: tuple[int, int] | None = None
) -> dict[str, str]:
    """Snippets by file name, each ready to be pasted or included.

    ``files`` maps kinds (see ``KINDS``) to file names relative to where the snippet is used; any may be
    missing, and the snippet then does without it. ``base``, as ``base_of`` gives it, comes before addresses;
    tools that take files in themselves (MyST, Sphinx, LaTeX) are told the names alone. ``upright`` is the size of the
    upright cut's frame in pixels, which the one for HTML plays on phones; its files' kinds begin with "upright".
    Raises ValueError for a kind that is none.
    """
    known = (*KINDS, *(f"{UPRIGHT} {kind}" for kind in UPRIGHT_KINDS))
    unknown = sorted(files.keys() - set(known))
    if unknown:
        raise ValueError(f"no file is of the kind {unknown[0]!r}; kinds: {', '.join(known)}")
    told = {**_told(story, files), "base": base, "upright": upright and _upright(files, upright)}
    made = {name: _environment(name, base).get_template(file).render(told) for name, file in TEMPLATES.items()}
    made = {**made, NOTEBOOK: _notebook(story, files, made["snippet.md"], base)}
    return {name: unbroken(text) for name, text in made.items()}


def _told(story: Story, files: Mapping[str, str]) -> dict[str, Any]:
    """What templates speak of: plain texts, none of them escaped."""
    return {
        "title": one_line(story.title),
        "language": story.language,
        "direction": story.direction,
        "alt": alt_text(story),
        "spoken": story.tongue.language,
        "way": direction_of(story.tongue),
        "say": story.tongue.text,
        "summary": story.tongue.text(story.lesson.summary) if story.lesson.summary else "",
        "facts": layer_facts(story),
        "command": command(story),
        "beats": [
            {
                "title": one_line(beat.title),
                "start": clock(beat.start),
                "sentences": [one_line(sentence.text) for sentence in beat.sentences],
            }
            for beat in story.beats
        ],
        "frame_style": frame_style((story.width, story.height)),
        "film_style": FILM,
        "width": story.width,
        "height": story.height,
        "seconds": round(story.seconds),
        "is_loop": story.is_loop,
        "has_voice": story.has_voice,
        "id": f"convanim-{escaping.identifier(story.name)}",
        "files": {kind: files.get(kind) for kind in KINDS},
        "film": files.get("mp4") or files.get("webm"),
        # The scene's loop is shorter than the film and needs no reading.
        "picture": files.get("loop gif") or files.get("gif") or files.get("poster"),
        "still": files.get("poster"),
        "awkward": any(AWKWARD & set(file) for file in files.values()),
    }


def _upright(files: Mapping[str, str], size: tuple[int, int]) -> dict[str, Any]:
    """What takes the place of the wide film's own where a phone is held upright."""
    own = {kind: files.get(f"{UPRIGHT} {kind}") for kind in UPRIGHT_KINDS}
    return {
        "files": {kind: own.get(kind) for kind in KINDS},
        "film": own["mp4"],
        "still": own["poster"],
        "width": size[0],
        "height": size[1],
        "frame_style": frame_style(size),
    }


def _environment(name: str, base: str) -> Environment:
    """Templates of one language; HTML is escaped unasked, the others by a filter; addresses begin with a base."""
    environment = Environment(
        loader=PackageLoader("convanim.course.snippets"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # LaTeX and Quarto have braces of their own.
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    environment.filters |= {"url": partial(url, base=base), "line": one_line}
    for filter_ in ("directive", "download", "markdown", "yaml", "tex", "tex_file"):
        environment.filters[filter_] = getattr(escaping, filter_)
    return environment


def _notebook(story: Story, files: Mapping[str, str], shown: str, base: str) -> str:
    """A notebook of two cells: the clip shown, and how to make it again.

    The film is linked, not embedded: a notebook that grows by megabytes with each run is no longer readable.
    """
    film = files.get("mp4") or files.get("webm")
    cells: list[dict[str, Any]] = []
    heading = f"## {escaping.markdown(story.title)}\n\n{escaping.markdown(alt_text(story))}"
    if film:
        named = {"film": film, **{kind: files[kind] for kind in ("poster", "captions", "chapters") if files.get(kind)}}
        player = video(
            {kind: url(file, base) for kind, file in named.items()},
            title=one_line(story.title),
            alt=alt_text(story),
            size=(story.width, story.height),
            width=str(min(story.width, 960)),
            language=story.language,
            loop=story.is_loop,
            voice=story.has_voice,
        )
        lines = "\n".join(f"    {escaping.python(line)}" for line in player.splitlines())
        code = f"from IPython.display import HTML\n\nHTML(\n{lines}\n)"
        cells += [_cell("shown", heading), _cell("film", code, kind="code")]
    else:
        cells.append(_cell("shown", shown.rstrip("\n")))
    made = f"```shell\n{command(story)}\n```\n\n```python\n{python_code(story)}```"
    cells.append(_cell("made", f"{story.tongue.text('Made by this command, or in Python:')}\n\n{made}"))
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


# Not nbformat, which brings nine packages for these two cells; tests have it check what is written.
def _cell(name: str, source: str, kind: str = "markdown") -> dict[str, Any]:
    own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True), **own}
