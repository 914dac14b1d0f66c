"""Every picture that rests: margins, sizes, contrast, and no text over text."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch import nn

from convanim.catalog import load_scene
from convanim.draw.bounds import bounds
from convanim.draw.items import Faces, Item, Picture, Words
from convanim.draw.lettering import lacking, span_box, text_box
from convanim.draw.outlines import NEEDED
from convanim.errors import SpecError
from convanim.language.catalogs import LOCALE, languages
from convanim.language.direction import isolated
from convanim.layout.canvas import CANVASES, WIDE, Canvas
from convanim.layout.geometry import Box
from convanim.lessons import LESSONS
from convanim.sources.modules import from_module
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from convanim.theme.color import contrast, mix
from convanim.theme.theme import Theme
from tests.scenes.asked import CASES, CROPPED, LAYERS, has_groups, left_open
from tests.scenes.playing import play

MARGIN = 0.04
SHOWN = 0.6
"""Text fainter than this is on its way in or out."""


def written(items: list[Item]) -> list[Words]:
    return [item for item in items if isinstance(item, Words) and item.color[3] > SHOWN and item.text.strip()]


def overlap(one: Box, other: Box) -> bool:
    slack = 1.0
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def check(
    items: list[Item], where: str, canvas: Canvas = WIDE, language: str = "en", panel_least: float = 21.9
) -> None:
    frame, panel = canvas.whole, canvas.panel
    aside, over = MARGIN * frame.width - 1, MARGIN * frame.height - 1
    texts, others = written(items), NEEDED[language].letters if language in NEEDED else re.compile("(?!)")
    directions = str.maketrans("", "", "\u200e\u200f\u2066\u2069")
    boxes = [text_box(text) for text in texts]
    for text, (left, top, right, bottom) in zip(texts, boxes, strict=True):
        absent = "".join(
            letter for letter in lacking(text.text.translate(directions), text.bold) if not others.match(letter)
        )
        assert not absent, f"{where}: the font has no {absent!r}"
        inside = left >= frame.left + aside and right <= frame.right - aside
        assert inside and top >= frame.top + over and bottom <= frame.bottom - over, (
            f"{where}: {text.text!r} leaves the frame"
        )
        ink = mix(text.ground, text.color[:3], text.color[3])
        assert contrast(ink, text.ground) >= 4.4, f"{where}: {text.text!r} is too faint on its ground"
        least = panel_least if bottom > panel.top else 15.9
        assert text.size >= least, f"{where}: {text.text!r} is set in {text.size:.1f} px"
        if bottom > panel.top and text.source is not None:
            assert text.size >= 27.9, f"{where}: the number {text.text!r} is set in {text.size:.1f} px"
    # Real maps of many cells are faces, too, and pictures where their cells are tiny.
    for item in items:
        if isinstance(item, Faces) and item.fill[:, 3].max() > SHOWN:
            left, top, right, bottom = bounds(item)
            assert frame.left + 20 <= left and right <= frame.right - 20, f"{where}: cells leave the frame"
            assert frame.top + 20 <= top and bottom <= panel.top + 2, f"{where}: cells reach into the ribbon"
    for i, one in enumerate(boxes):
        for j in range(i + 1, len(boxes)):
            assert not overlap(one, boxes[j]), f"{where}: {texts[i].text!r} and {texts[j].text!r} overlap"


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("name", "options", "label"), CASES, ids=[f"{n}-{label}" for n, _, label in CASES])
def test_pictures_at_rest_are_legible(name: str, options: dict[str, Any], label: str, aspect: str) -> None:
    played = play(name, options, skip=True, aspect=aspect)
    assert {beat for beat, _, _ in played.pictures} == set(played.scene.beats)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect])


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", LESSONS)
def test_real_values_and_paper_are_legible_too(name: str, aspect: str) -> None:
    played = play(name, values=Values("normal", seed=3), theme=Theme.light(), skip=True, aspect=aspect)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect])


@pytest.mark.parametrize("theme", ["contrast", "print"])
@pytest.mark.parametrize("name", LESSONS)
def test_other_themes_are_legible_too(name: str, theme: str) -> None:
    played = play(name, theme=Theme.named(theme), skip=True)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", WIDE)


@pytest.mark.parametrize("name", LESSONS)
def test_themes_of_ones_own_are_legible_too(name: str) -> None:
    groups = ["#F26419", "#6CB4EE", "#F6D55C", ("#7A2FC0", "#D9A8FF")]
    school = Theme.dark().with_(background="#0B2545", dim="#B7C4D6", accent="#FFD166", whole="#13A89E", groups=groups)
    for beat, time, items in play(name, theme=school, skip=True).pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", WIDE)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("language", languages(LOCALE))
def test_every_language_is_legible(language: str, name: str, aspect: str, fonts: Any) -> None:
    fonts(language)
    played = play(name, skip=True, aspect=aspect, language=language)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect], language)


PROVED = {
    "separable": ("true_costs", lambda: nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 4, 1))),
    "depthwise": ("count_the_cost", lambda: nn.Conv2d(4, 4, 3, groups=4)),
    "aggregate": ("same_as_grouped_convolution", lambda: nn.Conv2d(4, 4, 3, groups=2)),
    "pointwise": ("count_the_cost", lambda: nn.Conv2d(4, 4, 1)),
}
"""The beat of a lesson that compares with torch, and a module that it can be made of."""
NATIVE_REACH = 0.95, 0.25
"""How far Hindi and Chinese letters usually reach above and below the baseline, over the size."""


def ink(text: Words) -> Box:
    """What a line of text covers with all that hangs below it, which ``text_box`` leaves out."""
    left, top, right, bottom = span_box(text, 0, len(text.text))
    above, below = NATIVE_REACH
    return left, max(top, text.y - above * text.size), right, min(bottom, text.y + below * text.size)


@pytest.mark.parametrize("kind", ["integers", "normal", "bfloat16"])
@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("language", languages(LOCALE))
@pytest.mark.parametrize("name", PROVED)
def test_what_is_said_of_the_comparison_is_set_over_nothing(
    name: str, language: str, aspect: str, kind: str, fonts: Any
) -> None:
    fonts(language)
    (beat, module), canvas = PROVED[name], CANVASES[aspect]
    torch.manual_seed(0)
    own = from_module(name, module().to(torch.bfloat16), torch.randn(4, 5, 5))
    known = ("in_channels", "out_channels", "size", "bias", *([] if name == "pointwise" else ["groups"]))
    options = {option: getattr(own.layer, option) for option in known}
    mixing = {"mixing": own.mixing} if name == "separable" and kind == "bfloat16" else {}
    values = own.values if kind == "bfloat16" else Values(kind)
    only = type(name, (load_scene(name),), {"beats": (beat,)})
    for _, time, items in play(only, options, values, skip=True, aspect=aspect, language=language, **mixing).pictures:
        where = f"{name}.{beat} of {kind} at {time:.1f} s"
        # Only a module of another precision has so much to say that it may be set smaller.
        check(items, where, canvas, language, panel_least=15.9 if kind == "bfloat16" else 21.9)
        told = [text for text in written(items) if text.y > canvas.panel.top]
        for one, other in combinations(told, 2):
            # On one line, signs and numbers stand side by side with their blanks.
            same = one.y == other.y
            assert same or not overlap(ink(one), ink(other)), f"{where}: {one.text!r} runs into {other.text!r}"


LEFTWARD = {
    "he": ("קונבולוציה לפי עומק", "כל ערוץ פוגש את המסנן שלו בלבד: {in_channels} ערוצים, מסנן 3×3 לכל אחד."),
    "ar": ("الالتفاف العميق", "PyTorch: كل قناة تلتقي بمرشّحها 3×3 الخاص، ولا تختلط القنوات ({in_channels})."),
}


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("language", LEFTWARD)
def test_languages_that_run_to_the_left_stand_on_the_right(language: str, aspect: str, fonts: Any) -> None:
    fonts(language)
    title, said = LEFTWARD[language]

    class Own(load_scene("depthwise")):  # type: ignore[misc]
        beats = ("one_channel_slowly",)

        def one_channel_slowly(self) -> None:
            super().one_channel_slowly()
            self.say(said)
            self.also()

    canvas = CANVASES[aspect]
    played = play(Own, skip=True, aspect=aspect, language=language, title=title)
    for beat, time, items in played.pictures:
        check(items, f"{beat} at {time:.1f} s", canvas, language)
    texts = {text.text.strip("\u200f"): text_box(text) for text in written(played.pictures[-1][2])}
    header = [title, isolated(said.format(in_channels=8))]
    assert all(texts[text][2] == pytest.approx(canvas.header.right) for text in header)
    assert texts["out 8×4×4"][0] < texts["in 8×6×6"][0] < texts["groups 8"][0]


def test_a_text_that_reaches_out_of_the_frame_is_refused() -> None:
    class Own(load_scene("depthwise")):  # type: ignore[misc]
        beats = ("count_the_cost",)

        def count_the_cost(self) -> None:
            super().count_the_cost()
            self.actor("facts").shift([0.9, 0, 0])

    with pytest.raises(SpecError, match=r"the text 'out 8×4×4' reaches out of the 16:9 frame in the beat count"):
        play(Own, skip=True)


@pytest.mark.parametrize(("name", "label"), [("split", "odd"), ("depthwise", "many"), ("separable", "many")])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_long_words_find_room_beside_odd_and_many_channels(language: str, name: str, label: str) -> None:
    for aspect in ASPECTS:
        played = play(name, LAYERS[name][label], skip=True, aspect=aspect, language=language)
        for beat, time, items in played.pictures:
            check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect], language)


UNEVEN: list[tuple[str, dict[str, Any]]] = [
    ("depthwise", {"in_channels": 4, "out_channels": 8}),
    ("depthwise", {"in_channels": 1, "out_channels": 8, "padding": ((0, 1), (2, 0))}),
    ("depthwise", {"in_channels": 6, "out_channels": 18, "size": (5, 7), "stride": (2, 1), "bias": True}),
    ("aggregate", {"in_channels": 4, "out_channels": 4, "size": 4, "kernel": (4, 2), "padding": "same"}),
]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("name", "options"), UNEVEN)
def test_several_filters_a_channel_and_uneven_padding_are_legible(
    name: str, options: dict[str, Any], aspect: str
) -> None:
    for language in ("en", "de"):
        for beat, time, items in play(name, options, skip=True, aspect=aspect, language=language).pictures:
            check(items, f"{name}.{beat} at {time:.1f} s in {language}", CANVASES[aspect])


@pytest.mark.parametrize("decimals", [0, 6])
@pytest.mark.parametrize("name", LESSONS)
def test_any_number_of_decimals_is_legible(name: str, decimals: int) -> None:
    played = play(name, values=Values("normal", seed=3), skip=True, decimals=decimals)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s")


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", LESSONS)
def test_crops_and_pictures_of_the_whole_are_legible(name: str, aspect: str) -> None:
    options, shown, crop = CROPPED[name]
    values = Values("normal", seed=3) if name == "depthwise" else Values()
    played = play(name, options, values, skip=True, aspect=aspect, show_channels=shown, crop=crop)
    whole, pictured = (played.scene.layer.size, played.scene.layer.output_size), False
    for beat, time, items in played.pictures:
        where = f"{name}.{beat} at {time:.1f} s"
        check(items, where, CANVASES[aspect])
        boxes = [bounds(item) for item in items if isinstance(item, Picture) and item.pixels.shape[:2] in whole]
        pictured |= bool(boxes)
        texts = [text_box(text) for text in written(items)]
        assert not any(overlap(box, text) for box in boxes for text in texts), f"{where}: text on a picture"
    assert pictured


@st.composite
def told_layers(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Options of a layer that a scene may be asked for: few channels and many, flat maps, kernels as large as they."""

    def pair(least: int, most: int) -> tuple[int, int]:
        return draw(st.integers(least, most)), draw(st.integers(least, most))

    options: dict[str, Any] = {"size": pair(1, 12), "bias": draw(st.booleans())}
    lesson = LESSONS[name]
    if has_groups(lesson):
        groups = draw(st.integers(2, 5))
        each = pair(1, 4)
        options |= {"groups": groups, "in_channels": groups * each[0], "out_channels": groups * each[1]}
    else:
        options["in_channels"] = draw(st.sampled_from([1, 2, 3, 5, 8, 12, 40]))
        many = lesson.layer.groups > 1
        filters = draw(st.sampled_from([1, 2, 3] if many else [1, 2, 3, 8, 100]))
        options["out_channels"] = filters * (options["in_channels"] if many else 1)
    padding = draw(st.sampled_from([0, 1, (1, 0), (0, 2)]))
    windows = {"kernel": pair(1, 4), "stride": pair(1, 3), "dilation": pair(1, 2), "padding": padding}
    return {**options, **left_open(lesson, windows)}


@pytest.mark.parametrize("name", LESSONS)
@settings(max_examples=12)
@given(data=st.data())
def test_any_layer_keeps_its_words_in_the_frame_and_apart(name: str, data: st.DataObject) -> None:
    options = data.draw(told_layers(name))
    aspect, language = data.draw(st.sampled_from(list(ASPECTS))), data.draw(st.sampled_from(["en", "de", "fr"]))
    try:
        load_scene(name).fit_layer(options)
    except SpecError:
        reject()
    played = play(name, options, skip=True, aspect=aspect, language=language)
    for beat, time, items in played.pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect], language)


SPARSE: list[tuple[str, dict[str, Any], str]] = [
    ("separable", {"in_channels": 1}, "1:1"),
    ("separable", {"in_channels": 1, "out_channels": 1}, "9:16"),
    # Filters of groups whose channels find no place.
    ("split", {"in_channels": 16, "out_channels": 8, "groups": 4, "size": (4, 6), "kernel": 4}, "16:9"),
    # Filters as high as their lane, and groups of one filter.
    ("split", {"in_channels": 12, "out_channels": 8, "groups": 4, "size": 2, "kernel": (4, 3), "padding": 1}, "1:1"),
    ("aggregate", {"in_channels": 6, "out_channels": 3, "groups": 3, "size": (3, 6), "kernel": 2, "stride": 3}, "9:16"),
]


@pytest.mark.parametrize(("name", "options", "aspect"), SPARSE)
def test_few_and_flat_ones_are_legible(name: str, options: dict[str, Any], aspect: str) -> None:
    for beat, time, items in play(name, options, skip=True, aspect=aspect).pictures:
        check(items, f"{name}.{beat} at {time:.1f} s", CANVASES[aspect])


def test_the_check_sees_what_it_should() -> None:
    white, black = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    check([Words("a", 200, 200, 28, white, black), Words("b", 300, 200, 28, white, black)], "apart")
    for bad in (
        [Words("out", 10, 200, 28, white, black)],
        [Words("faint", 200, 200, 28, (0.3, 0.3, 0.3, 1.0), black)],
        [Words("no \u6df1", 200, 200, 28, white, black)],
        [Words("small", 200, 200, 9, white, black)],
        [Words("over", 200, 200, 28, white, black), Words("over", 210, 205, 28, white, black)],
    ):
        with pytest.raises(AssertionError):
            check(bad, "bad")
