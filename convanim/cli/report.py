"""Errors as a person at a terminal reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from convanim.cli.output import say
from convanim.errors import (
    ConvanimWarning,
    CountingNote,
    FontWarning,
    JobsWarning,
    LoopWarning,
    MeasuringNote,
    NamesNote,
    OverlapWarning,
    ReplacedWarning,
    ThemeWarning,
    UnkeptNote,
    UprightNote,
    VoiceNote,
    bounded,
    shown_by,
)
from convanim.request.wording import COMMAND

SAID: Mapping[type[Warning], str] = {
    ThemeWarning: "warning",
    ReplacedWarning: "warning",
    JobsWarning: "warning",
    LoopWarning: "warning",
    OverlapWarning: "warning",
    FontWarning: "warning",
    NamesNote: "note",
    MeasuringNote: "note",
    CountingNote: "note",
    UnkeptNote: "note",
    VoiceNote: "note",
    UprightNote: "note",
}
"""What is said to users, and what begins the line."""


@contextmanager
def warned(quiet: bool) -> Iterator[None]:
    """Say what users are warned of or told, at once and as a sentence; nothing where only errors are to be said."""

    def show(message: Warning | str, category: type[Warning]) -> bool:
        said = next((said for ours, said in SAID.items() if issubclass(category, ours)), None)
        if said is not None and not quiet:
            say(f"{said}: {message.said(COMMAND) if isinstance(message, ConvanimWarning) else message}")
        return said is not None

    with shown_by(show, *SAID):
        yield


def unexpected_text(error: Exception) -> str:
    """One line on an error that nobody foresaw: what, and where in the user's file if it passed through one."""
    package = str(Path(__file__).resolve().parents[1])
    frames = extract_tb(error.__traceback__)
    own = [one for one in frames if not one.filename.startswith(package) and "site-packages" not in one.filename]
    place = (own or frames)[-1] if frames else None
    where = f" ({Path(place.filename).name}, line {place.lineno})" if place else ""
    what = bounded(" ".join(f"{type(error).__name__}: {error}".split()))
    return f"{what}{where}; --debug shows the whole traceback"
