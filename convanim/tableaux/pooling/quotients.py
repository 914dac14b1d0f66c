"""How means of whole numbers are written: in full where two decimals are all of it, else rounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from convanim.mobjects.content import Content
from convanim.numerals import Digits, quotient


@dataclass(frozen=True)
class Quotients(Digits):
    """Writes quotients of whole numbers ``over`` another one.

    >>> digits = Quotients(over=8)
    >>> [digits.text(value / 8) for value in (16, 4, 1, -2)], digits.exact(1 / 8)
    (['2', '0.5', '0.12', '−0.25'], False)
    """

    over: int = 1

    def text(self, value: Any) -> str:
        return self._written(value)[0]

    def exact(self, value: Any) -> bool:
        return self._written(value)[1]

    def _written(self, value: Any) -> tuple[str, bool]:
        # The nearest double tells which quotient it was.
        return quotient(Fraction(round(value * self.over), self.over), self.decimals, self.mark)


@dataclass(frozen=True)
class Share(Digits):
    """Writes a share of one as a fraction.

    >>> Share(over=9).text(1 / 9)
    '1/9'
    """

    over: int = 1

    def text(self, value: Any) -> str:
        return f"1/{self.over}"


@dataclass(frozen=True, eq=False)
class Written(Content):
    """Numbers that are written in a way of their own."""

    digits: Digits = field(default_factory=Digits)

    @cached_property
    def _digits(self) -> Digits:
        return self.digits
