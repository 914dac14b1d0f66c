"""Where the stages of a network stand, and what hues its kinds of layers have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from convanim.draw.items import Rgb
from convanim.draw.lettering import text_width
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.plans import plan_for
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.networks.figures import COUNTED, LEARNED, WORK, Figures, Shown, amount
from convanim.numerals import numeral
from convanim.ribbon.fractions import part_hues
from convanim.spec.aspect import WIDESCREEN
from convanim.theme.color import mix
from convanim.theme.ramp import triple
from convanim.theme.theme import Theme


@dataclass(frozen=True)
class NetworkPlan:
    """How the stage is shared out; lengths are in pixels."""

    band: float
    """Between what stands above the stages' names and what stands below."""
    upper: float
    """Of what is left, for what stands above."""
    name: float
    """The type of the stages' names."""
    detail: float
    """The type of what they make, below; 0 leaves it out."""
    number: float
    """The type of the numbers at bars, at most."""
    ratio: float
    """Of the stage's width, or of its height if ``below``, for the ratio at the end."""
    large: float
    """The ratio's type, at most."""
    has_rulers: bool = True
    """Whether there is room for lengths of round numbers beside the bars."""
    below: bool = False
    """Whether the ratio stands below the chart, not beside it."""


ALONE, BESIDE = (0.24, 0.76), ((0.12, 0.48), (0.52, 0.88))
"""Of a column's width, for a bar alone and for two beside each other."""
NAMES = {WORK: message("multiply-adds"), LEARNED: message("parameters")}
RULED = 0.75
"""A ruler is as long as a round number, up to so much of the highest bar."""
LOW = 0.75
"""Bars that reach up to so much of the highest one, or of a ruler, have no room beside what stands at the left."""
WIDEST = 300.0
"""No stage's bars are wider together, in pixels."""
PLANS: Mapping[str, NetworkPlan] = {
    WIDESCREEN: NetworkPlan(band=66.0, upper=0.56, name=24.0, detail=19.0, number=20.0, ratio=0.25, large=130.0),
    "1:1": NetworkPlan(band=62.0, upper=0.56, name=22.0, detail=17.0, number=18.0, ratio=0.3, large=92.0),
    "9:16": NetworkPlan(band=70.0, upper=0.56, name=26.0, detail=19.0, number=19.0, ratio=0.2, large=150.0, below=True),
    "1:1 large": NetworkPlan(
        band=62.0, upper=0.56, name=24.0, detail=17.0, number=18.0, ratio=0.3, large=92.0, has_rulers=False
    ),
    "9:16 large": NetworkPlan(
        band=70.0,
        upper=0.56,
        name=26.0,
        detail=18.0,
        number=19.0,
        ratio=0.2,
        large=150.0,
        has_rulers=False,
        below=True,
    ),
    "16:9 large": NetworkPlan(
        band=30.0, upper=0.56, name=22.0, detail=0.0, number=18.0, ratio=0.32, large=74.0, has_rulers=False
    ),
    "16:9 loop": NetworkPlan(
        band=62.0, upper=0.56, name=26.0, detail=18.0, number=20.0, ratio=0.32, large=74.0, has_rulers=False
    ),
}


@dataclass(frozen=True)
class Frame:
    """The rectangle of a chart, and the band in it where the stages' names stand."""

    left: float
    top: float
    right: float
    bottom: float
    upper: float
    """The band's top."""
    lower: float
    """The band's bottom."""

    @property
    def numbers(self) -> Floats:
        """All six, to be blended with those of another frame."""
        return np.array([self.left, self.top, self.right, self.bottom, self.upper, self.lower])

    @classmethod
    def of(cls, numbers: Floats) -> Frame:
        """From those."""
        return cls(*map(float, numbers))

    def column(self, place: int, count: int) -> tuple[float, float]:
        """The left and the right end of one of so many stages."""
        width = (self.right - self.left) / count
        return self.left + place * width, self.left + (place + 1) * width

    def bars(self, place: int, count: int) -> tuple[float, float]:
        """The left and the right end of the room for the bars in one of so many columns."""
        left, right = self.column(place, count)
        spare = max(0.0, right - left - WIDEST) / 2
        return left + spare, right - spare


def network_plan(style: Style) -> NetworkPlan:
    """The plan for a frame."""
    return plan_for(style.canvas.names, PLANS, "a network")


def whole_frame(figures: Figures, style: Style) -> Frame:
    """The chart all over the stage, but for what stands at its left where the first bars are high.

    In a loop there is room below it to say what its hues are.
    """
    return _framed(figures, style, style.canvas.stage.bottom + (0.0 if style.canvas.is_loop else 24.0))


def beside_ratio(figures: Figures, style: Style) -> Frame:
    """The chart with room left for the ratio."""
    stage, plan = style.canvas.stage, network_plan(style)
    if plan.below:
        return _framed(figures, style, stage.bottom - plan.ratio * stage.height)
    return replace(whole_frame(figures, style), right=stage.right - plan.ratio * stage.width)


def _framed(figures: Figures, style: Style, bottom: float) -> Frame:
    stage, plan = style.canvas.stage, network_plan(style)
    upper = stage.top + plan.upper * (bottom - stage.top - plan.band)
    left = stage.left + _aside(figures, style)
    return Frame(left, stage.top, stage.right, bottom, upper, upper + plan.band)


def rounded_below(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 and so on that is no larger.

    >>> rounded_below(68_646_000), rounded_below(1_520_000)
    (50000000, 1000000)
    """
    power = 10 ** max(0, len(str(int(value))) - 1)
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(1, value)))


def _aside(figures: Figures, style: Style) -> float:
    """Room at the left of all columns, for what stands there and would meet bars: what is counted, and rulers."""
    plan, width = network_plan(style), style.canvas.stage.width
    count, needed = len(figures.stages), 0.0
    for network in (figures.network, figures.full):
        for counted in COUNTED:
            each = [amount(stage.cost, counted) for stage in network.stages]
            name = text_width(style.tongue.text(NAMES[counted]), FACT) + 20
            for place, value in enumerate(each):
                half = min(width / count, text_width(numeral(value), plan.number)) / 2
                middle = (place + 0.5) / count
                if value >= LOW * max(each) and middle * width - half < name:
                    # As columns grow narrower, the later ones move less.
                    needed = max(needed, (name + half - middle * width) / (1.0 - middle))
            ruled = rounded_below(RULED * max(each))
            if plan.has_rulers and each[0] >= LOW * ruled:
                column = width / count
                bars = min(column, WIDEST)
                ruler = text_width(numeral(ruled), plan.number)
                needed = max(needed, ruler + 30 - (column - bars) / 2 - BESIDE[0][0] * bars)
    return needed


def hue_of_standard(theme: Theme) -> Rgb:
    """Of standard convolutions in place of others, which stand back."""
    return mix(theme.background, theme.dim, 0.62)


def hue_of(kind: Shown, theme: Theme) -> Rgb:
    """Of a kind of layers, wherever it is told of; standard ones are as dim as in other films."""
    depthwise, pointwise = part_hues(theme)
    transposed, linear, rest = (
        triple(theme.ramps_of_channels(8)[place].at(0.6 if theme.reverse else 0.2)) for place in (0, 5, 7)
    )
    hues: Mapping[Shown, Rgb] = {
        "pointwise": pointwise,
        "depthwise": depthwise,
        "grouped": depthwise,
        "standard": theme.dim,
        "transposed": transposed,
        "linear": linear,
        "rest": rest,
    }
    return hues[kind]
