"""A graph's joins and squeeze-and-excites, as the tableaux of every block tell them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from convanim.draw.phrase import Phrase
from convanim.kernels.activations import ACTIVATIONS, curve_of
from convanim.kernels.parts import Part
from convanim.language.tongue import message
from convanim.tableaux.block.joining import Joining, Side, Sign
from convanim.tableaux.block.weighing import Gate, Weighing
from convanim.tableaux.own_block.blocks import Blocks

SIGNS: Mapping[str, Sign] = {"add": "+", "multiply": "×", "concatenate": ","}
"""What stands between both blocks, by a node's kind."""


def joining_of(blocks: Blocks, part: Part) -> Joining:
    """The first two blocks that a part joins, and what it makes of them."""
    first = blocks.node(part.first)
    places = (*first.reads, first.reads[0])[:2] if len(first.reads) > 1 else (first.reads[0],) * 2
    one, other = (_side(blocks, place) for place in places)
    if one.actor == other.actor:
        other = replace(other, actor=f"{other.actor}_again")
    both = replace(_side(blocks, part.first), actor=blocks.actor(part.made), name=blocks.name(part.made))
    return Joining(blocks.cast(part.first), (one, other, both), SIGNS[first.kind])


def _side(blocks: Blocks, place: int) -> Side:
    return Side(
        blocks.actor(place),
        blocks.name(place),
        blocks.detail(place),
        blocks.content(place),
        blocks.sample(place),
        blocks.need(place),
        partial(blocks.block, place),
        blocks.hues(place),
    )


def weighing_of(blocks: Blocks, part: Part) -> Weighing:
    """A part that is a squeeze-and-excite."""
    average, first, bent, second, gate, product = part.nodes[:6]
    (wide,), text = part.reads, blocks.cast(part.reads[0]).tongue.text
    settings = blocks.node(gate).settings
    function, more = settings["function"], settings.get("more", {})
    means, squeezed, sums, factors = (
        tuple(blocks.node(place).output.flatten().tolist()) for place in (average, bent, second, gate)
    )
    called = text(message("sigmoid")) if function == "sigmoid" else Phrase.name(ACTIVATIONS[function].title)
    return Weighing(
        cast=blocks.cast(wide),
        squeeze=blocks.layer(first),
        wide=blocks.sample(wide),
        hues=blocks.hues(wide),
        filtered=blocks.content(wide),
        scaled=blocks.content(product),
        block=partial(blocks.stand, wide),
        means=means,
        squeezed=squeezed,
        sums=sums,
        factors=factors,
        gate=Gate(curve_of(function, more), called, ACTIVATIONS[function].ends),
        before=blocks.name(wide),
        after=blocks.name(part.made),
    )
