"""What stays of an output, and what is told of cells that nobody reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from convanim.errors import SpecError
from convanim.kernels import make_tensors
from convanim.layout.style import Style
from convanim.lessons import fit_layer
from convanim.lessons.stride import at_every_cell
from convanim.mobjects.cast import Cast
from convanim.spec import Layer
from convanim.tableaux.stride.striding import MOST_APART, Striding
from convanim.tableaux.variants import traced, variant_names
from tests.planned import PLANNED


def striding(layer: Layer) -> Striding:
    tensors = make_tensors(layer)
    every = at_every_cell(layer)
    casts = [
        Cast(traced(tensors, every), Style.of(), variant_names("every", "every_output")),
        Cast(traced(tensors, layer), Style.of()),
    ]
    return Striding(casts)


@st.composite
def hopping_layers(draw: st.DrawFn) -> Layer:
    pair = st.tuples(st.integers(1, 3), st.integers(1, 3))
    options = {name: draw(pair) for name in ("kernel", "stride", "dilation")}
    padding = draw(st.sampled_from([0, 1, (1, 0), "0,1,0,1"]))
    try:
        return fit_layer("stride", {**options, "padding": padding, "size": draw(st.tuples(*[st.integers(3, 9)] * 2))})
    except SpecError:
        reject()


@given(hopping_layers())
def test_what_stays_is_what_the_window_makes_in_longer_steps(layer: Layer) -> None:
    tableau = striding(layer)
    before, after = (tableau.kept(arrived)["kept"] for arrived in (False, True))
    assert before.content.values.ravel().tolist() == tableau.cast.trace.output.ravel().tolist()
    assert before.content.labels.tolist() == after.content.labels.tolist()
    (every,) = tableau.outputs()["every"].lit
    assert (every == 1).sum() == len(before.lit)
    # Each stands where the block has the cell of its own number.
    block = tableau.outputs()["every"]
    for slab, source in enumerate(before.content.sources.ravel().tolist()):
        _, row, column = source.index
        assert np.allclose(before.points[4 * slab : 4 * slab + 3], block.around(row, column)[:3])


def test_of_a_large_output_nothing_moves() -> None:
    tableau = striding(fit_layer("stride", {"size": 2 * MOST_APART}))
    assert tableau.kept(arrived=False) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "now read by no window"),
        ({"size": 7}, "still read"),
        ({"size": 9, "dilation": 2, "stride": (2, 1), "kernel": (3, 1)}, "now read by no window"),
        ({"size": 5, "kernel": 2, "dilation": 2, "stride": 2}, "now read by no window"),
        ({"size": (1, 4), "kernel": (1, 2), "stride": 2}, "still read"),
        ({"size": (1, 3), "kernel": (1, 2), "dilation": (1, 4), "padding": (0, 2), "stride": 2}, "no further cell"),
    ],
)
def test_what_nobody_reads_any_more_is_told(options: dict[str, Any], said: str) -> None:
    assert said in striding(fit_layer("stride", options)).lost()


def test_plans_are_of_canvases_that_there_are() -> None:
    assert set(Striding.plans) <= PLANNED
