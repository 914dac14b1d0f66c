"""One pass over a scene: its beats drawn and encoded, in this process or in another.

The sole writer of Manim's configuration.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from manim import tempconfig

from convanim import __version__
from convanim.catalog import load_scene
from convanim.export.encoder import ClipWriter, Encoder
from convanim.scene import ConvScene
from convanim.stage.renderer import StageRenderer


@dataclass(frozen=True)
class Quality:
    """A frame size in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int


@dataclass(frozen=True)
class Take:
    """What one pass shows: a scene, what stands in for its own attributes, and which beats (None: all)."""

    scene: type[ConvScene] | str
    given: Mapping[str, Any]
    size: Quality
    beats: frozenset[str] | None = None

    def scene_class(self) -> type[ConvScene]:
        """The scene with what is given in place."""
        found = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
        return type(found.__name__, (found,), {"__module__": found.__module__, **self.given, "beats_shown": self.beats})


@dataclass(frozen=True)
class Caption:
    """One sentence, from start to end in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Reel:
    """What one pass made: a stream for each beat shown, and all that is told about the clip.

    ``ends`` are the ends in seconds of all beats up to the last one shown, ``about`` what
    the ledger says of the clip as a whole.
    """

    streams: tuple[tuple[str, Path, int], ...]
    """(beat, file, frames) in order."""
    ends: tuple[tuple[str, float], ...]
    captions: tuple[Caption, ...]
    numbers: tuple[dict[str, Any], ...]
    equations: tuple[dict[str, Any], ...]
    about: Mapping[str, Any]


def shoot(take: Take, folder: Path, on_frame: Callable[[ConvScene, int], None] | None = None) -> Reel:
    """Draw and encode the beats of a take, each into a file of its own in ``folder``.

    ``on_frame`` is called with the scene and the number of frames drawn so far. Raises
    RenderError where a file cannot be written; then none is left.
    """
    scene_class, size = take.scene_class(), take.size
    encoders: dict[str, Encoder] = {}

    def encoder_of(beat: str) -> Encoder:
        path = folder / f"{scene_class.beats.index(beat):03}.mp4"
        encoders[beat] = Encoder(path, size.width, size.height, size.fps)
        return encoders[beat]

    with manim_set(size, film=True):
        scene: ConvScene
        writer = partial(
            ClipWriter, encoder_of=encoder_of, on_frame=None if on_frame is None else lambda n: on_frame(scene, n)
        )
        scene = stage(scene_class, writer, skip=False)
        try:
            scene.render()
            for encoder in encoders.values():
                encoder.close()
        except BaseException:
            for encoder in encoders.values():
                encoder.abort()
            raise
    spoken = scene.renderer.file_writer.subcaptions
    shown = scene.ledger.as_dict()
    return Reel(
        streams=tuple((beat, encoder.path, encoder.frames) for beat, encoder in encoders.items()),
        ends=tuple((still.beat, still.time) for still in scene.stills),
        captions=tuple(Caption(s.content, s.start.total_seconds(), s.end.total_seconds()) for s in spoken),
        numbers=tuple(shown["numbers"]),
        equations=tuple(shown["equations"]),
        about=about(scene, size),
    )


def stage(scene_class: type[ConvScene], writer: Any, skip: bool) -> ConvScene:
    """A scene ready to render; call it within ``manim_set``."""
    renderer = StageRenderer(file_writer_class=writer, skip_animations=skip)
    return scene_class(renderer=renderer, skip_animations=skip)


def about(scene: ConvScene, size: Quality) -> dict[str, Any]:
    """What the ledger says of the clip as a whole."""
    values = scene.values
    drawn = {role: "drawn" if getattr(values, role) is None else "given" for role in ("input", "weight", "bias")}
    return {
        "scene": type(scene).__name__,
        "title": scene.title,
        "convanim": __version__,
        "layer": asdict(scene.layer),
        "values": {"kind": values.kind, "seed": values.seed, **drawn},
        "theme": scene.theme.name,
        **asdict(size),
    }


@contextmanager
def manim_set(size: Quality, film: bool) -> Iterator[None]:
    """Manim configured for one clip, whatever a ``manim.cfg`` says, and silent."""
    logger = logging.getLogger("manim")
    level = logger.level
    # Manim writes text and formulas that users' scenes may hold into files of its own.
    with (
        TemporaryDirectory(prefix="convanim-") as folder,
        tempconfig(
            {
                "media_dir": folder,
                "video_dir": folder,
                "images_dir": folder,
                "text_dir": folder,
                "tex_dir": folder,
                "partial_movie_dir": folder,
                "output_file": "",
                "input_file": "",
                "renderer": "cairo",
                "format": "auto",
                "dry_run": not film,
                "pixel_width": size.width,
                "pixel_height": size.height,
                "frame_rate": size.fps,
                "frame_height": 8.0,
                "frame_width": 8.0 * 16 / 9,
                "background_opacity": 1.0,
                "transparent": False,
                "from_animation_number": 0,
                "upto_animation_number": -1,
                "save_sections": False,
                "write_all": False,
                "preview": False,
                "live_preview": False,
                "show_in_file_browser": False,
                "enable_gui": False,
                "log_to_file": False,
                "progress_bar": "none",
                # Its hash does not see the values of tensors, so a cached piece could be stale.
                "disable_caching": True,
                "disable_caching_warning": True,
                "video_codec": "auto",
                "pixel_format": "auto",
                "video_encoder_options": {},
            }
        ),
    ):
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(level)
