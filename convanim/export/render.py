"""Scenes into clips, one after the other or by several processes at once.

A clip is three files of one name: the film, its captions, and the ledger of every number
that it shows. They appear together when they are complete, or not at all.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import srt  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from convanim.errors import RenderError, SpecError, UnknownNameError
from convanim.export.delivery import Delivery
from convanim.export.encoder import ClipWriter, join
from convanim.export.film import Quality, Reel, Take, manim_set, shoot, stage
from convanim.export.workers import shoot_all
from convanim.scene import ConvScene
from convanim.spec import Layer, Values
from convanim.stage.theme import Theme

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


@dataclass(frozen=True)
class Clip:
    """A clip to render: a scene, what stands in for its own attributes, and what its files are called.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``; ``name`` is None for the class's own.
    """

    scene: type[ConvScene] | str
    layer: Layer | None = None
    values: Values | None = None
    theme: Theme | str | None = None
    name: str | None = None

    def take(self, quality: str) -> Take:
        """The pass that shows all of it."""
        theme = Theme.named(self.theme) if isinstance(self.theme, str) else self.theme
        own = {"layer": self.layer, "values": self.values, "theme": theme}
        return Take(self.scene, {key: value for key, value in own.items() if value is not None}, quality_of(quality))

    def called(self, scene_class: type[ConvScene]) -> str:
        """What its files are called."""
        name = clip_name(scene_class) if self.name is None else self.name
        if not name or Path(name).name != name:
            raise SpecError(f"the clip is called {name!r}", "a file name without folders or ending")
        return name


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
    clip = Clip(scene, layer, values, theme, name)
    if stills:
        return _stills(clip, quality, Path(out), on_progress)
    return next(render_all([clip], quality=quality, out=out, on_progress=on_progress))


def render_all(
    clips: Sequence[Clip],
    *,
    quality: str = "m",
    out: Path | str = "media",
    jobs: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[ClipResult]:
    """Render clips into the folder ``out``, each delivered as soon as it is complete, in order.

    With more than one of ``jobs``, so many processes draw beats at once; the film is the same, frame for
    frame. Scenes must then be names or files, or classes that a file defines. Raises what ``render`` does.
    """
    takes = [clip.take(quality) for clip in clips]
    classes = [take.scene_class() for take in takes]
    names = [clip.called(scene_class) for clip, scene_class in zip(clips, classes, strict=True)]
    with ExitStack() as stack:
        deliveries = [stack.enter_context(Delivery(Path(out))) for _ in clips]
        for name, delivery in zip(names, deliveries, strict=True):
            delivery.reserve(f"{name}.mp4", f"{name}.srt", f"{name}.json")
        started = time.perf_counter()
        if jobs > 1:
            folders = [delivery.scratch("beats") for delivery in deliveries]
            reels = shoot_all(takes, folders, jobs, partial(_tell, names, classes, takes, on_progress))
        else:
            reels = (
                [_shoot_here(take, delivery, name, on_progress)]
                for take, delivery, name in zip(takes, deliveries, names, strict=True)
            )
        for take, scene_class, name, delivery, parts in zip(takes, classes, names, deliveries, reels, strict=True):
            result = _assemble(take, scene_class, name, delivery, parts)
            delivery.deliver()
            yield ClipResult(scene=scene_class.__name__, took=time.perf_counter() - started, **result)
            started = time.perf_counter() if jobs == 1 else started


def _shoot_here(take: Take, delivery: Delivery, name: str, on_progress: Callable[[Progress], None] | None) -> Reel:
    def report(scene: ConvScene, frames: int) -> None:
        if on_progress is not None:
            on_progress(Progress(name, len(scene.stills), len(scene.beats), frames / take.size.fps))

    folder = delivery.scratch("beats")
    folder.mkdir()
    return shoot(take, folder, report)


def _tell(
    names: Sequence[str],
    classes: Sequence[type[ConvScene]],
    takes: Sequence[Take],
    on_progress: Callable[[Progress], None] | None,
    place: int,
    reels: Sequence[Reel],
) -> None:
    if on_progress is not None:
        frames = sum(frames for reel in reels for _, _, frames in reel.streams)
        on_progress(Progress(names[place], len(reels), len(classes[place].beats), frames / takes[place].size.fps))


def _assemble(
    take: Take, scene_class: type[ConvScene], name: str, delivery: Delivery, reels: Sequence[Reel]
) -> dict[str, Any]:
    """The three files of a clip, from what its passes made, in the order of its beats."""
    size = take.size
    streams = [stream for reel in reels for stream in reel.streams]
    if not streams:
        raise RenderError(f"{scene_class.__name__} has nothing to show", "a scene with at least one beat")
    frames = sum(count for _, _, count in streams)
    seconds = frames / size.fps
    with delivery.writing(f"{name}.mp4") as path:
        join([stream for _, stream, _ in streams], path, size.fps)
    ends = max((reel.ends for reel in reels), key=len)
    starts = [0.0, *(end for _, end in ends)]
    sections = tuple(Section(beat, start, end) for (beat, end), start in zip(ends, starts, strict=False))
    delivery.write(f"{name}.srt", srt.compose(_captions(reels, seconds)))
    shown = {
        "numbers": [entry for reel in reels for entry in reel.numbers],
        "equations": [entry for reel in reels for entry in reel.equations],
    }
    told = {**reels[-1].about, "seconds": seconds, "sections": [asdict(section) for section in sections], **shown}
    delivery.write(f"{name}.json", json.dumps(told, ensure_ascii=False))
    return {
        "path": delivery.target(f"{name}.mp4"),
        "captions": delivery.target(f"{name}.srt"),
        "ledger": delivery.target(f"{name}.json"),
        "stills": (),
        "frames": frames,
        "seconds": seconds,
        "sections": sections,
        "numbers": len(shown["numbers"]),
        "equations": len(shown["equations"]),
        **asdict(size),
    }


def _stills(clip: Clip, quality: str, out: Path, on_progress: Callable[[Progress], None] | None) -> ClipResult:
    started = time.perf_counter()
    take = clip.take(quality)
    scene_class = take.scene_class()
    name, names = clip.called(scene_class), list[str]()
    with Delivery(out) as delivery, manim_set(take.size, film=False):
        scene = stage(scene_class, partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True)

        def keep(beat: str, frame: Any) -> None:
            names.append(f"{name}-{len(names) + 1}-{beat.replace('_', '-')}.png")
            delivery.reserve(names[-1])
            with delivery.writing(names[-1]) as path:
                Image.fromarray(frame).convert("RGB").save(path)
            if on_progress is not None:
                on_progress(Progress(name, len(scene.stills), len(scene.beats), 0.0))

        scene.on_still = keep
        scene.render()
        if not names:
            raise RenderError(f"{scene_class.__name__} has nothing to show", "a scene with at least one beat")
        shown = scene.ledger.as_dict()
        delivery.deliver()
        return ClipResult(
            scene=scene_class.__name__,
            path=None,
            captions=None,
            ledger=None,
            stills=tuple(map(delivery.target, names)),
            frames=len(names),
            seconds=0.0,
            sections=(),
            numbers=len(shown["numbers"]),
            equations=len(shown["equations"]),
            took=time.perf_counter() - started,
            **asdict(take.size),
        )


def _captions(reels: Sequence[Reel], seconds: float) -> Iterator[srt.Subtitle]:
    """The captions, none of them lasting longer than the clip or running into the next."""
    spoken = [caption for reel in reels for caption in reel.captions]
    starts = [caption.start for caption in spoken] + [seconds]
    for place, caption in enumerate(spoken):
        end = min(caption.end, starts[place + 1], seconds)
        if end > starts[place]:
            yield srt.Subtitle(None, timedelta(seconds=caption.start), timedelta(seconds=end), caption.text)
