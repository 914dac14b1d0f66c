"""Bars come down from the standard's length to their own, and the one that matters stands out."""

import numpy as np

from convanim.draw.items import Plate, Words
from convanim.layout.regions import Region
from convanim.tableaux.conclusion.bars import Bar, Bars
from convanim.theme.theme import Theme

THEME = Theme.dark()
COUNT = (Words("7", 500, 20, 28, (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0)),)
ROOM = Region(100, 0, 500, 40)


def bars() -> Bars:
    return Bars([Bar(ROOM, 400.0, 400.0, COUNT), Bar(ROOM, 100.0, 400.0, COUNT)], THEME)


def plates(made: Bars) -> list[Plate]:
    return [item for item in made.draw() if isinstance(item, Plate)]


def test_none_is_there_before_it_comes():
    assert bars().draw() == []
    assert len(plates(bars().arrived(1))) == 1


def test_a_bar_shrinks_from_the_standards_length_and_leaves_a_trace():
    made = bars()
    made.come = np.array([1.0, 0.0])
    _, ghost, own = plates(made)
    assert ghost.box == own.box
    _, ghost, own = plates(made.arrived(2))
    assert ghost.box[2] - ghost.box[0] == 400 and own.box[2] - own.box[0] == 100


def test_a_count_comes_at_the_end():
    made = bars()
    made.come = np.array([0.5, -1.0])
    assert not [item for item in made.draw() if isinstance(item, Words)]
    assert len([item for item in made.arrived(2).draw() if isinstance(item, Words)]) == 2


def test_one_stands_out():
    first, _, second = plates(bars().arrived(2).lighting(1))
    assert np.allclose(first.fill[:3], THEME.dim) and np.allclose(second.fill[:3], THEME.accent)
