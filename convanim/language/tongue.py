"""How a film speaks: the language of its words, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from convanim.errors import SpecError, UnknownNameError
from convanim.language.catalogs import is_source, messages, plural_of, runs_left
from convanim.language.direction import isolated
from convanim.language.tags import SOURCE
from convanim.language.template import Choice, Field, Name, Template, parse
from convanim.numerals import ALMOST, THIN_SPACE, Digits, bound, digits_for, numeral, quotient, word

Count = int | Fraction


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
    >>> Tongue("de", mark=",").digits(0.5, 2).text(0.5)
    '0,50'
    """

    language: str = SOURCE
    mark: str = "."
    decimals: int | None = None
    folders: tuple[Path, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Tongue:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Without what it has read, which finds its way to no other process.
        return Tongue, (self.language, self.mark, self.decimals, self.folders)

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return messages(self.language, self.folders)

    @cached_property
    def left(self) -> bool:
        """Whether it is written from right to left."""
        return runs_left(self.language)

    def text(self, message: str, **given: Count | str) -> str:
        """A message in this language, with what it names filled in: numbers as numerals, texts as they are."""
        text = self.fill(message, given).text
        return isolated(text) if self.left else text

    def fill(self, message: str, given: Mapping[str, Count | str]) -> Filled:
        """The same, and where in it stands what.

        In messages and their translations alike, ``{name}`` is a numeral, and ``{name?channel|channels}`` is the form
        that the number asks for: one for each kind of numbers that the language tells apart, in Unicode's order (one,
        two, few, many, other), the last one for all further kinds. A form after ``=2`` and a space is for that number
        alone: ``{name?the one|=2 both|all}``. A form may name counts itself. ``{name:w}`` is a small number as a word
        and ``{name:W}`` that at the start of a sentence, in English alone; elsewhere they are numerals. ``{!conv2d}``
        is a name, which stands as it is: its digits tell no number. ``{{`` and ``}}`` are braces; all else is said as
        it is written. What runs from left to right among words that do not is not isolated yet, as ``text`` has it.

        Raises UnknownNameError for a name that is not given, SpecError for what is none of these.
        """
        template = self._texts.get(message, message)
        english = template == message and is_source(self.language)
        text, places = "", list[Place]()

        def put(parts: Template) -> None:
            nonlocal text
            for part in parts:
                if isinstance(part, str):
                    text += part
                elif isinstance(part, Choice):
                    put(self._form(_value(part, given, template), part, template))
                elif isinstance(part, Name):
                    places.append(Place(len(text), len(text) + len(part.text), ""))
                    text += part.text
                else:
                    said = self._said(_value(part, given, template), part, template, english)
                    places.append(Place(len(text), len(text) + len(said), part.name))
                    text += said

        put(parse(template))
        return Filled(text, tuple(places))

    def _said(self, value: Count | str, field: Field, template: str, english: bool) -> str:
        if not isinstance(value, str):
            return self._count(value, field.style if english else "")
        if field.style:
            raise SpecError(f"{field.name} is no number but {value!r} in {template!r}", f"{{{field.name}}}")
        return value

    def _form(self, value: Count | str, choice: Choice, template: str) -> Template:
        if isinstance(value, str):
            raise SpecError(f"{choice.name} is no number but {value!r} in {template!r}", f"{{{choice.name}}}")
        kinds, kind = plural_of(self.language)
        forms = choice.forms
        if len(forms) > len(kinds):
            raise SpecError(
                f"{len(forms)} forms in {template!r}", f"at most {len(kinds)} in {self.language}: {', '.join(kinds)}"
            )
        number = value if isinstance(value, int) else float(value)
        exact = dict(choice.exact).get(int(value)) if value == int(value) else None
        return forms[min(kinds.index(kind(number)), len(forms) - 1)] if exact is None else exact

    def _count(self, value: Count, style: str) -> str:
        if isinstance(value, Fraction) and value.denominator != 1:
            text, exact = self.quotient(value, 1)
            return text if exact else f"{ALMOST}{THIN_SPACE}{text}"
        text = word(int(value)) if style else numeral(int(value))
        return text.capitalize() if style == "W" else text

    def quotient(self, ratio: Fraction, decimals: int, most: int = 2) -> tuple[str, bool]:
        """A ratio with so many decimals, or in full where it has ``most`` or fewer, and whether that is all of it."""
        return quotient(ratio, decimals, self.mark, most)

    def bound(self, value: float) -> str:
        """A number that is not exceeded, short and rounded up."""
        return bound(value, self.mark)

    def digits(self, largest: float, usual: int) -> Digits:
        """How real values of which this is the largest are written, where ``usual`` decimals are asked for."""
        return digits_for(largest, usual, self.mark, self.decimals)


ENGLISH = Tongue()


def _value(part: Field | Choice, given: Mapping[str, Count | str], template: str) -> Count | str:
    if part.name in given:
        return given[part.name]
    hint = f"{{{{{part.name}}}}} if braces are meant" if part == Field(part.name) else ""
    raise UnknownNameError(f"no count is called {part.name!r} in {template!r}", ", ".join(given), hint)
