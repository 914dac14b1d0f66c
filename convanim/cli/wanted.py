"""What clips are asked for, on the command line or in a file that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.errors import SpecError
from convanim.spec.look import PLAIN, Look

if TYPE_CHECKING:
    from convanim.cli.given import Given


@dataclass(frozen=True)
class Wanted:
    """A clip that is asked for: its scene, what is given for it, how errors speak of it, its own name and look."""

    scene: str
    given: Given
    label: str = ""
    name: str | None = None
    look: Look = PLAIN


@dataclass(frozen=True)
class Listed:
    """What a file asks for; ``quality`` and ``out`` are None where it leaves them open."""

    file: str
    clips: tuple[Wanted, ...]
    quality: str | None
    out: Path | None


@contextmanager
def labelled(label: str) -> Iterator[None]:
    """Errors say what they are about, where there is something to say."""
    try:
        yield
    except SpecError as error:
        if not label:
            raise
        raise type(error)(f"{label}: {error.given}", error.allowed, error.hint) from error
