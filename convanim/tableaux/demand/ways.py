"""The ways tableau: a grid for each way to have more features, beside the curves of what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.kernels.demand import Demand, Way
from convanim.language.tongue import message
from convanim.layout.canvas import LEAST
from convanim.layout.regions import Region
from convanim.mobjects.caption import plan_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import Given, count_source
from convanim.scene.tableau import Tableau
from convanim.tableaux.demand.curves import Curves
from convanim.tableaux.demand.grid import PairGrid
from convanim.tableaux.demand.hues import ramp_of
from convanim.tableaux.demand.turned import larger

LABEL = 38.0
"""Below a grid, for what it is called, in pixels."""
GAP = 40.0
"""Between grids, in pixels."""
SENTENCES = {
    "whole": message("Without groups, work grows with the features squared."),
    "two": message("{groups:W} groups: half the work, the same growth."),
    "width": message("Groups of {channels_per_group:w} channels: more and more of them, none wider."),
    "depthwise": message("Groups of one channel: more and more of them, none wider."),
}
"""What is said of each way, by its key."""


@dataclass(frozen=True)
class WaysPlan:
    """How the stage is shared."""

    grids: float
    """Of its width, or of its height if ``above``, for the grids."""
    columns: int
    """How many grids stand in a row."""
    above: bool = False
    """Whether the grids stand above the curves, not beside them."""
    labelled: bool = True
    """Whether each grid says what it is; else only the curve of its hue does."""
    gap: float = 70.0
    """Between grids and curves, in pixels."""


class Ways(Tableau[WaysPlan]):
    """What a layer costs as its features are doubled: without groups, in two, in groups of a fixed width, depthwise."""

    plans = {
        "16:9": WaysPlan(grids=0.31, columns=2),
        "1:1": WaysPlan(grids=0.38, columns=4, above=True, gap=24.0),
        "9:16": WaysPlan(grids=0.32, columns=4, above=True),
        "16:9 large": WaysPlan(grids=0.28, columns=2, labelled=False, gap=30.0),
    }

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.demand = Demand(cast.layer)

    @cached_property
    def _rooms(self) -> tuple[Region, Region]:
        """For the grids and for the curves."""
        share, stage = self.plan.grids, self.canvas.stage
        first, second = (stage.rows if self.plan.above else stage.columns)(share, 1 - share, gap=self.plan.gap)
        return first, second

    @cached_property
    def _tiles(self) -> dict[str, Region]:
        """The room of each way's grid and of its name, by the way's key."""
        return {way.key: tile for way, tile in zip(self.demand.ways, self._tiles_in(self._columns), strict=False)}

    @cached_property
    def _columns(self) -> int:
        """How many grids stand in a row: as planned, or as many as slim or flat ones are largest with."""
        count = len(self.demand.ways)
        named = [columns for columns in range(1, count + 1) if self._named_in(self._tiles_in(columns)[0])]
        return larger(min(self.plan.columns, count), named, lambda columns: self._side(self._tiles_in(columns)[0]))

    def _named_in(self, tile: Region) -> bool:
        """Whether all grids have room for their names in tiles of a size."""
        names = (self.say(way.name, way.last).text for way in self.demand.ways if self.plan.labelled)
        return all(text_width(name, LEAST + 1) <= tile.width for name in names)

    def _tiles_in(self, columns: int) -> list[Region]:
        rows = -(-len(self.demand.ways) // columns)
        return list(self._rooms[0].grid(rows, columns, gap=GAP if self.plan.labelled else GAP / 2))

    @cached_property
    def _unit(self) -> float:
        """A square's side in all grids, in pixels."""
        return self._side(self._tiles_in(self._columns)[0])

    def _side(self, tile: Region) -> float:
        widest, room = self.demand.whole.last, tile.inset(bottom=LABEL) if self.plan.labelled else tile
        return min(room.width / widest.in_channels, room.height / widest.out_channels)

    def grid(self, way: Way, place: int = -1) -> PairGrid:
        """The grid of one layer of a way."""
        layer, tile = way.layers[place], self._tiles[way.key]
        return PairGrid(
            layer, (tile.left, tile.top), self._unit, self.demand.layer, ramp_of(way, self.theme), self.theme
        )

    def names(self) -> Sheet:
        """What each grid shows, where there is room for it. Parts: the ways' keys."""
        parts: dict[str, list[Item]] = {way.key: [] for way in self.demand.ways}
        for way in self.demand.ways if self.plan.labelled else ():
            tile, said = self._tiles[way.key], self.say(way.name, way.last)
            high = self._unit * self.demand.whole.last.out_channels
            rooms = [Room(tile.width, 1, plan_of(self.canvas).label, LEAST + 1)]
            name = fit("a label", said, rooms, aspect=self.canvas.aspect)
            color = self.theme.letters(ramp_of(way, self.theme))
            words = name.lines[0].words(
                tile.left, tile.top + high + 30, name.size, (*color, 1.0), self.theme.background
            )
            parts[way.key] = [words]
        return Sheet(parts)

    def sentence(self, way: Way) -> str:
        """What is said of a way, as a template; nothing of one that the sentence before covers."""
        if way.key == "depthwise" and way is not self.demand.band:
            return ""
        return SENTENCES[way.key]

    def counts(self, way: Way) -> dict[str, Given]:
        """The counts that its sentence names."""
        return {name: count_source(name, way.last) for name in ("groups", "channels_per_group")}

    def curves(self) -> Curves:
        """The chart, with all curves drawn."""
        return Curves(self.demand, self._rooms[1], self.style)


def grid_of(way: Way) -> str:
    """What a way's grid is called on stage; without groups it is the grid of the layer itself."""
    return "grid" if way.key == "whole" else f"grid_{way.key}"
