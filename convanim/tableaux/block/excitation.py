"""The squeeze-and-excite tableau: every channel's mean, two small layers, and every channel times its factor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from convanim.draw.fitting import LEAST
from convanim.draw.items import Item, Plate, Rgb, Source, Words
from convanim.draw.lettering import text_width
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.kernels.block import sampled, sigmoid
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Region, line_up, to_scene
from convanim.layout.selection import Sample
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import SHOWN, shown_of
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.mobjects.marks import dot, ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.numerals import Digits
from convanim.ribbon.chips import PLAIN, Term
from convanim.ribbon.functions import ChipLine, Curve, function_sheet
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.tableaux.block.members import WORDS, Members
from convanim.theme.color import ink_on
from convanim.trace import Step

MEANS, SQUEEZED, FACTORS = range(3)
"""The columns of single numbers, from the left or from the top."""
NAMES = ("mean", "squeezed", "factor")
"""What the audit trail calls them."""
HEADS = (message("{n?mean|means}"), message("squeezed"), message("{n?factor|factors}"))
LARGEST = 56.0
"""A cell's side at most, of blocks, in pixels."""
MOST_SQUEEZED = 6
"""So many numbers between the two layers are shown at most."""
HEAD = 22.0
"""Type of what a column's numbers are."""
LABEL_DROP = 36.0
"""From the blocks' bottom to the labels' baseline, in pixels."""


@dataclass(frozen=True)
class ExcitationPlan:
    """Where both blocks stand, and the single numbers between them; lengths are in pixels."""

    share: float
    """Of the stage's width, or of its height if ``down``, for the numbers."""
    most: int
    """So many channels have a number at most."""
    type: float
    """The numbers', at most."""
    chip: tuple[float, float]
    """A number's plate, width and height at most."""
    down: bool = False
    """Whether blocks stand above and below the numbers, not beside them."""
    headed: bool = True
    """Whether what the numbers are is said above them, or before them."""
    before: float = 0.0
    """Room for that before a row."""


class Excitation(Tableau[ExcitationPlan]):
    """What has been filtered, one number a channel, two small layers, and the channels times their factors."""

    plans = {
        "16:9": ExcitationPlan(0.46, most=9, type=26.0, chip=(92.0, 44.0)),
        "1:1": ExcitationPlan(0.4, most=8, type=22.0, chip=(76.0, 40.0)),
        "9:16": ExcitationPlan(0.32, most=8, type=28.0, chip=(86.0, 56.0), down=True, before=170.0),
        "16:9 large": ExcitationPlan(0.5, most=6, type=20.0, chip=(72.0, 30.0), headed=False),
    }

    cropped_plans = {"1:1": ExcitationPlan(0.52, most=8, type=22.0, chip=(76.0, 40.0))}

    def __init__(self, members: Members) -> None:
        super().__init__(members.project)
        self.members = members
        self.tensors = members.tensors

    # What is shown of what.

    @cached_property
    def samples(self) -> tuple[Sample, Sample, Sample]:
        """Which means, squeezed numbers and factors are shown."""
        wide, most = self.members.wide, self.plan.most
        channels = wide if len(wide.indices) <= most else Sample.of(wide.indices, most, total=wide.total)
        squeezed = Sample.of(range(self.tensors.block.narrow), min(MOST_SQUEEZED, most))
        return channels, squeezed, channels

    @property
    def _vectors(self) -> tuple[list[float], list[float], list[float]]:
        tensors = self.tensors
        means, squeezed, factors = (
            one.flatten().tolist() for one in (tensors.means, tensors.squeezed, tensors.factors)
        )
        return means, squeezed, factors

    # Where things stand.

    @cached_property
    def _rooms(self) -> tuple[Region, Region, Region]:
        stage, share = self.canvas.stage, self.plan.share
        split = stage.rows if self.plan.down else stage.columns
        first, middle, last = split((1 - share) / 2, share, (1 - share) / 2)
        return first, middle, last

    @cached_property
    def fits(self) -> tuple[BlockFit, BlockFit]:
        """Where the block stands that is filtered, and the one that is weighed."""
        need = self.cast.need_of_input(self.members.wide.extent, padded=False)
        first, _, last = self._rooms
        if self.plan.down:
            first, last = (room.inset(bottom=LABEL_DROP + 14) for room in (first, last))
        (one,), (other,) = (line_up([need], room, largest=LARGEST) for room in (first, last))
        if not self.plan.down:
            other = other.shifted(last.width - need.width * other.cell / need.shrink, 0.0)
        return one, other

    @cached_property
    def boxes(self) -> tuple[tuple[tuple[float, float, float, float], ...], ...]:
        """The plates of each column's numbers, in pixels."""
        middle, plan = self._rooms[1], self.plan
        wide, high = plan.chip
        head = 44.0 if plan.headed else 8.0
        if plan.down:
            lanes = middle.inset(left=plan.before, top=16, bottom=16).rows(1, 1, 1)
        else:
            lanes = middle.inset(left=34, right=34).columns(1, 1, 1)
        found = []
        for sample, lane in zip(self.samples, lanes, strict=True):
            x, y = lane.center
            if plan.down:
                pitch = min(wide + 14, lane.width / sample.extent)
                start = x - pitch * (sample.extent - 1) / 2
                width = min(wide, pitch - 6)
                row = [start + place * pitch for place in sample.places]
                found.append(tuple((at - width / 2, y - high / 2 + 8, at + width / 2, y + high / 2 + 8) for at in row))
                continue
            room, wide = lane.inset(top=head), min(plan.chip[0], 0.8 * lane.width)
            pitch = min(high + 14, room.height / sample.extent)
            tall = min(high, pitch - 5)
            start = room.center[1] - pitch * (sample.extent - 1) / 2
            column = [start + place * pitch for place in sample.places]
            found.append(tuple((x - wide / 2, at - tall / 2, x + wide / 2, at + tall / 2) for at in column))
        return tuple(found)

    # Blocks.

    def filtered(self) -> VoxelTensor:
        """What has been filtered."""
        return self.members.wide_block(self.members.filtered(), self.fits[0])

    def scaled(self) -> VoxelTensor:
        """Every channel times its factor."""
        return self.members.wide_block(self.members.scaled(), self.fits[1])

    # The numbers.

    def _digits(self, column: int) -> Digits:
        values = self._vectors[column]
        return self.tongue.digits(max(map(abs, values)), 2)

    def _hues(self, column: int) -> list[Rgb]:
        if column == SQUEEZED:
            return [self.theme.dim] * len(self.samples[column].indices)
        return [ramp.signal for ramp in self.members.depthwise.channel_ramps(self.samples[column].indices)]

    def numbers(self, column: int) -> Sheet:
        """One column of single numbers: a plate each, in the channel's hue, brighter where more is let through."""
        sample, values, theme = self.samples[column], self._vectors[column], self.theme
        digits, items = self._digits(column), list[Item]()
        largest = max(map(abs, values)) or 1.0
        ramps = self.members.depthwise.channel_ramps(sample.indices if column != SQUEEZED else [0])
        for k, (index, box) in enumerate(zip(sample.indices, self.boxes[column], strict=True)):
            value = values[index]
            share = value if column == FACTORS else value / largest
            color = theme.glass
            if column != SQUEEZED:
                color = tuple(ramps[k].at(share).tolist())
            items += self._plate(
                digits.text(value), box, color, Source(NAMES[column], self._index(column, index), value)
            )
        items += self._dots(column)
        if self.plan.headed:
            items += self._head(column)
        return Sheet(items)

    @staticmethod
    def _index(column: int, index: int) -> tuple[int, ...]:
        return (index,) if column == FACTORS else (index, 0, 0)

    def _plate(self, text: str, box: tuple[float, float, float, float], color: Any, source: Source) -> list[Item]:
        left, top, right, bottom = box
        room = 0.94 * (right - left) / text_width(text, 1.0, True)
        size = min(self.plan.type, 0.78 * (bottom - top), room)
        baseline = (top + bottom) / 2 + CAP_HEIGHT * size / 2
        ink = self.theme.ink if color == self.theme.glass else ink_on(color)
        edge = (*self.theme.dim, 1.0) if color == self.theme.glass else (0.0, 0.0, 0.0, 0.0)
        return [
            Plate(box, 7, (*color, 1.0), edge, 1.5 if edge[3] else 0.0),
            Words(text, (left + right) / 2, baseline, size, (*ink, 1.0), color, True, "middle", source),
        ]

    def _dots(self, column: int) -> list[Item]:
        """Three dots where channels are left out."""
        sample, boxes = self.samples[column], self.boxes[column]
        if sample.gap is None:
            return []
        one, other = (np.array(boxes[k]).reshape(2, 2).mean(axis=0) for k in (sample.gap - 1, sample.gap))
        spots = [(one + share * (other - one)).tolist() for share in (0.42, 0.5, 0.58)]
        return [dot(x, y, self.theme) for x, y in spots]

    def _head(self, column: int) -> list[Item]:
        """What a column's numbers are: above all columns, or before its row, where no lines are."""
        lane, theme = self.boxes[column], self.theme
        said, ink = self._said(column), (*theme.dim, 1.0)
        if self.plan.down:
            y = (lane[0][1] + lane[0][3]) / 2 + 8
            return [Words(said, self.canvas.stage.left, y, HEAD, ink, theme.background)]
        top, size = min(boxes[0][1] for boxes in self.boxes), self._head_size
        if size < LEAST:
            return []
        return [Words(said, (lane[0][0] + lane[0][2]) / 2, top - 14, size, ink, theme.background, align="middle")]

    @cached_property
    def _head_size(self) -> float:
        """Type in which what all columns are has room, each above its own."""
        pitch = self.boxes[SQUEEZED][0][0] - self.boxes[MEANS][0][0]
        widest = max(text_width(self._said(column), HEAD) for column in (MEANS, SQUEEZED, FACTORS))
        return min(HEAD, HEAD * (pitch - 8) / widest)

    def _said(self, column: int) -> str:
        return self.tongue.text(HEADS[column], n=len(self._vectors[column]))

    # Lines from one to the other.

    def lines_in(self) -> Bundle:
        """From every channel to its mean."""
        slabs = dict(zip(self.members.wide.indices, self.filtered().slabs(), strict=True))
        ends = []
        for channel, box in zip(self.samples[MEANS].indices, self.boxes[MEANS], strict=True):
            slab = slabs[channel]
            start = (
                slab.at(slab.rows, slab.columns / 2, 0.5)
                if self.plan.down
                else slab.at(slab.rows / 2, slab.columns, 0.5)
            )
            ends += [start, self._side(box, after=False)]
        return Bundle(to_scene(np.array(ends)), self._hues(MEANS), self.style)

    def lines_between(self, column: int) -> Bundle:
        """From every number of a column to every one of the next: a weight each."""
        pairs = [
            (self._side(one, after=True), self._side(other, after=False), hue)
            for one, hue in zip(self.boxes[column], self._hues(column), strict=True)
            for other in self.boxes[column + 1]
        ]
        hues = [hue for _, _, hue in pairs]
        if column == SQUEEZED:
            hues = self._hues(FACTORS) * len(self.boxes[SQUEEZED])
        ends = np.array([end for one, other, _ in pairs for end in (one, other)])
        return Bundle(to_scene(ends), hues, self.style, 1.5, 0.6)

    def lines_out(self) -> Bundle:
        """From every factor to the channel that it weighs."""
        slabs = dict(zip(self.members.wide.indices, self.scaled().slabs(), strict=True))
        ends = []
        for channel, box in zip(self.samples[FACTORS].indices, self.boxes[FACTORS], strict=True):
            slab = slabs[channel]
            end = slab.at(0.0, slab.columns / 2, 0.5) if self.plan.down else slab.at(0.0, 0.0, 0.5)
            ends += [self._side(box, after=True), end]
        return Bundle(to_scene(np.array(ends)), self._hues(FACTORS), self.style)

    def _side(self, box: tuple[float, float, float, float], after: bool) -> Floats:
        left, top, right, bottom = box
        if self.plan.down:
            return np.array([(left + right) / 2, bottom if after else top])
        return np.array([right if after else left, (top + bottom) / 2])

    def means(self) -> Sheet:
        """The channels' means."""
        return self.numbers(MEANS)

    def squeezed(self) -> Sheet:
        """What the first layer makes of them."""
        return self.numbers(SQUEEZED)

    def factors(self) -> Sheet:
        """What the second one makes of these, after the sigmoid."""
        return self.numbers(FACTORS)

    # Tableaux.

    def opening(self) -> dict[str, Any]:
        """What has been filtered, and the place of what will be weighed."""
        return {"filtered": self.filtered(), "scaled": self.scaled().switch_off(), **self.signs()}

    def layers(self) -> dict[str, Any]:
        """The lines of both layers, not drawn yet."""
        return {
            "lines_squeeze": self.lines_between(MEANS).grown(0),
            "lines_excite": self.lines_between(SQUEEZED).grown(0),
        }

    def weighed(self) -> dict[str, Any]:
        """Everything, from the filtered channels to the weighed ones."""
        return {
            "lines_in": self.lines_in(),
            "lines_squeeze": self.lines_between(MEANS),
            "lines_excite": self.lines_between(SQUEEZED),
            "lines_out": self.lines_out(),
            "filtered": self.filtered(),
            "scaled": self.scaled(),
            **self.signs(),
            "means": self.means(),
            "squeezed": self.squeezed(),
            "factors": self.factors(),
        }

    def signs(self) -> dict[str, Any]:
        """Labels of both blocks, and dots where channels are left out."""
        standing = self.filtered(), self.scaled()
        dots = [item for one in standing for item in ellipsis(one, self.members.wide, self.theme)]
        shape = self.cast.input_shape + shown_of(self.members.wide, self.tongue, SHOWN)
        placed = []
        for name, fit, room in zip(("filtered", "scaled"), self.fits, (self._rooms[0], self._rooms[2]), strict=True):
            line = room.bottom if self.plan.down else self.canvas.label_line
            placed.append((Tag(self.tongue.text(WORDS[name]), shape, fit.left), line))
        return {"ellipses": Sheet(dots) if dots else None, "labels": Sheet(tags_on_lines(placed, self.style))}

    # In the ribbon.

    def first_step(self) -> Step:
        """The step that makes the first squeezed number."""
        return self.members.squeeze.trace.step(0, 0, 0)

    def needle(self) -> Sheet:
        """How the first squeezed number is made of all means."""
        rows = message("{n?mean|means}"), message("{n?weight|weights}"), message("{n?product|products}")
        return Ribbon(self.members.squeeze).needle(self.first_step(), rows, "z", self.samples[MEANS].indices)

    def example(self) -> list[int]:
        """Three channels whose factors are told: the one let through most, the least, and one between."""
        factors, shown = self._vectors[FACTORS], self.samples[FACTORS].indices
        # Of several with one factor the first.
        ranked = [*{factors[c]: c for c in sorted(shown, key=lambda c: (-factors[c], -c))}.values()]
        return list(dict.fromkeys((ranked[0], ranked[len(ranked) // 2], ranked[-1])))

    def through_the_sigmoid(self) -> Sheet:
        """Sums, what a sigmoid makes of them, and what a channel's cell is then worth."""
        tensors, members = self.tensors, self.members
        sums, factors = tensors.excite.output.flatten().tolist(), self._vectors[FACTORS]
        chosen, channels = self.example(), self.samples[FACTORS].indices
        steep = self.tongue.digits(max(map(abs, sums)) or 1.0, 2)
        filtered, scaled = members.filtered(), members.scaled()
        cells = (
            PLAIN if filtered.values.dtype.kind == "i" else self.tongue.digits(float(np.abs(filtered.values).max()), 2)
        )
        made = self.tongue.digits(float(np.abs(scaled.values).max()) or 1.0, 2)
        lines = []
        # One more decimal than beside the blocks, so that the products can be checked by hand.
        finer = self.tongue.digits(1.0, 3)
        for channel in chosen:
            k = members.wide.indices.index(channel)
            row, column = np.unravel_index(int(filtered.values[k].argmax()), filtered.values[k].shape)
            at = (int(row), int(column))
            ramp = members.depthwise.channel_ramps([channel])[0]
            cell, product = filtered.values[k][at].item(), scaled.values[k][at].item()
            index = (channel, at[0] + filtered.origin[0], at[1] + filtered.origin[1])
            share = filtered.shares()[k][at]
            factor = Term(
                factors[channel],
                Source("factor", (channel,), factors[channel]),
                _rgb(ramp, factors[channel]),
                digits=finer,
            )
            terms = (
                Term(
                    sums[channel],
                    Source("excite_sum", (channel, 0, 0), sums[channel]),
                    self.theme.glass,
                    "bias",
                    digits=steep,
                ),
                factor,
                Term(cell, Source("filtered", index, cell), _rgb(ramp, share), digits=cells),
                Term(product, Source("scaled", index, product), _rgb(ramp, scaled.shares()[k][at]), digits=made),
            )
            said = f"{factor.text} × {terms[2].text} ≈ {terms[3].text}"
            # With fewer decimals than that they cannot.
            told = (said,) if self.tongue.decimals is None else ()
            lines.append(ChipLine(terms, ("→", "×", "="), (sums[channel], factors[channel]), told))
        text = self.tongue.text
        headings = (text("sum"), text("factor"), text("cell"), text("weighed"))
        most = max(4.0, *(abs(one) for one in sums)) * 1.1
        curve = Curve(partial(sampled, sigmoid), text("sigmoid"), (-most, most), (0, 1))
        dots = [(sums[c], hue) for c, hue in zip(channels, self._hues(FACTORS), strict=True)]
        return function_sheet(lines, headings, curve, dots, self.style)


def _rgb(ramp: Any, share: float) -> Rgb:
    red, green, blue = ramp.at(float(share)).tolist()
    return red, green, blue
