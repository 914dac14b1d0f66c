"""The undivided block: where things stand, how it opens, what filters lose."""

from __future__ import annotations

import numpy as np
import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.phrase import Phrase
from convanim.kernels import make_tensors, widen
from convanim.language.tongue import ENGLISH
from convanim.layout.canvas import WIDE
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.ribbon.ribbon import Ribbon
from convanim.spec import Layer
from convanim.tableaux.grouped.blocks import Blocks, in_corner, read_cells
from convanim.tableaux.grouped.grouping import Grouping, letter, spots
from convanim.trace import Trace

LAYERS = [
    Layer(groups=2),
    Layer(groups=4),
    Layer().with_(
        in_channels=6,
        out_channels=6,
        groups=3,
        size=(5, 7),
        kernel=(2, 3),
        stride=(2, 1),
        padding=(1, 0),
        dilation=(1, 2),
        bias=True,
    ),
    Layer().with_(in_channels=64, out_channels=64, groups=2, size=56, padding=1),
    Layer().with_(in_channels=32, out_channels=64, groups=32, size=(4, 20), kernel=(1, 3), padding="same"),
    Layer().with_(in_channels=2, out_channels=2, groups=2, size=3),
]


def blocks(layer: Layer) -> Blocks:
    style = Style.of()
    return Blocks(Cast(Trace(widen(make_tensors(layer))), style), Grouping.of(layer, style.tongue))


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


def test_a_filter_loses_exactly_what_other_groups_own() -> None:
    tableau = blocks(Layer(groups=2))
    before, after = tableau.weights(), tableau.remains()
    for o in range(8):
        tensor, kept = after[f"filter_{o}"], range(4) if o < 4 else range(4, 8)
        assert [i for i in range(8) if tensor.presence[i] > 0] == list(kept)
        down = to_pixels(tensor.points)[::4, 1] - to_pixels(before[f"filter_{o}"].points)[::4, 1]
        assert all((down[i] > 0) != (i in kept) for i in range(8))
        tableau.let_go(o, tensor)
        assert tensor.shape == (4, 3, 3) and [index[1] for index in tensor.content.indices] == list(kept)


def test_what_a_window_reads() -> None:
    layer = LAYERS[2]
    tableau = blocks(layer)
    step = tableau.cast.trace.step(0, 0, 1)
    lit = read_cells(tableau.input(), step)
    assert lit.shape == (6, 5, 7) and {tuple(cell) for cell in np.argwhere(lit[0])} == {(0, 1), (0, 3), (0, 5)}
    assert not in_corner(tableau.input(), step)
    plain = blocks(Layer(groups=2))
    row = plain.cast.trace.row(0, 0)
    assert [in_corner(plain.input(), step) for step in row] == [False, False, False, True]


def test_the_ribbon_states_how_many_weights_a_filter_holds() -> None:
    tableau = blocks(Layer(groups=2))
    sheet = tableau.formula(Ribbon(tableau.cast), tableau.cast.trace.step(0, 0, 0))
    assert [item.text for item in sheet.parts["weights"] if isinstance(item, Statement)] == ["8 × 9 = 72"]
    words = next(item for item in sheet.parts["weights"] if isinstance(item, Words))
    assert [text for text, _ in Phrase(words.text, words.spans).numbers] == ["8", "9", "72"]
    total = tableau.tally(Layer(groups=2)).parts["total"]
    assert Statement("8 × 4 × 9 = 288") in total


def test_names_and_samples() -> None:
    assert [letter(g) for g in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
    assert spots([3]) == [0.0] and spots([0, 2, 3]) == [0.0, 2.0, 3.0]
    for layer in LAYERS:
        grouping = Grouping.of(layer, ENGLISH)
        assert len(grouping.channels) <= 12 and len(grouping.filters) <= 9
        assert all(grouping.channels_in(g) and grouping.filters_in(g) for g in grouping.lanes)
        assert len({len(grouping.filters_in(g)) for g in grouping.lanes}) == 1
        assert list(grouping.channels) == sorted(set(grouping.channels))
