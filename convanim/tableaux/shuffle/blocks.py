"""The blocks of two grouped layers in a row, a lane for each group, and what stands round them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.kernels.pairs import GroupedPair
from convanim.language.tongue import message
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit, to_scene
from convanim.layout.selection import apart_in_row, extent_of, places_of
from convanim.mobjects.caption import FACT, plan_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import dot, ellipses
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau, hide_between, stand_in_lane
from convanim.tableaux.shuffle.cards import Cards
from convanim.tableaux.shuffle.lanes_places import ShuffleLanesPlaces, ShuffleLanesPlan
from convanim.trace import Step

SPREAD = 1.5
"""From card to card, over a card's thickness."""
SIDE = (15.0, 18.0)
"""From a card's lower right edge to its number, in pixels (right, down)."""
MARGIN = (3.0, 2.0)
"""Between two of these numbers at least, in pixels (right, down)."""
OPERATION_GAP, OPERATION_DROP = 30.0, 26.0
"""Beside what a layer is called, and from the stage's top to its baseline, in pixels."""


class ShuffleBlocks(GroupedTableau[ShuffleLanesPlan]):
    """The blocks of a grouped layer and of the grouped 1x1 one that reads what it makes, with a lane for each group.

    ``first`` is the first layer's cast, ``straight`` the second one's where it reads the first one's output as it is,
    ``shuffled`` the same where it reads it with its channels shuffled.
    """

    plans = {
        "16:9": ShuffleLanesPlan(letter_room=80.0, beam_room=110.0, lane_gap=60.0),
        "1:1": ShuffleLanesPlan(letter_room=70.0, beam_room=56.0, lane_gap=60.0),
        "9:16": ShuffleLanesPlan(letter_room=70.0, beam_room=56.0, lane_gap=280.0),
        "16:9 large": ShuffleLanesPlan(letter_room=70.0, beam_room=56.0, lane_gap=24.0),
        "1:1 loop": ShuffleLanesPlan(letter_room=70.0, beam_room=40.0, lane_gap=120.0),
        "9:16 loop": ShuffleLanesPlan(letter_room=70.0, beam_room=40.0, lane_gap=420.0),
    }

    def __init__(self, pair: GroupedPair, first: Cast, straight: Cast, shuffled: Cast) -> None:
        super().__init__(first, Grouping.of(pair.layer))
        self.pair = pair
        self.straight = straight
        self.shuffled = shuffled
        self.cards = Cards.of(pair)
        self.focus = self.grouping.filters_in(self.grouping.lanes[-1])[0]
        """The output channel that is followed back: the nearest of the last group."""

    # Where everything stands.

    @cached_property
    def places(self) -> ShuffleLanesPlaces:
        """Where lanes and blocks stand."""
        grouping, cards, cast, lanes = self.grouping, self.cards, self.cast, self.grouping.lanes
        between = max(extent_of(shown) for lane in lanes for shown in (cards.at_home(lane), self._dealt_places(lane)))
        return ShuffleLanesPlaces(
            replace(self.plan, letter_room=max(self.plan.letter_room, self.letters_wide)),
            self.canvas,
            cast.need_of_input(max(extent_of(grouping.channels_in(lane)) for lane in lanes)),
            cast.need_of_output(between, SPREAD),
            cast.need_of_output(max(extent_of(grouping.filters_in(lane)) for lane in lanes)),
            cast.need_of_output(extent_of(cards.places(cards.packed)), SPREAD),
            lanes=len(lanes),
            dots=not grouping.complete,
        )

    def _dealt_places(self, lane: int) -> list[int]:
        return self.cards.places(self.cards.dealt(lane))

    @cached_property
    def _between_fits(self) -> list[BlockFit]:
        return [self.places.between_fit(lane) for lane in range(len(self.cards.lanes))]

    # Blocks.

    def input(self, lit: Sequence[int] | None = None) -> VoxelTensor:
        """The input, each group's channels in its lane and hue; groups not in ``lit`` (None: all) are switched off."""
        grouping, ramps = self.grouping, [self.cast.group_ramp(g) for g in self.grouping.groups_of_channels]
        fits = [self.places.input_fit(lane) for lane in range(len(grouping.lanes))]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, fits[0], self.style)
        for group, fit in zip(grouping.lanes, fits, strict=True):
            stand_in_lane(tensor, grouping.channel_slots(group), grouping.channels_in(group), fit)
        hide_between(tensor, grouping.hidden_channel_slots, fits)
        on = [1.0 if lit is None or g in lit else 0.0 for g in grouping.groups_of_channels]
        return tensor.light(np.array(on)[:, None, None]).rim(np.flatnonzero(on).tolist())

    def _between(self, channels: Sequence[int]) -> VoxelTensor:
        ramps = self.cast.filter_ramps(channels)
        return VoxelTensor(self.cast.output_content(channels), ramps, self._between_fits[0], self.style)

    def at_home(self) -> VoxelTensor:
        """What is between both layers, each group's channels in its lane."""
        cards, tensor = self.cards, self._between(self.cards.channels)
        hidden = set(cards.channels)
        for lane, fit in zip(cards.lanes, self._between_fits, strict=True):
            own = cards.at_home(lane)
            stand_in_lane(tensor, cards.slots(own), own, fit)
            hidden -= set(own)
        hide_between(tensor, cards.slots(sorted(hidden)), self._between_fits)
        return tensor

    def packed(self) -> VoxelTensor:
        """The same as one pack, in the new order."""
        cards, tensor, fit = self.cards, self._between(self.cards.channels), self.places.pack_fit
        stand_in_lane(tensor, cards.slots(cards.packed), cards.places(cards.packed), fit)
        return self._in_new_order(tensor)

    def dealt(self) -> VoxelTensor:
        """The same with every lane's share of the pack in it."""
        cards, tensor = self.cards, self._between(self.cards.channels)
        hidden = set(cards.channels)
        for lane, fit in zip(cards.lanes, self._between_fits, strict=True):
            own = cards.dealt(lane)
            stand_in_lane(tensor, cards.slots(own), cards.places(own), fit)
            hidden -= set(own)
        hide_between(tensor, cards.slots(sorted(hidden)), self._between_fits)
        return self._in_new_order(tensor)

    def _in_new_order(self, tensor: VoxelTensor) -> VoxelTensor:
        """A block with what comes to stand nearer drawn later."""
        tensor.nearness = -np.array([float(self.cards.packed.index(channel)) for channel in self.cards.channels])
        return tensor

    def in_new_order(self) -> VoxelTensor:
        """What was dealt as a block whose slabs are in their new order: it looks the same."""
        cards = self.cards
        shown = [channel for lane in cards.lanes for channel in cards.dealt(lane)]
        tensor = self._between(shown)
        for lane, fit in zip(cards.lanes, self._between_fits, strict=True):
            own = cards.dealt(lane)
            stand_in_lane(tensor, [shown.index(channel) for channel in own], cards.places(own), fit)
        return tensor

    def output(self, shuffled: bool = False) -> VoxelTensor:
        """The output, each group's channels in its lane."""
        grouping, cast = self.grouping, self.shuffled if shuffled else self.straight
        ramps = cast.filter_ramps(grouping.filters)
        fits = [self.places.output_fit(lane) for lane in range(len(grouping.lanes))]
        tensor = VoxelTensor(cast.output_content(grouping.filters), ramps, fits[0], self.style)
        for group, fit in zip(grouping.lanes, fits, strict=True):
            stand_in_lane(tensor, grouping.filter_slots(group), grouping.filters_in(group), fit)
        hide_between(tensor, grouping.hidden_filter_slots, fits)
        return tensor

    def between(self, shuffled: bool = False) -> VoxelTensor:
        """What is between both layers, as the second one reads it."""
        return self.in_new_order() if shuffled else self.at_home()

    # The order in which cards move.

    def turns_to_pack(self) -> dict[str, list[float]]:
        """The farthest place is filled first, so that every card comes to lie in front of those that lie there."""
        last = len(self.cards.packed) - 1
        return {"middle": [float(last - self.cards.packed.index(channel)) for channel in self.cards.channels]}

    def turns_to_lanes(self) -> dict[str, list[float]]:
        """The pack is cut, and its nearest part is taken away first."""
        lanes, layer = self.cards.lanes, self.layer
        lane_of = [layer.group_of_filter(self.cards.place(channel)) for channel in self.cards.channels]
        return {"middle": [float(np.searchsorted(lanes, lane)) for lane in lane_of]}

    def turns_from_lanes(self) -> dict[str, list[float]]:
        """The same backwards: the pack's nearest part comes last."""
        return _backwards(self.turns_to_lanes())

    def turns_from_pack(self) -> dict[str, list[float]]:
        """The nearest card is the first to go home."""
        return _backwards(self.turns_to_pack())

    # Single cells, where they stand in their blocks.

    @cached_property
    def standing(self) -> dict[str, VoxelTensor]:
        """Blocks as they stand, to measure by."""
        return {
            "input": self.input(),
            "home": self.at_home(),
            "dealt": self.in_new_order(),
            "output": self.output(),
        }

    def of_lane(self, lane: int, shuffled: bool) -> tuple[VoxelTensor, list[int]]:
        """What is between both layers as it stands, and those of its channels that a lane has."""
        if shuffled:
            return self.standing["dealt"], self.cards.dealt(lane)
        return self.standing["home"], self.cards.at_home(lane)

    def threaded(self, step: Step, lane: int, shuffled: bool = False) -> VoxelTensor:
        """A lane's cells of what is between both layers that a step reads, where they stand in their cards."""
        tensor, shown = self.of_lane(lane, shuffled)
        return self._alone(tensor, self.cast, shown, step)

    def told(self, step: Step, shuffled: bool = False) -> VoxelTensor:
        """The output's cell that a step makes, with its number even where others find no room."""
        cast = self.shuffled if shuffled else self.straight
        return self._alone(self.standing["output"], cast, [self.focus], step)

    def _alone(self, tensor: VoxelTensor, cast: Cast, channels: list[int], step: Step) -> VoxelTensor:
        """A step's cell in some channels of what a cast's layer makes, where it stands in a block of it."""
        _, row, column = step.index
        top, left = tensor.content.origin
        content = cast.output_content(channels).at(row - top, column - left)
        cells = VoxelTensor(content, cast.filter_ramps(channels), self._between_fits[0], self.style)
        slabs, four = tensor.slabs(), list[Floats]()
        for slab in tensor.slabs_of(channels):
            one = slabs[slab]
            corner = one.at(row - top, column - left)
            four += [corner, corner + one.column, corner + one.row, corner + one.column + one.depth]
        cells.points = to_scene(np.array(four))
        return cells

    # Signs and words.

    def signs(self) -> dict[str, Any]:
        """What stands round the blocks and does not move."""
        return {"gaps": self.gaps(), "labels": self.labels()}

    def letters(self, lit: Sequence[int] | None = None) -> Sheet:
        """Each lane's letter and the channels of the input in it; letters not in ``lit`` (None: all) are dimmed."""
        return self.letters_at(self.canvas.stage.left, self.places.middles, lit)

    def labels(self) -> Sheet:
        """What stands where, below the lanes."""
        text, places = self.tongue.text, self.places
        # Nothing in it is a word to translate.
        shape = "{groups} × {filters_per_group}×{out_rows}×{out_columns}"
        row = [
            self.input_tag(places.input_left),
            Tag(text("middle"), self.say(shape), places.between_left),
            Tag(text("output"), self.say(shape), places.output_left),
        ]
        line = min(self.canvas.label_line, places.bottom + LABEL_DROP)
        return Sheet([*tags(row, self.style, line), *self._operations()])

    def _operations(self) -> list[Item]:
        """What each layer is, half-way between what it reads and what it makes, where there is room."""
        places, style, plan = self.places, self.style, plan_of(self.canvas)
        said = self.say(message("grouped {kernel_rows}×{kernel_columns}")), self.say(message("grouped {!1×1}"))
        ends = places.input_end, places.between_left, places.between_end, places.output_left
        wide = [text_width(one.text, plan.label) + 2 * OPERATION_GAP for one in said]
        if any(ends[2 * k + 1] - ends[2 * k] < wide[k] for k in (0, 1)):
            return []
        y, ink = self.canvas.stage.top + OPERATION_DROP, (*self.theme.dim, 1.0)
        return [
            one.words((ends[2 * k] + ends[2 * k + 1]) / 2, y, plan.label, ink, style.theme.background, align="middle")
            for k, one in enumerate(said)
        ]

    def gaps(self, output: bool = True) -> Sheet | None:
        """Dots wherever channels or whole groups are left out of the input, and of the ``output`` where it is there."""
        items: list[Item] = []
        grouping, places, theme = self.grouping, self.places, self.theme
        for lane in grouping.lanes:
            items += ellipses(self.input(), grouping.channels, grouping.channel_slots(lane), theme)
            if output:
                items += ellipses(self.output(), grouping.filters, grouping.filter_slots(lane), theme)
        if not grouping.complete:
            columns = [places.input_left + 60]
            columns += [places.between_left + 40, places.output_left + 40] if output else []
            for x in (self.canvas.stage.left + 16, *columns):
                items += [dot(x, places.dots_line + d, theme) for d in (-13.0, 0.0, 13.0)]
        return Sheet(items) if items else None

    def numbers(self, shuffled: bool = False) -> Sheet:
        """The numbers of the channels between both layers, each at its card, and dots where some are left out."""
        items: list[Item] = []
        tensor = self.between(shuffled)
        for lane in self.grouping.lanes:
            own = self.cards.dealt(lane) if shuffled else self.cards.at_home(lane)
            items += self._numbered(tensor, own, self.cards.places(own) if shuffled else own)
        return Sheet(items)

    def pack_numbers(self) -> Sheet:
        """The same of the pack."""
        return Sheet(self._numbered(self.packed(), self.cards.packed, self.cards.places(self.cards.packed)))

    def _numbered(self, tensor: VoxelTensor, own: Sequence[int], places: Sequence[int]) -> list[Item]:
        """The numbers of a row of cards along its lower right edge, as many as find room; ``places`` tell of gaps."""
        theme, slabs = self.theme, tensor.slabs()
        row = [slabs[tensor.content.channels.index(channel)] for channel in own]
        points = [slab.at(slab.rows, slab.columns, 0.5) + SIDE for slab in row]
        corners = [(float(x), float(y)) for x, y in points]
        sizes = [(text_width(numeral(channel), FACT, True), CAP_HEIGHT * FACT) for channel in own]
        items: list[Item] = []
        for k in apart_in_row(corners, sizes, MARGIN):
            color = theme.letters(self.cast.filter_ramps([own[k]])[0])
            source = Source("channel", (own[k],), own[k])
            x, y = corners[k]
            items.append(
                Words(numeral(own[k]), x, y + 6, FACT, (*color, 1.0), theme.background, True, "middle", source)
            )
        for k, (one, other) in enumerate(pairwise(places_of(places))):
            if other > one + 1:
                near, far = row[k], row[k + 1]
                start, end = near.at(near.rows, near.columns, 1.0), far.at(far.rows, far.columns)
                spots = [(start + share * (end - start)).tolist() for share in (0.2, 0.5, 0.8)]
                items += [dot(x, y, theme, 2.5) for x, y in spots]
        return items


def _backwards(turns: dict[str, list[float]]) -> dict[str, list[float]]:
    return {name: [-turn for turn in ranks] for name, ranks in turns.items()}
