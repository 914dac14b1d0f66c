"""The passes tableau: the input, one filter after the other going over it, and the output that they fill."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from convanim.draw.items import Item
from convanim.draw.lettering import text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.draw.typeface import CAP_HEIGHT
from convanim.language.tongue import message
from convanim.layout.block_rows import LABEL_DROP
from convanim.layout.geometry import Floats
from convanim.layout.selection import apart_in_row
from convanim.mobjects.caption import FACT
from convanim.mobjects.labels import Tag, tags
from convanim.mobjects.marks import ellipsis
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, accelerating, even, stops
from convanim.numerals import numeral
from convanim.ribbon.product import FILTERS
from convanim.tableaux.standard.places import NUMBER_GAP, Places, Standing
from convanim.trace import Step

NUMBERS_APART = (4.0, 3.0)
"""Between two numbers of output channels at least, right and down, in pixels."""


@dataclass(frozen=True)
class Pass:
    """One filter's way over the whole input."""

    filter: int
    before: int
    """The filter that is shown at work before."""
    steps: list[Step]
    durations: list[float]
    settling: float
    """Seconds in which it gets ready."""


class Passes(Places):
    """A layer without groups: its input, its filters, and its output.

    ``Places`` says in which ways they stand.
    """

    # The actors.

    def input(self, standing: Standing) -> VoxelTensor:
        """The input, all of it lit."""
        content, ramps = self.cast.input_content(self.channels.indices), self.cast.input_ramps(self.channels.indices)
        tensor = VoxelTensor(content, ramps, standing.input, self.style).stand(standing.input, self.channels.places)
        return tensor.rim()

    def reading(self, standing: Standing, step: Step) -> VoxelTensor:
        """The input with only what a step reads lit."""
        return self.input(standing).read(step.rows, step.columns)

    def filter(self, out_channel: int, standing: Standing) -> VoxelTensor:
        """A filter with its weights."""
        content = self.cast.filter_content(out_channel, self.channels.indices)
        ramps, fit = self.cast.filter_ramps([out_channel]) * len(content.indices), standing.filters[out_channel]
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, self.channels.places)

    def filters_at(self, standing: Standing, lit: Collection[int]) -> dict[str, VoxelTensor]:
        """The filters by name; those in ``lit`` show their weights.

        Beside the bill they have other names, and so fade, where they would go through each other on their way there.
        """
        apart = standing is self.beside_bill and standing.columns != self.wide.columns
        found = {o: self.filter(o, standing) for o in standing.filters}
        return {
            f"{'billed' if apart else 'filter'}_{o}": tensor if o in lit else tensor.switch_off()
            for o, tensor in found.items()
        }

    def output(self, standing: Standing, made: Collection[int]) -> VoxelTensor:
        """The output, of which the channels in ``made`` are computed."""
        filters = self.filters
        content, ramps = self.cast.output_content(filters.indices), self.cast.filter_ramps(filters.indices)
        tensor = VoxelTensor(content, ramps, standing.output, self.style).stand(standing.output, filters.places)
        if not made:
            return tensor.switch_off().unhue()
        slabs = tensor.slabs_of(list(made))
        lit = tensor.lit * 0.0
        lit[slabs] = 1.0
        return tensor.light(lit)

    def begun(self, standing: Standing, step: Step) -> VoxelTensor:
        """The output, of which one cell is computed."""
        channel, row, column = step.index
        tensor = self.output(standing, ())
        return tensor.light(tensor.mask(row, column, channel)).hue_slabs(tensor.slabs_of([channel]))

    def gaps(self, standing: Standing) -> Sheet | None:
        """Dots where channels are left out."""
        items: list[Item] = ellipsis(self.input(standing), self.channels, self.theme)
        items += ellipsis(self.output(standing, ()), self.filters, self.theme)
        return Sheet(items) if items else None

    def numbers(self, standing: Standing, bright: Collection[int]) -> Sheet:
        """Each filter's number beside its front; those in ``bright`` stand out."""
        theme, items = self.theme, list[Item]()
        for o, fit in standing.filters.items():
            x, y = fit.left - NUMBER_GAP, fit.top + self.layer.kernel[0] * fit.cell
            ink = theme.ink if o in bright else theme.dim
            items.append(numbered("filter", o).words(x, y, FACT, (*ink, 1.0), theme.background, align="right"))
        return Sheet(items)

    def labels(self, standing: Standing) -> Sheet | None:
        """What stands where, below; nothing where marks say it."""
        if standing is self.beside_bill and not self.plan.labelled:
            return None
        text, cast = self.tongue.text, self.cast
        many = cast.filters_shape
        if 1 < len(standing.filters) < self.layer.out_channels:
            template = message("{out_channels} of {in_channels}×{kernel_rows}×{kernel_columns}, {shown_filters} shown")
            many = self.say(template, shown_filters=len(standing.filters))
        given = Tag(text("input"), cast.input_shape, standing.input.left)
        read = Tag(text(FILTERS, n=self.layer.out_channels), many, standing.filters_left)
        if len(standing.filters) == 1:
            shape = self.say(message("{channels_per_group}×{kernel_rows}×{kernel_columns}"))
            read = Tag(text(FILTERS, n=1), shape, standing.filters_left)
        made = Tag(text("output"), cast.output_shape, standing.output.left)
        if standing.below:
            if standing is self.close:
                # Light leads down from the input.
                given = replace(given, x=standing.input.left + self.view.size[1] * standing.input.cell)
            upper = tags([given, made], self.style, standing.band_bottom + LABEL_DROP)
            return Sheet(upper + tags([read], self.style))
        return Sheet(tags([given, read, made], self.style))

    def tableau(self, standing: Standing, lit: Collection[int], made: Collection[int]) -> dict[str, Any]:
        """Everything that stands still, by name: filters in ``lit`` show weights, channels in ``made`` are computed."""
        return {
            "input": self.input(standing),
            **self.filters_at(standing, lit),
            "output": self.output(standing, made),
            "gaps": self.gaps(standing),
            "labels": self.labels(standing),
        }

    def all_filters(self, standing: Standing, lit: Collection[int], made: Collection[int]) -> dict[str, Any]:
        """The same with each filter's number, and that of each channel of the output."""
        several = len(self.filters.indices) > 1
        numbers = {"numbers": self.numbers(standing, lit), "order": self.order(standing, made)}
        return {**self.tableau(standing, lit, made), **(numbers if several else {})}

    def outlook(self) -> dict[str, Any]:
        """Where the film will get to, with all that is computed, by name: the output leaves for one that is not yet."""
        every = self.filters.indices
        actors = self.all_filters(self.wide, every, every)
        return {"outcome" if name == "output" else name: actor for name, actor in actors.items()}

    def order(self, standing: Standing, bright: Collection[int]) -> Sheet:
        """The number of each output channel beside its upper left corner, where there is room.

        Those in ``bright`` stand out.
        """
        theme, filters = self.theme, self.filters.indices
        corners = [slab.at(0, 0) for slab in self.output(standing, ()).slabs()]
        sizes = [(text_width(numeral(o), FACT), CAP_HEIGHT * FACT) for o in filters]
        middles = [
            (float(x) - NUMBER_GAP - wide / 2, float(y) + 7) for (x, y), (wide, _) in zip(corners, sizes, strict=True)
        ]
        items: list[Item] = []
        for k in apart_in_row(middles, sizes, NUMBERS_APART):
            ink = (*(theme.ink if filters[k] in bright else theme.dim), 1.0)
            said = numbered("filter", filters[k])
            items.append(said.words(*middles[k], FACT, ink, theme.background, align="middle"))
        return Sheet(items)

    # The window and what it reads.

    def passes(self, seconds: float, first: float) -> Iterator[Pass]:
        """The passes of all filters but the first, ever quicker; walking takes so many ``seconds`` altogether.

        The first of them takes about ``first`` seconds.
        """
        pairs = list(pairwise(self.filters.indices))
        for (before, o), lasting in zip(pairs, accelerating(len(pairs), seconds, first), strict=True):
            steps = self.steps_of(o)
            yield Pass(o, before, steps, even(len(steps), lasting), 0.32)

    def one_filter_through(self) -> dict[str, Any]:
        """Everything as the first filter has come to the end of its pass, by name."""
        standing, last, done = self.wide, self.steps[-1], (self.focus,)
        return {
            **self.all_filters(standing, done, done),
            "input": self.reading(standing, last),
            **self.frames(standing, last),
        }

    def at_work(self, step: Step) -> dict[str, Any]:
        """What changes as a filter begins its pass at a step, by name."""
        o, standing = step.index[0], self.wide
        place = self.filters.indices.index(o)
        done = self.filters.indices[: place + 1]
        return {
            "input": self.reading(standing, step),
            f"filter_{o}": self.filter(o, standing),
            "numbers": self.numbers(standing, done),
            "order": self.order(standing, done),
            f"frame_{self.filters.indices[place - 1]}": None,
            **self.frames(standing, step),
        }

    @cached_property
    def steps(self) -> list[Step]:
        """The steps of the first filter's pass."""
        return self.steps_of(self.focus)

    def steps_of(self, out_channel: int) -> list[Step]:
        """The steps of one filter's pass over the whole input."""
        return stops(self.cast.trace, out_channel, self.cast.view)

    def frames(self, standing: Standing, step: Step) -> dict[str, Any]:
        """Frames round what a filter reads and round the filter, by name."""
        window = self.input(standing).around(step.rows, step.columns)
        read = self.filter(step.index[0], standing).whole()
        return {"window": Window(window, self.style), f"frame_{step.index[0]}": Window(read, self.style)}

    def close_frames(self, step: Step) -> dict[str, Any]:
        """The same where one filter stands close, with a beam and a frame round the output cell."""
        given, frames = self.input(self.close), self.frames(self.close, step)
        window, read = frames["window"], frames[f"frame_{step.index[0]}"]
        edge = float(given.slabs()[-1].outline()[:, 0].max()) + self.view.padding[1][1] * self.close.input.cell
        beam = Beam(window.points, read.points, self.style, from_x=edge, down=self.close.below)
        return {"beam": beam, **frames, "cell": Window(self._cell(step), self.style, flat=True, width=4.0)}

    def _cell(self, step: Step) -> Floats:
        channel, row, column = step.index
        return self.output(self.close, ()).around(row, column, channel, front=True, inset=0.05)

    def followers(self, actor: Callable[[str], Any], standing: Standing) -> list[Follower]:
        """What changes while a filter walks from a step on; ``actor`` gives what stands on stage by its name."""
        given, at = actor("input"), self.input(standing)
        return [
            Framing(actor("window"), lambda step: at.around(step.rows, step.columns), tells=True),
            Lighting(given, lambda step: given.mask(step.rows, step.columns)),
            Filling(actor("output")),
        ]

    def close_followers(self, actor: Callable[[str], Any], step: Step) -> list[Follower]:
        """The same where one filter stands close."""
        window, read = actor("window"), actor(f"frame_{step.index[0]}")
        return [
            *self.followers(actor, self.close),
            Framing(actor("cell"), self._cell),
            Beaming(actor("beam"), window, read),
        ]
