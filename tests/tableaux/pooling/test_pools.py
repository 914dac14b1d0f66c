"""Where the blocks of pooling stand, what stays lit, and what the ribbon says."""

from __future__ import annotations

import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.lettering import text_box
from convanim.kernels import make_tensors
from convanim.layout.canvas import CANVASES, LARGE_CANVASES
from convanim.layout.style import Style
from convanim.lessons import fit_layer
from convanim.mobjects.cast import Cast, Names
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.tableaux.pooling.pools import Pools
from convanim.tableaux.pooling.told import AVERAGE, LARGEST, WAYS
from convanim.trace import Pooled
from convanim.verify.printed import is_true
from tests.scenes.playing import play
from tests.tableaux.casts import apart, inside

LAYERS = {
    "default": fit_layer("pooling", {}),
    "odd": fit_layer("pooling", {"size": (5, 7), "kernel": (2, 3), "stride": (2, 1), "padding": (1, 0)}),
    "overlapping": fit_layer("pooling", {"in_channels": 6, "size": 7, "kernel": 3, "stride": 2, "padding": 1}),
    "unread": fit_layer("pooling", {"in_channels": 1, "size": 8, "stride": 3}),
    "large": fit_layer("pooling", {"in_channels": 64, "size": 14, "kernel": 7}),
}
CANVAS = {**CANVASES, "large": LARGE_CANVASES["16:9"]}
BOTH = [(name, canvas) for name in LAYERS for canvas in CANVAS]


def pools_of(layer: Layer, canvas: str = "16:9", kind: str = "integers", crop: str | None = None) -> Pools:
    tensors, view = make_tensors(layer, Values(kind)), None if crop is None else Crop.of(crop).on(layer)  # type: ignore[arg-type]  # a kind
    style = Style.of().with_(canvas=CANVAS[canvas])
    return Pools([Cast(Pooled(tensors, way), style, Names(output=way), view=view) for way in WAYS])


@pytest.mark.parametrize(("name", "canvas"), BOTH)
def test_blocks_stand_on_the_stage_and_apart(name: str, canvas: str) -> None:
    pools = pools_of(LAYERS[name], canvas)
    tableaux = [pools.pair(LARGEST), pools.with_filter(), pools.left(), pools.all_pooled(), pools.results()]
    for actors in tableaux:
        blocks = [actors[one] for one in ("input", "read", "filter", "output", "average") if one in actors]
        assert len(blocks) >= 2 and all(inside(block, pools.canvas.stage) for block in blocks)
        assert all(apart(one, other) for one in blocks for other in blocks if one is not other)


@pytest.mark.parametrize(("name", "canvas"), BOTH)
@pytest.mark.parametrize("kind", ["integers", "normal"])
def test_what_the_ribbon_says_is_true_and_within_it(name: str, canvas: str, kind: str) -> None:
    pools = pools_of(LAYERS[name], canvas, kind)
    ribbon, steps = pools.canvas.ribbon, pools.steps()
    sheets = [pools.formulas.window(step, way) for step in (*steps[:3], steps[-1]) for way in WAYS]
    for sheet in [*sheets, pools.left_out(), pools.formulas.bill()]:
        items = [item for part in sheet.parts.values() for item in part]
        assert all(is_true(item.text, kind == "normal") for item in items if isinstance(item, Statement))
        boxes = [text_box(item) for item in items if isinstance(item, Words)]
        assert boxes and all(box[0] >= ribbon.left - 1 and box[2] <= ribbon.right + 1 for box in boxes)
        assert all(box[1] >= ribbon.top - 1 and box[3] <= ribbon.bottom + 1 for box in boxes)


def test_what_is_worked_out_is_written_out() -> None:
    layer = LAYERS["default"].with_(in_channels=1, out_channels=1, groups=1, size=2)
    tensors = make_tensors(layer, Values(input=[[[3, -1], [0, 4]]]))
    pools = Pools([Cast(Pooled(tensors, way), Style.of(), Names(output=way)) for way in WAYS])
    said = {
        item.text
        for way in WAYS
        for part in pools.formulas.window(pools.step(LARGEST), way).parts.values()
        for item in part
        if isinstance(item, Statement)
    }
    assert said == {"max(3, −1, 0, 4) = 4", "(3 − 1 + 0 + 4) / 4 = 1.5"}


def test_means_of_whole_numbers_are_written_in_full_where_that_is_short() -> None:
    labels = pools_of(LAYERS["default"]).output(AVERAGE, filled=True).content.labels.ravel().tolist()
    assert {"5.25", "5", "4.5"} <= set(labels)
    assert set(pools_of(LAYERS["default"]).weights().content.labels.ravel().tolist()) == {"1/4"}


def test_a_number_that_stays_keeps_its_colour() -> None:
    pools = pools_of(LAYERS["default"])
    given, made = pools.whole_input(), pools.output(LARGEST, filled=True)
    for step in pools.steps():
        row, column = pools.pooled(LARGEST).winner(step)
        assert given.shares[0, row, column] == made.shares[0, step.index[1], step.index[2]]


@pytest.mark.parametrize("name", LAYERS)
def test_lit_is_what_leaves_a_trace(name: str) -> None:
    pools = pools_of(LAYERS[name])
    left = pools.left()
    assert (left["input"].lit == 1).sum() == pools.kept["largest"].value
    assert (left["read"].lit == 1).sum() == pools.kept["average"].value
    every = pools.layer.size[0] * pools.layer.size[1]
    assert all(pools.kept[way].value + pools.lost[way].value == every for way in WAYS)


def test_of_a_crop_what_it_shows_is_lit_and_all_is_counted() -> None:
    layer = fit_layer("pooling", {"size": 40})
    pools = pools_of(layer, crop="10:20,10:20")
    assert (pools.left()["input"].lit == 1).sum() == 25 and pools.kept["largest"].value == 400


@pytest.mark.parametrize(
    ("name", "stand", "shares", "apart"),
    [
        ("default", "share nothing.", "every number has", "Channels never mix"),
        ("overlapping", "windows overlap", "every number has", "Channels never mix"),
        ("unread", "in none", "in a window", "One channel"),
    ],
)
def test_what_is_said_follows_from_the_layer(name: str, stand: str, shares: str, apart: str) -> None:
    pools = pools_of(LAYERS[name])
    assert stand in pools.how_they_stand and shares in pools.shares and apart in pools.apart


def test_padding_is_minus_infinity_to_the_largest_and_zero_to_the_mean() -> None:
    pools = pools_of(LAYERS["odd"])
    texts = [
        {item.text for item in pools.whole_input(which).draw() if isinstance(item, Words) and item.source is None}
        for which in (LARGEST, AVERAGE)
    ]
    assert texts == [{"−∞"}, set()]


def test_a_single_window_goes_nowhere() -> None:
    beats = [play("pooling", {"size": size}, skip=True).scene.beats for size in (2, 4)]
    assert [("walk_on" in one, len(one)) for one in beats] == [(False, 5), (True, 6)]
