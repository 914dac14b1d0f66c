"""What records share that stand in for attributes of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from convanim.spec.layer import settle
from convanim.spec.option import checked, options_of


@dataclass(frozen=True)
class Chosen:
    """Fields that each declare an option and are called as the scene's attribute is; None leaves one to the scene."""

    def __post_init__(self) -> None:
        for option in options_of(type(self)):
            value = getattr(self, option.field)
            if value is not None:
                settle(self, **{option.field: checked(option, value)})

    @property
    def given(self) -> dict[str, Any]:
        """What is not left to the scene, by field."""
        values = {option.field: getattr(self, option.field) for option in options_of(type(self))}
        return {name: value for name, value in values.items() if value is not None}

    def over(self, other: Self) -> Self:
        """The same where it says something, and elsewhere what the other says."""
        return type(self)(**{**other.given, **self.given})
