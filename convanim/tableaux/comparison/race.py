"""The race: all lanes work at one speed, and what is lit of each is as much as it has done by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from manim import Animation, Group, linear

from convanim.draw.drawn import FAINTEST
from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Line, Plate, Source, Statement, Words, faded, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison
from convanim.language.tongue import message
from convanim.mobjects.counts import Given, phrase
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, SMALL, words
from convanim.ribbon.fractions import Piece, Run, count, run_width, set_run
from convanim.ribbon.proof import AGREEMENT
from convanim.tableaux.comparison.lane import Lane
from convanim.tableaux.comparison.lanes import COUNT_GAP, PLACE, RaceLanes
from convanim.theme.color import Floats

ARRIVING = 0.03
"""Of the longest track, while what a lane has come to appears at its end."""
TICK, LOWEST = 52.0, 100.0
"""The room of a tick, and how high one is at least with a heading and several lines beside it, in pixels."""
POST, RAIL = 4.0, 3.0
"""The line at which a lane is done, and the one that it runs along, in pixels."""


def lit_cells(done: float, shape: tuple[int, int, int]) -> Floats:
    """How lit each cell (channels, rows, columns) is once so many of all are computed, pixel after pixel.

    A pixel's channels follow one another, the nearest first.

    >>> lit_cells(2.5, (2, 1, 2)).tolist()
    [[[1.0, 0.5]], [[1.0, 0.0]]]
    """
    channels, rows, columns = shape
    turns = np.arange(rows * columns * channels).reshape(rows, columns, channels)
    return np.clip(done - turns.transpose(2, 0, 1), 0.0, 1.0)


def shares_done(work: float, costs: Sequence[int]) -> list[float]:
    """How much of each of some layers in a row is computed after so many multiply-adds, each of which costs so many.

    >>> shares_done(1664, [1152, 1024])
    [1.0, 0.5]
    """
    found = []
    for own in costs:
        found.append(min(1.0, max(0.0, work / own)))
        work -= own
    return found


def finished(tableau: RaceLanes) -> float:
    """After how many multiply-adds even the last lane has its place."""
    return (1.0 + ARRIVING) * tableau.most


class Tracks(Sheet):
    """A track for every lane, and how far each has come: as far as its work; at the lane's end, when it was done.

    State: ``work`` (1,), the multiply-adds that each lane has had time for.
    """

    blended: Sequence[str] = ("shown", "work")

    def __init__(self, tableau: RaceLanes, work: float = 0.0) -> None:
        super().__init__([], tableau.canvas.stage.box)
        self.lanes, self.places, self.most = tableau.lanes, tableau.places.places, tableau.most
        self.theme, self.plan, self.size = tableau.theme, tableau.plan, tableau.count_size
        self.least = tableau.canvas.least
        self.unit = tableau.tongue.text("multiply-adds")
        self.work = np.array([float(work)])

    def worked(self, work: float) -> Self:
        """Let each lane have had time for so many multiply-adds."""
        self.work = np.array([float(work)])
        return self

    def length(self, work: float) -> float:
        """Of so many multiply-adds, in pixels."""
        return work / self.most * self.places[0].track.width

    def arrived(self, lane: Lane) -> float:
        """How far what a lane has come to has appeared, 0 to 1."""
        late = (float(self.work[0]) - lane.cost.multiply_adds) / (ARRIVING * self.most)
        return min(1.0, max(0.0, late))

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = [item for k in range(len(self.lanes)) for item in [*self._track(k), *self._score(k)]]
        return [faded(placed(item, move), opacity) for item in items]

    def _track(self, k: int) -> list[Item]:
        theme, lane, room = self.theme, self.lanes[k], self.places[k].track
        own, radius = lane.cost.multiply_adds, room.height / 2
        end = room.left + self.length(own)
        tip = room.left + self.length(min(float(self.work[0]), own))
        # All rails are as long: where a lane is done is seen when it is.
        middle = (room.top + room.bottom) / 2
        rail = np.array([[room.left, middle], [room.right, middle]])
        items: list[Item] = [Line(rail, (*theme.line, 1.0), RAIL)]
        if tip > room.left + 0.5:
            items.append(
                Plate(
                    (room.left, room.top, max(tip, room.left + room.height), room.bottom), radius, (*theme.accent, 1.0)
                )
            )
        # Where the first of two layers is done.
        for before in lane.costs[:-1]:
            x = room.left + self.length(before.multiply_adds)
            if x < tip:
                items.append(Line(np.array([[x, room.top - 3], [x, room.bottom + 3]]), (*theme.background, 1.0), POST))
        if (strength := self.arrived(lane)) > FAINTEST:
            post = np.array([[end, room.top - 8], [end, room.bottom + 4]])
            items.append(Line(post, (*theme.accent, strength), POST))
        return items

    def _score(self, k: int) -> list[Item]:
        lane, strength = self.lanes[k], self.arrived(self.lanes[k])
        if strength <= FAINTEST:
            return []
        theme, room, plan = self.theme, self.places[k].score, self.plan
        work = lane.count("multiply_adds")
        rank, side = lane.place(self.lanes), PLACE * plan.count
        # Where there is no room for it, what is counted is said in the ribbon alone.
        unit = min(plan.detail, plan.detail * room.width / text_width(self.unit, plan.detail))
        named = unit >= self.least and room.height >= side + 1.3 * unit
        high = side + 1.3 * unit * named
        top = (room.top + room.bottom - high) / 2
        base = top + side / 2 + 0.36 * plan.count
        place = Source("place", (str(work.value),), rank)
        items: list[Item] = [
            Plate((room.left, top, room.left + side, top + side), side / 2, (*theme.accent, 1.0)),
            Words(
                numeral(rank),
                room.left + side / 2,
                base - 0.04 * plan.count,
                0.9 * plan.count,
                (*theme.background, 1.0),
                theme.accent,
                True,
                "middle",
                place,
            ),
            Phrase.number(numeral(work.value), work).words(
                room.left + side + COUNT_GAP, base, self.size, (*theme.ink, 1.0), theme.background, True
            ),
        ]
        if named:
            items.append(Words(self.unit, room.left, top + high, unit, (*theme.dim, 1.0), theme.background))
        return [faded(item, strength) for item in items]


def products(tableau: RaceLanes, check: Comparison) -> Sheet:
    """What the work of every lane comes from, for the ribbon: cells, and what each costs.

    Parts: heading, the lanes, and proof: how what they make compares with torch's.
    """
    canvas, theme, lanes = tableau.canvas, tableau.theme, tableau.lanes
    ribbon = canvas.ribbon
    parts: dict[str, list[Item]] = {"heading": []}
    first = ribbon.top + BODY
    if canvas.has_headings:
        heading = tableau.tongue.text("cells × multiply-adds a cell = multiply-adds")
        parts["heading"] = [*set_run([Piece(heading, theme.dim)], ribbon.left, canvas.heading_line, SMALL, theme)]
        first = canvas.chip_top + BODY
    pitch = min(52.0, (ribbon.bottom - 4 - first) / max(1, len(lanes) - 1))
    runs = [_worked(lane) for lane in lanes]
    names = [lane.name for lane in lanes]
    widest = max(run_width(run, BODY) for run, _ in runs)
    named = max(text_width(name.text, BODY) for name in names)
    left = ribbon.left + min(named + 48.0, ribbon.width - widest)
    size = min(BODY, BODY * (left - ribbon.left - 16) / named)
    for k, (lane, name, (run, said)) in enumerate(zip(lanes, names, runs, strict=True)):
        y = first + k * pitch
        parts[lane.key] = [
            words(name, ribbon.left, y, size, theme.dim, theme),
            *set_run(run, left, y, BODY, theme),
            Statement(said),
        ]
    return Sheet({**parts, "proof": agreement(check, tableau)})


def agreement(check: Comparison, tableau: RaceLanes) -> list[Item]:
    """A tick, and how what all lanes make compares with torch's, in the place of the meter."""
    style, room = tableau.style, tableau.canvas.meter
    theme, tongue, low = style.theme, style.tongue, tableau.canvas.meter.height < LOWEST
    said = message("all outputs equal torch’s")
    given: dict[str, Given] = {}
    if check.largest_difference:
        said = message("all outputs agree with torch’s within {difference}")
        source = Source(AGREEMENT, ("largest_difference", tableau.layer.tag), check.largest_difference)
        given = {"difference": Phrase.number(tongue.bound(check.largest_difference), source)}
    rooms = [Room(room.width - TICK, lines, BODY, SMALL if lines > 1 else BODY) for lines in ((1,) if low else (2, 3))]
    found = fit("the comparison", phrase(said, {}, more=given, tongue=tongue), rooms, aspect=tableau.canvas.aspect)
    first = room.bottom - 8 if low else tableau.canvas.chip_top + BODY
    red, green, blue = theme.ramp_of_whole().at(0.6).tolist()
    tick = np.array([[2.0, -10.0], [13.0, 1.0], [33.0, -24.0]]) + np.array([room.left, first])
    items: list[Item] = [Line(tick, (red, green, blue, 1.0), 5.0)]
    heading = tongue.text("checked while this was rendered")
    if not low and text_width(heading, SMALL) <= room.width:
        items.append(words(heading, room.left, tableau.canvas.heading_line, SMALL, theme.dim, theme))
    return items + [
        words(line, room.left + TICK, first + 1.25 * found.size * k, found.size, theme.ink, theme)
        for k, line in enumerate(found.lines)
    ]


def _worked(lane: Lane) -> tuple[Run, str]:
    """Cells times the cost of a cell, layer by layer, and all of it; and as the ledger has it."""
    run, said = list[Piece](), list[str]()
    for layer in lane.layers:
        cells, each = count("out_cells", layer), count("weights_per_filter", layer)
        run += [Piece(" + ")] * bool(run) + [cells, Piece(" × "), each]
        said.append(f"{cells.text} × {each.text}")
    work = lane.count("multiply_adds")
    run += [Piece(" = "), Piece(numeral(work.value), None, True, work)]
    return run, f"{' + '.join(said)} = {numeral(work.value)}"


class Race(Animation):
    """All lanes work, for so many seconds of the longest one; ``actor`` gives what stands on stage by its name.

    Of every layer's output as much is lit as is computed by then, and the ``products`` of those that are done appear
    where they are written.
    """

    def __init__(
        self, tableau: RaceLanes, actor: Callable[[str], Any], seconds: float, products: Sheet | None = None
    ) -> None:
        self.lanes, self.tracks = tableau.lanes, actor("tracks")
        self.sheet = products
        self.made: dict[str, VoxelTensor] = {
            cast.names.output: actor(cast.names.output) for lane in self.lanes for cast in lane.casts
        }
        self.last = finished(tableau)
        moving = Group(self.tracks, *self.made.values(), *([] if products is None else [products]))
        super().__init__(moving, run_time=(1.0 + ARRIVING) * seconds, rate_func=linear)

    def interpolate(self, alpha: float) -> None:
        """Let all have worked for this share of the time."""
        work = self.rate_func(alpha) * self.last
        self.tracks.worked(work)
        for lane in self.lanes:
            for cast, share in zip(
                lane.casts, shares_done(work, [one.multiply_adds for one in lane.costs]), strict=True
            ):
                block = self.made[cast.names.output]
                block.lit = lit_cells(share * block.lit.size, block.shape)
        if self.sheet is not None:
            done = {lane.key: self.tracks.arrived(lane) for lane in self.lanes}
            before = dict(zip(self.sheet.parts, self.sheet.shown.tolist(), strict=True))
            self.sheet.shown = np.array(list((before | done).values()))
