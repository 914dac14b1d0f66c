"""Stands between Manim's renderer and the encoders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from manim.scene.scene_file_writer import SceneFileWriter

from convanim.draw.compositor import Patch


class Taker(Protocol):
    """What takes the frames of one section."""

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take a frame, the last one with patches put on it, shown ``repeat`` times."""

    def seal(self) -> None:
        """No more frames come."""


class ClipWriter(SceneFileWriter):
    """Stands in for Manim's writer and hands every frame to the ``Taker`` of its section.

    ``encoder_of`` makes one, such as an ``Encoder``, for a section's name, or None where nothing is to be written;
    ``on_frame`` is called with the number of frames drawn so far.
    """

    def __init__(
        self, settings: Any, *, encoder_of: Callable[[str], Taker | None], on_frame: Callable[[int], None] | None
    ) -> None:
        self._encoder_of = encoder_of
        self._encoder: Taker | None = None
        self._on_frame = on_frame
        self._frames = 0
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Each section that is shown gets an encoder of its own, when its first frame comes."""
        if self._encoder is not None:
            self._encoder.seal()
        self._encoder = None
        self._name = name
        super().next_section(name, type_, skip_animations)

    def begin_animation(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to open: a section's stream runs through."""

    def end_animation(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to close."""

    def write_patches(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take over what changes in the next frame, which is shown ``repeat`` times."""
        if self._encoder is None:
            self._encoder = self._encoder_of(self._name)
        if self._encoder is None:
            return
        self._encoder.write(patches, repeat)
        self._frames += repeat
        if self._on_frame is not None:
            self._on_frame(self._frames)

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Nothing of Manim's to abort; whoever made the encoders ends them."""

    def finish(self) -> None:
        """Nothing to join; whoever made the encoders closes them."""
