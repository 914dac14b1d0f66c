"""Small loops of scenes for README.

``python -m convanim.course.media.gallery NAME`` draws that of a built-in scene into ``media/gallery``; without a name,
those of all that have one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from convanim.course.media.frames import view
from convanim.course.media.loops import strip_for_loops, webp_at
from convanim.film.clip import Clip
from convanim.film.poster import GALLERY
from convanim.film.quality import quality_of
from convanim.lessons import LESSONS
from convanim.spec.cut import LOOP
from convanim.spec.look import Look
from convanim.streams import take_any_text

WIDTH, FPS, QUALITY = 480, 10.0, 30
"""Pixels, frames a second and libwebp's quality: such a loop takes 50 to 250 kB."""


def draw_loops(folder: Path, names: Sequence[str], width: int = WIDTH) -> list[Path]:
    """Draw the loops of these built-in scenes, NAME.webp each."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name in names:
        take = Clip(name, look=Look(cut=LOOP)).take(quality_of("m"))
        strip = strip_for_loops(take.size)
        view(take, strip)
        drawn.append(folder / f"{name}.webp")
        webp_at(strip, drawn[-1], width, FPS, QUALITY)
    return drawn


if __name__ == "__main__":
    take_any_text()
    for path in draw_loops(GALLERY, sys.argv[1:] or [name for name, lesson in LESSONS.items() if lesson.loop]):
        print(path, path.stat().st_size)
