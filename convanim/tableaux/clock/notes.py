"""What stands in the ribbon below the plots: the hero's times, and where and how it was measured."""

from __future__ import annotations

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item
from convanim.draw.phrase import Phrase, joined
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.measure.variants import DEPTHWISE, STANDARD
from convanim.mobjects.counts import phrase
from convanim.ribbon.fractions import readable
from convanim.tableaux.clock.figures import NAMES, billions, called, machine, of_shape, seconds, shape, source, times
from convanim.tableaux.clock.findings import Findings
from convanim.tableaux.clock.plots import hues

BIG, SMALL = 40.0, 24.0
LEADING = 1.2
"""From line to line, over the size."""


def hero_times(findings: Findings, style: Style) -> Sheet:
    """How long the hero's standard and depthwise layer took, and how they compare. Parts: heading, standard, depthwise,
    gain."""
    theme, tongue, canvas, hero = style.theme, style.tongue, style.canvas, findings.hero
    ribbon = canvas.ribbon
    parts: dict[str, list[Item]] = {"heading": []}
    top = ribbon.top
    if canvas.has_headings:
        template = message("{shape}: median time for one image")
        said = phrase(template, {}, more={"shape": shape(hero)}, tongue=tongue)
        found = fit("a heading", said, [Room(canvas.header.width, 1, 22.0, _least(style))], aspect=canvas.aspect)
        parts["heading"] = [
            found.lines[0].words(ribbon.left, canvas.heading_line, found.size, (*theme.dim, 1.0), theme.panel)
        ]
        top += 40
    bottom = min(ribbon.bottom, canvas.panel.bottom - 50)
    # Where the ribbon is low, three stand side by side however narrow it is.
    stacked = canvas.header.width < 1100 and bottom - top > 110
    gain = hero.gain(DEPTHWISE)
    told = times(hero, DEPTHWISE, "time", tongue)
    words = (
        message("about the same")
        if gain.same
        else message("{time} times as fast, so slower")
        if gain.slower
        else message("{time} times faster")
    )
    rows = {
        "standard": (Phrase(tongue.text(NAMES[STANDARD])), seconds(hero, STANDARD, tongue)),
        "depthwise": (Phrase(tongue.text(NAMES[DEPTHWISE])), seconds(hero, DEPTHWISE, tongue)),
        "gain": (Phrase(""), phrase(words, {}, more={"time": told}, tongue=tongue)),
    }
    width = canvas.header.width if stacked else canvas.header.width / 3 - 30
    pitch = (bottom - top) / 3 if stacked else 0.0
    for k, (name, (label, value)) in enumerate(rows.items()):
        x = ribbon.left + (0.0 if stacked else k * (width + 45))
        color = readable(hues(theme)[DEPTHWISE], theme.panel, theme.ink) if name == "depthwise" else theme.ink
        if stacked:
            whole = label + " " + value if label.text else value
            found = fit(
                "a time", whole, [Room(width, 1, min(BIG, 0.62 * pitch), 16.0)], aspect=canvas.aspect, bold=True
            )
            y = top + (k + 0.5) * pitch + 0.36 * found.size
            parts[name] = [found.lines[0].words(x, y, found.size, (*color, 1.0), theme.panel, True)]
            continue
        found = fit("a time", value, [Room(width, 2, BIG, 24.0)], aspect=canvas.aspect, bold=True)
        y = min((top + bottom) / 2 + 34, bottom - 1.15 * found.size * (len(found.lines) - 1))
        parts[name] = [
            *(
                line.words(x, y + i * 1.15 * found.size, found.size, (*color, 1.0), theme.panel, True)
                for i, line in enumerate(found.lines)
            ),
            *([label.words(x, y - 54, SMALL, (*theme.dim, 1.0), theme.panel)] if label.text else []),
        ]
    return Sheet(parts)


def limits_beside(findings: Findings, style: Style) -> Sheet:
    """How fast depthwise and standard were, and how fast the lower of both limits lets them be. Parts: each of them."""
    theme, tongue, canvas, hero = style.theme, style.tongue, style.canvas, findings.hero
    ribbon = canvas.ribbon
    bottom = min(ribbon.bottom, canvas.panel.bottom - 50)
    pitch = (bottom - ribbon.top) / 2
    parts: dict[str, list[Item]] = {}
    for k, name in enumerate((STANDARD, DEPTHWISE)):
        given = {
            "variant": Phrase(tongue.text(NAMES[name])),
            "speed": billions(of_shape(hero, name, "speed"), tongue),
            "limit": billions(findings.limit_of(name), tongue),
        }
        words = message("{variant}: {speed} billion multiply-adds a second, limit {limit}")
        said = phrase(words, {}, more=given, tongue=tongue)
        found = fit(
            "a speed",
            said,
            [Room(canvas.header.width, 2, min(36.0, 0.5 * pitch), _least(style))],
            aspect=canvas.aspect,
            bold=True,
        )
        color = readable(hues(theme)[name], theme.panel, theme.ink) if name == DEPTHWISE else theme.ink
        y = ribbon.top + (k + 0.5) * pitch + 0.36 * found.size - 0.6 * found.size * (len(found.lines) - 1)
        parts[name] = [
            line.words(ribbon.left, y + i * 1.2 * found.size, found.size, (*color, 1.0), theme.panel, True)
            for i, line in enumerate(found.lines)
        ]
    return Sheet(parts)


def measured_on(findings: Findings, style: Style) -> Sheet:
    """Where, when and how it was measured, and what there was no time for."""
    theme, tongue, canvas = style.theme, style.tongue, style.canvas
    told = findings.measurement
    lines = [
        phrase(
            message("measured on {machine}"), {}, more={"machine": joined(machine(told, tongue), ", ")}, tongue=tongue
        ),
        Phrase.name(f"torch {called(told.machine.torch)}, {called(told.machine.system)}")
        + ", "
        + phrase(message("{!float32}, one image at a time"), {}, tongue=tongue),
        _samples(findings, style),
    ]
    if told.left_out:
        out = source("count", "left_out", value=len(told.left_out))
        lines.append(
            phrase(message("{n} {n?shape|shapes} left out for want of time"), {}, more={"n": out}, tongue=tongue)
        )
    ribbon, least = canvas.ribbon, _least(style)
    bottom = min(ribbon.bottom, canvas.panel.bottom - 50)
    top = ribbon.top - (30 if canvas.is_large else 0)
    share = min(58.0, (bottom - top) / len(lines))
    fitted = []
    for k, line in enumerate(lines):
        largest = max(least, min(26.0 if k else 30.0, 0.7 * share))
        rooms = [Room(canvas.header.width, 1, largest, least), Room(canvas.header.width, 2, least, least)]
        fitted.append(fit("a note", line, rooms, aspect=canvas.aspect, bold=k == 0))
    tall = sum(LEADING * found.size * len(found.lines) for found in fitted)
    gap = min(24.0, (bottom - top - tall) / len(lines))
    items: list[Item] = []
    y = top + (bottom - top - tall - gap * (len(lines) - 1)) / 2
    for k, found in enumerate(fitted):
        color = theme.ink if k == 0 else theme.dim
        for said in found.lines:
            y += LEADING * found.size
            items.append(said.words(ribbon.left, y - 0.3 * found.size, found.size, (*color, 1.0), theme.panel, k == 0))
        y += gap
    return Sheet(items)


def _least(style: Style) -> float:
    """The smallest type in the ribbon, in pixels."""
    return 16.0 if style.canvas.is_large else 22.0


def _samples(findings: Findings, style: Style) -> Phrase:
    """How many samples there are of each time, and what whiskers show."""
    counts = [one.timed(name).seconds.samples for one in findings.shapes for name in NAMES]
    few, many = (source("count", name, value=value) for name, value in (("least", min(counts)), ("most", max(counts))))
    shapes = findings.counts["shapes"]
    template = (
        message(
            "{shapes} {shapes?shape|shapes}, each timed {most?once|{most} times}; “clearly” is beyond the quartiles"
        )
        if few.value == many.value
        else message(
            "{shapes} {shapes?shape|shapes}, each timed {least} to {most} times; “clearly” is beyond the quartiles"
        )
    )
    return phrase(template, {}, more={"shapes": shapes, "least": few, "most": many}, tongue=style.tongue)
