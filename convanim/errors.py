"""Every error that convanim raises on purpose: what was given, what is allowed, what to try.

A message names options by their fields, so that each door says it in words of its own: ``in_channels`` in Python is
``channels`` on the command line, and ``groups=4`` is ``--groups 4`` there.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import log10
from types import FrameType
from typing import Any, NamedTuple, Protocol, Self, TextIO

QUOTED = 60
"""So many characters of a text that is too long are told back."""
MOST_SAID = 2000
"""Characters of one part of a message."""


def shortened(text: str) -> str:
    """A text as it is told back in messages.

    >>> shortened("short"), len(shortened("long" * 100))
    ('short', 61)
    """
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"


def quoted(given: Any) -> str:
    """What was given, as it is told back in messages, whatever it is: Python's notation, where that is short.

    >>> quoted("5x"), quoted((5, None)), len(quoted([1] * 1000)), quoted(10**5000)
    ("'5x'", '(5, None)', 61, 'a number of 5001 digits')
    """
    if isinstance(given, int) and (digits := round(given.bit_length() * log10(2) + 0.5)) > QUOTED:
        return f"a number of {digits} digits"
    try:
        # Of a text, no more than is told has to be written with its escapes.
        text = repr(given[: QUOTED + 1] if isinstance(given, str | bytes) else given)
    except Exception:  # whatever a class of the user's own may raise, and numbers in a list that are too long
        return f"of the type {type(given).__name__}"
    return shortened(" ".join(text.splitlines()))


class Name(NamedTuple):
    """What is called by its name in a message: a field."""

    field: str


class Setting(NamedTuple):
    """A field as it is given, in a message: with a value, or as such (None)."""

    field: str
    value: Any = None


Text = str | Name | Setting | tuple["Text", ...]
"""A message, or a part of one: text, and fields in between."""


class Wording(Protocol):
    """How one door says fields."""

    def name(self, field: str) -> str:
        """What a field is called in a sentence."""

    def setting(self, field: str, value: Any) -> str:
        """How a field is given; None leaves the value out."""


class PythonWording:
    """Fields as Python has them."""

    def name(self, field: str) -> str:
        """The field's name."""
        return field

    def setting(self, field: str, value: Any) -> str:
        """The field as an argument.

        >>> PythonWording().setting("padding", "0,1,0,1"), PythonWording().setting("groups", 4)
        ('padding="0,1,0,1"', 'groups=4')
        """
        if value is None:
            return field
        if isinstance(value, str):
            import json

            value = json.dumps(value, ensure_ascii=False)
        return f"{field}={value}"


PYTHON: Wording = PythonWording()


def said(text: Text, wording: Wording = PYTHON) -> str:
    """A message as one door says it.

    >>> said(("try ", Setting("groups", 4)))
    'try groups=4'
    """
    if isinstance(text, str):
        return text
    if isinstance(text, Name):
        return wording.name(text.field)
    if isinstance(text, Setting):
        return wording.setting(text.field, text.value)
    return "".join(said(part, wording) for part in text)


def joined(parts: Iterable[Text], between: str) -> tuple[Text, ...]:
    """Parts of a message with text between each and the next.

    >>> said(joined([Name("size"), Name("kernel")], " and "))
    'size and kernel'
    """
    return tuple(text for part in parts for text in (between, part))[1:]


def _fields(text: Text) -> Iterator[str]:
    if isinstance(text, Name | Setting):
        yield text.field
    elif not isinstance(text, str):
        for part in text:
            yield from _fields(part)


class ConvanimError(Exception):
    """Base of all convanim errors.

    The message is one readable paragraph, built from three parts: what was ``given``, what is ``allowed``, and a
    ``hint`` on what to try. ``field`` is the option that is wrong (empty: none alone), as ``Layer``, ``Values`` or the
    keywords of ``render`` have it.

    >>> error = SpecError((Name("groups"), " is 3"), "a divisor of 8 channels", Setting("groups", 4))
    >>> print(error)
    groups is 3; allowed: a divisor of 8 channels; try groups=4
    >>> error.field
    'groups'
    """

    def __init__(self, given: Text, allowed: Text = "", hint: Text = "", *, field: str | None = None) -> None:
        super().__init__(given, allowed, hint)
        self.parts = (given, allowed, hint)
        self.field = next(_fields(given), "") if field is None else field
        self.wording: Wording | None = None

    @property
    def given(self) -> str:
        """What was given, and is wrong."""
        return said(self.parts[0], self.wording or PYTHON)

    @property
    def allowed(self) -> str:
        """What may be given."""
        return said(self.parts[1], self.wording or PYTHON)

    @property
    def hint(self) -> str:
        """What to try."""
        return said(self.parts[2], self.wording or PYTHON)

    def __str__(self) -> str:
        return self.said(PYTHON)

    def said(self, wording: Wording) -> str:
        """The message as one door says it; what a door before it has worded stays."""
        given, allowed, hint = (bounded(said(part, self.wording or wording)) for part in self.parts)
        return given + (f"; allowed: {allowed}" if allowed else "") + (f"; try {hint}" if hint else "")

    def at(self, place: Text) -> Self:
        """The same error, which begins with where it stands."""
        given, allowed, hint = self.parts
        return self.changed((place, ": ", given), allowed, hint)

    def changed(self, given: Text, allowed: Text, hint: Text) -> Self:
        """An error of the same kind, about the same field, in other words."""
        error = type(self)(given, allowed, hint, field=self.field)
        error.wording = self.wording
        return error

    def worded(self, wording: Wording) -> Self:
        """The same error in the words of a door, wherever it is said."""
        error = self.changed(*self.parts)
        error.wording = self.wording or wording
        return error


_STEERING = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != 9}


def bounded(text: str) -> str:
    """A message, or a part of one: without the middle of what has no end, and what steers a terminal is escaped."""
    half = MOST_SAID // 2
    text = text.translate(_STEERING)
    return text if len(text) <= MOST_SAID else f"{text[:half]} … {text[-half:]}"


class SpecError(ConvanimError):
    """A layer or clip was described in a way that cannot be."""


class ShapeError(SpecError):
    """A tensor's shape or values do not fit the layer."""


class UnknownNameError(SpecError):
    """A name that is not registered; the message lists the known ones."""


class SceneFileError(ConvanimError):
    """A scene file cannot be found, imported or used."""


class Ended(SystemExit):
    """A signal has ended this process: nothing that was broken off is to blame."""


Show = Callable[[Warning | str, type[Warning]], bool]


@contextmanager
def shown_by(show: Show, *categories: type[Warning]) -> Iterator[None]:
    """Have every warning of these categories in the block shown by ``show``, which says whether it has.

    All others are shown as they would be.
    """
    with warnings.catch_warnings():
        for category in categories:
            warnings.simplefilter("always", category)
        usual = warnings.showwarning

        def told(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not show(message, category):
                usual(message, category, filename, lineno, file, line)

        warnings.showwarning = told
        yield


def warn(warning: Warning) -> None:
    """Warn of something at the line that called convanim, not at one of its own."""
    frame: FrameType | None = sys._getframe(1)
    level = outside = 1
    while frame is not None:
        # Manim calls scenes back, so that its frames stand between convanim's.
        if frame.f_globals.get("__name__", "").partition(".")[0] == "convanim":
            outside = level + 2
        frame, level = frame.f_back, level + 1
    warnings.warn(warning, stacklevel=outside)


class ConvanimWarning(UserWarning):
    """Base of all that users are warned of or told; its text may name fields, as errors do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return said(self.text)

    def said(self, wording: Wording) -> str:
        """The message as one door says it."""
        return bounded(said(self.text, wording))


class ThemeWarning(ConvanimWarning):
    """A theme of the user's own that is legible, but that some eyes will find hard to follow."""


class NamesNote(ConvanimWarning):
    """A name in a file of the user's was taken for the one that was asked for: it says the same with more before it."""


class ReplacedWarning(ConvanimWarning):
    """Another clip of the same name is there, and will be gone."""


class MeasuringNote(ConvanimWarning):
    """This machine is timed first, because nothing measured was given."""


class CountingNote(ConvanimWarning):
    """How a network of the user's own was counted."""


class UnkeptNote(ConvanimWarning):
    """What is made now cannot be kept for the next time, because the cache's folder cannot be written to or is full."""


class VoiceNote(ConvanimWarning):
    """What of a film nobody speaks, although there is a voice."""


class UprightNote(ConvanimWarning):
    """A film has no upright cut, although one was asked for."""


class JobsWarning(ConvanimWarning):
    """Several processes were asked for, and one draws: others would not find the scene, or would do more than draw."""


class LoopWarning(ConvanimWarning):
    """A loop's last picture is not the one that it begins with, so that it jumps where it starts over."""


class OverlapWarning(ConvanimWarning):
    """Two blocks of a scene stand on each other, so that one hides the other."""


class FontWarning(ConvanimWarning):
    """The font that comes with convanim cannot be used here: a film looks otherwise, and may show fewer numbers."""


class RenderError(ConvanimError):
    """A clip could not be rendered or written."""
