"""Light leads between words, never over them."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import span_box
from convanim.layout.canvas import CANVASES
from convanim.layout.regions import to_pixels
from convanim.mobjects.window import Beam
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.tableaux.separable.layers import LAYERS, lanes_of, pipeline_of

KERNELS = [*LAYERS, Layer(kernel=5), Layer(64, 64), Layer(size=14), Layer(padding=1)]


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


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", KERNELS)
def test_in_the_lanes_light_crosses_no_words(layer, aspect):
    lanes = lanes_of(layer, CANVASES[aspect])
    assert not crossed(lanes.at(lanes.chosen_step()))


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", KERNELS)
def test_in_the_pipeline_light_crosses_no_words_wherever_window_and_needle_are(layer, aspect):
    line = pipeline_of(layer, CANVASES[aspect])
    for step in line.depthwise_steps():
        assert not crossed(line.depthwise_at(step))
    for step in line.pointwise_steps():
        assert not crossed(line.pointwise_at(step))
    assert not crossed(line.traced(line.chosen_step(), 3))


def test_the_check_sees_words_under_light():
    beam = np.array([[0.0, 0.0], [0.0, 10.0], [100.0, 10.0], [100.0, 0.0]])
    assert meet(beam, (40, -5, 60, 5)) and not meet(beam, (40, 11, 60, 20))
