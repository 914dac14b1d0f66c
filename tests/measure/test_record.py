"""A measurement as a file: read as it was written, and refused in clear words where it is none."""

import codecs
import json
from dataclasses import dataclass

import jsonschema
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim import SpecError
from convanim.measure.record import Measured, Measurement, json_schema, measurement_of, read_measurement
from convanim.measure.variants import VARIANTS, Place
from tests.measure.machines import measured, odd

SEEN = measured()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "measured.json"
    path.write_text(SEEN.text(), encoding="utf-8")
    return path


def changed(**changes):
    return {**json.loads(SEEN.text()), **changes}


def test_it_is_read_as_it_was_written(file):
    assert read_measurement(file) == SEEN
    assert read_measurement(file).text() == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_does_no_harm(file, encoding):
    file.write_text(SEEN.text(), encoding=encoding)
    assert file.read_bytes().startswith((codecs.BOM_UTF8, codecs.BOM_UTF16))
    assert read_measurement(file) == SEEN


def test_the_schema_knows_right_from_wrong():
    checker = jsonschema.Draft202012Validator(json_schema())
    checker.check_schema(json_schema())
    told = json.loads(SEEN.text())
    assert not list(checker.iter_errors(told))
    broken = ({"convanim_measurement": 1}, {"shapes": []}, {"peaks": []}, {"dtype": "float16"}, {"more": 1})
    for wrong in (*broken, {"budget": -1}):
        assert list(checker.iter_errors({**told, **wrong}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON: Expecting value"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no measurement"),
        ("3", "holds no measurement"),
        ("{}", "holds no measurement: convanim_measurement is not there"),
        ('{"convanim_measurement": 1}', "version 1 of a measurement's form; allowed: version 2"),
        ('{"convanim_measurement": true}', "version True"),
        ('{"convanim_measurement": "2"}', "version '2'"),
        ('{"convanim_measurement": 2}', "convanim is missing (and "),
        ('{"convanim_measurement": NaN}', "NaN is no number"),
        (b"\xff\xfe\xfa", "is no text"),
        (b"\x89PNG\r\n", "is no text"),
    ],
)
def test_what_is_no_measurement_is_refused(file, text, said):
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SpecError) as error:
        read_measurement(file)
    assert said in str(error.value) and "measured.json" in str(error.value)
    assert "try convanim measure -o" in str(error.value)
    assert error.value.field == "measured"


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(SpecError, match=r"nowhere\.json cannot be read: No such file"):
        read_measurement(tmp_path / "nowhere.json")
    with pytest.raises(SpecError, match="cannot be read"):
        read_measurement(tmp_path)


def first(told, path, value):
    """The record with one value changed, deep in its first shape."""
    shape = json.loads(json.dumps(told["shapes"][0]))
    at = shape
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return {**told, "shapes": [shape, *told["shapes"][1:]]}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("depthwise", "multiply_adds"), 5, "28224 multiply_adds of depthwise with 16 channels, not 5"),
        (("separable", "bytes_moved"), 5, "bytes_moved of separable"),
        (
            ("standard", "seconds", "median"),
            0.0,
            "shapes.0.standard.seconds.median is 0.0; allowed: greater than or equal to 0.00",
        ),
        (("standard", "seconds", "upper"), 1e308, "upper is 1e+308; allowed: less than or equal to"),
        (
            ("standard", "seconds", "samples"),
            10**400,
            "samples is a number of 401 digits; allowed: less than or equal to",
        ),
        (("standard", "seconds"), [], "standard.seconds is []; allowed: an object"),
        (("standard", "seconds", "median"), 1e9, "lower, median and upper in this order"),
        (("standard", "seconds", "samples"), 0, "shapes.0.standard.seconds.samples is 0"),
        (("standard", "seconds", "median"), "1", "shapes.0.standard.seconds.median is '1'"),
        (("channels",), 17, "shapes.0.channels is 17; allowed: a multiple of 2"),
        (("size",), 10**9, "shapes.0.size is 1000000000"),
        (("channels",), 4096, "shapes.0.channels is 4096; allowed: less than or equal to 2048"),
        (("size",), 4096, "smaller shapes: 16 channels of 4096x4096"),
        (("quicker",), 1, "shapes.0.quicker is no key"),
    ],
)
def test_what_cannot_be_is_named(path, value, said):
    with pytest.raises(SpecError) as error:
        measurement_of(first(changed(), path, value), "mine.json")
    assert str(error.value).startswith("mine.json: ") and said in str(error.value)


@pytest.mark.parametrize("day", ["tomorrow", 5, None, "2026-13-01"])
def test_a_day_is_a_day(day):
    with pytest.raises(SpecError, match=r"mine\.json: date is not right; allowed: a day such as 2026-11-29"):
        measurement_of(changed(date=day), "mine.json")


def test_a_shape_is_there_once():
    with pytest.raises(SpecError, match="16 channels of 14x14 twice"):
        measurement_of(changed(shapes=[json.loads(SEEN.shapes[0].model_dump_json())] * 2), "mine.json")


def test_nothing_can_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        SEEN.shapes[0].channels = 4


LIMITED = odd()


@pytest.mark.parametrize("name", LIMITED)
def test_nothing_was_quicker_than_the_limits(name):
    """Not even where layers are quicker than products of matrices, or move what a cache holds."""
    found = LIMITED[name]
    for shape in found.shapes:
        for one in map(shape.timed, VARIANTS):
            roof = min(found.arithmetic, found.memory(one.bytes_moved) * one.intensity)
            assert one.speed <= one.multiply_adds / one.seconds.lower <= roof * (1 + 1e-12)


def test_limits_are_the_best_of_all_that_was_timed():
    """As the quickest quarter of the samples has it, and of memory by what moved no less."""
    told = changed()
    products = [one["amount"] / one["seconds"]["lower"] for one in told["peaks"]]
    assert measured().arithmetic == pytest.approx(max(products), rel=1e-9)
    small, *others, large = told["bandwidths"]
    for one, factor in ((small, 4.0), (large, 0.5)):
        one["seconds"] = {**one["seconds"], "lower": one["seconds"]["lower"] / factor}
        one["seconds"]["median"] = one["seconds"]["upper"] = one["seconds"]["lower"]
    found = measurement_of({**told, "bandwidths": [small, *others, large]}, "mine.json")
    cached, beyond = (one["amount"] / one["seconds"]["lower"] for one in (small, large))
    assert found.memory(1) == found.memory(small["amount"]) == pytest.approx(cached)
    assert found.memory(large["amount"]) == pytest.approx(beyond)
    assert beyond < found.memory(small["amount"] + 1) < cached
    # Of more than anything moved, no less than the best is certain.
    assert found.memory(10**15) == found.memory(1)


@dataclass(frozen=True)
class Four:
    """Seconds of the four variants, the quartiles that far from them."""

    medians: tuple[float, float, float, float]
    off: tuple[float, float, float, float]

    def shape(self, place):
        return {
            "channels": place.channels,
            "size": place.size,
            **{
                name: {
                    "multiply_adds": place.multiply_adds[name],
                    "bytes_moved": place.bytes_moved[name],
                    "seconds": {"lower": each / off, "median": each, "upper": each * off, "samples": 5},
                }
                for name, each, off in zip(VARIANTS, self.medians, self.off, strict=True)
            },
        }


FOURS = st.builds(Four, st.tuples(*[st.floats(1e-7, 1e3)] * 4), st.tuples(*[st.floats(1, 100)] * 4))
ANY = st.builds(Place, st.sampled_from([2, 6, 16, 100, 512]), st.sampled_from([1, 7, 14, 112, 224]))


@given(FOURS, ANY)
def test_any_times_are_read_and_gains_follow(four, place):
    told = changed(shapes=[four.shape(place)])
    seen = measurement_of(told, "it")
    assert Measurement.model_validate_json(seen.text()) == seen
    (one,) = seen.shapes
    for name, seconds in zip(VARIANTS, four.medians, strict=True):
        gain = one.gain(name)
        assert gain.time == four.medians[0] / seconds
        assert gain.lower <= gain.time <= gain.upper
        assert gain.slower + gain.same + (gain.lower > 1) == 1
        assert gain.work == place.multiply_adds["standard"] / place.multiply_adds[name]
    assert one.gain("standard").work == 1 and one.gain("standard").same


@given(ANY)
def test_the_four_are_torchs_layers(place):
    """Their weights, and the shape that stays."""
    weights = {"standard": 9 * place.channels**2, "two_groups": 9 * place.channels**2 // 2}
    weights |= {"depthwise": 9 * place.channels, "separable": 9 * place.channels + place.channels**2}
    modules = {
        "standard": torch.nn.Conv2d(place.channels, place.channels, 3, padding=1, bias=False),
        "two_groups": torch.nn.Conv2d(place.channels, place.channels, 3, padding=1, groups=2, bias=False),
        "depthwise": torch.nn.Conv2d(place.channels, place.channels, 3, padding=1, groups=place.channels, bias=False),
    }
    for name in VARIANTS:
        assert place.multiply_adds[name] == weights[name] * place.size**2
        assert place.layers[name][-1].output_shape == (place.channels, place.size, place.size)
    for name, module in modules.items():
        assert (place.layers[name][0].weight_shape, weights[name]) == (module.weight.shape, module.weight.numel())


def test_a_record_has_no_name_of_a_machine_or_a_user():
    assert set(Measurement.model_fields["machine"].annotation.model_fields) == {
        "processor",
        "cores",
        "threads",
        "torch",
        "python",
        "system",
    }
    assert Measured.model_fields.keys() >= {"channels", "size", *VARIANTS}
