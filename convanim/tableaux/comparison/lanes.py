"""The lanes tableau: one input, and what each way makes of it, side by side in lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Line
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.regions import Need, Region
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, label
from convanim.mobjects.marks import ellipsis, row_dots
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window, frame_width
from convanim.numerals import numeral
from convanim.scene.tableau import Tableau
from convanim.tableaux.comparison.lane import Lane, first_and_last
from convanim.tableaux.comparison.lanes_places import DEEPEST, HIGHEST, LanePlace, LanesPlaces, LanesPlan, Stage
from convanim.trace import Step

WIDE = LanesPlan(
    input=330.0,
    above=False,
    words=210.0,
    score=190.0,
    gap=28.0,
    between=22.0,
    track=12.0,
    drop=10.0,
    name=28.0,
    detail=22.0,
    count=32.0,
    shapes=True,
)
SQUARE = replace(
    WIDE, input=170.0, words=0.0, score=150.0, gap=18.0, between=18.0, track=10.0, drop=8.0, name=26.0, shapes=False
)
UPRIGHT = replace(
    SQUARE, input=250.0, above=True, score=200.0, gap=30.0, between=30.0, track=14.0, drop=12.0, name=34.0, detail=27.0
)
WIDE_LARGE = replace(
    SQUARE, input=120.0, words=140.0, score=130.0, gap=14.0, between=9.0, track=6.0, drop=4.0, name=24.0, detail=18.0
)
WIDE_LOOP = replace(
    WIDE_LARGE, input=130.0, words=150.0, score=150.0, track=9.0, drop=7.0, name=28.0, detail=22.0, count=34.0
)
PLACE, COUNT_GAP, LEAST_COUNT = 1.3, 14.0, 17.0
"""The disc of a lane's place, over the type of its count; from there to the count, and that one's type at least."""
BESIDE = 8.0
"""From light to what it leads to, in pixels."""


class RaceLanes(Tableau[LanesPlan]):
    """One input, and for every way a lane with its filters, what they make, and a track for its work.

    In a lane stand from left to right what it is called, the filters of each of its layers with what these make, and
    at its end what it has come to. ``most`` is the work of the longest track.
    """

    plans = {
        "16:9": WIDE,
        "1:1": SQUARE,
        "9:16": UPRIGHT,
        "16:9 large": WIDE_LARGE,
        "1:1 large": replace(SQUARE, name=29.0, detail=24.0),
        "16:9 loop": WIDE_LOOP,
    }
    cropped_plans = {
        "16:9": replace(WIDE, input=240.0, words=200.0, score=180.0, shapes=False),
        "1:1": replace(SQUARE, input=110.0, score=140.0, gap=10.0, name=24.0, detail=20.0, count=28.0),
        "16:9 large": replace(WIDE_LARGE, input=80.0, gap=8.0, count=26.0),
        "1:1 large": replace(SQUARE, input=100.0, gap=8.0, name=27.0, detail=24.0),
        "16:9 loop": replace(WIDE_LOOP, input=80.0, words=130.0, gap=8.0, count=26.0),
    }

    def __init__(self, cast: Cast, lanes: Sequence[Lane]) -> None:
        super().__init__(cast)
        self.lanes = list(lanes)
        self.channels = cast.channels(DEEPEST)

    @property
    def most(self) -> int:
        """The multiply-adds of the lane that has most of them."""
        return max(lane.cost.multiply_adds for lane in self.lanes)

    # Which are shown, and where they stand.

    def _deep(self, cast: Cast) -> Sample:
        """The channels of each filter that are pictured."""
        return Sample.of(range(cast.layer.channels_per_group), DEEPEST)

    def shown(self, cast: Cast) -> Sample:
        """Which channels of what a layer makes are shown."""
        return cast.filters(HIGHEST)

    @cached_property
    def places(self) -> LanesPlaces:
        """Where everything stands."""
        lanes = tuple(
            tuple(
                Stage(
                    Need(*cast.layer.kernel, self._deep(cast).extent),
                    self.shown(cast),
                    cast.need_of_output(self.shown(cast).extent),
                )
                for cast in lane.casts
            )
            for lane in self.lanes
        )
        need = self.cast.need_of_input(self.channels.extent)
        score = self.place_room + self._widest(LEAST_COUNT)
        return LanesPlaces(self.plan, self.canvas, need, lanes, self._words_room, score)

    @cached_property
    def _words_room(self) -> float:
        """For what is said before filters, in pixels: all of it on one line each, if small."""
        said = [
            text_width(one.text, self.canvas.least, bold) for lane in self.lanes for one, _, bold in self._lines(lane)
        ]
        return max(self.plan.words, *said)

    def _lines(self, lane: Lane) -> list[tuple[Phrase, float, bool]]:
        """What is said of a lane, with its type and whether it is bold: its name first, what a cell costs last."""
        plan = self.plan
        shapes = [(one, plan.detail, False) for one in self._shapes(lane)]
        return [(lane.name, plan.name, True), *shapes, (self._cell_cost(lane), plan.detail, False)]

    @property
    def place_room(self) -> float:
        """Before a lane's count, for its place, in pixels."""
        return PLACE * self.plan.count + COUNT_GAP

    @property
    def count_size(self) -> float:
        """The type of all counts, as large as the longest one has room for."""
        room = self.places.places[0].score.width - self.place_room
        return min(self.plan.count, LEAST_COUNT * room / self._widest(LEAST_COUNT))

    def _widest(self, size: float) -> float:
        counts = (numeral(lane.cost.multiply_adds) for lane in self.lanes)
        return max(text_width(count, size, True) for count in counts)

    # Blocks.

    def input(self) -> VoxelTensor:
        """The input, each channel in its hue."""
        content, ramps = (
            self.cast.input_content(self.channels.indices),
            self.cast.channel_ramps(self.channels.indices),
        )
        fit = self.places.input_fit
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places).rim()

    def step(self) -> Step:
        """The output cell of the standard layer that is told number by number."""
        return self.cast.step(0, 2, 2)

    def read(self, step: Step) -> dict[str, Any]:
        """The input, lit where a step's window reads it, and a frame round that."""
        tensor = self.input()
        frame = Window(
            tensor.around(step.rows, step.columns), self.style, width=frame_width(self.places.input_fit.cell)
        )
        return {
            "input": tensor.single_out(tensor.mask(step.rows, step.columns)).cover(step.rows, step.columns),
            "window": frame,
        }

    def blocks(self) -> dict[str, VoxelTensor]:
        """What each layer of each lane makes, by its name, all of it computed."""
        return {
            cast.names.output: self._made(cast, lane, stage)
            for lane, way in enumerate(self.lanes)
            for stage, cast in enumerate(way.casts)
        }

    def _made(self, cast: Cast, lane: int, stage: int) -> VoxelTensor:
        shown, fit = self.shown(cast), self.places.made(lane, stage)
        tensor = VoxelTensor(cast.output_content(shown.indices), cast.filter_ramps(shown.indices), fit, self.style)
        return tensor.stand(fit, shown.places)

    # What does not change.

    def filters(self) -> Sheet:
        """All filters, every slab in the hue of the channel that it reads. Parts: the lanes by their names."""
        return Sheet({way.key: self._filters(lane) for lane, way in enumerate(self.lanes)})

    def _filters(self, lane: int) -> list[Item]:
        items: list[Item] = []
        for stage, cast in enumerate(self.lanes[lane].casts if self.places.filter_cell else ()):
            fits, shown, deep = self.places.filters(lane, stage), self.shown(cast), self._deep(cast)
            for filter, own in zip(shown.indices, fits, strict=True):
                read = cast.layer.channels_read_by(filter)
                ramps = cast.channel_ramps([read[c] for c in deep.indices])
                tensor = VoxelTensor(cast.filter_content(filter, deep.indices), ramps, own, self.style)
                items += tensor.stand(own, deep.places).display_list()
            fronts = [(own.left, own.top + cast.layer.kernel[0] * own.cell / 2) for own in fits]
            items += row_dots(shown, fronts, self.theme)
        return items

    def ellipses(self) -> Sheet | None:
        """Three dots where channels of blocks are left out."""
        items = ellipsis(self.input(), self.channels, self.theme)
        for block, cast in zip(self.blocks().values(), self._casts, strict=True):
            items += ellipsis(block, self.shown(cast), self.theme)
        return Sheet(items) if items else None

    @property
    def _casts(self) -> list[Cast]:
        return [cast for lane in self.lanes for cast in lane.casts]

    def fork(self) -> Sheet:
        """Lines from the input into every lane."""
        room, gap = self.places.input_room, self.plan.gap
        items: list[Item] = []
        ink = (*self.theme.dim, 0.7)
        for place in self.places.places:
            y = (place.room.top + place.room.bottom) / 2
            if self.plan.above:
                break
            start, fork, end = room.right + BESIDE, room.right + gap, place.room.left - BESIDE
            items.append(Line(np.array([[fork, y], [end, y]]), ink, 2.0))
        if items:
            levels = [(place.room.top + place.room.bottom) / 2 for place in self.places.places]
            middle = (levels[0] + levels[-1]) / 2
            items.append(Line(np.array([[fork, levels[0]], [fork, levels[-1]]]), ink, 2.0))
            items.append(Line(np.array([[start, middle], [fork, middle]]), ink, 2.0))
        return Sheet(items)

    # Words.

    @property
    def question(self) -> str:
        """What the film asks first, as a template for ``phrase``."""
        if all(lane.makes_the_same for lane in self.lanes):
            return message("Same input, same output shape: who is done first?")
        return message("Same input: who is done first?")

    def finish(self) -> dict[str, Phrase]:
        """Who is done first and who last, for captions; several that are done together are told in a row."""
        return {
            when: joined((lane.name for lane in lanes), ", ")
            for when, lanes in zip(("first", "last"), first_and_last(self.lanes), strict=True)
        }

    def words(self) -> Sheet:
        """What lanes are called, what a cell of each costs, and what they make. Parts: names, costs, outputs."""
        names, costs, outputs = list[Item](), list[Item](), list[Item]()
        for lane, place in zip(self.lanes, self.places.places, strict=True):
            room, plan = place.room, self.plan
            if not plan.words:
                self._in_a_line(lane, room, names, costs)
                outputs += self._output(lane, place)
                continue
            set_ = [self._fitted(*line, self._words_room) for line in self._lines(lane)]
            y = (room.top + room.bottom - sum(1.25 * size for _, size, _ in set_)) / 2
            for k, (said, size, bold) in enumerate(set_):
                y += 1.25 * size
                ink = self.theme.ink if bold else self.theme.dim
                item = said.words(room.left, y - 0.3 * size, size, (*ink, 1.0), self.theme.background, bold)
                (costs if k == len(set_) - 1 else names).append(item)
            outputs += self._output(lane, place)
        names += self._input_label()
        return Sheet({"names": names, "costs": costs, "outputs": outputs})

    def _fitted(self, said: Phrase, size: float, bold: bool, width: float) -> tuple[Phrase, float, bool]:
        room = Room(width + 0.5, 1, size, self.canvas.least)
        found = fit("a label", said, [room], aspect=self.canvas.aspect, bold=bold)
        return found.lines[0], found.size, bold

    def _shapes(self, lane: Lane) -> list[Phrase]:
        """The filters' shape, where there is room."""
        return [lane.casts[0].filters_shape] if self.plan.shapes and len(lane.casts) == 1 else []

    def _cell_cost(self, lane: Lane) -> Phrase:
        first, *others = (cast.count("weights_per_filter") for cast in lane.casts)
        if not others:
            return self.cast.say(message("{n} a cell"), n=first)
        return self.cast.say(message("{n}, then {more} a cell"), n=first, more=others[0])

    def _in_a_line(self, lane: Lane, room: Region, names: list[Item], costs: list[Item]) -> None:
        """The same in a line above the filters."""
        plan, theme = self.plan, self.theme
        name, cost, y = lane.name, self._cell_cost(lane), room.top + 0.9 * plan.name
        left = room.left + text_width(name.text, plan.name, True) + plan.gap
        names.append(name.words(room.left, y, plan.name, (*theme.ink, 1.0), theme.background, True))
        costs.append(cost.words(left, y, plan.detail, (*theme.dim, 1.0), theme.background))

    def _input_label(self) -> list[Item]:
        """Below the input, or beside it where it stands above the lanes; where there is no room, its name alone."""
        plan, fit_, view = self.plan, self.places.input_fit, self.cast.view
        name, shape = self.tongue.text("input"), self.cast.input_shape
        bottom = fit_.top + (view.size[0] + view.padding[0][1]) * fit_.cell
        left = fit_.left - view.padding[1][0] * fit_.cell
        if plan.above:
            right = left + self.places.input.width * fit_.cell / self.places.input.shrink
            return label(name, shape, right + plan.gap, self.style, y=bottom)
        if Tag(name, shape, left).width(self.style) > plan.input + plan.gap:
            shape = Phrase()
        return label(name, shape, left, self.style, y=bottom + 36)

    def _output(self, lane: Lane, place: LanePlace) -> list[Item]:
        """What a lane makes, at its end, until there is what it has come to."""
        plan, room = self.plan, place.score
        y = (room.top + room.bottom) / 2
        items: list[Item] = []
        for said, ink, line in (
            (Phrase(self.tongue.text("output")), self.theme.ink, y - 0.2 * plan.detail),
            (lane.casts[-1].output_shape, self.theme.dim, y + 1.05 * plan.detail),
        ):
            text, size, _ = self._fitted(said, plan.detail, False, room.width)
            items.append(text.words(room.left, line, size, (*ink, 1.0), self.theme.background))
        return items

    # The tableau, back to front.

    def at(self, *words: str, lit: bool = False) -> dict[str, Any]:
        """The whole tableau with these parts of the words, and with all that lanes make computed, or none of it."""
        blocks = self.blocks()
        return {
            "fork": self.fork(),
            "input": self.input(),
            "filters": self.filters(),
            **(blocks if lit else {name: block.switch_off() for name, block in blocks.items()}),
            "ellipses": self.ellipses(),
            "words": self.words().hide().reveal(*words),
        }
