"""The films' colours for pages around them."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.stage.color import mix
from convanim.stage.theme import Rgb, Theme

WASH = 0.1
"""How much accent is in the ground of what is marked; with more, the accent would not read well on it."""


def css_of(theme: Theme) -> str:
    """A theme as declarations of a style sheet: ground, panel, ink, dim ink, lines, and an accent with its own.

    The accent is the hue of the films' first group.

    >>> css_of(Theme.dark()).split()[:4]
    ['color-scheme:', 'dark;', '--back:', '#0f131a;']
    """
    accent = theme.letters(theme.ramps_of_groups(2)[0])
    colors: Mapping[str, Rgb] = {
        "back": theme.background,
        "panel": theme.panel,
        "ink": theme.ink,
        "dim": theme.dim,
        "line": theme.line,
        "accent": accent,
        "on-accent": theme.background,
        "wash": mix(theme.background, accent, WASH),
    }
    told = " ".join(f"--{name}: {_hex(color)};" for name, color in colors.items())
    return f"color-scheme: {'light' if theme.reverse else 'dark'}; {told}"


def _hex(color: Rgb) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in color)
