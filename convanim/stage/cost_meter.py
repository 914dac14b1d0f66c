"""The meter: weights and multiply-adds of what is shown, beside the standard convolution's."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from convanim.counts import verdict_of
from convanim.kernels import Cost
from convanim.numerals import numeral
from convanim.stage.canvas import WIDE, Canvas
from convanim.stage.display import Affine, Item, Plate, Source, Words, placed
from convanim.stage.drawn import Drawn
from convanim.stage.layout import to_pixels, to_scene
from convanim.stage.lettering import text_width
from convanim.stage.phrase import Phrase, as_phrase
from convanim.stage.theme import DARK, Theme
from convanim.tongue import ENGLISH, Tongue

APART = 56.0
"""Between the two bars where they stand side by side, in pixels."""


class CostMeter(Drawn):
    """Two bars, each a share of the standard convolution's cost, and a verdict.

    ``cost`` and ``standard`` are costs as ``convanim.cost`` counts them; the verdict is a sentence of your own, or
    None for how their multiply-adds compare. It stands in the meter's place at the bottom right of ``canvas``,
    one bar above the other, or in a narrow frame side by side.

    >>> from convanim import Layer, cost
    >>> CostMeter(cost(Layer(groups=8)), cost(Layer())).verdict
    'one eighth of the standard'

    State: ``shares`` (2,) are the bars' lengths, 0 to 1; the numbers change over
    half-way of a Transform and are always those of a real layer.
    """

    blended = ("shares",)
    swapped = ("cost", "said")

    def __init__(
        self,
        cost: Cost,
        standard: Cost,
        verdict: str | Phrase | None = None,
        theme: Theme = DARK,
        canvas: Canvas = WIDE,
        tongue: Tongue = ENGLISH,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.tongue = tongue
        self.canvas = canvas
        self.standard = standard
        self.shares = np.zeros(2)
        room = canvas.meter
        self.points = to_scene([[room.left, room.top], [room.right, room.bottom]])
        self.read(cost, verdict)

    @property
    def verdict(self) -> str:
        """What is said below the bars."""
        return self.said.text

    def read(self, cost: Cost, verdict: str | Phrase | None = None) -> Self:
        """Show another layer's cost; a verdict of your own that names numbers is a phrase."""
        self.cost = cost
        self.said = verdict_of(cost, self.standard, self.tongue) if verdict is None else as_phrase(verdict)
        self.shares = np.array(
            [cost.parameters / self.standard.parameters, cost.multiply_adds / self.standard.multiply_adds]
        ).clip(0, 1)
        return self

    def draw(self) -> list[Item]:
        theme, opacity = self.theme, float(self.opacity[0])
        start, top, end, _ = self.canvas.meter.box
        beside = self.canvas.narrow
        half = (end - start - APART) / 2 if beside else end - start
        text = self.tongue.text
        weights = ("parameters", text("parameters")) if self.cost.biases else ("weights", text("weights"))
        rows = (
            (*weights, self.cost.parameters, self.standard.parameters),
            ("multiply_adds", text("multiply-adds"), self.cost.multiply_adds, self.standard.multiply_adds),
        )
        tight = any(
            text_width(what, 22) + text_width(f"{numeral(shown)} / {numeral(full)}", 28, True) + 20 > half
            for _, what, shown, full in rows
        )
        items: list[Item] = []
        for k, (key, what, shown, standard) in enumerate(rows):
            left = start + k * (half + APART) if beside else start
            right = left + half
            base = top + ((6 if tight else 24) if beside else 18 + 84 * k if tight else 34 + 70 * k)
            y = base + 32 if tight else base
            bar = y + (8 if beside else 10 if tight else 16)
            total = numeral(standard)
            slash = right - text_width(total, 28)
            own = slash - text_width(" / ", 28)
            items += [
                self._words(what, left, base, 22, theme.dim, False),
                self._words(total, right, y, 28, theme.dim, False, "right", Source("standard_cost", (key,), standard)),
                self._words(" / ", slash, y, 28, theme.dim, False, "right"),
                self._words(numeral(shown), own, y, 28, theme.ink, True, "right", Source("cost", (key,), shown)),
                Plate((left, bar, right, bar + 9), 4.5, (*theme.line, opacity)),
            ]
            length = max(9.0, float(self.shares[k]) * (right - left))
            items.append(Plate((left, bar, left + length, bar + 9), 4.5, (*theme.accent, opacity)))
        at = top + (84 if beside else 196)
        items.append(self.said.words(end, at, 28, (*theme.ink, opacity), theme.panel, True, "right"))
        (left, above), (right, below) = to_pixels(self.points).tolist()
        move = Affine.between(self.canvas.meter.box, (left, above, right, below))
        return [placed(item, move) for item in items]

    def _words(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        color: Any,
        bold: bool,
        align: Any = "left",
        source: Source | None = None,
    ) -> Words:
        return Words(text, x, y, size, (*color, float(self.opacity[0])), self.theme.panel, bold, align, source)
