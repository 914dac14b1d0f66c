"""In which hue each way to have more features is drawn, in grids and curves alike."""

from __future__ import annotations

from convanim.kernels.demand import Way
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme

ORDER = ("width", "two", "depthwise")


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
    # Of more than are needed, so that those of a photo's three colours are not taken for its channels.
    return theme.ramps_of_groups(4)[ORDER.index(way.key)]
