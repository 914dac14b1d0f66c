"""What of pooling is told, before there is any picture of it: which channel, which windows, and what can be said."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np

from convanim.draw.items import Source
from convanim.kernels.reads import read_counts
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import count_source
from convanim.motion.walk import even, pace, stops
from convanim.numerals import Digits
from convanim.tableaux.pooling.formulas import Formulas
from convanim.tableaux.pooling.quotients import Quotients
from convanim.tableaux.variants import Variants, VariantsPlan
from convanim.trace import Pooled, Step
from convanim.trace.pooled import Way

AVERAGE, LARGEST = 0, 1
"""The ways by their places; the second one is the scene's own."""
WAYS: tuple[Way, Way] = ("average", "largest")
MOST_CHANNELS = 8
"""So many channels are shown at most."""
BOTH = (LARGEST, AVERAGE)
"""As they stand side by side."""

Plan = TypeVar("Plan", bound=VariantsPlan)


class Told(Variants[Plan]):
    """``casts`` are that of the means and that of the largest numbers, as ``WAYS`` has them, traced as ``Pooled``."""

    def __init__(self, casts: Sequence[Cast]) -> None:
        super().__init__(casts)
        self.channels = self.cast.channels(MOST_CHANNELS)
        self.formulas = Formulas(dict(zip(WAYS, casts, strict=True)), self._digits)

    @property
    def channel(self) -> int:
        """The one that is told window by window."""
        return self.channels.indices[0]

    def pooled(self, which: int) -> Pooled:
        """The steps of one way."""
        return self.formulas.pooled(WAYS[which])

    def step(self, which: int) -> Step:
        return self.steps(which)[0]

    def steps(self, which: int = -1) -> list[Step]:
        return stops(self.casts[which].trace, self.channel, self.view)

    def durations(self, which: int) -> list[float]:
        """Seconds for each step after the first: those of the largest slowly, the means are no news by then."""
        count = len(self.steps(which)) - 1
        return pace(count, 2, slow=0.95, rest=2.0) if which == LARGEST else pace(count, 0, slow=0.95, rest=1.2)

    def durations_of_all(self) -> list[float]:
        """Seconds for each place at which all channels are pooled."""
        return even(len(self.steps()), min(1.8, 0.4 * len(self.steps())))

    @cached_property
    def _digits(self) -> Digits:
        """How means are written: of whole numbers in full, where that is short."""
        trace, tongue = self.casts[AVERAGE].trace, self.tongue
        if trace.input.dtype.kind != "i":
            return tongue.digits(float(np.abs(trace.output).max()), 2)
        decimals = 2 if tongue.decimals is None else tongue.decimals
        return Quotients(decimals, tongue.mark, over=self.layer.kernel[0] * self.layer.kernel[1])

    # What of the input is left.

    @cached_property
    def kept(self) -> dict[Way, Source]:
        """How many numbers of the channel leave a trace."""
        found = read_counts(self.layer)
        cells = int(self.pooled(LARGEST).kept(self.channel).sum())
        return {
            "largest": Source("pool", ("kept", "largest", self.channel), cells),
            "average": Source("pool", ("kept", "average", self.channel), found["in_pixels"] - found["unread_cells"]),
        }

    @cached_property
    def lost(self) -> dict[Way, Source]:
        """How many leave none."""
        every = read_counts(self.layer)["in_pixels"]
        return {
            way: Source("pool", ("lost", *kept.index[1:]), every - int(kept.value)) for way, kept in self.kept.items()
        }

    @property
    def _every(self) -> Source:
        return count_source("in_pixels", self.layer)

    # What is said.

    @property
    def facts(self) -> list[str]:
        """The layer in short, as templates."""
        told = [message("kernel {kernel_rows}×{kernel_columns}"), message("stride {stride_rows}×{stride_columns}")]
        if self.is_padded:
            told.append(message("padding {padding_top}×{padding_left}"))
        return [
            *told,
            message("in {in_channels}×{rows}×{columns}"),
            message("out {out_channels}×{out_rows}×{out_columns}"),
        ]

    @property
    def is_padded(self) -> bool:
        """Whether there is padding."""
        return any(map(sum, self.layer.padding))

    @property
    def how_they_stand(self) -> str:
        """How windows stand to one another, as a template of ``counts``."""
        found = read_counts(self.layer)
        if found["most_reads"] > 1:
            return message("The windows overlap: up to {most_reads:w} of them hold the same number.")
        if found["unread_cells"]:
            return message(
                "The windows share nothing, and {unread_cells?one number is|{unread_cells} numbers are} in none."
            )
        return message("Side by side, the windows share nothing.")

    @property
    def counts(self) -> dict[str, Source]:
        """Counts of how windows stand, for captions."""
        return {name: count_source(name, self.layer) for name in ("most_reads", "unread_cells", "in_pixels")}

    @property
    def shares(self) -> str:
        """What of the numbers the means have read."""
        if read_counts(self.layer)["unread_cells"]:
            return message("In the means, every number in a window has its share.")
        return message("In the means, every number has its share.")

    @property
    def apart(self) -> str:
        """What is said of channels, as a template."""
        if self.layer.in_channels == 1:
            return message("One channel in, one channel out.")
        return message("Channels never mix: {in_channels:w} in, {out_channels:w} out.")
