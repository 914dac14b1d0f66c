"""Clips in notebooks: rendered, kept, and shown where they are asked for, with nothing else to load."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from convanim.course.markup import css_length, video
from convanim.errors import Name, RenderError, Setting, SpecError, quoted
from convanim.film.assemble import made
from convanim.film.naming import Naming
from convanim.film.render import processes
from convanim.film.voice.engines import engine_name
from convanim.request.keywords import Keywords, documented
from convanim.request.output import OUTPUT, Output
from convanim.request.render import asked_for
from convanim.request.request import Request
from convanim.spec import Values
from convanim.spec.look import Look
from convanim.spec.option import options_of
from convanim.spec.own import OwnNumbers

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
        where = {"film": _data("video/mp4", self.film), "poster": _data("image/png", poster)}
        if not self.story.is_loop:
            where["captions"] = _data("text/vtt", webvtt(self.story).encode())
        size = (self.story.width, self.story.height)
        return video(
            where,
            title=one_line(self.story.title),
            alt=alt_text(self.story),
            size=size,
            width=self.width,
            language=self.story.language,
            loop=self.story.is_loop,
            voice=self.story.has_voice,
        )


@documented
def show(
    scene: type[ConvScene] | str,
    *,
    look: Look | None = None,
    output: Output | None = None,
    width: int | str | None = None,
    **keywords: Unpack[Keywords],
) -> Shown:
    """Render a scene, and show it as the result of a notebook's cell.

    All is as in ``render``, but for stills, which are no film. ``width`` is the player's on the page, in pixels
    or as ``"80%"``. The clip's files are called after the scene and the keywords where nothing else is said, and as
    many processes draw as are good.

    Raises what ``render`` does.
    """
    player = None if width is None else _checked_width(width)
    words: dict[str, Any] = dict(keywords)
    request, output = asked_for(scene, words, look, output)
    if output.stills:
        raise SpecError((Setting("stills"), " in a notebook"), "a film", ("leaving ", Name("stills"), " out"))
    if request.name is None:
        request = replace(request, name=_called(request, words, look))
    progress = _bar()
    try:
        # What scenes and libraries print does not belong into the cell's output.
        with redirect_stdout(sys.stderr):
            jobs = output.jobs or (processes(1, request.quality) if isinstance(scene, str) else 1)
            result = request.render(Path(output.out), jobs, progress, output.cache)
    finally:
        progress(None)
    from convanim.course.text.story import Story

    try:
        return Shown(result, made(result.path).read_bytes(), Story.read(made(result.ledger)), player)
    except OSError as error:
        raise RenderError(f"{result.path} cannot be read: {error.strerror}", "", "running the cell again") from error


def _called(request: Request, words: Mapping[str, Any], look: Look | None) -> Naming | None:
    """What the files are called, so that clips of other layers do not take each other's place."""
    from convanim.film.naming import clip_name
    from convanim.film.store.cache import digest

    scene = request.scene if isinstance(request.scene, str) else request.scene.__name__
    file, _, wanted = scene.rpartition(":") if ".py:" in scene else (scene, "", "")
    base = clip_name(wanted or Path(file).stem)
    parts = {**({} if look is None else look.given), **{name: words[name] for name in words if name not in OUTPUT}}
    parts = {word: getattr(given, "name", given) if word == "theme" else given for word, given in parts.items()}
    if "narrate" in parts:
        parts["narrate"] = engine_name(parts["narrate"])
    numbers = request.mixing or request.values.keys() & {"input", "weight", "bias"}
    if numbers or request.module is not None or request.model is not None:
        parts = {word: given for word, given in parts.items() if word not in OWN}
        parts["own"] = digest(request.own.layer, request.own.values, request.own.mixing)[:8]
    plain = "-".join(f"{word}-{_slug(given)}" for word, given in parts.items() if given is not None)
    return Naming.plain(f"{base}-{plain if len(plain) <= 60 else digest(plain)[:8]}") if plain else None


OWN = {
    "module",
    *(name for option in options_of(OwnNumbers) for name in option.names),
    *(name for option in options_of(Values) if option.kind == "file" for name in option.names),
}
"""Keywords of the user's own numbers, which names of files tell by a digest."""


def _slug(given: Any) -> str:
    """A value in a file name.

    >>> _slug((5, 7)), _slug("same"), _slug(True)
    ('5-7', 'same', 'true')
    """
    return "-".join("".join(letter if letter.isalnum() else " " for letter in str(given).lower()).split())


def _checked_width(width: int | str) -> str:
    text = css_length(width if isinstance(width, str) else quoted(width))
    if not re.fullmatch(r"\d+(\.\d+)?(px|%|em|rem|vw)", text):
        raise SpecError(f"width is {quoted(width)}", "pixels such as 640, or a length such as '80%'", "width=640")
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
