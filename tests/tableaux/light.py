"""Whether light goes over words."""

import numpy as np

from convanim.draw.items import Words
from convanim.draw.lettering import span_box
from convanim.layout.regions import to_pixels
from convanim.mobjects.window import Beam


def crossed(actors):
    """The words that a beam of light goes over."""
    words = [item for item in actors["labels"].display_list() if isinstance(item, Words) and item.text.strip()]
    beams = [to_pixels(actor.points) for actor in actors.values() if isinstance(actor, Beam)]
    return [item.text for item in words for beam in beams if meet(beam, span_box(item, 0, len(item.text)))]


def meet(beam, box):
    """Whether some point of a box is within a beam's four corners (4, 2)."""
    left, top, right, bottom = box
    points = np.stack(np.meshgrid(np.linspace(left, right, 30), np.linspace(top, bottom, 8)), axis=-1).reshape(-1, 2)
    edges, to = np.roll(beam, -1, axis=0) - beam, points[:, None] - beam
    sides = edges[:, 0] * to[..., 1] - edges[:, 1] * to[..., 0]
    return bool(((sides > 0).all(axis=1) | (sides < 0).all(axis=1)).any())
