"""The shapes of frame that films are laid out for."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.errors import UnknownNameError, quoted

WIDESCREEN = "16:9"
ASPECTS: Mapping[str, tuple[int, int]] = {WIDESCREEN: (1920, 1080), "1:1": (1080, 1080), "9:16": (1080, 1920)}
"""Width and height in layout pixels, by name; the short side is the same in all, and so is the type."""


NORMAL, LARGE = TEXTS = ("normal", "large")
"""For frames that are shown large, and for those that are shown 480 pixels wide."""


def usual_text(aspect: str) -> str:
    """The text of a film in this aspect of which nobody says another: a film that stands upright is for phones."""
    return LARGE if aspect == "9:16" else NORMAL


def size_of(aspect: str) -> tuple[int, int]:
    """A frame's width and height in layout pixels; raises UnknownNameError listing the known aspects.

    >>> size_of("9:16")
    (1080, 1920)
    """
    if not isinstance(aspect, str) or aspect not in ASPECTS:
        raise UnknownNameError(f"no aspect is called {quoted(aspect)}", ", ".join(ASPECTS), field="aspect")
    return ASPECTS[aspect]
