"""The one adapter between display lists and Manim's drawing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, wraps
from typing import Any, TypeVar

import cairo
import numpy as np
from manim import ORIGIN, RIGHT, UP, Camera, Mobject, RendererType, config

from convanim.draw.items import Item
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY
from convanim.errors import RenderError
from convanim.layout.regions import HEIGHT, UNIT, WIDTH

EDGE_ON = 1e-3
"""A block of which a camera sees less than this share of its area is not drawn: it has no thickness."""

Kind = TypeVar("Kind", bound=type[Mobject])


def painted_by_cameras(kind: Kind) -> Kind:
    """Let each of Manim's Cairo cameras, and whatever is made from one, paint mobjects that have a ``display_list``.

    Manim keeps no list to register in: a camera writes one anew whenever it is asked what a mobject is. So its answer
    is extended, in this one place and for this kind alone; of all other mobjects it says what it said before.
    """
    answer = Camera.type_or_raise

    @wraps(answer)
    def type_or_raise(self: Camera, mobject: Mobject) -> Any:
        known = answer(self, mobject)
        # Whatever is asked, because Manim's cache of what it has drawn looks at the list, too.
        self.display_funcs[kind] = partial(_paint, self)
        return kind if isinstance(mobject, kind) else known

    Camera.type_or_raise = type_or_raise  # type: ignore[method-assign]
    return kind


def check_renderer(name: str) -> None:
    """Raise RenderError where Manim draws with OpenGL, which has no cameras that could paint a mobject of ours."""
    if config.renderer == RendererType.OPENGL:
        raise RenderError(
            f"{name} is to be drawn by OpenGL",
            "Manim's Cairo renderer, which is the usual one",
            "manim --renderer=cairo",
        )


def _paint(camera: Camera, mobjects: Sequence[Any], pixel_array: Any) -> None:
    """Paint mobjects into a camera's pixels, each as the camera sees the plane that it stands in."""
    context = camera.get_cairo_context(pixel_array)
    for mobject in mobjects:
        items: list[Item] = mobject.display_list()
        plane = _plane(camera, mobject) if items else None
        if plane is None:
            continue
        context.save()
        context.new_path()  # Manim leaves that of the mobject which it drew last
        context.transform(plane)
        context.translate(-WIDTH / 2 / UNIT, HEIGHT / 2 / UNIT)
        context.scale(1 / UNIT, -1 / UNIT)
        Painter(context, FAMILY, swap_red_blue=True).paint(items)
        context.restore()


def _plane(camera: Camera, mobject: Mobject) -> cairo.Matrix | None:
    """How a camera sees the plane in which a mobject stands, about its middle; None where it sees the edge alone.

    Most see it as it is. One that turns in space sees it slanted; perspective within a single mobject is left out,
    because text cannot be drawn in it.
    """
    middle = mobject.get_center()
    seen = camera.transform_points_pre_display(mobject, np.add(middle, [RIGHT, UP, ORIGIN]))
    right, above, here = np.asarray(seen)[:, :2]
    across, up = right - here, above - here
    if abs(across[0] * up[1] - across[1] * up[0]) < EDGE_ON:
        return None
    return cairo.Matrix(*across, *up, *(here - middle[0] * across - middle[1] * up))
