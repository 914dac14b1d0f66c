"""The race: at any time what is lit is what as much work has computed."""

import numpy as np
import pytest

from convanim.draw.items import Plate, Words
from convanim.kernels import cost
from convanim.kernels.compare import Comparison
from convanim.layout.canvas import canvas_of
from convanim.spec import Layer
from convanim.tableaux.comparison.race import Race, Tracks, finished, lit_cells, products, shares_done
from tests.tableaux.comparison.lanes import LAYERS, race_of

AGREED = Comparison(cells=1, equal=True, largest_difference=0.0, tolerance=0.0, dtype="int64")


def racing(tableau):
    """The actors of a race and the animation that moves them."""
    actors = {**tableau.at(), "tracks": Tracks(tableau), "products": products(tableau, AGREED).hide()}
    return actors, Race(tableau, actors.__getitem__, 9.0, actors["products"])


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("alpha", [0.0, 0.01, 0.13, 0.37, 0.5, 0.71, 0.93, 1.0])
def test_lit_cells_times_their_cost_are_the_common_work(layer, alpha):
    tableau = race_of(layer)
    actors, race = racing(tableau)
    race.interpolate(alpha)
    work = alpha * race.last
    for lane in tableau.lanes:
        left, done = work, 0.0
        for cast in lane.casts:
            block, each = actors[cast.names.output], int(np.prod(cast.layer.weight_shape[1:]))
            shown = block.lit.sum() / block.lit.size * np.prod(cast.layer.output_shape)
            # Of a layer of which not all is shown, a cell on stage stands for several.
            step = each * np.prod(cast.layer.output_shape) / block.lit.size
            own = min(max(left, 0.0), cost(cast.layer).multiply_adds)
            assert shown * each == pytest.approx(own, abs=step)
            assert ((block.lit > 0) & (block.lit < 1)).sum() <= 1
            done, left = done + shown * each, left - own
        assert done == pytest.approx(min(work, lane.cost.multiply_adds), rel=1e-6, abs=1e-6)


def test_the_second_of_two_layers_waits_for_the_first():
    tableau = race_of(Layer())
    actors, race = racing(tableau)
    middle, output = (actors[cast.names.output] for cast in tableau.lanes[-1].casts)
    for alpha in np.linspace(0, 1, 40):
        race.interpolate(alpha)
        assert output.lit.max() == 0 or middle.lit.min() == 1


@pytest.mark.parametrize("layer", LAYERS)
def test_products_come_as_lanes_are_done_and_none_need_be_written(layer):
    tableau = race_of(layer)
    actors, race = racing(tableau)
    last = max(tableau.lanes, key=lambda lane: lane.cost.multiply_adds).key
    for alpha, shown in ((0.0, 0.0), (1.0, 1.0)):
        race.interpolate(alpha)
        assert dict(zip(actors["products"].parts, actors["products"].shown, strict=True))[last] == pytest.approx(shown)
    bare = {**tableau.at(), "tracks": Tracks(tableau)}
    Race(tableau, bare.__getitem__, 9.0).interpolate(1.0)
    assert bare["tracks"].work[0] == finished(tableau)
    assert all(bare[name].lit.min() == 1.0 for name in tableau.blocks())


def test_shares_and_cells_are_exact():
    assert shares_done(0, [9, 8]) == [0.0, 0.0] and shares_done(100, [9, 8]) == [1.0, 1.0]
    assert shares_done(13, [9, 8]) == [1.0, 0.5]
    lit = lit_cells(7.25, (3, 2, 2))
    assert lit.sum() == pytest.approx(7.25)
    # Pixel after pixel, all channels of one before the next.
    assert (lit[:, 0] == 1).all() and lit[:, 1, 0].tolist() == [1.0, 0.25, 0.0]


@pytest.mark.parametrize("layer", LAYERS)
def test_tracks_are_as_long_as_their_work_and_counts_come_when_it_is_done(layer):
    tableau = race_of(layer)
    tracks = Tracks(tableau)
    lengths = {lane.key: tracks.length(lane.cost.multiply_adds) for lane in tableau.lanes}
    assert max(lengths.values()) == pytest.approx(tableau.places.places[0].track.width)
    for lane in tableau.lanes:
        assert lengths[lane.key] / lane.cost.multiply_adds == pytest.approx(tracks.length(1))
    assert not [item for item in tracks.display_list() if isinstance(item, Words)]
    tracks.worked(1.5 * tableau.most)
    told = [item.spans[0].source for item in tracks.display_list() if isinstance(item, Words) and item.spans]
    assert [source.value for source in told] == [lane.cost.multiply_adds for lane in tableau.lanes]


def test_a_track_is_filled_as_far_as_the_work_has_come():
    tableau = race_of(Layer())
    half = Tracks(tableau, tableau.most / 2)
    accent = half.theme.accent
    tips = [
        item.box[2] - item.box[0]
        for item in half.display_list()
        if isinstance(item, Plate) and item.fill[:3] == accent and item.box[3] - item.box[1] == half.plan.track
    ]
    assert tips == pytest.approx(
        [half.length(min(tableau.most / 2, lane.cost.multiply_adds)) for lane in tableau.lanes]
    )


@pytest.mark.parametrize("aspect", ["16:9", "1:1", "9:16"])
def test_products_say_cells_times_their_cost(aspect):
    sheet = products(race_of(Layer(), aspect, canvas_of(aspect).text), AGREED)
    said = [item.text for name in sheet.parts for item in sheet.parts[name] if type(item).__name__ == "Statement"]
    assert [one.replace("\u2009", "") for one in said] == [
        "128 × 72 = 9216",
        "128 × 36 = 4608",
        "128 × 9 = 1152",
        "128 × 9 + 128 × 8 = 2176",
    ]
