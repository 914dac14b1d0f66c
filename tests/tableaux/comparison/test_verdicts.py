"""What ways come to, and what their outputs see."""

import pytest

from convanim.spec import Layer
from convanim.tableaux.comparison.verdicts import best_of, keeps, separable_of, verdict_of_separable
from tests.tableaux.comparison.lanes import lanes_of


@pytest.mark.parametrize(
    ("layer", "kept"),
    [
        (Layer(), ["sees every channel", "sees its own group", "sees one channel", "sees every channel again"]),
        (Layer(2, 2), ["sees every channel", "sees one channel", "sees every channel again"]),
        (Layer(4, 9), ["sees every channel", "sees one channel", "sees every channel again"]),
        (Layer(1, 5), ["sees the one channel", "sees the one channel"]),
    ],
)
def test_what_a_way_keeps_is_read_off_its_wiring(layer, kept):
    assert [keeps(lane) for lane in lanes_of(layer)] == kept


def test_the_best_sees_all_for_the_least_work():
    assert best_of(lanes_of(Layer())).key == "separable"
    assert best_of(lanes_of(Layer(kernel=1))).key == "standard"
    assert separable_of(lanes_of(Layer(1, 1))).key == "separable"
    assert ", too, but for" in verdict_of_separable(lanes_of(Layer(kernel=1)))
    assert ", too, but for" not in verdict_of_separable(lanes_of(Layer()))
