"""The maps: what filters have made, one hue each, and the large map that takes their numbers square by square."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, joined, numbered
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, to_scene
from convanim.layout.selection import Sample
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.caption import plan_of
from convanim.mobjects.cast import Cast
from convanim.mobjects.cells import CellsContent
from convanim.mobjects.content import Content
from convanim.mobjects.labels import tags_on_lines
from convanim.mobjects.marks import ellipses, ellipsis
from convanim.mobjects.shading import DIMMED, FINEST_CELL
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window
from convanim.motion.walk import Follower, Framing, Lighting, Reading, even, pace, stops
from convanim.scene.tableau import Tableau
from convanim.tableaux.pixel_shuffle.formulas import Formulas
from convanim.tableaux.pixel_shuffle.places import MapsPlaces, MapsPlan
from convanim.tableaux.pixel_shuffle.told import Told
from convanim.trace import Moved, Step, Upscaled

MOST_LARGE = 3
"""So many large maps are shown, one behind the other."""
MOST_FRAMED = 9
"""Of more small maps none has a frame of its own: there would be nothing but frames."""
STRONG = 0.7
"""How opaque a line is, unless there are many."""
NUMBER_GAP = 12.0
"""From a small map's number to the map, and before the number, in pixels."""


class Maps(Tableau[MapsPlan]):
    """The maps of one convolution, and what the shuffle of their pixels makes.

    Small maps that make one large map stand side by side, those of the next large map behind them.
    """

    plans = {
        "16:9": MapsPlan(gap=120.0),
        "1:1": MapsPlan(gap=44.0, between=16.0),
        "9:16": MapsPlan(gap=76.0, down=True, largest=84.0),
        "16:9 large": MapsPlan(gap=48.0, between=8.0),
        "1:1 loop": MapsPlan(gap=44.0, down=True),
        "16:9 loop": MapsPlan(gap=40.0, between=14.0),
    }

    def __init__(self, cast: Cast, factor: int) -> None:
        super().__init__(cast)
        self.upscaled = Upscaled(cast.trace, factor)
        self.factor = factor
        self.shown = Sample.of(range(self.upscaled.shape[0]), MOST_LARGE)
        """The large maps that are shown."""
        self.told = Told(cast, self.upscaled)
        self.formulas = Formulas(cast, self.upscaled)

    # Where things stand.

    @cached_property
    def channels(self) -> list[int]:
        """The small maps that are shown, side by side first and then into the depth."""
        each = self.upscaled.each
        return [c * each + place for place in range(each) for c in self.shown.indices]

    @cached_property
    def places(self) -> MapsPlaces:
        """Where maps stand before they are stacked."""
        size = plan_of(self.canvas).label
        widest = max(text_width(self._number(place).text, size, True) for place in range(self.upscaled.each))
        aside = widest + 2 * NUMBER_GAP
        return MapsPlaces(self.plan, self.canvas, self.factor, self.view.output_size, self.shown.extent, aside)

    # The blocks.

    def maps(self) -> VoxelTensor:
        """The small maps, side by side."""
        content, ramps = self.cast.output_content(self.channels), self.cast.filter_ramps(self.channels)
        tensor = VoxelTensor(content, ramps, self.places.small_fit(0), self.style)
        for slab, channel in enumerate(self.channels):
            c, place = divmod(channel, self.upscaled.each)
            fit, slot = self.places.small_fit(place), self.shown.places[self.shown.indices.index(c)]
            tensor.stand_slab(slab, fit.shifted(slot * fit.step[0], slot * fit.step[1]))
        return tensor

    def large(self, fit: BlockFit | None = None) -> VoxelTensor:
        """The large map, every cell in the hue of the small map that it comes from."""
        each = self.upscaled.each
        from_ = [c * each + place for c in self.shown.indices for place in range(each)]
        small, upscaled = self.cast.output_content(from_), self.upscaled
        indices = [(c,) for c in self.shown.indices]
        top, left = (start * self.factor for start in small.origin)
        content = Content(
            "upscaled", upscaled.shuffled(small.values), indices, small.low, small.high, self.tongue, (top, left)
        )
        ramps = self.cast.filter_ramps(from_)
        tensor = VoxelTensor(content, [self.theme.ramp_of_whole()] * len(indices), style=self.style)
        tensor.stand(fit or self.places.large_fit, self.shown.places)
        number = np.broadcast_to(np.arange(len(from_))[:, None, None], small.values.shape)
        tensor.shares = upscaled.shuffled(small.shares())
        # Its glass has no hue: any may come to stand there.
        return tensor.hue_cells(ramps, upscaled.shuffled(number)).unhue()

    def blank(self) -> VoxelTensor:
        """The place of the large map, with nothing in it."""
        return self.large().switch_off()

    def flying(self, step: Step, moved: int, landed: int) -> dict[str, VoxelTensor]:
        """The numbers of a place, cell by cell: so many have come to their square, the others are where they were.

        Of these so many have ``landed``: they are the large map's now, and dimmed where they came from.
        """
        numbers, whole = self.upscaled.of_step(step), self.cast.output_content(self._front)
        (_, row, column), (top, left) = step.index, whole.origin
        content = CellsContent(
            whole.name,
            whole.values[:, row - top : row - top + 1, column - left : column - left + 1],
            whole.indices,
            whole.low,
            whole.high,
            whole.tongue,
            scales=whole.scales,
            places=[(row, column)] * len(numbers),
        )
        cells = VoxelTensor(content, self.cast.filter_ramps(self._front), self.places.large_fit, self.style)
        for slab, one in enumerate(numbers):
            fit, (down, across) = self.places.small_fit(slab), (row - top, column - left)
            if slab < moved:
                fit = self.places.large_fit
                down, across = one.large[1] - top * self.factor, one.large[2] - left * self.factor
            cells.stand_slab(slab, fit.shifted(across * fit.cell, down * fit.cell))
        # Each hides the side of the one before it in its row, and the tops of the row below.
        cells.nearness = np.array([one.corner[1] - one.corner[0] * (1 + self.factor) for one in numbers], dtype=float)
        maps, large = self.maps().light(DIMMED), self.blank()
        for one in numbers[:landed]:
            large.lit[large.mask(*one.large[1:], 0)] = 1.0
        for channel in self._front[landed:]:
            # What flies away leaves no number behind before it has landed.
            maps.lit[maps.mask(row, column, channel)] = 0.0
        return {"maps": maps, "large": large, "flying": cells.part_with(range(landed))}

    @property
    def _front(self) -> list[int]:
        """The small maps of the first large one."""
        return [*range(self.upscaled.each)]

    # What is lit.

    def _done(self, step: Step | None) -> NDArray[np.bool_]:
        """The places (rows, columns) up to a step's own (None: none), in reading order."""
        (rows, columns), count = self.view.output, 0
        if step is not None:
            count = (step.index[1] - rows.start) * len(columns) + step.index[2] - columns.start + 1
        return np.arange(len(rows) * len(columns)).reshape(len(rows), len(columns)) < count

    def maps_lit(self, step: Step | None) -> Floats:
        """How the small maps' cells are lit once those up to a step's have moved: dimmed where they have."""
        lit = np.where(self._done(step), DIMMED, 1.0)
        return np.broadcast_to(lit, (len(self.channels), *lit.shape))

    def large_lit(self, step: Step | None) -> Floats:
        """The same of the large map: lit where numbers have come."""
        square = np.ones((self.factor, self.factor))
        lit = np.kron(self._done(step).astype(float), square)
        return np.broadcast_to(lit, (len(self.shown.indices), *lit.shape))

    # Steps.

    @cached_property
    def steps(self) -> list[Step]:
        """The places at which the shuffle is shown, by the steps that have made their numbers."""
        return stops(self.cast.trace, 0, self.view)

    @property
    def first(self) -> Step:
        """The first of them."""
        return self.steps[0]

    def durations(self) -> list[float]:
        """Seconds for each of the others: a few slowly, the rest ever faster."""
        return pace(len(self.steps) - 1, 2, slow=0.95, rest=1.6)

    def durations_of_loop(self) -> list[float]:
        """Seconds for each place of the loop."""
        return even(len(self.steps), min(7.4, 0.6 * len(self.steps)))

    # Tableaux.

    def opening(self) -> dict[str, Any]:
        """The small maps, and the large one without a number."""
        return {"maps": self.maps(), "large": self.blank(), "labels": self.labels()}

    def aiming(self) -> dict[str, Any]:
        """The first place of all small maps, and the square that its numbers are going to."""
        return {
            "lines": self.lines(self.first),
            **self.flying(self.first, 0, 0),
            **self.frames(self.first),
            "labels": self.labels(),
        }

    def at(self, step: Step) -> dict[str, Any]:
        """The maps once the numbers up to a step's have moved."""
        return {
            "lines": self.lines(step),
            "maps": self.maps().light(self.maps_lit(step)),
            "large": self.large().light(self.large_lit(step)),
            **self.frames(step),
            "labels": self.labels(),
        }

    def empty(self) -> dict[str, Any]:
        """The same before any has, for the loop."""
        actors = self.at(self.first)
        actors["maps"].light(1.0)
        actors["large"].light(0.0)
        return {name: actors[name] for name in ("maps", "large", "labels")}

    def full(self) -> dict[str, Any]:
        """All maps, with all their numbers."""
        return {"maps": self.maps(), "large": self.large(), "labels": self.labels()}

    @cached_property
    def read_back(self) -> Moved:
        """A cell of the large map near its middle, not in its square's first row, whose number says something."""
        rows, columns = self.view.output
        row, column = rows[len(rows) // 2], columns[len(columns) // 2]
        square = [one for one in self.upscaled.of_place(0, row, column) if one.corner[0]]
        return max(square, key=lambda one: abs(self.cast.trace.output[one.small].item()))

    def back(self) -> dict[str, Any]:
        """One cell of the large map, and where its number has come from."""
        actors, one = self.full(), self.read_back
        maps, large = actors["maps"], actors["large"]
        channel, *small = one.small
        here, there = maps.around(*small, channel, front=True), large.around(*one.large[1:], 0, front=True)
        return {
            "lines": self._bundle([one], 5.0),
            "maps": maps.single_out(maps.mask(*small, channel)),
            "large": large.single_out(large.mask(*one.large[1:], 0)),
            "square": Window(there, self.style, flat=True),
            "origin": Window(here, self.style, flat=True),
            "labels": actors["labels"],
        }

    # Frames, lines and words.

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, VoxelTensor]:
        return self.maps(), self.large()

    @property
    def _framed(self) -> range:
        """The small maps, by their places, that have a frame of their own."""
        few = self.upscaled.each <= MOST_FRAMED and self.places.cell >= FINEST_CELL
        return range(self.upscaled.each if few else 0)

    def square(self, step: Step) -> Floats:
        """Scene points (4, 3) round the square that a place's numbers come to."""
        _, row, column = step.index
        rows, columns = (range(at * self.factor, (at + 1) * self.factor) for at in (row, column))
        return self._standing[1].around(rows, columns, front=True)

    def _frame(self, place: int) -> Callable[[Step], Floats]:
        def frame(step: Step) -> Floats:
            return self._standing[0].around(*step.index[1:], place, front=True)

        return frame

    def frames(self, step: Step) -> dict[str, Window]:
        """Frames round a place of every small map, and round its square."""
        named = {f"frame_{place}": self._frame(place)(step) for place in self._framed}
        named["square"] = self.square(step)
        return {name: Window(points, self.style, flat=True) for name, points in named.items()}

    def threads(self, moved: Sequence[Moved]) -> Floats:
        """Scene points (2 * numbers, 3): from where each number stands in its small map to where it comes to."""
        maps, large = self._standing
        slabs, (whole, *_) = maps.slabs(), large.slabs()
        (top, left), ends = maps.content.origin, []
        for one in moved:
            channel, row, column = one.small
            slab = slabs[maps.slabs_of([channel])[0]]
            down, across = one.large[1] - top * self.factor, one.large[2] - left * self.factor
            ends += [slab.at(row - top + 0.5, column - left + 0.5), whole.at(down + 0.5, across + 0.5)]
        return to_scene(np.array(ends))

    def lines(self, step: Step) -> Bundle:
        """A line from every number of a place to where it comes to, to stand behind the maps: over them, it would
        strike numbers out."""
        return self._bundle(self.upscaled.of_step(step), 2.5)

    def _bundle(self, moved: Sequence[Moved], width: float) -> Bundle:
        hues = [ramp.signal for ramp in self.cast.filter_ramps([one.small[0] for one in moved])]
        # Many as strong as few would be a fog.
        alpha = STRONG * min(1.0, sqrt(MOST_FRAMED / len(moved)))
        return Bundle(self.threads(moved), hues, self.style, width, alpha, halo=True)

    def _number(self, place: int) -> Phrase:
        """The channels of the small maps that stand in a place, the nearest first."""
        each, shown = self.upscaled.each, self.shown.indices
        numbers = [numbered("channel", c * each + place) for c in shown]
        if len(numbers) < MOST_LARGE:
            return joined(numbers, ", ")
        return joined([numbers[0], numbers[-1]], " … ")

    def labels(self) -> Sheet:
        """The numbers of the small maps, what stands where, and dots where some are left out."""
        size, items = plan_of(self.canvas).label, list[Item]()
        ramps, rows = self.cast.filter_ramps(range(self.upscaled.each)), self.view.output_size[0]
        for place, ramp in enumerate(ramps):
            fit = self.places.small_fit(place)
            middle = fit.top + rows * fit.cell / 2 + CAP_HEIGHT * size / 2
            ink = (*self.theme.letters(ramp), 1.0)
            number = self._number(place)
            items.append(number.words(fit.left - NUMBER_GAP, middle, size, ink, self.theme.background, True, "right"))
        maps, large = self._standing
        count, of_large = len(self.shown.indices), [channel // self.upscaled.each for channel in self.channels]
        for place in range(self.upscaled.each):
            items += ellipses(maps, of_large, range(place * count, (place + 1) * count), self.theme)
        items += ellipsis(large, self.shown, self.theme)
        small, wide = self.places.small_fit(0), self.places.large_fit
        first, second = self.places.label_lines
        row = [(self.told.small(small.left), first), (self.told.large(wide.left), second)]
        return Sheet([*items, *tags_on_lines(row, self.style)])

    # What moves.

    def followers(self, actor: Callable[[str], Any], told: bool = True) -> list[Follower]:
        """What goes along from place to place; ``actor`` gives what stands on stage by its name.

        In a loop, where no numbers are ``told``, there is no formula.
        """
        shown: list[Follower] = [
            Lighting(actor("maps"), self.maps_lit),
            Lighting(actor("large"), self.large_lit),
            Framing(actor("lines"), lambda step: self.threads(self.upscaled.of_step(step))),
            *(Framing(actor(f"frame_{place}"), self._frame(place)) for place in self._framed),
            Framing(actor("square"), self.square),
        ]
        return [*shown, Reading(actor("formula"), self.formulas.square)] if told else shown
