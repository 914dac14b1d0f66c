"""Where the lanes of two grouped layers in a row stand."""

from convanim.layout.canvas import SQUARE, WIDE
from convanim.layout.regions import Need
from convanim.tableaux.shuffle.lanes_places import LARGER, NUMBER_ROOM, ShuffleLanesPlaces, ShuffleLanesPlan


def places(canvas=WIDE, size=6, lanes=2, deep=4):
    plan = ShuffleLanesPlan(letter_room=80.0, beam_room=60.0, lane_gap=60.0)
    made = size - 2
    needs = Need(size, size, deep), Need(made, made, deep, 1.5), Need(made, made, deep)
    return ShuffleLanesPlaces(plan, canvas, *needs, Need(made, made, lanes * deep, 1.5), lanes=lanes, dots=False)


def test_numbers_that_are_longer_have_larger_cells_where_there_is_room():
    wide, square = places(), places(SQUARE)
    assert wide.cell < wide.made_cell <= LARGER * wide.cell
    assert square.cell <= square.made_cell


def test_blocks_are_apart_and_the_pack_finds_room_beside_the_lanes():
    for one in (places(), places(SQUARE), places(lanes=3, deep=3)):
        beam = one.plan.beam_room
        assert one.between_left - one.input_end >= beam - 1e-6
        assert one.output_left + one.made.width * one.made_cell <= one.canvas.stage.right + 1e-6
        assert one.between_end < one.pack_fit.left
        assert one.pack_fit.left + one.pack.width * one.made_cell <= one.canvas.stage.right + 1e-6


def test_there_is_room_for_numbers_below_what_is_between():
    one = places()
    for lane, middle in enumerate(one.middles):
        fit = one.between_fit(lane)
        low = fit.top + one.between.rows * fit.cell
        assert low + NUMBER_ROOM <= middle + (one.bottom - one.middles[-1]) + 1e-6
