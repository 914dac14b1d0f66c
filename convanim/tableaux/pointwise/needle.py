"""The needle tableau: one pixel through all channels, opposite one filter's weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.kernels import Cost, cost
from convanim.language.tongue import message
from convanim.layout.block_rows import FILTER, INPUT, OUTPUT
from convanim.layout.selection import Sample
from convanim.mobjects.bundle import Bundle
from convanim.mobjects.cast import shown_of
from convanim.mobjects.content import Content
from convanim.mobjects.labels import Tag
from convanim.mobjects.marks import dashes, ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Window, frame_width
from convanim.motion.walk import Completing, Follower, Framing, accelerating, even, stops
from convanim.ribbon.product import FILTERS
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.tableau import Tableau
from convanim.tableaux.pointwise.needle_motion import Carrying, Turn
from convanim.tableaux.pointwise.placement import NeedlePlacement, NeedlePlan
from convanim.trace import Step

SHOWN_SHORT = message(", {shown} shown")
SETTLING = 0.45
"""Share of a filter's turn until the needle stands at its pixel; then it sweeps over the image."""
ROW = 0.2
"""Seconds that it takes for a row at least."""


class Needle(Tableau[NeedlePlan]):
    """A pointwise layer's input in slabs, a needle's values, one filter's weights, and the output."""

    plans = {
        "16:9": NeedlePlan(
            rows=((INPUT, FILTER, OUTPUT),), gap=72.0, shown=message(", {shown} of {total} channels shown")
        ),
        "1:1": NeedlePlan(
            rows=((INPUT, FILTER), (OUTPUT,)),
            gap=46.0,
            shown=SHOWN_SHORT,
            legible=30.0,
            share_width=True,
            filters_beside_output=True,
            stepped=True,
        ),
        "9:16": NeedlePlan(
            rows=((INPUT, FILTER), (OUTPUT,)),
            gap=46.0,
            shown=SHOWN_SHORT,
            share_width=True,
            filters_beside_output=True,
        ),
        "16:9 loop": NeedlePlan(
            rows=((INPUT, FILTER, OUTPUT),), gap=46.0, shown=SHOWN_SHORT, legible=33.0, share_width=True
        ),
    }

    @cached_property
    def placement(self) -> NeedlePlacement:
        """Where everything stands."""
        return NeedlePlacement(self.cast, self.plan)

    @property
    def channels(self) -> Sample:
        """The input channels that are shown."""
        return self.placement.channels

    @property
    def filters(self) -> Sample:
        """The filters that are shown."""
        return self.placement.filters

    # Steps, and what they cost.

    def first_step(self, filter: int = 0) -> Step:
        """The step that is shown number by number: a pixel well inside the image."""
        return self.cast.step(filter, 4, 3)

    def steps(self, filter: int = 0) -> list[Step]:
        """The steps at which the needle stops on its way over the image."""
        return stops(self.cast.trace, filter, self.view)

    def sweep(self, filter: int, seconds: float) -> tuple[list[Step], list[float]]:
        """Both ends of as many rows as can be followed in so many seconds, and the seconds for each of them."""
        rows, columns = self.view.output
        chosen = np.linspace(0, len(rows) - 1, min(len(rows), max(2, int(seconds / ROW)))).astype(int).tolist()
        ends = [(row, column) for row in dict.fromkeys(chosen) for column in dict.fromkeys((0, len(columns) - 1))]
        steps = [self.cast.trace.step(filter, rows[row], columns[column]) for row, column in ends]
        return steps, even(len(steps), seconds)

    def turns(self, seconds: float, first: float) -> list[Turn]:
        """The turns of all filters but the first, in so many seconds: about ``first`` for one, and ever less."""
        others = self.filters.indices[1:]
        turns = []
        for filled, (filter, time) in enumerate(zip(others, accelerating(len(others), seconds, first), strict=True), 1):
            settling = SETTLING * time
            turns.append(Turn(self.first_step(filter), filled, settling, *self.sweep(filter, time - settling)))
        return turns

    def cost_of_a_pixel(self) -> Cost:
        """The cost of one filter at one pixel."""
        return cost(self.layer.with_(out_channels=1, size=1))

    def cost_of(self, filters: int) -> Cost:
        """The cost of the first ``filters`` filters on the whole image."""
        return cost(self.layer.with_(out_channels=filters))

    # The blocks.

    def input(self, lit: bool = False) -> VoxelTensor:
        """The input's channels; glass, unless ``lit``."""
        shown, fit = self.channels, self.placement.fits[INPUT]
        content, ramps = self.cast.input_content(shown.indices), self.cast.channel_ramps(shown.indices)
        tensor = VoxelTensor(content, ramps, fit, self.style).stand(fit, shown.places)
        return tensor if lit else tensor.switch_off()

    def values(self, step: Step) -> VoxelTensor:
        """What the needle has on it: the pixel's value in every channel."""
        ramps = self.cast.channel_ramps(self.channels.indices)
        tensor = VoxelTensor(self.content(step), ramps, self.placement.fits[FILTER], self.style)
        tensor.points = self.placement.voxels(step)
        return tensor

    def content(self, step: Step) -> Content:
        """The numbers of a step's pixel."""
        _, row, column = step.index
        whole = self.cast.input_content(self.channels.indices)
        return replace(whole, values=step.window[list(self.channels.indices)], origin=(row, column))

    def weights(self, filter: int = 0) -> VoxelTensor:
        """One filter's weights opposite the values."""
        shown, fit = self.channels, self.placement.fits[FILTER]
        content = self.cast.filter_content(filter, shown.indices)
        ramps = self.cast.filter_ramps([filter]) * len(shown.indices)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, shown.places)

    def weights_in_row(self, filter: int = 0) -> VoxelTensor:
        """The same still in the row of filters, if there is one."""
        row = self.placement.filter_row
        return row.filter(filter) if row else self.weights(filter)

    def filter_row(self, out: int | None = None, lit: bool = False) -> Sheet | None:
        """All filters side by side, if there is room; the one that is ``out`` leaves a dashed place behind."""
        row = self.placement.filter_row
        return row.sheet(lit, out) if row else None

    def output(self, filled: int = 0, out: int | None = None) -> VoxelTensor:
        """The output's channels: the first ``filled`` of those shown are computed.

        That of the filter ``out`` is not among them: it stands in front (``plane``) while it is made.
        """
        shown, fit = self.filters.indices, self.placement.fits[OUTPUT]
        tensor = VoxelTensor(self.cast.output_content(shown), self.cast.filter_ramps(shown), fit, self.style)
        slabs = np.arange(len(shown))
        tensor.light((slabs < filled)[:, None, None]).unhue().hue_slabs(slabs[:filled].tolist())
        if out is not None:
            tensor.part_with([shown.index(out)])
        return tensor.stand(fit, self.placement.output_places)

    def plane(self, filter: int) -> VoxelTensor:
        """The output channel that a filter makes, in front of the others; nothing of it is computed."""
        return self._plane(filter).stand(self.placement.fits[OUTPUT])

    def plane_in_stack(self) -> VoxelTensor:
        """The first one still among the others."""
        tensor = self._plane(self.filters.indices[0]).unhue()
        return tensor.stand(self.placement.fits[OUTPUT], self.placement.output_places[:1])

    def _plane(self, filter: int) -> VoxelTensor:
        content, ramps = self.cast.output_content([filter]), self.cast.filter_ramps([filter])
        return VoxelTensor(content, ramps, self.placement.fits[OUTPUT], self.style).switch_off()

    # The needle, and lines from it to the weights and on to the output.

    def ends(self, step: Step) -> Bundle:
        """The needle's two ends, before the first and behind the last voxel."""
        return Bundle(self.placement.needle_ends(step), [self.theme.accent] * 2, self.style, 5.0, 1.0, halo=True)

    def lines_in(self, step: Step) -> Bundle:
        """From every value to its weight, in the channels' hues."""
        hues = [ramp.signal for ramp in self.cast.channel_ramps(self.channels.indices)]
        return Bundle(self.placement.lines_in(step), hues, self.style)

    def lines_out(self, step: Step) -> Bundle:
        """From every weight to the output cell, in the filter's hue."""
        hue = self.cast.filter_ramps([step.index[0]])[0].signal
        return Bundle(self.placement.lines_out(step), [hue] * len(self.channels.indices), self.style)

    def frame(self, step: Step) -> Window:
        """The frame round a step's output cell."""
        width = frame_width(self.placement.fits[OUTPUT].cell)
        return Window(self.placement.cell(step), self.style, flat=True, width=width)

    # What stands round it.

    def outline(self, filter: int) -> Sheet:
        """The dashed place of the output plane that is pulled out."""
        slab = self.output().slabs()[self.filters.indices.index(filter)]
        if len(self.filters.indices) == 1:
            return Sheet([])
        return Sheet(dashes(slab, (*self.cast.filter_ramps([filter])[0].signal, 1.0)))

    def ellipses(self) -> Sheet | None:
        """Three dots where channels are left out."""
        items = ellipsis(self.input(), self.channels, self.theme) + ellipsis(self.output(), self.filters, self.theme)
        return Sheet(items) if items else None

    def labels(self, filter: int | None = None) -> Sheet:
        """What stands where."""
        tongue, cast, place = self.tongue, self.cast, self.placement
        which = Phrase() if filter is None else self.say(", filter {filter}", filter=numbered("filter", filter))
        shown = [shown_of(sample, tongue, self.plan.shown) for sample in (self.channels, self.filters)]
        names = (tongue.text("input"), tongue.text(FILTERS, n=self.layer.out_channels), tongue.text("output"))
        details = (cast.input_shape + shown[0], cast.filters_shape + which, cast.output_shape + shown[1])
        row = [Tag(name, detail, x) for name, detail, x in zip(names, details, place.label_starts, strict=True)]
        return Sheet(self.labels_below(place.label_rows, row))

    def around(self, filter: int | None = None) -> dict[str, Any]:
        """What stands round the needle and does not move with it."""
        return {
            "ellipses": self.ellipses(),
            "outline": None if filter is None else self.outline(filter),
            "labels": self.labels(filter),
        }

    def formula(self, ribbon: Ribbon, step: Step) -> Sheet:
        """A step's numbers as a table, a column for each channel that is shown and has room there."""
        return ribbon.needle(step, shown=self.channels.indices)

    # The whole, and how it moves.

    def opening(self) -> dict[str, Any]:
        """All channels, fanned out, and where a needle will go through them."""
        step, width = self.first_step(), frame_width(self.placement.fits[INPUT].cell)
        place = self.input().around(*step.index[1:])
        return {
            "input": self.input(lit=True),
            "needle_place": Window(place, self.style, width=width),
            "filter_row": self.filter_row(lit=True),
            "output": self.output(),
            **self.around(),
        }

    def at(self, step: Step, filled: int = 0, made: bool = False) -> dict[str, Any]:
        """The whole tableau with the needle at one pixel.

        ``filled`` output planes are computed before it, maybe its own among them, and its own cell if it is ``made``.
        """
        filter, row, column = step.index
        plane = self.plane(filter)
        if self.filters.indices.index(filter) < filled:
            plane.light(1.0)
        elif made:
            plane.light(plane.mask(row, column))
        return {
            "input": self.input(),
            "lines_in": self.lines_in(step),
            "needle_ends": self.ends(step),
            "values": self.values(step),
            "lines_out": self.lines_out(step),
            "filter_row": self.filter_row(filter),
            "weights": self.weights(filter),
            "output": self.output(filled, filter),
            "plane": plane,
            "cell": self.frame(step),
            **self.around(filter),
        }

    def done(self) -> dict[str, Any]:
        """The whole tableau when the last filter's plane has joined the others."""
        filters = self.filters.indices
        there = self.at(self.first_step(filters[-1]), len(filters))
        gone = dict.fromkeys(("lines_out", "plane", "cell", "outline"))
        return {**there, **gone, "output": self.output(filled=len(filters))}

    def followers(self, actor: Callable[[str], Any], filter: int = 0) -> list[Follower]:
        """All that goes along when the needle walks; ``actor`` gives what stands on stage by its name."""
        place = self.placement
        return [
            Framing(actor("needle_ends"), place.needle_ends),
            Carrying(actor("values"), place.voxels, self.content),
            Framing(actor("lines_in"), place.lines_in),
            Framing(actor("lines_out"), place.lines_out),
            Framing(actor("cell"), place.cell),
            Completing(actor("plane")),
        ]
