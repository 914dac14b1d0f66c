"""Scenes into clips, one after the other or by several processes at once.

A clip is three files of one name: the film, its captions (of a loop none), and the ledger of every number
that it shows. They appear together when they are complete, or not at all. Manim and torch are
loaded only where there is something to draw.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import RenderError, VoiceNote, warn
from convanim.film.about import shown
from convanim.film.assemble import ClipResult, assemble
from convanim.film.clip import Clip
from convanim.film.footage import Reel, warn_of_hidden, warn_of_jump
from convanim.film.naming import About, is_loop, one_of_a_name
from convanim.film.quality import Quality, quality_of
from convanim.film.replaced import MARK, warn_of_replaced
from convanim.film.store.cache import Cache, Kept
from convanim.film.store.delivery import Delivery
from convanim.film.store.file_reads import earliest, opened, watch
from convanim.film.voice.voiced import kept_voice, told_of_voice, voiced
from convanim.film.workers.portable import jobs_for
from convanim.film.workers.preload import load_ahead
from convanim.folders import tidy

if TYPE_CHECKING:
    from convanim.film.shoot import Take
    from convanim.scene import ConvScene


@dataclass(frozen=True)
class Progress:
    """How far a render is: ``beats_done`` of ``beats``, and ``seconds`` of the clip so far."""

    scene: str
    beats_done: int
    beats: int
    seconds: float


@dataclass(frozen=True)
class _Job:
    """A clip on its way: where it goes, and what was kept of it or has to be drawn."""

    name: str
    scene: str
    size: Quality
    delivery: Delivery
    about: About
    reel: Reel | None = None
    take: Take | None = None
    beats: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its streams are made."""
        return self.delivery.scratch("beats")


def render_all(
    clips: Sequence[Clip],
    *,
    quality: str = "m",
    out: Path | str = "media",
    jobs: int = 1,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[ClipResult]:
    """Render clips into the folder ``out``, each delivered as soon as it is complete, in order.

    With more than one of ``jobs``, so many processes draw beats at once; the film is the same, frame for
    frame. One draws, with a JobsWarning, where others would not find a scene. Raises and warns as ``render`` does.
    """
    size = quality_of(quality)
    jobs = jobs_for((clip.scene for clip in clips), jobs)
    if cache is not None:
        watch()
    started = time.perf_counter()
    tidy()
    clips = voiced(clips, size, cache)
    with ExitStack() as stack:
        planned = [
            _plan(clip, number, size, jobs, stack.enter_context(Delivery(Path(out))), cache)
            for number, clip in enumerate(clips, 1)
        ]
        one_of_a_name([job.name for job in planned])
        for job in planned:
            kinds = ("mp4", "json") if is_loop(job.about) else ("mp4", "srt", "json")
            job.delivery.reserve(*(f"{job.name}.{kind}" for kind in kinds))
            warn_of_replaced(job.delivery.target(f"{job.name}.mp4"), job.about)
        reels = _shot([job for job in planned if job.reel is None], jobs, cache, on_progress)
        stack.callback(reels.close)
        for clip, job in zip(clips, planned, strict=True):
            reel = next(reels) if job.reel is None else job.reel
            about = {"scene": job.scene, **reel.about, **told_of_voice(clip)}
            took = time.perf_counter() - started
            result = assemble(reel.footage, about, job.name, job.size, job.delivery, took, clip.narration)
            job.delivery.deliver()
            for footage in reel.footage:
                warn_of_jump(job.scene, footage.jump)
                warn_of_hidden(job.scene, footage.beat, footage.hidden)
            recipe = clip.recipe(size)
            if cache is not None and recipe is not None and job.reel is None:
                keys, looks = zip(*((footage.key, footage.look) for footage in reel.footage), strict=True)
                kept = Kept(keys, looks, about, **_spent(clip, size, reel))
                cache.keep_clip(recipe, kept, earliest(reel.opened, opened()))
            if cache is not None:
                cache.tell_unkept(reel.unkept)
            yield result
            started = time.perf_counter()
        next(reels, None)  # to its end, where workers are let go


def _spent(clip: Clip, size: Quality, reel: Reel) -> dict[str, Any]:
    """What is kept of a clip for estimates of others."""
    return {
        "scene": clip.scene if isinstance(clip.scene, str) else clip.scene.__name__,
        "size": (size.width, size.height, size.fps),
        "took": round(sum(footage.took for footage in reel.footage), 3),
        "stored": sum(footage.stream.stat().st_size for footage in reel.footage),
    }


def is_kept(clip: Clip, quality: str, cache: Cache) -> bool:
    """Whether a clip is there from an earlier render, with nothing changed since."""
    return kept_of(clip, quality, cache) is not None


def kept_of(clip: Clip, quality: str, cache: Cache) -> Kept | None:
    """What there is of a clip from an earlier render, if nothing has changed since."""
    size = quality_of(quality)
    if (found := kept_voice(clip, size, cache)) is None:
        return None
    recipe = found.recipe(size)
    return None if recipe is None else cache.clip(recipe)


def processes(clips: int, quality: str) -> int:
    """How many processes draw: as many as cores, but one for a single small clip, done before others start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if quality == "l" and clips == 1 else cores


def _plan(clip: Clip, number: int, size: Quality, jobs: int, delivery: Delivery, cache: Cache | None) -> _Job:
    delivery.scratch("beats").mkdir()
    recipe = None if cache is None else clip.recipe(size)
    kept = None if cache is None or recipe is None else cache.clip(recipe)
    if cache is not None and kept is not None:
        footage = [cache.fetch(key, delivery.scratch("beats")) for key in kept.keys]
        there = tuple(one for one in footage if one is not None)
        if len(there) == len(footage):
            scene, width, height, fps = (kept.about[key] for key in ("scene", "width", "height", "fps"))
            name, frames = clip.called(kept.about, number), Quality(width, height, fps)
            return _Job(name, scene, frames, delivery, kept.about, Reel(there, kept.about))
    if jobs > 1:
        load_ahead()
    take = clip.take(size)
    scene_class = take.scene_class()
    about = {**shown(scene_class, take.size), **told_of_voice(clip)}
    name = clip.called(about, number)
    return _Job(name, scene_class.__name__, take.size, delivery, about, take=take, beats=scene_class.beats)


def _shot(
    planned: Sequence[_Job], jobs: int, cache: Cache | None, on_progress: Callable[[Progress], None] | None
) -> Generator[Reel]:
    """The reels of what has to be drawn, here or by workers."""
    if not planned:
        return
    from convanim.film.shoot import shoot
    from convanim.film.workers.workers import shoot_all

    takes = [job.take for job in planned if job.take is not None]
    if jobs > 1:
        tell = partial(_tell, planned, takes, on_progress)
        yield from shoot_all([job.name for job in planned], takes, [job.folder for job in planned], jobs, cache, tell)
        return
    for job, take in zip(planned, takes, strict=True):
        yield shoot(take, job.folder, cache, partial(_report, job, take.size.fps, on_progress))


def _report(job: _Job, fps: int, on_progress: Callable[[Progress], None] | None, scene: ConvScene, frames: int) -> None:
    if on_progress is not None:
        on_progress(Progress(job.name, len(scene.stills), len(job.beats), frames / fps))


def _tell(
    planned: Sequence[_Job],
    takes: Sequence[Take],
    on_progress: Callable[[Progress], None] | None,
    place: int,
    reels: Sequence[Reel],
) -> None:
    if on_progress is not None:
        frames = sum(footage.frames for reel in reels for footage in reel.footage)
        on_progress(
            Progress(planned[place].name, len(reels), len(planned[place].beats), frames / takes[place].size.fps)
        )


def render_stills(
    clip: Clip,
    *,
    number: int = 1,
    quality: str = "m",
    out: Path | str = "media",
    on_progress: Callable[[Progress], None] | None = None,
) -> ClipResult:
    """The picture at the end of each beat of a clip, as PNG into the folder ``out``; raises what ``render`` does.

    ``number`` is the clip's place among others, from 1, which its name may hold.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    from convanim.film.shoot import manim_set, stage
    from convanim.film.writer import ClipWriter

    started = time.perf_counter()
    if clip.voice.narrate is not None:
        warn(VoiceNote("pictures say nothing, so that nobody speaks"))
    take = clip.take(quality_of(quality))
    size, scene_class = take.size, take.scene_class()
    about = shown(scene_class, size)
    name, names = clip.called(about, number), list[str]()
    mark = PngInfo()
    mark.add_itxt(MARK, json.dumps(about, ensure_ascii=False))
    with Delivery(Path(out)) as delivery, manim_set(size, film=False):
        scene = stage(scene_class, partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True)

        def keep(beat: str, frame: Any) -> None:
            names.append(f"{name}-{len(names) + 1}-{beat.replace('_', '-')}.png")
            delivery.reserve(names[-1])
            if len(names) == 1:
                warn_of_replaced(delivery.target(names[-1]), about)
            with delivery.writing(names[-1]) as path:
                Image.fromarray(frame).convert("RGB").save(path, pnginfo=mark)
            if on_progress is not None:
                on_progress(Progress(name, len(scene.stills), len(scene.beats), 0.0))

        scene.on_still = keep
        scene.render()
        for there in scene.beats:
            warn_of_hidden(scene_class.__name__, there, [pair for beat, *pair in scene.hidden if beat == there])
        if not names:
            raise RenderError(f"{scene_class.__name__} has nothing to show", "a scene with at least one beat")
        told = scene.ledger.as_dict()
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
            numbers=len(told["numbers"]),
            equations=len(told["equations"]),
            kept=0,
            took=time.perf_counter() - started,
            **asdict(size),
        )
