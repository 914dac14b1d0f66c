"""The door that ledgers, captions and films come in by: what is none, or too much, is told before any of it is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import av
from pydantic import BaseModel, Field, StrictFloat, StrictInt, StrictStr, ValidationError

from convanim.budgets import CHECKED_BYTES, FILE_BYTES, MOST_CAPTIONS, MOST_PARTS, MOST_TOLD, MOST_WHOLE, PICTURE_BYTES
from convanim.errors import ConvanimError, shortened
from convanim.film.carried import carried_by
from convanim.film.digests import LEDGER, MARK, seal_in
from convanim.textfile import regular

NUMERAL = 100
"""Letters of a number, at the most."""
EQUATION = 1000
"""Letters of an equation, at the most."""

Text = Annotated[StrictStr, Field(max_length=10_000)]
Whole = Annotated[StrictInt, Field(ge=-MOST_WHOLE, le=MOST_WHOLE)]
Real = Annotated[StrictFloat, Field(allow_inf_nan=False)]
Number = Whole | Real
Index = Annotated[list[Whole | Text], Field(max_length=64)]


class Span(BaseModel):
    """What lasts for a while."""

    start: Number
    end: Number


class Sound(BaseModel):
    """What tells the encoded sound of a beat."""

    packets: Annotated[StrictInt, Field(ge=0, le=MOST_WHOLE)]
    digest: Text


class Section(Span):
    """A beat."""

    name: Text
    frames: Annotated[StrictInt, Field(ge=0, le=MOST_WHOLE)] | None = None
    digest: Text | None = None
    sound: Sound | None = None


class Caption(Span):
    """What is said."""

    text: Text


class Shown(Span):
    """A number on show."""

    text: Annotated[StrictStr, Field(max_length=NUMERAL)]
    tensor: Text
    index: Index
    value: Number
    box: Annotated[list[Number], Field(min_length=4, max_length=4)] | None


class Equation(Span):
    """An equation on show."""

    text: Annotated[StrictStr, Field(max_length=EQUATION)]


class Step(BaseModel):
    """A window that is told."""

    start: Number
    index: Annotated[list[Whole], Field(min_length=3, max_length=3)]
    total: Number


class Array(BaseModel):
    """What tells an array of somebody's own."""

    shape: Annotated[list[Annotated[StrictInt, Field(ge=0, le=MOST_WHOLE)]], Field(max_length=4)]
    dtype: Annotated[StrictStr, Field(pattern=r"^(bool|u?int(8|16|32|64)|float(16|32|64))$")]
    digest: Text


class Numbers(BaseModel):
    """Where a clip's numbers come from."""

    kind: Text
    seed: Whole
    given: dict[Text, Array] | None = None


class Chapter(BaseModel):
    """A lesson that is a part of a film."""

    lesson: Text
    layer: dict[Text, Any]
    sections: list[Text]


class Ledger(BaseModel):
    """What of a ledger is read here; whatever else there is stays as it is."""

    scene: Text
    lesson: Text
    layer: dict[Text, Any]
    values: Numbers
    fps: Annotated[StrictInt, Field(ge=1, le=1000)]
    seconds: Number
    sections: Annotated[list[Section], Field(min_length=1, max_length=MOST_PARTS)]
    captions: Annotated[list[Caption], Field(max_length=MOST_CAPTIONS)]
    numbers: list[Shown]
    equations: list[Equation]
    steps: list[Step]
    lessons: Annotated[list[Chapter], Field(max_length=MOST_PARTS)] | None = None
    measurement: dict[Text, Any] | None = None


class Recipe(BaseModel):
    """What of a recipe is read here."""

    fps: Annotated[StrictInt, Field(ge=1, le=1000)]


class Seal(BaseModel):
    """What a film's metadata say of its ledger."""

    recipe: Recipe
    beats: Annotated[list[tuple[Text, Whole, Text]], Field(max_length=MOST_PARTS)]
    ledger: Text
    captions: Text | None = None
    sound: Annotated[list[tuple[Whole, Text]], Field(max_length=MOST_PARTS)] = []
    of: Annotated[StrictStr, Field(max_length=255, pattern=r"^[^/\\\x00]+$")] | None = None


class Carried(BaseModel):
    """What a loop carries."""

    recipe: Recipe
    ledger: Text
    of: Annotated[StrictStr, Field(max_length=255, pattern=r"^[^/\\\x00]+$")]
    digest: Text
    here: Text


class UnreadableError(ConvanimError):
    """A file cannot be read as what it is taken for; the message goes on from its name."""


def read_ledger(path: Path) -> Mapping[str, Any]:
    """A ledger, whose form is found to be that of one.

    Raises FileNotFoundError where there is none, UnreadableError where it is none, or too much.
    """
    content = content_of(path, CHECKED_BYTES)
    # As many values as it can have, so that nothing is made of them where these are too many.
    if (most := sum(map(content.count, b",[{"))) > MOST_TOLD:
        raise UnreadableError(f"has about {most} values; at most {MOST_TOLD} are read")
    try:
        told = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"cannot be read: {reason_of(error)}") from error
    if not isinstance(told, dict) or not {"scene", "layer", "values", "numbers"} <= told.keys():
        raise UnreadableError("is no ledger")
    if (version := told.get(MARK)) is not None and version != LEDGER:
        raise UnreadableError(f"has version {version!r:.40} of the form, and this convanim reads {LEDGER}")
    _check(Ledger, told, "is none that convanim writes")
    return told


def read_seal(film: Path) -> Mapping[str, Any] | None:
    """What a film's metadata say of its ledger; None where they say nothing.

    Raises UnreadableError where it is no film, or says what no film of convanim does.
    """
    return _in_picture(film, FILE_BYTES, seal_in, Seal, "film")


def read_carried(loop: Path) -> Mapping[str, Any] | None:
    """What a GIF or WebP carries of its film; None where it carries nothing.

    Raises UnreadableError where it cannot be read, or carries what no loop of convanim does.
    """
    return _in_picture(loop, PICTURE_BYTES, carried_by, Carried, "loop")


def content_of(path: Path, most: int) -> bytes:
    """What is in a file of at most so many bytes; raises FileNotFoundError, or UnreadableError for all else."""
    try:
        regular(path, most)
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableError(f"cannot be read: {reason_of(error)}") from error


def reason_of(error: BaseException) -> str:
    """What an error says, in a few words."""
    if isinstance(error, RecursionError):
        return "lists are inside each other without end"
    return shortened(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _in_picture(
    path: Path, most: int, carried: Callable[[Path], Mapping[str, Any] | None], form: type[BaseModel], kind: str
) -> Mapping[str, Any] | None:
    """What is carried by a moving picture of at most so many bytes, in the form that it has there."""
    try:
        regular(path, most)
        told = carried(path)
    except (av.FFmpegError, OSError, ValueError, RecursionError) as error:
        raise UnreadableError(f"cannot be read as a {kind}, or not to its end ({reason_of(error)})") from error
    if told is not None:
        _check(form, told, f"carries what no {kind} of convanim does")
    return told


def _check(form: type[BaseModel], told: Any, wrong: str) -> None:
    try:
        form.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("constrained-", "function-")))
        raise UnreadableError(f"{wrong}: {shortened(place)}: {first['msg']}") from error
    except RecursionError as error:
        raise UnreadableError(f"{wrong}: {reason_of(error)}") from error
