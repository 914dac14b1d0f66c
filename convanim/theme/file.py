"""Themes of the user's own: a built-in one with other colours, found to be legible.

Colours are written as in style sheets, ``#RRGGBB``. A hue of a palette is one such colour, whose hue and strength
it takes while its lightness stays where cells are legible, or a pair of them, the ends of its ramp as they are.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from convanim.errors import SpecError, ThemeWarning, UnknownNameError
from convanim.textfile import read_toml
from convanim.theme.color import Floats, contrast, hex_color, hex_of, lab_of, srgb
from convanim.theme.color_vision import CLEAR, SIGHTS, distance
from convanim.theme.theme import THEMES, Ramp, Rgb, Theme

COLORS = ("background", "panel", "ink", "dim", "line", "accent", "glass", "glass_line", "cell_line")
PALETTES = ("channels", "groups")
KEYS = ("name", *COLORS, *PALETTES, "whole")
"""What ``Theme.with_`` and files take, and files ``from``, too."""
NAME = "own"
"""What a theme is called that was given no name."""

READABLE, VISIBLE, QUIET = 4.5, 3.0, 1.3
"""Contrast of text with its ground and of marks with theirs (WCAG 2.2, 1.4.3 and 1.4.11), and of quiet lines."""
CELLS = 2.0
"""Contrast with the background of every cell, or of its edge."""
MIDDLE = 0.6
"""OKLab lightness from which on a ground is light."""
_MOST_HUES = 12
_FOLLOWING = ("panel", "line", "glass", "glass_line", "cell_line")
"""What keeps its distance from the background where that alone is given."""
_LIGHTNESS, _CHROMA = (0.55, 0.82), 0.19
"""Of the low end of a ramp that is made from one colour, as in the built-in palettes."""


def changed(base: Theme, changes: Mapping[str, Any], where: str = "") -> Theme:
    """A theme with other colours; see ``Theme.with_``. Warnings begin with ``where`` it stands."""
    for key in changes:
        if key not in (*KEYS, "off_line"):
            raise UnknownNameError(
                f"{key} is no colour of a theme", ", ".join(KEYS), *get_close_matches(key, KEYS, n=1)
            )
    told: dict[str, Any] = {key: _color(key, changes[key]) for key in COLORS if key in changes}
    if "background" in told:
        shift = lab_of(told["background"]) - lab_of(base.background)
        moved = {key: _snapped(lab_of(getattr(base, key)) + shift) for key in _FOLLOWING}
        told = {**moved, **told}
    told |= {key: _palette(key, changes[key]) for key in PALETTES if key in changes}
    if "whole" in changes:
        told["whole"] = _ramp("whole", changes["whole"])
    if "off_line" in changes:
        told["off_line"] = tuple(changes["off_line"])
    name = changes.get("name", base.name if base.base else NAME)
    if not isinstance(name, str) or not name.strip() or name in THEMES:
        raise SpecError(f"the theme is called {name!r}", f"a name of its own, none of {', '.join(THEMES)}", "school")
    made = replace(base, name=name, base=base.base or base.name, **told)
    for error in _illegible(made):
        raise error
    if any(key in changes for key in PALETTES):
        for doubt in doubts(made):
            warnings.warn(f"{where or f'theme {name}'}: {doubt}", ThemeWarning, stacklevel=3)
    return made


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
            ground = _color("background", changes["background"]) if "background" in changes else None
            base = "dark" if ground is None or lab_of(ground)[0] <= MIDDLE else "light"
        if base not in THEMES:
            raise UnknownNameError(f"from is {base!r}", ", ".join(THEMES))
        if unknown := [key for key in changes if key not in KEYS]:
            known = ("from", *KEYS)
            raise UnknownNameError(
                f"{unknown[0]} is no key", ", ".join(known), *get_close_matches(unknown[0], known, n=1)
            )
        return changed(Theme.named(base), changes, where)
    except SpecError as error:
        raise type(error)(f"{where}: {error.given}", error.allowed, error.hint) from error


def told(theme: Theme) -> dict[str, Any]:
    """An own theme as a file has it, plain data that makes the same theme again; nothing for a built-in one.

    >>> told(Theme.dark().with_(accent="#FFD100"))
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
        plain |= {key: hex_of(getattr(theme, key)) for key in _FOLLOWING}
    plain |= {key: [_written(ramp) for ramp in getattr(theme, key)] for key in PALETTES if key in other}
    if "whole" in other:
        plain["whole"] = _written(theme.whole)
    if "off_line" in other:
        plain["off_line"] = list(theme.off_line)
    return plain


def again(told: Mapping[str, Any]) -> Theme:
    """The theme that was told; raises SpecError where it cannot be read."""
    changes = dict(told)
    base = Theme.named(changes.pop("from"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ThemeWarning)
        return changed(base, changes)


def doubts(theme: Theme) -> Iterator[str]:
    """What is a matter of taste and yet makes films harder to follow: neighbours that look alike to some eyes.

    >>> list(doubts(Theme.dark()))
    []
    """
    for kind, ramps in (("groups", theme.groups), ("channels", theme.channels)):
        # A few groups stand in two rows, where any may be beside any.
        few = kind == "groups" and len(ramps) <= 4
        pairs = list(combinations(range(len(ramps)), 2)) if few else _in_turn(len(ramps))
        for sight in SIGHTS:
            apart, one, other = min((distance(ramps[one], ramps[other], sight), one, other) for one, other in pairs)
            if apart < CLEAR:
                yield (
                    f"{kind} {one} and {other} ({_shown(ramps[one])} and {_shown(ramps[other])}) look alike with "
                    f"{sight}, {apart:.2f} apart in OKLab; from {CLEAR} on they do not; try colours of other lightness"
                )
                break


def _in_turn(count: int) -> list[tuple[int, int]]:
    """Which of so many hues are neighbours, whatever number of them is spread over channels or groups.

    >>> _in_turn(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    rows = [[int(k * count / some + 0.5) for k in range(some)] for some in range(2, count + 1)]
    return sorted({pair for row in rows for pair in pairwise(row)} | {(0, count - 1)})


# Colours and ramps.


def _color(key: str, given: Any) -> Rgb:
    if isinstance(given, str) and re.fullmatch(r"#([0-9A-Fa-f]{3}){1,2}", given):
        return hex_color(given if len(given) == 7 else "#" + "".join(2 * digit for digit in given[1:]))
    if isinstance(given, tuple) and len(given) == 3 and all(isinstance(v, int | float) and 0 <= v <= 1 for v in given):
        return float(given[0]), float(given[1]), float(given[2])
    raise SpecError(f"{key} is {given!r}", "a colour as #RRGGBB", f"{key} = '#1F77B4'")


def _palette(key: str, given: Any) -> tuple[Ramp, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence) or not 2 <= len(given) <= _MOST_HUES:
        raise SpecError(
            f"{key} are {given!r}", f"a list of 2 to {_MOST_HUES} colours", f"{key} = ['#FFB000', '#648FFF']"
        )
    return tuple(_ramp(f"{key}[{place}]", one) for place, one in enumerate(given))


def _ramp(key: str, given: Any) -> Ramp:
    """From one colour, or from the colours of its ends, the darker of which is low; a ramp stays as it is."""
    if isinstance(given, Ramp):
        return given
    if isinstance(given, list | tuple) and len(given) == 2:
        low, high = sorted((lab_of(_color(key, one)) for one in given), key=lambda lab: float(lab[0]))
        return _between(low, high)
    return _of_one(_color(key, given))


def _of_one(color: Rgb) -> Ramp:
    lightness, a, b = lab_of(color).tolist()
    chroma = float(np.hypot(a, b))
    share = min(1.0, _CHROMA / max(chroma, 1e-9))
    low = np.array([float(np.clip(lightness, *_LIGHTNESS)), a * share, b * share])
    low = lab_of(_snapped(low))
    high = np.array([min(low[0] + 0.21, 0.965), low[1] / 2, low[2] / 2])
    return _between(low, lab_of(_snapped(high)))


def _between(low: Floats, high: Floats) -> Ramp:
    return Ramp((float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2])))


def _snapped(lab: Floats) -> Rgb:
    """The colour nearest to OKLab coordinates that can be written as #RRGGBB."""
    return hex_color(hex_of(srgb([float(np.clip(lab[0], 0.0, 1.0)), lab[1], lab[2]])))


def _ends(ramp: Ramp) -> tuple[str, str]:
    return hex_of(srgb(ramp.low)), hex_of(srgb(ramp.high))


def _written(ramp: Ramp) -> Any:
    low, high = _ends(ramp)
    return low if _of_one(hex_color(low)) == ramp else [low, high]


def _shown(ramp: Ramp) -> str:
    return _ends(ramp)[0]


# What cannot be read is refused.


def _illegible(theme: Theme) -> Iterator[SpecError]:
    grounds = ("background", "panel")
    marks = [(key, ground, READABLE) for key in ("ink", "dim") for ground in grounds]
    marks += [("accent", ground, VISIBLE) for ground in grounds]
    marks += [("line", ground, QUIET) for ground in grounds] + [("glass_line", "background", QUIET)]
    for key, ground, least in marks:
        color, under = getattr(theme, key), getattr(theme, ground)
        if (reached := float(contrast(color, under))) < least:
            other = None if _misplaced(theme) else _stronger(color, [getattr(theme, one) for one in grounds], least)
            yield SpecError(
                f"{key} {hex_of(color)} on the {ground} {hex_of(under)} has a contrast of {_ratio(reached)}",
                f"{_ratio(least)} or more",
                f"{key} = '{hex_of(other)}'" if other else _other_ground(theme),
            )
    for key, ramps in (("channels", theme.channels), ("groups", theme.groups), ("whole", [theme.whole])):
        for place, ramp in enumerate(ramps):
            called = f"{key} {_shown(ramp)}" if key == "whole" else f"{key}[{place}] {_shown(ramp)}"
            yield from _illegible_ramp(theme, called, theme.turned(ramp))


def _illegible_ramp(theme: Theme, called: str, ramp: Ramp) -> Iterator[SpecError]:
    ground = hex_of(theme.background)
    fills = contrast(ramp.at(np.linspace(0, 1, 11)), theme.background)
    seen = max(float(fills.min()), float(contrast(theme.cell_line, theme.background)))
    if seen < CELLS:
        yield SpecError(
            f"cells of {called} have a contrast of {_ratio(seen)} with the background {ground}",
            f"{_ratio(CELLS)} or more, of the cells or of their edges, cell_line",
            _other_ground(theme),
        )
    if fills[-1] <= fills[0]:
        yield SpecError(
            f"high values of {called} stand out less from the background {ground} than low ones",
            "a ground that is darker than all cells, or lighter",
            _other_ground(theme),
        )
    letters = min(float(contrast(theme.letters(ramp), under)) for under in (theme.background, theme.panel))
    if letters < READABLE:
        yield SpecError(
            f"letters of {called} reach a contrast of {_ratio(letters)} with background and panel",
            f"{_ratio(READABLE)} or more",
            _other_ground(theme),
        )


def _stronger(color: Rgb, grounds: Sequence[Rgb], least: float) -> Rgb | None:
    """The same hue, as much lighter or darker as it must be; None where no lightness is enough."""
    lightness, a, b = lab_of(color).tolist()
    for step in np.linspace(0.0, 1.0, 101):
        for moved in (lightness + step, lightness - step):
            if 0 <= moved <= 1:
                other = _snapped(np.array([moved, a, b]))
                if min(float(contrast(other, ground)) for ground in grounds) >= least:
                    return other
    return None


def _misplaced(theme: Theme) -> bool:
    """Whether a dark theme stands on light ground, or a light one on dark."""
    return bool((lab_of(theme.background)[0] > MIDDLE) != theme.reverse)


def _other_ground(theme: Theme) -> str:
    if _misplaced(theme):
        other = "dark" if theme.reverse else "light"
        return f"from = '{other}', or Theme.{other}() in Python"
    return "a lighter background" if theme.reverse else "a darker background"


def _ratio(value: float) -> str:
    # Rounded down, so that what fails by little does not read as if it had not.
    return f"{int(value * 10) / 10:g}:1"
