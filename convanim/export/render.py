"""Scenes into clips: the one place that sets Manim's configuration.

A clip is three files of one name: the film, its captions, and the ledger of every number
that it shows. They appear together when they are complete, or not at all.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import srt  # type: ignore[import-untyped]  # it ships no types
from manim import CairoRenderer, tempconfig
from PIL import Image

from convanim import __version__
from convanim.catalog import load_scene
from convanim.errors import RenderError, SpecError, UnknownNameError
from convanim.export.delivery import Delivery
from convanim.export.encoder import ClipWriter, Encoder
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.stage.camera import StageCamera
from convanim.stage.theme import Theme


@dataclass(frozen=True)
class Quality:
    """A frame size in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int


QUALITIES: Mapping[str, Quality] = {
    "l": Quality(854, 480, 15),
    "m": Quality(1280, 720, 30),
    "h": Quality(1920, 1080, 60),
    "p": Quality(2560, 1440, 60),
    "k": Quality(3840, 2160, 60),
}
"""Manim's own qualities, by its letters."""


@dataclass(frozen=True)
class Section:
    """One beat of a clip; start and end in seconds."""

    name: str
    start: float
    end: float


@dataclass(frozen=True)
class Progress:
    """How far a render is: ``beats_done`` of ``beats``, and ``seconds`` of the clip so far."""

    scene: str
    beats_done: int
    beats: int
    seconds: float


@dataclass(frozen=True)
class ClipResult:
    """What a render made.

    ``path``, ``captions`` and ``ledger`` are None where only stills were asked for;
    ``numbers`` and ``equations`` count what the clip shows; ``took`` is the render's own
    time; all times are in seconds.
    """

    scene: str
    path: Path | None
    captions: Path | None
    ledger: Path | None
    stills: tuple[Path, ...]
    width: int
    height: int
    fps: int
    frames: int
    seconds: float
    sections: tuple[Section, ...]
    numbers: int
    equations: int
    took: float

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file written."""
        return tuple(path for path in (self.path, self.captions, self.ledger, *self.stills) if path is not None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in {**asdict(self), "stills": [str(path) for path in self.stills]}.items()
        }


def clip_name(scene: type) -> str:
    """What a scene's files are called.

    >>> clip_name(type("MyDepthwise", (), {}))
    'my-depthwise'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", scene.__name__).lower()


def quality_of(name: str) -> Quality:
    """A quality by its letter; raises UnknownNameError listing the known ones."""
    if name not in QUALITIES:
        known = ", ".join(f"{letter} ({q.width}x{q.height} at {q.fps})" for letter, q in QUALITIES.items())
        raise UnknownNameError(f"no quality is called {name!r}", known)
    return QUALITIES[name]


def render(
    scene: type[ConvScene] | str,
    *,
    layer: Layer | None = None,
    values: Values | None = None,
    theme: Theme | str | None = None,
    quality: str = "m",
    out: Path | str = "media",
    name: str | None = None,
    stills: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> ClipResult:
    """Render a scene into the folder ``out``, which is made where missing.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``; ``layer``, ``values`` and
    ``theme`` stand in for the scene's own. ``name`` is what the files are called (None: after
    the class): NAME.mp4, NAME.srt and NAME.json, or with ``stills`` the picture at the end of
    each beat, NAME-1-BEAT.png and so on, and no film. ``on_progress`` is called while it goes on.

    Raises RenderError where nothing can be written, SpecError and its kin for what cannot
    be shown. Whatever is raised, no file is left behind and existing ones stay as they were.
    """
    started = time.perf_counter()
    scene_class = load_scene(scene) if isinstance(scene, str) else scene
    size = quality_of(quality)
    name = clip_name(scene_class) if name is None else name
    if not name or Path(name).name != name:
        raise SpecError(f"the clip is called {name!r}", "a file name without folders or ending")
    own = {"layer": layer, "values": values, "theme": Theme.named(theme) if isinstance(theme, str) else theme}
    given = {key: value for key, value in own.items() if value is not None}
    told = type(scene_class.__name__, (scene_class,), {"__module__": scene_class.__module__, **given})
    with ExitStack() as stack:
        delivery = stack.enter_context(Delivery(Path(out)))
        if not stills:
            delivery.reserve(f"{name}.mp4", f"{name}.srt", f"{name}.json")
        stack.enter_context(_manim_set(size, film=not stills))
        show = _Show(told, name, size, delivery, on_progress)
        result = show.stills() if stills else show.film()
        delivery.deliver()
    return ClipResult(scene=scene_class.__name__, took=time.perf_counter() - started, **result)


@dataclass(frozen=True)
class _Show:
    scene_class: type[ConvScene]
    name: str
    size: Quality
    delivery: Delivery
    on_progress: Callable[[Progress], None] | None

    def film(self) -> dict[str, Any]:
        delivery, name, size = self.delivery, self.name, self.size
        encoder = Encoder(delivery.scratch(f"{name}.mp4"), size.width, size.height, size.fps)
        try:
            scene = self._scene(encoder)
            scene.render()
            encoder.close()
        except BaseException:
            encoder.abort()
            raise
        if not encoder.frames:
            raise RenderError(f"{self.scene_class.__name__} has nothing to show", "a scene with at least one beat")
        seconds = encoder.frames / size.fps
        sections = self._sections(scene)
        shown = scene.ledger.as_dict()
        delivery.write(f"{name}.srt", srt.compose(_captions(scene, seconds)))
        delivery.write(f"{name}.json", json.dumps(self._ledger(scene, seconds, sections, shown), ensure_ascii=False))
        return {
            "path": delivery.target(f"{name}.mp4"),
            "captions": delivery.target(f"{name}.srt"),
            "ledger": delivery.target(f"{name}.json"),
            "stills": (),
            "frames": encoder.frames,
            "seconds": seconds,
            "sections": sections,
            "numbers": len(shown["numbers"]),
            "equations": len(shown["equations"]),
            **asdict(size),
        }

    def stills(self) -> dict[str, Any]:
        scene = self._scene(None)
        names: list[str] = []

        def keep(beat: str, frame: Any) -> None:
            names.append(f"{self.name}-{len(names) + 1}-{beat.replace('_', '-')}.png")
            self.delivery.reserve(names[-1])
            with self.delivery.writing(names[-1]) as path:
                Image.fromarray(frame).convert("RGB").save(path)
            self._report(scene, 0)

        scene.on_still = keep
        scene.render()
        if not names:
            raise RenderError(f"{self.scene_class.__name__} has nothing to show", "a scene with at least one beat")
        shown = scene.ledger.as_dict()
        return {
            "path": None,
            "captions": None,
            "ledger": None,
            "stills": tuple(map(self.delivery.target, names)),
            "frames": len(names),
            "seconds": 0.0,
            "sections": (),
            "numbers": len(shown["numbers"]),
            "equations": len(shown["equations"]),
            **asdict(self.size),
        }

    def _scene(self, encoder: Encoder | None) -> ConvScene:
        def report(frames: int) -> None:
            self._report(scene, frames)

        renderer = CairoRenderer(
            # Manim asks for a class and only ever calls it.
            file_writer_class=partial(ClipWriter, encoder=encoder, on_frame=report),  # type: ignore[arg-type]
            camera_class=StageCamera,
            skip_animations=encoder is None,
        )
        scene = self.scene_class(renderer=renderer, skip_animations=encoder is None)
        return scene

    def _report(self, scene: ConvScene, frames: int) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(self.name, len(scene.stills), len(scene.beats), frames / self.size.fps))

    def _sections(self, scene: ConvScene) -> tuple[Section, ...]:
        # Times are kept as sums of frame lengths, so they are rounded to the frame that they mean.
        ends = [round(still.time * self.size.fps) / self.size.fps for still in scene.stills]
        starts = [0.0, *ends]
        return tuple(
            Section(still.beat, start, end) for still, start, end in zip(scene.stills, starts, ends, strict=False)
        )

    def _ledger(
        self, scene: ConvScene, seconds: float, sections: tuple[Section, ...], shown: dict[str, Any]
    ) -> dict[str, Any]:
        values = scene.values
        return {
            "scene": self.scene_class.__name__,
            "title": scene.title,
            "convanim": __version__,
            "layer": asdict(scene.layer),
            "values": {
                "kind": values.kind,
                "seed": values.seed,
                **{role: "drawn" if getattr(values, role) is None else "given" for role in ("input", "weight", "bias")},
            },
            "theme": scene.theme.name,
            **asdict(self.size),
            "seconds": seconds,
            "sections": [asdict(section) for section in sections],
            **shown,
        }


def _captions(scene: ConvScene, seconds: float) -> Iterator[srt.Subtitle]:
    """The captions, none of them lasting longer than the clip or running into the next."""
    spoken = scene.renderer.file_writer.subcaptions
    starts = [subtitle.start.total_seconds() for subtitle in spoken] + [seconds]
    for place, subtitle in enumerate(spoken):
        end = min(subtitle.end.total_seconds(), starts[place + 1], seconds)
        if end > starts[place]:
            yield srt.Subtitle(None, subtitle.start, timedelta(seconds=end), subtitle.content)


@contextmanager
def _manim_set(size: Quality, film: bool) -> Iterator[None]:
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
