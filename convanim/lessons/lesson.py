"""What a lesson is: one record, which all else asks about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from convanim.errors import Setting, SpecError, UnknownNameError, quoted
from convanim.kernels.cost import Cost, cost, standard
from convanim.language.tongue import message
from convanim.spec import Layer
from convanim.spec.cut import FILM, LOOP

HuesBy = Literal["", "group", "channel"]
"""Whose hue an input channel has."""
Options = Mapping[str, Any]
"""Some of ``Layer``'s fields by name, in any form that ``Layer`` takes."""


@dataclass(frozen=True)
class Chain:
    """Two convolutions in a row that stand in for one layer.

    ``names`` are the lessons that teach each of them alone. ``divide`` turns the layer into the two, ``join`` two into
    the layer that they stand in for; it raises SpecError where they stand in for none. ``bends`` is whether norms and
    activations may stand between both.
    """

    names: tuple[str, str]
    divide: Callable[[Layer], tuple[Layer, Layer]]
    join: Callable[[Layer, Layer], Layer]
    bends: bool = False


@dataclass(frozen=True)
class Lesson:
    """What a scene teaches, and so which layers it can show.

    ``name`` is that of the record's own file and of the story in ``scenes/``, ``scene`` the class there; by its
    ``aliases``, too, a clip of it may be asked for. Lessons are taught in the order of their ``order``, which has gaps
    for those to come. ``layer`` is shown unless another is asked for; ``subject`` says in words which ones can be, and
    ``fixed`` maps a field of ``Layer`` to what it always is. ``fit`` makes a layer out of options and of the layer that
    the others come from; it raises SpecError where an option contradicts the subject. ``poster`` is the beat whose last
    picture stands for the clip. ``loop``, a template, says what is to be seen when the scene's method ``loop`` plays;
    it is empty where there is none.

    ``chain`` is there where two convolutions stand in for the layer. Costs are compared with those of the
    ``reference`` for a layer, called ``reference_name``; ``stands_in`` is whether the layer is taken in its place.
    ``meter``, a template, heads a layer's and the reference's numbers; ``counts_up`` is true of a lesson whose meter
    counts what has been computed so far of the layer itself. ``costs`` gives both costs of a layer where more layers
    than those of a chain stand in for it; ``draws_weights`` is true of a lesson in which nobody can give their weights,
    and ``has_weights`` false of one that has none, whose layer says alone where windows stand.

    ``topics`` are the fields of ``Topic`` that the scene takes; ``of_layer`` is false of a lesson that is about these
    alone, whose ``layer`` nobody sees. Its layers are ``shaped_by`` some of them, which ``fit`` finds among options.
    ``picks_channels`` is true of a lesson that itself chooses which channels to show; ``transposes`` of one that shows
    a transposed convolution of somebody's own, too. ``of_module`` is the class that shows a whole module of somebody's
    own in place of the lesson's layer, in ``scenes/own_NAME.py``; empty where there is none. ``hues_by`` says whose hue
    an input channel always has: its "group"'s, or its own as a "channel"; empty: as the layer has it.
    """

    name: str
    order: int
    scene: str
    summary: str
    layer: Layer
    subject: str
    fit: Callable[[Options, Layer], Layer]
    poster: str
    loop: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    chain: Chain | None = None
    reference: Callable[[Layer], Layer] = standard
    reference_name: str = message("the standard convolution")
    stands_in: bool = True
    meter: str = message("this layer / the standard")
    costs: Callable[[Layer], tuple[Cost, Cost]] | None = None
    draws_weights: bool = False
    has_weights: bool = True
    topics: tuple[str, ...] = ()
    shaped_by: tuple[str, ...] = ()
    of_layer: bool = True
    counts_up: bool = False
    picks_channels: bool = False
    transposes: bool = False
    hues_by: HuesBy = ""
    aliases: tuple[str, ...] = ()
    of_module: str = ""

    @property
    def file(self) -> str:
        """The story's file in ``scenes/``."""
        return f"{self.name}.py"

    @property
    def file_of_module(self) -> str:
        """The file in ``scenes/`` of the class that shows somebody's own module; empty where there is none."""
        return f"own_{self.name}.py" if self.of_module else ""

    def about(self, topics: Mapping[str, Any]) -> Lesson:
        """The same, whose layers are shaped by these topics, by fields of ``Topic``; others it passes over.

        >>> from convanim.lessons import LESSONS
        >>> LESSONS["pixel_shuffle"].about({"upscale_factor": 3}).fit_layer({}).out_channels
        9
        """
        beside = {name: given for name, given in topics.items() if name in self.shaped_by and given is not None}
        return replace(self, fit=lambda options, base: self.fit({**beside, **options}, base)) if beside else self

    def fit_layer(self, options: Options, base: Layer | None = None) -> Layer:
        """The layer with some options given; the others come from ``base`` (None: the lesson's own layer).

        Raises SpecError where an option contradicts the subject or no such layer can be, UnknownNameError for an
        unknown option.
        """
        known = [one.name for one in fields(Layer)]
        for option in options:
            if option not in known:
                raise UnknownNameError(f"no option of a layer is called {quoted(option)}", ", ".join(known))
        return self.fit(options, base or self.layer)

    def check(self, layer: Layer) -> None:
        """Raise SpecError for a layer that cannot be the subject."""
        if self.fit({one.name: getattr(layer, one.name) for one in fields(Layer)}, layer) != layer:
            raise SpecError(f"a layer of {layer.tag}", f"{self.subject} in {self.name}")

    def check_cut(self, cut: str | None) -> None:
        """Raise SpecError for a loop where the scene has none."""
        if cut == LOOP and not self.loop:
            raise SpecError(f"{self.scene} has no loop", "its film", Setting("cut", FILM), field="cut")

    def can_show(self, layer: Layer) -> bool:
        """Whether a layer can be the subject."""
        try:
            self.check(layer)
        except SpecError:
            return False
        return True

    def check_weights(self) -> None:
        """Raise SpecError where weights are somebody's own and the lesson draws them, or has none."""
        if not self.has_weights:
            raise SpecError(f"weights are given to {self.name}, which has none", "an input alone")
        if self.draws_weights:
            raise SpecError(f"weights are given to {self.name}, which draws those of all its layers", "an input alone")

    def stages(self, layer: Layer) -> tuple[tuple[str, Layer], ...]:
        """The name and layer of each convolution that the lesson goes through, in order."""
        if self.chain is None:
            return ((self.name, layer),)
        return tuple(zip(self.chain.names, self.chain.divide(layer), strict=True))

    def cost(self, layer: Layer) -> Cost:
        """What the lesson's convolutions cost together."""
        first, *others = (cost(stage) for _, stage in self.stages(layer))
        return sum(others, first)

    def compared(self, layer: Layer) -> tuple[Cost, Cost]:
        """What the lesson's way costs, and what it compares that with."""
        return (self.cost(layer), cost(self.reference(layer))) if self.costs is None else self.costs(layer)
