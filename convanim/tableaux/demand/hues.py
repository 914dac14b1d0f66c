"""In which hue each way to have more features is drawn, in grids and curves alike."""

from __future__ import annotations

from convanim.kernels.demand import Way
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

HUES = {"width": 0, "two": 1, "depthwise": 3}
"""Which of four hues of groups a way has, by its key."""


def ramp_of(way: Way, theme: Theme) -> Ramp:
    """The hue of the whole block without groups, and a hue of groups for each way to have some.

    >>> from convanim.kernels.demand import Demand
    >>> from convanim.spec import Layer
    >>> theme = Theme.dark()
    >>> len({ramp_of(way, theme) for way in Demand(Layer()).ways})
    4
    """
    if way.key == "whole":
        return theme.ramp_of_whole()
    # Three groups would have the colours of a photo's channels.
    return theme.ramps_of_groups(max(HUES.values()) + 1)[HUES[way.key]]
