"""Numbers as films paint them, in a frame of their own."""

from __future__ import annotations

from typing import Any

import cairo
import numpy as np

from convanim.draw.items import Plate, Rgb, Words
from convanim.draw.lettering import span_box
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY
from convanim.layout.geometry import Box
from convanim.verify.reader import Luma

WIDE, HIGH = 320, 120
LUMA = np.array([0.114, 0.587, 0.299])
"""Shares of blue, green and red."""


def painted(words: Words, *more: Words | Plate, noise: float = 0.0) -> Luma:
    """How bright a frame with a line of text on its ground is; ``noise`` is what an encoder may add, as a deviation."""
    surface = cairo.ImageSurface(cairo.Format.RGB24, WIDE, HIGH)
    ground = Plate((0, 0, WIDE, HIGH), 0, (*words.ground, 1))
    Painter(cairo.Context(surface), FAMILY).paint([ground, words, *more])
    surface.flush()
    pixels = np.ndarray((HIGH, WIDE, 4), np.uint8, surface.get_data())[..., :3] @ LUMA
    drawn = np.random.default_rng(len(words.text)).normal(scale=noise, size=pixels.shape) if noise else 0.0
    return np.clip(np.rint(16 + pixels * 219 / 255 + drawn), 0, 255).astype(np.uint8)


def line(text: str, size: float, ink: float = 0.0, ground: Rgb = (0.9, 0.5, 0.3), **more: Any) -> Words:
    """A number in the midst of a frame, in a grey."""
    return Words(text, WIDE / 2 + 0.3, HIGH / 2 + 0.2, size, (ink, ink, ink, 1.0), ground, align="middle", **more)


def box_of(words: Words) -> Box:
    """Where the ledger has it, in fractions of the frame."""
    left, top, right, bottom = span_box(words, 0, len(words.text))
    return round(left / WIDE, 5), round(top / HIGH, 5), round(right / WIDE, 5), round(bottom / HIGH, 5)
