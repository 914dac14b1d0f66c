"""The look: hue says who, lightness says how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from convanim.errors import UnknownNameError
from convanim.stage.color import Floats, contrast, hex_color, oklab, srgb

MOST_BLENDED = 12
"""With more hues than this, neighbours look alike."""

Rgb = tuple[float, float, float]
Lch = tuple[float, float, float]


@dataclass(frozen=True)
class Ramp:
    """Colours of one hue from a low value to a high one, as OKLab end points.

    >>> Ramp.between((.6, .19, 8), (.85, .10, 8)).at([0.0, 1.0]).shape
    (2, 3)
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]

    @classmethod
    def between(cls, low: Lch, high: Lch) -> Ramp:
        """From OKLCH end points."""
        return cls(_triple(oklab(*low)), _triple(oklab(*high)))

    def at(self, share: Any) -> Floats:
        """sRGB (..., 3) at ``share`` of the way from low (0) to high (1)."""
        share = np.clip(np.asarray(share, dtype=float), 0.0, 1.0)[..., None]
        return srgb(np.asarray(self.low) + share * (np.asarray(self.high) - np.asarray(self.low)))

    @property
    def signal(self) -> Rgb:
        """The hue at its clearest, for lines and letters."""
        return _triple(self.at(0.55))

    def towards(self, other: Ramp, share: float) -> Ramp:
        """A ramp between two ramps."""
        blend = [
            _triple(np.asarray(a) + share * (np.asarray(b) - np.asarray(a)))
            for a, b in ((self.low, other.low), (self.high, other.high))
        ]
        return Ramp(*blend)

    def reversed(self) -> Ramp:
        """The same colours, high values first."""
        return Ramp(self.high, self.low)


def _triple(values: Any) -> tuple[float, float, float]:
    first, second, third = (float(v) for v in values)
    return first, second, third


_CHANNELS = (
    Ramp.between((0.60, 0.19, 8), (0.85, 0.10, 8)),
    Ramp.between((0.68, 0.16, 30), (0.90, 0.075, 36)),
    Ramp.between((0.70, 0.17, 62), (0.89, 0.10, 76)),
    Ramp.between((0.78, 0.155, 90), (0.965, 0.11, 104)),
    Ramp.between((0.72, 0.12, 190), (0.955, 0.08, 190)),
    Ramp.between((0.61, 0.125, 224), (0.83, 0.085, 220)),
    Ramp.between((0.57, 0.17, 260), (0.79, 0.10, 268)),
    Ramp.between((0.70, 0.165, 300), (0.91, 0.08, 300)),
)
_GROUPS = (
    Ramp.between((0.66, 0.175, 44), (0.90, 0.08, 58)),
    Ramp.between((0.60, 0.15, 246), (0.87, 0.075, 238)),
    Ramp.between((0.79, 0.15, 98), (0.96, 0.10, 106)),
    Ramp.between((0.66, 0.17, 318), (0.88, 0.09, 314)),
)
_WHOLE = Ramp.between((0.62, 0.12, 160), (0.92, 0.085, 156))


@dataclass(frozen=True)
class Theme:
    """Colours and type of a clip; colours are sRGB in 0..1.

    ``reverse`` turns the ramps round, so that a high value always stands out most from
    the background.

    >>> Theme.dark().name, Theme.named("light").name
    ('dark', 'light')
    """

    name: str
    background: Rgb
    panel: Rgb
    ink: Rgb
    dim: Rgb
    line: Rgb
    accent: Rgb
    glass: Rgb
    glass_line: Rgb
    cell_line: Rgb
    reverse: bool = False
    off_line: tuple[float, float] = (0.50, 0.085)
    channels: Sequence[Ramp] = field(default=_CHANNELS, repr=False)
    groups: Sequence[Ramp] = field(default=_GROUPS, repr=False)
    whole: Ramp = field(default=_WHOLE, repr=False)

    def __deepcopy__(self, memo: dict[int, Any]) -> Theme:
        return self

    @classmethod
    def dark(cls) -> Theme:
        """For screens and projectors."""
        return cls(
            name="dark",
            background=hex_color("#0F131A"),
            panel=hex_color("#161B24"),
            ink=hex_color("#EEF1F6"),
            dim=hex_color("#9AA3B2"),
            line=hex_color("#333B48"),
            accent=(1.0, 1.0, 1.0),
            glass=hex_color("#1C222C"),
            glass_line=hex_color("#3A4351"),
            cell_line=hex_color("#0B0E13"),
        )

    @classmethod
    def light(cls) -> Theme:
        """For paper, bright rooms and light pages."""
        return cls(
            name="light",
            background=hex_color("#F8F7F4"),
            panel=hex_color("#EFEDE8"),
            ink=hex_color("#15181D"),
            dim=hex_color("#5A616C"),
            line=hex_color("#C9C7C0"),
            accent=hex_color("#101215"),
            glass=hex_color("#E9E7E2"),
            glass_line=hex_color("#BDBBB4"),
            cell_line=hex_color("#3A2A1C"),
            reverse=True,
            off_line=(0.76, 0.085),
        )

    @classmethod
    def contrast(cls) -> Theme:
        """For weak projectors and weak eyes: black and white, with every line drawn strongly."""
        return cls(
            name="contrast",
            background=hex_color("#000000"),
            panel=hex_color("#0B0B0B"),
            ink=hex_color("#FFFFFF"),
            dim=hex_color("#D5DAE3"),
            line=hex_color("#8C96A6"),
            accent=hex_color("#FFFFFF"),
            glass=hex_color("#0E1116"),
            glass_line=hex_color("#7C8797"),
            cell_line=hex_color("#000000"),
            off_line=(0.72, 0.11),
        )

    @classmethod
    def print(cls) -> Theme:
        """For paper: white ground, so that no ink is spent on it."""
        return cls(
            name="print",
            background=hex_color("#FFFFFF"),
            panel=hex_color("#FFFFFF"),
            ink=hex_color("#000000"),
            dim=hex_color("#4A4F57"),
            line=hex_color("#A9ADB3"),
            accent=hex_color("#000000"),
            glass=hex_color("#F4F4F4"),
            glass_line=hex_color("#A2A6AD"),
            cell_line=hex_color("#24201C"),
            reverse=True,
            off_line=(0.70, 0.085),
        )

    @classmethod
    def named(cls, name: str) -> Theme:
        """A theme by its name; raises UnknownNameError listing the known ones."""
        if name not in THEMES:
            raise UnknownNameError(f"no theme is called {name!r}", ", ".join(THEMES))
        made: Theme = getattr(cls, name)()
        return made

    def ramp_of_whole(self) -> Ramp:
        """The hue of an ungrouped block."""
        return self._turned(self.whole)

    def ramps_of_channels(self, count: int) -> list[Ramp]:
        """One ramp a channel or filter, spread over the hues and blended between them.

        So many that neighbours would look alike take the hues in turn instead.

        >>> ramps = Theme.dark().ramps_of_channels(64)
        >>> ramps[8] == ramps[0], ramps[1] == ramps[0]
        (True, False)
        """
        if count > MOST_BLENDED:
            return [self._turned(self.channels[k % len(self.channels)]) for k in range(count)]
        return [self._turned(ramp) for ramp in _spread(self.channels, count)]

    def ramps_of_groups(self, count: int) -> list[Ramp]:
        """One ramp a group; more groups than group hues take channel hues."""
        chosen = self.groups[:count] if count <= len(self.groups) else _spread(self.channels, count)
        return [self._turned(ramp) for ramp in chosen]

    def off(self, ramp: Ramp) -> Rgb:
        """The edge of a cell that is switched off: its hue, hushed."""
        lab = (np.asarray(ramp.low) + np.asarray(ramp.high)) / 2
        chroma = float(np.hypot(lab[1], lab[2])) or 1.0
        lightness, hushed = self.off_line
        return _triple(srgb([lightness, lab[1] / chroma * hushed, lab[2] / chroma * hushed]))

    def letters(self, ramp: Ramp) -> Rgb:
        """The hue as text: as light (or dark) as it must be to read well on background and panel.

        >>> theme = Theme.light()
        >>> bool(contrast(theme.letters(theme.ramps_of_groups(2)[0]), theme.background) >= 4.5)
        True
        """
        lab = (np.asarray(ramp.low) + np.asarray(ramp.high)) / 2
        lightnesses = np.linspace(lab[0], 0.15 if self.reverse else 0.97, 40)
        for lightness in lightnesses:
            color = srgb([lightness, *lab[1:]])
            if min(contrast(color, self.background), contrast(color, self.panel)) >= 4.6:
                break
        return _triple(color)

    def _turned(self, ramp: Ramp) -> Ramp:
        return ramp.reversed() if self.reverse else ramp


DARK = Theme.dark()
"""What is drawn in where no theme is given."""
THEMES = ("dark", "light", "contrast", "print")
"""The names of the themes; each is a way of making one, above."""


def _spread(anchors: Sequence[Ramp], count: int) -> list[Ramp]:
    step = len(anchors) / max(count, 1)
    spread = []
    for place in (i * step for i in range(count)):
        first, share = int(place), place % 1
        spread.append(anchors[first].towards(anchors[min(first + 1, len(anchors) - 1)], share))
    return spread
