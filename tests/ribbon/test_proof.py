"""What stands beside the tick: equal, or agreeing within a difference, in which precision."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from convanim.draw.items import Words
from convanim.draw.phrase import Phrase
from convanim.kernels import Comparison, compare_with_torch, make_tensors
from convanim.layout.canvas import CANVASES, LEAST
from convanim.layout.style import Style
from convanim.ribbon.chips import SMALL
from convanim.ribbon.proof import proof_sheet
from convanim.sources.modules import from_module
from convanim.spec import Layer, ModuleRun, Values
from convanim.spec.aspect import ASPECTS
from convanim.verify.printed import worked_out
from tests.scenes.legible import ink
from tests.scenes.playing import play

LONG = Layer(6, 6, groups=3, size=9, stride=(2, 1), padding=((1, 0), (2, 1)), dilation=(1, 2), bias=True)

LONGER = Layer(1024, 1024, groups=1024, size=112, stride=(2, 1), padding=((1, 0), (2, 1)), dilation=(1, 2), bias=True)


def sheet(check, run=None, layer=LONG, aspect="16:9", language="en"):
    return proof_sheet(check, layer, run, Style.of(aspect=aspect, language=language))


def said(sheet):
    return " ".join(item.text for item in sheet.display_list() if isinstance(item, Words))


def test_whole_numbers_are_equal_and_nothing_is_said_of_rounding():
    text = said(sheet(compare_with_torch(make_tensors(LONG))))
    assert "equal torch’s" in text and "within" not in text and "computed in" not in text


def test_real_numbers_agree_within_what_was_found():
    check = compare_with_torch(make_tensors(LONG, Values("normal")))
    assert 0 < check.largest_difference <= check.tolerance
    made = sheet(check)
    assert "equal" not in said(made) and "computed in float32" in said(made)
    lines = [Phrase(item.text, item.spans) for item in made.display_list() if isinstance(item, Words)]
    counts = [pair for line in lines for pair in line.numbers]
    told = {source.index[0]: (text, source.value) for text, source in counts}
    for name, value in (("largest_difference", check.largest_difference), ("tolerance", check.tolerance)):
        text, noted = told[name]
        assert noted == value and text in said(made)
        assert value <= worked_out(text) <= 1.1 * value


def test_real_numbers_that_are_equal_to_the_last_bit_are_called_equal():
    assert "equal torch’s" in said(sheet(Comparison(54, True, 0.0, 1e-5, "float64")))


def test_a_module_of_the_same_precision_needs_no_word():
    check = Comparison(54, True, 1e-7, 1e-5, "float32")
    assert "module" not in said(sheet(check, ModuleRun("float32", "float32", 1e-7)))
    assert "module’s own bfloat16 output differs by up to 0.97" in said(
        sheet(check, ModuleRun("bfloat16", "bfloat16", 0.961))
    )


@pytest.mark.parametrize("layer", [LONG, LONGER])
@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "hi", "zh"])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_all_of_it_has_room(language, aspect, layer, fonts):
    fonts(language)
    check = Comparison(1234567, True, 2.34e-7, 1.23e-5, "float32")
    run, canvas = ModuleRun("bfloat16", "bfloat16", 0.961), CANVASES[aspect]
    made = sheet(check, run, layer, aspect, language)
    boxes = [ink(item) for item in made.display_list() if isinstance(item, Words)]
    assert all(right <= canvas.ribbon.right + 1 and bottom <= canvas.ribbon.bottom + 1 for _, _, right, bottom in boxes)
    for one, other in pairwise(boxes):
        assert one[3] <= other[1] + 1


def test_a_call_of_many_lines_is_set_smaller_rather_than_over_the_meter(monkeypatch):
    monkeypatch.setattr("convanim.ribbon.proof.torch_call", lambda layer: "conv2d(x, w, b, stride=1, padding=1) " * 9)
    check = Comparison(1234567, True, 2.34e-7, 1.23e-5, "float32")
    made = sheet(check, ModuleRun("bfloat16", "bfloat16", 0.961), aspect="1:1")
    items = [item for item in made.display_list() if isinstance(item, Words)]
    assert LEAST <= items[-1].size < SMALL
    assert all(one[3] <= other[1] + 1 for one, other in pairwise(map(ink, items)))
    assert ink(items[-1])[3] <= CANVASES["1:1"].ribbon.bottom + 1


@pytest.mark.parametrize("lesson", ["depthwise", "aggregate", "split", "separable"])
def test_a_film_of_a_module_says_in_which_precision_it_computed(lesson):
    torch.manual_seed(0)
    module = nn.Conv2d(4, 4, 3, groups=4 if lesson in ("depthwise", "separable") else 2)
    if lesson == "separable":
        module = nn.Sequential(module, nn.Conv2d(4, 3, 1))
    own = from_module(lesson, module.to(torch.bfloat16), 40 * torch.randn(4, 5, 5))
    more = {"mixing": own.mixing} if lesson == "separable" else {}
    options = {name: getattr(own.layer, name) for name in ("in_channels", "out_channels", "groups", "size", "bias")}
    played = play(lesson, options, own.values, skip=False, **more)
    texts = [item.text for _, _, items in played.pictures for item in items if isinstance(item, Words)]
    assert "computed in float32" in texts
    figures = {one["index"][0] for one in played.scene.ledger.as_dict()["numbers"] if one["tensor"] == "agreement"}
    assert "module_difference" in figures
    assert any("the same but for rounding" in text for text in texts) is (lesson == "aggregate")
    assert not any("number for number" in text for text in texts)
