"""The meter: weights and multiply-adds of a layer, of the standard convolution's, and how much is computed so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from convanim.draw.drawn import Drawn
from convanim.draw.fitting import Fitted, Room, fit
from convanim.draw.items import Item, Plate, Rgb, Source, Words, placed
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, as_phrase
from convanim.kernels.cost import Cost, cost_so_far
from convanim.layout.geometry import Affine
from convanim.layout.plans import plan_for
from convanim.layout.regions import to_pixels, to_scene
from convanim.layout.style import Style
from convanim.mobjects.counts import verdict_of
from convanim.numerals import numeral
from convanim.spec import Layer
from convanim.spec.aspect import WIDESCREEN
from convanim.theme.color import mix

Row = tuple[str, str, int, int]
"""What is counted, by its name in the ledger and in words; how much of it is shown, and the standard's."""
NOTE = 22.0
"""Type of what stands beside numbers and bars."""
APART = 56.0
"""Between two bars side by side, in pixels."""


@dataclass(frozen=True)
class Bars:
    """Where the bars and their numbers stand, in pixels."""

    first: float
    """From the meter's top down to the first bar's name, on its baseline."""
    pitch: float
    """From the first bar's name down to the second one's."""
    drop: float
    """From a number's baseline down to its bar."""


@dataclass(frozen=True)
class MeterPlan:
    """How the meter fills its place; all lengths are in pixels."""

    columns: int
    """How many bars stand side by side."""
    bars: Bars
    """Where each bar's name and its numbers share a line."""
    tight: Bars
    """Where there is no room for both on one, and the numbers stand below."""
    verdict_type: tuple[tuple[int, float, float], ...]
    """Over how many lines the verdict is set, in type from a largest size to a least one; the first that it fits."""
    verdict_line: float
    """From the meter's top down to the verdict's last baseline."""
    crowded_line: float
    """The same for a verdict on two lines, or one below what it is of."""
    said_of: float
    """From what the verdict is of, down to the verdict; 0 stands beside it."""
    one_line: bool = False
    """Whether there is only one line: the multiply-adds, and the verdict at its end, under a bar along the panel."""
    heading: float | None = None
    """From the meter's top down to what the numbers are of, if that is said above them."""
    so_far: float | None = None
    """The same down to what the bright part of the second bar is, if that is said."""
    with_weights: bool = False
    """Whether that line has the weights, too, where there is room."""


BESIDE = MeterPlan(
    columns=2,
    bars=Bars(24.0, 0.0, 8.0),
    tight=Bars(6.0, 0.0, 8.0),
    verdict_type=((1, 28.0, 22.0),),
    verdict_line=84.0,
    crowded_line=84.0,
    said_of=0.0,
)
ONE_LINE = replace(BESIDE, one_line=True, verdict_type=((1, 30.0, 22.0),))
THIN = 8.0
"""The bar along the panel, in pixels."""
PLANS: Mapping[str, MeterPlan] = {
    WIDESCREEN: MeterPlan(
        columns=1,
        bars=Bars(40.0, 66.0, 14.0),
        tight=Bars(18.0, 84.0, 10.0),
        verdict_type=((1, 28.0, 24.0), (2, 24.0, 22.0)),
        verdict_line=200.0,
        crowded_line=213.0,
        said_of=33.0,
        heading=8.0,
        so_far=154.0,
    ),
    "1:1": replace(ONE_LINE, with_weights=True),
    "9:16": BESIDE,
    "16:9 large": ONE_LINE,
    "1:1 large": ONE_LINE,
}


class CostMeter(Drawn):
    """Two bars, each a share of the standard convolution's cost, and a verdict.

    Of the multiply-adds, what has been computed so far is bright: ``done`` of the layer's own, from 0 to 1.
    ``cost`` and ``standard`` are costs as ``convanim.cost`` counts them; the verdict is a sentence of your own, or
    None for how their multiply-adds compare. A sentence of your own may speak of multiply-adds alone too
    (``of_work``): where biases make the other bar's share another one, it is then said so. The ``heading`` says what
    the numbers are of. With a layer that it is ``counting``, whose cost is ``cost``, numbers and bars are of what has
    been computed so far of that layer. It stands in the meter's place at the bottom right, one bar above the other, or
    below the ribbon, side by side. ``style`` gives its colours and says its words: in a ``ConvScene``, ``self.style``.
    Left out, for a Manim scene that has none, it is dark, English and widescreen.

    >>> from convanim import Layer, cost
    >>> CostMeter(cost(Layer(groups=8)), cost(Layer())).verdict
    'one eighth of the standard'

    State: ``shares`` (2,) are the bars' lengths and ``done`` (1,) is the bright part of the second, 0 to 1; the numbers
    change over half-way of a Transform, while the bars move, and are always those of a real layer.
    """

    blended = ("shares", "done")
    midway = ("shares",)
    swapped = ("cost", "standard", "said", "of_work", "counting")

    def __init__(
        self,
        cost: Cost,
        standard: Cost,
        verdict: str | Phrase | None = None,
        style: Style | None = None,
        of_work: bool = False,
        done: float = 1.0,
        heading: str | Phrase | None = None,
        counting: Layer | None = None,
    ) -> None:
        super().__init__()
        style = style or Style.of()
        self.counting = counting
        self.theme, self.canvas, self.tongue = style.theme, style.canvas, style.tongue
        self.standard = standard
        self.shares = np.zeros(2)
        self.done = np.array([float(done)])
        self.heading = self.tongue.text("this layer / the standard") if heading is None else heading
        room = self.canvas.meter
        self.points = to_scene([[room.left, room.top], [room.right, room.bottom]])
        self.read(cost, verdict, of_work)

    @property
    def _plan(self) -> MeterPlan:
        return plan_for(self.canvas.names, PLANS, type(self).__name__)

    @property
    def verdict(self) -> str:
        """What is said below the bars."""
        return self.said.text

    def read(self, cost: Cost, verdict: str | Phrase | None = None, of_work: bool = False) -> Self:
        """Show another layer's cost; a verdict of your own that names numbers is a phrase."""
        self.cost = cost
        self.said = verdict_of(cost, self.standard, self.tongue) if verdict is None else as_phrase(verdict)
        alike = cost.parameters * self.standard.multiply_adds == cost.multiply_adds * self.standard.parameters
        self.of_work = bool(self.said.text) and (of_work or verdict is None) and not alike
        self._verdict_lines()
        self.shares = np.array(
            [cost.parameters / self.standard.parameters, cost.multiply_adds / self.standard.multiply_adds]
        ).clip(0, 1)
        return self

    def draw(self) -> list[Item]:
        items = self._on_one_line() if self._plan.one_line else self._in_bars()
        (left, above), (right, below) = to_pixels(self.points).tolist()
        move = Affine.between(self.canvas.meter.box, (left, above, right, below))
        return [placed(item, move) for item in items]

    def _on_one_line(self) -> list[Item]:
        theme, panel, room, share = self.theme, self.canvas.panel, self.canvas.meter, float(self.shares[1])
        opacity, y = float(self.opacity[0]), self.canvas.meter.bottom - 6
        said = self._verdict_lines()
        end = panel.left + max(THIN, share * panel.width)
        reached = self._reached(panel.left, end)
        end = end if self.counting is None else reached
        items: list[Item] = [
            Plate((panel.left, panel.top, panel.right, panel.top + THIN), 0.0, (*theme.line, opacity)),
            Plate((panel.left, panel.top, end, panel.top + THIN), 0.0, (*self._to_come, opacity)),
            Plate((panel.left, panel.top, reached, panel.top + THIN), 0.0, (*theme.accent, opacity)),
            said.lines[0].words(room.right, y, said.size, (*theme.ink, opacity), theme.panel, True, "right"),
        ]
        free, weights, work = room.right - text_width(said.lines[0].text, said.size, True) - 14, *self._rows
        choices: list[list[Row]] = [[weights, work], [work]] if self._plan.with_weights else [[work]]
        if self.of_work:
            # It is not true of the weights, so it says what it is true of, and the number needs no other name.
            name = self.tongue.text("multiply-adds:")
            items.append(self._words(name, free, y, 22, theme.dim, False, "right"))
            free -= text_width(name, 22) + 14
            choices = [[(work[0], "", *work[2:])]]
        for rows in choices:
            told, x = list[Item](), room.left
            for row in rows:
                more, x = self._on_line(row, x + (30 if told else 0), y)
                told += more
            if x <= free - 10:
                return [*items, *told]
        return items

    def _on_line(self, row: Row, x: float, y: float) -> tuple[list[Item], float]:
        """What is shown of what, and its name, from ``x`` on; and where it ends."""
        key, what, shown, full = row
        theme, own, slash, total = self.theme, numeral(shown), " / ", numeral(full)
        # A number that grows does not push the others along.
        first = x + text_width(own if self.counting is None else total, 28, True)
        second = first + text_width(slash, 28)
        third = second + text_width(total, 28) + 12
        items: list[Item] = [
            self._words(own, first, y, 28, theme.ink, True, "right", Source("cost", (key,), shown)),
            self._words(slash, first, y, 28, theme.dim, False),
            self._words(total, second, y, 28, theme.dim, False, source=Source("standard_cost", (key,), full)),
        ]
        if what:
            items.append(self._words(what, third, y, 22, theme.dim, False))
        return items, third + text_width(what, 22)

    @property
    def _rows(self) -> tuple[Row, Row]:
        """Weights, or all parameters where there are biases, and multiply-adds."""
        text, own = self.tongue.text, self._counted
        weights = ("parameters", text("parameters")) if self.cost.biases else ("weights", text("weights"))
        return (
            (*weights, own.parameters, self.standard.parameters),
            ("multiply_adds", text("multiply-adds"), own.multiply_adds, self.standard.multiply_adds),
        )

    @property
    def _counted(self) -> Cost:
        """What the numbers are of: the layer, or as much of it as has been computed where that is counted."""
        return self.cost if self.counting is None else cost_so_far(self.counting, float(self.done[0]))

    def _in_bars(self) -> list[Item]:
        theme, opacity = self.theme, float(self.opacity[0])
        plan, top, end = self._plan, self.canvas.meter.top, self.canvas.meter.right
        columns = self.canvas.meter.columns(*[1] * plan.columns, gap=APART)
        rows, text = self._rows, self.tongue.text
        tight = any(
            text_width(what, 22) + text_width(f"{numeral(most)} / {numeral(full)}", 28, True) + 20 > columns[0].width
            for _, what, shown, full in rows
            for most in (shown if self.counting is None else full,)
        )
        items: list[Item] = []
        bars = plan.tight if tight else plan.bars
        for k, (key, what, shown, standard) in enumerate(rows):
            column = columns[k % plan.columns]
            left, right = column.left, column.right
            base = top + bars.first + k * bars.pitch
            y = base + 32 if tight else base
            bar = y + bars.drop
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
            tip = left + max(9.0, float(self.shares[k]) * (right - left))
            if self.counting is not None:
                # Work goes on between two cells; weights come with their filters.
                tip = self._reached(left, right, None if key == "multiply_adds" else shown / standard)
            elif key == "multiply_adds" and self.done[0] < 1:
                items.append(Plate((left, bar, tip, bar + 9), 4.5, (*self._to_come, opacity)))
                tip = self._reached(left, tip)
            if tip > left:
                items.append(Plate((left, bar, tip, bar + 9), 4.5, (*theme.accent, opacity)))
        items += self._notes(tight)
        said = self._verdict_lines()
        crowded = self.of_work or len(said.lines) > 1
        for k, line in enumerate(reversed(said.lines)):
            y = top + (plan.crowded_line if crowded else plan.verdict_line) - 28 * k
            items.append(line.words(end, y, said.size, (*theme.ink, opacity), theme.panel, True, "right"))
        if self.of_work:
            first = text_width(said.lines[0].text, said.size, True)
            x = end if plan.said_of else end - first - 14
            items.append(self._words(text("multiply-adds:"), x, y - plan.said_of, 22, theme.dim, False, "right"))
        return items

    @property
    def _to_come(self) -> Rgb:
        """The colour of what has not been computed yet."""
        return mix(self.theme.line, self.theme.accent, 0.38)

    def _reached(self, left: float, tip: float, share: float | None = None) -> float:
        """How far a bar is bright that reaches from ``left`` to its ``tip``: visibly, once anything is computed.

        A ``share`` of it, or (None) as much as is computed.
        """
        done = float(self.done[0]) if share is None else share
        return left + max(9.0, done * (tip - left)) if done > 0 else left

    def _notes(self, tight: bool) -> list[Item]:
        """What the numbers are of, and which part of the second bar is what, where there is a place for it."""
        plan, room, theme, text = self._plan, self.canvas.meter, self.theme, self.tongue.text
        items: list[Item] = []
        if plan.heading is not None:
            # Where numbers stand below names, it stands beside the first name.
            y = room.top + (plan.tight.first if tight else plan.heading)
            taken = text_width(self._rows[0][1], NOTE) + 20 if tight else 0.0
            said, ink = as_phrase(self.heading), (*theme.dim, float(self.opacity[0]))
            if text_width(said.text, NOTE) <= room.width - taken:
                items.append(said.words(room.right, y, NOTE, ink, theme.panel, align="right"))
        counts = self.counting is not None or self.done[0] >= 1
        if plan.so_far is not None and not counts and not tight and not self.of_work:
            x, y = room.left, room.top + plan.so_far
            for color, what in ((theme.accent, text("computed so far")), (self._to_come, text("to come"))):
                items.append(Plate((x, y - 9, x + 16, y), 4.5, (*color, float(self.opacity[0]))))
                items.append(self._words(what, x + 24, y, NOTE, theme.dim, False))
                x += 24 + text_width(what, NOTE) + 26
        return items

    def _verdict_lines(self) -> Fitted:
        rooms = [Room(self.canvas.meter.width, *type_) for type_ in self._plan.verdict_type]
        return fit("the meter's verdict", self.said, rooms, aspect=self.canvas.aspect, bold=True)

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
