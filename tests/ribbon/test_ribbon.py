"""The ribbon tells all steps of a layer in one way, whatever their numbers."""

import numpy as np
import pytest
import torch

from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer, Values
from convanim.trace import Trace


def ribbon(weight, image, **more):
    layer = Layer(len(image), len(weight), image.shape[1:], weight.shape[2:], groups=len(image), **more)
    bias = np.linspace(-1, 1, len(weight)) * weight.max() if more.get("bias") else None
    return Ribbon(Cast(Trace(make_tensors(layer, Values(weight=weight, input=image, bias=bias))), Style.of()))


@pytest.mark.parametrize("scale", [1e-4, 0.01, 0.1, 0.35, 1.0, 3.5, 12.0, 500.0])
@pytest.mark.parametrize("bias", [False, True])
def test_every_window_has_the_same_parts(scale, bias):
    rng = np.random.default_rng(3)
    weight, image = rng.normal(0, scale, (4, 1, 3, 3)), rng.random((4, 6, 6)) - (scale > 1)
    made = ribbon(weight, image, padding=1, bias=bias)
    parts = {tuple(made.window(step).parts) for step in made.cast.trace.steps()}
    assert len(parts) == 1


@pytest.mark.parametrize(
    ("largest", "texts"),
    [(0.4, {"0.40"}), (0.04, {"0.040"}), (400.25, {"400.2"}), (4000.4, {"4\u2009000"}), (400.0, {"400"})],
)
def test_numbers_have_as_many_decimals_as_their_size_asks_for(largest, texts):
    made = ribbon(np.full((1, 1, 2, 2), largest), np.ones((1, 3, 3)))
    step = made.cast.trace.step(0, 0, 0)
    assert {term.text for row in made.terms.weights(step) for term in row} == texts
    assert {term.text for row in made.terms.window(step) for term in row} == {"1.00"}


def test_photo_and_trained_weights_show_every_product():
    torch.manual_seed(0)
    made = ribbon(
        torch.nn.Conv2d(3, 3, 3, groups=3).weight.detach().numpy(),
        np.random.default_rng(0).random((3, 9, 9)),
        bias=True,
    )
    assert "products" in made.window(made.cast.trace.step(0, 0, 0)).parts
