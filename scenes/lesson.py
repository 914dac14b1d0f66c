"""The whole argument as one film: what convolutions cost, and every way to do with less."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.scene.anthology import Anthology, Part
from convanim.scenes.aggregate import Aggregate
from convanim.scenes.block import Block
from convanim.scenes.clock import Clock
from convanim.scenes.comparison import Comparison
from convanim.scenes.conclusion import Conclusion
from convanim.scenes.demand import Demand
from convanim.scenes.depthwise import Depthwise
from convanim.scenes.efficientnet import Efficientnet
from convanim.scenes.pointwise import Pointwise
from convanim.scenes.separable import Separable
from convanim.scenes.split import Split
from convanim.scenes.standard import Standard
from convanim.spec.aspect import ASPECTS


class Lesson(Anthology):
    """Every chapter is a scene, and can be a clip of its own."""

    title = message("How convolutions save work")
    lesson = "lesson"
    aspects = tuple(ASPECTS)
    layer = default_layer("lesson")
    parts = (
        Part(Standard, ("all_at_once",), title=title, card=False, called="opening"),
        Part(Standard, way=message("standard")),
        Part(Demand),
        Part(Split, ("open_into_groups", "window_on_each_group", "before_and_after"), way=message("{groups} groups")),
        Part(Aggregate, ("fill_both_outputs", "stack_outputs", "what_an_output_has_seen", "before_and_after")),
        Part(Depthwise, ("keep_splitting", "all_channels_at_once", "count_the_cost"), way=message("depthwise")),
        Part(Pointwise, ("needle_through_channels", "mix_by_filter", "count_the_cost")),
        Part(
            Separable,
            ("follow_one_cell_back", "true_costs", "towards_nine", "space_then_channels"),
            way=message("separable"),
        ),
        Part(Comparison, ("race", "who_sees_whom")),
        Part(Clock),
        Part(Block, ("expand", "squeeze_and_excite", "add_up_the_cost")),
        Part(Efficientnet),
        Part(Conclusion),
    )
