"""What clips are called: names that every system takes, and patterns that tell clips apart."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.errors import SpecError, UnknownNameError
from convanim.film.about import shown
from convanim.film.clip import Clip
from convanim.film.naming import FIELDS, MOST, OTHERS, Naming, checked, clip_name, one_of_a_name
from convanim.film.quality import quality_of
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.topic import Topic
from convanim.theme.theme import Theme

ODD = Layer(6, 12, groups=3, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=True)


def about(scene="split", layer=ODD, **look):
    take = Clip(scene, layer, Values(seed=3), look=Look(**look)).take(quality_of("m"))
    return shown(take.scene_class(), take.size)


def called(pattern, told, file="split", number=1):
    return Naming.of(pattern).called(told, file=file, number=number)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("plain", "plain"),
        ("{scene}-{aspect}-{language}", "split-9x16-de"),
        ("{theme} {quality} {fps} {pace}", "light m 25 0.5"),
        ("{channels}-{filters}-{groups}-{size}-{kernel}", "6-12-3-5x7-2x3"),
        ("{stride},{padding},{dilation}", "2x1,1x0,1x2"),
        ("{values}{seed}", "integers3"),
        ("{file}_{number}_{name}", "lesson_12_split"),
        ("a {{b}} #50%!", "a {b} #50%!"),
    ],
)
def test_fields_tell_what_a_clip_has(pattern, name):
    told = about(aspect="9:16", language="de", theme="light", fps=25, pace=0.5)
    assert called(pattern, told, file="lesson", number=12) == name


def test_equal_sizes_are_told_once_and_uneven_padding_whole():
    layer = Layer(2, 2, groups=2, kernel=(2, 3), padding="same")
    assert called("{size} {kernel} {padding}", about("depthwise", layer)) == "6 2x3 0x1x1x1"


def test_a_theme_of_ones_own_cannot_leave_the_folder():
    told = about(theme=Theme.dark().with_(name="../my: theme", accent="#FFD166"))
    assert called("{scene}-{theme}", told) == "split-my-theme"


def test_a_loop_lies_beside_its_film():
    told = about(cut="loop")
    assert called("{name} {scene} {cut}", told) == "split-loop split loop"
    assert Clip("split", look=Look(cut="loop")).named(quality_of("m")) == "split-loop"
    assert called("{name} {cut}", about()) == "split film"


@pytest.mark.parametrize("field", [*FIELDS, *OTHERS])
def test_every_field_can_be_filled(field):
    assert len(called(f"before {{{field}}} after", about()).split()) == 3


def test_an_unknown_field_names_the_known():
    with pytest.raises(UnknownNameError, match=r"no field of names is called 'aspekt'; allowed: scene, theme, aspect"):
        Naming.of("{aspekt}")


@pytest.mark.parametrize("pattern", ["{scene", "}", "{scene:>9}", "{scene!r}", "{}", "{0}", "{scene.upper}"])
def test_other_patterns_are_refused(pattern):
    with pytest.raises(SpecError):
        Naming.of(pattern)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "a/b",
        "/a",
        "a\\b",
        "../a",
        "a.",
        "a ",
        "a\nb",
        "a\0b",
        "CON",
        "nul.txt",
        "com1",
        "\udc80",
        "  ",
        "a:b",
        "c:",
        "what?",
        "aux.mp4",
        "COM¹",
        "conout$",
        "lpt0.x",
        "index.html",
        "Index.HTML",
        "a\u202efdp",
        "a\u2028b",
        b"5",
        5,
        None,
    ],
)
def test_what_can_be_no_files_name_is_refused(name):
    with pytest.raises(SpecError, match="the name is"):
        checked(name)
    with pytest.raises(SpecError, match="the name is"):
        Naming.of(name)
    with pytest.raises(SpecError, match="the name is"):
        Naming.plain(name)


@pytest.mark.parametrize("letter", ["a", "ü", "层"])
def test_names_leave_room_for_endings(letter):
    most = MOST // len(letter.encode())
    assert checked(letter * most) == letter * most
    with pytest.raises(SpecError, match="at most 120"):
        checked(letter * (most + 1))


def test_a_pattern_that_grows_too_long_is_refused():
    with pytest.raises(SpecError, match="at most 120"):
        called("{scene}" * 41, about())


def test_one_naming_over_another():
    small = Naming.of("small-{seed}")
    assert Naming.of("{name}-{aspect}").over(small).called(about(), file="x", number=1) == "small-3-16x9"
    assert Naming.of("{name}{name}").over(small).called(about(), file="x", number=1) == "small-3small-3"
    assert Naming.of("other").over(small) == Naming.plain("other")


@settings(derandomize=True)
@given(st.text(max_size=30))
def test_a_name_is_as_it_was_or_refused(name):
    try:
        plain = Naming.plain(name)
    except SpecError:
        return
    escaped = name.replace("{", "{{").replace("}", "}}")
    assert Naming.of(escaped).texts == plain.texts == (name,)


def test_two_of_a_name_are_refused_whatever_the_file_system():
    one_of_a_name(["a", "b"])
    with pytest.raises(SpecError, match=r"2 of the clips would be called Mine; .*try name="):
        one_of_a_name(["Mine", "other", "mine"])
    with pytest.raises(SpecError, match="2 of the clips"):
        one_of_a_name(["caf\u00e9", "cafe\u0301"])


def test_the_usual_name_is_the_scenes_or_the_networks(tmp_path):
    own_net = "class MyNet(nn.Sequential):\n    def __init__(self):\n        super().__init__(nn.Conv2d(3, 8, 3))\n"
    (tmp_path / "mine.py").write_text(f"from torch import nn\n\n\n{own_net}")
    assert [clip_name(name) for name in ("Depthwise", "MyOwn3x3", "A")] == ["depthwise", "my-own3x3", "a"]
    assert Clip("split").named(quality_of("l")) == "split"
    other = Clip("network", topic=Topic(network="mobilenet_v1"))
    assert other.named(quality_of("l")) == "mobilenet_v1"
    assert replace(other, look=Look(cut="loop")).named(quality_of("l")) == "mobilenet_v1-loop"
    assert Clip("network", topic=Topic(network="efficientnet_b0")).named(quality_of("l")) == "efficientnet"
    own = Topic(network=f"{tmp_path}/mine.py:MyNet", input_size=(3, 8, 8))
    assert Clip("network", topic=own).named(quality_of("l")) == "my-net"
    assert Clip("lesson", topic=Topic(network="mobilenet_v1")).named(quality_of("l")) == "lesson"
    assert Clip("split", name=Naming.of("{file}-{number}")).named(quality_of("l"), 4) == "split-4"
