"""What is told of a shuffle in words: by captions, and by labels of the maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase
from convanim.language.tongue import message
from convanim.mobjects.cast import Cast
from convanim.mobjects.labels import Tag
from convanim.trace import Upscaled


@dataclass(frozen=True, eq=False)
class Told:
    """Templates and numbers for captions, and labels, of a layer and its output upscaled."""

    cast: Cast
    upscaled: Upscaled

    @cached_property
    def figures(self) -> dict[str, Source]:
        """What captions say besides counts of the layer: the factor, its square, and the large map's axes."""
        channels, rows, columns = self.upscaled.shape
        return {
            "factor": Source("upscale_factor", (), self.upscaled.factor),
            "cells": Source("square_cells", (), self.upscaled.each),
            "large_channels": Source("large_channels", (), channels),
            "large_rows": Source("large_rows", (), rows),
            "large_columns": Source("large_columns", (), columns),
        }

    @property
    def asked(self) -> str:
        """The question that the film answers, a template of the layer's counts."""
        if self.upscaled.shape[0] > 1:
            return message("How do {out_channels:w} small maps become a few large ones?")
        return message("How do {out_channels:w} small maps become one large one?")

    @property
    def fills(self) -> str:
        """What is said as the large map fills, a template of ``figures``."""
        if self.upscaled.shape[0] > 1:
            return message(
                "Place by place, the large map fills. Each further {cells:w} small maps make another one, behind it."
            )
        return message("Place by place, the large map fills: a mosaic of all small ones.")

    @property
    def large_shape(self) -> Phrase:
        """What the large map is told by, as 1×8×8."""
        # Nothing in it is a word to translate.
        shape = "{large_channels}×{large_rows}×{large_columns}"
        return self.cast.say(shape, None, **self.figures)

    def small(self, left: float) -> Tag:
        """The label of the small maps, from a left end on, in pixels."""
        return Tag(self.cast.say(message("{out_channels?small map|small maps}")), self.cast.output_shape, left)

    def large(self, left: float) -> Tag:
        """The same of the large map, or of all of them."""
        said = self.cast.say(message("{large_channels?large map|large maps}"), None, **self.figures)
        return Tag(said, self.large_shape, left)
