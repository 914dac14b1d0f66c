"""Clips with a voice: what they say is found out, and how it is said, before any of them is drawn."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from convanim.errors import Setting, SpecError, VoiceNote, warn
from convanim.film.about import shown
from convanim.film.clip import Clip
from convanim.film.naming import About, is_loop
from convanim.film.quality import Quality
from convanim.film.store.cache import Cache
from convanim.film.store.file_reads import opened
from convanim.film.voice.engines import engine_of
from convanim.film.voice.script import Script
from convanim.spec.voice import SILENT

VOICE = "voice"
"""What the ledger calls it."""


def voiced(clips: Sequence[Clip], size: Quality, cache: Cache | None) -> list[Clip]:
    """Clips whose voices, where they are asked for, are found; a loop stays silent, and that is told (VoiceNote).

    Raises SpecError and its kin for a voice that cannot be had, before anything is drawn.
    """
    return [with_voice(clip, number, len(clips) > 1, size, cache) for number, clip in enumerate(clips, 1)]


def with_voice(clip: Clip, number: int, several: bool, size: Quality, cache: Cache | None) -> Clip:
    """The same for one clip, which is the one of that ``number`` of ``several`` or the only one."""
    if clip.voice.narrate is None or clip.narration is not None:
        return clip
    # With numpy, which a silent film that is kept needs nothing of.
    from convanim.film.voice.narration import narrated_by_engine, narrated_by_recordings
    from convanim.film.voice.recordings import folder_for

    engine = engine_of(clip.voice.narrate)
    told = rehearsed(clip, size, cache)
    if is_loop(told.about):
        warn(VoiceNote("a loop says nothing, so that nobody speaks in it"))
        return silent(clip)
    if engine is not None:
        return replace(clip, narration=narrated_by_engine(engine, told.script, cache))
    name = clip.called(told.about, number)
    folder = folder_for(Path(clip.voice.narrate), name, several=several)
    return replace(clip, narration=narrated_by_recordings(folder, told.script))


def kept_voice(clip: Clip, size: Quality, cache: Cache) -> Clip | None:
    """The clip with its voice; None where that cannot be known without a look at its scene, or from an engine."""
    if clip.voice.narrate is None or clip.narration is not None:
        return clip
    recipe = silent(clip).recipe(size)
    if recipe is None or cache.script(recipe) is None:
        return None
    engine = engine_of(clip.voice.narrate)
    if engine is not None and not engine.identity:
        return None
    with warnings.catch_warnings():
        # It is told once the clip is made.
        warnings.simplefilter("ignore", VoiceNote)
        return voiced([clip], size, cache)[0]


def silent(clip: Clip) -> Clip:
    """The same without a voice."""
    return replace(clip, voice=SILENT, narration=None)


def told_of_voice(clip: Clip) -> dict[str, Any]:
    """What the ledger says of a clip's voice; nothing of a silent one's."""
    return {} if clip.narration is None else {VOICE: clip.narration.told}


@dataclass(frozen=True)
class Rehearsed:
    """What a clip says, and what its ledger will say of it as a whole."""

    script: Script
    about: About


def scripts(clips: Sequence[Clip], size: Quality, cache: Cache | None) -> list[Rehearsed]:
    """What clips say; raises SpecError for a loop, which says nothing."""
    found = [rehearsed(clip, size, cache) for clip in clips]
    if any(is_loop(one.about) for one in found):
        raise SpecError("a loop says nothing", "a film", Setting("cut", "film"), field="cut")
    return found


def rehearsed(clip: Clip, size: Quality, cache: Cache | None) -> Rehearsed:
    """What a clip says where nobody speaks, from a cache or out of a run of its scene without a picture."""
    mute = silent(clip)
    recipe = None if cache is None else mute.recipe(size)
    kept = None if cache is None or recipe is None else cache.script(recipe)
    if kept is not None:
        return Rehearsed(Script.of(kept), kept["about"])
    from convanim.film.shoot import rehearse

    take = mute.take(size)
    script, about = rehearse(take), shown(take.scene_class(), take.size)
    if cache is not None and recipe is not None:
        cache.keep_script(recipe, {**script.as_dict(), "about": about}, opened())
    return Rehearsed(script, about)
