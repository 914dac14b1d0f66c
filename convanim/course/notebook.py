"""Clips in notebooks: rendered, kept, and shown where they are asked for, with nothing else to load."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.course.asked import ARRAYS, INPUT_WORDS, MODULE_WORDS, Asked, ask, made
from convanim.course.markup import css_length, video
from convanim.errors import RenderError, SpecError
from convanim.film.render import processes

if TYPE_CHECKING:
    from convanim.course.text.story import Story
    from convanim.film.assemble import ClipResult
    from convanim.film.render import Progress
    from convanim.scene import ConvScene


@dataclass(frozen=True)
class Shown:
    """A clip that a notebook shows as the result of a cell; ``film`` holds the bytes of its MP4.

    ``result`` says where its files are and what is in them.
    """

    result: ClipResult
    film: bytes = field(repr=False)
    story: Story = field(repr=False)
    width: str | None = None

    def __repr__(self) -> str:
        kept = " as before" if self.result.kept == len(self.result.sections) else ""
        return f"{self.result.path}: {self.story.title}, {self.result.seconds:.1f} s{kept}"

    def _repr_html_(self) -> str:
        return self._html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html}

    @cached_property
    def _html(self) -> str:
        from convanim.course.frames import last_frame, picture, poster_beat
        from convanim.course.text.subtitles import one_line, webvtt
        from convanim.course.text.texts import alt_text

        poster = picture(self.film, last_frame(self.story, poster_beat(self.story)))
        where = {
            "film": _data("video/mp4", self.film),
            "captions": _data("text/vtt", webvtt(self.story).encode()),
            "poster": _data("image/png", poster),
        }
        size = (self.story.width, self.story.height)
        return video(
            where,
            title=one_line(self.story.title),
            alt=alt_text(self.story),
            size=size,
            width=self.width,
            language=self.story.language,
        )


def show(
    scene: type[ConvScene] | str,
    *,
    quality: str = "m",
    width: int | str | None = None,
    out: Path | str = "media",
    **words: Any,
) -> Shown:
    """Render a scene, and show it as the result of a notebook's cell.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``. ``words`` are the command line's:
    ``channels``, ``filters``, ``groups``, ``size``, ``kernel``, ``stride``, ``padding``, ``dilation``, ``bias``,
    ``values`` and ``seed``; or your own numbers, as in ``render``: ``module``, ``layer``, ``input``, ``index``,
    ``resize``, ``normalise``, and ``weight`` and ``bias``, arrays or files with them; or its look: ``theme``,
    ``aspect``, ``language`` and all else in ``convanim.spec.look``. ``width`` is the player's on the page, in pixels
    or as ``"80%"``. The clip's files go into the folder ``out``, called after the scene and the words.

    Raises what ``render`` does.
    """
    player = None if width is None else _checked_width(width)
    asked = ask(scene, words, quality=quality)
    progress = _bar()
    try:
        # What scenes and libraries print does not belong into the cell's output.
        with redirect_stdout(sys.stderr):
            jobs = processes(1, quality) if isinstance(scene, str) else 1
            result = asked.render(
                Path(out),
                _called(asked, words),
                jobs,
                progress,
            )
    finally:
        progress(None)
    from convanim.course.text.story import Story

    try:
        return Shown(result, made(result.path).read_bytes(), Story.read(made(result.ledger)), player)
    except OSError as error:
        raise RenderError(f"{result.path} cannot be read: {error.strerror}", "", "running the cell again") from error


def _called(asked: Asked, words: Mapping[str, Any]) -> str | None:
    """What the files are called, so that clips of other layers do not take each other's place."""
    from convanim.film.naming import clip_name
    from convanim.film.store.cache import digest

    if not words:
        return None
    scene = asked.scene if isinstance(asked.scene, str) else asked.scene.__name__
    file, _, wanted = scene.rpartition(":") if ".py:" in scene else (scene, "", "")
    base = clip_name(wanted or Path(file).stem)
    told = {word: getattr(given, "name", given) if word == "theme" else given for word, given in words.items()}
    if (own := asked.own) is not None:
        told = {word: given for word, given in told.items() if word not in (*ARRAYS, *MODULE_WORDS, *INPUT_WORDS)}
        told["own"] = digest(own.layer, own.values, own.mixing)[:8]
    plain = "-".join(f"{word}-{_slug(given)}" for word, given in told.items() if given is not None)
    return f"{base}-{plain if len(plain) <= 60 else digest(plain)[:8]}"


def _slug(given: Any) -> str:
    """A value in a file name.

    >>> _slug((5, 7)), _slug("same"), _slug(True)
    ('5-7', 'same', 'true')
    """
    return "-".join("".join(letter if letter.isalnum() else " " for letter in str(given).lower()).split())


def _checked_width(width: int | str) -> str:
    text = css_length(str(width))
    if not re.fullmatch(r"\d+(\.\d+)?(px|%|em|rem|vw)", text):
        raise SpecError(f"width is {width!r}", "pixels such as 640, or a length such as '80%'", "width=640")
    return text


def _data(kind: str, content: bytes) -> str:
    """An address that holds the content itself."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


def _bar() -> Callable[[Progress | None], None]:
    """Shows progress below the cell of a notebook, and takes it away when it is told None; elsewhere nothing."""
    # Whoever runs in a notebook has loaded IPython, so it need not be installed for others.
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is None:
        return lambda progress: None
    display = sys.modules["IPython"].display
    handle: Any = None
    last = ""

    def tell(progress: Progress | None) -> None:
        nonlocal handle, last
        if progress is None:
            if handle is not None:
                handle.update({"text/plain": "", "text/html": ""}, raw=True)
            return
        # A message a beat and second of film is enough; a clip that is there from before needs none.
        text = f"{progress.scene}: beat {progress.beats_done} of {progress.beats}, {progress.seconds:.0f} s of film"
        if text == last:
            return
        last = text
        bar = f'<progress max="{progress.beats}" value="{progress.beats_done}"></progress> {escape(text)}'
        shown = {"text/plain": text, "text/html": bar}
        if handle is None:
            handle = display.display(shown, raw=True, display_id=True)
        else:
            handle.update(shown, raw=True)

    return tell
