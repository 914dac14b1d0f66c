"""The undivided block: where things stand, how it opens, what filters lose."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.phrase import Phrase
from convanim.kernels import make_tensors, widen
from convanim.layout.canvas import WIDE
from convanim.layout.grouping import Grouping
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.grouped.blocks import Blocks
from convanim.trace import Trace
from tests.tableaux.grouped.layers import LAYERS
from tests.tableaux.light import crossed


def blocks(layer: Layer, aspect: str = "16:9") -> Blocks:
    return Blocks(Cast(Trace(widen(make_tensors(layer))), Style.of(aspect=aspect)), Grouping.of(layer))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_everything_stands_on_the_stage_and_apart(layer: Layer) -> None:
    tableau = blocks(layer)
    given, read, made = tableau.input(), tableau.weights(), tableau.output()
    boxes = []
    for tensor in (given, *read.values(), made):
        outline = np.concatenate([slab.outline() for slab in tensor.slabs()])
        boxes.append((*outline.min(axis=0), *outline.max(axis=0)))
    for left, top, right, bottom in boxes:
        assert left >= WIDE.stage.left - 1 and right <= WIDE.stage.right + 1
        assert top >= WIDE.stage.top - 1 and bottom <= WIDE.stage.bottom + 1
    filters = boxes[1:-1]
    assert boxes[0][2] < min(box[0] for box in filters) and max(box[2] for box in filters) < boxes[-1][0]
    for k, one in enumerate(filters):
        assert all(one[2] <= other[0] or one[3] <= other[1] or other[2] <= one[0] for other in filters[k + 1 :])


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_block_opens_between_groups_alone_and_stays_on_stage(layer: Layer) -> None:
    tableau = blocks(layer)
    channels = tableau.grouping.channels
    whole, parted = tableau.input(), tableau.input(hues=1.0, parted=True)
    moved = np.diff(to_pixels(parted.points - whole.points)[::4], axis=0)[:, 0]
    groups = np.array(channels) // layer.channels_per_group
    assert ((moved > 1) == (np.diff(groups) > 0)).all()
    outline = np.concatenate([slab.outline() for slab in parted.slabs()])
    assert outline[:, 1].min() >= 168 and whole.can_become(parted)
    assert len({tuple(low) for low in whole.low}) == 1
    assert ((np.diff(parted.low, axis=0) != 0).any(axis=1) == (np.diff(groups) > 0)).all()


def test_what_a_window_reads() -> None:
    tableau = blocks(LAYERS[2])
    lit = tableau.reading(tableau.cast.trace.step(0, 0, 1)).lit
    assert lit.shape == (6, 5, 7) and {tuple(cell) for cell in np.argwhere(lit[0])} == {(0, 1), (0, 3), (0, 5)}


def test_a_window_at_rest_leaves_numbers_lit_only_where_its_frame_covers_none() -> None:
    plain, dilated = blocks(Layer(groups=2)), blocks(LAYERS[2])
    row = plain.cast.trace.row(0, 0)
    assert [bool(plain.reading(step, at_rest=True).lit.all()) for step in row] == [False, False, False, True]
    last = dilated.cast.trace.row(0, 0)[-1]
    assert (dilated.reading(last, at_rest=True).lit == dilated.reading(last).lit).all()


def test_the_ribbon_states_how_many_weights_a_filter_holds() -> None:
    tableau = blocks(Layer(groups=2))
    sheet = tableau.formula(Ribbon(tableau.cast), tableau.cast.trace.step(0, 0, 0))
    assert [item.text for item in sheet.parts["weights"] if isinstance(item, Statement)] == ["8 × 9 = 72"]
    words = next(item for item in sheet.parts["weights"] if isinstance(item, Words))
    assert [text for text, _ in Phrase(words.text, words.spans).numbers] == ["8", "9", "72"]
    total = tableau.weight_count(Layer(groups=2)).parts["total"]
    assert Statement("8 × 4 × 9 = 288") in total


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", [Layer(groups=2), Layer(groups=2, kernel=5), Layer(6, 6, groups=3, padding=1)])
def test_light_crosses_no_words_along_the_first_row(layer: Layer, aspect: str) -> None:
    tableau = blocks(layer, aspect)
    for step in tableau.cast.first_row(0):
        assert not crossed({**tableau.frames(step), "labels": tableau.labels()})
