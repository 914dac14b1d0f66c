"""Renders short windows, spread evenly over a clip, and clocks only those.

A window's time is the drawing of its frames from first to last, with all that Manim does for
them, until the encoder has taken the last one. What lies between windows is skipped, and
what was made before a window is not charged to it, which spares the twin the making of many a
``Text``. Windows as long as the clip charge everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from manim import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from PIL import Image

from convanim.export.encoder import ClipWriter, Encoder
from convanim.export.film import Quality, manim_set
from convanim.scene import ConvScene
from convanim.stage.camera import StageCamera
from tests.benchmarks.twin import TwinCamera

WINDOW = 0.5
"""Seconds that one window lasts."""


@dataclass(frozen=True)
class Sample:
    """What the windows took: ``seconds`` for ``frames`` of the clip, of which ``drawn`` differ from the one before."""

    frames: int
    drawn: int
    seconds: float
    clip: float
    """Seconds that the whole clip lasts."""
    converting: float = 0.0
    mobjects: float = 0.0

    @property
    def per_frame(self) -> float:
        return self.seconds / self.frames


def spread(seconds: float, fps: int, total: float) -> list[range]:
    """Windows of frames that last ``total`` seconds together, evenly over a clip of ``seconds``.

    >>> spread(10.0, 10, 1.0)
    [range(22, 27), range(72, 77)]
    """
    if total >= seconds:
        return [range(round(seconds * fps) + fps)]
    count = max(1, round(total / WINDOW))
    length = max(1, round(total / count * fps))
    middles = [(k + 0.5) * seconds / count * fps for k in range(count)]
    return [range(round(m - length / 2), round(m - length / 2) + length) for m in middles]


class SampledRenderer(CairoRenderer):
    """Draws and clocks only the frames in its windows."""

    def __init__(self, windows: Sequence[range], drain: Callable[[Any], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.windows = windows
        self.drain = drain
        self.seconds, self.frames, self.drawn = 0.0, 0, 0
        self.converting, self.mobjects = 0.0, 0.0
        self.keep: Callable[[int, Any], None] | None = None
        self._share, self._frozen, self._cold = 0.0, False, True

    @property
    def frame(self) -> int:
        """The number of the frame to come."""
        return round(self.time * self.camera.frame_rate)

    def wants(self, frame: int) -> bool:
        """Whether a frame is in a window."""
        return any(frame in window for window in self.windows)

    def overlap(self, duration: float) -> int:
        """How many frames of the next ``duration`` seconds are in windows."""
        count = int(duration * self.camera.frame_rate + 1e-6)
        span = range(self.frame, self.frame + count)
        return sum(max(0, min(span.stop, w.stop) - max(span.start, w.start)) for w in self.windows)

    @contextmanager
    def clocked(self, share: float = 1.0) -> Iterator[None]:
        """Counts the time spent within."""
        start, converted, made = time.perf_counter(), self._of_twin("converting"), self._of_twin("mobjects")
        yield
        self.seconds += share * (time.perf_counter() - start)
        self.converting += share * (self._of_twin("converting") - converted)
        self.mobjects += share * (self._of_twin("mobjects") - made)

    def _of_twin(self, name: str) -> float:
        return float(getattr(self.camera, name, 0.0))

    def begin(self, duration: float, frozen: bool) -> None:
        """Skip the play to come, as Manim does, where it is in no window."""
        self._frozen = frozen
        count = duration * self.camera.frame_rate
        self._share = self.overlap(duration) / count if count >= 1 else 0.0
        self._cold |= self._share == 0
        self.skip_animations = self._share == 0

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> Any:
        if self.skip_animations:
            self.static_image = None
            return None
        frozen, self._frozen = self._frozen, False
        if self._cold:
            super().save_static_frame_data(scene, static_mobjects)  # unclocked: made in plays that were skipped
            self._cold = False
        # What does not move is drawn once a play, so windows pay their share of it.
        with self.clocked(self._share):
            image = super().save_static_frame_data(scene, static_mobjects)
        self._frozen = frozen
        return image

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        if self.skip_animations:
            return
        if not self._frozen:
            super().update_frame(*args, **kwargs)
            return
        with self.clocked(self._share):  # a held picture is drawn once, too
            super().update_frame(*args, **kwargs)

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        frame = self.frame
        if not self.wants(frame):
            if self.wants(frame + 1):
                self.update_frame(scene, moving_mobjects)  # unclocked, so that no window pays for what was there before
            self.time += 1 / self.camera.frame_rate
            return
        with self.clocked():
            super().render(scene, time, moving_mobjects)
            if not self.wants(frame + 1):
                self.drain(self.file_writer)
        self._count(frame, 1)

    def freeze_current_frame(self, duration: float) -> None:
        rate, frame, shown = self.camera.frame_rate, self.frame, self.overlap(duration)
        if self.skip_animations or not shown:
            super().freeze_current_frame(duration)
            return
        with self.clocked():
            self.add_frame(self.get_frame(), shown)
            self.drain(self.file_writer)
        self.time += (int(duration * rate + 1e-6) - shown) / rate
        self._count(frame, shown)

    def _count(self, frame: int, shown: int) -> None:
        self.frames += shown
        self.drawn += 1
        if self.keep is not None:
            self.keep(frame, self.camera.pixel_array)


def sampled(scene_class: type[ConvScene], stock: bool) -> type[ConvScene]:
    """The scene with what it does for a frame clocked, and for the twin without a ledger."""

    class Sampled(scene_class):  # type: ignore[valid-type, misc]
        def compile_animation_data(self, *args: Any, **kwargs: Any) -> Any:
            result = super().compile_animation_data(*args, **kwargs)
            self.renderer.begin(self.get_run_time(self.animations), self.is_current_animation_frozen_frame())
            return result

        def update_to_time(self, t: float) -> None:
            if not self.renderer.wants(self.renderer.frame) or self.renderer.skip_animations:
                super().update_to_time(t)
                return
            with self.renderer.clocked():
                super().update_to_time(t)

        def _observe(self, time: float) -> None:
            if not stock:
                super()._observe(time)

    return Sampled


class OneStream(Encoder):
    """Takes all sections into one stream, so that windows may lie across them."""

    def seal(self) -> None:
        """Sections do not end it."""

    def close(self) -> None:
        """The end of all sections does."""
        super().seal()
        super().close()


def measure(
    scene_class: type[ConvScene], size: Quality, windows: Sequence[range], *, stock: bool, keep: Path | None = None
) -> Sample:
    """Render the windows with our stage and encoder, or with stock Manim's; ``keep`` gets a picture per window."""
    told = sampled(scene_class, stock)
    with TemporaryDirectory(prefix="convanim-bench-") as folder, manim_set(size, film=True):
        if stock:
            encoder = None
            renderer = SampledRenderer(
                windows, _drain_stock, file_writer_class=SceneFileWriter, camera_class=TwinCamera
            )
        else:
            encoder = OneStream(Path(folder) / "clip.mp4", size.width, size.height, size.fps)
            writer = partial(ClipWriter, encoder_of=lambda _: encoder, on_frame=None)
            drain = partial(_drain, encoder)
            renderer = SampledRenderer(windows, drain, file_writer_class=writer, camera_class=StageCamera)
        if keep is not None:
            renderer.keep = partial(_keep, keep, "stock" if stock else "ours", [w.start for w in windows])
        try:
            told(renderer=renderer).render()
        finally:
            if encoder is not None:
                encoder.close()
    return Sample(
        renderer.frames, renderer.drawn, renderer.seconds, renderer.time, renderer.converting, renderer.mobjects
    )


def _drain(encoder: Encoder, writer: Any) -> None:
    while not encoder._queue.empty():
        time.sleep(0.0005)


def _drain_stock(writer: Any) -> None:
    job = writer._current_encode_job
    while job is not None and not job.queue.empty():
        time.sleep(0.0005)


def _keep(folder: Path, who: str, starts: list[int], frame: int, pixels: Any) -> None:
    if frame in starts:
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).convert("RGB").save(folder / f"{frame:05}-{who}.png")
