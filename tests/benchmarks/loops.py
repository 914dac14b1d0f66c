"""What loops cost beside the film that they are made of: ``python -m tests.benchmarks.loops``.

Time is the processor's, of this process alone, with the drawing of the frames that a loop is made from. Likeness is the
mean PSNR of a loop's pictures, each beside the frame that it was made from. Prints a table and writes loops.json.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from PIL import Image

from convanim.course.media import loops
from convanim.course.media.frames import Strip, view
from convanim.film.clip import Clip
from convanim.film.quality import quality_of
from convanim.request.render import render
from tests.benchmarks.encoding import console
from tests.benchmarks.report import Grid, as_table

MOST = 5_000_000


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """The processor's seconds that some work takes, and what comes of it."""
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def likeness(strip: Strip, path: Path, loop: loops.Loop, calm: bool) -> float:
    """The mean PSNR of a loop's pictures in decibels, beside the frames that are on at the same time."""
    found: list[float] = []
    begun, number, ends = 0.0, -1, 0.0
    with Image.open(path) as image:
        for frame in strip.frames(loop.width, round(strip.fps / loop.fps), calm=calm):
            middle = 1000 * (begun + frame.repeat / 2) / loop.fps
            begun += frame.repeat
            while ends <= middle and number < image.n_frames - 1:
                number += 1
                image.seek(number)
                image.load()
                ends += image.info["duration"]
            wrong = np.square(np.asarray(image.convert("RGB")).astype(float) - frame.rgba[..., :3]).mean()
            found.append(10 * np.log10(255**2 / max(wrong, 1e-9)))
    return float(np.mean(found))


def measured(scene: str, quality: str) -> dict[str, dict[str, float]]:
    """Seconds and bytes of the film and of its loops, by name."""
    take = Clip(scene).take(quality_of(quality))
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        gif, webp = (Path(folder) / f"loop.{kind}" for kind in ("gif", "webp"))
        film, clip = spent(lambda: render(scene, quality=quality, out=folder, cache=False))
        strip = loops.strip_for_loops(take.size)
        drawing, _ = spent(lambda: view(take, strip))
        gif_time, gif_loop = spent(lambda: loops.gif_of(strip, gif, MOST))
        webp_time, webp_loop = spent(lambda: loops.webp_of(strip, webp, MOST))
        return {
            "film": {"seconds": film, "bytes": clip.path.stat().st_size},
            "GIF": {
                "seconds": drawing + gif_time,
                "bytes": gif_loop.size,
                "width": gif_loop.width,
                "PSNR": likeness(strip, gif, gif_loop, calm=True),
            },
            "WebP": {
                "seconds": drawing + webp_time,
                "bytes": webp_loop.size,
                "width": webp_loop.width,
                "PSNR": likeness(strip, webp, webp_loop, calm=False),
            },
        }


@click.command()
@click.option("--scene", default="depthwise", help="A scene's name.")
@click.option("--quality", default="m", help="A quality's letter.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("media/bench"), help="Folder for the results.")
def main(scene: str, quality: str, out: Path) -> None:
    """Render a clip and make its loops, print a table and write loops.json."""
    out.mkdir(parents=True, exist_ok=True)
    found = measured(scene, quality)
    film = found["film"]["seconds"]
    rows = [
        (
            name,
            f"{cost['seconds']:.1f}",
            f"{cost['seconds'] / film:.2f}",
            f"{cost['bytes'] / 1000:.0f}",
            f"{cost['PSNR']:.2f}" if "PSNR" in cost else "",
        )
        for name, cost in found.items()
    ]
    console.print(as_table(Grid(f"{scene}, quality {quality}", ("", "s", "of the film's", "kB", "PSNR"), rows)))
    (out / "loops.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
