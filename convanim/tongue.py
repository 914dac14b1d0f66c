"""How a film speaks: the language of its words, and how its numbers are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from convanim.errors import SpecError, UnknownNameError
from convanim.languages import SOURCE, is_source, messages, plural_of
from convanim.numerals import ALMOST, THIN_SPACE, decimals_for, numeral, rounded, word

Count = int | Fraction
MARKS = {"point": ".", "comma": ","}
"""What may stand between ones and tenths, by name."""
MOST_DECIMALS = 6


def message(text: str) -> str:
    """The text itself, marked for translators: for messages that are kept before a tongue says them."""
    return text


def chapter(beat: str) -> str:
    """What a beat is called for readers, as a message.

    >>> chapter("count_the_cost")
    'Count the cost'
    """
    return beat.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Place:
    """Letters ``start`` up to ``end`` of a filled message: what was given under ``name``, or a name of its own ("")."""

    start: int
    end: int
    name: str

    def moved(self, by: int) -> Place:
        """The same, so many letters further on."""
        return Place(self.start + by, self.end + by, self.name)


@dataclass(frozen=True)
class Filled:
    """A message with everything filled in, and where in it that is, in order."""

    text: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Tongue:
    """A language and a way to write numbers; whatever stands on stage is said by one.

    ``language`` is a tag of BCP 47, ``mark`` stands before decimals, ``decimals`` are those of real values (None: as
    many as their size asks for), ``folders`` hold catalogs besides convanim's own, the nearest first.

    >>> Tongue().text("{n} {n?channel|channels} of {shape}", n=1, shape="3×3")
    '1 channel of 3×3'
    >>> Tongue("de", mark=",").digits(0.5, 2)
    (2, ',')
    """

    language: str = SOURCE
    mark: str = "."
    decimals: int | None = None
    folders: tuple[Path, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Tongue:
        return self

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return messages(self.language, self.folders)

    def text(self, message: str, **given: Count | str) -> str:
        """A message in this language, with what it names filled in: numbers as numerals, texts as they are."""
        return self.fill(message, given).text

    def fill(self, message: str, given: Mapping[str, Count | str]) -> Filled:
        """The same, and where in it stands what.

        In messages and their translations alike, ``{name}`` is a numeral, and ``{name?channel|channels}`` is the form
        that the number asks for: one for each kind of numbers that the language tells apart, in Unicode's order (one,
        two, few, many, other), the last one for all further kinds. A form may name counts itself. ``{name:w}`` is a
        small number as a word and ``{name:W}`` that at the start of a sentence, in English alone; elsewhere they are
        numerals. ``{!conv2d}`` is a name, which stands as it is: its digits tell no number.

        Raises UnknownNameError for a name that is not given, SpecError for what is none of these.
        """
        template = self._texts.get(message, message)
        english = template == message and is_source(self.language)
        text, places = "", list[Place]()

        def put(part: str) -> None:
            nonlocal text
            at = 0
            for match in _FIELD.finditer(part):
                text += part[at : match.start()]
                at = match.end()
                name, sign, rest = match["name"], match["sign"], match["rest"]
                if name.startswith("!") and not sign:
                    places.append(Place(len(text), len(text) + len(name) - 1, ""))
                    text += name[1:]
                    continue
                if name not in given:
                    raise UnknownNameError(f"no count is called {name!r} in {template!r}", ", ".join(given))
                value = given[name]
                if sign == "?" and not isinstance(value, str):
                    put(self._form(value, rest.split("|"), template))
                    continue
                if sign and (isinstance(value, str) or rest not in ("w", "W")):
                    raise SpecError(f"{match[0]} in {template!r}", "{name}, {name:w}, {name:W} or {name?one|other}")
                said = value if isinstance(value, str) else self._count(value, rest if english else "")
                places.append(Place(len(text), len(text) + len(said), name))
                text += said
            text += part[at:]

        put(template)
        told = Filled(text, tuple(places))
        return _agreeing(told) if english else told

    def _form(self, value: Count, forms: list[str], template: str) -> str:
        kinds, kind = plural_of(self.language)
        if len(forms) > len(kinds):
            raise SpecError(
                f"{len(forms)} forms in {template!r}", f"at most {len(kinds)} in {self.language}: {', '.join(kinds)}"
            )
        number = value if isinstance(value, int) else float(value)
        return forms[min(kinds.index(kind(number)), len(forms) - 1)]

    def _count(self, value: Count, style: str) -> str:
        if isinstance(value, Fraction) and value.denominator != 1:
            return f"{ALMOST}{THIN_SPACE}{rounded(value, 1, self.mark)}"
        text = word(int(value)) if style else numeral(int(value))
        return text.capitalize() if style == "W" else text

    def rounded(self, value: Any, decimals: int) -> str:
        """A number rounded to so many decimals."""
        return rounded(value, decimals, self.mark)

    def digits(self, largest: float, usual: int) -> tuple[int, str]:
        """Decimals of real values of which this is the largest, where ``usual`` ones are asked for, and their mark."""
        return decimals_for(largest, usual) if self.decimals is None else self.decimals, self.mark


ENGLISH = Tongue()

# A form may hold fields in its turn.
_FIELD = re.compile(r"\{(?P<name>[^{}:?]+)(?P<sign>[:?]?)(?P<rest>(?:[^{}]|\{[^{}]*\})*)\}")


_ONE_OF_MANY = re.compile(r"\b(one|One|1) (channel|filter|value|weight|group|pixel|cell|number)s\b")


def _agreeing(told: Filled) -> Filled:
    """One thing in the singular.

    >>> _agreeing(Filled("all one channels, one values, 1 filters, 11 filters")).text
    'the one channel, one value, 1 filter, 11 filters'
    """
    # As long as it was, so that all keeps its place.
    text, places = told.text.replace("all one ", "the one "), told.places
    for match in reversed(list(_ONE_OF_MANY.finditer(text))):
        end = match.end()
        text = text[: end - 1] + text[end:]
        places = tuple(place.moved(-1) if place.start >= end else place for place in places)
    return Filled(text, places)
