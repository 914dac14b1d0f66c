"""How long it takes to say what a beat says, where somebody does: scenes stay until it has been heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """The seconds that each caption of a beat takes to be said, in order; of a beat without captions, one number.

    ``at_once`` is whether it is heard from the beat's first frame on, before there is a caption.

    >>> Heard((2.0, 3.5)).whole
    5.5
    """

    seconds: tuple[float, ...]
    at_once: bool = False

    @property
    def whole(self) -> float:
        """Seconds that all of it takes."""
        return sum(self.seconds)

    def caption(self, place: int) -> float:
        """Seconds that the caption at ``place`` takes, from 0; none for one that nobody has counted on."""
        return self.seconds[place] if place < len(self.seconds) else 0.0


UNHEARD = Heard(())
"""Of a beat in which nothing is said aloud."""
