"""The whole argument as one film: what convolutions cost, and every way to do with less."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.scene.anthology import Anthology, Part
from convanim.scenes.depthwise import Depthwise
from convanim.scenes.pointwise import Pointwise
from convanim.scenes.separable import Separable
from convanim.scenes.split import Split
from convanim.spec.aspect import ASPECTS


class Lesson(Anthology):
    """Every chapter is a scene, and can be a clip of its own."""

    lesson = "lesson"
    title = message("How convolutions save work")
    aspects = tuple(ASPECTS)
    layer = default_layer("lesson")
    parts = (
        Part(Split, way=message("{groups} groups")),
        Part(Depthwise, way=message("depthwise")),
        Part(Pointwise),
        Part(Separable, way=message("separable")),
    )
