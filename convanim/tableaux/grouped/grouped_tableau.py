"""What all tableaux of grouped layers share: the groups that they show, what these are called, and their filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from convanim.draw.items import Item, Line, Rgb, Words
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, joined, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.grouping import Grouping
from convanim.layout.regions import BlockFit
from convanim.layout.selection import places_of
from convanim.mobjects.caption import FACT
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import Given
from convanim.mobjects.labels import Tag
from convanim.mobjects.tensor import VoxelTensor
from convanim.scene.tableau import Plan, Tableau
from convanim.spec import Layer
from convanim.trace import Step

LETTER = 46.0
"""The size of a lane's letter, in pixels."""
LETTER_GAP = 12.0
"""From the channels' numbers below it to the blocks, in pixels."""
NUMBER_DROP = 30.0
"""From a filter's bottom to the baseline of its number, in pixels."""


class GroupedTableau(Tableau[Plan]):
    """A tableau of the groups, channels and filters that ``grouping`` shows."""

    def __init__(self, cast: Cast, grouping: Grouping) -> None:
        super().__init__(cast)
        self.grouping = grouping

    # Words.

    def say(self, template: str, layer: Layer | None = None, **more: Given) -> Phrase:
        """A phrase with the counts of the grouped layer (or another one), of what is shown of it, and more."""
        grouping = self.grouping
        shown: dict[str, Given] = {
            "shown_filters": len(grouping.filters),
            "shown_channels": len(grouping.channels),
            "shown_in_lane": len(grouping.filters_in(grouping.lanes[0])),
            "lanes": len(grouping.lanes),
        }
        return self.cast.say(template, layer or grouping.layer, **{**shown, **more})

    @staticmethod
    def letter_of(group: int) -> str:
        """What a group is called: A to Z, then AA, AB as in spreadsheets, so that none looks like a channel's number.

        >>> GroupedTableau.letter_of(1), GroupedTableau.letter_of(26), GroupedTableau.letter_of(63)
        ('B', 'AA', 'BL')
        """
        more, last = divmod(group, 26)
        return (GroupedTableau.letter_of(more - 1) if more else "") + chr(ord("A") + last)

    def letter_color(self, group: int) -> Rgb:
        """The colour of what a group is called by."""
        return self.theme.letters(self.cast.group_ramp(group))

    def letters_at(self, left: float, middles: Sequence[float], lit: Collection[int] | None = None) -> Sheet:
        """A letter for each lane and the channels that its group reads, at the left of lanes of these middles.

        Letters not in ``lit`` (None: all) are dimmed.
        """
        items: list[Item] = []
        dim, ground = (*self.theme.dim, 1.0), self.theme.background
        for group, middle in zip(self.grouping.lanes, middles, strict=True):
            color = (*self.letter_color(group), 1.0) if lit is None or group in lit else dim
            items.append(Words(self.letter_of(group), left, middle + 4, LETTER, color, ground, bold=True))
            items.append(self.channels_of(group).words(left, middle + 38, FACT, dim, ground))
        return Sheet(items)

    @property
    def letters_wide(self) -> float:
        """The room that these take, with what parts them from the blocks, in pixels."""
        return LETTER_GAP + max(text_width(self.channels_of(group).text, FACT) for group in self.grouping.lanes)

    def channels_of(self, group: int) -> Phrase:
        """The numbers of a group's channels, from first to last."""
        channels = self.layer.channels_of_group(group)
        ends = dict.fromkeys((channels[0], channels[-1]))
        return joined([numbered("channel", end) for end in ends], "\u2013")

    def input_tag(self, x: float) -> Tag:
        """The label of an input whose groups stand apart."""
        shape = self.say(message("{groups} groups of {channels_per_group}×{rows}×{columns}"))
        if self.canvas.is_large and self.cast.cropped:
            # Pictures of whole channels leave large labels no room for it.
            shape = Phrase()
        return Tag(self.tongue.text("input"), shape, x)

    def sums_heading(self) -> Phrase:
        """What stands above the partial sums of all groups."""
        if self.layer.channels_per_group == 1:
            alone = message("one channel in each group: its sum is the result")
            biased = message("one channel in each group: its sum and the bias make the result")
            return self.say(biased if self.layer.bias else alone)
        return self.say(
            message(
                "{channels_per_group:w} partial {channels_per_group?sum|sums} in each group, "
                "one from every channel it owns"
            )
        )

    # Filters.

    def filter_block(self, out_channel: int, channels: Sequence[int], fit: BlockFit) -> VoxelTensor:
        """A filter with the weights for these channels, which count within its group."""
        content = self.cast.filter_content(out_channel, channels)
        ramps = self.cast.filter_ramps([out_channel]) * len(channels)
        return VoxelTensor(content, ramps, fit, self.style).stand(fit, places_of(channels))

    def filter_numbers(self, fits: Mapping[int, BlockFit], bright: Collection[int]) -> Sheet:
        """Each filter's number, below where it stands, and its name if it has one that finds room.

        Those in ``bright`` stand out.
        """
        theme, items = self.theme, list[Item]()
        lefts = sorted({fit.left for fit in fits.values()})
        room = min(np.diff(lefts), default=self.layer.kernel[1] * next(iter(fits.values())).cell) - 12.0
        for o, fit in fits.items():
            color = theme.ink if o in bright else theme.dim
            y = fit.top + self.layer.kernel[0] * fit.cell + NUMBER_DROP
            items.append(self._named(o, room).words(fit.left, y, FACT, (*color, 1.0), theme.background))
        return Sheet(items)

    def _named(self, filter: int, room: float) -> Phrase:
        """A filter's number, and its name if it has one and both find room."""
        number, names = numbered("filter", filter), self.cast.filter_names
        if not names:
            return number
        both: Phrase = number + self.say(": {name}", name=names[filter])
        return both if text_width(both.text, FACT) <= room else number

    # What a window reads.

    def never_read_from(self, start: tuple[float, float], end: tuple[float, float], told: bool = True) -> list[Item]:
        """A line from a lane that nobody reads to a cross, in pixels, and what that means if it is ``told``."""
        (x, y), color = end, (*self.theme.dim, 1.0)
        cross = [np.array([[x - 11, y - 11 * d], [x + 11, y + 11 * d]]) for d in (-1, 1)]
        items: list[Item] = [
            Line(np.array([start, (x - 22, y)]), color, 1.5),
            *(Line(ends, color, 4.0) for ends in cross),
        ]
        if told:
            items.append(Words(self.tongue.text("never read"), x + 30, y + 8, FACT, color, self.theme.background))
        return items

    @staticmethod
    def under_frame(tensor: VoxelTensor, step: Step) -> VoxelTensor:
        """An input block with a window at rest on it: all that is lit stays so where the frame covers no number.

        Else only what the step reads is lit, or the frame would cut through the numbers in front of it. It covers none
        where the window has no gaps and fills the upper right corner.
        """
        _, _, columns = tensor.shape
        top, left = tensor.content.origin
        gapless = all(np.diff(step.rows) == 1) and all(np.diff(step.columns) == 1)
        tensor.cover(step.rows, step.columns)
        if gapless and step.rows[0] <= top and step.columns[-1] >= left + columns - 1:
            return tensor
        return tensor.light(tensor.lit * tensor.mask(step.rows, step.columns))


def stand_in_lane(tensor: VoxelTensor, slots: Sequence[int], shown: Sequence[int], fit: BlockFit) -> None:
    """Stand the slabs that show these channels as a block of their own."""
    for slot, place in zip(slots, places_of(shown), strict=True):
        tensor.stand_slab(slot, fit.shifted(place * fit.step[0], place * fit.step[1]))


def hide_between(tensor: VoxelTensor, slots: Sequence[int], fits: Sequence[BlockFit]) -> None:
    """Hide slabs of groups without a lane, where these are thought to be: between the last two lanes."""
    if slots:
        one, other = fits[-2:]
        for slot in slots:
            tensor.stand_slab(slot, one.shifted(0.0, (other.top - one.top) / 2))
        tensor.part_with(slots)
