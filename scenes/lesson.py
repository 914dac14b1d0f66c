"""The whole argument as one film: what convolutions cost, and every way to do with less."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.motion.walk import even
from convanim.scene.anthology import Anthology, Part
from convanim.scenes.depthwise import Depthwise
from convanim.scenes.pointwise import Pointwise
from convanim.scenes.separable import Separable
from convanim.scenes.split import Split
from convanim.scenes.standard import Standard
from convanim.spec.aspect import ASPECTS

TITLE = message("How convolutions save work")


class ColdOpen(Standard):
    """All of the work at once, before anything is explained."""

    title = TITLE
    beats = ("all_at_once",)

    def all_at_once(self) -> None:
        """Every filter goes over the input, faster than one can follow, and the meter runs."""
        passes = self.passes
        every = passes.filters.indices
        self.arrange(
            facts=self.shapes(),
            **passes.all_filters(passes.wide, every, ()),
            meter=self.meter_of(self.layer, cells=0),
        )
        begun, meter = passes.steps_of(every[0]), self.meter_of(self.layer, cells=self.tally.cells(every[0]))
        self.also(0.3, **passes.at_work(begun[0]))
        self.walk(begun, even(len(begun), 0.9), *passes.followers(self.actor, passes.wide), meter=meter)
        for one in passes.passes(3.2, first=0.7):
            self.also(one.settling, **passes.at_work(one.steps[0]))
            self.walk(
                one.steps,
                one.durations,
                *passes.followers(self.actor, passes.wide),
                meter=self.meter_of(self.layer, cells=self.tally.cells(one.filter)),
            )
        self.ask(
            "{multiply_adds} {multiply_adds?multiply-add|multiply-adds} for {out_cells} {out_cells?number|numbers}.",
            **self.actors,
        )


class Lesson(Anthology):
    """Every chapter is a scene, and can be a clip of its own."""

    title = TITLE
    lesson = "lesson"
    aspects = tuple(ASPECTS)
    layer = default_layer("lesson")
    parts = (
        Part(ColdOpen, card=False, called="opening"),
        Part(Standard, way=message("standard")),
        Part(Split, ("open_into_groups", "window_on_each_group", "before_and_after"), way=message("{groups} groups")),
        Part(Depthwise, way=message("depthwise")),
        Part(Pointwise),
        Part(Separable, way=message("separable")),
    )
