"""Bars for two layers side by side: what each costs, standard and separable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from convanim.draw.items import Item, Plate, Sheen, Words
from convanim.draw.sheet import Sheet
from convanim.kernels.saving import Saving
from convanim.language.tongue import Tongue, message
from convanim.layout.plans import plan_for
from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.mobjects.caption import FACT
from convanim.ribbon.fractions import Piece, count, counted, part_hues, ratio, run_width, separable_count, set_run
from convanim.spec.aspect import WIDESCREEN
from convanim.theme.theme import Theme

HEIGHT = 224.0
"""From the top of one layer's bars to the words below them, in pixels."""
LABEL = 28.0
APART = 24.0
"""Between what is said of both halves of a bar in one line, in pixels."""


@dataclass(frozen=True)
class ComparisonsPlan:
    """Where the two layers' bars stand, in pixels of the frame; from their top on they take what they need."""

    first: Region
    last: Region


PLANS: Mapping[str, ComparisonsPlan | None] = {
    WIDESCREEN: ComparisonsPlan(Region(1330, 226, 1824, 722), Region(1330, 506, 1824, 722)),
    "1:1": ComparisonsPlan(Region(468, 500, 932, 724), Region(988, 500, 1452, 724)),
    "9:16": ComparisonsPlan(Region(468, 656, 932, 900), Region(988, 656, 1452, 900)),
    # Beside a curve that can be read there is no room for them.
    "16:9 large": None,
    "1:1 large": ComparisonsPlan(Region(468, 490, 932, 714), Region(988, 490, 1452, 714)),
}


def comparisons(first: Saving, last: Saving, style: Style) -> Sheet:
    """Bars for two layers: standard, separable, and the separable bar enlarged. Parts: first, last.

    Both are empty where there is no room for bars.
    """
    plan = plan_for(style.canvas.names, PLANS, comparisons.__name__)
    if plan is None:
        return Sheet({"first": [], "last": []})
    return Sheet(
        {
            "first": _bars(first, plan.first, style.theme, style.tongue),
            "last": _bars(last, plan.last, style.theme, style.tongue),
        }
    )


def _bars(saving: Saving, room: Region, theme: Theme, tongue: Tongue) -> list[Item]:
    left, right, top, ground, text = room.left, room.right, room.top, theme.background, tongue.text
    orange, teal = part_hues(theme)
    features = message("{n} {n?channel|channels}") if saving.square else message("{n} {n?filter|filters}")
    heading = counted(tongue, features, count("out_channels", saving.layer, None, True), bold=True)
    fewer = [*ratio(saving, 1, tongue, teal), Piece("\u00d7", teal, True)]
    items: list[Item] = [
        *set_run(heading, left, top + 14, LABEL, theme, ground=ground),
        *set_run(fewer, right, top + 14, LABEL, theme, align="right", ground=ground),
    ]
    most = max(saving.standard, saving.separable)
    ends = []
    numbers = count("multiply_adds", saving.layer), separable_count(saving)
    for k, (what, value) in enumerate(((text("standard"), saving.standard), (text("separable"), saving.separable))):
        y = top + 58 + 66 * k
        items.append(Words(what, left, y, FACT, (*theme.dim, 1.0), ground))
        items += set_run([numbers[k]], right, y, LABEL, theme, align="right", ground=ground)
        ends.append(left + value / most * (right - left))
    items.append(Plate((left, top + 72, ends[0], top + 86), 0, (*theme.dim, 1.0)))
    items += _split((left, top + 138, ends[1], top + 152), saving, theme)
    # The separable bar again, enlarged to the full width, so that its parts can be told apart.
    enlarged = (left, top + 182, right, top + 196)
    fan = np.array([[left, top + 152], [ends[1], top + 152], [right, top + 182], [left, top + 182]])
    items.append(Sheen(fan, (0.0, top + 152), (0.0, top + 182), (*theme.dim, 0.34), (*theme.dim, 0.08)))
    items += _split(enlarged, saving, theme)
    y = top + HEIGHT
    halves = [
        [Piece(f"{text(name)} ", theme.dim), count("multiply_adds", half, hue, True)]
        for name, half, hue in zip(("depthwise", "pointwise"), saving.halves, (orange, teal), strict=True)
    ]
    items += set_run(halves[0], left, y, FACT, theme, ground=ground)
    if sum(run_width(run, FACT) for run in halves) + APART > right - left:
        y += 1.2 * FACT
    items += set_run(halves[1], right, y, FACT, theme, align="right", ground=ground)
    return items


def _split(box: tuple[float, float, float, float], saving: Saving, theme: Theme) -> list[Item]:
    left, top, right, bottom = box
    orange, teal = part_hues(theme)
    # Never so thin that it cannot be seen.
    cut = left + max(3.0, saving.depthwise / saving.separable * (right - left))
    return [
        Plate((left, top, cut, bottom), 0, (*orange, 1.0)),
        Plate((cut, top, max(cut, right), bottom), 0, (*teal, 1.0)),
    ]
