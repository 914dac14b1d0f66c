"""A clip on its way: found whole in the cache or laid out to be drawn, and delivered once all its beats are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.film.about import shown
from convanim.film.assemble import ClipResult, assemble
from convanim.film.clip import Clip
from convanim.film.footage import Reel, warn_of_hidden, warn_of_jump
from convanim.film.naming import About, is_loop
from convanim.film.quality import Quality
from convanim.film.replaced import warn_of_other, warn_of_replaced
from convanim.film.store.cache import Cache, Kept
from convanim.film.store.delivery import Delivery
from convanim.film.store.sending import Sending
from convanim.film.voice.voiced import told_of_voice
from convanim.film.workers.preload import load_ahead

if TYPE_CHECKING:
    from convanim.film.shoot import Take


@dataclass(frozen=True)
class Job:
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

    def announce(self) -> None:
        """Reserve its files, and warn of another clip's that they replace; raises RenderError where they cannot be."""
        kinds = ("mp4", "json") if is_loop(self.about) else ("mp4", "srt", "json")
        self.delivery.reserve(*(f"{self.name}.{kind}" for kind in kinds))
        film = f"{self.name}.mp4"
        if not isinstance(self.delivery, Sending):
            warn_of_replaced(self.delivery.target(film), self.about)
        elif self.delivery.has(film):
            told = partial(self.delivery.read, f"{self.name}.json")
            warn_of_other(f"{self.delivery.address}/{film}", told, self.about)


def plan(clip: Clip, number: int, size: Quality, jobs: int, delivery: Delivery, cache: Cache | None) -> Job:
    """The clip of a number, looked up in the cache; or else laid out, while other processes that will draw load."""
    delivery.scratch("beats").mkdir()
    recipe = None if cache is None else clip.recipe(size)
    kept = None if cache is None or recipe is None else cache.clip(recipe)
    if cache is not None and kept is not None:
        footage = [cache.fetch(key, delivery.scratch("beats")) for key in kept.keys]
        there = tuple(one for one in footage if one is not None)
        if len(there) == len(footage):
            scene, width, height, fps = (kept.about[key] for key in ("scene", "width", "height", "fps"))
            name, frames = clip.called(kept.about, number), Quality(width, height, fps)
            return Job(name, scene, frames, delivery, kept.about, Reel(there, kept.about))
    if jobs > 1:
        load_ahead()
    take = clip.take(size)
    scene_class = take.scene_class()
    about = {**shown(scene_class, take.size), **told_of_voice(clip)}
    name = clip.called(about, number)
    return Job(name, scene_class.__name__, take.size, delivery, about, take=take, beats=scene_class.beats)


def finish(
    clip: Clip, job: Job, reel: Reel, took: float, cache: Cache | None, size: Quality, opened: Mapping[str, float]
) -> ClipResult:
    """Assemble and deliver a clip whose beats are all there, and keep it for as long as ``opened`` stay as they are.

    ``size`` is the quality that was asked for. Raises RenderError where a file cannot be written.
    """
    about = {"scene": job.scene, **reel.about, **told_of_voice(clip)}
    result = assemble(reel.footage, about, job.name, job.size, job.delivery, took, clip.narration)
    job.delivery.deliver()
    for footage in reel.footage:
        warn_of_jump(job.scene, footage.jump)
        warn_of_hidden(job.scene, footage.beat, footage.hidden)
    recipe = clip.recipe(size)
    if cache is not None and recipe is not None and job.reel is None:
        keys, looks = zip(*((footage.key, footage.look) for footage in reel.footage), strict=True)
        cache.keep_clip(recipe, Kept(keys, looks, about, **_spent(clip, size, reel)), opened)
    if cache is not None:
        cache.tell_unkept(reel.unkept)
    return result


def _spent(clip: Clip, size: Quality, reel: Reel) -> dict[str, Any]:
    """What is kept of a clip for estimates of others."""
    return {
        "scene": clip.scene if isinstance(clip.scene, str) else clip.scene.__name__,
        "size": (size.width, size.height, size.fps),
        "took": round(sum(footage.took for footage in reel.footage), 3),
        "stored": sum(footage.stream.stat().st_size for footage in reel.footage),
    }
