"""What an output channel has seen: its own group's input is lit, and the rest never reached it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Plate, Rgb, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.layout.canvas import UPRIGHT, WIDE
from convanim.layout.geometry import Box, Floats
from convanim.layout.regions import BlockFit, Region, to_pixels
from convanim.mobjects.caption import FACT, Tag, tags
from convanim.mobjects.cast import Cast
from convanim.mobjects.marks import dashes, dot, flat
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window
from convanim.ribbon.chips import BODY, bracket, words
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.tableaux.grouped.blocks import in_corner, read_cells, snug
from convanim.tableaux.grouped.group_lanes import GROUPED, GroupLanes
from convanim.tableaux.grouped.grouping import Grouping, letter
from convanim.tableaux.grouped.merging import Merging
from convanim.trace import Step

CHIP, STEP = 84.0, 122.0
MOST_HOLLOW = 4


class ReceptiveField(Tableau[None]):
    """The merged output with one channel pulled out, and the lanes of the input."""

    def __init__(self, cast: Cast, grouping: Grouping) -> None:
        super().__init__(cast)
        self.grouping = grouping
        self.lanes = GroupLanes(cast, grouping)
        room, self._pulled = self._rooms(cast.canvas.stage)
        self.merging = Merging(cast, grouping, room, largest=50.0)
        self.group = grouping.lanes[-1]
        shown = grouping.filters_in(self.group)
        self.focus = shown[(len(shown) - 1) // 2]

    def _rooms(self, stage: Region) -> tuple[Region, float]:
        """Where the merged block stands, and the middle of the pulled channel, in pixels from the left."""
        if self.canvas.tall:
            share = stage.height / UPRIGHT.stage.height
            block = Region(stage.right - 40 - 380 * share, stage.top + 20, stage.right - 40, stage.top + 440 * share)
            return block, stage.right - 290
        if self.canvas.narrow:
            return Region(stage.right - 400, stage.top + 20, stage.right - 50, stage.bottom - 40), stage.left + 440
        share = stage.width / WIDE.stage.width
        block = Region(stage.right - 494 * share, stage.top + 18, stage.right - 54, stage.bottom - 32)
        return block, stage.left + 914 * share

    @property
    def slot(self) -> int:
        """Where the pulled channel is among the shown ones."""
        return self.grouping.filters.index(self.focus)

    @cached_property
    def step(self) -> Step:
        """The output cell that is told: the last one of the first row."""
        return self.cast.first_row(self.focus)[-1]

    @cached_property
    def pulled_fit(self) -> BlockFit:
        """Where the pulled channel stands: level with its group's lane, as far as the stage allows."""
        fit = self.merging.fit
        rows, columns = self.cast.view.output_size
        top = self.lanes.middles[-1] - rows * fit.cell / 2
        stage = self.canvas.stage
        top = float(np.clip(top, stage.top - fit.depth[1], stage.bottom - rows * fit.cell))
        return BlockFit(fit.cell, self._pulled - columns * fit.cell / 2, top, fit.step, fit.depth)

    def input(self) -> VoxelTensor:
        """The input in its lanes; only what the pulled channel has seen is lit."""
        return self.lanes.input(lit=[self.group])

    def reading(self) -> VoxelTensor:
        """The same with a window on it; where its frame would cut through numbers, only what it reads is lit."""
        tensor = self.input()
        if in_corner(tensor, self.step):
            return tensor
        return tensor.light(tensor.lit * read_cells(tensor, self.step))

    def output(self) -> VoxelTensor:
        """The merged output, switched off, with one lit channel pulled out."""
        tensor = self.merging.output()
        on = np.zeros(tensor.shape[0])
        on[self.slot] = 1.0
        return tensor.light(on[:, None, None]).stand_slab(self.slot, self.pulled_fit).bring_forward(self.slot)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self.input(), self.output()

    def hole(self) -> Sheet:
        """The place that the pulled channel came from, and the way it took."""
        slab, pulled = self.merging.output().slabs()[self.slot], self._standing[1].slabs()[self.slot]
        color = (*self.cast.filter_ramps([self.focus])[0].signal, 1.0)
        way = np.array([pulled.at(0.0, pulled.columns, 1.0), slab.at(0.0, 0.0)])
        way += np.array([[12.0, -4.0], [-8.0, 2.0]])
        return Sheet([*dashes(slab, color), Line(way, color, 2.0, dash=(7.0, 6.0))])

    def never_read(self) -> Sheet:
        """A broken line from every lane that the pulled channel knows nothing of."""
        items: list[Item] = []
        theme, slabs = self.theme, self._standing[0].slabs()
        for group, middle in zip(self.grouping.lanes, self.lanes.middles, strict=True):
            if group == self.group:
                continue
            last = slabs[self.grouping.channel_slots(group)[-1]]
            start = float(last.outline()[:, 0].max()) + (14 if self.canvas.narrow else 26)
            far = self.canvas.stage.left + 544.0 * self.canvas.stage.width / WIDE.stage.width
            end, y = (start + 44.0 if self.canvas.narrow else max(start + 190.0, far)), middle + 20
            color = (*theme.dim, 1.0)
            items.append(Line(np.array([[start, middle - 24], [end - 22, y]]), color, 2.5, dash=(4.0, 8.0)))
            for d in (-1, 1):
                items.append(Line(np.array([[end - 11, y - 11 * d], [end + 11, y + 11 * d]]), color, 4.0))
            items.append(Words(self.grouping.tongue.text("never read"), end + 30, y + 8, FACT, color, theme.background))
        return Sheet(items)

    def window(self) -> Floats:
        """Scene points (4, 3) round the window in the input."""
        return self.lanes.window(self._partner, self.group)

    @property
    def _partner(self) -> Step:
        """The step that the first lane takes at the same time."""
        _, row, column = self.step.index
        place = self.grouping.filters_in(self.group).index(self.focus)
        return self.cast.trace.step(self.grouping.filters_in(self.grouping.lanes[0])[place], row, column)

    def lenses(self) -> dict[str, Any]:
        """The beam from window to output channel, and frames, by name."""
        tensor = self._standing[1]
        rows, columns = self.cast.view.output
        plane = flat(prism(tensor, [self.slot], (rows.start, rows.stop), (columns.start, columns.stop)))
        _, row, column = self.step.index
        cell = flat(prism(tensor, [self.slot], *snug(row, column)))
        hue = self.cast.group_ramp(self.group).signal
        window = self.window()
        edge = max(float(to_pixels(self._standing[0].points)[:, 0].max()), float(to_pixels(window)[:, 0].max()))
        return {
            "beam": Beam(window, plane, self.style, hue, from_x=edge + 3),
            "window": Window(window, self.style),
            "cell": Window(cell, self.style, flat=True, width=4.0),
        }

    def labels(self) -> Sheet:
        """What stands where, below."""
        say = self.grouping.say
        text, blocks = self.grouping.tongue.text, say(GROUPED)
        one = say("{out_rows}×{out_columns}")
        name = say("output {channel}", channel=numbered("channel", self.focus))
        row = [Tag(text("input"), blocks, self.lanes.lefts[0]), Tag(name, one, self.pulled_fit.left)]
        if self.canvas.tall:
            items = tags(row, self.style, self.lanes.label_line) + list(self.merging.label(above=True).parts["all"])
        else:
            items = tags([*row, self.merging.tag()], self.style)
        return Sheet(items)

    def tableau(self) -> dict[str, Any]:
        """Everything that stands still, by name."""
        return {
            "letters": self.lanes.letters(lit=[self.group]),
            "input": self.input(),
            "output": self.output(),
            "hole": self.hole(),
            **self.merging.marks(),
            "labels": self.labels(),
        }

    # The ribbon.

    def formula(self, ribbon: Ribbon) -> Sheet:
        """The sum with empty places for channels that the filter has no weights for.

        Parts: heading, missing, terms-0, result-0, brackets.
        """
        said = self.grouping.say(
            "{in_channels:w} channels, and filter {focus} has weights for {channels_per_group:w} of them",
            focus=numbered("filter", self.focus),
        )
        # Where numbers are long, fewer empty places leave them room.
        missing, start = self._missing(MOST_HOLLOW)
        if not ribbon.has_room(self.step, start):
            missing, start = self._missing(2)
        sheet = ribbon.partial_sums([self.step], said, left=start)
        plates = [item.box for item in sheet.parts["terms-0"] if isinstance(item, Plate)]
        parts: dict[str, Any] = {"heading": sheet.parts["heading"], "missing": missing, **sheet.parts}
        own = self.layer.channels_of_group(self.group)
        ramp = self.cast.group_ramp(self.group)
        others = [letter(g) for g in (0, self.group - 1)]
        names = others[0] if self.group == 1 else "\u2013".join(others)
        # The bias is no partial sum, so the bracket ends before it.
        sums = plates[: len(plates) - (1 if self.step.bias is not None else 0)]
        low = 28.0 if len(sums) < len(own) else 0.0
        missed = self.canvas.ribbon.left, start - self._step + self._chip
        before, end = self._bracket(names, range(own[0]), missed, low, self.theme.dim)
        ends = sums[0][0], sums[-1][2]
        parts["brackets"] = [
            *before,
            *self._bracket(letter(self.group), own, ends, low, self.theme.letters(ramp), end + 30)[0],
        ]
        return Sheet(parts)

    @property
    def _chip(self) -> float:
        return 60.0 if self.canvas.narrow else CHIP

    @property
    def _step(self) -> float:
        return self._chip + (30.0 if self.canvas.narrow else STEP - CHIP)

    def _missing(self, most: int) -> tuple[list[Item], float]:
        """Hollow chips for unread channels, so many at most, and where the others start."""
        count = self.layer.in_channels - self.layer.channels_per_group
        theme, left, items = self.theme, self.canvas.ribbon.left, list[Item]()
        chip, step, top = self._chip, self._step, self.canvas.chip_top
        middle = top + 31
        many = count > most
        for k in range(min(count, MOST_HOLLOW)):
            if many and k == 1:
                items += [dot(left + chip / 2 + d, middle, theme) for d in (-14.0, 0.0, 14.0)]
            elif not many or k in (0, 2):
                box: Box = (left, top, left + chip, top + 62)
                items.append(Plate(box, 7, (0, 0, 0, 0), (*theme.glass_line, 1.0), 2.0, (7.0, 5.0)))
            else:
                continue
            left += step
            x = left - (step - chip) / 2
            color = (*theme.glass_line, 1.0)
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
        ends, say = [numbered("channel", end) for end in (first, last)], self.grouping.say
        said = (
            say("channel {channel}", channel=ends[0])
            if first == last
            else say("channels {first} to {last}", first=ends[0], last=ends[1])
        )
        detail = text_width(said.text, BODY)
        wide = text_width(name, BODY, True) + 18
        left = max(self.canvas.ribbon.left if least is None else least, sum(between) / 2 - (wide + detail) / 2)
        y = self.canvas.chip_top + 84 + low
        return [
            bracket(*between, y, color),
            words(name, left, y + 38, BODY, color, theme, bold=True),
            words(said, left + wide, y + 38, BODY, theme.dim, theme),
        ], left + wide + detail
