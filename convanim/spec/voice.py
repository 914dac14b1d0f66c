"""What is heard in a film: nothing, recordings, or its captions as an engine speaks them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from convanim.errors import Name, Setting, SpecError, quoted
from convanim.spec.chosen import Chosen
from convanim.spec.option import declared

ESPEAK = "espeak"
"""The engine that is asked for by its name."""
SERVICE = "generate_from_text"
"""The method by which a speech service of manim-voiceover is known."""


def _narrate(given: Any) -> Any:
    """A folder's path as text, the name of an engine, or what speaks, as it is."""
    if isinstance(given, str | os.PathLike) and os.fspath(given):
        return os.fsdecode(given)
    if not isinstance(given, type) and (callable(given) or callable(getattr(given, SERVICE, None))):
        return given
    raise SpecError(
        (Name("narrate"), f" is {quoted(given)}"),
        f"a folder with a recording a beat, {ESPEAK!r}, a function (text, language, path), or a speech service",
        Setting("narrate", "voice"),
    )


@dataclass(frozen=True)
class Voice(Chosen):
    """Where a film's voice comes from; None: it is silent.

    ``narrate`` is a folder with a recording a beat, ``"espeak"`` for captions that espeak-ng speaks, a function
    ``(text, language, path)`` that writes a sound file, or a speech service of manim-voiceover. A folder that is called
    as an engine is, is given as ``./espeak``.

    Raises SpecError for anything else.

    >>> Voice("voice").given, Voice().given
    ({'narrate': 'voice'}, {})
    """

    narrate: Any = field(
        default=None,
        metadata=declared(
            "narrate",
            "A folder with a recording a beat, as convanim script names them; or espeak, which speaks the captions.",
            "folder",
            metavar="FOLDER|espeak",
            known=lambda: (ESPEAK,),
            check=_narrate,
        ),
    )


SILENT = Voice()
"""Nothing is heard."""
