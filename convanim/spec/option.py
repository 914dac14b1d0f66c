"""Options as their fields declare them: what users call them, how they are written, and what they say.

A field of ``Layer``, ``Values``, ``Topic``, ``Look``, ``Voice`` or ``OwnNumbers`` carries its ``Option`` as metadata.
The command line, lists of clips, directives, keywords in Python, recipes, names of files and errors all follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Literal, NamedTuple

from convanim.budgets import MOST_DIGITS, MOST_LETTERS, MOST_WHOLE
from convanim.errors import Name, SpecError, UnknownNameError, quoted

Kind = Literal["whole", "real", "truth", "text", "cells", "sides", "sizes", "wholes", "file", "folder", "factory"]
"""What is given: a number, yes or no, text; ``cells`` and ``sides`` are what ``Layer`` takes as a size and as padding,
``sizes`` those of any number of axes, ``wholes`` numbers with commas, ``file`` is FILE[:NAME], ``folder`` one or a
name among those known, ``factory`` FILE.py:NAME or package.module:NAME."""

TRUTH: Mapping[str, bool] = {"": True, "yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_KEY = "option"


class Option(NamedTuple):
    """One option.

    ``word`` is what users know it by, ``key`` what lists of clips call it (empty: as ``word``). ``choices`` are all
    that it may be, or, where ``ending`` is given, all but files whose names end so; ``known`` makes names that it may
    be among others; ``least`` and ``most`` bound a number. ``check`` finds a value to be allowed, in the form in which
    it is kept, or raises SpecError; without it, what is said before is what is allowed. ``rank`` orders lists of
    options, fields of one rank in their order. ``field`` is the field's name, and ``usual`` what it is unless somebody
    says otherwise; None where nothing can be said.
    """

    word: str
    help: str
    kind: Kind = "text"
    metavar: str = ""
    choices: tuple[str, ...] = ()
    ending: str = ""
    known: Callable[[], Iterable[str]] | None = None
    least: int | None = None
    most: int | None = None
    key: str = ""
    rank: int = 1
    check: Callable[[Any], Any] | None = None
    field: str = ""
    usual: Any = None

    @property
    def flag(self) -> str:
        """The option on the command line.

        >>> Option("show_channels", "Which channels to show.").flag
        '--show-channels'
        """
        return "--" + self.word.replace("_", "-")

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called in Python and in directives: its word, and the name of its field."""
        return tuple(dict.fromkeys((self.word, self.field)))

    def read(self, given: Any) -> Any:
        """What text means; all else, and text that means nothing, stays for the field's own record to judge.

        >>> Option("seed", "", "whole").read(" 3"), Option("seed", "", "whole").read("three")
        (3, 'three')
        >>> Option("show_channels", "", "wholes").read("0, 5,9"), Option("bias", "", "truth").read("no")
        ((0, 5, 9), False)
        """
        if not isinstance(given, str):
            return given
        if len(given) > MOST_LETTERS:
            raise SpecError(
                (Name(self.field), f" is a text of {len(given)} characters"),
                f"at most {MOST_LETTERS}",
                field=self.field,
            )
        text = given.strip()
        if self.kind == "whole":
            return int(text) if re.fullmatch(_WHOLE, text) else text
        if self.kind == "real":
            return float(text) if re.fullmatch(_REAL, text) else text
        if self.kind == "truth":
            return TRUTH.get(text.lower(), given)
        if self.kind == "wholes":
            parts = [part.strip() for part in text.split(",")]
            return tuple(map(int, parts)) if all(re.fullmatch(_WHOLE, part) for part in parts) else given
        return given if self.kind in ("file", "folder", "factory") else text

    def write(self, value: Any) -> str:
        """A value as text that means it.

        >>> Option("size", "", "cells").write((5, 7)), Option("show_channels", "", "wholes").write((0, 5))
        ('5x7', '0,5')
        >>> [Option("padding", "", "sides").write(pads) for pads in (((1, 1), (0, 0)), ((0, 1), (0, 1)))]
        ['1x0', '0,1,0,1']
        """
        if isinstance(value, str):
            return value
        if self.kind == "sides" and not isinstance(value, int):
            if all(before == after for before, after in value):
                return cells_text([before for before, _ in value])
            return ",".join(str(cells) for axis in value for cells in axis)
        if self.kind == "cells" and not isinstance(value, int):
            return cells_text(value)
        if self.kind == "sizes":
            return "x".join(map(str, value))
        if self.kind == "wholes":
            return ",".join(map(str, value))
        if self.kind == "truth":
            return "yes" if value else "no"
        return f"{value:g}" if isinstance(value, float) else str(value)


_WHOLE = rf"[+-]?\d{{1,{MOST_DIGITS}}}"
_REAL = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"


def cells_text(sizes: Iterable[int]) -> str:
    """A size as it is written: one number where all are equal.

    >>> cells_text((3, 3)), cells_text((2, 3))
    ('3', '2x3')
    """
    numbers = [*map(str, sizes)]
    return numbers[0] if len(set(numbers)) == 1 else "x".join(numbers)


def checked(option: Option, value: Any) -> Any:
    """A value that an option may have, in the form in which it is kept; raises SpecError and its kin for any other."""
    if option.check is not None:
        return option.check(value)
    name = Name(option.field)
    if option.choices:
        if not isinstance(value, str) or value not in option.choices:
            from difflib import get_close_matches

            raise UnknownNameError(
                f"no {option.word.replace('_', ' ')} is called {quoted(value)}",
                ", ".join(option.choices),
                *get_close_matches(value if isinstance(value, str) else "", option.choices, n=1),
                field=option.field,
            )
    elif option.kind == "whole":
        fits = isinstance(value, int) and not isinstance(value, bool) and -MOST_WHOLE <= value <= MOST_WHOLE
        least, most = option.least, option.most
        if not fits or (least is not None and value < least) or (most is not None and value > most):
            bounds = "" if least is None or most is None else f" from {least} to {most}"
            raise SpecError((name, f" is {quoted(value)}"), f"a whole number{bounds}")
    elif option.kind == "truth" and not isinstance(value, bool):
        raise SpecError((name, f" is {quoted(value)}"), "True or False")
    elif option.kind == "real" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise SpecError((name, f" is {quoted(value)}"), "a number")
    elif option.kind == "text" and not isinstance(value, str):
        raise SpecError((name, f" is {quoted(value)}"), "text")
    return value


def declared(word: str, help: str, kind: Kind = "text", **more: Any) -> Mapping[str, Option]:
    """Metadata of a field that an option gives; ``more`` are other fields of ``Option``."""
    return {_KEY: Option(word, help, kind, **more)}


def options_of(*records: type) -> tuple[Option, ...]:
    """The options that the fields of dataclasses declare, in the order in which they are listed.

    >>> from convanim.spec import Layer
    >>> [option.word for option in options_of(Layer)][:4]
    ['channels', 'filters', 'groups', 'size']
    """
    return _declared(records)


@cache
def _declared(records: tuple[type, ...]) -> tuple[Option, ...]:
    found = [
        field.metadata[_KEY]._replace(
            field=field.name,
            usual=field.metadata[_KEY].usual if field.default in (None, MISSING) else field.default,
        )
        for record in records
        for field in fields(record)
        if _KEY in field.metadata
    ]
    return tuple(sorted(found, key=lambda option: option.rank))
