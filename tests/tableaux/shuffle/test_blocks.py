"""The blocks of two grouped layers in a row."""

import numpy as np
import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import text_box
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS, TEXTS
from tests.tableaux.casts import apart, box_of, inside
from tests.tableaux.shuffle.pairs import LAYERS, lanes_of

EVERYWHERE = [(aspect, text) for aspect in ASPECTS for text in TEXTS]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
@pytest.mark.parametrize(("aspect", "text"), EVERYWHERE)
def test_blocks_stand_on_the_stage_clear_of_each_other(aspect, text, layer):
    lanes = lanes_of(layer, aspect, text)
    given, home, dealt, packed, made = lanes.input(), lanes.at_home(), lanes.dealt(), lanes.packed(), lanes.output()
    for block in (given, home, dealt, packed, made):
        assert inside(block, lanes.canvas.stage, 1.0)
    assert apart(given, home) and apart(given, dealt) and apart(home, made) and apart(dealt, made)
    visible = home.copy().keep(np.flatnonzero(home.presence).tolist())
    assert apart(visible, packed)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
def test_what_was_dealt_looks_as_it_does_in_its_new_order(layer):
    lanes = lanes_of(layer)
    dealt, ordered = lanes.dealt(), lanes.in_new_order()
    there = {channel: k for k, channel in enumerate(dealt.content.channels)}
    for k, channel in enumerate(ordered.content.channels):
        slab = there[channel]
        assert np.allclose(ordered.points[4 * k : 4 * k + 4], dealt.points[4 * slab : 4 * slab + 4])
        assert dealt.presence[slab] == 1.0 and (ordered.content.labels[k] == dealt.content.labels[slab]).all()
    assert dealt.presence.sum() == len(ordered.content.channels)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
def test_every_card_comes_to_lie_in_front_of_those_that_lie_there(layer):
    lanes = lanes_of(layer)
    (turns,) = lanes.turns_to_pack().values()
    packed = lanes.packed()
    assert np.argsort(turns).tolist() == np.argsort(packed.nearness).tolist()
    # The farthest stands highest.
    assert (np.diff(packed.points[::4, 1][np.argsort(packed.nearness)]) < 0).all()


@pytest.mark.parametrize(("aspect", "text"), EVERYWHERE)
def test_long_channel_numbers_have_room_before_the_input(aspect, text):
    lanes = lanes_of(Layer(2048, 2048, groups=512, size=3), aspect, text)
    written = [text_box(item) for part in lanes.letters().parts.values() for item in part if isinstance(item, Words)]
    assert max(box[2] for box in written) < box_of(lanes.input())[0]
