"""How each door but Python says fields in messages: in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from convanim.errors import Wording
from convanim.request.words import OPTIONS
from convanim.spec.option import Option


def option_of(field: str) -> Option:
    """The option of a field, as errors name it; one that is none of a clip's is called as it is."""
    return next((option for option in OPTIONS if field in (option.field, option.word)), Option(field, ""))


@dataclass(frozen=True)
class CommandWording:
    """Fields as the command line has them."""

    def name(self, field: str) -> str:
        """The option without its dashes.

        >>> CommandWording().name("in_channels"), CommandWording().name("show_channels")
        ('channels', 'show-channels')
        """
        return option_of(field).flag.removeprefix("--")

    def setting(self, field: str, value: Any) -> str:
        """The option, as it is typed.

        >>> CommandWording().setting("padding", "0,1,0,1"), CommandWording().setting("bias", False)
        ('--padding 0,1,0,1', '--no-bias')
        """
        option = option_of(field)
        if value is None:
            return option.flag
        if isinstance(value, bool):
            return option.flag if value else option.flag.replace("--", "--no-", 1)
        text = option.write(value)
        plain = re.fullmatch(r"[\w.,:/×+-]+", text) is not None
        return f"{option.flag} {text}" if plain else f'{option.flag} "{text}"'


@dataclass(frozen=True)
class DirectiveWording:
    """Fields as directives of pages have them."""

    def name(self, field: str) -> str:
        """The option's name."""
        return COMMAND.name(field)

    def setting(self, field: str, value: Any) -> str:
        """The option, as it is written below the directive.

        >>> DirectiveWording().setting("padding", "0,1,0,1"), DirectiveWording().setting("bias", False)
        (':padding: 0,1,0,1', ':bias: no')
        """
        if value is None:
            return f":{self.name(field)}:"
        option = option_of(field)
        text = Option("", "", "truth").write(value) if isinstance(value, bool) else option.write(value)
        return f":{self.name(field)}: {text}"


@dataclass(frozen=True)
class ListWording:
    """Fields as lists of clips have them."""

    def name(self, field: str) -> str:
        """The key, within its table.

        >>> ListWording().name("in_channels"), ListWording().name("kind")
        ('channels', 'kind')
        """
        option = option_of(field)
        return (option.key or option.word).rpartition(".")[2]

    def setting(self, field: str, value: Any) -> str:
        """The key and its value, as TOML has them.

        >>> ListWording().setting("padding", "0,1,0,1"), ListWording().setting("bias", False)
        ('padding = "0,1,0,1"', 'bias = false')
        """
        if value is None:
            return self.name(field)
        text = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
        return f"{self.name(field)} = {text}"


COMMAND: Wording = CommandWording()
DIRECTIVE: Wording = DirectiveWording()
LIST: Wording = ListWording()
