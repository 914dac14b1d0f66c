"""The roofline: how fast the hero's variants were, under the two limits that were measured beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convanim.draw.items import Item, Line, Rgba
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.measure.record import Timed
from convanim.measure.variants import VARIANTS
from convanim.mobjects.counts import phrase
from convanim.tableaux.clock.figures import BILLION, NAMES, billions, of_shape
from convanim.tableaux.clock.findings import Findings
from convanim.tableaux.clock.plots import Entry, grid, key, mark, plan_of, whisker
from convanim.tableaux.clock.scales import Scale

LIMITS = ("arithmetic", "memory")


def roof(findings: Findings, style: Style) -> Sheet:
    """Multiply-adds a second against multiply-adds for each byte, both logarithmic.

    Parts: axes; arithmetic and memory, the two limits; standard, two_groups, depthwise and separable, the hero's.
    """
    theme, plan, hero = style.theme, plan_of(style), findings.hero
    plot = plan.plot
    peak, bandwidth = (findings.limits[name].value / BILLION for name in LIMITS)
    timed = {name: hero.timed(name) for name in VARIANTS}
    across = Scale.covering(
        [findings.ridge, *(one.intensity for one in timed.values())], plot.left + 10, plot.right - 10, 2.0
    )
    ends = {name: [one.multiply_adds / time / BILLION for time in _quartiles(one)] for name, one in timed.items()}
    # Where the slope begins need not be seen, if that is far below all else.
    lowest = min(min(map(min, ends.values())), peak)
    speeds = [peak, *(value for pair in ends.values() for value in pair), max(lowest / 4, bandwidth * across.low)]
    up = Scale.covering(speeds, plot.bottom - 6, plot.top + 6, 1.5)
    names = message("multiply-adds for each byte moved"), message("billion multiply-adds a second")
    parts: dict[str, list[Item]] = {"axes": grid(style, plot, across, up, names, plan.marks)}
    ink: Rgba = (*theme.ink, 1.0)
    bend = findings.ridge
    start = max(across.low, up.low / bandwidth)
    lines = {
        "arithmetic": [[across.at(bend), up.at(peak)], [plot.right, up.at(peak)]],
        "memory": [[across.at(start), up.at(start * bandwidth)], [across.at(bend), up.at(peak)]],
    }
    entries = key(_entries(findings, style), style, plan)
    for name, points in lines.items():
        parts[name] = [Line(np.array(points), ink, 4.0), *entries[name]]
    for name, one in timed.items():
        x = across.at(one.intensity)
        low, high = (up.at(value) for value in ends[name])
        parts[name] = [
            *whisker((x, low), (x, high), (*theme.ink, 1.0)),
            mark(name, x, up.at(one.speed / BILLION), theme),
            *entries[name],
        ]
    return Sheet(parts)


def _quartiles(timed: Timed) -> Sequence[float]:
    return timed.seconds.upper, timed.seconds.lower


def _entries(findings: Findings, style: Style) -> dict[str, Entry]:
    """What stands beside the plot: both limits, and each variant's speed."""
    theme, tongue, hero = style.theme, style.tongue, findings.hero
    ink: Rgba = (*theme.ink, 1.0)
    limits = {
        "arithmetic": message("arithmetic: {n} billion a second"),
        "memory": message("memory: {n} billion bytes a second"),
    }
    entries = {
        name: Entry(
            lambda x, y, name=name: [  # type: ignore[misc]  # the name of this turn
                Line(
                    np.array(
                        [[x - 14, y + (8 if name == "memory" else 0)], [x + 14, y - (8 if name == "memory" else 0)]]
                    ),
                    ink,
                    4.0,
                )
            ],
            phrase(limits[name], {}, more={"n": billions(findings.limits[name], tongue)}, tongue=tongue),
        )
        for name in LIMITS
    }
    for name in VARIANTS:
        speed = billions(of_shape(hero, name, "speed"), tongue)
        entries[name] = Entry(
            lambda x, y, name=name: [mark(name, x, y, theme)],  # type: ignore[misc]  # the name of this turn
            phrase(
                message("{variant}: {n} billion a second"),
                {},
                more={"variant": tongue.text(NAMES[name]), "n": speed},
                tongue=tongue,
            ),
        )
    return entries
