"""A lane: one way from the input to an output, what it is called, and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase
from convanim.kernels import Cost, cost
from convanim.kernels.connections import Wiring, wiring, wiring_of
from convanim.language.tongue import Tongue, message
from convanim.mobjects.cast import Cast
from convanim.numerals import ALMOST, THIN_SPACE, decimals_for
from convanim.spec import Layer

NAMES = {
    "standard": message("standard"),
    "grouped": message("{groups:w} groups"),
    "depthwise": message("depthwise"),
    "separable": message("separable"),
}
"""What ways are called, as templates of the first layer's counts."""


@dataclass(frozen=True)
class Lane:
    """One way: its name in ``ways``, the casts of its layers in a row, and the standard layer that all stand beside."""

    key: str
    casts: tuple[Cast, ...]
    standard: Layer

    @property
    def name(self) -> Phrase:
        """What it is called."""
        return self.casts[0].say(NAMES[self.key])

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers, in a row."""
        return tuple(cast.layer for cast in self.casts)

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """Of each of its layers."""
        return tuple(map(cost, self.layers))

    @property
    def cost(self) -> Cost:
        """Of all of them together."""
        first, *others = self.costs
        return sum(others, first)

    def count(self, name: str) -> Source:
        """Its weights, parameters or multiply-adds, as the audit trail has them."""
        if len(self.casts) == 1:
            return self.casts[0].count(name)
        return Source("count", (f"separable_{name}", self.standard.tag), getattr(self.cost, name))

    @property
    def share(self) -> Fraction:
        """Its multiply-adds over the standard layer's."""
        return Fraction(self.cost.multiply_adds, cost(self.standard).multiply_adds)

    def percent(self, tongue: Tongue) -> Phrase:
        """The same in words, as ≈ 23.6 %."""
        of = str(self.cost.multiply_adds), str(cost(self.standard).multiply_adds)
        hundred = 100 * self.share
        text, exact = tongue.quotient(hundred, max(1, decimals_for(float(hundred), 1)))
        number = Phrase.number(text, Source("percent", of, float(hundred)))
        return ("" if exact else ALMOST + THIN_SPACE) + number + f"{THIN_SPACE}%"

    def place(self, lanes: Sequence[Lane]) -> int:
        """When it is done, from 1 on, if all of these work equally fast; those that are done together share a place."""
        return 1 + sum(other.cost.multiply_adds < self.cost.multiply_adds for other in lanes)

    @cached_property
    def wirings(self) -> tuple[Wiring, ...]:
        """Which channels each of its layers' filters read."""
        return tuple(map(wiring, self.layers))

    @cached_property
    def wiring(self) -> Wiring:
        """Which channels of the input each of its outputs has seen in the end."""
        return wiring_of(self.layers)

    @property
    def sees_all(self) -> bool:
        """Whether every output has seen every channel."""
        return bool(self.wiring.all())

    @property
    def makes_the_same(self) -> bool:
        """Whether its output has the standard layer's shape."""
        return self.layers[-1].output_shape == self.standard.output_shape


def first_and_last(lanes: Sequence[Lane]) -> tuple[list[Lane], list[Lane]]:
    """Those that are done first, and those that are done last."""
    work = [lane.cost.multiply_adds for lane in lanes]
    first, last = min(work), max(work)
    return (
        [lane for lane, own in zip(lanes, work, strict=True) if own == first],
        [lane for lane, own in zip(lanes, work, strict=True) if own == last],
    )
