"""The wiring in the ribbon: which channels every output of either layer reads, and which it has seen in the end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from convanim.draw.fitting import Room, fit
from convanim.draw.items import Item, Plate, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels.connections import Wiring
from convanim.kernels.pairs import GroupedPair
from convanim.language.tongue import message
from convanim.layout.geometry import Box
from convanim.mobjects.cast import Cast
from convanim.mobjects.wirings import picture, sides
from convanim.numerals import numeral
from convanim.ribbon.chips import BODY, RESULT, SMALL, Term, chip, equals, headed, unread, words
from convanim.ribbon.product import times
from convanim.scene.tableau import Tableau
from convanim.theme.ramp import Ramp

CHIP, CHIP_GAP = 48.0, 5.0
"""A channel's chip, and between two of them, in pixels."""
NAMES = message("first layer"), message("second layer"), message("both layers")
NAME_GAP = 12.0
"""Between two of these names at least, in pixels."""
PAD = 3.0
"""From a column to the frame round it, in pixels."""


@dataclass(frozen=True)
class WiringPlan:
    """How three wirings fill the ribbon of one canvas; lengths are in pixels."""

    sign: float
    """Between two of them."""
    tail: float
    """At the right, for how many channels are seen, at least."""
    names: bool = True
    """Whether it is said below each what it is."""


class WiringRow(Tableau[WiringPlan]):
    """The wirings of two grouped layers and their product, with rows for channels and columns for outputs.

    ``focus`` is the output whose column is framed. Rows have the hue of the group that they come from.
    """

    plans = {
        "16:9": WiringPlan(sign=90.0, tail=300.0),
        "1:1": WiringPlan(sign=56.0, tail=260.0),
        "9:16": WiringPlan(sign=56.0, tail=240.0),
        "16:9 large": WiringPlan(sign=56.0, tail=260.0, names=False),
    }

    def __init__(self, pair: GroupedPair, cast: Cast, focus: int) -> None:
        super().__init__(cast)
        self.pair = pair
        self.focus = focus

    def wirings(self, shuffled: bool) -> tuple[Wiring, Wiring, Wiring]:
        """Of the first layer, of the second one and of both."""
        first, second = self.pair.wirings
        return (self.pair.dealt, second, self.pair.after) if shuffled else (first, second, self.pair.before)

    def ramps(self, shuffled: bool) -> tuple[list[Ramp], list[Ramp]]:
        """The hues of the rows of the first wiring, and of the second one: of what stands at each place."""
        layer, made = self.layer, range(self.layer.out_channels)
        channels = [self.cast.group_ramp(c // layer.channels_per_group) for c in range(layer.in_channels)]
        between = self.pair.order if shuffled else made
        return channels, [self.cast.group_ramp(layer.group_of_filter(o)) for o in between]

    # Where they stand.

    @cached_property
    def _boxes(self) -> tuple[Box, Box, Box]:
        room, plan = self.canvas.ribbon, self.plan
        top = self.canvas.chip_top
        under = 34.0 if plan.names else 0.0
        most = max(self.layer.in_channels, self.layer.out_channels)
        sizes = [sides(len(one), len(one.T), most, 1.0) for one in self.wirings(False)]
        high = room.bottom - under - top
        wide = (room.width - plan.tail - 2 * plan.sign) / sum(width for width, _ in sizes)
        largest = min(high / max(height for _, height in sizes), wide)
        left, boxes = room.left, list[Box]()
        for across, down in sizes:
            width, height = across * largest, down * largest
            middle = top + largest / 2
            boxes.append((left, middle - height / 2, left + width, middle + height / 2))
            left += width + plan.sign
        return boxes[0], boxes[1], boxes[2]

    # What stands there.

    def sheet(self, shuffled: bool) -> Sheet:
        """All of it. Parts: heading, first, second, recipe, product, seen.

        The recipe of the shuffle stands where the product and what is seen do.
        """
        theme, boxes = self.theme, self._boxes
        first, second, both = self.wirings(shuffled)
        channels, between = self.ramps(shuffled)
        heading = self.tongue.text("who sees whom: channels down, outputs across")
        middle = (boxes[0][1] + boxes[0][3]) / 2
        signs = [(one[2] + other[0]) / 2 for one, other in pairwise(boxes)]
        return Sheet(
            {
                "heading": headed(heading, self.canvas, theme),
                "first": [*picture(first, boxes[0], channels, theme), *self._named(0)],
                "second": [
                    *times(signs[0], middle, theme),
                    *picture(second, boxes[1], between, theme),
                    *self._named(1),
                ],
                "recipe": self._recipe(boxes[2][0], middle),
                "product": [
                    *equals(signs[1], middle, theme),
                    *picture(both, boxes[2], channels, theme),
                    *self._named(2),
                ],
                "seen": [*self._column(boxes[2]), *self._seen(shuffled, boxes[2][2] + 40, middle)],
            }
        )

    def _recipe(self, left: float, middle: float) -> list[Item]:
        """How the channels come into their new order, and what that is called in torch."""
        theme, width = self.theme, self.canvas.ribbon.right - left
        steps = self.say(message("reshape to {groups}×{filters_per_group}, transpose, flatten"))
        rooms = [Room(width, lines, size, 22.0) for lines, size in ((1, BODY), (2, BODY))]
        said = fit("a label", steps, rooms, aspect=self.canvas.aspect)
        # Nothing in it is a word to translate.
        named = "torch.nn.ChannelShuffle({groups})"
        call = fit("a label", self.say(named), [Room(width, 1, SMALL, 16.0)], aspect=self.canvas.aspect)
        first = middle - 8 - 1.25 * said.size * (len(said.lines) - 1)
        lines = [
            words(line, left, first + 1.25 * said.size * k, said.size, theme.ink, theme)
            for k, line in enumerate(said.lines)
        ]
        return [*lines, words(call.lines[0], left, middle + 28, call.size, theme.dim, theme)]

    def _named(self, which: int) -> list[Item]:
        """What a wiring is, below it, where all three have room for that."""
        names = [self.tongue.text(name) for name in NAMES]
        rooms = [right - left + self.plan.sign - NAME_GAP for left, _, right, _ in self._boxes]
        fits = all(text_width(name, SMALL) <= room for name, room in zip(names, rooms, strict=True))
        if not self.plan.names or not fits:
            return []
        low = max(box[3] for box in self._boxes)
        return [words(names[which], self._boxes[which][0], low + 28, SMALL, self.theme.dim, self.theme)]

    def _column(self, box: Box) -> list[Item]:
        """A frame round the focus's column."""
        left, top, right, bottom = box
        wide = (right - left) / self.layer.out_channels
        start = left + self.focus * wide
        frame = (start - PAD, top - PAD, start + wide + PAD, bottom + PAD)
        return [Plate(frame, 3.0, (0.0, 0.0, 0.0, 0.0), (*self.theme.accent, 1.0), 3.0)]

    def _seen(self, shuffled: bool, left: float, middle: float) -> list[Item]:
        """How many of the channels every output has seen, beside the product."""
        said = seen_of(self.cast, self.pair, shuffled)
        room, theme = self.canvas.ribbon, self.theme
        width = room.right - left
        figures = fit("a label", said, [Room(width, 1, RESULT, 20.0)], aspect=self.canvas.aspect, bold=True)
        what = fit(
            "a label",
            self.tongue.text("channels seen"),
            [Room(width, lines, SMALL, 16.0) for lines in (1, 2)],
            aspect=self.canvas.aspect,
        )
        chips = self._channels(shuffled, left, middle, width)
        y = middle - 26 if chips else middle + 4
        beside = left + text_width(figures.lines[0].text, figures.size, True) + 14
        if beside + text_width(what.lines[0].text, what.size) > room.right or len(what.lines) > 1:
            beside, y = left, middle + 4
            chips = []
        drop = 0.0 if beside > left else 36.0
        return [
            words(figures.lines[0], left, y, figures.size, theme.ink, theme, bold=True),
            *(words(line, beside, y + drop + 26 * k, what.size, theme.dim, theme) for k, line in enumerate(what.lines)),
            *chips,
        ]

    def _channels(self, shuffled: bool, left: float, top: float, width: float) -> list[Item]:
        """A chip for every channel of the input, crossed out where the focus has not seen it; none without room."""
        theme, wiring, count = self.theme, self.wirings(shuffled)[2], self.layer.in_channels
        ramps = self.ramps(shuffled)[0]
        if count * (CHIP + CHIP_GAP) - CHIP_GAP > width or text_width(numeral(count - 1), BODY, True) > 0.9 * CHIP:
            return []
        items: list[Item] = []
        for channel in range(count):
            box = (left, top, left + CHIP, top + CHIP)
            if wiring[channel, self.focus]:
                source = Source("channel", (channel,), channel)
                items += chip(Term(channel, source, ramps[channel].signal), box, BODY, theme)
            else:
                items += unread(box, (*theme.glass_line, 1.0))
            left += CHIP + CHIP_GAP
        return items


def seen_of(cast: Cast, pair: GroupedPair, shuffled: bool) -> Phrase:
    """How many of the input's channels every output has seen, as "4 of 8"."""
    own = cast.count("channels_per_group")
    seen = Source("count", ("seen_channels", cast.layer.tag), pair.seen) if shuffled else own
    return cast.say(message("{n} of {total}"), n=seen, total=cast.count("in_channels"))
