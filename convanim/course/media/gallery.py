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

WIDTH = 480
"""Pixels."""
SIZES = ((10.0, 65), (10.0, 30), (7.5, 30))
"""Frames a second and libwebp's quality, the best first."""
MOST = 120_000
"""Bytes that a loop may take, if one of these sizes allows it: README shows many."""


def draw_loops(folder: Path, names: Sequence[str], width: int = WIDTH, most: int = MOST) -> list[Path]:
    """Draw the loops of these built-in scenes, NAME.webp each, of ``most`` bytes at most if any of the sizes does."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name in names:
        take = Clip(name, look=Look(cut=LOOP)).take(quality_of("m"))
        strip = strip_for_loops(take.size)
        view(take, strip)
        drawn.append(folder / f"{name}.webp")
        for fps, quality in SIZES:
            webp_at(strip, drawn[-1], width, fps, quality)
            if drawn[-1].stat().st_size <= most:
                break
    return drawn


if __name__ == "__main__":
    take_any_text()
    for path in draw_loops(GALLERY, sys.argv[1:] or [name for name, lesson in LESSONS.items() if lesson.loop]):
        print(path, path.stat().st_size)
