"""A block as users give it: its numbers, the channels to show, and its groups' hues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from convanim.errors import ShapeError, SpecError
from convanim.layout.selection import MOST_SLABS, Sample
from convanim.spec.arrays import numbers_of
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme


def block_of(name: str, values: Any) -> NDArray[Any]:
    """The numbers of a block, (C, H, W); raises ShapeError for any other shape, with what makes it one."""
    array: NDArray[Any] = numbers_of(name, values)
    if array.ndim != 3:
        hints = {2: f"{name}[None], for one channel", 4: f"{name}[0], one image of a batch or one filter of a layer"}
        raise ShapeError(f"{name} has shape {array.shape}", "(C, H, W)", hints.get(array.ndim, ""))
    return array


def sample_of(count: int, channels: Sequence[int] | None) -> Sample:
    """The channels to show out of so many; raises SpecError for some that there are not."""
    if channels is None:
        return Sample.of(range(count), MOST_SLABS)
    if not channels or not all(0 <= channel < count for channel in channels):
        raise SpecError(f"the channels to show are {tuple(channels)}", f"some of 0 to {count - 1}")
    return Sample.of(channels, len(channels), total=count)


def ramps_for(count: int, chosen: Sequence[int], theme: Theme, groups: int | None) -> list[Ramp]:
    """A hue for each chosen channel, out of so many in all; raises SpecError for groups that do not divide them."""
    if groups is None:
        ramps = theme.ramps_of_channels(count)
    elif groups < 1 or count % groups:
        raise SpecError(f"{groups} groups for {count} channels", f"a divisor of {count}")
    else:
        of_groups = [theme.ramp_of_whole()] if groups == 1 else theme.ramps_of_groups(groups)
        ramps = [of_groups[channel * groups // count] for channel in range(count)]
    return [ramps[channel] for channel in chosen]
