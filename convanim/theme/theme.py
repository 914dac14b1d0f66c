"""The look: hue says who, lightness says how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from convanim.errors import UnknownNameError, quoted
from convanim.theme.change import changed
from convanim.theme.color import contrast, hex_color, srgb
from convanim.theme.names import THEMES
from convanim.theme.ramp import Ramp, Rgb, triple

# Neighbours are told apart by every kind of eye: see ``convanim.theme.color_vision``.
_CHANNELS = (
    Ramp.between((0.599, 0.191, 8), (0.793, 0.109, 8)),
    Ramp.between((0.668, 0.165, 30), (0.850, 0.083, 36)),
    Ramp.between((0.712, 0.164, 64), (0.904, 0.090, 76)),
    Ramp.between((0.778, 0.154, 90), (0.968, 0.114, 105)),
    Ramp.between((0.719, 0.120, 190), (0.954, 0.080, 190)),
    Ramp.between((0.610, 0.126, 224), (0.819, 0.085, 220)),
    Ramp.between((0.561, 0.169, 260), (0.780, 0.103, 268)),
    Ramp.between((0.702, 0.163, 300), (0.930, 0.080, 300)),
)
_GROUPS = (
    Ramp.between((0.660, 0.175, 44), (0.824, 0.094, 56)),
    Ramp.between((0.625, 0.154, 246), (0.855, 0.094, 231)),
    Ramp.between((0.790, 0.150, 98), (0.960, 0.100, 106)),
    Ramp.between((0.637, 0.169, 322), (0.847, 0.051, 340)),
)
_PHOTO = (
    Ramp.between((0.580, 0.205, 26), (0.790, 0.115, 22)),
    Ramp.between((0.680, 0.190, 145), (0.910, 0.130, 145)),
    Ramp.between((0.560, 0.180, 259), (0.790, 0.100, 262)),
)
"""Red, green and blue."""
_WHOLE = Ramp.between((0.62, 0.12, 160), (0.92, 0.085, 156))


@dataclass(frozen=True)
class Theme:
    """Colours and type of a clip; colours are sRGB in 0..1.

    ``reverse`` turns the ramps round, so that a high value always stands out most from
    the background. ``base`` names the built-in theme that an own one was made from.

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
    base: str = field(default="", repr=False)
    colors: Sequence[Ramp] = field(default=(), repr=False)
    """Hues of three channels or groups that are the red, green and blue of a picture; none elsewhere."""

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
            raise UnknownNameError(f"no theme is called {quoted(name)}", ", ".join(THEMES))
        made: Theme = getattr(cls, name)()
        return made

    def with_(self, **changes: Any) -> Theme:
        """A theme of your own: this one with other colours, each ``#RRGGBB`` or sRGB in 0..1.

        ``background``, ``panel`` (the ribbon's ground), ``ink``, ``dim`` (quieter text), ``line``, ``accent``,
        ``glass``, ``glass_line`` and ``cell_line``; where only the background is given, panel, glass and lines keep
        their distance from it. ``channels`` and ``groups`` are lists of 2 to 12 hues, ``whole`` is that of an ungrouped
        block: a colour, whose lightness is moved to where cells are legible, or a pair of them, the ends of a ramp.
        ``name`` is what it is called.

        Raises UnknownNameError for what is no colour of a theme, SpecError for what is no colour or cannot be read,
        and warns (ThemeWarning) of hues side by side that look alike to some eyes.

        >>> school = Theme.dark().with_(name="school", background="#102030", accent="#FFD100")
        >>> school.name, school.background == Theme.dark().background
        ('school', False)
        """
        return changed(self, changes)

    def for_photo(self) -> Theme:
        """The same for a layer that reads a picture: its three channels are red, green and blue.

        A theme with channels of its own keeps these.
        """
        return replace(self, colors=_PHOTO) if self.channels is _CHANNELS else self

    def ramp_of_whole(self) -> Ramp:
        """The hue of an ungrouped block."""
        return self.turned(self.whole)

    def ramps_of_channels(self, count: int) -> list[Ramp]:
        """One ramp a channel or filter: spread over the hues, or more than these in turn.

        Never blended: neighbours that were would look alike, the more so to eyes that lack a kind of cone.

        >>> ramps = Theme.dark().ramps_of_channels(64)
        >>> ramps[8] == ramps[0], ramps[1] == ramps[0]
        (True, False)
        """
        hues = self.colors if count == len(self.colors) else self.channels
        return [self.turned(ramp) for ramp in _spread(hues, count)]

    def ramps_of_groups(self, count: int) -> list[Ramp]:
        """One ramp a group; more groups than group hues take channel hues."""
        if count > len(self.groups) or count == len(self.colors):
            return self.ramps_of_channels(count)
        return [self.turned(ramp) for ramp in self.groups[:count]]

    def off(self, ramp: Ramp) -> Rgb:
        """The edge of a cell that is switched off: its hue, hushed."""
        lab = (np.asarray(ramp.low) + np.asarray(ramp.high)) / 2
        chroma = float(np.hypot(lab[1], lab[2])) or 1.0
        lightness, hushed = self.off_line
        return triple(srgb([lightness, lab[1] / chroma * hushed, lab[2] / chroma * hushed]))

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
        return triple(color)

    def turned(self, ramp: Ramp) -> Ramp:
        """The ramp as cells have it: its last colour is the one that stands out most from the background."""
        return ramp.reversed() if self.reverse else ramp


def _spread(hues: Sequence[Ramp], count: int) -> list[Ramp]:
    if count > len(hues):
        return [hues[k % len(hues)] for k in range(count)]
    return [hues[int(k * len(hues) / count + 0.5)] for k in range(count)]
