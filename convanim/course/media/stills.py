"""The picture at the end of each beat: as pixels, or as vectors with text and lines that stay crisp at any size."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import cairo
import numpy as np
from PIL import Image

from convanim.course.media.frames import shown_or_raise
from convanim.course.text.subtitles import one_line
from convanim.draw.compositor import Pixels
from convanim.draw.items import Item, Picture, Rgb, Words
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY
from convanim.errors import RenderError, UnknownNameError
from convanim.film.naming import clip_name
from convanim.film.shoot import Take, pause
from convanim.film.store.cache import digest
from convanim.language.tongue import chapter
from convanim.layout.regions import Region
from convanim.lessons import lesson_of
from convanim.scene import ConvScene

KINDS = ("png", "svg", "pdf")
POINTS = 0.5
"""Of a PDF in one pixel of the layout: 960x540 points, a widescreen slide, for a frame of 1920x1080."""


@dataclass(frozen=True, eq=False)
class Stop:
    """A beat's last picture: its ``pixels`` (rows, columns, RGBA) and the display list that they were painted from.

    ``place`` counts from 1; ``items`` are from back to front. It is the ``poster`` where its
    lesson has chosen it to stand for the clip. ``alt`` says what it shows, in ``language``.
    """

    clip: str
    title: str
    place: int
    beat: str
    pixels: Pixels = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    ground: Rgb
    family: str
    frame: Region
    chapter: str = ""
    poster: bool = False
    alt: str = ""
    language: str = "en"

    @property
    def stem(self) -> str:
        """What its file is called, without ending.

        The same as that of ``convanim render --stills``.
        """
        return f"{self.clip}-{self.place}-{self.beat.replace('_', '-')}"

    @property
    def numbers(self) -> int:
        """How many numbers of tensors it shows."""
        return sum(isinstance(item, Words) and item.source is not None for item in self.items)


def stops_of(take: Take) -> list[Stop]:
    """The last pictures of a take's beats, in order; raises RenderError where there are none."""
    stops: list[Stop] = []

    def keep(scene: ConvScene, beat: str, pixels: Any) -> None:
        lists = scene.display_lists()
        # What Manim itself draws has no display list, so it comes as the picture that it is.
        frame = scene.canvas.whole
        items = [_photograph(pixels, frame)] if lists is None else [item for _, shown in lists for item in shown]
        name, family = type(scene).__name__, getattr(scene.paper.camera, "family", FAMILY)
        ground = scene.theme.background
        title, called, place = scene.heading or name, scene.chapter(beat), len(stops) + 1
        chosen = beat == lesson_of(scene.lesson).poster
        stops.append(
            Stop(clip_name(name), title, place, beat, pixels, tuple(items), ground, family, frame, called, chosen)
        )

    pause(take, keep)
    shown_or_raise(take, bool(stops))
    return stops


def write_stills(
    take: Take,
    folder: Path,
    kind: str = "png",
    stops: list[Stop] | None = None,
    alts: Sequence[str] = (),
    language: str = "en",
    name: str | None = None,
) -> list[Path]:
    """Write the picture at the end of each beat into a folder, as CLIP-1-BEAT.KIND and so on; the paths in order.

    The clip is called ``name`` (None: after its scene's class).

    ``stops`` spares a pass where ``stops_of`` the take are there already. ``alts`` say what each shows, in a
    language; files that can hold such a text do. Raises UnknownNameError for another kind than png, svg and pdf,
    and RenderError where a file cannot be written.
    """
    if kind not in KINDS:
        raise UnknownNameError(f"no kind of still is called {kind!r}", ", ".join(KINDS))
    paths = []
    for stop, alt in zip_longest(stops_of(take) if stops is None else stops, alts, fillvalue=""):
        assert isinstance(stop, Stop) and isinstance(alt, str)  # at most one text a picture
        stop = stop if name is None else replace(stop, clip=name)
        paths.append(folder / f"{stop.stem}.{kind}")
        write_still(replace(stop, alt=alt, language=language), paths[-1])
    return paths


def write_still(stop: Stop, path: Path) -> None:
    """Write one picture, of the kind that the path's ending names; raises RenderError where that fails."""
    try:
        _WRITERS[path.suffix.removeprefix(".")](stop, path)
    except (OSError, cairo.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise RenderError(
            f"{path.name} cannot be written: {reason}", "", "another folder, or more free space"
        ) from error


def write_poster(take: Take, path: Path, stops: list[Stop] | None = None) -> Stop:
    """Write the most telling picture of a take as a PNG; which one it is.

    That is the one that its lesson chooses, else the one with most numbers.
    """
    stop = telling(stops_of(take) if stops is None else stops)
    try:
        _png(stop, path)
    except OSError as error:
        raise RenderError(
            f"the poster cannot be written: {error.strerror or error}", "", "another folder, or more free space"
        ) from error
    return stop


def telling(stops: list[Stop]) -> Stop:
    """The picture that stands for the clip."""
    chosen = [stop for stop in stops if stop.poster]
    return chosen[0] if chosen else max(stops, key=lambda stop: (stop.numbers, -stop.place))


def _png(stop: Stop, path: Path) -> None:
    Image.fromarray(stop.pixels).convert("RGB").save(path, format="PNG", optimize=True)


def _svg(stop: Stop, path: Path) -> None:
    drawn = BytesIO()
    with cairo.SVGSurface(drawn, stop.frame.width, stop.frame.height) as surface:
        surface.set_document_unit(cairo.SVGUnit.PX)
        _paint(stop, cairo.Context(surface))
    svg = drawn.getvalue().decode()
    # Cairo counts from 0 in each file, and pages that hold several would mix up their letters.
    own = f"{stop.stem}-{digest(svg)[:8]}"
    svg = re.sub(r'(?<=\bid=")|(?<=\bhref="#)|(?<=\burl\(#)', f"{own}-", svg)
    named = f"{stop.title}: {stop.chapter or chapter(stop.beat)}"
    told = {tag: one_line(text) for tag, text in (("title", named), ("desc", stop.alt)) if text}
    labels = " ".join(f"{own}-{tag}" for tag in told)
    texts = "".join(f'<{tag} id="{own}-{tag}">{escape(text)}</{tag}>\n' for tag, text in told.items())
    head, opening, attributes, rest = re.split(r"(<svg\b)([^>]*>\n)", svg, maxsplit=1)
    means = f' role="img" aria-labelledby="{labels}" lang={quoteattr(stop.language)}'
    path.write_text(f"{head}{opening}{means}{attributes}{texts}{rest}", encoding="utf-8", newline="\n")


def _pdf(stop: Stop, path: Path) -> None:
    with cairo.PDFSurface(str(path), stop.frame.width * POINTS, stop.frame.height * POINTS) as surface:
        surface.set_metadata(cairo.PDFMetadata.TITLE, stop.title)
        # Without the time of writing, the same picture is the same file.
        surface.set_metadata(cairo.PDFMetadata.CREATE_DATE, "")
        context = cairo.Context(surface)
        context.scale(POINTS, POINTS)
        _paint(stop, context)


_WRITERS: dict[str, Callable[[Stop, Path], None]] = {"png": _png, "svg": _svg, "pdf": _pdf}


def _paint(stop: Stop, context: cairo.Context[Any]) -> None:
    context.set_source_rgb(*stop.ground)
    context.rectangle(0, 0, stop.frame.width, stop.frame.height)
    context.fill()
    context.translate(-stop.frame.left, -stop.frame.top)
    Painter(context, stop.family).paint(stop.items)


def _photograph(pixels: Pixels, frame: Region) -> Picture:
    across, down = (float(frame.width), 0.0), (0.0, float(frame.height))
    return Picture(np.asarray(pixels) / 255.0, (float(frame.left), float(frame.top)), across, down)
