"""Rendering against the clock, the encoder, a stock-Manim twin and growing layers: ``make bench``.

Prints a table and writes results.json, results.md and chart.png. Every comparison is a ratio of
two times from one run on one machine; absolute times say little on any other.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from manim import __version__ as manim_version
from PIL import Image
from rich.console import Console

from convanim import render
from convanim.catalog import load_scene
from convanim.film.quality import QUALITIES, Quality
from convanim.lessons import LESSONS
from convanim.spec import Layer
from tests.benchmarks.again import rendered_again
from tests.benchmarks.alone import encoding_alone
from tests.benchmarks.chart import draw_chart
from tests.benchmarks.report import as_markdown, as_table, grids, panels
from tests.benchmarks.sampling import measure, spread
from tests.benchmarks.start import start_times
from tests.benchmarks.workers import watched_render

GROWN = [(8, 6), (16, 6), (64, 6), (8, 14), (32, 14), (8, 28), (64, 28), (64, 56)]
"""Channels and side of the input, of a depthwise layer."""
TWIN_CELLS = 7000
"""Above this many cells the twin is left out: it only takes longer."""
BEAT = "one_channel_slowly"

Row = dict[str, Any]
console = Console()


def against_the_clock(scene: str, quality: str, jobs: int) -> Row:
    """A whole clip by ``convanim.render``: its seconds over the seconds that it took."""
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        start = time.perf_counter()
        clip = render(scene, quality=quality, out=folder, jobs=jobs, cache=False)
        wall = time.perf_counter() - start
    return {
        "scene": scene,
        "size": _size(QUALITIES[quality]),
        "quality": quality,
        "clip": clip.seconds,
        "frames": clip.frames,
        "wall": wall,
        "ratio": clip.seconds / wall,
    }


def against_the_encoder(scene: str, quality: str, wall: float) -> Row:
    """The wall time of a whole render over that of encoding the same frames alone."""
    frames, drawn, seconds = encoding_alone(load_scene(scene), QUALITIES[quality])
    return {
        "scene": scene,
        "frames": frames,
        "drawn": drawn,
        "render": wall,
        "encode": seconds,
        "ratio": wall / seconds,
    }


def against_the_twin(scene: str, size: Quality, clip: Row, seconds: float, keep: Path) -> Row:
    """The same windows by us and by stock Manim, seconds per frame."""
    windows = spread(clip["clip"], size.fps, seconds)
    scene_class = load_scene(scene)
    shutil.rmtree(keep, ignore_errors=True)
    ours = measure(scene_class, size, windows, stock=False, keep=keep)
    stock = measure(scene_class, size, windows, stock=True, keep=keep)
    if ours.frames != stock.frames:
        raise RuntimeError(f"{ours.frames} frames beside {stock.frames} of the twin")
    return {
        "scene": scene,
        "frames": ours.frames,
        "drawn": ours.drawn,
        "ours": ours.per_frame,
        "stock": stock.per_frame,
        "ratio": stock.seconds / ours.seconds,
        # Stock Manim has no processes to share a scene among; the whole clip is reckoned from its windows.
        "whole": stock.per_frame * clip["frames"] / clip["wall"],
        "stock_drawing": (stock.seconds - stock.converting) / stock.frames,
        "drawing_ratio": (stock.seconds - stock.converting) / ours.seconds,
        "mobjects": round(stock.mobjects / max(1, stock.drawn)),
        "difference": _difference(keep),
    }


def against_growth(channels: int, side: int, size: Quality, seconds: float) -> Row:
    """Seconds per frame of one beat of a depthwise layer, and the twin's where it is small enough."""
    layer = Layer(channels, channels, size=side, groups=channels)
    scene = type("Grown", (load_scene("depthwise"),), {"layer": layer, "beats": (BEAT,)})
    windows = spread(measure(scene, size, [], stock=False).clip, size.fps, seconds)
    cells = channels * side * side
    ours = measure(scene, size, windows, stock=False)
    stock = measure(scene, size, windows, stock=True).per_frame if cells <= TWIN_CELLS else None
    ratio = stock / ours.per_frame if stock else None
    shape = f"{channels}x{side}x{side}"
    return {"layer": shape, "cells": cells, "ours": ours.per_frame, "stock": stock, "ratio": ratio}


def against_one_worker(scenes: list[str], jobs: int) -> Row:
    """All scenes in one call with so many processes, at 720p30."""
    return {"jobs": jobs, "size": _size(QUALITIES["m"]), "wall": watched_render(scenes, "m", jobs).seconds}


def memory_of(scene: str, quality: str, jobs: int) -> Row:
    """The most memory that each process of a render held."""
    seen = watched_render([scene], quality, jobs)
    size = _size(QUALITIES[quality])
    return {"scene": scene, "size": size, "jobs": jobs, "peaks": seen.peaks, "together": seen.together}


def _difference(folder: Path) -> float:
    """Mean difference of the twin's pictures from ours, in levels of 255."""
    means = [
        float(np.abs(np.asarray(Image.open(path), int) - np.asarray(Image.open(_partner(path)), int)).mean())
        for path in folder.glob("*-ours.png")
        if _partner(path).exists()
    ]
    return float(np.mean(means)) if means else float("nan")


def _partner(path: Path) -> Path:
    return path.with_name(path.name.replace("ours", "stock"))


def _size(size: Quality) -> str:
    return f"{size.height}p{size.fps}"


def _machine() -> dict[str, Any]:
    model = [line for line in _cpu_lines() if line.startswith("model name")]
    return {
        "cpu": model[0].partition(":")[2].strip() if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "manim": manim_version,
        "load_at_start": os.getloadavg()[0],
    }


def _cpu_lines() -> list[str]:
    info = Path("/proc/cpuinfo")
    return info.read_text().splitlines() if info.exists() else []


OF_LAYERS = [name for name, lesson in LESSONS.items() if lesson.of_layer]
"""Those whose layer can be made to grow."""


@click.command()
@click.option("--quality", type=click.Choice(list(QUALITIES)), default="h", help="Of every measurement but 720p30.")
@click.option(
    "--scenes", default=",".join(name for name, one in LESSONS.items() if one.of_layer), help="Scenes, with commas."
)
@click.option("--encoded", default="depthwise", help="Scenes to encode alone, with commas; each is drawn once more.")
@click.option("--seconds", default=3.0, help="How much of each clip the twin draws, in windows; 999 is all.")
@click.option("--growth-seconds", default=1.0, help="The same of each grown layer; 0 leaves growth out.")
@click.option("--jobs", default="1,2", help="Numbers of processes to compare, with commas; none leaves them out.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("media/bench"), help="Folder for the results.")
def main(quality: str, scenes: str, encoded: str, seconds: float, growth_seconds: float, jobs: str, out: Path) -> None:
    """Measure, print a table and write results.json, results.md and chart.png."""
    began = time.perf_counter()
    cores = _machine()["cores"] or 1
    size, names = QUALITIES[quality], [name for name in scenes.split(",") if name]
    results: dict[str, Any] = {
        "machine": _machine(),
        "size": _size(size),
        "clock": [],
        "encoder": [],
        "again": [],
        "twin": [],
        "growth": [],
        "workers": [],
        "memory": [],
    }
    out.mkdir(parents=True, exist_ok=True)

    def say(what: str) -> None:
        results["took"] = time.perf_counter() - began
        (out / "results.json").write_text(json.dumps(results, indent=1))
        console.print(f"[dim]{results['took']:5.0f} s  {what}[/dim]")

    say("start")
    results["start"] = start_times()
    load_scene(names[0])  # so that the first clip does not pay for imports
    for name in names:
        say(name)
        row = against_the_clock(name, quality, cores)
        results["clock"].append(row)
        if quality != "m":
            results["clock"].append(against_the_clock(name, "m", cores))
        if name in encoded.split(","):
            results["encoder"].append(against_the_encoder(name, quality, against_the_clock(name, quality, 1)["wall"]))
            results["again"].append({"scene": name, "size": _size(size), **rendered_again(name, quality)})
        results["twin"].append(against_the_twin(name, size, row, seconds, out / "frames" / name))
    for channels, side in GROWN if growth_seconds > 0 else ():
        say(f"depthwise of {channels}x{side}x{side}")
        results["growth"].append(against_growth(channels, side, size, growth_seconds))
    for count in map(int, filter(None, jobs.split(","))):
        say(f"all scenes with {count} jobs")
        results["workers"].append(against_one_worker(names, count))
        say(f"memory with {count} jobs")
        measured = memory_of(names[0], quality, count)
        results["memory"] += [measured] if measured["peaks"] else []
    say("done")
    (out / "results.md").write_text(as_markdown(results))
    draw_chart("convanim: rendering", _note(results), panels(results), out / "chart.png")
    for grid in grids(results):
        console.print(as_table(grid))


def _note(results: dict[str, Any]) -> str:
    machine = results["machine"]
    return f"{machine['cores']} cores of {machine['cpu']}, Manim {machine['manim']}; ratios from one run"


if __name__ == "__main__":
    main()
