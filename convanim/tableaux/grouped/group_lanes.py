"""The group lanes tableau: for each group its letter, its input block, its filters and its output block."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item, Segments
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit, Need
from convanim.layout.selection import extent_of, places_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import dashed, dot, ellipses
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.product import FILTERS
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau, hide_between, stand_in_lane
from convanim.tableaux.grouped.lane_places import LanePlaces, LanePlan

SQUARE_PLAN = LanePlan(letter_room=60.0, beam_room=30.0, filter_gap=14.0, filter_scale=0.62)
"""A whole lane shares a square's width."""
LOOP_PLAN = LanePlan(letter_room=72.0, beam_room=26.0, filter_gap=14.0)
UPRIGHT_LOOP_PLAN = replace(LOOP_PLAN, filters_below=True, second_label_line=30.0)
"""Without light from windows to filters, all stands closer together."""


class GroupLanes(GroupedTableau[LanePlan]):
    """A grouped layer with a lane for each group that ``grouping`` shows.

    The n-th filters of all lanes are at work at the same time; n counts from 0. With ``aside`` the channels that they
    fill stand beside the others, where nothing hides them.
    """

    plans = {
        "16:9": LanePlan(),
        "1:1": SQUARE_PLAN,
        "9:16": LanePlan(filters_below=True, second_label_line=30.0),
        "16:9 loop": LOOP_PLAN,
        "1:1 loop": UPRIGHT_LOOP_PLAN,
        "9:16 loop": UPRIGHT_LOOP_PLAN,
    }
    cropped_plans = {"1:1": replace(SQUARE_PLAN, label_at_letters=True)}

    def __init__(self, cast: Cast, grouping: Grouping, aside: bool = False) -> None:
        super().__init__(cast, grouping)
        self.aside = aside

    # Where everything stands.

    @cached_property
    def places(self) -> LanePlaces:
        """Where the lanes and their parts stand."""
        grouping, plan, first = self.grouping, self.plan, self.grouping.lanes[0]
        plan = replace(plan, letter_room=max(plan.letter_room, self.letters_wide))
        extent = extent_of(grouping.channels_in(first))
        return LanePlaces(
            plan,
            self.canvas,
            self.cast.need_of_input(extent),
            Need(*self.layer.kernel, extent),
            self.cast.need_of_output(extent_of(grouping.filters_in(first))),
            lanes=len(grouping.lanes),
            dots=not grouping.complete,
            aside=self.aside,
        )

    @cached_property
    def _input_fits(self) -> dict[int, BlockFit]:
        return {group: self.places.input_fit(lane) for lane, group in enumerate(self.grouping.lanes)}

    @cached_property
    def _output_fits(self) -> dict[int, BlockFit]:
        return {group: self.places.output_fit(lane) for lane, group in enumerate(self.grouping.lanes)}

    @cached_property
    def _filter_fits(self) -> dict[int, BlockFit]:
        """Where every shown filter stands."""
        fits = {}
        for lane, group in enumerate(self.grouping.lanes):
            shown = self.grouping.filters_in(group)
            for o, place in zip(shown, places_of(shown), strict=True):
                fits[o] = self.places.filter_fit(lane, int(place))
        return fits

    def _nth_filters(self, nth: int | None) -> list[int]:
        """The n-th filter of every lane, or all of them."""
        lanes = [self.grouping.filters_in(group) for group in self.grouping.lanes]
        return [o for shown in lanes for o in (shown if nth is None else shown[nth : nth + 1])]

    # The actors.

    def input(self, lit: Collection[int] | None = None) -> VoxelTensor:
        """The input, each group's channels in its lane and hue; groups not in ``lit`` (None: all) are switched off."""
        grouping, fits = self.grouping, self._input_fits
        groups = grouping.groups_of_channels
        ramps = [self.cast.group_ramp(g) for g in groups]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, fits[grouping.lanes[0]], self.style)
        for group in grouping.lanes:
            stand_in_lane(tensor, grouping.channel_slots(group), grouping.channels_in(group), fits[group])
        hide_between(tensor, grouping.hidden_channel_slots, list(fits.values()))
        on = [1.0 if lit is None or g in lit else 0.0 for g in groups]
        return tensor.light(np.array(on)[:, None, None]).rim(np.flatnonzero(on).tolist())

    def weights(self, nth: int | None = 0) -> dict[str, VoxelTensor]:
        """The filters by name; the n-th of each lane shows its weights (None: all do)."""
        actors, lit = {}, self._nth_filters(nth)
        for group in self.grouping.lanes:
            first = self.layer.channels_of_group(group)[0]
            channels = [c - first for c in self.grouping.channels_in(group)]
            for o in self.grouping.filters_in(group):
                tensor = self.filter_block(o, channels, self._filter_fits[o])
                actors[f"filter_{o}"] = tensor if o in lit else tensor.switch_off()
        return actors

    def output(self, filled: bool = False) -> VoxelTensor:
        """The output, each group's channels in its lane; not computed yet unless ``filled``."""
        grouping, fits = self.grouping, self._output_fits
        content, ramps = self.cast.output_content(grouping.filters), self.cast.filter_ramps(grouping.filters)
        tensor = VoxelTensor(content, ramps, fits[grouping.lanes[0]], self.style)
        for group in grouping.lanes:
            stand_in_lane(tensor, grouping.filter_slots(group), grouping.filters_in(group), fits[group])
        hide_between(tensor, grouping.hidden_filter_slots, list(fits.values()))
        return tensor if filled else tensor.switch_off().unhue()

    @property
    def filters_in_lane(self) -> range:
        """How many filters each lane shows, counted through."""
        return range(len(self.grouping.filters_in(self.grouping.lanes[0])))

    def partly_filled(self, nth: int) -> VoxelTensor:
        """The output while the n-th filter of each lane is at work: the channels before its own are done.

        Its own channel is empty; with ``aside`` it stands beside, and those that come later are not there yet.
        """
        tensor = self.output(filled=True)
        for lane, group in enumerate(self.grouping.lanes):
            slots = self.grouping.filter_slots(group)
            tensor.lit[slots[nth:]] = 0.0
            if self.aside:
                for slot in slots[nth:]:
                    tensor.stand_slab(slot, self.places.aside_fit(lane))
                tensor.part_with(slots[nth + 1 :])
        return tensor

    def outlines(self) -> Sheet:
        """The outline of each output block, for channels that are still to come."""
        items: list[Item] = []
        slabs = self.output().slabs()
        for group in self.grouping.lanes:
            slots = self.grouping.filter_slots(group)
            near, far = slabs[slots[0]], slabs[slots[-1]]
            right, down = near.columns * near.column, near.rows * near.row
            front = near.corner + np.array([[0.0, 0.0], right, right + down, down])
            back = far.corner + far.depth + np.array([[0.0, 0.0], right, right + down])
            color = (*self.theme.glass_line, 1.0)
            for points, closed in ((front, True), (back, False)):
                items.append(dashed(points, color, 1.5, closed))
            items.append(Segments(np.stack([front[:3], back], axis=1), color, 1.5))
        return Sheet(items)

    def letters(self, lit: Collection[int] | None = None) -> Sheet:
        """Each lane's letter and the channels that its group reads; letters not in ``lit`` (None: all) are dimmed."""
        return self.letters_at(self.places.stage.left, self.places.middles, lit)

    def numbers(self, nth: int | None = 0) -> Sheet:
        """Each filter's number, below it; bright for the n-th of each lane (None: for all)."""
        return self.filter_numbers(self._filter_fits, self._nth_filters(nth))

    def labels(self, *, weights: bool = True, output: bool = True) -> Sheet:
        """What stands where, below the lanes."""
        text, plan, first = self.tongue.text, self.plan, self.grouping.lanes[0]
        many = message("{groups} × {filters_per_group} of {channels_per_group}×{kernel_rows}×{kernel_columns}")
        if len(self.grouping.filters_in(first)) < self.layer.filters_per_group:
            many = message(
                "{groups} × {filters_per_group} of {channels_per_group}×{kernel_rows}×{kernel_columns}, "
                "{shown_in_lane} of each shown"
            )
        row = [self.input_tag(self.places.stage.left if plan.label_at_letters else self._input_fits[first].left)]
        read = Tag(text(FILTERS, n=self.layer.out_channels), self.say(many), self.places.filter_lefts[0])
        if weights and not plan.filters_below:
            row.append(read)
        if output:
            # Nothing in it is a word to translate.
            made = "{groups} × {filters_per_group}×{out_rows}×{out_columns}"
            detail = self.say(made) + self.cast.scales_note()
            row.append(Tag(text("output"), detail, self._output_fits[first].left))
        if not weights:
            return Sheet(tags(row, self.style, self.places.label_line))
        line = self.canvas.label_line
        if plan.filters_below:
            return Sheet(tags(row, self.style, line - plan.second_label_line) + tags([read], self.style, line))
        return Sheet(tags(row, self.style, line))

    def gaps(self) -> Sheet | None:
        """Dots wherever channels, filters or whole groups are left out."""
        items: list[Item] = []
        grouping, places, theme = self.grouping, self.places, self.theme
        given, made = self.input(), self.output()
        for lane, group in enumerate(grouping.lanes):
            items += ellipses(given, grouping.channels, grouping.channel_slots(group), theme)
            items += ellipses(made, grouping.filters, grouping.filter_slots(group), theme)
            for one, other in pairwise(places_of(grouping.filters_in(group))):
                if other > one + 1:
                    x = places.filter_lefts[int(one) + 1] + places.read.width * places.cell / 2
                    items += [dot(x + d, places.filter_middle(lane), theme) for d in (-18.0, 0.0, 18.0)]
        if not grouping.complete:
            first = grouping.lanes[0]
            columns = [places.stage.left + 16, self._input_fits[first].left + 60]
            if not self.plan.filters_below:
                columns.append(places.filter_lefts[0] + 40)
            for x in (*columns, self._output_fits[first].left + 30):
                items += [dot(x, places.dots_line + d, theme) for d in (-13.0, 0.0, 13.0)]
        return Sheet(items) if items else None

    def tableau(self, nth: int | None = 0) -> dict[str, Any]:
        """Everything that stands still, by name."""
        return {
            "letters": self.letters(),
            "input": self.input(),
            **self.weights(nth),
            "output": self.output(),
            "gaps": self.gaps(),
            "numbers": self.numbers(nth),
            "labels": self.labels(),
        }
