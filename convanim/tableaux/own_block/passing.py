"""The tableau of whatever makes blocks of one block in one go: a pooling, a split, a shuffle, a norm, a closed box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Source
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.graph import windows_of
from convanim.kernels.parts import Part
from convanim.language.tongue import message
from convanim.layout.block_rows import BlockRows, stack_in_rows
from convanim.layout.geometry import Box, Floats
from convanim.layout.regions import Need, to_scene
from convanim.mobjects.labels import BESIDE, BESIDE_GAP, Tag, label_beside
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Filling, Follower, Framing, Lighting, stops
from convanim.ribbon.chips import BODY, CHIP_GAP, Term, arrow, chip, chip_width, headed, result_chip
from convanim.scene.tableau import Tableau
from convanim.tableaux.own_block.blocks import Blocks
from convanim.tableaux.own_block.whole import shortened
from convanim.trace import Step, Trace

MOST_MADE = 3
"""So many of the blocks that one is split into are shown at most."""
LIGHT = 80.0
"""From blocks to the plate between them where one stands below the other, in pixels."""
MOST_CHIPS = 9
"""So many numbers of a window are written out at most."""


@dataclass(frozen=True)
class PassingPlan:
    """Where the blocks stand, and the plate between them; lengths are in pixels."""

    plate: tuple[float, float]
    """The plate's width and height at most."""
    gap: float
    """Between blocks that are made."""
    down: bool = False
    """Whether what is made stands below."""
    type: float = 26.0
    """The plate's."""


class Passing(Tableau[PassingPlan]):
    """A block that is read, a plate that says what is done with it, and what is made."""

    plans = {
        "16:9": PassingPlan((300.0, 110.0), 90.0),
        "1:1": PassingPlan((220.0, 90.0), 50.0, type=22.0),
        "9:16": PassingPlan((420.0, 110.0), 60.0, down=True, type=30.0),
        "16:9 large": PassingPlan((180.0, 64.0), 40.0, type=20.0),
    }

    def __init__(self, blocks: Blocks, part: Part) -> None:
        self.blocks, self.part = blocks, part
        self.read = part.reads[0]
        self.made = part.nodes[:MOST_MADE] if part.kind == "split" else (part.made,)
        super().__init__(blocks.cast(self.read))

    # Where things stand.

    @cached_property
    def rows(self) -> BlockRows:
        """Where the blocks stand, the one that is read first."""
        plan, stage = self.plan, self.canvas.stage
        needs = self._needs
        places = range(1, len(needs))
        if plan.down:
            # What is read has its label at its right, clear of the light.
            rows = ((0,), tuple(places))
            between = plan.plate[1] + 2 * LIGHT
            largest = min(56.0, (stage.width - BESIDE) / needs[0].width)
            return stack_in_rows(needs, stage, rows, gap=plan.gap, largest=largest, between=between)
        side, width = plan.plate[0] + 2 * plan.gap, sum(need.width for need in needs)
        room = stage.width - side - plan.gap * (len(self.made) - 1)
        high = max(need.above for need in needs) + max(need.below for need in needs)
        cell = min(56.0, room / width, stage.height / high)
        left = stage.left + max(0.0, (room - cell * width) / 4)
        middle = stage.top + max(need.above for need in needs) * cell
        middle += (stage.height - high * cell) / 2
        fits = []
        for which, need in enumerate(needs):
            fits.append(need.fit(cell, left, middle))
            left += need.width * cell + (side if which == 0 else plan.gap)
        spare = stage.right - (left - plan.gap)
        moved = [one.shifted(spare if which and spare > 0 else 0.0, 0.0) for which, one in enumerate(fits)]
        return BlockRows(moved, [stage] * len(needs))

    @property
    def _needs(self) -> list[Need]:
        return [self.blocks.need(place) for place in (self.read, *self.made)]

    @cached_property
    def _standing(self) -> tuple[VoxelTensor, ...]:
        places = (self.read, *self.made)
        return tuple(self.blocks.block(place, fit) for place, fit in zip(places, self.rows.fits, strict=True))

    @cached_property
    def plate_box(self) -> Box:
        """The plate, in pixels: in the middle between what is read and what is made."""
        wide, high = self.plan.plate
        slabs, fit = self._standing[0].slabs(), self.rows.fits[1]
        if self.plan.down:
            top = self.rows.places[0].bottom + LIGHT
            middle = self.canvas.stage.center[0]
            return middle - wide / 2, top, middle + wide / 2, top + high
        start = float(slabs[-1].at(0.0, slabs[-1].columns, 1.0)[0])
        wide = min(wide, 0.62 * (fit.left - start))
        x = (start + fit.left) / 2
        y = fit.top + self._standing[1].slabs()[0].rows * fit.cell / 2
        return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2

    # Actors.

    def plate(self) -> Sheet:
        """What is done: what the user's module calls it, and what it is."""
        theme, (left, top, right, bottom) = self.theme, self.plate_box
        node, room, size = self.blocks.node(self.part.first), right - left - 24.0, self.plan.type
        least = self.canvas.least
        closed = self.part.kind == "closed"
        items: list[Item] = [
            Plate(self.plate_box, 12.0, (*theme.panel, 1.0), (*(theme.ink if closed else theme.dim), 1.0), 2.5)
        ]
        said = [(Phrase.name(node.does), True, theme.ink)]
        if node.name and node.name != node.does:
            said.append((Phrase.name(node.name), False, theme.dim))
        lines = [
            (found.lines[0], found.size, bold, ink)
            for text, bold, ink in said
            for found in [
                fit("a name", shortened(text, room, least, bold=True), [Room(room, 1, size, least)], bold=bold)
            ]
        ]
        pitch = 1.35 * size
        y = (top + bottom) / 2 - pitch * (len(lines) - 1) / 2 + 0.35 * size
        for k, (line, own, bold, ink) in enumerate(lines):
            items.append(line.words((left + right) / 2, y + k * pitch, own, (*ink, 1.0), theme.panel, bold, "middle"))
        return Sheet(items)

    def at_first(self) -> dict[str, Any]:
        """What is read, and the places of what will be made."""
        return self._tableau([block.copy().switch_off() for block in self._standing[1:]])

    def done(self) -> dict[str, Any]:
        """All of it made."""
        return self._tableau([block.copy() for block in self._standing[1:]])

    def _tableau(self, made: Sequence[VoxelTensor]) -> dict[str, Any]:
        (left, top, right, bottom) = self.plate_box
        plate = to_scene([[left, top], [right, top], [left, bottom], [right, top]])
        read = self._standing[0]
        whole = read.whole()
        beams = {
            f"beam_{k}": Beam(plate, one.whole(front=True), self.style, down=self.plan.down)
            for k, one in enumerate(made)
        }
        return {
            self.blocks.actor(self.read): read.copy(),
            **{self.blocks.actor(place): one for place, one in zip(self.made, made, strict=True)},
            "beam_in": Beam(whole, plate, self.style, down=self.plan.down),
            **beams,
            **self.signs(),
            "plate": self.plate(),
        }

    def signs(self) -> dict[str, Any]:
        """Labels below the blocks, and dots where channels are left out."""
        places = (self.read, *self.made)
        dots = [
            item
            for place, one in zip(places, self._standing, strict=True)
            for item in ellipsis(one, self.blocks.sample(place), self.theme)
        ]
        # Of several there is no room for more than the shape.
        told = self.blocks.detail if len(self.made) == 1 else self.blocks.shape
        tags = [
            Tag(self.blocks.name(place), told(place), fit.left)
            for place, fit in zip(places, self.rows.fits, strict=True)
        ]
        labels = self._labels_down(*tags) if self.plan.down else self.labels_just_below(self.rows, self._needs, tags)
        return {"ellipses": Sheet(dots) if dots else None, "labels": Sheet(labels)}

    def _labels_down(self, read: Tag, *made: Tag) -> list[Item]:
        """Beside what is read, because light leads down from it, and below what is made."""
        rows = self.rows
        below = BlockRows(rows.fits[1:], rows.places[1:])
        slab = self._standing[0].slabs()[-1]
        x, y = slab.at(slab.rows / 2, slab.columns, 1.0).tolist()
        return [
            *label_beside(replace(read, x=x + BESIDE_GAP), y, self.style),
            *self.labels_just_below(below, self._needs[1:], made),
        ]

    # A pooling's windows.

    @cached_property
    def trace(self) -> Trace:
        """A step for each window of a pooling."""
        return Trace(windows_of(self.blocks.graph, self.blocks.node(self.part.first)))

    def steps(self) -> list[Step]:
        """Those of the first channel that is shown; all others go along."""
        return stops(self.trace, self.blocks.sample(self.made[0]).indices[0])

    def at(self, step: Step) -> dict[str, Any]:
        """A window of a pooling, and what is made of it."""
        found, actor = self.at_first(), self.blocks.actor(self.read)
        found[actor] = self._lit(step)
        cells = [fit.cell for fit in self.rows.fits]
        return {
            **found,
            "window": Window(self._window(step), self.style, width=frame_width(cells[0])),
            "cell": Window(self._cell(step), self.style, flat=True, width=frame_width(cells[1])),
        }

    def made_at(self, step: Step) -> VoxelTensor:
        """What is made when this step, the first one, has made its pixel in all channels."""
        block = self._standing[1].copy()
        return block.light(block.mask(*step.index[1:]))

    def followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the window walks."""
        read, made = self.blocks.actor(self.read), self.blocks.actor(self.made[0])
        return [
            Lighting(actor(read), lambda step: self._lit(step).lit),
            Framing(actor("window"), self._window),
            Framing(actor("cell"), self._cell),
            Filling(actor(made), self.blocks.sample(self.made[0]).indices),
        ]

    def _window(self, step: Step) -> Floats:
        return self._standing[0].around(step.rows, step.columns)

    def _cell(self, step: Step) -> Floats:
        return self._standing[1].around(step.index[1], step.index[2], front=True)

    def _lit(self, step: Step) -> VoxelTensor:
        block = self._standing[0].copy()
        return block.single_out(block.mask(step.rows, step.columns))

    # In the ribbon.

    def pooled(self, step: Step) -> Sheet:
        """A window's numbers, if they have room, and what is made of them."""
        theme, canvas, node = self.theme, self.canvas, self.blocks.node(self.part.first)
        channel, row, column = step.index
        inside = [
            ((channel, r, c), float(self.blocks.node(self.read).output[channel, r, c]))
            for r in step.rows
            for c in step.columns
            if 0 <= r < self.layer.size[0] and 0 <= c < self.layer.size[1]
        ]
        value = float(self.blocks.node(self.part.first).output[channel, row, column])
        digits = self.tongue.digits(max(abs(value), *(abs(one) for _, one in inside)) or 1.0, 2)
        ramp = self.blocks.hues(self.read)([channel])[0]
        red, green, blue = ramp.at(0.5).tolist()
        color, audit = (red, green, blue), self.blocks.audit(self.read)
        said = message("the mean of {n} {n?number|numbers}")
        if node.kind == "maximum":
            said = message("the largest of {n} {n?number|numbers}")
        items: list[Item] = headed(self.say(said, n=len(inside)), canvas, theme)
        x, middle = canvas.ribbon.left, canvas.chip_top + 48.0
        total = Term(value, Source(self.blocks.audit(self.part.first), step.index, value), color, digits=digits)
        if len(inside) <= MOST_CHIPS:
            terms = [Term(one, Source(audit, index, one), color, digits=digits) for index, one in inside]
            width = chip_width(terms, BODY, 60.0)
            if x + len(terms) * (width + CHIP_GAP) + 260.0 <= canvas.ribbon.right:
                for term in terms:
                    items += chip(term, (x, middle - 24, x + width, middle + 24), BODY, theme)
                    x += width + CHIP_GAP
                items += arrow(x + 30.0, middle, theme)
                x += 66.0
        result, _ = result_chip(total, x, middle, theme)
        return Sheet({"numbers": items, "result": result})
