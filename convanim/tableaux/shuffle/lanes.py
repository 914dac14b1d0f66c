"""The lanes tableau: two grouped layers in a row, at work and followed back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from convanim.draw.items import Item, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import numbered
from convanim.draw.sheet import Sheet
from convanim.layout.geometry import Floats
from convanim.layout.regions import to_pixels
from convanim.mobjects.caption import FACT
from convanim.mobjects.shading import DIMMED
from convanim.mobjects.tensor import VoxelTensor
from convanim.mobjects.window import Beam, Window, frame_width
from convanim.motion.walk import Beaming, Filling, Follower, Framing, Lighting, stops
from convanim.ribbon.ribbon import Ribbon
from convanim.tableaux.shuffle.blocks import ShuffleBlocks
from convanim.trace import Step

HUSHED = 0.6
"""How far the colours of cards that stand back go towards the background's."""
NEVER = (26.0, 150.0)
"""From an input that is not read to the line that starts there, and how long it is, in pixels."""
NEVER_DROP = 12.0
"""From a lane's middle down to that line, in pixels."""


class ShuffleLanes(ShuffleBlocks):
    """What a grouped layer and the grouped 1x1 one that reads what it makes do, all lanes at once."""

    # Steps.

    def first_steps(self) -> list[Step]:
        """Where the first lane's window stops; all others go along."""
        return stops(self.cast.trace, self.cards.at_home(self.grouping.lanes[0])[0], self.cast.view)

    def second_steps(self, shuffled: bool = False) -> list[Step]:
        """Where the first lane's needle stops; all others go along."""
        cast = self.shuffled if shuffled else self.straight
        return stops(cast.trace, self.grouping.filters_in(self.grouping.lanes[0])[0], cast.view)

    def chosen_step(self, shuffled: bool = False) -> Step:
        """The step of the output cell that is followed back."""
        return (self.shuffled if shuffled else self.straight).step(self.focus, 4, 2)

    def source_of(self, step: Step) -> Step:
        """The first layer's step at the place of a second layer's."""
        return self.cast.trace.step(0, *step.index[1:])

    # What goes with a step: scene points (4, 3) for frames.

    def window(self, step: Step, group: int) -> Floats:
        """Round a group's window in the input, by a step of the first layer."""
        return self.standing["input"].around(step.rows, step.columns, self.grouping.channels_in(group))

    def pixel(self, step: Step, lane: int, shuffled: bool = False) -> Floats:
        """Round a step's pixel on the front of what a lane has between both layers."""
        tensor, shown = self.of_lane(lane, shuffled)
        return tensor.around(*step.index[1:], shown, front=True, inset=0.05)

    def needle(self, step: Step, lane: int, shuffled: bool = False) -> Floats:
        """Round a step's pixel through all that a lane has between both layers."""
        tensor, shown = self.of_lane(lane, shuffled)
        return tensor.around(*step.index[1:], shown)

    def cell(self, step: Step, lane: int) -> Floats:
        """Round a step's cell on the front of a lane's output."""
        return self.standing["output"].around(*step.index[1:], self.grouping.filters_in(lane), front=True, inset=0.05)

    def focus_cell(self, step: Step) -> Floats:
        """Round a step's cell of the output channel that is followed back."""
        return self.standing["output"].around(*step.index[1:], self.focus, front=True)

    # Tableaux, back to front.

    def whole(self) -> dict[str, Any]:
        """All of it, computed."""
        return {"letters": self.letters(), "input": self.input(), "middle": self.at_home(), "output": self.output()} | (
            self.signs()
        )

    def first_at(self, step: Step) -> dict[str, Any]:
        """The first layer at work: a window on every lane of the input."""
        lanes = self.grouping.lanes
        return {
            "letters": self.letters(),
            **{f"beam_{g}": self._beam(self.window(step, g), self.pixel(step, g), g, 0) for g in lanes},
            "input": self.input().read(step.rows, step.columns),
            "middle": self.at_home().switch_off().unhue(),
            "output": self.output().switch_off().unhue(),
            **self.signs(),
            **{f"window_{g}": Window(self.window(step, g), self.style) for g in lanes},
            **{f"cell_{g}": self._frame(self.pixel(step, g), flat=True) for g in lanes},
        }

    def first_followers(self, actor: Callable[[str], Any]) -> list[Follower]:
        """All that goes along when the windows walk; ``actor`` gives what stands on stage under a name."""
        given: VoxelTensor = actor("input")
        return [
            *self._walking(actor, ("window", "cell", "beam"), self.window, self.pixel, tells=True),
            Lighting(given, lambda step: given.mask(step.rows, step.columns)),
            Filling(actor("middle"), self.cards.channels),
        ]

    def second_at(self, step: Step, shuffled: bool = False) -> dict[str, Any]:
        """The second layer at work: a needle through every lane of what is between."""
        lanes = self.grouping.lanes
        return {
            "letters": self.letters(),
            **{f"light_{g}": self._light(step, g, shuffled) for g in lanes},
            "input": self.input().single_out(False).rim(()),
            "middle": self.between(shuffled),
            "output": self.output(shuffled).switch_off().unhue(),
            **self.signs(),
            "numbers": self.numbers(shuffled),
            **{f"needle_{g}": self._frame(self.pixel(step, g, shuffled), flat=True) for g in lanes},
            **{f"made_{g}": self._frame(self.cell(step, g), flat=True) for g in lanes},
        }

    def second_followers(self, actor: Callable[[str], Any], shuffled: bool = False) -> list[Follower]:
        """All that goes along when the needles walk."""
        pixel = partial(self.pixel, shuffled=shuffled)
        return [
            *self._walking(actor, ("needle", "made", "light"), pixel, self.cell),
            Filling(actor("output"), self.grouping.filters),
        ]

    def _walking(
        self,
        actor: Callable[[str], Any],
        names: tuple[str, str, str],
        start: Callable[..., Floats],
        end: Callable[..., Floats],
        tells: bool = False,
    ) -> list[Follower]:
        found: list[Follower] = []
        for lane in self.grouping.lanes:
            window, cell, beam = (actor(f"{name}_{lane}") for name in names)
            found += [
                Framing(window, _at(start, lane), tells=tells and not found),
                Framing(cell, _at(end, lane)),
                Beaming(beam, window, cell),
            ]
        return found

    def traced(self, step: Step, back: int, shuffled: bool = False) -> dict[str, Any]:
        """One output cell and what it depends on: ``back`` is 1 for the cell, 2 for the needle as well, 3 for all."""
        lane, source = self.grouping.lanes[-1], self.source_of(step)
        seen = (self.cards.homes(lane) if shuffled else [lane]) if back > 2 else []
        middle, output = self.between(shuffled), self.output(shuffled)
        if back > 1:
            # Where the cells that are read stand in front of their own places.
            middle.light(~middle.mask(*step.index[1:], self.of_lane(lane, shuffled)[1]))
        needle, cell = self.needle(step, lane, shuffled), self.focus_cell(step)
        window = self.input(seen)
        if seen:
            window = window.light(window.lit * window.mask(source.rows, source.columns))
            window.cover(source.rows, source.columns)
        return {
            "letters": self.letters(seen or None),
            **{f"beam_{g}": self._beam(self.window(source, g), needle, g, 0) for g in seen},
            "beam_out": self._beam(needle, cell, lane, 1, self._hue(shuffled)) if back > 1 else None,
            "input": window if back > 2 else self.input().single_out(False).rim(()),
            "middle": middle.hush(range(middle.shape[0]), HUSHED),
            "threaded": self.threaded(step, lane, shuffled) if back > 1 else None,
            # Where what is told of stands in front of its own place.
            "output": output.light(np.where(output.mask(*step.index[1:], self.focus), 0.0, DIMMED)),
            "told": self.told(step, shuffled),
            **self.signs(),
            "numbers": self.numbers(shuffled),
            "never": self.never_read(seen) if back > 2 else None,
            **{f"window_{g}": Window(self.window(source, g), self.style) for g in seen},
            "needle": self._frame(needle) if back > 1 else None,
            "made": self._frame(cell, flat=True),
        }

    def _light(self, step: Step, lane: int, shuffled: bool) -> Beam:
        """From a lane's needle to what it makes."""
        return self._beam(self.pixel(step, lane, shuffled), self.cell(step, lane), lane, 1, self._hue(shuffled))

    def _hue(self, shuffled: bool) -> Rgb | None:
        """Of light from several groups; None for that of one."""
        mixed = shuffled and self.pair.groups_seen > 1
        return self.theme.ramp_of_whole().signal if mixed else None

    def _beam(self, start: Floats, end: Floats, group: int, layer: int, hue: Rgb | None = None) -> Beam:
        """Light through a layer, 0 or 1, clear of the block that it comes from; in its group's hue, or in another."""
        places = self.places
        edges = places.input_end, places.between_end
        edge = max(edges[layer] + 3, float(to_pixels(start)[:, 0].max()) + 3)
        return Beam(start, end, self.style, hue or self.cast.group_ramp(group).signal, from_x=edge)

    def _frame(self, points: Floats, flat: bool = False) -> Window:
        """Round a cell, or a needle of them."""
        return Window(points, self.style, flat=flat, width=min(4.0, frame_width(self.places.between_fit(0).cell)))

    def never_read(self, seen: Sequence[int]) -> Sheet | None:
        """A line that ends at a cross, from every lane of the input that the followed cell has not seen."""
        items: list[Item] = []
        (gap, line), places = NEVER, self.places
        start = places.input_end + gap
        room = places.between_left - start - text_width(self.tongue.text("never read"), FACT) - 40
        told = room > 40
        if not told:
            start, room = places.input_end + 6, places.between_left - places.input_end - 22
        for lane, middle in zip(self.grouping.lanes, self.places.middles, strict=True):
            if lane not in seen:
                y = middle + NEVER_DROP
                items += self.never_read_from((start, y), (start + min(line, room), y), told)
        return Sheet(items) if items else None

    # The ribbon.

    def sums(self, ribbon: Ribbon, step: Step, letter: str) -> Sheet:
        """The sums of each lane's nearest filter at a step's place; ``letter`` is what is made."""
        _, row, column = step.index
        first = ribbon.cast is self.cast
        made = self.cards.at_home if first else self.grouping.filters_in
        filters = {lane: made(lane)[0] for lane in self.grouping.lanes}
        steps = [ribbon.cast.trace.step(o, row, column) for o in filters.values()]
        names = [self.say("filter {filter}", filter=numbered("filter", o)) for o in filters.values()]
        badges = [(self.letter_of(lane), self.letter_color(lane)) for lane in filters]
        heading = self.sums_heading() if first else self.tongue.text("each group weighs its own channels again")
        channels = self.grouping.channels if first else self.cards.channels
        return ribbon.partial_sums(steps, heading, letter, names, badges, shown=channels)


def _at(points: Callable[..., Floats], lane: int) -> Callable[[Step], Floats]:
    return lambda step: points(step, lane)
