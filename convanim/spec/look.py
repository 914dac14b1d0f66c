"""How a clip is shown, apart from its layer and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import SpecError, UnknownNameError
from convanim.language.catalogs import tag_of
from convanim.language.tongue import MARKS, MOST_DECIMALS
from convanim.spec.aspect import size_of
from convanim.spec.crop import Crop

if TYPE_CHECKING:
    from convanim.theme.theme import Theme


@dataclass(frozen=True)
class Look:
    """What stands in for a scene's own look; None leaves it to the scene.

    ``theme`` is a theme, the name of a built-in one, or a TOML file that holds one and is read here. ``aspect`` is a
    name in ``convanim.spec.aspect``, ``show_channels`` are the input channels that are shown where not all can be,
    ``crop`` the input's rows and columns to show in numbers: text such as ``40:52,60:72``, two slices or pairs. ``fps``
    are frames a second in place of the quality's, and what moves and rests takes its time divided by ``pace``.
    ``language`` is a tag of BCP 47, ``decimals`` are those of real values, 0 to 6, and ``decimal_mark`` is ``point``
    or ``comma``. Each field is called as the scene's attribute is that it stands in for.

    Raises UnknownNameError for an unknown aspect or mark, SpecError for what lists no channels or is no crop, a file
    without a theme, what is no language, and a rate, a pace or decimals out of range.

    >>> Look(theme="light").over(Look(theme="dark", aspect="1:1")).told
    {'theme': 'light', 'aspect': '1:1'}
    """

    theme: Theme | str | None = None
    aspect: str | None = None
    show_channels: tuple[int, ...] | None = None
    crop: Crop | None = None
    fps: int | None = None
    pace: float | None = None
    language: str | None = None
    decimals: int | None = None
    decimal_mark: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.theme, str) and self.theme.endswith(".toml"):
            from convanim.theme.file import read_theme

            object.__setattr__(self, "theme", read_theme(Path(self.theme)))
        if self.language is not None:
            tag_of(self.language)
        if self.decimals is not None:
            object.__setattr__(self, "decimals", _decimals(self.decimals))
        if self.decimal_mark is not None and self.decimal_mark not in MARKS:
            raise UnknownNameError(f"no decimal mark is called {self.decimal_mark!r}", ", ".join(MARKS))
        if self.aspect is not None:
            size_of(self.aspect)
        if self.show_channels is not None:
            object.__setattr__(self, "show_channels", _channels(self.show_channels))
        if self.fps is not None:
            object.__setattr__(self, "fps", _fps(self.fps))
        if self.pace is not None:
            object.__setattr__(self, "pace", _pace(self.pace))
        if self.crop is not None:
            object.__setattr__(self, "crop", Crop.of(self.crop))

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Look:
        """From values by name, of which other names are left alone; text is read as the command line's.

        >>> Look.of({"aspect": "9:16", "show_channels": "0, 5,9", "fps": "25", "size": 3}).told
        {'aspect': '9:16', 'show_channels': (0, 5, 9), 'fps': 25}
        """
        return cls(**{name: words[name] for name in LOOKS if name in words})

    @property
    def told(self) -> dict[str, Any]:
        """What is not left to the scene, by name."""
        return {name: given for name in LOOKS if (given := getattr(self, name)) is not None}

    def over(self, other: Look) -> Look:
        """The same where it says something, and elsewhere what the other says."""
        return Look(**{**other.told, **self.told})


PLAIN = Look()
"""Every scene as it is."""
LOOKS = tuple(field.name for field in fields(Look))
"""All that a look may say."""


def _decimals(given: Any) -> int:
    fits = given.isdecimal() if isinstance(given, str) else isinstance(given, int) and not isinstance(given, bool)
    if not fits or not 0 <= int(given) <= MOST_DECIMALS:
        raise SpecError(f"decimals is {given!r}", f"a whole number from 0 to {MOST_DECIMALS}", "2")
    return int(given)


def _channels(given: Any) -> tuple[int, ...]:
    parts = [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)
    try:
        channels = tuple(int(part) if isinstance(part, str) else index(part) for part in parts)
    except (TypeError, ValueError):
        channels = (-1,)
    if min(channels, default=0) < 0:
        raise SpecError(f"the channels to show are {given!r}", "channels from 0 on, and commas", "0,5,9")
    return channels


FPS, PACES = (10, 120), (0.25, 4.0)
"""Frames a second that a film may have, and how much slower or faster than usual it may go."""


def _fps(given: Any) -> int:
    whole = int(given) if isinstance(given, str) and given.strip().isdecimal() else given
    if isinstance(whole, bool) or not isinstance(whole, int) or not FPS[0] <= whole <= FPS[1]:
        raise SpecError(f"fps is {given!r}", f"whole frames a second, {FPS[0]} to {FPS[1]}", "24, 25, 30, 50 or 60")
    return whole


def _pace(given: Any) -> float:
    with suppress(TypeError, ValueError):
        if not isinstance(given, bool) and PACES[0] <= float(given) <= PACES[1]:
            return float(given)
    raise SpecError(f"pace is {given!r}", f"{PACES[0]} (slow) to {PACES[1]:g} (fast)", "0.8 for a slower film")
