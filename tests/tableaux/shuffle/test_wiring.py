"""The wiring in the ribbon."""

import pytest

from convanim.draw.items import Plate, Words
from convanim.spec.aspect import ASPECTS, TEXTS
from convanim.tableaux.shuffle.wiring import WiringRow
from tests.tableaux.shuffle.pairs import LAYERS, lanes_of


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
@pytest.mark.parametrize(("aspect", "text"), [(aspect, text) for aspect in ASPECTS for text in TEXTS])
def test_it_stands_in_the_ribbon(aspect, text, layer):
    lanes = lanes_of(layer, aspect, text)
    row = WiringRow(lanes.pair, lanes.cast, lanes.focus)
    for shuffled in (False, True):
        sheet = row.sheet(shuffled)
        boxes = [item.box for items in sheet.parts.values() for item in items if isinstance(item, Plate)]
        assert all(
            box[2] <= lanes.canvas.ribbon.right + 1 and box[3] <= lanes.canvas.ribbon.bottom + 4 for box in boxes
        )


def test_it_tells_how_many_channels_are_seen():
    lanes = lanes_of(LAYERS[0])
    row = WiringRow(lanes.pair, lanes.cast, lanes.focus)
    said = [[item.text for item in row.sheet(s).parts["seen"] if isinstance(item, Words)] for s in (False, True)]
    assert said[0][:2] == ["4 of 8", "channels seen"] and said[0][2:] == ["4", "5", "6", "7"]
    assert said[1][:2] == ["8 of 8", "channels seen"] and said[1][2:] == [str(k) for k in range(8)]


def test_rows_have_the_hue_of_what_stands_there():
    lanes = lanes_of(LAYERS[0])
    row = WiringRow(lanes.pair, lanes.cast, lanes.focus)
    channels, between = row.ramps(True)
    a, b = lanes.cast.group_ramp(0), lanes.cast.group_ramp(1)
    assert channels == [a] * 4 + [b] * 4 and between == [a, b] * 4
