"""Renders short windows, spread evenly over a clip, and clocks only those.

A window's time is the drawing of its frames from first to last, with all that Manim does for
them, until the encoder has taken the last one. What lies between windows is skipped, and
what was made before a window is not charged to it, which spares the twin the making of many a
``Text``. Windows as long as the clip charge everything.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from manim import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from PIL import Image

from convanim.draw.renderer import StageRenderer
from convanim.film.encoder import Encoder
from convanim.film.quality import USUAL, Quality
from convanim.film.shoot import manim_set
from convanim.film.writer import ClipWriter
from convanim.scene import ConvScene
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


class Windowed(CairoRenderer, ABC):
    """Draws, and clocks, only the frames in its windows; ``lead`` frames before each are drawn off the clock."""

    lead = 0

    def __init__(self, windows: Sequence[range], keep: Path | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.windows, self.kept = windows, keep
        self.seconds, self.frames, self.drawn = 0.0, 0, 0
        self.converting, self.mobjects = 0.0, 0.0
        self.coming, self.share, self.cold = range(0), 0.0, True
        """Of the play to come: its frames, the share of them in windows, and whether it comes after skipped ones."""

    @property
    def frame(self) -> int:
        """The number of the frame to come."""
        return round(self.time * self.camera.frame_rate)

    def wants(self, frame: int) -> bool:
        """Whether a frame is in a window."""
        return any(frame in window for window in self.windows)

    def leads(self, frame: int) -> bool:
        """Whether a window begins soon after a frame."""
        return not self.wants(frame) and any(frame < w.start <= frame + self.lead for w in self.windows)

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

    def begin(self, scene: ConvScene) -> None:
        """Skip the play to come, as Manim does, where nothing of it is to be drawn."""
        self.time = scene.now  # counted in whole frames, which Manim's own is not where plays are skipped
        self.coming = range(self.frame, self.frame + scene._frames_of_play())
        wanted = sum(map(self.wants, self.coming))
        self.share = wanted / max(1, len(self.coming))
        self.skip_animations = not wanted and not any(map(self.leads, self.coming))
        self.cold |= self.skip_animations

    @abstractmethod
    def drain(self) -> None:
        """Wait until the encoder has taken all that it was given."""

    def count(self, frames: Sequence[int], who: str) -> None:
        """Note frames that were drawn as one, and keep the picture that a window begins with."""
        self.frames += len(frames)
        self.drawn += 1
        first = [window.start for window in self.windows if window.start in frames]
        if self.kept is not None and first:
            self.kept.mkdir(parents=True, exist_ok=True)
            Image.fromarray(self.get_frame()).convert("RGB").save(self.kept / f"{first[0]:05}-{who}.png")


class OurRenderer(Windowed, StageRenderer):
    """Ours, warmed up: it has painted a whole frame before a window, and x264 has filled its lookahead."""

    lead = 80
    """More than x264 looks ahead, so that in a window it puts out as many frames as it takes in."""

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> Any:
        with self.clocked(0.0 if self.cold else self.share):
            return super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, scene: Any, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        if not scene.is_current_animation_frozen_frame():
            super().update_frame(scene, mobjects, *args, **kwargs)
            return
        # A held picture is painted once, so windows pay their share of it; not of what was skipped before.
        with self.clocked(0.0 if self.cold else self.share):
            super().update_frame(scene, mobjects, *args, **kwargs)

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        frame = self.frame
        if self.wants(frame):
            with self.clocked():
                super().render(scene, time, moving_mobjects)
                if not self.wants(frame + 1):
                    self.drain()
            self.count([frame], "ours")
        elif self.leads(frame):
            super().render(scene, time, moving_mobjects)
            if self.wants(frame + 1):
                self.drain()
        else:
            self.time += 1 / self.camera.frame_rate
        self.cold = False

    def freeze_current_frame(self, duration: float) -> None:
        if self.skip_animations:
            return
        before, shown = list(filter(self.leads, self.coming)), list(filter(self.wants, self.coming))
        self._write(len(before))
        if shown:
            self.drain()
            with self.clocked():
                self._write(len(shown))
                self.drain()
            self.count(shown, "ours")
        self.cold = False

    def drain(self) -> None:
        encoder = self.file_writer._encoder
        if encoder is not None:
            encoder.write([], 0)  # once this is taken, all before it has been encoded
            while not encoder._queue.empty():
                time.sleep(0.0005)


class TwinRenderer(Windowed):
    """Stock Manim's, which draws what does not move once a play.

    Nothing is encoded before a window, so its first frames only fill x264's lookahead; drawing takes
    so much longer than encoding that the twin gains next to nothing by it.
    """

    _static = False

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> Any:
        if self.skip_animations:
            self.static_image = None
            return None
        if self.cold:
            self._draw_static(scene, static_mobjects)  # unclocked: made in plays that were skipped
            self.cold = False
        with self.clocked(self.share):  # windows pay their share of it
            return self._draw_static(scene, static_mobjects)

    def _draw_static(self, scene: Any, static_mobjects: Any) -> Any:
        self._static = True
        image = super().save_static_frame_data(scene, static_mobjects)
        self._static = False
        return image

    def update_frame(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        if self.skip_animations:
            return
        if self._static or not scene.is_current_animation_frozen_frame():
            super().update_frame(scene, *args, **kwargs)
            return
        with self.clocked(self.share):  # a held picture is drawn once, too
            super().update_frame(scene, *args, **kwargs)

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
                self.drain()
        self.count([frame], "stock")

    def freeze_current_frame(self, duration: float) -> None:
        shown = list(filter(self.wants, self.coming))
        if self.skip_animations or not shown:
            return
        with self.clocked():
            self.add_frame(self.get_frame(), len(shown))
            self.drain()
        self.count(shown, "stock")

    def drain(self) -> None:
        job = self.file_writer._current_encode_job
        while job is not None and not job.queue.empty():
            time.sleep(0.0005)


def sampled(scene_class: type[ConvScene], stock: bool) -> type[ConvScene]:
    """The scene with what it does for a frame clocked, and for the twin without a ledger."""

    class Sampled(scene_class):  # type: ignore[valid-type, misc]
        def compile_animation_data(self, *args: Any, **kwargs: Any) -> Any:
            result = super().compile_animation_data(*args, **kwargs)
            self.renderer.begin(self)
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


def measure(
    scene_class: type[ConvScene], size: Quality, windows: Sequence[range], *, stock: bool, keep: Path | None = None
) -> Sample:
    """Render the windows with our stage and encoders, or with stock Manim's; ``keep`` gets a picture per window."""
    told = sampled(scene_class, stock)
    encoders: list[Encoder] = []
    renderer: Windowed
    with TemporaryDirectory(prefix="convanim-bench-") as folder, manim_set(size, film=True):

        def encoder_of(beat: str) -> Encoder:
            encoders.append(Encoder(Path(folder) / f"{len(encoders):03}.mp4", size, USUAL))
            return encoders[-1]

        if stock:
            renderer = TwinRenderer(windows, keep, file_writer_class=SceneFileWriter, camera_class=TwinCamera)
        else:
            writer = partial(ClipWriter, encoder_of=encoder_of, on_frame=None)
            renderer = OurRenderer(windows, keep, file_writer_class=writer)
        scene = told(renderer=renderer)
        try:
            scene.render()
        finally:
            for encoder in encoders:
                encoder.close()
    return Sample(renderer.frames, renderer.drawn, renderer.seconds, scene.now, renderer.converting, renderer.mobjects)
