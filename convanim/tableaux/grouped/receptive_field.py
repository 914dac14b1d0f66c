"""The receptive field of an output channel: its own group's input is lit, and the rest never reached it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Box
from convanim.layout.grouping import Grouping
from convanim.layout.regions import DEPTH, BlockFit, to_pixels
from convanim.layout.selection import places_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import dot
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.ribbon.chips import BODY, bracket, unread, words
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.grouped.grouped_tableau import GroupedTableau
from convanim.tableaux.grouped.merging import Merging
from convanim.trace import Step

LARGEST = 50.0
"""A nominal cell's side of the merged block at most, in pixels."""
CLEAR = 0.5
"""Between the risen channel and those in front of its place, in nominal cells."""
MARKS_ROOM = 96.0
"""From the merged block's bottom to the baseline of its label: for its groups' marks, in pixels."""
NAME_ROOM = 40.0
"""Above the risen channel, for its name, in pixels."""
HUSHED = 0.6
"""How far the colours of what stands back go towards the background's."""
MOST_MISSING, FEWEST_MISSING = 4, 2
"""So many empty places for unread channels at most; the second where numbers are long."""
CLEAR_OF_LIGHT = 70.0
"""How far above a lane's middle what is said of it stands where light passes below, in pixels."""


@dataclass(frozen=True)
class ReceptiveFieldPlan:
    """Where the merged block, the raised channel and their words stand on one canvas; lengths are in pixels."""

    block: tuple[float, float]
    """The width and height of the room of the merged block and of the channel above it."""
    block_top: float
    """From the stage's top to it."""
    block_right: float
    """From it to the stage's right edge."""
    line_gap: float = 14.0
    """From an unread lane to the line that starts there."""
    line: float = 44.0
    """How long that line is at least."""
    line_end: float = 0.0
    """From the stage's left edge to its end at least."""
    place: float = 60.0
    """The width of an empty place for an unread channel, in the ribbon."""
    place_gap: float = 30.0
    """From one to the next."""


WIDE_PLAN = ReceptiveFieldPlan(
    block=(520.0, 466.0),
    block_top=0.0,
    block_right=120.0,
    line_gap=26.0,
    line=190.0,
    line_end=544.0,
    place=84.0,
    place_gap=38.0,
)
SQUARE_PLAN = ReceptiveFieldPlan(block=(380.0, 430.0), block_top=0.0, block_right=60.0)
UPRIGHT_PLAN = ReceptiveFieldPlan(block=(400.0, 620.0), block_top=0.0, block_right=60.0)
WIDE_LARGE_PLAN = ReceptiveFieldPlan(
    block=(260.0, 190.0), block_top=-12.0, block_right=58.0, line=80.0, line_end=250.0, place=44.0
)
SQUARE_LARGE_PLAN = replace(SQUARE_PLAN, block=(380.0, 490.0))


class ReceptiveField(GroupedTableau[ReceptiveFieldPlan]):
    """The merged output with one channel risen out of it, and the lanes of the input."""

    plans = {
        "16:9": WIDE_PLAN,
        "1:1": SQUARE_PLAN,
        "9:16": UPRIGHT_PLAN,
        "16:9 large": WIDE_LARGE_PLAN,
        "1:1 large": SQUARE_LARGE_PLAN,
    }
    cropped_plans = {
        "16:9": replace(WIDE_PLAN, block=(400.0, 466.0), line_end=408.0),
        "9:16": replace(UPRIGHT_PLAN, block=(320.0, 480.0)),
        "16:9 large": replace(WIDE_LARGE_PLAN, block=(180.0, 190.0), line_end=180.0),
    }

    def __init__(self, cast: Cast, grouping: Grouping) -> None:
        super().__init__(cast, grouping)
        self.lanes = GroupLanes(cast, grouping, aside=True)
        self.group = grouping.lanes[-1]
        shown = grouping.filters_in(self.group)
        self.focus = shown[(len(shown) - 1) // 2]
        self.merging = Merging(cast, grouping, self._block_fit)

    @property
    def _block_fit(self) -> BlockFit:
        """Where the merged block stands: low enough that the channel in focus can rise clear of it."""
        plan, stage, places = self.plan, self.canvas.stage, places_of(self.grouping.filters)
        (wide, high), top, right = plan.block, stage.top + plan.block_top, stage.right - plan.block_right
        need = self.cast.need_of_output(places[-1] + 1)
        side, own = 2 * need.below, self.cast.need_of_output(places[self.slot] + 1)
        tall = max(need.above + need.below, own.above + own.below + side + CLEAR)
        cell = min(LARGEST, wide / need.width, (high - NAME_ROOM) / tall)
        left = right - (wide + need.width * cell) / 2
        return need.fit(cell, left, top + high - need.below * cell)

    @property
    def slot(self) -> int:
        """Where the channel in focus is among the shown ones."""
        return self.grouping.filters.index(self.focus)

    @cached_property
    def step(self) -> Step:
        """The output cell that is written out: the last one of the first row."""
        return self.cast.first_row(self.focus)[-1]

    @property
    def _rise(self) -> float:
        """How far the channel in focus rises, in pixels: clear of those in front of it."""
        fit, rows = self.merging.fit, self.view.output_size[0]
        return rows * fit.cell + CLEAR * fit.depth[0] / DEPTH[0]

    def input(self) -> VoxelTensor:
        """The input in its lanes; only the channels that the channel in focus is made of are lit."""
        return self.lanes.input(lit=[self.group])

    def reading(self) -> VoxelTensor:
        """The same with a window on it; where its frame would cut through numbers, only what it reads is lit."""
        return self.under_frame(self.input(), self.step)

    def output(self) -> VoxelTensor:
        """The merged output, dimmed, with the channel in focus lit and risen."""
        tensor = self.merging.output()
        others = [slab for slab in range(tensor.shape[0]) if slab != self.slot]
        return tensor.hush(others, HUSHED).shift_slab(self.slot, 0.0, -self._rise)

    def whole(self) -> VoxelTensor:
        """The merged output, with nothing dimmed and the channel in focus back in its place."""
        return self.merging.output()

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self.input(), self.output()

    def never_read(self) -> Sheet:
        """A line that ends at a cross, from every lane whose channels the risen one is not made of."""
        items: list[Item] = []
        slabs = self._standing[0].slabs()
        for group, middle in zip(self.grouping.lanes, self.lanes.places.middles, strict=True):
            if group == self.group:
                continue
            last = slabs[self.grouping.channel_slots(group)[-1]]
            start = float(last.outline()[:, 0].max()) + self.plan.line_gap
            # Of several lanes, light rises over those above its own.
            rises = len(self.grouping.lanes) > 2 and group < self.group
            y = middle - CLEAR_OF_LIGHT if rises else middle + 20
            end = max(start + self.plan.line, self.canvas.stage.left + self.plan.line_end)
            items += self.never_read_from((start, middle - 24), (end, y))
        return Sheet(items)

    def frames(self) -> dict[str, Any]:
        """The beam from window to output channel, and frames, by name."""
        given, made = self._standing
        _, row, column = self.step.index
        hue = self.cast.group_ramp(self.group).signal
        window = given.around(self.step.rows, self.step.columns, self.step.channels)
        edge = max(float(to_pixels(points)[:, 0].max()) for points in (given.points, window))
        edge = max(edge, self.lanes.places.input_end - 3)
        return {
            "beam": Beam(window, made.whole(self.focus, front=True), self.style, hue, from_x=edge + 3),
            "window": Window(window, self.style),
            "cell": Window(
                made.around(row, column, self.focus, front=True, inset=0.05), self.style, flat=True, width=4.0
            ),
        }

    def labels(self) -> Sheet:
        """What stands where, below; the risen channel's name stands above it."""
        shape = self.say("{out_rows}×{out_columns}")
        name = self.say("output {channel}", channel=numbered("channel", self.focus))
        slab = self._standing[1].slabs()[self.slot]
        x, y = slab.at(0.0, 0.0, 1.0).tolist()
        row = [self.input_tag(self.lanes.places.input_fit(0).left), self.merging.tag()]
        return Sheet([*tags([Tag(name, shape, x)], self.style, y - 16), *tags(row, self.style, self._label_line)])

    @property
    def _label_line(self) -> float:
        """The baseline of labels below: close below the last lane, or below the block where that reaches lower."""
        front = self.merging.output().slabs()[0]
        low = float(front.at(front.rows, 0.0)[1]) + MARKS_ROOM
        return max(self.lanes.places.label_line, min(low, self.canvas.label_line))

    def tableau(self) -> dict[str, Any]:
        """Everything that stands still, by name."""
        return {
            "letters": self.lanes.letters(lit=[self.group]),
            "input": self.input(),
            "output": self.output(),
            **self.merging.marks(),
            "labels": self.labels(),
        }

    # The ribbon.

    def formula(self, ribbon: Ribbon) -> Sheet:
        """The sum with empty places for channels that the filter has no weights for.

        Parts: heading, missing, terms-0, result-0, brackets.
        """
        heading = self.say(
            "{in_channels:w} channels, and filter {focus} has weights for {channels_per_group:w} of them",
            focus=numbered("filter", self.focus),
        )
        # Where numbers are long, fewer empty places leave them room.
        missing, start = self._missing(MOST_MISSING)
        if not ribbon.has_room(self.step, start, shown=self.grouping.channels):
            missing, start = self._missing(FEWEST_MISSING)
        sheet = ribbon.partial_sums([self.step], heading, left=start, shown=self.grouping.channels)
        plates = [item.box for item in sheet.parts["terms-0"] if isinstance(item, Plate)]
        parts: dict[str, Any] = {"heading": sheet.parts["heading"], "missing": missing, **sheet.parts}
        own = self.layer.channels_of_group(self.group)
        others = [self.letter_of(g) for g in (0, self.group - 1)]
        names = others[0] if self.group == 1 else "\u2013".join(others)
        # The bias is no partial sum, so the bracket ends before it.
        sums = plates[: len(plates) - (1 if self.step.bias is not None else 0)]
        low = ribbon_plan(self.canvas).bracket_folded if len(sums) < len(own) else 0.0
        missed = self.canvas.ribbon.left, start - self.plan.place_gap
        before, end = self._bracket(names, range(own[0]), missed, low, self.theme.dim)
        ends, color = (sums[0][0], sums[-1][2]), self.letter_color(self.group)
        own_bracket, _ = self._bracket(self.letter_of(self.group), own, ends, low, color, end + 30)
        parts["brackets"] = [*before, *own_bracket]
        return Sheet(parts)

    def _missing(self, most: int) -> tuple[list[Item], float]:
        """Empty places for unread channels, so many at most, and where the others start."""
        count = self.layer.in_channels - self.layer.channels_per_group
        theme, left, items = self.theme, self.canvas.ribbon.left, list[Item]()
        wide, gap, top = self.plan.place, self.plan.place_gap, self.canvas.chip_top
        high = ribbon_plan(self.canvas).rows[0].height
        middle, color = top + high / 2, (*theme.glass_line, 1.0)
        # Of more than have room the first and the last have places, with dots between them.
        for dotted in [False] * count if count <= most else [False, True, False]:
            if dotted:
                items += [dot(left + wide / 2 + d, middle, theme) for d in (-14.0, 0.0, 14.0)]
            else:
                box: Box = (left, top, left + wide, top + high)
                items += unread(box, color)
            left += wide + gap
            x = left - gap / 2
            items.append(Line(np.array([[x - 8, middle], [x + 8, middle]]), color, 3.0))
            items.append(Line(np.array([[x, middle - 8], [x, middle + 8]]), color, 3.0))
        return items, left

    def _bracket(
        self,
        name: str,
        channels: range,
        between: tuple[float, float],
        low: float,
        color: Rgb,
        least: float | None = None,
    ) -> tuple[list[Item], float]:
        """A bracket and what stands below it, from ``least`` on; and where that ends."""
        theme = self.theme
        first, last = channels[0], channels[-1]
        ends = [numbered("channel", end) for end in (first, last)]
        which = (
            self.say("channel {channel}", channel=ends[0])
            if first == last
            else self.say("channels {first} to {last}", first=ends[0], last=ends[1])
        )
        detail = text_width(which.text, BODY)
        wide = text_width(name, BODY, True) + 18
        left = max(self.canvas.ribbon.left if least is None else least, sum(between) / 2 - (wide + detail) / 2)
        ribbon = ribbon_plan(self.canvas)
        y = self.canvas.chip_top + ribbon.rows[0].height + ribbon.bracket_drop + low
        return [
            bracket(*between, y, color),
            words(name, left, y + ribbon.bracketed_drop, BODY, color, theme, bold=True),
            words(which, left + wide, y + ribbon.bracketed_drop, BODY, theme.dim, theme),
        ], left + wide + detail
