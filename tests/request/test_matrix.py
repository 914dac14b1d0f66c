"""Matrices of lists of clips: every choice is a clip, called after its values, and what is wrong is named."""

import tomllib

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.budgets import MOST_CLIPS
from convanim.errors import SpecError
from convanim.request.matrix import Axis, chosen, spread
from convanim.request.tables import json_schema, read_list
from convanim.spec.option import Option

CLIP = """
[[clip]]
scene = "depthwise"
layer = { size = "5x7" }
matrix = { channels = [4, 8], theme = ["dark", "light"], seed = "0..2" }
"""


def called(request):
    about = {"scene": request.scene.title(), "lesson": request.scene}
    return request.name.called(about, file=request.scene, number=1)


def test_every_choice_is_a_clip_the_last_key_changing_fastest(write):
    requests = read_list(write(CLIP)).requests
    assert [(one.layer["in_channels"], one.look.theme, one.values["seed"]) for one in requests] == [
        (channels, theme, seed) for channels in (4, 8) for theme in ("dark", "light") for seed in (0, 1, 2)
    ]
    assert {one.layer["size"] for one in requests} == {"5x7"}
    assert [called(one) for one in requests[:2]] == ["depthwise-4-dark-0", "depthwise-4-dark-1"]
    assert requests[4].label == "course.toml, clip 1 (depthwise, channels 4, theme light, seed 1)"


def test_each_is_what_it_would_be_by_itself(write):
    alone = (
        CLIP[: CLIP.index("layer")] + 'layer = { size = "5x7", channels = 8 }\nvalues = { seed = 2 }\ntheme = "light"'
    )
    (single,) = read_list(write(alone)).requests
    made = read_list(write(CLIP)).requests[-1]
    assert (made.layer, made.values, made.look) == (single.layer, single.values, single.look)
    assert made.own.layer == single.own.layer


def test_a_name_of_ones_own_stands_before_the_choice_or_tells_it_itself(write):
    plain = read_list(write(CLIP + 'name = "week 1"')).requests
    assert called(plain[0]) == "week 1-4-dark-0"
    patterned = read_list(write('name = "{scene}-{number}"' + CLIP)).requests
    assert {one.name.texts for one in patterned} == {("", "-", "")}


def test_files_are_found_beside_the_list_in_order(write, tmp_path):
    (tmp_path / "students").mkdir()
    for name in ("b", "Ada L", "c"):
        (tmp_path / "students" / f"{name}.npy").touch()
    clip = CLIP.replace('seed = "0..2"', 'input = "students/*.npy"').replace("channels = [4, 8], ", "")
    requests = read_list_named(write(clip))
    assert requests == ["depthwise-dark-Ada-L", "depthwise-dark-b", "depthwise-dark-c"] + [
        f"depthwise-light-{name}" for name in ("Ada-L", "b", "c")
    ]


def read_list_named(path):
    """What clips of a list are called, of which no file is opened."""
    from convanim.request import tables

    table = tables.ListTable.model_validate(tomllib.loads(path.read_text())).model_dump(exclude_none=True)
    return [f"{clip['scene']}-{end}" for _, clip, end in tables._clips(path, table["clip"])]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("channels = [4, 8]", "chanels = [4, 8]", "matrix.chanels is no key"),
        ("channels = [4, 8]", "channels = []", "a list of values"),
        ("channels = [4, 8]", "channels = 4", "a list of values"),
        ("channels = [4, 8]", "channels = [4, 4.5]", "matrix.channels has 4.5"),
        ("channels = [4, 8]", "channels = [4, 8, 4]", "has 4 twice"),
        ('"0..2"', '"2..0"', "the smaller number first"),
        ('"0..2"', '"*.npy"', "a list of values"),
        ('seed = "0..2"', 'input = "*.npy"', "no file is called so"),
        ('seed = "0..2"', 'input = "/*.npy"', "a pattern of files beside this one"),
        ('theme = ["dark", "light"]', 'theme = ["dark", "drak"]', "drak"),
        ('theme = ["dark", "light"]', 'size = [5, "3x4"]', "size stands in the matrix and in the layer table"),
        ('"0..2"', '"0..9999"', f"at most {MOST_CLIPS}"),
        ('"0..2"', '"0..1000000000000"', f"at most {MOST_CLIPS} values"),
        ('seed = "0..2"', "seed = [true]", "matrix.seed has True"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(write, before, after, told):
    with pytest.raises(SpecError) as caught:
        read_list(write(CLIP.replace(before, after)))
    assert told in str(caught.value) and "course.toml, clip 1" in str(caught.value)


def test_several_matrices_together_are_counted(write):
    with pytest.raises(SpecError, match=f"makes .* at most {MOST_CLIPS}"):
        read_list(write(2 * CLIP.replace('"0..2"', '"0..1999"')))


def test_a_layer_that_cannot_be_is_told_by_its_choice(write):
    clip = CLIP.replace("channels = [4, 8]", "channels = [4, 0]")
    with pytest.raises(SpecError, match="channels 0"):
        _ = [one.own for one in read_list(write(clip)).requests]


def test_editors_know_it():
    schema = json_schema()
    jsonschema.validate(tomllib.loads(CLIP), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(CLIP.replace("[4, 8]", "4")), schema)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.data())
def test_all_choices_are_there_once(counts, data):
    keys = [f"k{place}" for place in range(len(counts))]
    tables = [data.draw(st.sampled_from(["", "layer", "values"])) for _ in counts]
    given_ = [
        Axis(key, table, Option(key, "", "whole"), tuple(range(count)))
        for key, table, count in zip(keys, tables, counts, strict=True)
    ]
    made = [*chosen({"scene": "x", "layer": {"size": 3}}, given_, "here")]
    found = [tuple((one.table[axis.table] if axis.table else one.table)[axis.key] for axis in given_) for one in made]
    assert sorted(set(found)) == found and len(found) == len({one.name for one in made})
    assert all(one.table["layer"]["size"] == 3 for one in made)


@given(st.integers(-50, 50), st.integers(0, 60))
def test_a_span_holds_both_its_ends(first, more):
    assert spread(f"{first}..{first + more}") == [*range(first, first + more + 1)]
