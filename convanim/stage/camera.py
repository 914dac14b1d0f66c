"""The one adapter between display lists and Manim's drawing."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import cairo
from manim import Camera, Mobject

from convanim.stage.display import Item
from convanim.stage.drawn import Drawn
from convanim.stage.layout import HEIGHT, UNIT, WIDTH
from convanim.stage.lettering import FAMILIES
from convanim.stage.paint import Painter


@dataclass
class Sprite:
    """What a mobject showed in the last frame; once it shows the same again, painted ready to be copied."""

    items: list[Item]
    image: cairo.ImageSurface | None = None
    left: int = 0
    top: int = 0


class StageCamera(Camera):
    """Manim's Cairo camera that also paints ``Drawn`` mobjects.

    While a play goes on, a mobject whose display list stays the same is painted once and
    copied from then on. ``forget`` starts afresh with the next play, so that a play looks
    the same to the last bit whatever was played before it.
    """

    family: str = FAMILIES[0]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.forget()

    def forget(self) -> None:
        """Drop the sprites of the last play."""
        self._sprites: dict[int, Sprite] = {}

    def type_or_raise(self, mobject: Mobject) -> Any:
        if not isinstance(mobject, Drawn):
            return super().type_or_raise(mobject)
        super().type_or_raise(mobject)  # rebuilds display_funcs, so ours goes in after it
        self.display_funcs[Drawn] = self._display_drawn
        return Drawn

    def _display_drawn(self, mobjects: list[Mobject], pixel_array: Any) -> None:
        context = self.get_cairo_context(pixel_array)
        context.save()
        context.translate(-WIDTH / 2 / UNIT, HEIGHT / 2 / UNIT)
        context.scale(1 / UNIT, -1 / UNIT)
        painter = Painter(context, self.family, swap_red_blue=True)
        for mobject in mobjects:
            assert isinstance(mobject, Drawn)
            items = mobject.display_list()
            if not items:
                continue
            sprite = self._sprites.get(id(mobject))
            if sprite is None or sprite.items is not items:
                self._sprites[id(mobject)] = Sprite(items)
                painter.paint(items)
                continue
            if sprite.image is None:
                sprite.image = self._paint_sprite(sprite, context.get_matrix())
            context.save()
            context.identity_matrix()
            context.set_source_surface(sprite.image, sprite.left, sprite.top)
            context.paint()
            context.restore()
        context.restore()

    def _paint_sprite(self, sprite: Sprite, matrix: cairo.Matrix) -> cairo.ImageSurface:
        record = cairo.RecordingSurface(cairo.Content.COLOR_ALPHA, None)
        onto = cairo.Context(record)
        onto.set_matrix(matrix)
        Painter(onto, self.family, swap_red_blue=True).paint(sprite.items)
        left, top, width, height = record.ink_extents()
        sprite.left, sprite.top = max(0, floor(left) - 1), max(0, floor(top) - 1)
        right = min(self.pixel_width, ceil(left + width) + 1)
        bottom = min(self.pixel_height, ceil(top + height) + 1)
        size = max(1, right - sprite.left), max(1, bottom - sprite.top)
        image = cairo.ImageSurface(cairo.Format.ARGB32, *size)
        paint = cairo.Context(image)
        paint.set_source_surface(record, -sprite.left, -sprite.top)
        paint.paint()
        return image
