"""Windows that sweep the lanes of all groups at once, and fill every output channel as they go."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from convanim.layout.geometry import Floats
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.motion.walk import Filling, Follower, Framing, Lighting, stops
from convanim.tableaux.grouped.group_lanes import GroupLanes
from convanim.trace import Step


class LaneSweep:
    """All filters of all lanes at work; a step is the first filter's, and the others keep pace."""

    def __init__(self, lanes: GroupLanes) -> None:
        self.lanes = lanes

    @cached_property
    def steps(self) -> list[Step]:
        """Where the windows stop."""
        return stops(self.lanes.cast.trace, self.lanes.grouping.filters[0], self.lanes.view)

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self.lanes.input(), self.lanes.output()

    def window(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round a lane's window, a prism through its group's channels."""
        return self._standing[0].around(step.rows, step.columns, self.lanes.layer.channels_of_group(group))

    def made(self, step: Step, group: int) -> Floats:
        """Scene points (4, 3) round the place that a lane's filters make of it, on the front of its output."""
        _, row, column = step.index
        return self._standing[1].around(row, column, self.lanes.layer.filters_of_group(group), front=True, inset=0.05)

    def frames(self, step: Step) -> dict[str, Window]:
        """Frames round window and cells of each lane, by name."""
        style = self.lanes.style
        frames = {}
        for group in self.lanes.grouping.lanes:
            frames[f"window_{group}"] = Window(self.window(step, group), style)
            frames[f"made_{group}"] = Window(self.made(step, group), style, flat=True, width=4.0)
        return frames

    def at(self, step: Step) -> dict[str, Any]:
        """The lanes with their windows at a step, and nothing computed yet."""
        lanes = self.lanes
        lit = lanes.input().read(step.rows, step.columns)
        return {**lanes.tableau(nth=None), "input": lit, **self.frames(step)}

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """What changes while the windows walk; ``actor`` gives what stands on stage by its name."""
        given: VoxelTensor = actor("input")
        frames: list[Follower] = []
        for group in self.lanes.grouping.lanes:
            frames.append(Framing(actor(f"window_{group}"), partial(self.window, group=group)))
            frames.append(Framing(actor(f"made_{group}"), partial(self.made, group=group)))
        filling = Filling(actor("output"), self.lanes.grouping.filters)
        return [*frames, Lighting(given, lambda step: given.mask(step.rows, step.columns)), filling]
