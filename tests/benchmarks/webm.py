"""What settings of WebM's encoders cost, beside the MP4: ``python -m tests.benchmarks.webm``.

Beats of real clips are drawn once and then encoded with each choice, as in ``encoding``. Time is the
processor's, of all threads, with the conversion to YUV. Prints tables and writes webm.json and webm.md.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import click
import numpy as np
import torch

from convanim.course.media.scheduling import scheduled_as_before
from convanim.course.media.webm import OPAQUE, SECONDS_APART
from convanim.film.quality import KEY_SECONDS, QUALITIES, USUAL, Quality
from convanim.film.store.address import address
from tests.benchmarks.encoding import CLIPS, EVERY, Changes, Cost, console, drawn, frames_of, luma, similarity
from tests.benchmarks.report import Grid, as_table, markdown_of

REALTIME = {"b": "0", "deadline": "realtime", "row-mt": "1", "tile-columns": "1", "tune-content": "screen"}
GOOD = {"b": "0", "deadline": "good", "row-mt": "1", "auto-alt-ref": "6", "lag-in-frames": "25"}


def ours(preset: int, crf: int, leave: str = "") -> tuple[str, Mapping[str, str]]:
    """Our choice with another preset and crf, and without one of its parameters."""
    params = [one for one in OPAQUE["svtav1-params"].split(":") if one.partition("=")[0] != leave]
    return "libsvtav1", {"preset": str(preset), "crf": str(crf), "svtav1-params": ":".join(params)}


CANDIDATES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "the MP4": ("libx264", USUAL.options),
    "ours": ("libsvtav1", OPAQUE),
    **{f"ours, preset {preset} crf {crf}": ours(preset, crf) for preset, crf in ((7, 28), (9, 26), (10, 25))},
    **{
        f"ours, no {name} crf {crf}": ours(8, crf, name)
        for name, crf in (("scm", 27), ("hierarchical-levels", 27), ("tune", 30), ("qp-scale-compress-strength", 31))
    },
    "VP9 realtime 6 crf 26": ("libvpx-vp9", {**REALTIME, "cpu-used": "6", "crf": "26"}),
    "VP9 realtime 5 crf 30": ("libvpx-vp9", {**REALTIME, "cpu-used": "5", "crf": "30", "aq-mode": "0"}),
    "VP9 good 4 crf 30": ("libvpx-vp9", {**GOOD, "cpu-used": "4", "crf": "30"}),
    "VP9 good 2 crf 32": ("libvpx-vp9", {**GOOD, "cpu-used": "2", "crf": "32"}),
}
"""Codecs and settings by name: the MP4's, ours, and others."""

HEAD = ("# Settings of WebM's encoders, measured", "", f"Ours are {dict(OPAQUE)}; likeness as in encoding.md.")


def cost_of(
    beats: Sequence[Changes], wanted: Sequence[Sequence[torch.Tensor]], size: Quality, codec: str, options: Mapping
) -> Cost:
    """Encode beats, decode them again and compare every frame that is wanted."""
    frames, seconds, written, values = 0, 0.0, 0, list[float]()
    mp4 = codec == "libx264"
    key = (KEY_SECONDS if mp4 else SECONDS_APART) * size.fps
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        path = Path(folder) / ("beat.mp4" if mp4 else "beat.webm")
        for changes, originals in zip(beats, wanted, strict=True):
            begun = time.process_time()
            with av.open(address(path), "w") as container:
                stream = container.add_stream(codec, rate=size.fps, options={"g": str(key), **options})
                stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
                stream.codec_context.thread_count = 1
                with scheduled_as_before():
                    container.start_encoding()
                for frame in frames_of(changes, size):
                    container.mux(stream.encode(frame))
                container.mux(stream.encode())
            seconds += time.process_time() - begun
            written += path.stat().st_size
            with av.open(address(path)) as container:
                for place, frame in enumerate(container.decode(video=0)):
                    if place % EVERY == 0:
                        values.append(similarity(originals[place // EVERY], luma(frame)))
                frames += place + 1
    return Cost(frames, seconds, written, float(np.mean(values)), min(values))


@click.command()
@click.option("--qualities", default="m", help="Qualities, with commas.")
@click.option("--seconds", default=8.0, help="How much of each beat is encoded, from its start; 999 is all.")
@click.option("--only", default="", help="Names of choices to measure beside the MP4's, with semicolons.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("media/bench"), help="Folder for the results.")
def main(qualities: str, seconds: float, only: str, out: Path) -> None:
    """Encode with each choice of settings, print tables and write webm.json and webm.md."""
    os.environ.setdefault("SVT_LOG", "1")
    out.mkdir(parents=True, exist_ok=True)
    chosen = {name: CANDIDATES[name] for name in ("the MP4", *only.split(";"))} if only else CANDIDATES
    grids, plain = list[Grid](), dict[str, dict]()
    for quality in qualities.split(","):
        size = QUALITIES[quality]
        for scene, names in CLIPS.items():
            beats = drawn(scene, names, size, seconds)
            wanted = [[luma(frame) for frame in islice(frames_of(one, size), 0, None, EVERY)] for one in beats]
            costs = {name: cost_of(beats, wanted, size, *choice) for name, choice in chosen.items()}
            mp4 = costs["the MP4"]
            rows = [
                (
                    name,
                    f"{1000 * cost.seconds / cost.frames:.1f}",
                    f"{cost.size / 1000:.0f}",
                    f"{cost.size / mp4.size:.2f}",
                    f"{cost.mean:.5f}",
                    f"{cost.lowest:.5f}",
                )
                for name, cost in costs.items()
            ]
            head = ("settings", "ms per frame", "kB", "of the MP4", "SSIM", "lowest")
            grids.append(Grid(f"{scene}, {size.height}p{size.fps}, {mp4.frames} frames", head, rows))
            plain[f"{scene} {quality}"] = {name: asdict(cost) for name, cost in costs.items()}
            console.print(as_table(grids[-1]))
    (out / "webm.json").write_text(json.dumps(plain, indent=1))
    (out / "webm.md").write_text("\n".join([*HEAD, *(line for grid in grids for line in markdown_of(grid)), ""]))


if __name__ == "__main__":
    main()
