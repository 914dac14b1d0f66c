"""Whether what is drawn in a theme can be read, and told apart by all eyes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from convanim.errors import SpecError
from convanim.theme.color import contrast, hex_of, lab_of
from convanim.theme.color_vision import CLEAR, SIGHTS, distance
from convanim.theme.notation import shown, snapped
from convanim.theme.ramp import Ramp, Rgb

if TYPE_CHECKING:
    from convanim.theme.theme import Theme

READABLE, VISIBLE, QUIET = 4.5, 3.0, 1.3
"""Contrast of text with its ground and of marks with theirs (WCAG 2.2, 1.4.3 and 1.4.11), and of quiet lines."""
CELLS = 2.0
"""Contrast with the background of every cell, or of its edge."""
MIDDLE = 0.6
"""OKLab lightness from which on a ground is light."""


def doubts(theme: Theme) -> Iterator[str]:
    """What is a matter of taste and yet makes films harder to follow: neighbours that look alike to some eyes.

    >>> from convanim.theme.theme import Theme
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
                    f"{kind} {one} and {other} ({shown(ramps[one])} and {shown(ramps[other])}) look alike with "
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


def illegible(theme: Theme) -> Iterator[SpecError]:
    """What cannot be read or told apart in a theme, each as the error that refuses it."""
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
            called = f"{key} {shown(ramp)}" if key == "whole" else f"{key}[{place}] {shown(ramp)}"
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
                other = snapped(np.array([moved, a, b]))
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
