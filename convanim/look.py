"""How a clip is shown, apart from its layer and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Integral
from typing import TYPE_CHECKING, Any

from convanim.aspect import size_of
from convanim.errors import SpecError, UnknownNameError
from convanim.languages import tag_of
from convanim.tongue import MARKS, MOST_DECIMALS

if TYPE_CHECKING:
    from convanim.stage.theme import Theme


@dataclass(frozen=True)
class Look:
    """What stands in for a scene's own look; None leaves it to the scene.

    ``aspect`` is a name in ``convanim.aspect``, ``show_channels`` are the input channels that are shown where not
    all can be. ``language`` is a tag of BCP 47, ``decimals`` are those of real values, 0 to 6, and ``decimal_mark``
    is ``point`` or ``comma``. Each field is called as the scene's attribute is that it stands in for.

    Raises UnknownNameError for an unknown aspect or mark, SpecError for what lists no channels, is no language or
    no number of decimals.

    >>> Look(theme="light").over(Look(theme="dark", aspect="1:1")).told
    {'theme': 'light', 'aspect': '1:1'}
    """

    theme: Theme | str | None = None
    aspect: str | None = None
    show_channels: tuple[int, ...] | None = None
    language: str | None = None
    decimals: int | None = None
    decimal_mark: str | None = None

    def __post_init__(self) -> None:
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

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Look:
        """From values by name, of which other names are left alone; text is read as the command line's.

        >>> Look.of({"aspect": "9:16", "show_channels": "0, 5,9", "size": 3}).told
        {'aspect': '9:16', 'show_channels': (0, 5, 9)}
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
    fit = (part.isdecimal() if isinstance(part, str) else isinstance(part, Integral) and part >= 0 for part in parts)
    if not all(fit):
        raise SpecError(f"the channels to show are {given!r}", "channels from 0 on, and commas", "0,5,9")
    return tuple(map(int, parts))
