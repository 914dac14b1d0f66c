"""Blocks, filters and single numbers of a block's tableaux: in the stage, apart, and what they should be."""

from itertools import pairwise

import numpy as np
import pytest

from convanim.draw.items import Plate, Words
from convanim.kernels import InvertedResidual, compare_block
from convanim.kernels.residual import EFFICIENTNET
from convanim.layout.canvas import canvas_of
from convanim.layout.regions import to_pixels
from convanim.layout.style import Style
from convanim.spec import Values
from convanim.tableaux.block.activation import Activation
from convanim.tableaux.block.bill import Bill, Priced, bill_table
from convanim.tableaux.block.excitation import Excitation
from convanim.tableaux.block.factors import FACTORS, MEANS, SQUEEZED
from convanim.tableaux.block.line import BlockLine
from convanim.tableaux.block.one_pass import OnePass
from convanim.tableaux.block.shortcut import Shortcut
from tests.tableaux.block.casts import LAYERS, SMALL, members_of
from tests.tableaux.casts import apart, inside

CANVASES = [("16:9", "normal"), ("16:9", "large"), ("1:1", "normal"), ("9:16", "large")]


def passes(members):
    one = members
    return [
        OnePass(
            one.expand,
            ("input", "expanded"),
            one.input_block,
            lambda fit: one.wide_block(one.widened(), fit),
            one.inputs,
            one.wide,
        ),
        OnePass(
            one.depthwise,
            ("expanded", "filtered"),
            lambda fit: one.wide_block(one.expanded(), fit),
            lambda fit: one.wide_block(one.filtered_sum(), fit),
            one.wide,
            one.wide,
        ),
        OnePass(
            one.project,
            ("scaled", "projected"),
            lambda fit: one.wide_block(one.scaled(), fit),
            lambda fit: one.narrow_block(one.narrowed(), fit),
            one.wide,
            one.outputs,
        ),
    ]


@pytest.mark.parametrize(("aspect", "text"), CANVASES)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
def test_everything_stands_in_the_stage_and_apart(layer, aspect, text):
    members = members_of(layer, aspect, text=text)
    stage = canvas_of(aspect, text).stage
    for one in passes(members):
        read, made = one.read(), one.made()
        assert inside(read, stage) and inside(made, stage) and apart(read, made)
        filters = to_pixels(one.places.around_filters)
        assert filters[:, 0].min() >= stage.left and filters[:, 0].max() <= stage.right
        assert filters[:, 1].min() >= stage.top - 1 and filters[:, 1].max() <= stage.bottom + 1
        assert one.places.filter_cell > 4
    squeeze = Excitation(members.weighing())
    assert inside(squeeze.filtered(), stage) and inside(squeeze.scaled(), stage)
    assert apart(squeeze.filtered(), squeeze.scaled())
    for column in squeeze.boxes:
        for (_, _, right, bottom), (left, top, *_) in pairwise(column):
            assert right <= left or bottom <= top
    for block in BlockLine(members).blocks().values():
        assert inside(block, stage)
    if members.tensors.block.has_shortcut:
        blocks = [block for name, block in Shortcut(members).done().items() if name in ("projected", "input", "output")]
        assert all(inside(block, stage) for block in blocks)
        assert all(apart(one, other) for one, other in pairwise(blocks))


def test_what_is_shown_is_the_blocks_own():
    members, tensors = members_of(), members_of().tensors
    for content, values in [
        (members.widened(), tensors.expand.output),
        (members.expanded(), tensors.expanded),
        (members.filtered(), tensors.filtered),
        (members.scaled(), tensors.scaled),
        (members.projected(), tensors.projected),
        (members.output(), tensors.output),
    ]:
        np.testing.assert_array_equal(content.values, values.numpy())
    # On one scale, so that what is weighed less is darker.
    assert (members.filtered().low, members.filtered().high) == (members.scaled().low, members.scaled().high)


def test_a_crop_shows_the_cells_that_belong_together():
    members = members_of(LAYERS[3], crop="20:30,:9")
    assert members.given().origin == members.expanded().origin == (20, 0)
    assert members.expanded().values.shape[1:] == (10, 9)
    view = members.depthwise.view
    assert members.filtered().values.shape[1:] == members.output().values.shape[1:] == view.output_size
    assert members.expanded().pads == view.padding


@pytest.mark.parametrize("seed", range(4))
def test_a_norm_and_relu6_are_told_of_cells_of_every_kind(seed):
    members = members_of(values=Values(seed=seed))
    told = Activation.of_expanded(members)
    normed = [float(told.normed.values[cell]) for cell in told.cells]
    assert normed == sorted(normed)
    assert normed[0] < 0
    assert len(set(told.cells)) == len(told.cells) > 1
    sheet = told.sheet()
    assert list(sheet.parts) == ["curve", *(f"line-{k}" for k in range(len(told.cells))), "dots"]


def test_real_numbers_are_scaled_as_well():
    told = Activation.of_filtered(members_of(values=Values("normal")))
    texts = [item.text for item in told.sheet().parts["curve"] if isinstance(item, Words)]
    assert "scale" in texts


def test_factors_are_brighter_where_more_is_let_through():
    squeeze = Excitation(members_of().weighing())
    factors = list(squeeze.weighing.factors)
    shown = [float(item.text) for item in squeeze.numbers(FACTORS).parts["all"] if _is_number(item)]
    assert shown == [round(factor, 2) for factor in factors]
    means = [item for item in squeeze.numbers(MEANS).parts["all"] if isinstance(item, Plate)]
    assert len(means) == len(factors)
    assert len([item for item in squeeze.numbers(SQUEEZED).parts["all"] if isinstance(item, Plate)]) == 2
    told = [factors[channel] for channel in squeeze.example()]
    assert told == sorted(set(told), reverse=True)


def _is_number(item):
    return isinstance(item, Words) and item.source is not None


def test_without_a_shortcut_the_output_is_what_was_projected():
    members = members_of(LAYERS[2])
    assert members.outputs.total == 9
    np.testing.assert_array_equal(members.output().values, members.projected().values)


@pytest.mark.parametrize(("aspect", "text"), CANVASES)
def test_bars_are_as_long_as_costs(aspect, text):
    style = Style.of("dark", aspect, text=text)
    priced = [Priced(InvertedResidual(SMALL), "this block"), Priced(EFFICIENTNET, "a block")]
    bars = [item for item in Bill(priced, style).display_list() if isinstance(item, Plate)]
    lengths = [bar.box[2] - bar.box[0] for bar in bars]
    # Four parts and two, of either block.
    assert len(lengths) == 12
    for k, one in enumerate(priced):
        own, dense = sum(lengths[6 * k : 6 * k + 4]), sum(lengths[6 * k + 4 : 6 * k + 6])
        assert dense / own == pytest.approx(float(one.block.ratio), rel=0.08)
    assert all(bar.box[3] <= style.canvas.stage.bottom for bar in bars)
    assert not [item for item in Bill(priced, style).grown((0, 0), (0, 0)).display_list() if isinstance(item, Plate)]


def test_the_table_adds_up():
    priced = Priced(InvertedResidual(SMALL), "this block")
    assert [cost.multiply_adds for cost in priced.parts] == [800, 1800, 32, 800]
    assert sum(priced.part_source(part).value for part in range(4)) == priced.total_source().value == 3432
    table = bill_table([priced], compare_block(members_of().tensors), Style.of())
    assert [int(item.text.replace("\u2009", "")) for item in table.parts["block-0"] if _is_number(item)] == [
        800,
        1800,
        32,
        800,
    ]
    assert table.parts["proof"]
