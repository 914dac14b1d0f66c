"""Pictures of wirings."""

import numpy as np
import pytest

from convanim.draw.items import Picture, Segments
from convanim.layout.style import Style
from convanim.mobjects.wirings import MOST, picture, sides

THEME = Style.of().theme


def drawn(wiring, side=120.0):
    ramps = THEME.ramps_of_channels(len(wiring))
    wide, high = sides(*wiring.shape, max(wiring.shape), side)
    return picture(wiring, (0.0, 0.0, wide, high), ramps, THEME), ramps


def test_a_cell_is_lit_in_its_channels_hue_where_it_is_seen():
    (cells, lines), ramps = drawn(np.eye(3, dtype=bool))
    assert isinstance(cells, Picture) and isinstance(lines, Segments) and lines.ends.shape == (8, 2, 2)
    colors = cells.pixels[..., :3]
    for channel in range(3):
        for output in range(3):
            hue = ramps[channel].at(0.5) if channel == output else np.array(THEME.glass)
            assert colors[channel, output] == pytest.approx(hue)
    assert lines.ends.min() == 0.0 and lines.ends.max() == pytest.approx(120.0)


def test_many_cells_are_a_picture_without_lines():
    (item,), _ = drawn(np.eye(64, dtype=bool))
    assert isinstance(item, Picture) and item.pixels.shape == (64, 64, 4)
    (item,), _ = drawn(np.eye(3 * MOST, dtype=bool))
    assert item.pixels.shape == (MOST, MOST, 4)
    diagonal = np.eye(MOST, dtype=bool)
    assert (np.abs(item.pixels[~diagonal][:, :3] - np.array(THEME.glass)) < 1e-9).all()
