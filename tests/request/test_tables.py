"""Files that list clips: what they say reaches the clips, and what is wrong in them is named."""

import tomllib

import jsonschema
import numpy as np
import pytest

from convanim.errors import SpecError
from convanim.language.marks import MARKS
from convanim.request.tables import ThemeTable, json_schema, read_list
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.spec.crop import Crop
from convanim.theme.change import KEYS
from convanim.theme.file import read_theme
from convanim.theme.names import THEMES

COURSE = """
quality = "h"
theme = "light"
out = "clips"
pace = 0.8

[[clip]]
scene = "depthwise"
name = "odd"
aspect = "1:1"
fps = 25
show_channels = [0, 5]
crop = "0:4,1:7"
layer = { channels = 6, size = "5x7", kernel = [2, 3], stride = [2, 1], padding = "1x0", dilation = "1x2", bias = true }
values = { seed = 3 }

[[clip]]
scene = "lesson.py:Mine"
theme = "dark"
values = { kind = "normal", input = "x.npy" }
"""


def test_what_a_file_says_reaches_its_clips(write, tmp_path):
    image = np.arange(18.0).reshape(2, 3, 3)
    np.save(tmp_path / "x.npy", image)
    course = read_list(write(COURSE))
    assert (course.quality, course.out) == ("h", tmp_path / "clips")
    odd, mine = course.requests
    assert (odd.scene, odd.name.texts, odd.look.theme, mine.look.theme) == ("depthwise", ("odd",), "light", "dark")
    assert (odd.look.aspect, mine.look.aspect) == ("1:1", None)
    assert (odd.look.fps, odd.look.pace, mine.look.fps, mine.look.pace) == (25, 0.8, None, 0.8)
    assert (odd.look.show_channels, mine.look.show_channels) == ((0, 5), None)
    assert (odd.look.crop, mine.look.crop) == (Crop((0, 4), (1, 7)), None)
    layer = Layer(6, 6, (5, 7), (2, 3), (2, 1), ((1, 1), (0, 0)), (1, 2), groups=6, bias=True)
    assert odd.own.layer == layer
    assert odd.own.values.seed == 3
    assert mine.scene == str(tmp_path / "lesson.py:Mine")
    assert mine.values["kind"] == "normal"
    assert "input" not in mine.values
    assert np.array_equal(mine.unread.read()[0]["input"].as_input(), image)


def test_what_a_file_leaves_out_is_as_usual(write):
    course = read_list(write('[[clip]]\nscene = "split"'))
    (clip,) = course.requests
    assert (course.quality, course.out, clip.name, clip.look.theme) == (None, None, None, None)
    assert (clip.layer, clip.values, clip.mixing, clip.model) == ({}, {}, None, None)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            '[[clip]]\nscene = "split"\nlayer = { kernle = 3 }',
            ["clip 1: layer.kernle is no key", "stride", "try kernel"],
        ),
        ('[[clip]]\nscene = "split"\nlayers = {}', ["clip 1: layers is no key", "try layer"]),
        ('[[clip]]\nscene = "split"\n[[clip]]\nscene = 5', ["clip 2: scene is 5", "string"]),
        ('[[clip]]\ntheme = "dark"', ["clip 1: scene is missing", "FILE.py"]),
        (
            '[[clip]]\nscene = "split"\ntheme = "drak"',
            ["clip 1 (split): theme is 'drak'", "dark, light, contrast, print, or a file", "try dark"],
        ),
        (
            'theme = "schol"\n[themes.school]\n[[clip]]\nscene = "split"',
            ["theme is 'schol'", "print, school", "try school"],
        ),
        ('theme = "x"\n[[clip]]\nscene = "split"', ["theme is 'x'", "try [themes.x] for one of your own"]),
        ('[theme.school]\nink = "#fff"\n[[clip]]\nscene = "split"', ["theme is a table", "try [themes.school]"]),
        ('theme = "x"\n[theme.x]\n[[clip]]\nscene = "split"', ["is not TOML", "try [themes.school]"]),
        (
            '[themes.x]\nacent = "#fff"\n[[clip]]\nscene = "split"',
            ["themes.x.acent is no key", "from, background", "try accent"],
        ),
        ('[themes.x]\nfrom = "dusk"\n[[clip]]\nscene = "split"', ["themes.x.from is 'dusk'", "'dark', 'light'"]),
        (
            '[themes.x]\nink = "#445566"\n[[clip]]\nscene = "split"',
            ["course.toml, theme x: ink #445566 on the background #0F131A", "4.5:1", "try ink ="],
        ),
        ('[themes.x]\ngroups = [5, 6]\n[[clip]]\nscene = "split"', ["course.toml, theme x: groups[0] is 5"]),
        ('[themes.dark]\n[[clip]]\nscene = "split"', ["theme dark: the theme is called 'dark'", "a name of its own"]),
        ('theme = "gone.toml"\n[[clip]]\nscene = "split"', ["gone.toml cannot be read"]),
        ('[[clip]]\nscene = "split"\nlayer = { channels = "4" }', ["layer.channels is '4'", "integer"]),
        ('[[clip]]\nscene = "split"\nlayer = { channels = true }', ["layer.channels is True", "integer"]),
        ('[[clip]]\nscene = "split"\nlayer = { size = [5, 7, 9] }', ["layer.size is [5, 7, 9]", "height x width"]),
        ('[[clip]]\nscene = "split"\nlayer = { size = true }', ["layer.size is True", "height x width"]),
        ('[[clip]]\nscene = "split"\nvalues = { seed = -1 }', ["clip 1 (split): seed is -1"]),
        ('[[clip]]\nscene = "split"\nvalues = { input = "gone.npy" }', ["clip 1 (split)", "gone.npy"]),
        ('quality = "x"\n[[clip]]\nscene = "split"', ["course.toml: quality is 'x'", "'l', 'm', 'h', 'p' or 'k'"]),
        ('qualty = "h"\n[[clip]]\nscene = 1', ["(and 1 more)"]),
        ('[[clip]]\nscene = "split"\nshow_channels = [-1]', ["clip 1 (split)", "-1"]),
        ('[[clip]]\nscene = "split"\nfps = 5', ["clip 1 (split): fps is 5", "10 to 120", "try 24, 25"]),
        ('[[clip]]\nscene = "split"\nfps = 29.97', ["clip 1: fps is 29.97", "integer"]),
        ('pace = 9\n[[clip]]\nscene = "split"', ["pace is 9", "0.25 (slow) to 4"]),
        ('[[clip]]\nscene = "split"\ncrop = "1:2"', ["clip 1 (split): the crop is '1:2'", "40:52,60:72"]),
        ("", ["course.toml: clip is missing"]),
        ("clip = 3", ["course.toml: clip is 3; allowed: tables, each begun by [[clip]]"]),
        ("clip = [3]", ["course.toml, clip 1: it is 3; allowed: a table with keys of scene, name"]),
        (
            '[[clip]]\nscene = "split"\nmodel = "x.py"',
            ["model is 'x.py'", "a table with keys of factory, layer"],
        ),
        ('[[clip]]\nscene = "split"\nmatrix = 3', ["clip 1: matrix is 3; allowed: a table"]),
        (
            '[[clip]]\nscene = "pixel_shuffle"\nlayer = { upscale_factor = 3 }',
            ["layer.upscale_factor is no key", "try upscale_factor in the clip itself"],
        ),
        ("clip = []", ["course.toml: clip is []", "at least 1 item"]),
        ("[[clip]", ["course.toml is not TOML", "line 1"]),
    ],
)
def test_what_is_wrong_is_named(write, text, parts):
    with pytest.raises(SpecError) as caught:
        read_list(write(text))
    said = str(caught.value)
    assert said.startswith("course.toml")
    assert "\n" not in said
    for part in parts:
        assert part in said


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SpecError, match=r"gone\.toml cannot be read: No such file"):
        read_list(tmp_path / "gone.toml")
    for odd in (b"\xff\xfe\x00", b'out = "f\xfcr"'):
        (tmp_path / "odd.toml").write_bytes(odd)
        with pytest.raises(SpecError, match="UTF-8"):
            read_list(tmp_path / "odd.toml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_and_themes_as_windows_writes_them(tmp_path, encoding):
    theme = 'background = "#0B2545"\naccent = "#FFD166"\n'
    (tmp_path / "schön.toml").write_text(theme, encoding=encoding, newline="\r\n")
    text = 'theme = "schön.toml"\n[[clip]]\nscene = "split"\nname = "Größe"\n'
    (tmp_path / "course.toml").write_text(text, encoding=encoding, newline="\r\n")
    (clip,) = read_list(tmp_path / "course.toml").requests
    assert (clip.name.texts, clip.look.theme.name) == (("Größe",), "schön")
    assert clip.look.theme == read_theme(tmp_path / "schön.toml")


def test_all_themes_and_aspects_are_known_everywhere():
    properties = json_schema()["$defs"]["ClipTable"]["properties"]
    assert tuple(properties["theme"]["anyOf"][0]["enum"]) == THEMES
    own = ThemeTable.model_json_schema()["properties"]
    assert tuple(own["from"]["anyOf"][0]["enum"]) == THEMES
    assert {"name", *own} == {"from", *KEYS}
    assert properties["aspect"]["anyOf"][0]["enum"] == list(ASPECTS)
    assert properties["decimal_mark"]["anyOf"][0]["enum"] == list(MARKS)


def test_a_list_says_how_words_and_numbers_are_written(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text(
        'language = "de"\ndecimals = 3\n[[clip]]\nscene = "split"\n'
        '[[clip]]\nscene = "split"\nlanguage = "fr"\ndecimal_mark = "point"\n'
    )
    first, second = (clip.look for clip in read_list(path).requests)
    assert (first.language, first.decimals, first.decimal_mark) == ("de", 3, None)
    assert (second.language, second.decimals, second.decimal_mark) == ("fr", 3, "point")


SCHOOL = 'background = "#102A43"\ngroups = ["#FFB000", ["#3366DD", "#BBCCFF"]]\n'


def test_themes_of_ones_own_reach_the_clips(write, tmp_path):
    (tmp_path / "other.toml").write_text(SCHOOL)
    text = f'''theme = "school"\n[themes.school]\n{SCHOOL}
        [[clip]]\nscene = "split"\n[[clip]]\nscene = "depthwise"\ntheme = "other.toml"
        [[clip]]\nscene = "pointwise"\ntheme = "light"'''
    jsonschema.validate(tomllib.loads(text), json_schema())
    themes = [clip.look.theme for clip in read_list(write(text)).requests]
    assert themes[0].name == "school" and themes[0].groups == read_theme(tmp_path / "other.toml").groups
    assert (themes[1].name, themes[2]) == ("other", "light")


@pytest.mark.parametrize("written", ['"0,1,2,0"', "[[0, 1], [2, 0]]"])
def test_padding_may_differ_on_all_sides(write, written):
    (clip,) = read_list(write(f'[[clip]]\nscene = "depthwise"\nlayer = {{ stride = 2, padding = {written} }}')).requests
    assert clip.own.layer.padding == ((0, 1), (2, 0))
    jsonschema.validate(tomllib.loads(write_of(written)), json_schema())


def write_of(written):
    return f'[[clip]]\nscene = "depthwise"\nlayer = {{ padding = {written} }}'


@pytest.mark.parametrize("written", ["[0, 1, 0, 1]", '[["0", 1], [0, 1]]', "[[0, 1], 2]", "true"])
def test_what_is_no_padding_is_met_with_what_is(write, written):
    with pytest.raises(SpecError, match="top,bottom,left,right such as 0,1,0,1"):
        read_list(write(write_of(written)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(write_of(written)), json_schema())


def test_a_list_may_name_its_schema_to_editors(write):
    text = '"$schema" = "clips.json"\n[[clip]]\nscene = "split"'
    assert len(read_list(write(text)).requests) == 1
    jsonschema.validate(tomllib.loads(text), json_schema())


@pytest.mark.parametrize(
    "table",
    ["layer = { channels = 0 }", "layer = { size = [0, 3] }", "layer = { padding = -1 }", "values = { seed = -1 }"],
)
def test_editors_see_numbers_that_are_too_small(table):
    text = f'[[clip]]\nscene = "split"\n{table}'
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), json_schema())
    jsonschema.validate(tomllib.loads(text.replace("-1", "2").replace("0", "4")), json_schema())
