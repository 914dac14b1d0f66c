"""Pictures of wirings."""

import numpy as np

from convanim.draw.items import Picture, Segments
from convanim.kernels.connections import wiring
from convanim.mobjects.wirings import FINEST, SHARE, picture
from convanim.spec import Layer
from convanim.theme.theme import Theme


def test_a_cell_is_lit_where_an_output_reads_a_channel():
    theme, own = Theme.dark(), wiring(Layer(4, 4, groups=2))
    ramps = theme.ramps_of_channels(4)
    cells, lines = picture(own, (0.0, 0.0, 80.0, 80.0), ramps, theme)
    assert isinstance(cells, Picture) and isinstance(lines, Segments) and lines.ends.shape == (10, 2, 2)
    fill = cells.pixels
    for row in range(4):
        for column in range(4):
            lit = ramps[row].at(SHARE) if own[row, column] else np.array(theme.glass)
            assert np.allclose(fill[row, column, :3], lit)


def test_of_many_cells_there_are_no_lines():
    theme, many = Theme.dark(), wiring(Layer(512, 512, groups=2))
    side = FINEST * 30
    (drawn,) = picture(many, (0.0, 0.0, side, side), theme.ramps_of_channels(512), theme)
    assert isinstance(drawn, Picture) and drawn.pixels.shape == (256, 256, 4)
