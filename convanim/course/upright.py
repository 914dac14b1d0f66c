"""The same film for a phone that is held upright: laid out again, beside the wide one."""

from __future__ import annotations

from dataclasses import replace

from convanim.errors import UprightNote, warn
from convanim.film.clip import Clip
from convanim.film.naming import SCENES_OWN
from convanim.lessons import BUILT_IN

UPRIGHT = "upright"
"""The kind, and what precedes the kinds of its files."""
ASPECT = "9:16"
ENDING = "-9x16"
"""Of the names of its files."""


def upright_of(clip: Clip) -> Clip | None:
    """A clip in an upright frame; None where it is in one already, or where its scene is not laid out for any.

    The latter is told (UprightNote). Of an author's own scene, this loads it.
    """
    own, laid_out = _aspects(clip)
    if own == ASPECT:
        return None
    if not laid_out:
        scene = clip.scene if isinstance(clip.scene, str) else clip.scene.__name__
        warn(UprightNote(f"{scene} is not laid out for {ASPECT}, so that there is no upright cut of it"))
        return None
    return _turned(clip)


def _aspects(clip: Clip) -> tuple[str | None, bool]:
    """The aspect that a clip has (None: as is usual), and whether its scene is laid out for an upright frame."""
    from convanim.catalog import load_scene

    if clip.scene in BUILT_IN:
        return clip.look.aspect, True
    scene = load_scene(clip.scene) if isinstance(clip.scene, str) else clip.scene
    return clip.look.aspect or scene.aspect, ASPECT in scene.aspects


def _turned(clip: Clip) -> Clip:
    found = clip.whole
    whole = None if found is None else lambda: _turned(found())
    name = (clip.name or SCENES_OWN).ending(ENDING)
    return replace(clip, look=replace(clip.look, aspect=ASPECT), name=name, whole=whole)
