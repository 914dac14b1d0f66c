"""From what the command line asks for to clips that were found to be possible."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convanim.errors import ConvanimError, SpecError

if TYPE_CHECKING:
    from convanim.cli.given import Given
    from convanim.export.cache import Cache
    from convanim.export.quality import Encoding
    from convanim.export.render import Clip
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values

ALL = "all"


def clips_of(
    names: Sequence[str],
    given: Given,
    theme: str | None,
    encoding: Encoding,
    quality: str,
    cache: Cache | None,
    quiet: bool,
) -> list[Clip]:
    """The clips that are asked for; raises where one cannot be."""
    asked_for = wanted(names, given, quiet)
    alone = len(asked_for) == 1
    return [_clip(name, own, theme, encoding, quality, cache, alone) for name, own in asked_for.items()]


def wanted(names: Sequence[str], given: Given, quiet: bool) -> dict[str, Given]:
    """Every scene that is asked for, with what is given for it; of all, without what their subjects fix."""
    from convanim.catalog import CATALOG
    from convanim.cli.report import FLAGS
    from convanim.lessons import FIXED

    wanted = {name: given for name in names if name != ALL}
    for name in CATALOG if ALL in names else ():
        idle = [option for option in given.layer if option in FIXED.get(name, frozenset())]
        if name not in wanted and idle and not quiet:
            flags = ", ".join("--" + FLAGS[option] for option in idle)
            click.echo(f"{name}: rendered without {flags}, which its subject fixes", err=True)
        wanted.setdefault(name, given.without(idle))
    return wanted


def _clip(
    name: str, given: Given, theme: str | None, encoding: Encoding, quality: str, cache: Cache | None, alone: bool
) -> Clip:
    """A clip that was found to be possible; one that is there from before needs no look at its scene."""
    from dataclasses import replace

    from convanim.export.render import Clip, is_kept

    clip = Clip(name, theme=theme, encoding=encoding, asked=(name, given.layer, given.values))
    if cache is not None and is_kept(clip, quality, cache):
        return clip
    scene, layer, values = found(name, given, alone)
    return replace(clip, scene=scene, layer=layer, values=values)


def found(name: str, given: Given, alone: bool) -> tuple[type[ConvScene], Layer, Values]:
    """A scene, and the layer and values that it is to show; raises where they do not fit."""
    from convanim.catalog import load_scene
    from convanim.cli.stages import stages

    try:
        scene = load_scene(name)
        layer = given.layer_for(scene.lesson, scene.fit_layer, scene.layer)
        values = given.values_for(scene.values)
        if given.values.keys() & {"input", "weight"}:
            stages(scene.lesson, layer, values)  # raises where they do not fit
        return scene, layer, values
    except ConvanimError as error:
        if alone or not isinstance(error, SpecError):
            raise
        raise type(error)(f"{name}: {error.given}", error.allowed, error.hint) from error


def check_out(clips: Sequence[Clip], out: Path, stills: bool) -> None:
    from convanim.export.delivery import Delivery
    from convanim.export.render import one_of_a_name

    names = [clip.called(clip.scene.__name__) for clip in clips if isinstance(clip.scene, type)]
    one_of_a_name(names)
    with Delivery(out) as delivery:
        delivery.reserve(*(f"{name}.{kind}" for name in names for kind in ("mp4", "srt", "json") if not stills))
