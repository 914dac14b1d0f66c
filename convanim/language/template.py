"""Texts with counts in braces, taken apart: what stands outside of braces is said as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from convanim.errors import SpecError

ALLOWED = (
    "{name}, {name:w}, {name:W} or {name?one|other} with the name of a count, {!conv2d} for a name that is said as it "
    "is, and {{ and }} for braces as such"
)


@dataclass(frozen=True)
class Field:
    """A count to be written out: as a numeral, as a small word (``w``), or as one that begins a sentence (``W``)."""

    name: str
    style: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several texts, by a count: ``exact`` ones for one number each, ``forms`` for a kind of numbers each."""

    name: str
    exact: tuple[tuple[int, Template], ...]
    forms: tuple[Template, ...]


@dataclass(frozen=True)
class Name:
    """What is called so, and stands as it is: its digits, if it has any, tell no number."""

    text: str


Template = tuple[str | Name | Field | Choice, ...]


@lru_cache(maxsize=2048)
def parse(written: str) -> Template:
    """The parts of a text, in order.

    Raises SpecError for braces that are neither a count's nor doubled, and says how to write them.

    >>> parse("{n:W} {{x}} {n?a|=2 b|c}")
    (Field(name='n', style='W'), ' {x} ', Choice(name='n', exact=((2, ('b',)),), forms=(('a',), ('c',))))
    >>> parse("as {!conv2d} does")
    ('as ', Name(text='conv2d'), ' does')
    """
    parts, _ = _parts(written, 0, inside=False)
    return parts


def named(template: Template) -> set[str]:
    """The names of all counts in a template, whether they are written out or only choose a form.

    >>> sorted(named(parse("{n} {m?{k} a|b}")))
    ['k', 'm', 'n']
    """
    found: set[str] = set()
    for part in template:
        if isinstance(part, Field | Choice):
            found.add(part.name)
        if isinstance(part, Choice):
            found = found.union(*(named(form) for form in (*part.forms, *(written for _, written in part.exact))))
    return found


_NAME = re.compile(r"\{(?P<name>[^\W\d]\w*)(?P<sign>[:?}])")
_AS_IT_IS = re.compile(r"\{!(?P<text>[^{}|]+)\}")
_STYLE = re.compile(r"(?P<style>[wW])\}")
_EXACT = re.compile(r"=(?P<number>\d+) ")


def _parts(written: str, at: int, inside: bool) -> tuple[Template, int]:
    """The parts from a place on, and where they end; ``inside`` a field's form that is at its ``|`` or ``}``."""
    parts: list[str | Name | Field | Choice] = []
    plain = ""
    while at < len(written):
        letter = written[at]
        if inside and letter in "|}":
            break
        if not inside and written[at : at + 2] in ("{{", "}}"):
            plain, at = plain + letter, at + 2
        elif letter == "}":
            raise _refused(written, at, at + 1)
        elif letter == "{":
            part, at = _field(written, at)
            parts += [plain, part] if plain else [part]
            plain = ""
        else:
            plain, at = plain + letter, at + 1
    return (*parts, plain) if plain else tuple(parts), at


def _field(written: str, start: int) -> tuple[Name | Field | Choice, int]:
    if name := _AS_IT_IS.match(written, start):
        return Name(name["text"]), name.end()
    head = _NAME.match(written, start)
    if head is None:
        raise _refused(written, start, _closed(written, start))
    if head["sign"] == "}":
        return Field(head["name"]), head.end()
    if head["sign"] == ":":
        style = _STYLE.match(written, head.end())
        if style is None:
            raise _refused(written, start, _closed(written, start))
        return Field(head["name"], style["style"]), style.end()
    exact, forms, at = list[tuple[int, Template]](), list[Template](), head.end()
    while True:
        number = _EXACT.match(written, at)
        form, at = _parts(written, number.end() if number else at, inside=True)
        if number:
            exact.append((int(number["number"]), form))
        else:
            forms.append(form)
        if written[at : at + 1] == "}":
            break
        if at == len(written):
            raise _refused(written, start, None)
        at += 1
    if not forms:
        raise SpecError(
            f"{written[start : at + 1]} in {written!r} has no written for other numbers",
            f"{{{head['name']}?=2 both|all}}",
        )
    return Choice(head["name"], tuple(exact), tuple(forms)), at + 1


def _closed(written: str, start: int) -> int | None:
    """Where what opens at ``start`` is closed again, if it is."""
    depth = 0
    for at in range(start, len(written)):
        depth += {"{": 1, "}": -1}.get(written[at], 0)
        if depth == 0:
            return at + 1
    return None


def _refused(written: str, start: int, end: int | None) -> SpecError:
    piece = written[start : start + 1 if end is None else end]
    doubled = piece.replace("{", "{{").replace("}", "}}")
    rest = written[start + len(piece) :]
    return SpecError(f"{piece} in {written!r}", ALLOWED, f"{written[:start] + doubled + rest!r} if braces are meant")
