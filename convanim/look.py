"""How a clip is shown, apart from its layer and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Integral
from typing import TYPE_CHECKING, Any

from convanim.aspect import size_of
from convanim.crop import Crop
from convanim.errors import SpecError

if TYPE_CHECKING:
    from convanim.stage.theme import Theme


@dataclass(frozen=True)
class Look:
    """What stands in for a scene's own look; None leaves it to the scene.

    ``aspect`` is a name in ``convanim.aspect``, ``show_channels`` are the input channels that are shown where not
    all can be. Each field is called as the scene's attribute is that it stands in for.
    ``crop`` are the input's rows and columns to show in numbers: text such as ``40:52,60:72``, two slices or pairs.

    Raises UnknownNameError for an unknown aspect, SpecError for what lists no channels or is no crop.

    >>> Look(theme="light").over(Look(theme="dark", aspect="1:1"))
    Look(theme='light', aspect='1:1', show_channels=None, crop=None)
    """

    theme: Theme | str | None = None
    aspect: str | None = None
    show_channels: tuple[int, ...] | None = None
    crop: Crop | None = None

    def __post_init__(self) -> None:
        if self.aspect is not None:
            size_of(self.aspect)
        if self.show_channels is not None:
            object.__setattr__(self, "show_channels", _channels(self.show_channels))
        if self.crop is not None:
            object.__setattr__(self, "crop", Crop.of(self.crop))

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Look:
        """From values by name, of which other names are left alone; text is read as the command line's.

        >>> Look.of({"aspect": "9:16", "show_channels": "0, 5,9", "size": 3})
        Look(theme=None, aspect='9:16', show_channels=(0, 5, 9), crop=None)
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


def _channels(given: Any) -> tuple[int, ...]:
    parts = [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)
    fit = (part.isdecimal() if isinstance(part, str) else isinstance(part, Integral) and part >= 0 for part in parts)
    if not all(fit):
        raise SpecError(f"the channels to show are {given!r}", "channels from 0 on, and commas", "0,5,9")
    return tuple(map(int, parts))
