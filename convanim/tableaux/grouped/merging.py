"""The merging tableau: the groups' outputs slide together along the channel axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Plate, Source, Words
from convanim.draw.lettering import text_box, text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.layout.geometry import Box, Floats
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit, line_up, to_scene
from convanim.layout.selection import apart_in_row, places_of
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import dot, ellipses
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.voxels import Slab
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, RESULT, bracket, equals, headed, words
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau
from convanim.theme.color import ink_on

LARGEST = 76.0
"""A nominal cell's side at most, in pixels."""
APART = 5.0
"""How far the groups stand apart before they merge, in slabs, all gaps together."""
SIDE = (16.0, 20.0)
"""From the block's lower right edge to its channel numbers, in pixels (right, down)."""
LINE_SIDE = (34.0, 42.0)
"""From the block's lower right edge to the lines of its groups, in pixels (right, down)."""
RIM = (7.0, 7.0)
"""From the block's upper left edge to the lines of its groups, in pixels (left, up)."""
STRIPE = 5.0
"""How wide a group's line is, in pixels."""
TEXT_MARGIN = (3.0, 2.0)
"""Between texts along an edge at least, in pixels (right, down)."""


@dataclass(frozen=True)
class MergingPlan:
    """Where the merged block and its words stand on one canvas; lengths are in pixels."""

    left: float
    """From the stage's left edge to the block's room, for the input beside it."""
    top: float
    """Above the block's room."""
    right: float
    """To the right of it."""
    bottom: float
    """Below it."""
    label_drop: float = inf
    """From the block's bottom to its label's baseline at most; else the label stands on the line of all labels."""
    count_shown: bool = True
    """Whether the label tells how many channels are shown, where not all are."""
    shape_below: bool = True
    """Whether the shape in the ribbon stands below the chips where there is no room behind them."""
    shape_left_out: bool = False
    """Whether it is left out there."""


WIDE_PLAN = MergingPlan(left=504.0, top=10.0, right=64.0, bottom=32.0, shape_below=False)
SQUARE_PLAN = MergingPlan(left=330.0, top=20.0, right=70.0, bottom=50.0)
UPRIGHT_PLAN = replace(SQUARE_PLAN, left=440.0, label_drop=96.0)
WIDE_LARGE_PLAN = MergingPlan(left=360.0, top=0.0, right=60.0, bottom=44.0, shape_left_out=True)


class Merging(GroupedTableau[MergingPlan]):
    """The whole output as one block, and its parts on the way there.

    It stands as ``fit`` says (None: beside the input, as planned, with room for groups apart).
    """

    plans = {"16:9": WIDE_PLAN, "1:1": SQUARE_PLAN, "9:16": UPRIGHT_PLAN, "16:9 large": WIDE_LARGE_PLAN}
    cropped_plans = {
        "16:9": replace(WIDE_PLAN, left=378.0, count_shown=False),
        "1:1": replace(SQUARE_PLAN, count_shown=False),
        "9:16": replace(UPRIGHT_PLAN, count_shown=False),
        "16:9 large": replace(WIDE_LARGE_PLAN, left=250.0, bottom=92.0, count_shown=False),
    }

    def __init__(self, cast: Cast, grouping: Grouping, fit: BlockFit | None = None) -> None:
        super().__init__(cast, grouping)
        self.apart = APART if fit is None else 0.0
        self.fit = fit or self._planned()

    # Where everything stands.

    @cached_property
    def _places(self) -> Floats:
        return np.array(places_of(self.grouping.filters))

    @cached_property
    def _ranks(self) -> Floats:
        """For each shown output channel, how many groups come before its own, from 0 to 1."""
        ranks = np.unique(self.grouping.groups_of_filters, return_inverse=True)[1]
        return np.asarray(ranks / max(1, ranks[-1]))

    def _planned(self) -> BlockFit:
        """Where the apart blocks' nearest slab stands."""
        plan = self.plan
        room = self.canvas.stage.inset(plan.left, plan.top, plan.right, plan.bottom)
        need = self.cast.need_of_output(self._places[-1] + 1 + APART)
        fit = line_up([need], room, largest=LARGEST)[0]
        return fit.shifted((room.width - need.width * fit.cell / need.shrink) / 2, 0.0)

    def output(self, together: bool = True) -> VoxelTensor:
        """The output's channels in their hues, as one block or with the groups apart."""
        filters = self.grouping.filters
        tensor = VoxelTensor(self.cast.output_content(filters), self.cast.filter_ramps(filters), self.fit, self.style)
        shift = self.apart / 2 if together else self._ranks * self.apart
        return tensor.stand(self.fit, (self._places + shift).tolist())

    @property
    def groups(self) -> list[int]:
        """Groups with shown output channels, in order."""
        return sorted(set(self.grouping.groups_of_filters))

    @cached_property
    def _slabs(self) -> list[Slab]:
        """The merged block's geometry."""
        return self.output().slabs()

    def _edge(self, slot: int, depth: float) -> Floats:
        """A point (2,) on the lower right edge of the merged block."""
        slab = self._slabs[slot]
        return slab.at(slab.rows, slab.columns, depth)

    def _away(self, slot: int) -> Floats:
        """How far a slab stands from its place before the groups merge, in pixels (2,)."""
        return np.asarray((self._ranks[slot] - 0.5) * self.apart * np.array(self.fit.step))

    def one_by_one(self) -> dict[str, list[float]]:
        """The turn of every slab on its way from the lanes: group after group, each as one."""
        turns = np.unique(self.grouping.groups_of_filters, return_inverse=True)[1]
        return {"output": [float(turn) for turn in turns]}

    def marks(self, together: bool = True) -> dict[str, Any]:
        """For each group its channels' numbers along the edge and its letter, by name."""
        actors: dict[str, Any] = {}
        for group in self.groups:
            slots = self.grouping.filter_slots(group)
            sheet = Sheet([*self._numbers(slots), *self._letter(group, slots)])
            if not together:
                sheet.shift(to_scene(self._away(slots[0])) - to_scene([0.0, 0.0]))
            actors[f"marks_{group}"] = sheet
        return actors

    def _numbers(self, slots: Sequence[int]) -> list[Item]:
        items: list[Item] = []
        for slot in slots:
            if slot not in self._numbered:
                continue
            o = self.grouping.filters[slot]
            color = self.theme.letters(self.cast.filter_ramps([o])[0])
            x, y = (self._edge(slot, 0.5) + SIDE).tolist()
            source = Source("channel", (o,), o)
            items.append(
                Words(numeral(o), x, y + 6, FACT, (*color, 1.0), self.theme.background, True, "middle", source)
            )
        return items

    @cached_property
    def _numbered(self) -> set[int]:
        """Slots whose numbers have room along the edge: the first, the last, and what fits between."""
        filters = self.grouping.filters
        points = [self._edge(slot, 0.5) for slot in range(len(filters))]
        return set(_apart(points, [numeral(o) for o in filters], FACT))

    def _letter(self, group: int, slots: Sequence[int]) -> list[Item]:
        color = self.letter_color(group)
        lines: list[Item] = [Line(ends, (*color, 1.0), STRIPE) for ends in self._sides(slots)]
        size, lettered = self._lettered
        if group not in lettered:
            return lines
        x, y = self._span(slots).mean(axis=0).tolist()
        return [
            *lines,
            Words(self.letter_of(group), x + 16, y + 24, size, (*color, 1.0), self.theme.background, bold=True),
        ]

    def _span(self, slots: Sequence[int]) -> Floats:
        """The ends (2, 2) of the line along a group's slabs."""
        return np.array([self._edge(slots[0], 0.08) + LINE_SIDE, self._edge(slots[-1], 0.92) + LINE_SIDE])

    def _sides(self, slots: Sequence[int]) -> list[Floats]:
        """The ends (2, 2) of the lines along a group's slabs: one on either side where groups come to stand apart."""
        near, far = self._slabs[slots[0]], self._slabs[slots[-1]]
        rim = np.array([near.at(0, 0, 0.08), far.at(0, 0, 0.92)]) - RIM
        return [self._span(slots), rim] if self.apart else [self._span(slots)]

    @cached_property
    def _lettered(self) -> tuple[float, set[int]]:
        """How large groups' letters are, and the groups whose letters have room along the edge."""
        spans = [self._span(self.grouping.filter_slots(group)) for group in self.groups]
        points, narrowest = [span.mean(axis=0) for span in spans], min(float(span[1, 0] - span[0, 0]) for span in spans)
        letters = [self.letter_of(group) for group in self.groups]
        for size in (BODY, FACT) if narrowest > 26.0 or len(spans) < 4 else (FACT,):
            clear = _apart(points, letters, size)
            if len(clear) == len(letters):
                break
        return size, {self.groups[k] for k in clear}

    def tracks(self) -> Sheet:
        """Thin lines along which the groups slide together."""
        color, items = (*self.theme.dim, 0.6), []
        parts = self.output(together=False).slabs()
        for one, other in pairwise(self.groups):
            near = parts[self.grouping.filter_slots(one)[-1]]
            far = parts[self.grouping.filter_slots(other)[0]]
            for row, column in ((0, 0), (0, near.columns), (near.rows, near.columns)):
                ends = np.array([near.at(row, column, 1.0), far.at(row, column)])
                items.append(Line(ends, color, 1.5))
        return Sheet(items)

    def gaps(self) -> Sheet | None:
        """Dots wherever channels are left out of the merged block."""
        filters = self.grouping.filters
        items = ellipses(self.output(), filters, range(len(filters)), self.theme)
        return Sheet(items) if items else None

    def label(self, above: bool = False, beside: Sheet | None = None) -> Sheet:
        """The merged block's label, on the line of all labels or closer below the block, or above it.

        It is clear of labels that stand ``beside`` it on the same line.
        """
        front = self._slabs[0]
        line = min(self.canvas.label_line, float(front.at(front.rows, 0.0)[1]) + self.plan.label_drop)
        if above:
            line = float(self._slabs[-1].at(0.0, 0.0, 1.0)[1]) - 24
        others = [item for item in beside.parts["all"] if isinstance(item, Words)] if beside is not None else []
        ends = [text_box(item)[2] + 30 for item in others if item.y == line]
        own = self.tag()
        own = replace(own, x=max([own.x, *ends]))
        large, room = self.canvas.is_large, self.canvas.stage if self.canvas.is_large else self.canvas.header
        if large and own.x + own.width(self.style) > room.right:
            own = replace(own, detail="")
        if ends and own.x + own.width(self.style) > room.right:
            line -= 36 if large else 30
        return Sheet(tags([own], self.style, line))

    def tag(self) -> Tag:
        """What the block is called."""
        shape = message("{out_channels}×{out_rows}×{out_columns}")
        if self.plan.count_shown and len(self.grouping.filters) < self.layer.out_channels:
            shape = message(
                "{out_channels}×{out_rows}×{out_columns}, {shown_filters} {shown_filters?channel|channels} shown"
            )
        return Tag(self.tongue.text("aggregated output"), self.say(shape), float(self._slabs[0].corner[0]))

    def formula(self) -> Sheet:
        """Every output channel as a chip, one group after the other, and the shape that they make.

        Parts: heading, chips, shape.
        """
        theme, top, ribbon = self.theme, self.canvas.chip_top, self.canvas.ribbon
        heading = self.tongue.text("one output, channel after channel: nothing is computed, nothing is mixed")
        width = max(text_width(f"y[{o}]", BODY, True) for o in self.grouping.filters) + 22
        shape = self.say("{out_channels}×{out_rows}×{out_columns}")
        room = ribbon.width - text_width(shape.text, RESULT, True) - 70
        count = len(self.grouping.filters)
        gap = float(np.clip((room - count * width) / (count + 4), 4.0, 12.0))
        width = min(width, (room - gap * (count + 4)) / count)
        items: list[Item] = []
        left = ribbon.left
        for group in self.groups:
            start = left
            shown = self.grouping.filters_in(group)
            for k, o in enumerate(shown):
                if k and o > shown[k - 1] + 1:
                    items += [dot(left + 14 + d, top + 31, theme) for d in (-9.0, 0.0, 9.0)]
                    left += 28 + gap
                items += self._chip(o, (left, top, left + width, top + 62))
                left += width + gap
            end, color = left - gap, self.cast.group_ramp(group).signal
            items.append(bracket(start, end, top + 84, color))
            items += self._part(group, start, end, top + 122)
            left = end + 3 * gap + 12
        middle, crowded = top + 31, left + 46 + text_width(shape.text, RESULT, True) > ribbon.right
        if self.plan.shape_below and crowded:
            left, middle = ribbon.left, top + 152
        made = [
            *equals(left + 10, middle, theme),
            words(shape, left + 46, middle + CAP_HEIGHT * RESULT / 2, RESULT, theme.ink, theme, bold=True),
        ]
        return Sheet(
            {
                "heading": headed(heading, self.canvas, theme),
                "chips": items,
                "shape": [] if self.plan.shape_left_out and crowded else made,
            }
        )

    def _chip(self, out_channel: int, box: Box) -> list[Item]:
        color = self.cast.filter_ramps([out_channel])[0].signal
        text = "y[" + numbered("channel", out_channel) + "]"
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + CAP_HEIGHT * BODY / 2
        return [
            Plate(box, 7, (*color, 1.0)),
            text.words(x, y, BODY, (*ink_on(color), 1.0), color, bold=True, align="middle"),
        ]

    def _part(self, group: int, start: float, end: float, y: float) -> list[Item]:
        """A group's letter below its bracket, and its output's shape where there is room."""
        theme, color = self.theme, self.letter_color(group)
        shape = self.say("{filters_per_group}×{out_rows}×{out_columns}")
        letter = self.letter_of(group)
        alone = text_width(letter, BODY, True)
        wide = alone + 16 + text_width(shape.text, BODY)
        if wide > end - start + 8:
            return [words(letter, (start + end - alone) / 2, y, BODY, color, theme, bold=True)]
        left = (start + end - wide) / 2
        return [
            words(letter, left, y, BODY, color, theme, bold=True),
            words(shape, left + alone + 16, y, BODY, theme.dim, theme),
        ]


def _apart(points: Sequence[Floats], texts: Sequence[str], size: float) -> list[int]:
    """Which of some texts at points (2,) along an edge have room."""
    corners = [(float(x), float(y)) for x, y in points]
    return apart_in_row(corners, [(text_width(text, size, True), CAP_HEIGHT * size) for text in texts], TEXT_MARGIN)
