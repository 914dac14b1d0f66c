"""Errors as a person at a terminal reads them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import TextIO

from convanim.cli.output import say
from convanim.errors import ConvanimError, JobsWarning, NamesNote, ReplacedWarning, ThemeWarning, UnknownNameError

FLAGS = {
    "in_channels": "channels",
    "out_channels": "filters",
    "groups": "groups",
    "size": "size",
    "kernel": "kernel",
    "stride": "stride",
    "padding": "padding",
    "dilation": "dilation",
    "resize": "resize",
}
"""Fields of a layer and ways to treat a picture, and what they are called on the command line."""


def error_text(error: ConvanimError) -> str:
    """The message in the command line's own words.

    >>> from convanim.errors import SpecError
    >>> error_text(SpecError("in_channels is 0", "1 or more", "groups=4"))
    'channels is 0; allowed: 1 or more; try --groups 4'
    >>> error_text(SpecError("padding is 2,1", "four numbers", 'padding="0,1,0,1"'))
    'padding is 2,1; allowed: four numbers; try --padding 0,1,0,1'
    """
    if isinstance(error, UnknownNameError):
        return str(error)  # what it lists are names as they are to be written
    text = re.sub(r"\btry (\w+)=\"?([\w,]+)\"?$", _as_flag, str(error))
    text = re.sub(r"\btry layer= ?", "try --layer-name ", text)
    return re.sub(r"(?<!\{)\b(in|out)_channels\b", lambda match: FLAGS[match[0]], text)


_NAMED = r'\bname="([^"]*)"'


def _as_option(match: re.Match[str]) -> str:
    return f'--name "{match[1]}"' if "{" in match[1] else f"--name {match[1]}"


SAID: Mapping[type[Warning], str] = {
    ThemeWarning: "warning",
    ReplacedWarning: "warning",
    JobsWarning: "warning",
    NamesNote: "note",
}
"""What is said to users, and what begins the line."""


@contextmanager
def warned(quiet: bool) -> Iterator[None]:
    """Say what users are warned of or told, at once and as a sentence; nothing where only errors are to be said."""
    with warnings.catch_warnings():
        for category in SAID:
            warnings.simplefilter("always", category)
        usual = warnings.showwarning

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            said = next((said for ours, said in SAID.items() if issubclass(category, ours)), None)
            if said is None:
                usual(message, category, filename, lineno, file, line)
            elif not quiet:
                # Written as in Python, but for who reads it here.
                say(f"{said}: {re.sub(_NAMED, _as_option, str(message))}")

        warnings.showwarning = show
        yield


def _as_flag(match: re.Match[str]) -> str:
    return f"try --{FLAGS[match[1]]} {match[2]}" if match[1] in FLAGS else match[0]


def unexpected_text(error: Exception) -> str:
    """One line on an error that nobody foresaw: what, and where in the user's file if it passed through one."""
    package = str(Path(__file__).resolve().parents[1])
    frames = extract_tb(error.__traceback__)
    own = [one for one in frames if not one.filename.startswith(package) and "site-packages" not in one.filename]
    place = (own or frames)[-1] if frames else None
    where = f" ({Path(place.filename).name}, line {place.lineno})" if place else ""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"{what}{where}; --debug shows the whole traceback"
