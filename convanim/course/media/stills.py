"""The picture at the end of each beat: as pixels, or as vectors with text and lines that stay crisp at any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cairo
import numpy as np
from PIL import Image

from convanim.course.media.frames import shown_or_raise
from convanim.errors import RenderError, UnknownNameError
from convanim.export.film import Take, pause
from convanim.export.poster import POSTERS
from convanim.export.render import clip_name
from convanim.scene import ConvScene
from convanim.stage.compositor import Pixels
from convanim.stage.display import Item, Picture, Rgb, Words
from convanim.stage.layout import HEIGHT, WIDTH
from convanim.stage.lettering import FAMILIES
from convanim.stage.paint import Painter

KINDS = ("png", "svg", "pdf")
POINTS = 0.5
"""A PDF's page is 960x540 points, a widescreen slide, for a frame of 1920x1080."""


@dataclass(frozen=True, eq=False)
class Stop:
    """A beat's last picture: its ``pixels`` (rows, columns, RGBA) and the display list that they were painted from.

    ``place`` counts from 1; ``items`` are from back to front.
    """

    clip: str
    title: str
    place: int
    beat: str
    pixels: Pixels = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    ground: Rgb
    family: str

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
        items = [_photograph(pixels)] if lists is None else [item for _, shown in lists for item in shown]
        name, family = type(scene).__name__, getattr(scene.paper.camera, "family", FAMILIES[0])
        ground = scene.theme.background
        stops.append(
            Stop(clip_name(name), scene.title or name, len(stops) + 1, beat, pixels, tuple(items), ground, family)
        )

    pause(take, keep)
    shown_or_raise(take, bool(stops))
    return stops


def write_stills(take: Take, folder: Path, kind: str = "png", stops: list[Stop] | None = None) -> list[Path]:
    """Write the picture at the end of each beat into a folder, as CLIP-1-BEAT.KIND and so on; the paths in order.

    ``stops`` spares a pass where ``stops_of`` the take are there already. Raises UnknownNameError for
    another kind than png, svg and pdf, and RenderError where a file cannot be written.
    """
    if kind not in KINDS:
        raise UnknownNameError(f"no kind of still is called {kind!r}", ", ".join(KINDS))
    paths = []
    for stop in stops_of(take) if stops is None else stops:
        paths.append(folder / f"{stop.stem}.{kind}")
        write_still(stop, paths[-1])
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

    That is the gallery's for a built-in scene, else the one with most numbers.
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
    chosen = [stop for stop in stops if POSTERS.get(stop.clip) == stop.beat]
    return chosen[0] if chosen else max(stops, key=lambda stop: (stop.numbers, -stop.place))


def _png(stop: Stop, path: Path) -> None:
    Image.fromarray(stop.pixels).convert("RGB").save(path, format="PNG", optimize=True)


def _svg(stop: Stop, path: Path) -> None:
    with cairo.SVGSurface(str(path), WIDTH, HEIGHT) as surface:
        surface.set_document_unit(cairo.SVGUnit.PX)
        _paint(stop, cairo.Context(surface))


def _pdf(stop: Stop, path: Path) -> None:
    with cairo.PDFSurface(str(path), WIDTH * POINTS, HEIGHT * POINTS) as surface:
        surface.set_metadata(cairo.PDFMetadata.TITLE, stop.title)
        # Without the time of writing, the same picture is the same file.
        surface.set_metadata(cairo.PDFMetadata.CREATE_DATE, "")
        context = cairo.Context(surface)
        context.scale(POINTS, POINTS)
        _paint(stop, context)


_WRITERS: dict[str, Callable[[Stop, Path], None]] = {"png": _png, "svg": _svg, "pdf": _pdf}


def _paint(stop: Stop, context: cairo.Context[Any]) -> None:
    context.set_source_rgb(*stop.ground)
    context.rectangle(0, 0, WIDTH, HEIGHT)
    context.fill()
    Painter(context, stop.family).paint(stop.items)


def _photograph(pixels: Pixels) -> Picture:
    return Picture(np.asarray(pixels) / 255.0, (0.0, 0.0), (float(WIDTH), 0.0), (0.0, float(HEIGHT)))
