"""A theme with other colours, found to be legible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from convanim.errors import SpecError, ThemeWarning, UnknownNameError, quoted, warn
from convanim.theme.check import doubts, illegible
from convanim.theme.color import lab_of
from convanim.theme.names import THEMES
from convanim.theme.notation import color_of, palette_of, ramp_of, snapped

if TYPE_CHECKING:
    from convanim.theme.theme import Theme

COLORS = ("background", "panel", "ink", "dim", "line", "accent", "glass", "glass_line", "cell_line")
PALETTES = ("channels", "groups")
KEYS = ("name", *COLORS, *PALETTES, "whole")
"""What ``Theme.with_`` and files take, and files ``from``, too."""
NAME = "own"
MOST_NAME = 120
"""Characters of a name."""
"""What a theme is called that was given no name."""
FOLLOWING = ("panel", "line", "glass", "glass_line", "cell_line")
"""What keeps its distance from the background where that alone is given."""


def changed(base: Theme, changes: Mapping[str, Any], where: str = "") -> Theme:
    """A theme with other colours; see ``Theme.with_``. Warnings begin with ``where`` it stands."""
    for key in changes:
        if key not in (*KEYS, "off_line"):
            raise UnknownNameError(
                f"{key} is no colour of a theme", ", ".join(KEYS), *get_close_matches(key, KEYS, n=1)
            )
    colors: dict[str, Any] = {key: color_of(key, changes[key]) for key in COLORS if key in changes}
    if "background" in colors:
        shift = lab_of(colors["background"]) - lab_of(base.background)
        moved = {key: snapped(lab_of(getattr(base, key)) + shift) for key in FOLLOWING}
        colors = {**moved, **colors}
    colors |= {key: palette_of(key, changes[key]) for key in PALETTES if key in changes}
    if "whole" in changes:
        colors["whole"] = ramp_of("whole", changes["whole"])
    if "off_line" in changes:
        colors["off_line"] = tuple(changes["off_line"])
    name = changes.get("name", base.name if base.base else NAME)
    if (
        not isinstance(name, str)
        or not name.strip()
        or not name.isprintable()
        or len(name) > MOST_NAME
        or name in THEMES
    ):
        raise SpecError(
            f"the theme is called {quoted(name)}",
            f"a name of its own, of at most {MOST_NAME} characters, none of {', '.join(THEMES)}",
            "school",
        )
    made = replace(base, name=name, base=base.base or base.name, **colors)
    for error in illegible(made):
        raise error
    if any(key in changes for key in PALETTES):
        for doubt in doubts(made):
            warn(ThemeWarning(f"{where or f'theme {name}'}: {doubt}"))
    return made
