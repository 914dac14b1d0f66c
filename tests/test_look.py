"""How clips are shown: what a look may say, and which of two has the word."""

import pytest

from convanim.crop import Crop
from convanim.errors import SpecError, UnknownNameError
from convanim.look import LOOKS, PLAIN, Look
from convanim.scene import ConvScene


def test_text_is_read_as_the_command_line_has_it():
    assert Look.of({"show_channels": "0, 5,9", "channels": "12"}) == Look(show_channels=(0, 5, 9))
    assert Look(show_channels=[3, 1]).show_channels == (3, 1)


@pytest.mark.parametrize("text", ["", "a", "1,", "-1", "1.5", "0 5", [-1], [0.5], [[1]]])
def test_what_lists_no_channels(text):
    with pytest.raises(SpecError, match=r"the channels to show are .*; allowed: channels from 0 on"):
        Look.of({"show_channels": text})


def test_a_crop_is_text_or_two_slices():
    assert Look.of({"crop": "1:3,:-2"}) == Look(crop=(slice(1, 3), (None, -2))) == Look(crop=Crop((1, 3), (None, -2)))


def test_an_unknown_aspect():
    with pytest.raises(UnknownNameError, match="16:9, 1:1, 9:16"):
        Look(aspect="4:3")


def test_the_nearer_one_has_the_word():
    near, far = Look(theme="light"), Look(theme="dark", aspect="1:1", show_channels=(0,))
    assert near.over(far) == Look("light", "1:1", (0,))
    assert PLAIN.over(far) == far == far.over(PLAIN)
    assert PLAIN.told == {}


def test_each_stands_in_for_a_scenes_own():
    assert all(hasattr(ConvScene, name) for name in LOOKS)
