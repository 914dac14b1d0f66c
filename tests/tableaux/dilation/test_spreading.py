"""The chain of layers in which weights move apart."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from convanim.lessons import fit_layer
from convanim.spec import Layer
from convanim.tableaux.dilation.spreading import spread_chain


@st.composite
def spread_layers(draw: st.DrawFn) -> Layer:
    """Layers of the lesson, those with a kernel of one row or column among them."""
    several = draw(st.integers(0, 1))
    kernel, dilation = ([draw(st.integers(1, most)) for _ in "yx"] for most in (3, 6))
    kernel[several], dilation[several] = draw(st.integers(2, 4)), draw(st.integers(2, 6))
    return fit_layer("dilation", {"kernel": tuple(kernel), "dilation": tuple(dilation), "size": 9})


@given(spread_layers())
def test_weights_start_side_by_side_reach_further_each_time_and_end_as_the_layer_has_them(layer: Layer) -> None:
    chain = spread_chain(layer)
    reach = [[(cells - 1) * far + 1 for cells, far in zip(one.kernel, one.dilation, strict=True)] for one in chain]
    assert 2 <= len(chain) <= 3
    assert reach[0] == list(layer.kernel) and chain[-1] == layer
    for before, after in pairwise(reach):
        assert before != after and all(one <= other for one, other in zip(before, after, strict=True))
    assert {one.output_size for one in chain} == {layer.size}
