"""The tally: a chip for every pass, which add up to what the layer costs."""

import pytest

from convanim.draw.items import Statement, Words
from convanim.draw.lettering import text_box
from convanim.kernels import cost
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.standard.passes import Passes
from convanim.tableaux.standard.tally import Tally
from convanim.verify.printed import is_true
from tests.tableaux.casts import cast_of
from tests.tableaux.standard.layers import LAYERS


def tally_of(layer, aspect="16:9"):
    passes = Passes(cast_of(layer, aspect))
    return Tally(passes.cast, passes.filters), passes.filters.indices


def sources(sheet):
    return [
        item.source
        for part, shown in zip(sheet.parts.values(), sheet.shown, strict=True)
        for item in part
        if shown and isinstance(item, Words) and item.source is not None and item.source.tensor == "passes"
    ]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_filter_is_added_once_and_they_make_the_whole(layer, aspect):
    tally, filters = tally_of(layer, aspect)
    whole = tally.after(filters[-1])
    added = sources(whole)
    ranges = [range(one.index[0], one.index[1] + 1) for one in added]
    assert [o for one in ranges for o in one] == list(range(layer.out_channels))
    assert sum(one.value for one in added) == cost(layer).multiply_adds
    said = [item.text for part in whole.parts.values() for item in part if isinstance(item, Statement)]
    assert all(is_true(text, real=False) for text in said) and bool(said) is (layer.out_channels > 1)
    right = max(text_box(item)[2] for part in whole.parts.values() for item in part if isinstance(item, Words))
    assert right <= tally.cast.canvas.ribbon.right + 1


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_only_what_is_through_is_added(layer):
    tally, filters = tally_of(layer)
    for o in filters:
        assert all(one.index[1] <= o for one in sources(tally.after(o)))
        assert tally.cells(o) == (o + 1) * layer.output_size[0] * layer.output_size[1]


def test_the_sum_waits_for_the_last_filter():
    tally, _ = tally_of(Layer())
    shown = [dict(zip(one.parts, one.shown, strict=True))["total"] for one in (tally.after(6), tally.after(7))]
    assert shown == [0.0, 1.0]
