"""The splitting tableau: what belongs to a group stays together, and what a filter no longer reads is gone."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.errors import UnknownNameError
from convanim.kernels import standard
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.depthwise.splitting import Splitting, split_chain
from tests.tableaux.casts import CROP, apart, cast_of, inside, on_unplanned_canvas

LAYER = Layer(8, 8, groups=8)


def splitting_of(layer=LAYER, aspect="16:9", crop=None, shown=()):
    return Splitting(cast_of(standard(layer), aspect, crop=crop, shown=shown), layer)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [(LAYER, None), (Layer(8, 8, groups=8, size=40), CROP)])
def test_in_every_aspect_input_and_filters_stand_on_stage_and_apart(aspect, layer, crop):
    splitting = splitting_of(layer, aspect, crop)
    stage = splitting.canvas.stage
    for groups in split_chain(layer.in_channels):
        input, weights = splitting.input(groups), splitting.weights(groups)
        weights.keep(np.flatnonzero(weights.presence).tolist())
        assert inside(input, stage) and inside(weights, stage)
        assert apart(input, weights)


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"Splitting has no plan for 21:9.*16:9, 1:1, 9:16"):
        Splitting(on_unplanned_canvas(standard(LAYER)), LAYER).input(1)


@pytest.mark.parametrize("groups", [1, 2, 4, 8])
def test_gaps_are_where_groups_part_and_the_block_is_as_deep_with_any_number(groups):
    corners = np.array([slab.corner for slab in splitting_of().input(groups).slabs()])
    steps = np.diff(corners[:, 0])
    wider = {k + 1 for k, step in enumerate(steps) if step > steps.min() + 0.01}
    assert wider == (set(range(8 // groups, 8, 8 // groups)) if groups < 8 else set())
    if groups > 1:
        assert np.allclose(corners[-1], [slab.corner for slab in splitting_of().input(8).slabs()][-1])


@pytest.mark.parametrize(("layer", "shown"), [(LAYER, ()), (Layer(6, 12, groups=6), ()), (LAYER, (3, 5))])
def test_a_filter_keeps_the_channels_of_its_group(layer, shown):
    splitting = splitting_of(layer, shown=shown)
    for groups in split_chain(layer.in_channels):
        tensor, grouped = splitting.weights(groups), layer.with_(groups=groups)
        for (filter, channel), presence in zip(tensor.content.indices, tensor.presence, strict=True):
            assert presence == (channel in grouped.channels_read_by(filter))


@pytest.mark.parametrize("groups", [1, 2, 4, 8])
def test_weights_are_counted_as_they_are(groups):
    splitting = splitting_of()
    left = int((splitting.weights(groups).presence > 0.5).sum()) * 9
    words = [item.text for item in splitting.weight_count(groups).parts["total"] if isinstance(item, Words)]
    assert words[0] == str(left)


@pytest.mark.parametrize(("layer", "own"), [(Layer(8, 8, groups=8), False), (Layer(1, 3), True)])
def test_every_slab_keeps_one_hue_that_of_the_channel_it_is_or_reads(layer, own):
    splitting = splitting_of(layer)
    ramps = splitting.cast.channel_ramps(range(layer.in_channels))
    for groups in split_chain(layer.in_channels):
        input, weights = splitting.input(groups), splitting.weights(groups)
        assert np.allclose(input.high, [ramp.high for ramp in ramps])
        if own:
            assert len(np.unique(weights.high, axis=0)) == layer.out_channels
        else:
            assert np.allclose(weights.high, [ramps[channel].high for _, channel in weights.content.indices])


@pytest.mark.parametrize("layer", [LAYER, Layer(6, 12, groups=6), Layer(1, 3)])
def test_thin_filters_look_as_the_whole_ones_do_in_the_end(layer):
    splitting = splitting_of(layer)
    whole, thin = splitting.weights(layer.in_channels), splitting.thin(cast_of(layer))
    whole.keep(np.flatnonzero(whole.presence).tolist())
    for name in ("points", "low", "high"):
        assert np.allclose(getattr(whole, name), getattr(thin, name))


def test_a_filter_loses_its_weights_before_it_closes_up_and_before_the_next_one_does():
    splitting = splitting_of()
    turns = np.array(splitting.turns(2)["filters"]).reshape(8, 8)
    lost = splitting.weights(2).presence.reshape(8, 8) == 0
    for k, (row, gone) in enumerate(zip(turns, lost, strict=True)):
        assert set(row[gone]) == {k} and min(row[~gone]) > k
    assert splitting.turns(2)["input"] == [1.0] * 4 + [0.0] * 4


def test_dots_stand_where_channels_are_left_out():
    assert splitting_of().ellipses() is None
    assert len(splitting_of(Layer(64, 64, groups=64)).ellipses().display_list()) == 3
