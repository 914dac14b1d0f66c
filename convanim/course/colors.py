"""The films' colours for pages around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from convanim.course.text.story import Story
from convanim.errors import SpecError
from convanim.theme.check import READABLE
from convanim.theme.color import contrast, mix
from convanim.theme.file import again
from convanim.theme.ramp import Rgb
from convanim.theme.theme import Theme

WASH = 0.1
"""How much accent is in the ground of what is marked, or less where the accent would not read well on it."""


def theme_on(ground: str, stories: Sequence[Story]) -> Theme:
    """The theme of a page on light or dark ground: the films' own where they share one, else the built-in one."""
    own = [story.own_theme for story in stories if story.ground == ground]
    if own and own[0] and own.count(own[0]) == len(stories):
        # One that was made by hand, past all checks, may be legible in a film and not on a page.
        with suppress(SpecError):
            return again(own[0])
    return Theme.named(ground)


def colors_of(theme: Theme) -> Mapping[str, str]:
    """A theme's colours for what stands round a film: ground, panel, ink, dim ink, lines, and an accent with its own.

    The accent is the hue of the films' first group.

    >>> colors_of(Theme.dark())["back"]
    '#0f131a'
    """
    accent = theme.letters(theme.ramps_of_groups(2)[0])
    washes = (mix(theme.background, accent, share) for share in (WASH, WASH / 2, 0.0))
    colors: Mapping[str, Rgb] = {
        "back": theme.background,
        "panel": theme.panel,
        "ink": theme.ink,
        "dim": theme.dim,
        "line": theme.line,
        "accent": accent,
        "on-accent": theme.background,
        "wash": next(wash for wash in washes if contrast(accent, wash) >= READABLE),
    }
    return {name: _hex(color) for name, color in colors.items()}


def css_of(theme: Theme) -> str:
    """A theme as declarations of a style sheet, by the same names.

    >>> css_of(Theme.dark()).split()[:4]
    ['color-scheme:', 'dark;', '--back:', '#0f131a;']
    """
    properties = " ".join(f"--{name}: {color};" for name, color in colors_of(theme).items())
    return f"color-scheme: {'light' if theme.reverse else 'dark'}; {properties}"


def _hex(color: Rgb) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in color)
