"""A scene's look is read where its class is made."""

import pytest

from convanim.errors import SceneFileError, SpecError
from convanim.scene import ConvScene
from convanim.spec.crop import Crop
from convanim.theme.theme import Theme
from tests.scenes.playing import play


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ("aspect", "4:3", "no aspect is called '4:3'; allowed: 16:9, 1:1, 9:16"),
        ("aspect", "9:16", 'Mine is not laid out for 9:16; allowed: 16:9; try aspect="16:9"'),
        ("theme", "drak", "theme is 'drak'; allowed: dark, light, contrast, print, or a file FILE.toml; try dark"),
        ("show_channels", "many", "the channels to show are 'many'; allowed: channels from 0 on"),
        ("crop", "1:2", "the crop is '1:2'; allowed: rows and columns"),
        ("fps", 5, "fps is 5; allowed: whole frames a second"),
        ("pace", 9, "pace is 9; allowed: 0.25"),
        ("language", "de_DE", "the language is 'de_DE'; allowed: a tag of BCP 47"),
        ("decimals", 9, "decimals is 9; allowed: a whole number from 0 to 6"),
        ("layer", {"channels": 4}, "layer is {'channels': 4}; allowed: a Layer; try layer = Layer(in_channels=4"),
        ("layer", None, "layer is None; allowed: a Layer"),
        ("values", 3, "values is 3; allowed: Values; try values = Values(seed=3)"),
        ("title", 3, "title is 3; allowed: a text"),
        ("decimal_mark", "dot", "no decimal mark is called 'dot'; allowed: point, comma"),
    ],
)
def test_a_look_that_cannot_be_is_refused_with_the_class(attribute, value, message):
    with pytest.raises(SpecError) as caught:
        type("Mine", (ConvScene,), {attribute: value})
    assert str(caught.value).startswith(f"Mine: {message}")
    assert caught.value.field == attribute


def test_what_is_written_is_kept_as_scenes_use_it():
    class Mine(ConvScene):
        theme = "light"
        crop = "1:4,2:5"
        show_channels = [0, 3]

    assert (Mine.theme, Mine.crop, Mine.show_channels) == (Theme.light(), Crop((1, 4), (2, 5)), (0, 3))
    assert ConvScene.theme == Theme.dark()


def test_beats_that_are_a_text_are_refused_with_the_comma_that_is_missing():
    with pytest.raises(SpecError, match=r"beats of Mine is the text 'one'; .*; try beats = \('one',\)"):
        type("Mine", (ConvScene,), {"beats": ("one")})


def test_a_beat_without_a_method_is_answered_with_those_that_there_are():
    mine = type("Mine", (ConvScene,), {"beats": ("on",), "one": lambda self: None, "other": lambda self: None})
    with pytest.raises(SceneFileError, match=r"Mine has no method for the beat 'on'; allowed: one, other; try one"):
        play(mine, skip=True)
