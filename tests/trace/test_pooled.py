"""The steps of pooling: what each window makes, and which numbers leave a trace."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import make_tensors
from convanim.lessons import fit_layer
from convanim.spec import Layer, Values
from convanim.trace import Pooled


@st.composite
def pools(draw: st.DrawFn) -> Layer:
    """Layers of the lesson: overlapping windows, padded ones, and some that leave cells unread."""
    kernel = draw(st.sampled_from([(2, 2), (2, 3), (3, 3), (1, 4)]))
    return fit_layer(
        "pooling",
        {
            "in_channels": draw(st.integers(1, 2)),
            "kernel": kernel,
            "stride": draw(st.sampled_from([(1, 1), (2, 1), (3, 4)])),
            "size": tuple(cells + draw(st.integers(0, 4)) for cells in kernel),
            "padding": tuple(draw(st.integers(0, cells // 2)) for cells in kernel),
        },
    )


@given(pools(), st.sampled_from(["integers", "normal"]))
def test_every_step_makes_what_its_window_holds(layer: Layer, kind: str) -> None:
    tensors = make_tensors(layer, Values(kind))  # type: ignore[arg-type]  # both are kinds
    largest, average = Pooled(tensors, "largest"), Pooled(tensors, "average")
    for most, mean in zip(largest, average, strict=True):
        held = most.window[0][most.inside]
        assert most.total == held.max() == largest.output[most.index]
        assert np.isclose(mean.total, held.sum() / most.inside.size, atol=1e-6)
        row, column = largest.winner(most)
        assert row in most.rows and column in most.columns
        assert largest.input[most.index[0], row, column] == most.total


@given(pools())
def test_what_is_kept_is_what_torch_would_send_a_gradient_to(layer: Layer) -> None:
    tensors = make_tensors(layer, Values("normal"))
    input = tensors.input.double().requires_grad_()
    pads = layer.padding[0][0], layer.padding[1][0]
    F.max_pool2d(input[None], layer.kernel, layer.stride, pads).sum().backward()
    assert input.grad is not None
    kept = np.stack([Pooled(tensors, "largest").kept(channel) for channel in range(layer.in_channels)])
    assert np.array_equal(kept, (input.grad != 0).numpy())


def test_weights_are_of_no_account() -> None:
    layer = fit_layer("pooling", {})
    one, other = (make_tensors(layer, Values(seed=0, input=np.arange(108).reshape(3, 6, 6))) for _ in range(2))
    other = type(other)(layer, other.input, torch.zeros_like(other.weight), None)
    assert np.array_equal(Pooled(one, "average").output, Pooled(other, "average").output)
