"""How a clip is shown, apart from its layer and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from operator import index
from typing import TYPE_CHECKING, Any

from convanim.budgets import MOST_DIGITS, MOST_WHOLE
from convanim.errors import Name, Setting, SpecError, UnknownNameError, quoted, shortened
from convanim.language.marks import MARKS, MOST_DECIMALS
from convanim.language.tags import SOURCE, built_in, tag_of
from convanim.spec.aspect import ASPECTS, TEXTS, WIDESCREEN, size_of
from convanim.spec.chosen import Chosen
from convanim.spec.cut import CUTS, FILM
from convanim.spec.option import declared, options_of
from convanim.theme.names import FILE, THEMES

if TYPE_CHECKING:
    from convanim.spec.crop import Crop
    from convanim.theme.theme import Theme


def _theme(given: Any) -> Any:
    """A theme, or the name of a built-in one; a file's is read here."""
    if not isinstance(given, str):
        from convanim.theme.theme import Theme

        if not isinstance(given, Theme):
            raise SpecError((Name("theme"), f" is {quoted(given)}"), "a Theme, or the name of one", ", ".join(THEMES))
        return given
    if given.endswith(FILE):
        from pathlib import Path

        from convanim.theme.file import read_theme

        return read_theme(Path(given))
    if given not in THEMES:
        from difflib import get_close_matches

        known = f"{', '.join(THEMES)}, or a file FILE{FILE}"
        raise UnknownNameError(
            (Name("theme"), f" is {quoted(given)}"), known, *get_close_matches(shortened(given), THEMES, n=1)
        )
    return given


def _aspect(given: Any) -> str:
    size_of(given)
    return str(given)


FPS, PACES = (10, 120), (0.25, 4.0)
"""Frames a second that a film may have, and how much slower or faster than usual it may go."""


def _fps(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not FPS[0] <= given <= FPS[1]:
        allowed = f"whole frames a second, {FPS[0]} to {FPS[1]}"
        raise SpecError((Name("fps"), f" is {quoted(given)}"), allowed, "24, 25, 30, 50 or 60")
    return given


def _pace(given: Any) -> float:
    with suppress(TypeError, ValueError, OverflowError):
        if not isinstance(given, bool) and PACES[0] <= float(given) <= PACES[1]:
            return float(given)
    slower = (Setting("pace", 0.8), " for a slower film")
    raise SpecError((Name("pace"), f" is {quoted(given)}"), f"{PACES[0]} (slow) to {PACES[1]:g} (fast)", slower)


MOST_CHANNELS = 1000
"""That are shown of many; a frame has room for a few."""


def _numbered(text: str) -> int:
    """A number as text has it; one of too many digits is none."""
    return int(text) if len(text) <= MOST_DIGITS else -1


def _channels(given: Any) -> tuple[int, ...]:
    try:
        parts = map(_numbered, given.split(",")) if isinstance(given, str) else map(index, given)
        channels = tuple(islice(parts, MOST_CHANNELS + 1))
    except (TypeError, ValueError):
        channels = (-1,)
    if len(channels) > MOST_CHANNELS:
        allowed = f"at most {MOST_CHANNELS}"
        raise SpecError(f"the channels to show are {quoted(given)}", allowed, field="show_channels")
    if min(channels, default=0) < 0 or max(channels, default=0) > MOST_WHOLE:
        example = Setting("show_channels", "0,5,9")
        raise SpecError(
            f"the channels to show are {quoted(given)}",
            "channels from 0 on, and commas",
            example,
            field="show_channels",
        )
    return channels


def _crop(given: Any) -> Crop:
    from convanim.spec.crop import Crop

    return Crop.of(given)


@dataclass(frozen=True)
class Look(Chosen):
    """What stands in for a scene's own look; None leaves it to the scene.

    ``theme`` is a theme, the name of a built-in one, or a TOML file that holds one and is read here. ``aspect`` is a
    name in ``convanim.spec.aspect``, ``cut`` is film, or loop for its most telling motion alone, ``text`` is normal or
    large: None is large where the frame stands upright, and in loops. ``fps`` are frames a second in place of the
    quality's, and what moves and rests takes its time divided by ``pace``. ``language`` is a tag of BCP 47,
    ``decimals`` are those of real values, 0 to 6, and ``decimal_mark`` is ``point`` or ``comma``. ``show_channels`` are
    the input channels that are shown where not all can be, ``crop`` the input's rows and columns to show in numbers:
    text such as ``40:52,60:72``, two slices or pairs. Each field is called as the scene's attribute is that it stands
    in for.

    Raises UnknownNameError for an unknown theme, aspect or mark, SpecError for what lists no channels or is no crop, a
    file without a theme, what is no language, and a rate, a pace or decimals out of range.

    >>> Look(theme="light").over(Look(theme="dark", aspect="1:1")).given
    {'theme': 'light', 'aspect': '1:1'}
    """

    theme: Theme | str | None = field(
        default=None,
        metadata=declared(
            "theme",
            "For screens, bright rooms, weak projectors and eyes, or paper; or a file with colours of your own.",
            choices=THEMES,
            ending=FILE,
            usual="dark",
            check=_theme,
        ),
    )
    aspect: str | None = field(
        default=None,
        metadata=declared(
            "aspect",
            "Laid out again for a square or an upright frame.",
            choices=tuple(ASPECTS),
            usual=WIDESCREEN,
            check=_aspect,
        ),
    )
    cut: str | None = field(
        default=None,
        metadata=declared(
            "cut",
            "The film, or a loop of its most telling motion: about ten seconds, no words.",
            choices=CUTS,
            usual=FILM,
        ),
    )
    text: str | None = field(
        default=None,
        metadata=declared(
            "text",
            "Large for films shown small, some 480 pixels wide; usual in 9:16 and in loops.",
            choices=TEXTS,
        ),
    )
    fps: int | None = field(
        default=None,
        metadata=declared(
            "fps",
            f"Frames a second, {FPS[0]} to {FPS[1]}, in place of the quality's.",
            "whole",
            metavar="N",
            check=_fps,
        ),
    )
    pace: float | None = field(
        default=None,
        metadata=declared(
            "pace",
            "Slower below 1, faster above; captions can still be read.",
            "real",
            metavar="N",
            usual=1.0,
            check=_pace,
        ),
    )
    language: str | None = field(
        default=None,
        metadata=declared(
            "language", "What captions and words on stage are in.", known=built_in, usual=SOURCE, check=tag_of
        ),
    )
    decimals: int | None = field(
        default=None,
        metadata=declared("decimals", "Decimals of real values.", "whole", metavar="N", least=0, most=MOST_DECIMALS),
    )
    decimal_mark: str | None = field(
        default=None,
        metadata=declared("decimal_mark", "In place of the language's own.", choices=tuple(MARKS)),
    )
    show_channels: tuple[int, ...] | None = field(
        default=None,
        metadata=declared(
            "show_channels",
            "Which channels to show of many; sums have all of them.",
            "wholes",
            metavar="0,5,9",
            usual=(),
            check=_channels,
        ),
    )
    crop: Crop | None = field(
        default=None,
        metadata=declared(
            "crop",
            "Which rows and columns of a large input to show in numbers.",
            metavar="40:52,60:72",
            check=_crop,
        ),
    )

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Look:
        """From values by words or fields, of which others are left alone; text is read as the command line's.

        >>> Look.of({"aspect": "9:16", "show_channels": "0, 5,9", "fps": "25", "size": 3}).given
        {'aspect': '9:16', 'fps': 25, 'show_channels': (0, 5, 9)}
        """
        found = {option: name for option in options_of(cls) for name in option.names if name in words}
        return cls(**{option.field: option.read(words[name]) for option, name in found.items()})


PLAIN = Look()
"""Every scene as it is."""
LOOKS = tuple(option.field for option in options_of(Look))
"""All that a look may say."""
