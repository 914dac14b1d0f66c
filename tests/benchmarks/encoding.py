"""What x264's settings cost, in time, bytes and likeness: ``python -m tests.benchmarks.encoding``.

Beats of real clips are drawn once and then encoded anew with each choice of settings, one stream a
beat as in a render. Time is the processor's, of one thread, in x264 alone. Likeness is the structural
similarity (SSIM) of luma, decoded beside handed in, on frames taken evenly. Prints tables and writes
encoding.json and encoding.md.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import click
import numpy as np
import torch
from rich.console import Console
from torch.nn.functional import avg_pool2d

from convanim.draw.compositor import Patch
from convanim.film.encoder import Screen
from convanim.film.quality import KEY_SECONDS, QUALITIES, USUAL, Quality
from convanim.film.shoot import Take, manim_set, stage
from convanim.film.store.address import address
from convanim.film.writer import ClipWriter
from tests.benchmarks.report import Grid, as_table, markdown_of

CLIPS = {
    "depthwise": ("keep_splitting", "one_channel_slowly", "all_channels_at_once"),
    "split": ("one_block", "open_into_groups", "window_on_each_group"),
}
"""Scenes with the beats that are encoded."""

MANIM = {"preset": "medium", "crf": "23"}
"""What Manim 0.22 writes: crf 23 by name (``_config/video_encoder.py``), the rest as x264 has it."""

BASE = {**USUAL.options, "g": f"{KEY_SECONDS} s"}
"""Ours, which the candidates below vary one setting of. Key frames ("g") are told in seconds here, not in frames."""

CANDIDATES: Mapping[str, Mapping[str, str]] = {
    "Manim's": MANIM,
    **{f"{preset} crf 20": {"preset": preset, "crf": "20"} for preset in ("ultrafast", "superfast", "faster")},
    **{f"veryfast crf {crf}": {"preset": "veryfast", "crf": str(crf)} for crf in (18, 22, 24)},
    "ours": BASE,
    **{f"ours, crf {crf}": {**BASE, "crf": str(crf)} for crf in (20, 21, 22, 23)},
    **{f"ours, qcomp {share}": {**BASE, "qcomp": str(share)} for share in (0.6, 0.8)},
    **{f"ours, bf {count}": {**BASE, "bf": str(count)} for count in (3, 5, 16)},
    "ours, b-adapt 1": {**BASE, "b_strategy": "1"},
    **{f"ours, refs {count}": {**BASE, "refs": str(count)} for count in (1, 2)},
    **{f"ours, subme {level}": {**BASE, "subq": str(level)} for level in (1, 3)},
    "ours, trellis 0": {**BASE, "trellis": "0"},
    "ours, keyint 5 s": {**BASE, "g": "5 s"},
    "ours, aq-strength 0.7": {**BASE, "aq-strength": "0.7"},
    **{
        f"ours, ipratio {ip}, pbratio {pb}": {**BASE, "x264-params": f"mbtree=0:scenecut=0:ipratio={ip}:pbratio={pb}"}
        for ip, pb in ((1.4, 1.3), (1.4, 2), (2, 1.6), (2, 2.5))
    },
    **{
        f"ours, mbtree, rc-lookahead {count}": {**BASE, "x264-params": "scenecut=0", "rc-lookahead": str(count)}
        for count in (10, 60)
    },
}
"""Choices by name: Manim's, ours, plain presets, and one of many settings with each varied."""

HEAD = (
    "# Settings of x264, measured",
    "",
    f"Manim's are {MANIM}, ours are {BASE}.",
    "Each beat is a stream of its own, encoded by one thread; time is the",
    "processor's in x264 alone. SSIM is of luma (8x8 windows, step 4), its mean over frames and the lowest frame.",
)

EVERY = 29
"""Every so many frames one is compared; a prime, so that it falls on all kinds of frames."""

Changes = Sequence[tuple[Sequence[Patch], int]]
"""A beat as it is handed to the encoder: what changes, and how many frames that stands."""

console = Console()


@dataclass(frozen=True)
class Cost:
    """What one choice of settings came to for one clip."""

    frames: int
    seconds: float
    size: int
    mean: float
    lowest: float


class Recorder:
    """Stands in for the encoder of a beat and keeps up to ``most`` frames."""

    def __init__(self, most: int) -> None:
        self.changes: list[tuple[Sequence[Patch], int]] = []
        self._left = most

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        if self._left > 0:
            self.changes.append((patches, min(repeat, self._left)))
            self._left -= repeat

    def seal(self) -> None:
        """A beat just ends."""


def drawn(scene: str, beats: Sequence[str], size: Quality, seconds: float) -> list[Changes]:
    """The first seconds of each beat, as a render hands them to its encoders."""
    take = Take(scene, {}, size, beats=frozenset(beats))
    recorders: list[Recorder] = []

    def recorder(beat: str) -> Any:
        recorders.append(Recorder(round(seconds * size.fps)))
        return recorders[-1]

    with manim_set(size, film=True):
        stage(take.scene_class(), partial(ClipWriter, encoder_of=recorder, on_frame=None), skip=False).render()
    return [one.changes for one in recorders]


def frames_of(changes: Changes, size: Quality) -> Iterator[av.VideoFrame]:
    """Each frame as the encoder takes it; the same object again and again, as in a render."""
    screen = Screen(size.width, size.height)
    shown = 0
    for patches, repeat in changes:
        for patch in patches:
            screen.put(patch)
        for _ in range(repeat):
            screen.frame.pts = shown
            shown += 1
            yield screen.frame


def encoded(changes: Changes, size: Quality, options: Mapping[str, str], path: Path) -> float:
    """Encode a beat; returns the processor's seconds in x264."""
    seconds = 0.0
    with av.open(address(path), "w") as container:
        stream = container.add_stream("libx264", rate=size.fps, options=_in_frames(options, size.fps))
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in frames_of(changes, size):
            start = time.thread_time()
            packets = stream.encode(frame)
            seconds += time.thread_time() - start
            container.mux(packets)
        start = time.thread_time()
        packets = stream.encode()
        seconds += time.thread_time() - start
        container.mux(packets)
    return seconds


def _in_frames(options: Mapping[str, str], fps: int) -> dict[str, str]:
    """The options with seconds as frames.

    >>> _in_frames({"g": "5 s", "bf": "3"}, 30)
    {'g': '150', 'bf': '3'}
    """
    return {
        name: str(int(value.removesuffix(" s")) * fps) if value.endswith(" s") else value
        for name, value in options.items()
    }


def luma(frame: av.VideoFrame) -> torch.Tensor:
    """A copy of a frame's luma, for ``similarity``."""
    plane = frame.planes[0]
    rows: Any = np.frombuffer(bytes(plane), np.uint8).reshape(-1, plane.line_size)
    return torch.from_numpy(rows[: plane.height, : plane.width].copy())


def similarity(one: torch.Tensor, other: torch.Tensor) -> float:
    """Mean SSIM (Wang et al., 2004) over windows of 8x8, one every four pixels."""
    # Around the middle of the range, single precision is exact enough for the variances.
    x, y = (plane[None, None].float() - 128 for plane in (one, other))
    mean = partial(avg_pool2d, kernel_size=8, stride=4)
    mx, my = mean(x), mean(y)
    xx, yy, xy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    mx, my = mx + 128, my + 128
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = (2 * mx * my + c1) * (2 * xy + c2) / ((mx * mx + my * my + c1) * (xx + yy + c2))
    return float(values.double().mean())


def cost_of(beats: Sequence[Changes], wanted: Sequence[Sequence[torch.Tensor]], size: Quality, options: Any) -> Cost:
    """Encode beats, decode them again and compare every frame that is wanted."""
    frames, seconds, written, values = 0, 0.0, 0, list[float]()
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        path = Path(folder) / "beat.mp4"
        for changes, originals in zip(beats, wanted, strict=True):
            seconds += encoded(changes, size, options, path)
            written += path.stat().st_size
            with av.open(address(path)) as container:
                container.streams.video[0].thread_type = "AUTO"
                for place, frame in enumerate(container.decode(video=0)):
                    if place % EVERY == 0:
                        values.append(similarity(originals[place // EVERY], luma(frame)))
                frames += place + 1
    return Cost(frames, seconds, written, float(np.mean(values)), min(values))


def grid_of(title: str, costs: Mapping[str, Cost]) -> Grid:
    """A table of choices beside Manim's."""
    manim = costs["Manim's"]
    return Grid(
        title,
        ("settings", "ms per frame", "of Manim's", "kB", "of Manim's", "SSIM", "lowest", "no larger, no worse"),
        [
            (
                name,
                f"{1000 * cost.seconds / cost.frames:.1f}",
                f"{cost.seconds / manim.seconds:.2f}",
                f"{cost.size / 1000:.0f}",
                f"{cost.size / manim.size:.2f}",
                f"{cost.mean:.5f}",
                f"{cost.lowest:.5f}",
                "yes" if no_worse(cost, manim) else "",
            )
            for name, cost in costs.items()
        ],
    )


def no_worse(cost: Cost, than: Cost) -> bool:
    """Whether a choice makes no larger a file and neither its mean nor its lowest frame is less like the original."""
    return cost.size <= than.size and cost.mean >= than.mean and cost.lowest >= than.lowest


def chosen(names: str) -> dict[str, Mapping[str, str]]:
    """The choices of these names, Manim's always; all of them where none is given."""
    return {name: CANDIDATES[name] for name in ("Manim's", *names.split(";"))} if names else dict(CANDIDATES)


@click.command()
@click.option("--qualities", default="h", help="Qualities, with commas.")
@click.option("--seconds", default=6.0, help="How much of each beat is encoded, from its start; 999 is all.")
@click.option("--only", default="", help="Names of choices to measure beside Manim's, with semicolons.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("media/bench"), help="Folder for the results.")
def main(qualities: str, seconds: float, only: str, out: Path) -> None:
    """Encode with each choice of settings, print tables and write encoding.json and encoding.md."""
    out.mkdir(parents=True, exist_ok=True)
    grids: list[Grid] = []
    plain: dict[str, dict[str, Any]] = {}
    for quality in qualities.split(","):
        size = QUALITIES[quality]
        for scene, names in CLIPS.items():
            beats = drawn(scene, names, size, seconds)
            wanted = [[luma(frame) for frame in islice(frames_of(one, size), 0, None, EVERY)] for one in beats]
            costs = {}
            for name, options in chosen(only).items():
                costs[name] = cost_of(beats, wanted, size, options)
                console.print(f"[dim]{scene} {size.height}p{size.fps}  {name}[/dim]")
            frames = costs["Manim's"].frames
            grids.append(grid_of(f"{scene}, {size.height}p{size.fps}, {frames} frames of {len(beats)} beats", costs))
            plain[f"{scene} {quality}"] = {name: asdict(cost) for name, cost in costs.items()}
            console.print(as_table(grids[-1]))
    (out / "encoding.json").write_text(json.dumps(plain, indent=1))
    (out / "encoding.md").write_text("\n".join([*HEAD, *(line for grid in grids for line in markdown_of(grid)), ""]))


if __name__ == "__main__":
    main()
