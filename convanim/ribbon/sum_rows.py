"""Rows of partial sums, each with its result: one from every channel, or from every row of a kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convanim.draw.items import Item, Rgb, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.ribbon.chips import BODY, LABEL_GAP, SMALL, Term, chip, chip_width, headed, plus, words
from convanim.ribbon.plan import ChipRows, RibbonPlan
from convanim.ribbon.sums import Sums, result_size
from convanim.ribbon.terms import Terms
from convanim.trace import Step

FEW = 8
"""So many terms of a row have wider chips."""
NARROWEST = 60.0
"""A chip's least width, in pixels."""

Badge = tuple[str, Rgb]
"""What stands before a row's name, and its colour."""
Make = Callable[[Terms, Step], list[Term]]
"""Makes a step's terms."""


@dataclass(frozen=True)
class _Fit:
    """How rows are written: their digits, the size of results, and the terms left of each row.

    ``noted`` is whether words stand below chips, ``behind`` whether the bias has its name behind its chip or below it.
    """

    terms: Terms
    size: float
    room: float
    rows: Sequence[list[Term]]
    noted: bool
    behind: bool
    fits: bool


class SumRows:
    """Writes rows of partial sums into a cast's ribbon, with the most digits and terms that have room."""

    def __init__(self, cast: Cast, sums: Sums, ways: Sequence[Terms], plan: RibbonPlan) -> None:
        self.cast, self.sums, self.ways, self.plan = cast, sums, ways, plan
        self.theme, self.names = cast.theme, cast.names
        self.left, self.right, self.top = cast.canvas.ribbon.left, cast.canvas.ribbon.right, cast.canvas.chip_top

    def sheet(
        self,
        steps: Sequence[Step],
        make: Make,
        heading: str | Phrase,
        letter: str,
        names: Sequence[Phrase] = (),
        badges: Sequence[Badge] = (),
        start: float | None = None,
        shown: Sequence[int] | None = None,
    ) -> Sheet:
        """Parts: heading, then for the k-th row terms-k and result-k; the rows start at ``start``, in pixels.

        ``shown`` are the channels that the stage shows (None: all); no others have terms of their own.
        """
        parts: dict[str, list[Item]] = {"heading": headed(heading, self.cast.canvas, self.theme)}
        start = self.left if start is None else start
        name_left = start + max((text_width(text, BODY, True) + 24 for text, _ in badges), default=0.0)
        left = name_left + max((text_width(name.text, BODY) + 44 for name in names), default=0.0)
        fit = self._fit(steps, make, letter, left, shown)
        rows, width = self._chip_rows(len(steps), fit.noted), self._chip_width(fit)
        for k, (terms, step) in enumerate(zip(fit.rows, steps, strict=True)):
            top = self.top + k * rows.pitch
            middle = top + rows.height / 2
            items: list[Item] = []
            if badges:
                text, color = badges[k]
                items.append(words(text, start, middle + 10, BODY, color, self.theme, bold=True))
            if names:
                items.append(words(names[k], name_left, middle + 10, BODY, self.theme.dim, self.theme))
            chips, end = self._row(terms, left, top, width, rows, fit.behind)
            parts[f"terms-{k}"] = [*items, *chips]
            parts[f"result-{k}"] = self.sums.result(
                step,
                end + self.plan.result_gap,
                middle,
                letter,
                terms,
                min(self.plan.result_height, rows.pitch - 3 if rows.tight else rows.pitch - 14),
                fit.terms,
                fit.size,
            )
        return Sheet(parts)

    def has_room(self, step: Step, left: float, letter: str, shown: Sequence[int] | None = None) -> bool:
        """Whether a row of a step's partial sums that starts at ``left`` ends where the ribbon does, at the latest."""
        return self._fit([step], Terms.partial_sums, letter, left, shown).fits

    def _row(
        self, terms: Sequence[Term], left: float, top: float, width: float, rows: ChipRows, behind: bool
    ) -> tuple[list[Item], float]:
        """Chips with signs between them and what subtotals are the sum of below; and where the last one ends."""
        items: list[Item] = []
        for k, term in enumerate(terms):
            if k:
                items += plus(left - self.plan.between / 2, top + rows.height / 2, self.theme)
            items += chip(term, (left, top, left + width, top + rows.height), BODY, self.theme)
            name = self._range(term.source) or (not behind and term.label)
            if name and rows.pitch >= rows.height + 26:
                line = min(top + rows.height + 26, top + rows.pitch - 8)
                items.append(words(name, left + width / 2, line, SMALL, self.theme.dim, self.theme, align="middle"))
            left += width + self.plan.between
            if term.label and behind:
                x, line = left - self.plan.between + LABEL_GAP, top + rows.height / 2 + 8
                items.append(words(term.label, x, line, SMALL, self.theme.dim, self.theme))
                left += _label_width(term)
        return items, left - self.plan.between

    def _chip_rows(self, count: int, folded: bool) -> ChipRows:
        rows = self.plan.folded_rows if folded else self.plan.rows
        return rows[min(count, len(rows)) - 1]

    def _chip_width(self, fit: _Fit) -> float:
        """One for all chips: they fill the room, but need not be wider than a number asks for."""
        most, gap = max(len(terms) for terms in fit.rows), self.plan.between
        widest = max(chip_width(terms, BODY, NARROWEST) for terms in fit.rows)
        return max(widest, min(84.0 if most <= FEW else NARROWEST, (fit.room + gap) / most - gap))

    def _fit(self, steps: Sequence[Step], make: Make, letter: str, left: float, shown: Sequence[int] | None) -> _Fit:
        """Rows of terms from ``left`` on: as many terms as fit, with all digits if these fit at all."""
        for way in self.ways:
            rows = [(make(way, step), step) for step in steps]
            for size in dict.fromkeys((result_size(way), BODY)):
                room = self.right - left - self.sums.tail(letter, way, size) - self.plan.result_margin
                name = max(_label_width(term) for terms, _ in rows for term in terms[-1:])
                found = self._folded(rows, room - name, way, shown)
                closer = self._folded(rows, room, way, shown)
                # Below its chip the bias's name leaves room for more terms, and has room where no range stands there.
                if name and closer and not _is_folded(closer, rows) and (found is None or _is_folded(found, rows)):
                    return _Fit(way, size, room, closer, noted=True, behind=False, fits=True)
                if found is not None:
                    return _Fit(way, size, room - name, found, _is_folded(found, rows), behind=True, fits=True)
        least = [way.folded(terms, step, 0, shown) for terms, step in rows]
        return _Fit(way, size, room, least, noted=True, behind=False, fits=False)

    def _folded(
        self, rows: Sequence[tuple[list[Term], Step]], room: float, way: Terms, shown: Sequence[int] | None
    ) -> list[list[Term]] | None:
        """Each row's terms, those between the first and the last as one subtotal where not all fit.

        None where the first, a subtotal and the bias are too much already.
        """
        counts = [len(terms) for terms, _ in rows]
        biases = sum(step.bias is not None for _, step in rows[:1])
        roomy = self.plan.roomy_chip if max(counts) <= FEW else NARROWEST
        for most in range(max(counts), min(max(counts), 2 + biases) - 1, -1):
            folds = [way.folded(terms, step, most, shown) for terms, step in rows]
            least = roomy if most > 2 + biases else NARROWEST
            width = max(chip_width(terms, BODY, least) for terms in folds)
            left = max(len(terms) for terms in folds)
            if left < max(counts):
                # A subtotal is about as long as a total, and as many terms are folded at every step.
                width = max(width, way.widest_total())
            if left * (width + self.plan.between) - self.plan.between <= room:
                return folds
        return None

    def _range(self, source: Source) -> Phrase | None:
        """What a subtotal is the sum of; nothing for any other number."""
        if source.tensor not in (self.names.partial_range, self.names.row_range):
            return None
        of_rows = source.tensor == self.names.row_range
        name = message("rows {first}–{last}") if of_rows else message("channels {first}–{last}")
        first, last = self.ways[0].ends(source)
        return self.cast.say(name, first=first, last=last)


def _is_folded(found: Sequence[list[Term]], rows: Sequence[tuple[list[Term], Step]]) -> bool:
    """Whether some terms of some row are a subtotal."""
    return any(len(terms) < len(whole) for terms, (whole, _) in zip(found, rows, strict=True))


def _label_width(term: Term) -> float:
    """Room for the word behind a term."""
    return LABEL_GAP + text_width(term.label, SMALL) if term.label else 0.0
