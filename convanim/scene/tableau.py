"""What all tableaux share: whom they show, in which style, and the plan for their canvas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from convanim.draw.items import Item
from convanim.draw.phrase import Phrase
from convanim.language.tongue import Tongue
from convanim.layout.block_rows import BlockRows
from convanim.layout.canvas import Canvas
from convanim.layout.plans import plan_for
from convanim.layout.regions import Need
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.counts import Given
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.spec import Layer
from convanim.spec.crop import View
from convanim.theme.theme import Theme

Plan = TypeVar("Plan")


class Tableau(Generic[Plan]):
    """What one beat shows, in which regions; it makes the actors and what moves them.

    ``plans`` says for each aspect, by its name, where things stand: numbers and flags of a frozen record, which the
    tableau's own code asks instead of the canvas. A placement for another aspect is a plan added. ``cropped_plans``
    take the place of some of them where a crop shows a part of the layer.
    """

    plans: ClassVar[Mapping[str, object]] = {}
    cropped_plans: ClassVar[Mapping[str, object]] = {}

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    @cached_property
    def plan(self) -> Plan:
        """Where things stand on this canvas; raises UnknownNameError for an aspect that nobody has planned for."""
        plans = {**self.plans, **self.cropped_plans} if self.cast.cropped else self.plans
        # A class attribute cannot name Plan.
        return plan_for(self.canvas.names, plans, type(self).__name__)  # type: ignore[return-value]

    @property
    def layer(self) -> Layer:
        """The layer that is shown."""
        return self.cast.layer

    @property
    def style(self) -> Style:
        """Theme, canvas and tongue, for the actors."""
        return self.cast.style

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self.cast.theme

    @property
    def canvas(self) -> Canvas:
        """The frame's regions."""
        return self.cast.canvas

    @property
    def tongue(self) -> Tongue:
        """Says the words."""
        return self.cast.tongue

    @property
    def view(self) -> View:
        """The rows and columns that are shown."""
        return self.cast.view

    def say(self, template: str, layer: Layer | None = None, **more: Given) -> Phrase:
        """A phrase with the counts of the layer (or another one), and more."""
        return self.cast.say(template, layer, **more)

    def labels_below(self, rows: BlockRows, row: Sequence[Tag]) -> list[Item]:
        """Every block's label, below its row; ``row`` has them in the order of the blocks."""
        return tags_on_lines([(tag, rows.label_line(k)) for k, tag in enumerate(row)], self.style)

    def labels_just_below(self, rows: BlockRows, needs: Sequence[Need], row: Sequence[Tag]) -> list[Item]:
        """The same as near to blocks of these ``needs`` as can be; where labels take several lines, they reach down."""
        near = rows.drawn_up(needs)
        return tags_on_lines([(tag, near.label_line(k)) for k, tag in enumerate(row)], self.style, down=True)
