"""Where channels come from that are moved and not computed: a line for each stretch of them, in the ribbon."""

from __future__ import annotations

from collections.abc import Sequence

from convanim.draw.items import Item
from convanim.draw.phrase import Phrase, numbered
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.mobjects.counts import phrase
from convanim.ribbon.chips import BODY, headed, words
from convanim.tableaux.own_block.blocks import Blocks

MOST_LINES = 4
LINE = 40.0
"""From line to line, in pixels."""
SOME = message("channels {first}–{last} of {name} are {start}–{end} of {other}")
ONE = message("channel {first} of {name} is {start} of {other}")
CUT = message("rows {first}–{last}, columns {start}–{end} of {other}")

Stretch = tuple[int, int, int]
"""The first and the last channel of what is made, and the first one of what it comes from."""


def origins(blocks: Blocks, places: Sequence[int], style: Style) -> Sheet:
    """The first stretches of channels of these nodes, and where they come from. Parts: heading, line-0 and so on."""
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    heading: list[Item] = headed(tongue.text(message("no number is computed")), canvas, theme)
    parts: dict[str, list[Item]] = {"heading": heading}
    y = canvas.chip_top + 30.0
    for said in [line for place in places for line in _lines(blocks, place, style)][:MOST_LINES]:
        if y <= canvas.ribbon.bottom - 6.0:
            parts[f"line-{len(parts) - 1}"] = [words(said, canvas.ribbon.left, y, BODY, theme.ink, theme)]
        y += LINE
    return Sheet(parts)


def _lines(blocks: Blocks, place: int, style: Style) -> list[Phrase]:
    node = blocks.node(place)
    if node.kind == "crop":
        (top, bottom), (left, right) = node.settings["span"]
        cut = {
            "first": ("row", top),
            "last": ("row", bottom - 1),
            "start": ("column", left),
            "end": ("column", right - 1),
        }
        more = {name: numbered(*end) for name, end in cut.items()}
        return [phrase(CUT, {}, more={**more, "other": blocks.name(node.reads[0])}, tongue=style.tongue)]
    found: list[Phrase] = []
    for other, (first, last, start) in _stretches(blocks, place):
        ends = {"first": first, "last": last, "start": start, "end": start + last - first}
        more = {name: numbered("channel", channel) for name, channel in ends.items()}
        named = {"name": blocks.name(place), "other": blocks.name(other)}
        found.append(phrase(ONE if first == last else SOME, {}, more={**more, **named}, tongue=style.tongue))
    return found


def _stretches(blocks: Blocks, place: int) -> list[tuple[int, Stretch]]:
    """Channels in a row that come from channels in a row, with the node that these are of."""
    node, found, start = blocks.node(place), list[tuple[int, Stretch]](), 0
    if node.kind == "concatenate":
        for read in node.reads:
            count = blocks.node(read).shape[0]
            found.append((read, (start, start + count - 1, 0)))
            start += count
        return found
    channels = node.settings.get("channels", ())
    for k in range(1, len(channels) + 1):
        if k == len(channels) or channels[k] != channels[k - 1] + 1:
            found.append((node.reads[0], (start, k - 1, channels[start])))
            start = k
    return found
