"""The bars tableau: the true costs of one layer, and how often the small one goes into the large one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from convanim.draw.drawn import FAINTEST
from convanim.draw.items import Item, Line, Plate, Source, Words, faded, placed
from convanim.draw.sheet import Sheet
from convanim.kernels.saving import Saving
from convanim.language.tongue import message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.mobjects.labels import apart
from convanim.ribbon.fractions import Piece, Run, count, counted, part_hues, ratio, run_width, separable_count, set_run
from convanim.spec.aspect import WIDESCREEN

NUMBER = 36.0
MOST_COPIES = 30


@dataclass(frozen=True)
class CostBarsPlan:
    """Where the two bars stand, in pixels."""

    standard: float
    """From the stage's top down to the top of the standard layer's bar."""
    separable: float
    """The same for the bar of the two halves."""
    thickness: float
    """Of both."""


PLANS: Mapping[str, CostBarsPlan] = {
    WIDESCREEN: CostBarsPlan(86.0, 320.0, 64.0),
    "1:1": CostBarsPlan(76.0, 306.0, 80.0),
    "9:16": CostBarsPlan(220.0, 560.0, 102.4),
    "16:9 large": CostBarsPlan(34.0, 154.0, 30.0),
    "1:1 large": CostBarsPlan(90.0, 350.0, 90.0),
}


class CostBars(Sheet):
    """Multiply-adds of the standard layer and of the two halves that replace it, to one scale.

    State: ``reach`` (4,): how far the standard bar, the depthwise part, the pointwise part
    and the row of copies have grown, 0 to 1.
    """

    blended: Sequence[str] = ("shown", "reach")

    def __init__(self, saving: Saving, style: Style) -> None:
        self.saving = saving
        self.theme, self.tongue = style.theme, style.tongue
        stage, plan = style.canvas.stage, plan_for(style.canvas.names, PLANS, type(self).__name__)
        self.left, self.right = stage.left, stage.right
        self.standard, self.separable = stage.top + plan.standard, stage.top + plan.separable
        self.thickness = plan.thickness
        super().__init__([])
        self.reach = np.ones(4)

    def grown(self, *reach: float) -> Self:
        """Let the standard bar, both parts and the copies have grown this far."""
        self.reach = np.array(reach, dtype=float)
        return self

    def length(self, multiply_adds: float) -> float:
        """The length of so many multiply-adds, in pixels."""
        return multiply_adds / max(self.saving.standard, self.saving.separable) * (self.right - self.left)

    def draw(self) -> list[Item]:
        move, opacity = self._move(), float(self.opacity[0])
        items = self._standard() + self._halves() + self._copies()
        return [faded(placed(item, move), opacity) for item in items]

    def _standard(self) -> list[Item]:
        theme, saving, reach = self.theme, self.saving, float(self.reach[0])
        layer, tongue, times = saving.layer, self.tongue, Piece(" \u00d7 ")
        words = [
            *self._name(tongue.text("standard"), self.standard),
            *self._formula(
                [
                    *counted(tongue, message("{n} {n?filter|filters}"), count("out_channels", layer)),
                    times,
                    *counted(tongue, message("{n} {n?channel|channels}"), count("in_channels", layer)),
                    times,
                    *counted(tongue, message("{n} {n?cell|cells}"), count("kernel_cells", layer)),
                    times,
                    *counted(tongue, message("{n} {n?pixel|pixels}"), count("out_pixels", layer)),
                ],
                self.left,
                self.standard,
            ),
            *set_run(
                [count("multiply_adds", layer, None, True)],
                self.left + self.length(saving.standard),
                self.standard - 20,
                NUMBER,
                theme,
                align="right",
                ground=theme.background,
            ),
        ]
        end = self.left + reach * self.length(saving.standard)
        bar = Plate(
            (self.left, self.standard, max(self.left, end), self.standard + self.thickness), 6, (*theme.dim, 1.0)
        )
        return [bar, *_at(words, reach)]

    def _halves(self) -> list[Item]:
        theme, saving, text = self.theme, self.saving, self.tongue.text
        items: list[Item] = _at(self._name(text("separable"), self.separable), float(self.reach[1]))
        left, hues = self.left, part_hues(theme)
        names = text("depthwise"), text("pointwise")
        keys = ("in_channels", "kernel_cells", "out_pixels"), ("out_channels", "in_channels", "out_pixels")
        runs = [
            [Piece(f"{name} ", theme.dim), count("multiply_adds", half, hue, True)]
            for name, half, hue in zip(names, saving.halves, hues, strict=True)
        ]
        factors = [
            [piece for key in keys[k] for piece in (Piece(" \u00d7 "), count(key, half))][1:]
            for k, half in enumerate(saving.halves)
        ]
        widths = [max(run_width(run, 28.0), run_width(of, FACT)) for run, of in zip(runs, factors, strict=True)]
        lefts = self._lefts([left, left + self.length(saving.depthwise)], widths)
        for k, (value, hue) in enumerate(zip((saving.depthwise, saving.pointwise), hues, strict=True)):
            reach = float(self.reach[1 + k])
            right = left + self.length(value)
            bar = Plate(
                (left, self.separable, left + reach * max(3.0, right - left), self.separable + self.thickness),
                0,
                (*hue, 1.0),
            )
            words = [
                *set_run(runs[k], lefts[k], self.separable + self.thickness + 44, 28.0, theme, ground=theme.background),
                *self._formula(factors[k], lefts[k], self.separable + 44),
            ]
            if reach > 0.01:
                items += [bar, *_at(words, reach)]
            left = right
        total = [separable_count(saving, bold=True)]
        width, beside = run_width(total, NUMBER), left + 24
        spot = (
            (beside, self.separable + self.thickness / 2 + 13)
            if beside + width <= self.right
            else (left - width, self.separable - 20)
        )
        number = set_run(total, *spot, NUMBER, theme, ground=theme.background)
        # The copies take the place of the number.
        strength = float(self.reach[2])
        if self._number:
            strength *= max(0.0, 1.0 - 6 * float(self.reach[3]))
        return items + _at(number, strength)

    def _lefts(self, starts: Sequence[float], widths: Sequence[float]) -> list[float]:
        """Where the texts below the parts start: each below its own, or as near as the frame lets it."""
        room = Region(self.left, self.separable, self.right, self.separable)
        lefts = apart(starts, widths, room, gap=64.0) or apart(starts, widths, room, gap=24.0)
        return lefts or [self.left, self.right - widths[-1]]

    @property
    def _number(self) -> int:
        """Copies of the separable bar that the standard one holds, the last one cut off."""
        return int(np.ceil(float(self.saving.ratio))) - 1

    def _copies(self) -> list[Item]:
        theme, saving, reach = self.theme, self.saving, float(self.reach[3])
        if reach < 0.01 or not 0 < self._number <= MOST_COPIES:
            return []
        one, end = self.length(saving.separable), self.left + self.length(saving.standard)
        head = self.left + one + reach * (end - self.left - one)
        items: list[Item] = []
        for k in range(1, self._number + 1):
            left, right = self.left + k * one, min(self.left + (k + 1) * one, end)
            if head > left + 4:
                items.append(
                    Plate(
                        (
                            left + 3,
                            self.separable + 1,
                            max(left + 4, min(right, head) - 1),
                            self.separable + self.thickness - 1,
                        ),
                        4,
                        (*theme.dim, 0.10),
                        (*theme.dim, 0.9),
                        1.5,
                    )
                )
        for k in range(1, int(saving.ratio)):
            middle = self.left + (k + 0.5) * one
            if one > 60 and head > middle + 20:
                number = [Piece(str(k + 1), theme.dim, False, Source("axis", (k + 1,), k + 1))]
                y = self.separable + self.thickness / 2 + 10
                items += set_run(number, middle, y, 28.0, theme, align="middle", ground=theme.background)
        guide = np.array([[end, self.standard + self.thickness + 10], [end, self.separable - 70]])
        run = [*ratio(saving, 1, self.tongue), Piece("\u00d7", None, True)]
        ending: list[Item] = [
            Line(guide, (*theme.dim, 1.0), 1.5),
            *set_run(run, end, self.separable - 22, NUMBER, theme, align="right", ground=theme.background),
        ]
        return items + _at(ending, 4 * reach - 3)

    def _name(self, name: str, top: float) -> list[Item]:
        return [Words(name, self.left, top - 20, 28.0, (*self.theme.ink, 1.0), self.theme.background, bold=True)]

    def _formula(self, run: Run, x: float, top: float) -> list[Words]:
        theme = self.theme
        dim = [replace(piece, color=theme.dim) for piece in run]
        return set_run(dim, x, top + self.thickness + 36, FACT, theme, ground=theme.background)


def _at(items: Sequence[Item], strength: float) -> list[Item]:
    """Items faded to a strength; none at all where they could not be seen."""
    return [faded(item, strength) for item in items] if strength > FAINTEST else []
