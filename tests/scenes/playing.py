"""Plays scenes without writing any video, and looks at every picture that rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from manim import tempconfig

from convanim.catalog import load_scene
from convanim.draw.items import Item
from convanim.mobjects.tensor import VoxelTensor
from convanim.scene import ConvScene
from convanim.spec import Values
from convanim.spec.aspect import size_of
from convanim.theme.theme import Theme


@dataclass
class Played:
    """A scene after it was played, and its pictures at rest: (beat, seconds, display items)."""

    scene: ConvScene
    pictures: list[tuple[str, float, list[Item]]] = field(default_factory=list)
    blocks: list[dict[str, set[int]]] = field(default_factory=list)
    """For each picture, of which channels (of weights: filters) slabs stand on stage, by the tensor's name."""


def standing(scene: ConvScene) -> dict[str, set[int]]:
    """Of which channels, or filters, slabs stand on stage, by the tensor's name."""
    found: dict[str, set[int]] = {}
    for block in scene.mobjects_shown():
        if isinstance(block, VoxelTensor):
            here = [index[0] for index, there in zip(block.content.indices, block.presence, strict=True) if there.any()]
            found.setdefault(block.content.name, set()).update(here)
    return found


def play(
    name: str | type[ConvScene],
    options: dict[str, Any] | None = None,
    values: Values | None = None,
    theme: Theme | None = None,
    fps: int = 4,
    size: tuple[int, int] | None = None,
    skip: bool = False,
    **attributes: Any,
) -> Played:
    """Play a scene at a few frames a second, on which what is shown does not depend; painted only with a size."""
    base = load_scene(name) if isinstance(name, str) else name
    scene_class = type(
        base.__name__,
        (base,),
        {
            "layer": base.fit_layer(options or {}),
            "values": values or Values(),
            "theme": theme or Theme.dark(),
            **attributes,
        },
    )
    width, height = size or (side // 12 for side in size_of(scene_class.aspect))
    settings = {
        "pixel_width": width,
        "pixel_height": height,
        # A frame's short side has eight units, as in films.
        "frame_width": 8.0 * max(1.0, width / height),
        "frame_height": 8.0 * max(1.0, height / width),
        "frame_rate": fps,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "dry_run": True,
    }
    with tempconfig(settings):
        scene = scene_class(skip_animations=skip)
        played = Played(scene)
        if size is None:
            scene.renderer.update_frame = lambda *args, **kwargs: None
        rest = scene.rest

        def look(seconds: float) -> None:
            items = [item for mobject in scene.mobjects_shown() for item in mobject.display_list()]
            played.pictures.append((scene.beats[scene._place], scene.now, items))
            played.blocks.append(standing(scene))
            rest(seconds)

        scene.rest = look
        scene.render()
    return played
