"""Every error that convanim raises on purpose: what was given, what is allowed, what to try."""

from __future__ import annotations

QUOTED = 60
"""So many characters of a text that is too long are told back."""


def shortened(text: str) -> str:
    """A text as it is told back in messages.

    >>> shortened("short"), len(shortened("long" * 100))
    ('short', 61)
    """
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"


class ConvanimError(Exception):
    """Base of all convanim errors.

    The message is one readable paragraph, built from three parts so that the
    command line and Python users read the same thing.

    >>> print(SpecError("groups is 3", "a divisor of 8 channels", "groups=4"))
    groups is 3; allowed: a divisor of 8 channels; try groups=4
    """

    def __init__(self, given: str, allowed: str = "", hint: str = "") -> None:
        self.given = given
        self.allowed = allowed
        self.hint = hint
        parts = [given]
        if allowed:
            parts.append(f"allowed: {allowed}")
        if hint:
            parts.append(f"try {hint}")
        super().__init__("; ".join(parts))


class SpecError(ConvanimError):
    """A layer or clip was described in a way that cannot be."""


class ShapeError(SpecError):
    """A tensor's shape or values do not fit the layer."""


class UnknownNameError(SpecError):
    """A name that is not registered; the message lists the known ones."""


class SceneFileError(ConvanimError):
    """A scene file cannot be found, imported or used."""


class ThemeWarning(UserWarning):
    """A theme of the user's own that is legible, but that some eyes will find hard to follow."""


class NamesNote(UserWarning):
    """A name in a file of the user's was taken for the one that was asked for: it says the same with more before it."""


class ReplacedWarning(UserWarning):
    """Another clip of the same name is there, and will be gone."""


class JobsWarning(UserWarning):
    """Several processes were asked for, and one draws: others would not find the scene, or would do more than draw."""


class RenderError(ConvanimError):
    """A clip could not be rendered or written."""
