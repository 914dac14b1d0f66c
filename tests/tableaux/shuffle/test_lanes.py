"""Two grouped layers in a row, at work and followed back."""

from tests.tableaux.shuffle.pairs import LAYERS, lanes_of


def test_an_output_has_seen_its_own_lane_alone_and_then_both():
    lanes = lanes_of(LAYERS[0])
    for shuffled, seen in ((False, {4, 5, 6, 7}), (True, set(range(8)))):
        step = lanes.chosen_step(shuffled)
        traced = lanes.traced(step, 3, shuffled)
        lit = traced["input"].lit.max(axis=(1, 2))
        assert {c for c, on in zip(lanes.grouping.channels, lit, strict=True) if on} == seen
        assert (traced["never"] is None) == shuffled
    needle = lanes.threaded(lanes.chosen_step(True), 1, True)
    assert needle.content.channels == (2, 6, 3, 7) and needle.shape == (4, 1, 1)


def test_the_numbers_of_a_needle_are_what_the_second_layer_reads():
    lanes = lanes_of(LAYERS[0])
    step = lanes.chosen_step(True)
    assert lanes.threaded(step, 1, True).content.values.ravel().tolist() == step.window.ravel().tolist()
    assert lanes.told(step, True).content.values.item() == step.total
