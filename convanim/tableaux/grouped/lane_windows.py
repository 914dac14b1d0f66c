"""Windows on the lanes of all groups at once, each with a filter of its own group."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np

from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Floats
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, accelerating, pace, stops
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.tableaux.slices import Slices, Working
from convanim.trace import Step


class LaneWindows:
    """A window on each lane, with the lane's n-th filter; all of them are at the same place.

    A step is the first lane's; the other lanes keep pace.
    """

    def __init__(self, lanes: GroupLanes, nth: int = 0) -> None:
        self.lanes = lanes
        self.nth = nth
        self.filters = {group: lanes.grouping.filters_in(group)[nth] for group in lanes.grouping.lanes}
        """The filter of each group."""

    @cached_property
    def steps(self) -> list[Step]:
        """Where the first lane's window stops."""
        return stops(self.lanes.cast.trace, next(iter(self.filters.values())), self.lanes.view)

    @property
    def cells(self) -> int:
        """Output cells that are computed once this walk and those of the filters before have ended, on all lanes."""
        return (self.nth + 1) * len(self.filters) * self.lanes.cast.cells

    @property
    def durations(self) -> list[float]:
        """Seconds for each step: quicker from filter to filter; of the first ones without that of the first step."""
        count = len(self.steps)
        if self.nth == 0:
            return pace(count - 1, 1, slow=0.9, rest=1.8)
        seconds = 2.0 * 0.7**self.nth
        return accelerating(count, seconds, min(0.2, 8 * seconds / count))

    @property
    def first_filters(self) -> list[tuple[int, str]]:
        """The filters of the first two lanes, and what their groups are called."""
        return [(o, self.lanes.letter_of(group)) for group, o in self.filters.items()][:2]

    def step_of(self, group: int, step: Step) -> Step:
        """The step that a group's lane takes at the same time."""
        _, row, column = step.index
        return self.lanes.cast.trace.step(self.filters[group], row, column)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, dict[str, VoxelTensor], VoxelTensor]:
        lanes = self.lanes
        return lanes.input(), lanes.weights(self.nth), lanes.partly_filled(self.nth)

    def window(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round a lane's window, a prism through its group's channels."""
        return self._standing[0].around(step.rows, step.columns, self.lanes.layer.channels_of_group(group))

    def filter(self, group: int) -> Floats:
        """Scene points (4, 3) round the filter that a lane is using."""
        return self._standing[1][f"filter_{self.filters[group]}"].whole()

    def cell(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round the output cell that a lane is at."""
        _, row, column = step.index
        return self._standing[2].around(row, column, self.filters[group], front=True, inset=0.05)

    def reading(self, step: Step) -> VoxelTensor:
        """The input with only what each lane's window reads lit."""
        return self.lanes.input().read(step.rows, step.columns)

    def filled(self, step: Step) -> VoxelTensor:
        """The output once all lanes have made their first cell, that of a step."""
        tensor, (_, row, column) = self.lanes.partly_filled(self.nth), step.index
        made = tensor.mask(row, column, list(self.filters.values()))
        return tensor.light(np.maximum(tensor.lit, made))

    def slices(self, formula: Sheet, step: Step) -> Slices:
        """How the sums of all lanes come about in a formula, chip by chip."""
        weights = self._standing[1]
        at_work = [
            Working(self.step_of(group, step), f"filter_{o}", weights[f"filter_{o}"])
            for group, o in self.filters.items()
        ]
        return Slices(self.reading(step), at_work, formula, self.lanes.cast.names)

    def beams(self, step: Step) -> dict[str, Any]:
        """A beam from window to filter for each lane, by name."""
        edge, down = self.lanes.places.input_end, self.lanes.plan.filters_below
        return {
            f"beam_{group}": Beam(
                self.window(step, group), self.filter(group), self.lanes.style, from_x=edge, down=down
            )
            for group in self.filters
        }

    def frames(self, step: Step) -> dict[str, Any]:
        """Frames round window, filter and output cell for each lane, by name."""
        actors: dict[str, Any] = {}
        style = self.lanes.style
        for group in self.filters:
            actors[f"window_{group}"] = Window(self.window(step, group), style)
            actors[f"filter_frame_{group}"] = Window(self.filter(group), style)
            actors[f"cell_{group}"] = Window(self.cell(step, group), style, flat=True, width=4.0)
        return actors

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What changes in all lanes while the windows walk; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        followers: list[Follower] = []
        for group in self.filters:
            window = actor(f"window_{group}")
            followers += [
                Framing(window, partial(self.window, group=group), tells=not followers),
                Framing(actor(f"cell_{group}"), partial(self.cell, group=group)),
                Beaming(actor(f"beam_{group}"), window, actor(f"filter_frame_{group}")),
            ]
        filling = Filling(actor("output"), list(self.filters.values()))
        return [*followers, Lighting(given, lambda step: given.mask(step.rows, step.columns)), filling]

    def formula(self, ribbon: Ribbon, step: Step, apart: bool = False) -> Sheet:
        """A row of partial sums for each lane; with ``apart`` each chip is a part of its own."""
        say = self.lanes.say
        steps = [self.step_of(group, step) for group in self.filters]
        names = [say("filter {filter}", filter=numbered("filter", o)) for o in self.filters.values()]
        badges = [(self.lanes.letter_of(group), self.lanes.letter_color(group)) for group in self.filters]
        heading = self.lanes.sums_heading()
        shown = self.lanes.grouping.channels
        return ribbon.partial_sums(steps, heading, names=names, badges=badges, shown=shown, apart=apart)
