"""Files that list clips, on the command line."""

import json
import tomllib

import jsonschema

from convanim.request.tables import json_schema
from tests.request.test_tables import COURSE, SCHOOL


def test_the_schema_knows_right_from_wrong(run):
    schema = json.loads(run("schema").out)
    assert schema == json_schema()
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    assert not list(checker.iter_errors(tomllib.loads(COURSE)))
    for wrong in (
        {"clip": []},
        {"clip": [{"scene": "split", "layer": {"kernle": 3}}]},
        {"clip": [{"scene": "split", "layer": {"size": "5by7"}}]},
        {"clip": [{"scene": "split", "theme": 5}]},
        {"clip": [{"scene": "split"}], "themes": {"school": {"acent": "#fff"}}},
        {"clip": [{"scene": "split"}], "themes": {"school": {"accent": "blue"}}},
        {"clip": [{"scene": "split"}], "themes": {"school": {"groups": ["#fff"]}}},
    ):
        assert list(checker.iter_errors(wrong))


def test_a_theme_of_ones_own_is_rendered_and_told(run, tiny, tmp_path):
    (tmp_path / "school.toml").write_text(SCHOOL + 'accent = "#FFD100"\n')
    done = run("render", "lesson.py", "--theme", "school.toml", "-q", "l", "-j", "1", "--json")
    assert done.code == 0 and "warning" not in done.err
    ledger = json.loads((tmp_path / "media" / "tiny.json").read_text())
    assert (ledger["theme"], ledger["own_theme"]["from"], ledger["own_theme"]["accent"]) == (
        "school",
        "dark",
        "#FFD100",
    )
    # Another colour in the file, another film.
    (tmp_path / "school.toml").write_text(SCHOOL)
    assert run("render", "lesson.py", "--theme", "school.toml", "-q", "l", "-j", "1").code == 0
    assert "accent" not in json.loads((tmp_path / "media" / "tiny.json").read_text())["own_theme"]


def test_what_a_theme_lacks_is_said(run, tiny, tmp_path):
    (tmp_path / "school.toml").write_text('groups = ["#FF0000", "#00AA00"]')
    done = run("render", "lesson.py", "--theme", "school.toml", "-q", "l", "-j", "1")
    assert done.code == 0 and "warning: school.toml: groups 0 and 1" in done.err
    (tmp_path / "list.toml").write_text('theme = "school.toml"\n[[clip]]\nscene = "lesson.py"')
    done = run("render", "list.toml", "-q", "l", "-j", "1", "--quiet")
    assert done.code == 0 and "warning" not in done.err
    (tmp_path / "school.toml").write_text('ink = "#445566"')
    done = run("render", "lesson.py", "--theme", "school.toml")
    assert done.code == 2 and "error: school.toml: ink #445566" in done.err
    done = run("render", "lesson.py", "--theme", "drak")
    assert done.code == 2 and "'drak' is not one of 'dark', 'light'" in done.err


def test_a_list_is_rendered_as_it_says(run, tiny, tmp_path):
    (tmp_path / "course.toml").write_text(
        'quality = "l"\nout = "clips"\n'
        '[[clip]]\nscene = "lesson.py"\nname = "first"\ntheme = "light"\n'
        '[[clip]]\nscene = "lesson.py:Tiny"\nlayer = { channels = 6, filters = 6, groups = 3, size = 5 }\n'
    )
    done = run("render", "course.toml", "-j", "1", "--json")
    assert (done.code, [json.loads(line)["height"] for line in done.out.splitlines()]) == (0, [480, 480])
    assert {path.name for path in (tmp_path / "clips").glob("*.mp4")} == {"first.mp4", "tiny.mp4"}
    first, second = (json.loads((tmp_path / "clips" / f"{name}.json").read_text()) for name in ("first", "tiny"))
    assert (first["theme"], first["layer"]["in_channels"]) == ("light", 2)
    assert (second["theme"], second["layer"]["groups"]) == ("dark", 3)


def test_the_command_line_counts_where_it_says_something(run, tiny, tmp_path):
    (tmp_path / "course.toml").write_text('quality = "h"\nout = "clips"\n[[clip]]\nscene = "lesson.py"\n')
    done = run("render", "course.toml", "-j", "1", "-q", "l", "-o", "elsewhere", "--theme", "light")
    assert done.code == 0
    told = json.loads((tmp_path / "elsewhere" / "tiny.json").read_text())
    assert (told["height"], told["theme"]) == (480, "light")
    assert not (tmp_path / "clips").exists()


def test_what_does_not_fit_is_refused_before_anything_is_rendered(run, tmp_path):
    (tmp_path / "course.toml").write_text(
        '[[clip]]\nscene = "split"\n[[clip]]\nscene = "depthwise"\nlayer = { groups = 3 }'
    )
    done = run("render", "course.toml", "-q", "l")
    assert done.code == 2
    assert "course.toml, clip 2 (depthwise): groups is 3" in done.err
    assert not (tmp_path / "media").exists()


def test_options_of_a_layer_belong_into_the_file(run, tmp_path):
    (tmp_path / "course.toml").write_text('[[clip]]\nscene = "split"')
    done = run("render", "course.toml", "--channels", "4")
    assert done.code == 2
    assert "beside course.toml" in done.err


def test_two_clips_of_a_name_are_refused(run, tmp_path):
    (tmp_path / "course.toml").write_text('[[clip]]\nscene = "split"\n[[clip]]\nscene = "split"')
    done = run("render", "course.toml")
    assert done.code == 2
    assert "2 of the clips would be called split" in done.err


def test_names_in_a_file_take_fields_and_the_command_line_adds_to_them(run, tiny, tmp_path):
    clips = [f'[[clip]]\nscene = "lesson.py"\ntheme = "{theme}"' for theme in ("dark", "light")]
    text = "\n".join(['quality = "l"', 'name = "{scene}-{theme}"', *clips, 'name = "pale"'])
    (tmp_path / "course.toml").write_text(text)
    assert run("render", "course.toml", "-o", "clips").code == 0
    assert {path.name for path in (tmp_path / "clips").glob("*.mp4")} == {"tiny-dark.mp4", "pale.mp4"}
    assert run("render", "course.toml", "-o", "more", "--name", "{name}-{number}").code == 0
    assert {path.name for path in (tmp_path / "more").glob("*.mp4")} == {"tiny-dark-1.mp4", "pale-2.mp4"}


def test_a_bad_name_in_a_file_is_told_with_its_clip(run, tmp_path):
    (tmp_path / "course.toml").write_text('[[clip]]\nscene = "split"\nname = "{scen}"')
    done = run("render", "course.toml")
    assert done.code == 2
    assert "course.toml, clip 1 (split): no field of names is called 'scen'" in done.err
