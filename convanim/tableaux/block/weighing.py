"""What a squeeze-and-excite is told of: a block of channels, a number for each of them, and the channels weighed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convanim.draw.phrase import Phrase
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.mobjects.content import Content
from convanim.mobjects.tensor import VoxelTensor
from convanim.theme.ramp import Ramp

Numbers = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Gate:
    """What makes a factor of a sum: a function of single numbers, what it is called, and where its curve ends."""

    function: Callable[[Floats], Floats]
    name: str | Phrase
    ends: tuple[int, int] = (0, 1)


@dataclass(frozen=True, eq=False)
class Weighing:
    """A squeeze-and-excite with its numbers.

    ``cast`` reads the weighed channels, ``squeeze`` is that of the first small layer. ``wide`` are the channels that
    are shown, ``hues`` gives theirs; ``filtered`` is what comes in, ``scaled`` what comes out, and ``block`` stands
    either. ``means``, ``squeezed``, the second layer's ``sums`` and the ``factors`` that the ``gate`` makes of them are
    single numbers. ``before`` and ``after`` are what both blocks are called.
    """

    cast: Cast
    squeeze: Cast
    wide: Sample
    hues: Callable[[Sequence[int]], list[Ramp]]
    filtered: Content
    scaled: Content
    block: Callable[[Content, BlockFit], VoxelTensor]
    means: Numbers
    squeezed: Numbers
    sums: Numbers
    factors: Numbers
    gate: Gate
    before: str | Phrase
    after: str | Phrase
