"""What zeros add to an output, and where those of two frameworks lie."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from convanim.errors import SpecError
from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.lessons import fit_layer
from convanim.lessons.padding import at_every_cell, same_as_tensorflow, without_zeros
from convanim.mobjects.cast import Cast
from convanim.spec import Layer
from convanim.spec.sizes import output_length
from convanim.tableaux.padding.rims import BARE, OWN, PADDED, SAME, Rims
from convanim.tableaux.variants import traced, variant_names
from tests.planned import PLANNED


def rims(layer: Layer) -> Rims:
    tensors = make_tensors(layer)
    makes = (("bare", without_zeros), ("padded", at_every_cell), ("same", same_as_tensorflow))
    casts = [Cast(traced(tensors, make(layer)), Style.of(), variant_names(name, name)) for name, make in makes]
    return Rims([*casts, Cast(traced(tensors, layer), Style.of())])


@st.composite
def padded_layers(draw: st.DrawFn) -> Layer:
    pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
    options = {name: draw(pair) for name in ("kernel", "stride", "dilation")}
    padding = draw(st.sampled_from([1, 2, (1, 0), "0,1,0,1", "0,0,2,0"]))
    try:
        return fit_layer("padding", {**options, "padding": padding, "size": draw(st.tuples(*[st.integers(2, 8)] * 2))})
    except SpecError:
        reject()


@given(padded_layers())
def test_what_is_made_without_zeros_is_in_the_middle_of_what_is_made_with_them(layer: Layer) -> None:
    tableau = rims(layer)
    (top, _), (left, _) = layer.padding
    bare, padded = (tableau.casts[which].trace.output for which in (BARE, PADDED))
    _, rows, columns = bare.shape
    assert (padded[:, top : top + rows, left : left + columns] == bare).all()
    # All other cells, and only those, are made where the window hangs over an edge.
    over = {step.index for step in tableau.over_the_edge()}
    assert len(over) == padded.size - bare.size
    assert not any(step.inside.all() for step in tableau.over_the_edge())
    # They stand in the same place, too.
    small, large = (tableau.output(which, filled=True) for which in (BARE, PADDED))
    assert small.around(0, 0).round(6).tolist() == large.around(top, left).round(6).tolist()


@given(padded_layers())
def test_tensorflow_makes_a_cell_of_every_stride_with_as_few_zeros_as_will_do(layer: Layer) -> None:
    same = same_as_tensorflow(layer)
    assert same.output_size == tuple(
        math.ceil(length / step) for length, step in zip(layer.size, layer.stride, strict=True)
    )
    axes = zip(layer.size, layer.kernel, layer.stride, same.padding, layer.dilation, strict=True)
    for (*window, (before, after), dilation), made in zip(axes, same.output_size, strict=True):
        assert after - before in (0, 1)
        assert not after or output_length(*window, (before, after - 1), dilation) < made


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "of other windows"),
        ({"size": 7}, "on the same cells"),
        ({"padding": "0,1,0,1"}, "on the same cells"),
        ({"padding": "same", "stride": 1}, "on the same cells"),
        ({"kernel": 5, "size": 7}, "makes"),
    ],
)
def test_how_frameworks_agree_is_told(options: dict[str, Any], said: str) -> None:
    tableau = rims(fit_layer("padding", options))
    assert said in tableau.agreement()
    same, own = (tableau.casts[which].trace.output for which in (SAME, OWN))
    assert ("same cells" in said) is (same.tolist() == own.tolist())


def test_plans_are_of_canvases_that_there_are() -> None:
    assert set(Rims.plans) <= PLANNED
