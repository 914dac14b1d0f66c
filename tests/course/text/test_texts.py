"""A clip in words, and how it is made again: the command and the Python give the very same layer."""

import ast
import re
import shlex

import numpy as np
import pytest

from convanim.course.text.recipe import needed
from convanim.course.text.story import Story
from convanim.course.text.texts import alt_text, beat_alt, command, layer_facts, python_code, saving, transcript
from convanim.film.quality import quality_of
from convanim.lessons import LESSONS, default_layer
from convanim.request.render import render
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.theme.file import table_of
from convanim.theme.theme import Theme
from tests.course.telling import HOSTILE, story

SMALL = "from convanim import ConvScene, Layer\n\n\nclass Mine(ConvScene):\n    layer = Layer(2, 2, size=4, groups=2)\n"


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    layer = Layer(2, 2, size=(4, 5), groups=2, stride=(2, 1), bias=True)
    result = render("depthwise", layer=layer, quality="l", out=tmp_path_factory.mktemp("clip"), cache=False)
    return Story.read(result.ledger)


def test_the_transcript_says_everything(clip):
    text = transcript(clip)
    assert text.startswith("Depthwise convolution\n=====================\n")
    assert "Input: 2×4×5" in text and "stride 2×1" in text and "bias" in text
    for sentence in clip.sentences:
        assert text.count(f"] {sentence.text}") == 1
    for equation in {one["text"] for one in clip.equations}:
        assert text.count(f"  {equation}\n") == 1
    assert command(clip) in text


def test_alternative_texts_are_short_and_true(clip):
    text = alt_text(clip)
    assert text.startswith("Depthwise convolution: input 2×4×5, 2 filters of 1×3×3 in 2 groups, output 2×1×3.")
    assert "54 multiply-adds instead of 108 (the standard convolution): 2 times fewer." in text
    assert len(text) <= 300 and len(text.split()) <= 60
    texts = [beat_alt(clip, beat) for beat in clip.beats]
    assert len(set(texts)) == len(clip.beats)
    assert all(len(text) <= 300 and clip.title in text for text in texts)


def test_what_is_seen_in_a_loop_stands_for_what_is_said():
    loop = story(cut="loop", said=(), name="depthwise-loop")
    assert loop.is_loop
    assert LESSONS["depthwise"].loop in alt_text(loop)
    assert LESSONS["depthwise"].loop in transcript(loop)
    assert "convanim render depthwise --channels 4 --size 4 -q l --cut loop" in command(loop)
    assert "--name" not in command(loop)


@pytest.mark.parametrize("text", [*HOSTILE, "long " * 200])
def test_any_title_is_kept_to_a_line_and_a_length(text):
    one = story(title=text, said=(text, text))
    assert len(alt_text(one)) <= 300 and "\n" not in alt_text(one)
    for beat in one.beats:
        assert len(beat_alt(one, beat)) <= 300 and "\n" not in beat_alt(one, beat)
    assert transcript(one).count("\n[0:0") == 2


LAYERS = [
    ("depthwise", Layer(4, 8, size=(4, 5), groups=4)),
    ("depthwise", Layer(3, 3, size=5, groups=3, padding="same", dilation=(1, 2))),
    ("depthwise", Layer(3, 3, size=5, groups=3, kernel=(2, 3), padding="same")),
    ("depthwise", Layer(3, 3, size=5, groups=3, stride=2, padding=((0, 1), (2, 0)))),
    ("split", Layer(6, 6, size=5, groups=3, bias=True)),
    ("split", Layer(8, 4, size=4, groups=4, padding=(1, 0))),
    ("aggregate", Layer(8, 8, size=6, groups=4)),
    ("pointwise", Layer(3, 5, size=(2, 4), kernel=1)),
    ("separable", Layer(4, 8, size=5, stride=2, padding=1)),
    *((name, lesson.layer) for name, lesson in LESSONS.items() if lesson.of_layer),
]


def told_of(name, layer, **more):
    return story(scene=LESSONS[name].scene, layer=layer, **more)


class Asked(Exception):
    """Instead of rendering."""


def asked_for(line, monkeypatch):
    """The scene's name and the layer, values, theme and quality that a command line asks for."""
    from click.testing import CliRunner

    from convanim.cli import render as module

    caught = {}

    def found(clips, quality, *rest):
        caught.update(clip=clips[0], quality=quality)
        raise Asked

    monkeypatch.setattr(module, "_results", found)
    words = shlex.split(line, comments=True)
    assert words[:2] == ["convanim", "render"]
    outcome = CliRunner().invoke(module.render_command, words[2:])
    assert isinstance(outcome.exception, Asked), outcome
    return caught["clip"], caught["quality"]


@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_the_command_asks_for_the_same_clip(name, layer, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    values = {"kind": "normal", "seed": 3}
    line = command(told_of(name, layer, theme="light", values=values))
    clip, quality = asked_for(line, monkeypatch)
    assert clip.scene.__name__ == LESSONS[name].scene
    assert (clip.layer, clip.values.kind, clip.values.seed) == (layer, "normal", 3)
    assert (clip.look.theme, quality) == ("light", "l")


def test_no_option_is_idle():
    for name in LESSONS:
        assert needed(LESSONS[name], default_layer(name)) == {}
    assert command(told_of("depthwise", Layer(groups=8), width=1280, height=720, fps=30)) == "convanim render depthwise"


def test_own_arrays_are_named_as_files(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    layer = Layer(4, 4, size=5, groups=4, bias=True)
    given = told_of("depthwise", layer, values={"input": "given", "weight": "given", "bias": "given"})
    line = command(given)
    assert "--input FILE.npy --weights WEIGHTS.npy --biases BIASES.npy" in line
    assert line.endswith("  # FILE.npy, WEIGHTS.npy, BIASES.npy: your own numbers")
    np.save("FILE.npy", np.ones((4, 5, 5)))
    np.save("WEIGHTS.npy", np.ones((4, 1, 3, 3)))
    np.save("BIASES.npy", np.arange(4))
    clip, _ = asked_for(line, monkeypatch)
    assert clip.layer == layer and clip.values.input.shape == (4, 5, 5)
    assert clip.values.bias.tolist() == [0, 1, 2, 3]
    assert "BIASES.npy" in python_code(given)
    assert dict(layer_facts(given))["Numbers"].endswith("input, weights, biases: the author’s own")


def test_a_scene_of_ones_own_says_every_option(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "FILE.py").write_text(SMALL, encoding="utf-8")
    layer = Layer(4, 4, size=5, groups=2, padding="same", bias=True)
    mine = story(scene="Mine", layer=layer)
    clip, _ = asked_for(command(mine), monkeypatch)
    assert (clip.scene.__name__, clip.layer, clip.values.seed) == ("Mine", layer, 0)
    assert "the file with the scene Mine" in command(mine)


@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_the_python_asks_for_the_same_clip(name, layer, monkeypatch):
    values = {"kind": "normal", "seed": 3}
    assert_runs_as(told_of(name, layer, theme="light", values=values), monkeypatch, layer)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_python_takes_any_name(text, monkeypatch):
    given = story(name=text)
    # Names take fields in braces, so that a brace in one is written twice.
    assert assert_runs_as(given, monkeypatch, given.layer)["name"].format() == text


def assert_runs_as(given, monkeypatch, layer, quality="l"):
    import convanim

    calls = []

    def rendered(scene, **arguments):
        calls.append((scene, arguments))
        return type("Result", (), {"path": "here"})

    monkeypatch.setattr(convanim, "render", rendered, raising=False)
    code = python_code(given)
    ast.parse(code)
    exec(code, {"print": lambda *_: None})
    ((scene, arguments),) = calls
    assert scene.__name__ == given.scene
    assert arguments.get("layer", scene.layer) == layer
    made = arguments.get("values", Values())
    assert (made.kind, made.seed) == (given.values["kind"], given.values["seed"])
    if not given.own_theme:
        assert arguments.get("theme", "dark") == given.theme
    assert arguments["quality"] == quality
    return arguments


def test_the_python_loads_own_arrays(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    np.save("FILE.npy", np.ones((4, 4, 4)))
    layer = Layer(4, 4, size=4, groups=4)
    given = told_of("depthwise", layer, values={"input": "given"})
    assert (assert_runs_as(given, monkeypatch, layer)["values"].input == 1).all()


def test_both_halves_of_a_separable_layer_are_named_as_files(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    layer = Layer(2, 3, size=4, bias=True)
    given = told_of("separable", layer, values={"weight": "given", "bias": "given", "mixing": "given"})
    for name, shape in (("WEIGHTS", (2, 1, 3, 3)), ("BIASES", 2), ("MIXING", (3, 2, 1, 1)), ("MIXING_BIASES", 3)):
        np.save(f"{name}.npy", np.ones(shape))
    clip, _ = asked_for(command(given), monkeypatch)
    assert clip.layer == layer
    assert clip.mixing.bias.tolist() == [1, 1, 1]
    assert assert_runs_as(given, monkeypatch, layer)["mixing"].weight.shape == (3, 2, 1, 1)


@pytest.mark.parametrize("aspect", ["1:1", "9:16"])
def test_the_aspect_is_asked_for_again(aspect, monkeypatch):
    size = quality_of("h").shaped(aspect)
    given = told_of("depthwise", Layer(groups=8), width=size.width, height=size.height, fps=size.fps)
    clip, quality = asked_for(command(given), monkeypatch)
    assert (clip.look.aspect, quality) == (aspect, "h")
    assert f'aspect="{aspect}"' in python_code(given)


def test_a_theme_of_ones_own_is_made_again(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    school = Theme.light().with_(name="my school", accent="#7A1F3D", groups=["#FFB000", ("#3366DD", "#BBCCFF")])
    given = told_of("depthwise", Layer(groups=8), theme=school.name, own_theme=table_of(school))
    line = command(given)
    assert line.endswith("# THEME.toml: the author's own theme, my school") and given.ground == "light"
    assert assert_runs_as(given, monkeypatch, Layer(groups=8))["theme"] == school
    (tmp_path / "THEME.toml").write_text('accent = "#FFD100"')
    clip, _ = asked_for(line, monkeypatch)
    assert clip.look.theme.name == "THEME"


@pytest.mark.parametrize(("fps", "pace"), [(25, 1.0), (30, 0.8), (24, 2.0)])
def test_rate_and_pace_are_asked_for_again(fps, pace, monkeypatch):
    given = told_of("depthwise", Layer(groups=8), width=1280, height=720, fps=fps, pace=pace)
    clip, quality = asked_for(command(given), monkeypatch)
    assert (clip.look.fps, clip.look.pace, quality) == (None if fps == 30 else fps, None if pace == 1 else pace, "m")
    arguments = assert_runs_as(given, monkeypatch, Layer(groups=8), quality="m")
    assert (arguments.get("fps", 30), arguments.get("pace", 1.0)) == (fps, pace)


def test_language_and_numbers_are_told(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    layer = Layer(groups=8)
    given = told_of("depthwise", layer, language="de", decimals=3, decimal_mark="point")
    clip, _ = asked_for(command(given), monkeypatch)
    assert (clip.look.language, clip.look.decimals, clip.look.decimal_mark) == ("de", 3, "point")
    ran = assert_runs_as(given, monkeypatch, layer)
    assert (ran["language"], ran["decimals"], ran["decimal_mark"]) == ("de", 3, "point")
    assert "language" not in command(told_of("depthwise", layer)) + python_code(told_of("depthwise", layer))


def test_chosen_channels_are_told(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    layer = Layer(12, 12, groups=12)
    given = told_of("depthwise", layer, show_channels=[0, 5])
    clip, _ = asked_for(command(given), monkeypatch)
    assert clip.look.show_channels == (0, 5)
    assert assert_runs_as(given, monkeypatch, layer)["show_channels"] == (0, 5)


def test_a_crop_is_told(monkeypatch):
    layer = Layer(8, 8, size=30, groups=8)
    given = told_of("depthwise", layer, crop="3:9,0:7")
    clip, _ = asked_for(command(given), monkeypatch)
    assert clip.look.crop == Crop.of("3:9,0:7")
    assert assert_runs_as(given, monkeypatch, layer)["crop"] == "3:9,0:7"


def test_a_scene_that_shows_no_layer_tells_of_none():
    told = story(
        title="Arithmetic is not time",
        scene="Clock",
        layer=LESSONS["clock"].layer,
        said=("Only 3 times faster.", "All is said."),
    )
    for text in (transcript(told), alt_text(told)):
        assert LESSONS["clock"].summary in text
        assert not re.search("Input|Weights|filters|seed", text)
    assert (layer_facts(told), saving(told)) == ([], "")


def test_a_layer_that_stands_in_for_none_is_told_beside_the_larger_one():
    text = alt_text(story(scene="Demand", layer=Layer()))
    assert "9\u2009216 multiply-adds beside 36\u2009864 (a layer of twice the features): 4 times fewer." in text
