"""The squeeze-and-excite tableau: every channel's mean, two small layers, and every channel times its factor."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.items import Item, Rgb, Source
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import BlockFit, Need, line_up, to_scene
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import SHOWN, shown_of
from convanim.mobjects.labels import BESIDE, BESIDE_GAP, Tag, label_beside, tags_on_lines
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.chips import PLAIN, Term
from convanim.ribbon.functions import ChipLine, Curve, function_sheet
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.block.factors import FACTORS, MEANS, SQUEEZED, Factors
from convanim.trace import Step

LARGEST = 56.0
"""A cell's side at most, of blocks, in pixels."""
LABEL_DROP = 36.0
"""From the blocks' bottom to the labels' baseline, in pixels."""


class Excitation(Factors):
    """What has been filtered, one number a channel, two small layers, and the channels times their factors."""

    # Where blocks stand.

    @cached_property
    def fits(self) -> tuple[BlockFit, BlockFit]:
        """Where the block stands that is filtered, and the one that is weighed."""
        need = self._need
        first, _, last = self._rooms
        if self.plan.down:
            first, last = (room.inset(right=BESIDE) for room in (first, last))
        (one,), (other,) = (line_up([need], room, largest=LARGEST) for room in (first, last))
        if not self.plan.down:
            other = other.shifted(last.width - need.width * other.cell / need.shrink, 0.0)
        return one, other

    @property
    def _need(self) -> Need:
        return self.cast.need_of_input(self.weighing.wide.extent, padded=False)

    # Blocks.

    def filtered(self) -> VoxelTensor:
        """What has been filtered."""
        return self.weighing.block(self.weighing.filtered, self.fits[0])

    def scaled(self) -> VoxelTensor:
        """Every channel times its factor."""
        return self.weighing.block(self.weighing.scaled, self.fits[1])

    # Lines from one to the other.

    def lines_in(self) -> Bundle:
        """From every channel to its mean."""
        slabs = dict(zip(self.weighing.wide.indices, self.filtered().slabs(), strict=True))
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
        slabs = dict(zip(self.weighing.wide.indices, self.scaled().slabs(), strict=True))
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
        dots = [item for one in standing for item in ellipsis(one, self.weighing.wide, self.theme)]
        shape = self.cast.input_shape + shown_of(self.weighing.wide, self.tongue, SHOWN)
        names = self.weighing.before, self.weighing.after
        tags = [Tag(name, shape, fit.left) for name, fit in zip(names, self.fits, strict=True)]
        return {"ellipses": Sheet(dots) if dots else None, "labels": Sheet(self._labels(tags))}

    def _labels(self, tags: list[Tag]) -> list[Item]:
        """Beside the blocks where lines lead down from one and to the other; else below both, and below all lines."""
        if not self.plan.down:
            return tags_on_lines([(tag, self._label_line) for tag in tags], self.style)
        items: list[Item] = []
        for tag, block in zip(tags, (self.filtered(), self.scaled()), strict=True):
            slab = block.slabs()[-1]
            x, y = slab.at(slab.rows / 2, slab.columns, 1.0).tolist()
            items += label_beside(replace(tag, x=x + BESIDE_GAP), y, self.style)
        return items

    @property
    def _label_line(self) -> float:
        """Just below the blocks, if no line to a mean reaches down to it; the canvas's own at most."""
        bottoms = [fit.top + self._need.rows * fit.cell for fit in self.fits]
        lowest = max(box[3] for box in self.boxes[MEANS])
        return min(self.canvas.label_line, max(*bottoms, lowest) + LABEL_DROP)

    # In the ribbon.

    def first_step(self) -> Step:
        """The step that makes the first squeezed number."""
        return self.weighing.squeeze.trace.step(0, 0, 0)

    def needle(self) -> Sheet:
        """How the first squeezed number is made of all means."""
        rows = message("{n?mean|means}"), message("{n?weight|weights}"), message("{n?product|products}")
        return Ribbon(self.weighing.squeeze).needle(self.first_step(), rows, "z", self.samples[MEANS].indices)

    def example(self) -> list[int]:
        """Three channels whose factors are told: the one let through most, the least, and one between."""
        factors, shown = self._vectors[FACTORS], self.samples[FACTORS].indices
        # Of several with one factor the first.
        ranked = [*{factors[c]: c for c in sorted(shown, key=lambda c: (-factors[c], -c))}.values()]
        return list(dict.fromkeys((ranked[0], ranked[len(ranked) // 2], ranked[-1])))

    def through_the_sigmoid(self) -> Sheet:
        """Sums, what a sigmoid makes of them, and what a channel's cell is then worth."""
        weighing = self.weighing
        sums, factors, gate = weighing.sums, weighing.factors, weighing.gate
        chosen, channels = self.example(), self.samples[FACTORS].indices
        steep = self.tongue.digits(max(map(abs, sums)) or 1.0, 2)
        filtered, scaled = weighing.filtered, weighing.scaled
        cells = (
            PLAIN if filtered.values.dtype.kind == "i" else self.tongue.digits(float(np.abs(filtered.values).max()), 2)
        )
        made = self.tongue.digits(float(np.abs(scaled.values).max()) or 1.0, 2)
        lines = []
        # One more decimal than beside the blocks, so that the products can be checked by hand.
        finer = self.tongue.digits(1.0, 3)
        for channel in chosen:
            k = weighing.wide.indices.index(channel)
            row, column = np.unravel_index(int(filtered.values[k].argmax()), filtered.values[k].shape)
            at = (int(row), int(column))
            ramp = weighing.hues([channel])[0]
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
        curve = Curve(gate.function, gate.name, (-most, most), gate.ends)
        dots = [(sums[c], hue) for c, hue in zip(channels, self._hues(FACTORS), strict=True)]
        return function_sheet(lines, headings, curve, dots, self.style)


def _rgb(ramp: Any, share: float) -> Rgb:
    red, green, blue = ramp.at(float(share)).tolist()
    return red, green, blue
