"""The group lanes tableau: for each group its letter, its input block, its filters and its output block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np

from convanim.draw.items import Item, Line, Segments, Source, Words
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit
from convanim.mobjects.caption import FACT, Tag, tags
from convanim.mobjects.marks import dot, ellipses, flat, padding_ring
from convanim.mobjects.tensor import VoxelTensor, prism
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, accelerating, pace, stops
from convanim.numerals import numeral
from convanim.ribbon.product import FILTERS
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.depthwise.stacks import window_cells
from convanim.tableaux.grouped.blocks import read_cells, snug
from convanim.tableaux.grouped.grouping import channel_span, letter, spots
from convanim.tableaux.grouped.lane_plan import NUMBER_DROP, ROW_GAP, LanePlan
from convanim.trace import Step

GROUPED = message("{groups} groups of {channels_per_group}×{rows}×{columns}")


class GroupLanes(LanePlan):
    """A grouped layer with a lane for each group that ``grouping`` shows."""

    # The actors.

    def input(self, lit: Collection[int] | None = None) -> VoxelTensor:
        """The input, each group's channels in its lane and hue; groups not in ``lit`` are switched off."""
        grouping = self.grouping
        groups = [c // self.layer.channels_per_group for c in grouping.channels]
        ramps = [self.cast.group_ramp(g) for g in groups]
        fits = [self.input_fit(g) for g in self.lanes]
        tensor = VoxelTensor(self.cast.input_content(grouping.channels), ramps, fits[0], self.style)
        for group in self.lanes:
            self._line_up(tensor, grouping.channel_slots(group), grouping.channels_in(group), self.input_fit(group))
        for slot in grouping.hidden_channel_slots:
            tensor.stand_slab(slot, self._between(fits))
        on = [1.0 if lit is None or g in lit else 0.0 for g in groups]
        return tensor.light(np.array(on)[:, None, None]).part_with(grouping.hidden_channel_slots)

    def _line_up(self, tensor: VoxelTensor, slots: Sequence[int], shown: Sequence[int], fit: BlockFit) -> None:
        for slot, place in zip(slots, spots(shown), strict=True):
            tensor.stand_slab(slot, fit.shifted(place * fit.step[0], place * fit.step[1]))

    def weights(self, place: int | None = 0) -> dict[str, VoxelTensor]:
        """The filters by name; the one at ``place`` in each lane shows its weights (None: all do)."""
        actors = {}
        for k, group in enumerate(self.lanes):
            shown = self.grouping.filters_in(group)
            first = self.layer.channels_of_group(group)[0]
            channels = [c - first for c in self.grouping.channels_in(group)]
            for at, (o, left) in enumerate(zip(shown, self._filter_lefts(shown), strict=True)):
                fit = self._filter_fit(left, k)
                content = self.cast.filter_content(o, channels)
                tensor = VoxelTensor(content, self.cast.filter_ramps([o]) * len(channels), fit, self.style)
                tensor.stand(fit, spots(channels))
                actors[f"filter_{o}"] = tensor if place is None or at == place else tensor.switch_off()
        return actors

    def _filter_lefts(self, shown: Sequence[int]) -> list[float]:
        return [self.lefts[1][int(place)] for place in spots(shown)]

    def output(self, filled: bool = False) -> VoxelTensor:
        """The output, each group's channels in its lane; not computed yet unless ``filled``."""
        grouping = self.grouping
        fits = [self.output_fit(g) for g in self.lanes]
        content, ramps = self.cast.output_content(grouping.filters), self.cast.filter_ramps(grouping.filters)
        tensor = VoxelTensor(content, ramps, fits[0], self.style)
        for group in self.lanes:
            self._line_up(tensor, grouping.filter_slots(group), grouping.filters_in(group), self.output_fit(group))
        for slot in grouping.hidden_filter_slots:
            tensor.stand_slab(slot, self._between(fits))
        tensor.part_with(grouping.hidden_filter_slots)
        return tensor if filled else tensor.switch_off().unhue()

    @property
    def places(self) -> list[int]:
        """The filters of a lane in the order in which they work: the last first."""
        return list(range(len(self.grouping.filters_in(self.lanes[0]))))[::-1]

    def haste(self, place: int, count: int) -> list[float]:
        """Seconds for each of ``count`` steps: slowly at first, and quicker from filter to filter."""
        done = self.places.index(place)
        if done == 0:
            return pace(count, min(2, count), slow=0.9, rest=2.6)
        seconds = 2.2 * 0.75**done
        return accelerating(count, seconds, min(0.2, 8 * seconds / count))

    def filled_from(self, place: int) -> VoxelTensor:
        """The output while the filter at ``place`` of each lane is at work: the channels behind its own are done.

        Those in front are not there yet, so that nothing hides the one that fills.
        """
        tensor = self.output(filled=True)
        for group in self.lanes:
            slots = self.grouping.filter_slots(group)
            tensor.part_with(slots[:place])
            tensor.lit[slots[place]] = 0.0
        return tensor

    def boxes(self) -> Sheet:
        """The outline of each output block, for channels that are still to come."""
        items: list[Item] = []
        slabs = self.output().slabs()
        for group in self.lanes:
            slots = self.grouping.filter_slots(group)
            near, far = slabs[slots[0]], slabs[slots[-1]]
            right, down = near.columns * near.column, near.rows * near.row
            front = near.corner + np.array([[0.0, 0.0], right, right + down, down])
            back = far.corner + far.depth + np.array([[0.0, 0.0], right, right + down])
            color = (*self.theme.glass_line, 1.0)
            for points, closed in ((front, True), (back, False)):
                items.append(Line(points, color, 1.5, closed, dash=(7.0, 6.0)))
            items.append(Segments(np.stack([front[:3], back], axis=1), color, 1.5))
        return Sheet(items)

    def letters(self, lit: Collection[int] | None = None) -> Sheet:
        """Each lane's letter and the channels that its group owns."""
        items: list[Item] = []
        theme, ground = self.theme, self.theme.background
        for group, middle in zip(self.lanes, self.middles, strict=True):
            on = lit is None or group in lit
            color = theme.letters(self.cast.group_ramp(group)) if on else theme.dim
            items.append(Words(letter(group), self._stage.left, middle + 4, 46.0, (*color, 1.0), ground, bold=True))
            channels = self.layer.channels_of_group(group)
            items.append(channel_span(channels, self._stage.left, middle + 38, theme.dim, ground))
        return Sheet(items)

    def numbers(self, place: int | None = 0) -> Sheet:
        """Each filter's number, below it; bright for the one at ``place`` in each lane."""
        items: list[Item] = []
        need = self._needs[1]
        for k, group in enumerate(self.lanes):
            shown = self.grouping.filters_in(group)
            for at, (o, left) in enumerate(zip(shown, self._filter_lefts(shown), strict=True)):
                fit = self._filter_fit(left, k)
                color = self.theme.ink if place is None or at == place else self.theme.dim
                y = fit.top + need.rows * fit.cell + NUMBER_DROP
                source = Source("filter", (o,), o)
                items.append(Words(numeral(o), left, y, FACT, (*color, 1.0), self.theme.background, source=source))
        return Sheet(items)

    def labels(self, *, weights: bool = True, output: bool = True) -> Sheet:
        """What stands where, below the lanes."""
        say, grouping = self.grouping.say, self.grouping
        text = grouping.tongue.text
        many = message("{groups} × {filters_per_group} of {channels_per_group}×{kernel_rows}×{kernel_columns}")
        if len(grouping.filters_in(self.lanes[0])) < self.layer.filters_per_group:
            many = message(
                "{groups} × {filters_per_group} of {channels_per_group}×{kernel_rows}×{kernel_columns}, "
                "{shown_in_lane} of each shown"
            )
        blocks = GROUPED
        made = "{groups} × {filters_per_group}×{out_rows}×{out_columns}"
        beside = self.cast.cropped and self.canvas.narrow and not self.canvas.tall
        row = [Tag(text("input"), say(blocks), self._stage.left if beside else self.lefts[0])]
        if output:
            row.append(Tag(text("output"), say(made), self.lefts[2]))
        read = Tag(text(FILTERS, n=self.layer.out_channels), say(many), self.lefts[1][0])
        if self.canvas.tall:
            if not weights:
                return Sheet(tags(row, self.style, self.label_line))
            above = self.canvas.label_line - 30
            return Sheet(tags(row, self.style, above) + tags([read], self.style))
        if weights:
            row.insert(1, read)
        return Sheet(tags(row, self.style))

    def gaps(self) -> Sheet | None:
        """Dots wherever channels, filters or whole groups are left out, and the padding's outline."""
        items: list[Item] = []
        given, made, theme = self.input(), self.output(), self.theme
        slabs = given.slabs()
        for group in self.lanes:
            items += ellipses(given, self.grouping.channels, self.grouping.channel_slots(group), theme)
            items += ellipses(made, self.grouping.filters, self.grouping.filter_slots(group), theme)
            items += padding_ring(slabs[self.grouping.channel_slots(group)[0]], self.cast.view.padding, theme)
            places = spots(self.grouping.filters_in(group))
            for one, other in pairwise(places):
                if other > one + 1:
                    x = self.lefts[1][int(one) + 1] + self._needs[1].width * self.cell / 2
                    y = self.middles[self.lanes.index(group)]
                    if self.canvas.tall:
                        y += (self._below + self._needs[1].above) * self.cell + ROW_GAP
                    items += [dot(x + d, y, theme) for d in (-18.0, 0.0, 18.0)]
        if not self.grouping.complete:
            below = self.middles[-2] + self._bottom
            y = (below + self.middles[-1] - self._above * self.cell) / 2 + 4
            columns = (
                (self.lefts[0] + 60, self.lefts[2] + 30)
                if self.canvas.tall
                else (
                    self.lefts[0] + 60,
                    self.lefts[1][0] + 40,
                    self.lefts[2] + 30,
                )
            )
            for x in (self._stage.left + 16, *columns):
                items += [dot(x, y + d, theme) for d in (-13.0, 0.0, 13.0)]
        return Sheet(items) if items else None

    def tableau(self, place: int | None = 0) -> dict[str, Any]:
        """Everything that stands still, by name."""
        return {
            "letters": self.letters(),
            "input": self.input(),
            **self.weights(place),
            "output": self.output(),
            "gaps": self.gaps(),
            "numbers": self.numbers(place),
            "labels": self.labels(),
        }

    # Windows, one in each lane.

    def steps(self, place: int = 0) -> list[Step]:
        """Where the first lane's window stops for its filter at ``place``; the other lanes keep pace."""
        return stops(self.cast.trace, self.grouping.filters_in(self.lanes[0])[place], self.cast.view)

    @property
    def first_filters(self) -> tuple[tuple[int, str], ...]:
        """The first filter of each lane, and what the lane's group is called."""
        return tuple((self.grouping.filters_in(group)[0], letter(group)) for group in self.lanes[:2])

    def beside(self, step: Step, group: int) -> Step:
        """The step that another lane takes at the same time."""
        _, row, column = step.index
        place = self.grouping.filters_in(self.lanes[0]).index(step.index[0])
        return self.cast.trace.step(self.grouping.filters_in(group)[place], row, column)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, dict[str, VoxelTensor], VoxelTensor]:
        return self.input(), self.weights(), self.output()

    def window(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round a lane's window, a prism through its group's channels."""
        return prism(self._standing[0], self.grouping.channel_slots(group), *window_cells(step))

    def filter(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round the filter that a lane is using."""
        tensor = self._standing[1][f"filter_{self.beside(step, group).index[0]}"]
        rows, columns = self.layer.kernel
        return prism(tensor, range(tensor.shape[0]), (0, rows), (0, columns))

    def made(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round the output cell that a lane is at."""
        o, row, column = self.beside(step, group).index
        slot = self.grouping.filters.index(o)
        return flat(prism(self._standing[2], [slot], *snug(row, column)))

    def reading(self, step: Step) -> VoxelTensor:
        """The input with only what each lane's window reads lit."""
        tensor = self.input()
        return tensor.light(read_cells(tensor, step))

    def beams(self, step: Step) -> dict[str, Any]:
        """A beam from window to filter for each lane, by name."""
        edge = self._stage.left + self.letter_room + self._needs[0].width * self.cell
        down = self.canvas.tall
        return {
            f"beam_{group}": Beam(
                self.window(step, group), self.filter(step, group), self.style, from_x=edge, down=down
            )
            for group in self.lanes
        }

    def frames(self, step: Step) -> dict[str, Any]:
        """Frames round window, filter and output cell for each lane, by name."""
        actors: dict[str, Any] = {}
        for group in self.lanes:
            actors[f"window_{group}"] = Window(self.window(step, group), self.style)
            actors[f"filter_frame_{group}"] = Window(self.filter(step, group), self.style)
            actors[f"cell_{group}"] = Window(self.made(step, group), self.style, flat=True, width=4.0)
        return actors

    def followers(self, actor: Callable[[str], Any], place: int = 0) -> list[Follower]:
        """What changes in all lanes while the windows walk; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        followers: list[Follower] = []
        for group in self.lanes:
            window = actor(f"window_{group}")
            followers += [
                Framing(window, partial(self.window, group=group)),
                Framing(actor(f"cell_{group}"), partial(self.made, group=group)),
                Beaming(actor(f"beam_{group}"), window, actor(f"filter_frame_{group}")),
            ]
        filters = [self.grouping.filters_in(group)[place] for group in self.lanes]
        return [*followers, Lighting(given, lambda step: read_cells(given, step)), Filling(actor("output"), filters)]

    # The ribbon.

    def formula(self, ribbon: Ribbon, step: Step) -> Sheet:
        """A row of partial sums for each lane."""
        steps = [self.beside(step, group) for group in self.lanes]
        names = [self.grouping.say("filter {filter}", filter=numbered("filter", own.index[0])) for own in steps]
        badges = [(letter(group), self.theme.letters(self.cast.group_ramp(group))) for group in self.lanes]
        say = self.grouping.say(
            "{channels_per_group:w} partial {channels_per_group?sum|sums} in each group, one from every channel it owns"
        )
        if self.layer.channels_per_group == 1:
            alone = message("one channel in each group: its sum is the result")
            biased = message("one channel in each group: its sum and the bias make the result")
            say = self.grouping.say(biased if self.layer.bias else alone)
        return ribbon.partial_sums(steps, say, names=names, badges=badges)
