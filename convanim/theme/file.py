"""Themes as files and ledgers have them.

Colours are written as in style sheets, ``#RRGGBB``. A hue of a palette is one such colour, whose hue and strength
it takes while its lightness stays where cells are legible, or a pair of them, the ends of its ramp as they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from convanim.errors import SpecError, ThemeWarning, UnknownNameError, quoted
from convanim.textfile import read_toml
from convanim.theme.change import COLORS, FOLLOWING, KEYS, NAME, PALETTES, changed
from convanim.theme.check import MIDDLE
from convanim.theme.color import hex_of, lab_of
from convanim.theme.names import THEMES
from convanim.theme.notation import color_of, written
from convanim.theme.theme import Theme


def read_theme(path: Path) -> Theme:
    """The theme that a TOML file holds, which is called after it; raises SpecError naming the file and the key.

    from = "dark"
    background = "#102030"
    groups = ["#FFB000", "#648FFF"]
    """
    table = read_toml(path, "with a theme", 'lines such as background = "#102030"')
    return theme_of(table, path.stem, path.name)


def theme_of(table: Mapping[str, Any], name: str, where: str) -> Theme:
    """A theme from the keys of a file; ``where`` they stand is what errors and warnings begin with."""
    changes = {"name": name, **table}
    base = changes.pop("from", None)
    try:
        if base is None:
            ground = color_of("background", changes["background"]) if "background" in changes else None
            base = "dark" if ground is None or lab_of(ground)[0] <= MIDDLE else "light"
        if base not in THEMES:
            raise UnknownNameError(f"from is {quoted(base)}", ", ".join(THEMES))
        if unknown := [key for key in changes if key not in KEYS]:
            known = ("from", *KEYS)
            raise UnknownNameError(
                f"{unknown[0]} is no key", ", ".join(known), *get_close_matches(unknown[0], known, n=1)
            )
        return changed(Theme.named(base), changes, where)
    except SpecError as error:
        raise error.at(where) from error


def table_of(theme: Theme) -> dict[str, Any]:
    """An own theme as a file has it, plain data that makes the same theme again; nothing for a built-in one.

    >>> table_of(Theme.dark().with_(accent="#FFD100"))
    {'from': 'dark', 'name': 'own', 'accent': '#FFD100'}
    """
    if theme.name in THEMES and theme == Theme.named(theme.name):
        return {}
    base = Theme.named(theme.base or ("light" if theme.reverse else "dark"))
    other = [field.name for field in fields(theme) if getattr(theme, field.name) != getattr(base, field.name)]
    plain: dict[str, Any] = {"from": base.name, "name": theme.name if theme.name not in THEMES else NAME}
    plain |= {key: hex_of(getattr(theme, key)) for key in COLORS if key in other}
    if plain.get("background") is not None:
        # Given with it, so that they do not follow it.
        plain |= {key: hex_of(getattr(theme, key)) for key in FOLLOWING}
    plain |= {key: [written(ramp) for ramp in getattr(theme, key)] for key in PALETTES if key in other}
    if "whole" in other:
        plain["whole"] = written(theme.whole)
    if "off_line" in other:
        plain["off_line"] = list(theme.off_line)
    return plain


def again(table: Mapping[str, Any]) -> Theme:
    """The theme that such a table makes; raises SpecError where it cannot be read."""
    changes = dict(table)
    base = Theme.named(changes.pop("from"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ThemeWarning)
        return changed(base, changes)
