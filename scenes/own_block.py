"""A feed-forward block of somebody's own model: what each of its parts does, on the numbers of its own run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, ClassVar

from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison
from convanim.kernels.graph import GraphComparison, compare_graph, cost_of, dense_cost_of
from convanim.kernels.parts import Part, layer_of, parts_of, role_of
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import Given, count_source, counts_of, facts_of, phrase, verdict_of
from convanim.mobjects.particulars import particulars
from convanim.motion.walk import Reading, pace
from convanim.ribbon.ribbon import Ribbon
from convanim.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.spec.graph import Graph
from convanim.tableaux.block.excitation import Excitation
from convanim.tableaux.own_block.bending import Bending
from convanim.tableaux.own_block.bill import PartsBill, costs_of, proof
from convanim.tableaux.own_block.blocks import Blocks
from convanim.tableaux.own_block.convolving import Convolving
from convanim.tableaux.own_block.joined import joining_of, weighing_of
from convanim.tableaux.own_block.origins import origins
from convanim.tableaux.own_block.passing import Passing
from convanim.tableaux.own_block.sayings import JOINS, PASSES, ROLES, SPREADS
from convanim.tableaux.own_block.spreading import Spreading
from convanim.tableaux.own_block.whole import WholeBlock
from convanim.tableaux.transposed.told import besides, facts_back
from convanim.theme.ramp import Ramp
from convanim.trace import Trace


class OwnBlock(ConvScene):
    """``graph`` is what the block does to its input; ``layer`` and ``values`` are of its first layer and that input."""

    title = "{block}"
    aspects = tuple(ASPECTS)
    graph: ClassVar[Graph]
    beats: tuple[str, ...] = ("overview_of_all", "add_up_the_cost")
    parts: ClassVar[tuple[Part, ...]] = ()
    chapters = {"overview_of_all": message("At a glance")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._walked: Layer | None = None
        self._heard: set[str] = set()

    @classmethod
    def fit_beats(cls) -> None:
        """One beat for each part of the graph, between the first and the last."""
        graph = getattr(cls, "graph", None)
        if graph is None:
            return
        cls.parts = parts_of(graph)
        for k, part in enumerate(cls.parts):
            setattr(cls, f"part_{k + 1}", _told(part))
        cls.beats = ("overview_of_all", *(f"part_{k + 1}" for k in range(len(cls.parts))), "add_up_the_cost")

    @classmethod
    def chapter_template(cls, beat: str) -> str:
        """What a beat is called for readers: a part by its name."""
        if beat.startswith("part_"):
            return f"{{!{cls.parts[int(beat.removeprefix('part_')) - 1].name}}}"
        return super().chapter_template(beat)

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """The graph, as plain data."""
        nodes = [
            {"name": node.name, "kind": node.kind, "does": node.does, "reads": [*node.reads], "shape": [*node.shape]}
            for node in cls.graph.nodes
        ]
        return {"own_block": {"title": cls.graph.title, "name": cls.graph.name, "nodes": nodes}}

    # The block and its numbers.

    @cached_property
    def blocks(self) -> Blocks:
        """Its tensors on stage."""

        def cast(trace: Trace, names: Names, read: Sequence[Ramp], made: Sequence[Ramp]) -> Cast:
            return self.cast_of(trace, names, filter_hues=made, channel_hues=read)

        return Blocks(self.graph, cast, self.style.theme, self.show_channels)

    @cached_property
    def check(self) -> GraphComparison:
        """How every node compares with the module's own run."""
        return compare_graph(self.graph)

    def compared(self) -> Comparison:
        """How all of them do together."""
        return self.check.whole

    @property
    def dtype(self) -> str:
        """The precision of the module's own run."""
        return str(self.graph.made.output.dtype)

    @cached_property
    def counts(self) -> Mapping[str, Given]:
        """The counts of the first layer, and what the block is called."""
        called = " ".join(filter(None, (self.graph.title, self.graph.name)))
        return {**counts_of(self.layer), "block": Phrase.name(called)}

    @property
    def walked(self) -> Layer:
        """The convolution that is told."""
        return self._walked or self.layer

    def walk_through(self, layer: Layer) -> None:
        """Go on to another convolution, of which all is told that was told of none before."""
        self._walked = layer
        self._untold = [one for one in particulars(layer) if one not in self._heard]
        self._heard |= {*self._untold}

    # What stands round the tableaux.

    def around(self, part: Part | None, done: int) -> dict[str, Any]:
        """Facts of a part, and the meter with the nodes before ``done``, beside the block without groups."""
        return {"facts": self.facts_of(part), "meter": self.meter_at(done)}

    def meter_at(self, done: int) -> CostMeter | None:
        """The meter when the nodes before ``done`` have run."""
        own, so_far = cost_of(self.graph), cost_of(self.graph, done)
        if not own.multiply_adds:
            return None
        whole = dense_cost_of(self.graph)
        verdict = verdict_of(own, whole, self.tongue) if own != whole else self._phrase(message("no groups here"))
        return CostMeter(
            own,
            whole,
            verdict,
            self.style,
            of_work=True,
            done=so_far.multiply_adds / own.multiply_adds,
            heading=self._phrase(message("this block / without groups")),
        )

    def facts_of(self, part: Part | None) -> Any:
        """A part in short: the layer that it is, or what goes in and comes out."""
        if part is not None and part.kind in ("convolution", "spread"):
            layer, kernel = layer_of(self.graph.nodes[part.first]), message("kernel {kernel_rows}×{kernel_columns}")
            said = [kernel, *(facts_of(layer) if part.kind == "convolution" else facts_back(layer))]
            return self._facts([self.told(one, layer) for one in said])
        read = self.graph.given if part is None else self.graph.nodes[part.reads[0]]
        made = self.graph.made if part is None else self.graph.nodes[part.made]
        layer = Layer(read.shape[0], made.shape[0], read.shape[1:], kernel=1)
        out = Layer(made.shape[0], made.shape[0], made.shape[1:], kernel=1)
        return self._facts(
            [
                self.told(message("in {in_channels}×{rows}×{columns}"), layer),
                self.told(message("out {out_channels}×{out_rows}×{out_columns}"), out),
            ]
        )

    def told(self, template: str, layer: Layer, **more: Given) -> Phrase:
        """A template of a layer's counts."""
        return phrase(template, counts_of(layer), layer.tag, more, tongue=self.tongue)

    def named(self, place: int) -> str | Phrase:
        """What a node is called in captions."""
        return self.blocks.name(place)

    # The beats.

    def overview_of_all(self) -> None:
        """All that the block makes, one after the other, and who reads whom."""
        self.ask(
            "What does each part do, and what does it cost?",
            facts=self.facts_of(None),
            **WholeBlock(self.blocks).tableau(),
        )

    def tell_part(self, part: Part) -> None:
        """One part, in the way of its kind."""
        {
            "convolution": self.convolve,
            "spread": self.spread,
            "excitation": self.excite,
            "join": self.join,
            "bend": self.pass_through,
            "pool": self.pass_through,
            "split": self.pass_through,
            "move": self.pass_through,
            "closed": self.pass_through,
        }[part.kind](part)

    def convolve(self, part: Part) -> None:
        """A convolution: its first pixel number by number, then all of them, then what bends every number."""
        one, layer = Convolving(self.blocks, part), layer_of(self.graph.nodes[part.first])
        self.walk_through(layer)
        counts = {name: count_source(name, layer) for name in ("in_channels", "out_channels", "channels_per_group")}
        self.say(ROLES[role_of(layer)], part=Phrase.name(part.name), **counts)
        first, *others = one.steps()
        read = partial(Ribbon(one.cast).formula, shown=one.channels.indices)
        before, after = self.around(part, part.first), self.around(part, part.first + 1)
        self.arrange(**before, **one.at(first), formula=read(first).hide())
        self.tell(self.actor("formula"), 2.0)
        self.also(**{one.names[1]: one.made_at(first)})
        self.mark(first)
        self.walk(
            others,
            pace(len(others), 0, rest=1.4),
            *one.followers(self.actor),
            Reading(self.actor("formula"), read),
            start=first,
            meter=after["meter"],
        )
        if len(part.nodes) > 1:
            self.bend(part, one, after)

    def spread(self, part: Part) -> None:
        """A transposed convolution: its first stamp in numbers, then all of them, and what bends every number."""
        one, layer = Spreading(self.blocks, part), layer_of(self.graph.nodes[part.first])
        first, *others = one.steps()
        cells = count_source("kernel_cells", layer)
        self.say(SPREADS, part=Phrase.name(part.name), cells=cells)
        before, after = self.around(part, part.first), self.around(part, part.first + 1)
        self.arrange(**before, **one.at(first), formula=one.stamp(first).hide())
        self.tell(self.actor("formula"), 2.0)
        if said := besides(layer, one.has_bias):
            self.say(said)
        self.also(**{one.names[1]: one.made_at(first)})
        self.walk(
            others,
            pace(len(others), 0, rest=1.8),
            *one.followers(self.actor),
            Reading(self.actor("formula"), one.stamp),
            start=first,
            letters=None,
            meter=after["meter"],
        )
        if len(part.nodes) > 1:
            self.bend(part, one, after)

    def bend(self, part: Part, one: Convolving, around: dict[str, Any]) -> None:
        """A norm scales and shifts, an activation bends: three cells in numbers, then all."""
        bent = Bending(self.blocks, part.first, part.nodes[1:])
        self.say_bent(bent)
        frames = {f"framed_{k}": one.around(cell) for k, cell in enumerate(bent.cells)}
        self.arrange(**around, **one.done(), **frames, formula=bent.sheet().hide())
        self.tell(self.actor("formula"), 2.6)
        for _, places in bent.runs:
            self.also(0.9, **{one.names[1]: one.made_of(places[-1])})

    def say_bent(self, bent: Bending) -> None:
        """What a norm and an activation do, as far as they are there."""
        norm, activation = bent.does("norm"), bent.does("activation")
        template = message("{norm} scales and shifts each channel; {activation} bends every number.")
        if bent.by_pixel:
            template = message(
                "{norm} takes each pixel’s mean away and divides by its spread; {activation} bends every number."
            )
        if not activation:
            template = (
                message("{norm} takes each pixel’s mean away and divides by its spread.")
                if bent.by_pixel
                else message("{norm} scales and shifts each channel.")
            )
        elif not norm:
            template = message("{activation} bends every number.")
        self.say(template, norm=Phrase.name(norm), activation=Phrase.name(activation))

    def excite(self, part: Part) -> None:
        """Every channel becomes one number, two small layers make a factor of it, and the channel is weighed."""
        one = Excitation(weighing_of(self.blocks, part))
        wide = count_source("out_channels", one.weighing.cast.layer)
        before, after = self.around(part, part.first), self.around(part, part.made)
        read, made = self.blocks.actor(part.reads[0]), self.blocks.actor(part.made)

        def renamed(actors: Mapping[str, Any]) -> dict[str, Any]:
            return {{"filtered": read, "scaled": made}.get(name, name): actor for name, actor in actors.items()}

        self.say("Squeeze: {wide?the channel’s mean is|each channel’s mean becomes} one number.", wide=wide)
        self.arrange(**before, lines_in=one.lines_in().grown(0), **renamed(one.opening()))
        self.flow("lines_in", means=one.means())
        self.say("Excite: two tiny layers and a gate give {wide?the channel|each channel} a factor.", wide=wide)
        self.also(formula=one.needle().hide(), **one.layers())
        self.tell(self.actor("formula"), 1.8)
        self.flow("lines_squeeze", squeezed=one.squeezed())
        self.flow("lines_excite", factors=one.factors(), meter=after["meter"])
        self.say("{wide?The channel|Each channel} is multiplied by its factor.", wide=wide)
        self.also(lines_out=one.lines_out().grown(0), formula=one.through_the_sigmoid().hide())
        self.tell(self.actor("formula"), 2.2)
        self.flow("lines_out")
        self.deal(1.4, **after, **renamed(one.weighed()), formula=self.actor("formula"))

    def join(self, part: Part) -> None:
        """Two blocks and what is made of both, pixel by pixel."""
        node, one = self.graph.nodes[part.first], joining_of(self.blocks, part)
        names = {"one": self.named(node.reads[0]), "other": self.named(node.reads[-1])}
        self.say(JOINS[node.kind], n=count_source("out_channels", one.cast.layer), **names)
        first, *others = one.steps()
        around = self.around(part, part.made)
        written = node.kind != "concatenate"
        formula = one.formula(first) if written else origins(self.blocks, (part.first,), one.style)
        self.arrange(**around, **one.at(first), formula=formula.hide())
        self.tell(self.actor("formula"), 1.4)
        self.also(**{one.sides[-1].actor: one.made_at(first)})
        self.walk(
            others,
            pace(len(others), 0, rest=1.3),
            *one.followers(self.actor),
            *([Reading(self.actor("formula"), one.formula)] if written else []),
            start=first,
            letters=None,
        )
        self.arrange(**around, **one.done(), formula=self.actor("formula"))
        if len(part.nodes) > 1:
            bent = Bending(self.blocks, part.first, part.nodes[1:])
            self.say_bent(bent)
            self.also(formula=bent.sheet().hide())
            self.tell(self.actor("formula"), 2.2)
            self.also(0.9, **{one.sides[-1].actor: self.blocks.block(part.made, one.rows.fits[-1])})

    def pass_through(self, part: Part) -> None:
        """One block becomes another, or several: a pooling, a split, a shuffle, a norm alone, or a closed box."""
        one, around = Passing(self.blocks, part), self.around(part, part.made)
        if part.kind == "bend":
            self.bend_alone(part, one, around)
            return
        read = count_source("out_channels", one.cast.layer)
        self.say(PASSES[part.kind], part=Phrase.name(part.name), n=read)
        if part.kind == "pool":
            self.pool(part, one, around)
            return
        formula = origins(self.blocks, one.made, one.style) if part.kind == "move" else None
        self.arrange(**around, **one.at_first())
        actors: dict[str, Any] = {**around, **one.done(), "formula": formula}
        self.deal(1.6, **actors)

    def bend_alone(self, part: Part, one: Passing, around: dict[str, Any]) -> None:
        """Norms and activations that belong to no convolution."""
        bent = Bending(self.blocks, part.reads[0], part.nodes)
        self.say_bent(bent)
        self.arrange(**around, **one.at_first(), formula=bent.sheet().hide())
        self.tell(self.actor("formula"), 2.4)
        self.deal(1.4, **around, **one.done(), formula=self.actor("formula"))

    def pool(self, part: Part, one: Passing, around: dict[str, Any]) -> None:
        """Windows of a pooling: the first in numbers, then all."""
        first, *others = one.steps()
        self.arrange(**around, **one.at(first), formula=one.pooled(first).hide())
        self.tell(self.actor("formula"), 1.4)
        self.also(**{self.blocks.actor(part.made): one.made_at(first)})
        self.walk(
            others,
            pace(len(others), 0, rest=1.3),
            *one.followers(self.actor),
            Reading(self.actor("formula"), one.pooled),
            start=first,
            letters=None,
        )

    def add_up_the_cost(self) -> None:
        """What each part costs, and that all numbers are those of the module's own run."""
        self.say("What each part costs, counted in multiply-adds.")
        self.check_against_torch()
        table: Sheet = proof(self.check, self.graph.title, self.style)
        bill = PartsBill(costs_of(self.blocks, self.style), self.style).grown(0.01)
        self.arrange(**self.around(None, len(self.graph.nodes)), bill=bill, formula=table.hide())
        self.play(bill.animate.grown(1), run_time=2.4)
        self.tell(self.actor("formula"), 1.2)


def _told(part: Part) -> Callable[[OwnBlock], None]:
    """The beat that tells a part."""

    def beat(scene: OwnBlock) -> None:
        scene.tell_part(part)

    return beat
