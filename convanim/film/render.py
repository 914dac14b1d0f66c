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
from convanim.film.assemble import ClipResult
from convanim.film.clip import Clip
from convanim.film.footage import Reel, warn_of_hidden
from convanim.film.naming import one_of_a_name
from convanim.film.planned import Job, finish, plan
from convanim.film.quality import quality_of
from convanim.film.replaced import MARK, warn_of_replaced
from convanim.film.store.cache import Cache, Kept
from convanim.film.store.file_reads import earliest, opened, watch
from convanim.film.store.sending import delivery_to
from convanim.film.voice.voiced import kept_voice, voiced
from convanim.film.workers.portable import jobs_for
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


def render_all(
    clips: Sequence[Clip],
    *,
    quality: str = "m",
    out: Path | str = "media",
    jobs: int = 1,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[ClipResult]:
    """Render clips into the folder ``out`` or to that address, each delivered as soon as it is complete, in order.

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
            plan(clip, number, size, jobs, stack.enter_context(delivery_to(out)), cache)
            for number, clip in enumerate(clips, 1)
        ]
        one_of_a_name([job.name for job in planned])
        for job in planned:
            job.announce()
        reels = _shot([job for job in planned if job.reel is None], jobs, cache, on_progress)
        stack.callback(reels.close)
        for clip, job in zip(clips, planned, strict=True):
            reel = next(reels) if job.reel is None else job.reel
            took = time.perf_counter() - started
            result = finish(clip, job, reel, took, cache, size, earliest(reel.opened, opened()))
            if cache is not None and job.reel is None:
                cache.trim()
            yield result
            started = time.perf_counter()
        next(reels, None)  # to its end, where workers are let go


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


def _shot(
    planned: Sequence[Job], jobs: int, cache: Cache | None, on_progress: Callable[[Progress], None] | None
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
    for place, (job, take) in enumerate(zip(planned, takes, strict=True)):
        reel = shoot(take, job.folder, cache, partial(_report, job, take.size.fps, on_progress))
        # The last beat's frames are told of while it lasts; that it is over, nobody has told yet.
        _tell(planned, takes, on_progress, place, [reel])
        yield reel


def _report(job: Job, fps: int, on_progress: Callable[[Progress], None] | None, scene: ConvScene, frames: int) -> None:
    if on_progress is not None:
        on_progress(Progress(job.name, len(scene.stills), len(job.beats), frames / fps))


def _tell(
    planned: Sequence[Job],
    takes: Sequence[Take],
    on_progress: Callable[[Progress], None] | None,
    place: int,
    reels: Sequence[Reel],
) -> None:
    if on_progress is not None:
        beats = sum(len(reel.footage) for reel in reels)
        frames = sum(footage.frames for reel in reels for footage in reel.footage)
        on_progress(Progress(planned[place].name, beats, len(planned[place].beats), frames / takes[place].size.fps))


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
    with delivery_to(out) as delivery, manim_set(size, film=False):
        scene = stage(scene_class, partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True)

        def keep(beat: str, frame: Any) -> None:
            names.append(f"{name}-{len(names) + 1}-{beat.replace('_', '-')}.png")
            delivery.reserve(names[-1])
            if len(names) == 1 and not delivery.address:
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
            address=delivery.address,
            **asdict(size),
        )
