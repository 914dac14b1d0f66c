"""The one adapter between display lists and Manim's drawing."""

from __future__ import annotations

from typing import Any

from manim import Camera, Mobject

from convanim.draw.drawn import Drawn
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY
from convanim.layout.regions import HEIGHT, UNIT, WIDTH


class StageCamera(Camera):
    """Manim's Cairo camera that also draws what convanim draws.

    A ``ConvScene`` has it; another scene of Manim's takes it as ``Scene(camera_class=StageCamera)``, and shows
    nothing of convanim's without it. To move a camera that draws both, mix it with Manim's own.

    >>> from manim import MovingCamera
    >>> class Moving(StageCamera, MovingCamera):
    ...     pass
    """

    family: str = FAMILY

    def type_or_raise(self, mobject: Mobject) -> Any:
        if not isinstance(mobject, Drawn):
            return super().type_or_raise(mobject)
        super().type_or_raise(mobject)  # rebuilds display_funcs, so ours goes in after it
        self.display_funcs[Drawn] = self._display_drawn
        return Drawn

    def _display_drawn(self, mobjects: list[Mobject], pixel_array: Any) -> None:
        context = self.get_cairo_context(pixel_array)
        context.save()
        context.new_path()  # Manim leaves that of the mobject which it drew last
        context.translate(-WIDTH / 2 / UNIT, HEIGHT / 2 / UNIT)
        context.scale(1 / UNIT, -1 / UNIT)
        painter = Painter(context, self.family, swap_red_blue=True)
        for mobject in mobjects:
            assert isinstance(mobject, Drawn)
            painter.paint(mobject.display_list())
        context.restore()
