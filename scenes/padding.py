"""Padding: zeros round the input, what the edge gets from them, and two ways to be “same”."""

from __future__ import annotations

from functools import cached_property

from convanim.language.tongue import message
from convanim.lessons import default_layer
from convanim.lessons.padding import at_every_cell, same_as_tensorflow, without_zeros
from convanim.mobjects.cast import Cast
from convanim.mobjects.particulars import padding_sentence
from convanim.motion.walk import even
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.padding.rims import BARE, PADDED, Rims
from convanim.tableaux.variants import traced, variant_names


class Padding(ConvScene):
    """One window on one input: it stays inside, then it hangs over the edge; and where two frameworks let it begin."""

    title = message("Padding")
    lesson = "padding"
    aspects = tuple(ASPECTS)
    layer = default_layer("padding")
    beats = (
        "stay_inside",
        "count_the_readers",
        "add_a_rim_of_zeros",
        "count_again",
        "same_in_two_frameworks",
        "same_as_torch",
    )

    @cached_property
    def rims(self) -> Rims:
        """The tableau: input, filter and output, without zeros, with them, and with those of two frameworks."""
        return Rims(
            [
                self.variant("bare", without_zeros(self.layer)),
                self.variant("padded", at_every_cell(self.layer)),
                self.variant("same", same_as_tensorflow(self.layer)),
                self.cast,
            ]
        )

    def variant(self, name: str, layer: Layer) -> Cast:
        """The cast of the same numbers in another layer."""
        return self.cast_of(traced(self.tensors, layer), variant_names(name, f"{name}_output"), self.view_of(layer))

    def stay_inside(self) -> None:
        """Without zeros: the window stays inside, and the output is smaller than the input."""
        rims, facts = self.rims, self.layer_facts(self.rims.casts[BARE].layer)
        self.ask("How often is a corner cell read?", facts=facts, **rims.at(BARE, made=False))
        self.say(
            "Without zeros the window stays inside: {rows}×{columns} becomes {bare_out_rows}×{bare_out_columns}.",
            **rims.counts_of("bare", "out_rows", "out_columns"),
        )
        self.arrange(1.0, facts=facts, **rims.at(BARE), formula=rims.ribbons[BARE].window(rims.step(BARE)))
        self.rest(0.8)
        self.walk(
            rims.steps(BARE)[1:],
            rims.durations(BARE),
            *rims.followers(self.actor, BARE),
            rims.reading(self.actor, BARE),
            start=rims.step(BARE),
        )

    def count_the_readers(self) -> None:
        """How many windows read each cell without zeros."""
        rims = self.rims
        corner = rims.corner_lines(BARE).hide()
        self.say(rims.read_without(), **rims.counts_of("bare", "most_reads"))
        self.arrange(
            1.2,
            facts=self.layer_facts(rims.casts[BARE].layer),
            **rims.readers_of(BARE),
            labels=rims.corners(BARE),
            corner=corner,
        )
        self.tell(corner, 0.9)

    def add_a_rim_of_zeros(self) -> None:
        """Zeros come round the input: one sum at the edge, number by number, and then all that are new."""
        rims, facts = self.rims, self.layer_facts(self.rims.casts[PADDED].layer)
        formula = rims.ribbons[PADDED].window(rims.step(PADDED)).hide()
        self.say(padding_sentence(self.layer))
        self.arrange(1.4, facts=facts, **rims.hanging(made=False), formula=formula)
        self.tell(self.actor("formula"), 3.0)
        self.say(
            rims.grown(),
            **rims.counts_of("bare", "out_rows", "out_columns"),
            **rims.counts_of("padded", "out_rows", "out_columns"),
        )
        self.arrange(0.6, facts=facts, **rims.hanging(), formula=self.actor("formula"))
        self.walk(
            rims.over_the_edge()[1:],
            rims.durations(PADDED),
            *rims.followers(self.actor, PADDED),
            rims.reading(self.actor, PADDED),
            start=rims.step(PADDED),
        )

    def count_again(self) -> None:
        """How many windows read each cell, without zeros and with them."""
        rims = self.rims
        corner = rims.corner_lines(BARE, PADDED).hide()
        self.say(
            "With the zeros, the corner is read {padded_corner_reads?still by one window|by {padded_corner_reads:w} "
            "windows}.",
            **rims.counts_of("padded", "corner_reads"),
        )
        self.arrange(
            1.2,
            facts=self.layer_facts(rims.casts[PADDED].layer),
            **rims.readers_of(BARE, PADDED),
            labels=rims.corners(BARE, PADDED),
            corner=corner,
        )
        self.tell(corner, 1.8)

    def same_in_two_frameworks(self) -> None:
        """TensorFlow's zeros and the layer's own, as torch has them: where the first window stands, and its sum."""
        rims = self.rims
        sums = rims.sums().hide()
        self.say(rims.agreement(), **rims.counts_of("same", "out_rows", "out_columns"))
        self.arrange(1.4, facts=self.layer_facts(), **rims.frameworks(filled=False), labels=rims.named(), sums=sums)
        self.tell(sums, 2.7)

    def same_as_torch(self) -> None:
        """Both outputs, and that of torch's padding is torch's."""
        rims = self.rims
        self.say(rims.last())
        self.arrange(
            1.0,
            facts=self.layer_facts(),
            **rims.frameworks(filled=True),
            labels=rims.named(),
            overview=self.overview(output=True),
            proof=self.proof(),
        )

    def loop(self) -> None:
        """Zeros come round the input, the window goes over its edge, and the output grows; and back."""
        rims = self.rims
        first, *others = rims.over_the_edge()
        self.arrange(**rims.inside())
        self.rest(0.6)
        # The larger output comes and goes over the smaller one, which it has in its middle.
        inner = self.actor("inner")
        self.arrange(1.6, inner=inner, **rims.hanging())
        self.also(0.1, inner=None)
        self.walk(others, even(len(others), 5.0), *rims.followers(self.actor, PADDED), start=first)
        self.rest(0.6)
        self.arrange(0.1, inner=rims.inside()["inner"], **self.actors)
        self.arrange(1.6, **rims.inside())
