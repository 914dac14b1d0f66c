"""The opening picture of a network: a tile for each layer, and blocks to scale."""

import numpy as np
import pytest

from convanim.draw.items import Faces, Plate
from convanim.layout.style import Style
from convanim.networks import NETWORKS, network_of
from convanim.networks.figures import Figures
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.network.opening import SMALLEST, opening
from convanim.tableaux.network.places import hue_of
from tests.sheets import check_legible, check_numbers


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", NETWORKS)
def test_it_is_legible_and_has_a_tile_for_each_layer(name, aspect):
    style, figures = Style.of(aspect=aspect), Figures(network_of(name))
    sheet = opening(figures, style)
    check_legible(sheet, style.canvas)
    check_numbers(sheet)
    tiles = [item for item in sheet.parts["layers"] if isinstance(item, Plate)]
    assert len(tiles) == figures.layers() == len({tile.box for tile in tiles})
    stage = style.canvas.stage
    assert all(stage.left <= tile.box[0] and tile.box[2] <= stage.right for tile in tiles)
    assert max(tile.box[3] for tile in tiles) <= stage.bottom + 24


@pytest.mark.parametrize("name", NETWORKS)
def test_fronts_are_as_large_as_maps(name):
    figures = Figures(network_of(name))
    blocks = [item for item in opening(figures, Style.of()).parts["maps"] if isinstance(item, Faces)]
    sides = [float(np.ptp(block.corners[0][:, 0])) for block in blocks]
    largest = max(columns for _, _, columns in figures.maps)
    for side, (_, _, columns) in zip(sides, figures.maps, strict=True):
        assert side == pytest.approx(max(SMALLEST, max(sides) * columns / largest))


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "print"])
def test_kinds_have_hues_of_their_own(theme):
    style = Style.of(theme)
    hues = [hue_of(kind, style.theme) for kind in ("pointwise", "depthwise", "standard", "rest")]
    for k, one in enumerate(hues):
        assert all(max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.1 for other in hues[k + 1 :])
