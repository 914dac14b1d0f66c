"""The closing tableau: what each part of a block costs, here and in a real network, beside a standard convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.fitting import Room, fit
from convanim.draw.items import Faces, Item, Plate, Rgb, Source, Words, faded, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, Cost, InvertedResidual, cost
from convanim.language.tongue import message
from convanim.layout.canvas import LEAST
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.counts import count_source, counts_of, phrase, ratio_of
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, words
from convanim.ribbon.chips import SMALL as SMALL_TYPE
from convanim.ribbon.fractions import part_hues, readable
from convanim.ribbon.proof import agreement
from convanim.spec.aspect import WIDESCREEN
from convanim.theme.color import mix
from convanim.theme.theme import Theme

PARTS = (message("expand"), message("depthwise"), message("squeeze-and-excite"), message("project"))
"""What a block's parts are called, in order; both layers of squeeze-and-excite are one part."""
THINNEST = 3.0
"""A part of a bar at least, in pixels."""
SWATCH = 16.0
"""A side of the colour beside a part's name, in pixels."""


@dataclass(frozen=True)
class BillPlan:
    """Where the bars of both blocks and their ratios stand; lengths are in pixels."""

    ratio: float
    """The width of a ratio's column."""
    type: float
    """A ratio's type at most."""
    thickness: float
    """A bar's."""
    line: float
    """From the baseline of a bar's name down to the bar."""
    name: float
    """A bar's name's type."""
    heading: float
    """The type of what the block is, above its bars."""
    gap: float
    """Between both blocks."""
    outline: float
    """The width of a block's outline before its bar."""


PLANS: Mapping[str, BillPlan] = {
    WIDESCREEN: BillPlan(330.0, 120.0, 52.0, 12.0, 24.0, 30.0, 34.0, 132.0),
    "1:1": BillPlan(230.0, 92.0, 40.0, 12.0, 22.0, 26.0, 30.0, 96.0),
    "9:16": BillPlan(250.0, 110.0, 84.0, 18.0, 30.0, 34.0, 70.0, 120.0),
    "16:9 large": BillPlan(190.0, 62.0, 15.0, 5.0, 17.0, 18.0, 8.0, 60.0),
}


@dataclass(frozen=True)
class Priced:
    """A block, and what it is called, as a template."""

    block: InvertedResidual
    name: str

    @property
    def parts(self) -> tuple[Cost, ...]:
        """Of expand, depthwise, squeeze-and-excite and project."""
        expand, depthwise, squeeze, excite, project = map(cost, self.block.parts)
        return expand, depthwise, squeeze + excite, project

    def part_source(self, part: int) -> Source:
        """The multiply-adds of a part, as the audit trail has them."""
        block = self.block
        if part == 2:
            return Source("count", ("excitation_multiply_adds", block.tag), self.parts[part].multiply_adds)
        layer = (block.expand, block.depthwise, block.squeeze, block.project)[part]
        return count_source("multiply_adds", layer)

    def total_source(self, dense: bool = False) -> Source:
        """All of the block's, or of the one with a standard convolution."""
        name, own = ("dense", self.block.dense_cost) if dense else ("block", self.block.cost)
        return Source("count", (f"{name}_multiply_adds", self.block.tag), own.multiply_adds)

    def heading(self, style: Style) -> Phrase:
        """What it is called, its channels and its size."""
        return phrase(
            self.name, counts_of(self.block.layer), self.block.layer.tag, {"wide": self._wide}, tongue=style.tongue
        )

    @property
    def _wide(self) -> Source:
        return count_source("out_channels", self.block.expand)

    def widths(self, style: Style) -> Phrase:
        """How many channels there are before, within and after it."""
        template = "{in_channels} → {wide} → {out_channels}"
        return phrase(
            template, counts_of(self.block.layer), self.block.layer.tag, {"wide": self._wide}, tongue=style.tongue
        )


class Bill(Sheet):
    """Bars of blocks, each to its own scale: its parts, and the same with a standard convolution in their place.

    State: ``reach`` (blocks, 2): how far both bars have grown, 0 to 1.
    """

    blended: Sequence[str] = ("shown", "reach")

    def __init__(self, priced: Sequence[Priced], style: Style) -> None:
        self.priced = tuple(priced)
        self.style, self.theme, self.tongue = style, style.theme, style.tongue
        self.plan = plan_for(style.canvas.names, PLANS, type(self).__name__)
        self.rooms = style.canvas.stage.rows(*[1] * len(self.priced), gap=self.plan.gap)
        super().__init__([])
        self.reach = np.ones((len(self.priced), 2))

    def grown(self, *reach: Sequence[float]) -> Self:
        """Let the bars of each block have grown this far."""
        self.reach = np.array(reach, dtype=float)
        return self

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = [item for k in range(len(self.priced)) for item in self._block(k)]
        return [faded(placed(item, move), opacity) for item in items]

    def _block(self, k: int) -> list[Item]:
        own, dense = self.reach[k].tolist()
        if own <= FAINTEST:
            return []
        priced, room, plan, theme = self.priced[k], self.rooms[k], self.plan, self.theme
        bars = replace(room, left=room.left + plan.outline + 24.0, right=room.right - plan.ratio - 40.0)
        most = max(priced.block.cost.multiply_adds, priced.block.dense_cost.multiply_adds)
        high = 1.2 * plan.heading + 2 * (1.5 * plan.name + plan.line + plan.thickness)
        y = room.top + max(0.0, (room.height - high) / 2) + 0.86 * plan.heading
        heading = fit("a label", priced.heading(self.style), [Room(room.width, 1, plan.heading, LEAST)], bold=True)
        ground = theme.background
        items: list[Item] = [
            heading.lines[0].words(room.left, y, heading.size, (*theme.ink, min(1.0, 3 * own)), ground, True)
        ]
        y += 0.34 * plan.heading
        hues = bar_hues(theme)
        wide = hues[0], hues[1], hues[2], hues[3]
        rows = (
            (
                message("inverted residual"),
                [part.multiply_adds for part in priced.parts],
                wide,
                priced.total_source(),
                own,
            ),
            (
                message("with a standard convolution"),
                [part.multiply_adds for part in (priced.parts[0], cost(priced.block.dense))],
                (hues[0], theme.dim),
                priced.total_source(dense=True),
                dense,
            ),
        )
        for name, values, colors, total, reach in rows:
            y += 1.5 * plan.name
            if reach > FAINTEST:
                strength = min(1.0, 3 * reach)
                said, number = self.tongue.text(name), numeral(total.value)
                size = min(
                    plan.name,
                    plan.name * (bars.width - text_width(number, plan.name, True) - 24) / text_width(said, plan.name),
                )
                items.append(Words(said, bars.left, y, size, (*theme.dim, strength), ground))
                end = bars.left + text_width(said, size) + 20
                items.append(Words(number, end, y, plan.name, (*theme.ink, strength), ground, True, source=total))
                items += self._bar(bars, y + plan.line, values, colors, most, reach)
                items += [faded(one, strength) for one in self._outline(priced.block, room.left, y + plan.line, colors)]
            y += plan.line + plan.thickness
        return items + self._ratio(priced, room, dense)

    def _bar(
        self, room: Region, top: float, values: Sequence[int], colors: Sequence[Rgb], most: int, reach: float
    ) -> list[Item]:
        """Parts side by side, each as long as its share."""
        items: list[Item] = []
        left, full = room.left, sum(values) / most * room.width
        tip = room.left + reach * full
        for value, color in zip(values, colors, strict=True):
            right = left + max(THINNEST, value / most * room.width)
            if tip > left:
                box = (left, top, min(right, max(tip, left + 1)), top + self.plan.thickness)
                items.append(Plate(box, 0, (*color, 1.0)))
            left = right
        return items

    def _outline(self, block: InvertedResidual, left: float, top: float, colors: Sequence[Rgb]) -> list[Item]:
        """How wide the channels are on their way: each part as high as what it reads, then as what it makes."""
        thick, wide = self.plan.thickness, self.plan.outline / len(colors)
        ends = [block.layer.in_channels, *[block.wide] * (len(colors) - 1), block.layer.out_channels]
        highs = [max(0.14, channels / max(ends)) * thick for channels in ends]
        middle, items = top + thick / 2, list[Item]()
        for k, (color, before, after) in enumerate(zip(colors, highs, highs[1:], strict=False)):
            start, end = left + k * wide, left + (k + 1) * wide - 3
            points = [
                [start, middle - before / 2],
                [end, middle - after / 2],
                [end, middle + after / 2],
                [start, middle + before / 2],
            ]
            fill = (*color, 1.0)
            items.append(Faces(np.array([points]), np.array([fill]), (0.0, 0.0, 0.0, 0.0), 0.0))
        return items

    def _ratio(self, one: Priced, room: Region, reach: float) -> list[Item]:
        """How many times fewer multiply-adds the block takes than the one with a standard convolution."""
        strength = max(0.0, 3 * reach - 2)
        if strength <= FAINTEST:
            return []
        plan, theme = self.plan, self.theme
        times, what = ratio_of(one.block.cost, one.block.dense_cost, self.tongue)
        aspect = self.style.canvas.aspect
        large = fit("the ratio", times, [Room(plan.ratio, 1, plan.type, 40.0)], aspect=aspect, bold=True)
        small = fit("a label", what, [Room(plan.ratio, n, plan.name, 17.0) for n in (1, 2, 3)], aspect=aspect)
        left, ground = room.right - plan.ratio, theme.background
        high = large.size + 1.3 * small.size * len(small.lines)
        base = (room.top + room.bottom - high) / 2 + 0.86 * large.size
        items: list[Item] = [
            large.lines[0].words(left, base, large.size, (*theme.accent, strength), ground, True),
            *(
                line.words(left + 4, base + 8 + 1.3 * small.size * k, small.size, (*theme.dim, strength), ground)
                for k, line in enumerate(small.lines, 1)
            ),
        ]
        return items


def bar_hues(theme: Theme) -> tuple[Rgb, Rgb, Rgb, Rgb]:
    """The hues of expand, depthwise, squeeze-and-excite and project: both 1x1 convolutions have one, in two shades."""
    depthwise, pointwise = part_hues(theme)
    red, green, blue = theme.ramps_of_channels(8)[7].at(0.4 if theme.reverse else 0.3).tolist()
    return mix(theme.background, pointwise, 0.72), depthwise, (red, green, blue), pointwise


def bill_table(priced: Sequence[Priced], check: Comparison, style: Style) -> Sheet:
    """The multiply-adds of every part in numbers, a line for each block, and that the output of the first is torch's.

    Parts: heading, then block-0 and so on, proof; this is empty where there is no room.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    room, hues = canvas.ribbon, bar_hues(theme)
    names = [tongue.text(name) for name in PARTS]
    sources = [[one.part_source(part) for part in range(len(PARTS))] for one in priced]
    labels = [one.widths(style) for one in priced]
    first = max(text_width(label.text, BODY) for label in labels)
    widths = [
        max(
            text_width(name, SMALL_TYPE) + SWATCH + 8,
            *(text_width(numeral(row[part].value), BODY, True) for row in sources),
        )
        for part, name in enumerate(names)
    ]
    gap = min(70.0, (room.width - first - sum(widths)) / len(widths))
    lefts = [room.left + first + gap + sum(widths[:k]) + k * gap for k in range(len(widths))]
    top = canvas.heading_line
    parts: dict[str, list[Item]] = {"heading": []}
    for name, x, hue in zip(names, lefts, hues, strict=True):
        parts["heading"].append(Plate((x, top - SWATCH + 1, x + SWATCH, top + 1), 3, (*hue, 1.0)))
        parts["heading"].append(words(name, x + SWATCH + 8, top, SMALL_TYPE, theme.dim, theme))
    pitch = min(56.0, (room.bottom - top - 6) / len(priced))
    for k, (label, row) in enumerate(zip(labels, sources, strict=True)):
        y = top + 12 + pitch * (k + 0.7)
        items: list[Item] = [words(label, room.left, y, BODY, theme.dim, theme)]
        for source, x, hue in zip(row, lefts, hues, strict=True):
            ink = readable(hue, theme.panel, theme.ink)
            items.append(words(numeral(source.value), x, y, BODY, ink, theme, bold=True, source=source))
        parts[f"block-{k}"] = items
    said, y = agreement(check, priced[0].block.layer, tongue), y + 50.0
    parts["proof"] = []
    if y <= room.bottom and text_width(said.text, SMALL_TYPE) <= room.width:
        parts["proof"] = [words(said, room.left, y, SMALL_TYPE, theme.dim, theme)]
    return Sheet(parts)
