"""Light leads between words, never over them."""

import numpy as np
import pytest

from convanim.layout.canvas import CANVASES
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.tableaux.light import crossed, meet
from tests.tableaux.separable.layers import LAYERS, lanes_of, pipeline_of

KERNELS = [*LAYERS, Layer(kernel=5), Layer(64, 64), Layer(size=14), Layer(padding=1)]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", KERNELS)
def test_in_the_lanes_light_crosses_no_words(layer, aspect):
    lanes = lanes_of(layer, CANVASES[aspect])
    assert not crossed(lanes.at(lanes.chosen_step()))


@pytest.mark.parametrize(
    ("layer", "aspect"),
    [
        # Any layer in one aspect, and in all of them among all tests.
        pytest.param(layer, aspect, marks=() if (place - other) % len(ASPECTS) == 0 else pytest.mark.full)
        for place, layer in enumerate(KERNELS)
        for other, aspect in enumerate(ASPECTS)
    ],
)
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
