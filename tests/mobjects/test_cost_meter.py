"""The verdict of the meter is true of every bar that it stands under, or says of which it speaks."""

from dataclasses import replace
from fractions import Fraction

import pytest
from manim import Transform

from convanim.draw.items import Plate, Words
from convanim.draw.lettering import text_box
from convanim.errors import UnknownNameError
from convanim.kernels import cost, standard
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.mobjects.cost_meter import PLANS, CostMeter
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from tests.planned import PLANNED


def texts(meter):
    return [item.text for item in meter.draw() if isinstance(item, Words)]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("bias", [False, True])
def test_a_verdict_that_is_not_true_of_the_parameters_says_so(groups, bias, aspect):
    layer = Layer(6, 6, groups=groups, bias=bias, size=(5, 7), kernel=(2, 3))
    own, full = cost(layer), cost(standard(layer))
    told = texts(CostMeter(own, full, style=Style.of(aspect=aspect)))
    alike = Fraction(own.parameters, full.parameters) == Fraction(own.multiply_adds, full.multiply_adds)
    assert ("multiply-adds:" in told) is not alike
    assert alike is (groups == 1 or not bias)


def test_a_sentence_of_ones_own_is_left_alone():
    layer = Layer(groups=2, bias=True)
    assert "multiply-adds:" not in texts(CostMeter(cost(layer), cost(standard(layer)), "as I say"))


def test_a_meter_that_becomes_another_reads_its_standard_too():
    small, large = Layer(size=4), Layer(size=9)
    meter, target = (CostMeter(cost(layer), cost(standard(layer))) for layer in (small, large))
    becoming = Transform(meter, target)
    becoming.begin()
    becoming.interpolate(1.0)
    becoming.finish()
    assert texts(meter) == texts(target) != texts(CostMeter(cost(small), cost(standard(small))))


def test_a_meter_that_counts_reads_what_is_computed_so_far():
    layer = Layer(bias=True)
    meters = [CostMeter(cost(layer), cost(layer), done=done / 128, counting=layer) for done in (0, 1, 16, 17, 128)]
    read = [[item.source.value for item in meter.draw() if isinstance(item, Words) and item.source] for meter in meters]
    assert all(numbers[::2] == [584, 9216] for numbers in read)
    assert [numbers[1::2] for numbers in read] == [[0, 0], [73, 72], [73, 1152], [146, 1224], [584, 9216]]
    assert all("to come" not in texts(meter) for meter in meters)
    assert meters[0].verdict == "the standard convolution"


@pytest.mark.parametrize("aspect", ASPECTS)
def test_numbers_that_grow_push_nothing_along(aspect):
    layer, style = Layer(64, 64, 56), Style.of(aspect=aspect)
    meters = [CostMeter(cost(layer), cost(layer), style=style, done=d, counting=layer) for d in (0, 0.01, 0.5, 1)]
    stands = [
        [(item.text, item.x, item.y) for item in meter.draw() if isinstance(item, Words) and item.source is None]
        for meter in meters
    ]
    assert all(one == stands[0] for one in stands)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "hi", "zh"])
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("channels", [6, 600])
@pytest.mark.parametrize("counts", [False, True])
def test_its_words_have_room(counts, language, aspect, channels, fonts):
    fonts(language)
    layer, style = Layer(channels, channels, groups=3, bias=True), Style.of(aspect=aspect, language=language)
    layer = standard(layer) if counts else layer
    heading, counting = (style.tongue.text("so far / the standard"), layer) if counts else (None, None)
    meter = CostMeter(cost(layer), cost(standard(layer)), None, style, heading=heading, counting=counting)
    canvas = style.canvas
    boxes = [(*text_box(item), item.text) for item in meter.draw() if isinstance(item, Words)]
    for k, one in enumerate(boxes):
        assert one[0] >= canvas.meter.left - 8 and one[3] <= canvas.whole.bottom - 0.02 * canvas.whole.height, one
        for other in boxes[k + 1 :]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3], (one, other)


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(PLANS) <= PLANNED
    style = Style.of().with_(canvas=replace(WIDE, aspect="21:9"))
    with pytest.raises(UnknownNameError, match=r"CostMeter has no plan for 21:9.*16:9, 1:1, 9:16"):
        CostMeter(cost(Layer(groups=8)), cost(Layer()), style=style)


def plates(meter):
    return [item for item in meter.draw() if isinstance(item, Plate)]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("done", [0.0, 0.25, 1.0])
def test_the_bright_part_of_the_bar_is_what_has_been_computed(done, aspect):
    own, full, style = cost(Layer(groups=2)), cost(Layer()), Style.of(aspect=aspect)
    meter = CostMeter(own, full, style=style, done=done)
    bars = [plate for plate in plates(meter) if plate.box[2] - plate.box[0] > 40]
    top = max(plate.box[1] for plate in bars)
    second = max(plate.box[0] for plate in bars if plate.box[1] == top)
    bars = [plate for plate in bars if plate.box[0] == second]
    track, *parts = sorted((plate for plate in bars if plate.box[1] == top), key=lambda plate: -plate.box[2])
    bright = [plate for plate in parts if plate.fill[:3] == style.theme.accent]
    width, reach = track.box[2] - track.box[0], max(plate.box[2] for plate in parts) - track.box[0]
    assert reach == pytest.approx(width / 2)
    assert sum(plate.box[2] - plate.box[0] for plate in bright) == pytest.approx(reach * done, abs=1)


def test_bars_move_while_the_numbers_change():
    own, full = cost(Layer(groups=2)), cost(Layer())
    meter, target = CostMeter(full, full), CostMeter(own, full)
    becoming = Transform(meter, target)
    becoming.begin()
    shares = {}
    for alpha in (0.2, 0.49, 0.51, 0.8):
        becoming.interpolate_mobject(alpha)
        shares[alpha] = (float(meter.shares[1]), meter.cost.multiply_adds)
    assert shares[0.2] == (1.0, 9216) and shares[0.8] == (0.5, 4608)
    assert 0.5 < shares[0.49][0] < 1.0 and shares[0.49][1] == 9216 and shares[0.51][1] == 4608


def test_the_numbers_have_a_heading_and_what_is_bright_a_name():
    own, full = cost(Layer(groups=2)), cost(Layer())
    assert {"this layer / the standard", "computed so far", "to come"} <= set(texts(CostMeter(own, full, done=0.5)))
    assert "computed so far" not in texts(CostMeter(own, full))
    assert "this layer / half" in texts(CostMeter(own, full, heading="this layer / half"))
