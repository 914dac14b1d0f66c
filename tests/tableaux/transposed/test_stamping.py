"""Where the blocks of the way back stand, which stamps and cells are told, and what the ribbon adds up."""

from __future__ import annotations

import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.lettering import text_box
from convanim.layout.canvas import CANVASES
from convanim.lessons import default_layer, fit_layer
from convanim.spec import Layer, Values
from convanim.tableaux.transposed.stamping import Stamping
from convanim.verify.printed import is_true
from tests.tableaux.casts import apart, cast_of, inside

ODD = {"size": (5, 7), "kernel": (2, 3), "stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "bias": True}
LAYERS = {
    "default": default_layer("transposed"),
    "odd": fit_layer("transposed", ODD),
    "apart": fit_layer("transposed", {"size": 8, "kernel": 2, "stride": 3}),
    "large": fit_layer("transposed", {"size": (14, 12), "kernel": 7, "stride": 1, "padding": "same", "bias": True}),
}
BOTH = [(name, aspect) for name in LAYERS for aspect in CANVASES]


@pytest.mark.parametrize(("name", "aspect"), BOTH)
def test_blocks_stand_on_the_stage_and_apart(name: str, aspect: str) -> None:
    cast = cast_of(LAYERS[name], aspect)
    stamping = Stamping(cast)
    for actors in (stamping.forth(), stamping.at(stamping.first), stamping.reaching(), stamping.chain()):
        blocks = [actors[one] for one in ("input", "filter", "output", "stamped") if one in actors]
        assert all(inside(block, cast.canvas.stage) for block in blocks)
        assert all(apart(one, other) for one in blocks for other in blocks if one is not other)


@pytest.mark.parametrize(("name", "aspect"), BOTH)
@pytest.mark.parametrize("kind", ["integers", "normal"])
def test_what_the_ribbon_says_is_true_and_within_it(name: str, aspect: str, kind: str) -> None:
    cast = cast_of(LAYERS[name], aspect, values=Values(kind))  # type: ignore[arg-type]  # both are kinds
    stamping, ribbon = Stamping(cast), cast.canvas.ribbon
    formulas = stamping.formulas
    sheets = [formulas.stamp(stamping.first), formulas.reaching(*stamping.common), formulas.tally()]
    sheets += [formulas.meeting(step) for step in stamping.steps()[:3]]
    for sheet in sheets:
        items = [item for part in sheet.parts.values() for item in part]
        assert all(is_true(item.text, kind == "normal") for item in items if isinstance(item, Statement))
        boxes = [text_box(item) for item in items if isinstance(item, Words)]
        assert boxes and all(box[0] >= ribbon.left - 1 and box[2] <= ribbon.right + 1 for box in boxes)
        assert all(box[1] >= ribbon.top - 1 and box[3] <= ribbon.bottom + 1 for box in boxes)
    told = [item for part in sheets[1].parts.values() for item in part if isinstance(item, Statement)]
    assert len(told) == 1


def test_what_is_stamped_is_lit_stamp_by_stamp_and_ends_as_the_whole() -> None:
    stamping = Stamping(cast_of(LAYERS["default"]))
    assert stamping.stamped(None).lit.sum() == 0
    assert stamping.stamped(stamping.first).lit.sum() == 9
    last = stamping.stamped(stamping.steps()[-1])
    assert (last.lit == 1).all() and last.content.labels.tolist() == stamping.made().content.labels.tolist()
    assert (Stamping(cast_of(LAYERS["odd"])).stamped(None).lit == 1).all()


def test_the_cell_that_is_read_out_is_one_that_most_stamps_reach() -> None:
    for layer in LAYERS.values():
        stamping = Stamping(cast_of(layer))
        assert stamping.stamps.counts[stamping.common] == stamping.stamps.counts.max()
        assert stamping.figures["reaching"].value == len(stamping.stamps.reaching(*stamping.common))


@pytest.mark.parametrize(
    ("layer", "lands", "even", "back"),
    [
        (LAYERS["default"], "overlaps add up", "as a checkerboard", "the old numbers do not"),
        (LAYERS["apart"], "these two do not overlap", "no stamp reaches", "the old numbers do not"),
        (Layer(1, 1, size=10, kernel=4, stride=2), "overlaps add up", "evenly", "the old numbers do not"),
        (Layer(1, 1, size=9, stride=(2, 1)), "overlaps add up", "as stripes", "the old numbers do not"),
        (Layer(1, 1, size=3, padding=2), "overlaps add up", "evenly", "the old numbers do not"),
    ],
)
def test_what_is_said_follows_from_the_counts(layer: Layer, lands: str, even: str, back: str) -> None:
    stamping = Stamping(cast_of(layer))
    assert lands in stamping.next_lands and even in stamping.evenness and back in stamping.comes_back


def test_numbers_that_come_back_are_not_said_to_be_lost() -> None:
    identity = Values(weight=[[[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]])
    stamping = Stamping(cast_of(Layer(1, 1, size=4, padding=1), values=identity))
    assert "the old numbers do not" not in stamping.comes_back


def test_padding_and_bias_are_told_where_there_are_any() -> None:
    said = [Stamping(cast_of(LAYERS[name])).besides for name in ("default", "odd", "large")]
    assert said[0] == "" and all("cut off" in one and "bias" in one for one in said[1:])
