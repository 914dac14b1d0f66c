"""Rendering a clip again, as a teacher does: with nothing changed, and with one beat changed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from convanim.catalog import load_scene

LESSON = "from convanim import {scene}\n\n\nclass Mine({scene}):\n    pass\n"
CHANGE = "\n    def {beat}(self):\n        super().{beat}()\n        self.rest(0.5)\n"


def rendered_again(scene: str, quality: str) -> dict[str, float]:
    """Seconds of whole processes: cold, with nothing changed, and with the last beat changed."""
    found = load_scene(scene)
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        lesson = Path(folder) / "mine.py"
        lesson.write_text(LESSON.format(scene=found.__name__))
        times = {"cold": _seconds(lesson, quality), "unchanged": _seconds(lesson, quality)}
        with lesson.open("a") as file:
            file.write(CHANGE.format(beat=found.beats[-1]))
        return {**times, "one beat": _seconds(lesson, quality)}


def _seconds(lesson: Path, quality: str) -> float:
    command = [sys.executable, "-m", "convanim", "render", str(lesson), "-q", quality, "-o", str(lesson.parent)]
    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        env={**os.environ, "CONVANIM_CACHE": str(lesson.parent / "cache")},
    )
    return time.perf_counter() - start
