"""Small posters of scenes: stills shrunk until they fit a page.

``python -m convanim.film.poster NAME`` draws that of a built-in scene into ``media/gallery``; without a name,
those of all of which no loop lies there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from convanim.errors import RenderError
from convanim.film.clip import Clip
from convanim.film.render import render_stills
from convanim.folders import workplace
from convanim.lessons import LESSONS, lesson_of
from convanim.streams import take_any_text

GALLERY = Path("media/gallery")
"""Where README has them, from the top of a working copy."""


def shrink(still: Path, poster: Path, width: int = 960, most: int = 150_000) -> Path:
    """Write a still as a PNG of at most ``most`` bytes, ``width`` pixels wide, with as many colours as that allows.

    Raises RenderError where even 16 colours are too many.
    """
    with Image.open(still) as picture:
        height = round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    for colors in (256, 128, 64, 32, 16):
        small.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(poster, optimize=True)
        if poster.stat().st_size <= most:
            return poster
    poster.unlink()
    raise RenderError(f"a poster of {still.name} at {width} pixels is over {most} bytes", "", "a smaller width")


def draw_gallery(folder: Path, names: Sequence[str]) -> list[Path]:
    """Draw the posters of these built-in scenes."""
    folder.mkdir(parents=True, exist_ok=True)
    posters = []
    for name in names:
        beat = lesson_of(name).poster
        with workplace() as work:
            stills = render_stills(Clip(name), quality="h", out=work).stills
            still = next(path for path in stills if beat.replace("_", "-") in path.name or beat in path.name)
            posters.append(shrink(still, folder / f"{name}.png"))
    return posters


def without_loops(folder: Path) -> list[str]:
    """The built-in scenes of which no loop lies in a folder."""
    return [name for name in LESSONS if not (folder / f"{name}.webp").exists()]


if __name__ == "__main__":
    take_any_text()
    for path in draw_gallery(GALLERY, sys.argv[1:] or without_loops(GALLERY)):
        print(path, path.stat().st_size)
