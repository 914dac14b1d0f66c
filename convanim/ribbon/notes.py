"""How closely the output agrees with torch's, in what room equations leave: smaller, then shorter, never on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convanim.draw.items import Words
from convanim.draw.lettering import span_box
from convanim.draw.phrase import Phrase, joined
from convanim.kernels import Comparison
from convanim.layout.canvas import Canvas
from convanim.layout.style import Style
from convanim.ribbon.chips import BODY, SMALL, words
from convanim.ribbon.plan import ribbon_plan
from convanim.ribbon.proof import BETWEEN, LEADING, SIZES, agreement, briefly, folding, precision
from convanim.spec import Layer, ModuleRun
from convanim.spec.between import NOTHING, Between
from convanim.theme.theme import Theme

INDENT = 54.0
"""What a tick before the lines takes."""
LINE = 34.0
"""The distance of large lines."""
APART = 8.0
"""At least so far from what stands above."""
SLACK = 1e-6
"""What sums of the same lengths may differ by."""
FIRST, NEXT, LAST = 184.0, 14.0, 208.0
"""In pixels below the ribbon's top: where one line stands alone, what each further one adds, and where notes end."""


@dataclass(frozen=True)
class Column:
    """Lines of text below each other, each in its size, their baselines ``pitch`` pixels apart."""

    lines: tuple[tuple[Phrase, float], ...]
    pitch: float

    @property
    def span(self) -> float:
        """From the first baseline to the last."""
        return self.pitch * (len(self.lines) - 1)

    def within(self, last: float, above: float, below: float) -> bool:
        """Whether its letters stay between two heights when its last baseline is ``last``."""
        (first, size), (end, small) = self.lines[0], self.lines[-1]
        return (
            last - self.span + reach(first, size)[0] >= above - SLACK and last + reach(end, small)[1] <= below + SLACK
        )

    def words(self, left: float, last: float, theme: Theme) -> list[Words]:
        """It on stage, its last baseline on ``last``."""
        first = last - self.span
        return [
            words(line, left, first + self.pitch * k, size, theme.dim, theme)
            for k, (line, size) in enumerate(self.lines)
        ]


def reach(line: Phrase, size: float) -> tuple[float, float]:
    """Where a line's ink begins and ends in height, as seen from its baseline: the first is negative.

    >>> reach(Phrase("8"), 100)[0] < -70 < 0 <= reach(Phrase("8"), 100)[1]
    True
    """
    box = span_box(line.words(0, 0, size, (0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0)), 0, len(line.text))
    return box[1], box[3]


def notes_under(
    above: float,
    check: Comparison,
    layer: Layer,
    run: ModuleRun | None,
    style: Style,
    between: Between = NOTHING,
) -> list[Words]:
    """How the numbers compare with those of torch's two calls, and in which precision, at the ribbon's foot.

    ``between`` is what stands between both layers. ``above`` is where the ink over them ends, in pixels of the frame,
    which they do not touch.
    """
    canvas, tongue = style.canvas, style.tongue
    ribbon = canvas.ribbon
    said = agreement(check, layer, tongue, calls="several" if between.nodes else "two")
    notes, told = precision(check, layer, run, tongue), folding(between, tongue)
    shorter = ([*told, *notes], [*told, *briefly(check, tongue)], told) if notes else (told,)
    columns = ways(said, shorter, ribbon.width - INDENT)
    placed = [(column, _last(column, above + APART, canvas, bool(notes))) for column in columns]
    fits = (one for one in placed if one[0].within(one[1], above + APART, ribbon.bottom))
    column, last = next(fits, placed[-1])
    return column.words(ribbon.left + INDENT, last, style.theme)


def ways(said: Phrase, notes: Sequence[Sequence[Phrase]], width: float) -> Iterator[Column]:
    """How a sentence and what is noted to it can be set, the best first; ``notes`` are these in ever fewer words.

    >>> [column.lines[0][1] for column in ways(Phrase("equal"), [[]], 300)]
    [28.0, 22.0, 20.0, 18.0, 16.0]
    """
    noted = [joined(ones, BETWEEN) for ones in notes]
    small = [(line, SMALL) for line in noted[0].lines(SMALL, width) if line.text]
    yield Column((*((line, BODY) for line in said.lines(BODY, width)), *small), LINE)
    for one in noted:
        for size in SIZES:
            lines = [*said.lines(size, width), *one.lines(size, width)]
            yield Column(tuple((line, size) for line in lines if line.text), LEADING * size)


def _last(column: Column, above: float, canvas: Canvas, noted: bool) -> float:
    """Where a column's last baseline is best, its ink below ``above``."""
    ribbon = canvas.ribbon
    if ribbon_plan(canvas).notes_grow_down:
        wanted = ribbon.top + FIRST + column.span
    else:
        wanted = ribbon.top + (LAST if noted else FIRST + NEXT * (len(column.lines) - 1))
    least, most = above - reach(*column.lines[0])[0] + column.span, ribbon.bottom - reach(*column.lines[-1])[1]
    return min(max(wanted, least), most)
