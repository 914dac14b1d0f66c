"""Manim's Cairo renderer, made to paint and hand on only what changes from frame to frame."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import CairoRenderer, Mobject

from convanim.draw.compositor import Compositor, Patch, Pixels
from convanim.draw.fingerprint import BYTES, Fingerprint
from convanim.draw.typeface import FAMILY


class StageRenderer(CairoRenderer):
    """Hands patches, not frames, to the ``write_patches`` of its file writer.

    Each section starts with a whole frame. While Manim's own mobjects are on stage, its
    camera draws every frame as a whole. Without ``painting``, frames are only looked at.
    With ``clear``, no ground is painted, so that frames are transparent where nothing stands.
    """

    def __init__(self, painting: bool = True, clear: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.painting, self.clear = painting, clear
        self.looks: dict[str, Any] = {}
        """By section, a running digest of all that it shows, to which each frame is added."""
        self._fingerprint = Fingerprint()
        self._look = b""
        self._compositor: Compositor | None = None
        self._patches: list[Patch] = []
        self._section: Any = None

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Mobject]) -> Any:
        """Keep a picture of what does not move, where Manim's camera is to draw."""
        self.static_image = None
        if self.skip_animations or scene.display_lists() is not None:
            return None
        return super().save_static_frame_data(scene, static_mobjects)

    def update_frame(
        self,
        scene: Any,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **kwargs: Any,
    ) -> None:
        """Paint what has changed. In a play that is skipped nothing is, unless the scene as a whole is asked for."""
        if self.skip_animations and mobjects is not None:
            return
        section = self.file_writer.sections[-1]
        if section is not self._section:
            self._section, self._compositor, self._patches = section, None, []
        lists = scene.display_lists()
        if lists is None:
            self._compositor = None
            if self.clear:
                # Manim's own transparent ground keeps its colour, which Cairo would add to what is painted on it.
                self.camera.background = np.zeros_like(self.camera.pixel_array)
            super().update_frame(scene, mobjects, include_submobjects, ignore_skipping, **kwargs)
            whole = swapped(np.asarray(self.camera.pixel_array, dtype=np.uint8))
            self._patches, self._look = [Patch(0, 0, whole)], hashlib.blake2b(whole.data).digest()
            return
        ground = self.camera.background_color.to_rgb()
        self._look = self._fingerprint.of(lists) + ground.tobytes()
        if not self.painting:
            return
        if self._compositor is None:
            size = self.camera.pixel_width, self.camera.pixel_height
            plain = None if self.clear else tuple(ground.tolist())
            self._compositor = Compositor(*size, plain, FAMILY, scene.canvas)
        self._patches += self._compositor.show(lists)

    def render(self, scene: Any, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        """Paint one frame and hand on what has changed."""
        self.update_frame(scene, moving_mobjects)
        self._write(1)

    def freeze_current_frame(self, duration: float) -> None:
        """Show the present frame for ``duration`` seconds."""
        self._write(int(duration / (1 / self.camera.frame_rate)))

    def get_frame(self) -> Any:
        """The present frame (rows, columns, RGBA) of uint8."""
        if self._compositor is None:
            return super().get_frame()
        return swapped(self._compositor.pixels)

    def _write(self, repeat: int) -> None:
        if self.skip_animations or repeat < 1:
            return
        self.time += repeat / self.camera.frame_rate
        section = self.file_writer.sections[-1].name
        self.looks.setdefault(section, hashlib.blake2b(digest_size=BYTES)).update(self._look + b"%d " % repeat)
        patches, self._patches = self._patches, []
        self.file_writer.write_patches(patches, repeat)


def swapped(pixels: Pixels) -> Pixels:
    """A copy with red and blue exchanged."""
    return np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])
