"""What stands between both halves of a depthwise-separable layer: its names, and each channel's scale and shift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.draw.items import Item, Plate, Rgb, Source
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase, listed, numbered
from convanim.draw.sheet import Sheet
from convanim.kernels.between import graph_between, names_between, scalings
from convanim.kernels.tensors import Tensors
from convanim.language.tongue import message
from convanim.layout.geometry import Floats
from convanim.layout.regions import Region
from convanim.layout.selection import Sample
from convanim.mobjects.cast import Cast
from convanim.spec.between import Between
from convanim.tableaux.own_block.bending import Bending
from convanim.tableaux.own_block.blocks import Blocks, CastOf
from convanim.tableaux.separable.separable_tableau import MOST_CHANNELS

TYPE, PITCH = 22.0, 1.45
"""Type at most, and from line to line over it."""
PAD = 16.0
"""From the plate's edge to what stands on it, in pixels."""
COLUMN_GAP = 34.0
"""Between two columns of channels, in pixels."""
HEADS = (message("scale"), message("shift"))


@dataclass(frozen=True, eq=False)
class Station:
    """Norms and activations between both halves, as numbers.

    ``first`` is the depthwise half and ``cast`` makes its tensors; ``cast_of`` makes casts on the stage of a scene.
    """

    between: Between
    first: Tensors
    cast: Cast
    cast_of: CastOf

    @property
    def channels(self) -> Sample:
        """Those that are shown."""
        return self.cast.channels(MOST_CHANNELS)

    @cached_property
    def bending(self) -> Bending:
        """What becomes of single numbers on the way."""
        graph = graph_between(self.first, self.between.nodes)
        blocks = Blocks(graph, self.cast_of, self.cast.theme, tuple(self.channels.indices))
        return Bending(blocks, 1, range(2, len(graph.nodes)))

    def plate(self, room: Region) -> Sheet:
        """The names of all, and below them the channels with their scale and shift, as many as have room."""
        style, nodes = self.cast.style, self.between.nodes
        theme, least = style.theme, style.canvas.least
        norms = scalings(nodes)[:1]
        title = listed(self.titles)
        size = max(least, min(TYPE, TYPE * (room.width - 2 * PAD) / text_width(title.text, TYPE, True)))
        lines = int((room.height - 2 * PAD) / (PITCH * size)) - 1
        rows = self._rows(*norms[0]) if norms and lines > 1 else []
        widths = [max(text_width(row[k].text, size) for row in rows) + COLUMN_GAP for k in range(3)] if rows else []
        across = max(1, int((room.width - 2 * PAD + COLUMN_GAP) / (sum(widths) + COLUMN_GAP))) if rows else 0
        # The first row has the headings, over each column.
        channels = rows[1:][: max(0, lines - 1) * across]
        down = -(-len(channels) // across) if channels else 0
        across = -(-len(channels) // down) if down else 0
        wide = max(text_width(title.text, size, True), across * sum(widths) + (across - 1) * COLUMN_GAP - COLUMN_GAP)
        high = PITCH * size * (1 + (down + 1 if down else 0))
        left = room.center[0] - wide / 2
        top = room.bottom - high - 2 * PAD
        box = (left - PAD, top, left + wide + PAD, room.bottom)
        items: list[Item] = [Plate(box, 12.0, (*theme.panel, 1.0), (*theme.line, 1.0), 2.0)]
        y = top + PAD + size
        items.append(title.words(left, y, size, (*theme.ink, 1.0), theme.panel, True))
        for column in range(across):
            x = left + column * (sum(widths) + COLUMN_GAP)
            own = channels[column * down : (column + 1) * down]
            for k, row in enumerate([rows[0], *own]):
                line = y + PITCH * size * (k + 1)
                ink: Rgb = theme.dim if k == 0 else theme.ink
                right = x
                for said, width in zip(row, widths, strict=True):
                    right += width
                    items.append(said.words(right - COLUMN_GAP, line, size, (*ink, 1.0), theme.panel, align="right"))
        return Sheet(items)

    @property
    def titles(self) -> list[str]:
        """What all of it is called, in order."""
        return [self.bending.does_at(place) for place in self.bending.places]

    def _rows(self, place: int, scale: Floats, shift: Floats) -> list[tuple[Phrase, Phrase, Phrase]]:
        """The headings, and each channel with its scale and its shift."""
        text, name = self.cast.tongue.text, names_between(self.between.nodes)[place]
        first, second = (Phrase(text(head)) for head in HEADS)
        found = [(Phrase(text(message("channel"))), first, second)]
        digits = [self.cast.tongue.digits(float(abs(one).max()) or 1.0, 2) for one in (scale, shift)]
        for channel in self.channels.indices:
            told = [
                Phrase.number(how.text(float(one[channel])), Source(f"{name} {word}", (channel,), float(one[channel])))
                for how, one, word in zip(digits, (scale, shift), ("scale", "shift"), strict=True)
            ]
            found.append((Phrase() + numbered("channel", channel), told[0], told[1]))
        return found
