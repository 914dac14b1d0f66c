"""From what the command line asks for to clips that were found to be possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.cli.given import Given
from convanim.cli.output import say
from convanim.cli.wanted import Listed, Wanted, labelled
from convanim.errors import SpecError

if TYPE_CHECKING:
    from convanim.film.clip import Clip
    from convanim.film.naming import Naming
    from convanim.film.quality import Encoding
    from convanim.film.store.cache import Cache
    from convanim.sources.found import Own
    from convanim.spec.look import Look

ALL = "all"


def clips_of(
    names: Sequence[str | Listed],
    given: Given,
    look: Look,
    encoding: Encoding,
    quality: str,
    cache: Cache | None,
    jobs: int,
    quiet: bool,
    name: str | None = None,
) -> list[Clip]:
    """The clips that are asked for, which ``jobs`` processes will draw; raises where one cannot be.

    ``name`` is what they are to be called, whatever a file that lists them says.
    """
    from convanim.film.naming import Naming
    from convanim.film.render import is_kept
    from convanim.film.workers.preload import load_ahead

    naming = None if name is None else Naming.of(name)
    asked_for = [one for file in names if not isinstance(file, str) for one in listed(file, given)]
    asked_for += [
        Wanted(scene, own)
        for scene, own in wanted([one for one in names if isinstance(one, str)], given, quiet).items()
    ]
    if len(asked_for) > 1:
        asked_for = [one if one.label else replace(one, label=one.scene) for one in asked_for]
    clips = [_planned(one, look, encoding, naming) for one in asked_for]
    # What is there from before needs no look at its scene.
    there = [cache is not None and is_kept(clip, quality, cache) for clip in clips]
    if jobs > 1 and not all(there):
        load_ahead()
    return [
        replace(clip, whole=partial(_possible, clip, one)) if kept else _possible(clip, one)
        for clip, one, kept in zip(clips, asked_for, there, strict=True)
    ]


def listed(file: Listed, given: Given) -> tuple[Wanted, ...]:
    """The clips that a file lists, which says all about their layers itself."""
    if given != Given({}, {}):
        raise SpecError(f"options of a layer beside {file.file}", "what the file says of each clip's layer and values")
    return file.clips


def wanted(names: Sequence[str], given: Given, quiet: bool) -> dict[str, Given]:
    """Every scene that is asked for, with what is given for it; of all, without what their subjects fix."""
    from convanim.cli.report import FLAGS
    from convanim.lessons import LESSONS

    wanted = {name: given for name in names if name != ALL}
    for name, lesson in LESSONS.items() if ALL in names else ():
        idle = [option for option in given.layer if option in lesson.fixed]
        if name not in wanted and idle and not quiet:
            flags = ", ".join("--" + FLAGS[option] for option in idle)
            say(f"{name}: rendered without {flags}, which its subject fixes")
        wanted.setdefault(name, given.without(idle))
    return wanted


def _planned(one: Wanted, look: Look, encoding: Encoding, naming: Naming | None) -> Clip:
    """A clip as far as it is known without a look at its scene."""
    from convanim.catalog import origin_of
    from convanim.film.clip import Clip
    from convanim.film.naming import SCENES_OWN, Naming

    with labelled(one.label):
        asked = (one.scene, origin_of(one.scene), one.given)
        name = SCENES_OWN if one.name is None else Naming.of(one.name)
    name = name if naming is None else naming.over(name)
    clip = Clip(one.scene, look=look.over(one.look), name=name, encoding=encoding, asked=asked)
    if one.given.model is None:
        return clip
    # What a model reads and holds is known only when it has run.
    own = found(one)
    told = (*asked[:2], own.layer, own.values, own.mixing)
    return replace(clip, layer=own.layer, values=own.values, mixing=own.mixing, asked=told)


def _possible(clip: Clip, one: Wanted) -> Clip:
    """The clip, found to be possible."""
    from convanim.catalog import load_scene
    from convanim.film.owned import fitted

    with labelled(one.label):
        clip = replace(clip, scene=load_scene(one.scene))
    if one.given.model is None:
        own = found(one)
        clip = replace(clip, layer=own.layer, values=own.values, mixing=own.mixing)
    with labelled(one.label):
        return fitted(clip)


def found(one: Wanted) -> Own:
    """The layer and values that a scene is to show; raises where they do not fit."""
    with labelled(one.label):
        return one.given.own(one.scene)


def jobs_of(clips: Sequence[Clip], quality: str, jobs: int | None, quiet: bool) -> int:
    """How many processes draw clips, with ``jobs`` that were asked for (None: as many as are good)."""
    from convanim.cli.report import warned
    from convanim.film.render import processes
    from convanim.film.workers.portable import jobs_for

    with warned(quiet):
        return jobs_for((clip.scene for clip in clips), jobs or processes(len(clips), quality))


def check_out(clips: Sequence[Clip], out: Path, quality: str, stills: bool) -> None:
    """Raise where clips would be called alike, or cannot be written."""
    from convanim.film.naming import one_of_a_name
    from convanim.film.quality import quality_of
    from convanim.film.store.delivery import Delivery

    size = quality_of(quality)
    names = [clip.named(size, number) for number, clip in enumerate(clips, 1) if isinstance(clip.scene, type)]
    one_of_a_name(names)
    with Delivery(out) as delivery:
        delivery.reserve(*(f"{name}.{kind}" for name in names for kind in ("mp4", "srt", "json") if not stills))
