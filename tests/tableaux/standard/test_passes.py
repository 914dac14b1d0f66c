"""One filter after the other: what is lit, what is written, and in which order."""

import pytest

from convanim.spec import Layer
from convanim.tableaux.standard.passes import Passes
from tests.tableaux.casts import cast_of
from tests.tableaux.standard.layers import LAYERS


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_shown_filter_but_the_first_passes_over_the_whole_input(layer):
    passes = Passes(cast_of(layer))
    every = list(passes.passes(5.0, first=1.2))
    assert [one.filter for one in every] == list(passes.filters.indices[1:])
    assert [one.before for one in every] == list(passes.filters.indices[:-1])
    for one in every:
        assert {step.index[0] for step in one.steps} == {one.filter}
        assert one.steps[0].index[1:] == (0, 0)
        assert one.steps[-1].index[1:] == (layer.output_size[0] - 1, layer.output_size[1] - 1)
        assert len(one.steps) == len(one.durations)
    lasting = [sum(one.durations) for one in every]
    assert lasting == sorted(lasting, reverse=True) and sum(lasting) <= 5.0 + 1e-6


def test_a_filter_that_begins_is_framed_alone_and_those_before_stay_lit():
    passes = Passes(cast_of(Layer()))
    step = passes.steps_of(3)[0]
    changes = passes.at_work(step)
    assert changes["frame_2"] is None and changes["frame_3"] is not None
    assert changes["filter_3"].lit.all()
    bright = [item.text for item in changes["numbers"].display_list() if item.color[:3] == passes.theme.ink]
    assert bright == ["0", "1", "2", "3"]


def test_what_is_computed_is_lit_and_nothing_else():
    passes = Passes(cast_of(Layer()))
    made = passes.output(passes.wide, (0, 5))
    assert [bool(slab.all()) for slab in made.lit] == [o in (0, 5) for o in range(8)]
    begun = passes.begun(passes.close, passes.steps[0])
    assert begun.lit.sum() == 1 and begun.lit[0, 0, 0] == 1


def test_one_filter_has_no_number():
    assert set(Passes(cast_of(Layer(3, 1))).all_filters(Passes(cast_of(Layer(3, 1))).wide, (0,), ())).isdisjoint(
        {"numbers", "order"}
    )
