"""A way's filters in a room: within it, on the scale that is asked for, in hues of filters or of channels."""

import numpy as np
import pytest

from convanim.layout.regions import Region
from convanim.layout.style import Style
from convanim.spec import Layer
from convanim.tableaux.closing.filters import WayFilters
from tests.tableaux.casts import cast_of, inside

ROOM = Region(300, 300, 900, 500)


@pytest.mark.parametrize("layer", [Layer(), Layer(groups=2), Layer(64, 32), Layer(1, 1)], ids=lambda layer: layer.tag)
def test_the_largest_cells_are_within_the_room(layer):
    filters = WayFilters((cast_of(layer),), ROOM, Style.of(), 20.0)
    blocks = filters.blocks(filters.largest)
    assert len(blocks) == min(8, layer.out_channels)
    assert all(inside(block, ROOM) for block in blocks.values())


def test_slabs_have_the_hues_of_what_they_read_or_of_their_filter():
    cast = cast_of(Layer(4, 4))
    read = WayFilters((cast,), ROOM, Style.of(), 20.0, by_channel=True).blocks(10.0)
    own = WayFilters((cast,), ROOM, Style.of(), 20.0).blocks(10.0)
    assert np.allclose(read["weight_0"].high, read["weight_1"].high)
    assert not np.allclose(own["weight_0"].high, own["weight_1"].high)
