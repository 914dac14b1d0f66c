"""The closing tableau of a graph: what each of its parts costs, and that all of its numbers are the module's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, Plate, Rgb, Source, faded, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Cost, cost
from convanim.kernels.graph import GraphComparison
from convanim.kernels.parts import Part, layer_of, role_of
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.style import Style
from convanim.mobjects.counts import count_source, counts_of, phrase
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, words
from convanim.ribbon.chips import SMALL as SMALL_TYPE
from convanim.ribbon.fractions import part_hues
from convanim.spec import Layer
from convanim.spec.aspect import WIDESCREEN
from convanim.spec.graph import SPREAD
from convanim.tableaux.block.bill import bar_hues
from convanim.tableaux.own_block.blocks import Blocks
from convanim.tableaux.own_block.whole import shortened

THINNEST = 3.0
"""A bar at least, in pixels."""
AGREEMENT = "agreement"
"""What the audit trail calls the figures of a comparison."""
MOST_ROWS = 12
"""So many parts have a bar at most."""
LOWEST_OF_TWO = 54.0
"""From bar to bar at least, in pixels, where names have a second line."""
WORK, WEIGHTS = message("multiply-adds"), message("weights")


@dataclass(frozen=True)
class PartsPlan:
    """Where names, bars and numbers stand; lengths are in pixels."""

    name: float
    """The column of names."""
    type: float
    """Of names and numbers, at most."""
    thickness: float
    """A bar's, at most."""
    pitch: float
    """From bar to bar, at most."""
    weights: bool = True
    """Whether there is a column of weights."""


PLANS: Mapping[str, PartsPlan] = {
    WIDESCREEN: PartsPlan(430.0, 30.0, 44.0, 108.0),
    "1:1": PartsPlan(270.0, 24.0, 28.0, 66.0),
    "9:16": PartsPlan(300.0, 30.0, 40.0, 96.0),
    "16:9 large": PartsPlan(220.0, 20.0, 18.0, 36.0, weights=False),
}


@dataclass(frozen=True)
class PartCost:
    """A part that costs something: its layers, what they cost, and their sources for the audit trail."""

    part: Part
    layers: tuple[Layer, ...]
    cost: Cost
    work: Source
    weights: Source
    hue: Rgb


def costs_of(blocks: Blocks, style: Style) -> tuple[PartCost, ...]:
    """The parts that multiply and add, in order."""
    first, depthwise, excited, pointwise = bar_hues(style.theme)
    standard = part_hues(style.theme)[0]
    found = []
    for part in blocks.parts:
        layers = [layer_of(node) for k in part.nodes if (node := blocks.node(k)).kind in ("convolution", SPREAD)]
        if not layers:
            continue
        total, *others = map(cost, layers)
        for one in others:
            total = total + one
        role = role_of(layers[0])
        hue = excited if part.kind == "excitation" else {"each": depthwise, "widen": first}.get(role, pointwise)
        if role in ("standard", "grouped"):
            hue = standard
        tag = f"{part.name} of {blocks.graph.title}"
        lone = layers[0] if len(layers) == 1 else None
        work = Source("part", ("multiply_adds", tag), total.multiply_adds)
        weights = Source("part", ("weights", tag), total.weights)
        if lone is not None:
            work, weights = count_source("multiply_adds", lone), count_source("weights", lone)
        found.append(PartCost(part, tuple(layers), total, work, weights, hue))
    return tuple(found)


class PartsBill(Sheet):
    """A bar for each part that multiplies and adds, all to one scale.

    State: ``reach`` (1,): how far the bars have grown, 0 to 1, one after the other.
    """

    blended = ("shown", "reach")

    def __init__(self, costs: tuple[PartCost, ...], style: Style) -> None:
        self.costs = costs[:MOST_ROWS]
        self.style, self.theme, self.tongue = style, style.theme, style.tongue
        self.plan = plan_for(style.canvas.names, PLANS, type(self).__name__)
        super().__init__([])
        self.reach = np.ones(1)

    def grown(self, share: float) -> Self:
        """Let the bars have grown this far."""
        self.reach = np.array([float(share)])
        return self

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        reach = float(self.reach[0]) * len(self.costs)
        items = [*self._headings()]
        for k in range(len(self.costs)):
            items += self._row(k, min(1.0, max(0.0, reach - k)))
        return [faded(placed(item, move), opacity) for item in items]

    @cached_property
    def _pitch(self) -> float:
        return min(self.plan.pitch, (self.style.canvas.stage.height - 40.0) / max(1, len(self.costs)))

    @cached_property
    def _size(self) -> float:
        return min(self.plan.type, 0.62 * self._pitch)

    @cached_property
    def _columns(self) -> tuple[float, float, float, float]:
        """Where bars begin and end, and where the numbers of work and of weights end, in pixels."""
        room, size = self.style.canvas.stage, self._size
        wide = [
            max([text_width(numeral(value), size, True) for value in values] + [text_width(head, SMALL_TYPE)])
            for values, head in (
                ([one.cost.multiply_adds for one in self.costs], self.tongue.text(WORK)),
                ([one.cost.weights for one in self.costs], self.tongue.text(WEIGHTS)),
            )
        ]
        last = room.right
        weights = last
        work = last - wide[1] - 40.0 if self.plan.weights else last
        start = room.left + self.plan.name
        return start, work - wide[0] - 28.0, work, weights

    def _top(self) -> float:
        room = self.style.canvas.stage
        return room.top + 34.0 + max(0.0, (room.height - 40.0 - self._pitch * len(self.costs)) / 2)

    def _detail(self, one: PartCost) -> Phrase:
        """What a part's layers are: their kernel, and how many channels there are before and after."""
        layer = one.layers[0]
        template = message("squeeze-and-excite, {in_channels} → {out_channels} → {in_channels}")
        if one.part.kind == "spread":
            # Of its layer, which goes the other way.
            template = message("{kernel_rows}×{kernel_columns}, {out_channels} → {in_channels}")
            if layer.groups > 1:
                template = message("{kernel_rows}×{kernel_columns}, {out_channels} → {in_channels}, {groups} groups")
        elif one.part.kind != "excitation":
            template = message("{kernel_rows}×{kernel_columns}, {in_channels} → {out_channels}")
            if layer.groups > 1:
                template = message("{kernel_rows}×{kernel_columns}, {in_channels} → {out_channels}, {groups} groups")
        return phrase(template, counts_of(layer), layer.tag, tongue=self.tongue)

    def _headings(self) -> list[Item]:
        _, _, work, weights = self._columns
        theme, y = self.theme, self._top() - 8.0
        heads = [(WORK, work)] + ([(WEIGHTS, weights)] if self.plan.weights else [])
        return [
            Phrase(self.tongue.text(head)).words(x, y, SMALL_TYPE, (*theme.dim, 1.0), theme.background, False, "right")
            for head, x in heads
        ]

    def _row(self, k: int, reach: float) -> list[Item]:
        if reach <= FAINTEST:
            return []
        one, theme, size = self.costs[k], self.theme, self._size
        start, end, work, weights = self._columns
        room, strength = self.style.canvas.stage, min(1.0, 2 * reach)
        y = self._top() + self._pitch * (k + 0.5)
        thick = min(self.plan.thickness, 0.55 * self._pitch)
        most = max(one.cost.multiply_adds for one in self.costs)
        long = max(THINNEST, one.cost.multiply_adds / most * (end - start)) * reach
        base, ground = y + 0.36 * size, theme.background
        name = shortened(Phrase.name(one.part.name), self.plan.name - 20.0, size)
        detail, least = self._detail(one), max(self.style.canvas.least, 0.68 * size)
        if self._pitch < LOWEST_OF_TWO or text_width(detail.text, least) > self.plan.name - 20.0:
            detail = Phrase()
        up = 0.42 * size if detail.text else 0.0
        items: list[Item] = [
            name.words(room.left, base - up, size, (*theme.ink, strength), ground),
            *([detail.words(room.left, base + 0.72 * size, least, (*theme.dim, strength), ground)] if up else []),
            Plate((start, y - thick / 2, start + long, y + thick / 2), 3.0, (*one.hue, 1.0)),
            Phrase.number(numeral(one.cost.multiply_adds), one.work).words(
                work, base, size, (*theme.ink, strength), ground, True, "right"
            ),
        ]
        if self.plan.weights:
            items.append(
                Phrase.number(numeral(one.cost.weights), one.weights).words(
                    weights, base, size, (*theme.dim, strength), ground, True, "right"
                )
            )
        return items


def proof(check: GraphComparison, title: str, style: Style) -> Sheet:
    """A tick, how all numbers compare with those of the module's own run, and how many boxes are closed.

    Parts: heading, tick, all.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    ribbon, indent = canvas.ribbon, 66.0
    whole = check.whole
    figure = Phrase.number(
        tongue.bound(whole.largest_difference),
        Source(AGREEMENT, ("largest_difference", title), whole.largest_difference),
    )
    steps, cells = (
        Source("count", (name, title), value)
        for name, value in (("steps_checked", check.checked), ("cells", whole.cells))
    )
    said = phrase(
        message(
            "all {cells} numbers of {steps} {steps?step|steps} agree with the module’s own run within {difference}"
        ),
        {},
        more={"cells": cells, "steps": steps, "difference": figure},
        tongue=tongue,
    )
    notes = []
    if check.closed:
        closed = Source("count", ("closed", title), check.closed)
        template = message(
            "{closed} {closed?box is|boxes are} closed: what {closed?it makes is|they make is} the module’s own"
        )
        notes.append(phrase(template, {}, more={"closed": closed}, tongue=tongue))
    dtype = message("it ran in {dtype}; each step is computed again here in {!float64}")
    notes.append(phrase(dtype, {}, more={"dtype": whole.dtype}, tongue=tongue))
    width, left = ribbon.right - ribbon.left - indent, ribbon.left + indent
    lines = [(line, BODY, theme.ink) for line in said.lines(BODY, width)]
    lines += [(line, SMALL_TYPE, theme.dim) for note in notes for line in note.lines(SMALL_TYPE, width)]
    first, items = canvas.chip_top + 30.0, list[Item]()
    y = first
    for line, size, ink in lines:
        if y > ribbon.bottom - 4.0:
            break
        items.append(words(line, left, y, size, ink, theme))
        y += 36.0 if size == BODY else 31.0
    tick = np.array([[4.0, -12.0], [18.0, 2.0], [44.0, -30.0]]) + np.array([ribbon.left, first + 4.0])
    red, green, blue = theme.ramp_of_whole().at(0.6).tolist()
    heading: list[Item] = []
    if canvas.has_headings:
        text = tongue.text("checked while this was rendered")
        heading = [words(text, ribbon.left, canvas.heading_line, SMALL_TYPE, theme.dim, theme)]
    return Sheet({"heading": heading, "tick": [Line(tick, (red, green, blue, 1.0), 6.0)], "all": items})
