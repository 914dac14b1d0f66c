"""Every picture that rests: margins, sizes, contrast, no text over text, and no digit that the ledger does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from torch import nn

from convanim.catalog import load_scene
from convanim.draw.bounds import bounds
from convanim.draw.items import Faces, Item, Picture, Words
from convanim.draw.lettering import text_box
from convanim.errors import SpecError
from convanim.language.catalogs import LOCALE, languages
from convanim.language.direction import isolated
from convanim.layout.canvas import canvas_of
from convanim.lessons import LESSONS
from convanim.sources.modules import from_module
from convanim.spec import Values
from convanim.spec.aspect import ASPECTS
from tests.pairs import pairwise
from tests.scenes.asked import OF_LAYERS, has_groups, left_open
from tests.scenes.digits import check_digits, unrecorded
from tests.scenes.films import FEW, MANY, Film
from tests.scenes.legible import check_legible, ink, overlap, written
from tests.scenes.playing import Played, play

FULL = [pytest.param(film, marks=pytest.mark.full) for film in MANY]


@dataclass(frozen=True)
class Screening:
    """A film, and how it went."""

    film: Film
    played: Played


@pytest.fixture(scope="module", params=[*FEW, *FULL], ids=str)
def screening(request: pytest.FixtureRequest, fonts: Any) -> Screening:
    """A film that was played once, for all that look at it."""
    fonts(request.param.language)
    return Screening(request.param, request.param.play())


def test_pictures_at_rest_are_legible(screening: Screening) -> None:
    film, played = screening.film, screening.played
    assert {beat for beat, _, _ in played.pictures} == set(played.scene.beats)
    for beat, time, items in played.pictures:
        check_legible(items, f"{film}.{beat} at {time:.1f} s", canvas_of(film.aspect, film.text), film.language)


@pytest.mark.parametrize("name", LESSONS)
def test_large_captions_are_18_pixels_high_in_480(name: str) -> None:
    played = play(name, skip=True, aspect="1:1", text="large")
    canvas, captions = played.scene.canvas, 0
    for beat, time, items in played.pictures:
        for line in written(items):
            if line.y < canvas.stage.top:
                assert line.size * 480 / canvas.whole.width >= 18, f"{name}.{beat} at {time:.1f} s: {line.text!r}"
                captions += 1
    assert captions >= len(played.scene.beats)


def test_every_digit_is_in_the_ledger(screening: Screening) -> None:
    check_digits(screening.played)


def test_a_crop_has_a_picture_of_the_whole_on_which_no_text_stands(screening: Screening) -> None:
    layer = screening.played.scene.layer
    pictured = False
    for beat, time, items in screening.played.pictures:
        wholes = [
            item
            for item in items
            if isinstance(item, Picture) and item.pixels.shape[:2] in (layer.size, layer.output_size)
        ]
        pictured |= bool(wholes)
        for picture, text in product(wholes, written(items)):
            assert not overlap(bounds(picture), text_box(text)) or on_a_cell(text, items, picture), (
                f"{screening.film}.{beat} at {time:.1f} s: {text.text!r} on a picture"
            )
    assert pictured or screening.film.layer != "cropped" or screening.film.scene not in OF_LAYERS


def on_a_cell(text: Words, items: list[Item], picture: Picture) -> bool:
    """Whether a number stands on a cell that is drawn in front of a picture."""
    place = next(k for k, item in enumerate(items) if item is picture)
    left, top, right, bottom = text_box(text)
    for item in items[place + 1 :]:
        if isinstance(item, Faces):
            low, high = item.corners.min(axis=1), item.corners.max(axis=1)
            if ((low <= (left, top)).all(axis=1) & (high >= (right, bottom)).all(axis=1)).any():
                return True
    return False


def check_all(
    name: str | type, options: dict[str, Any] | None = None, *, aspect: str = "16:9", language: str = "en", **more: Any
) -> None:
    """Play a scene, of which every picture has to be legible."""
    for beat, time, items in play(name, options, skip=True, aspect=aspect, language=language, **more).pictures:
        check_legible(items, f"{name}.{beat} of {options} at {time:.1f} s", canvas_of(aspect), language)


PROVED = {
    "separable": ("true_costs", lambda: nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 4, 1))),
    "depthwise": ("count_the_cost", lambda: nn.Conv2d(4, 4, 3, groups=4)),
    "aggregate": ("same_as_grouped_convolution", lambda: nn.Conv2d(4, 4, 3, groups=2)),
    "pointwise": ("count_the_cost", lambda: nn.Conv2d(4, 4, 1)),
}
"""The beat of a lesson that compares with torch, and a module that it can be made of."""


PROOFS = {
    "name": tuple(PROVED),
    "language": languages(LOCALE),
    "aspect": tuple(ASPECTS),
    "kind": ("integers", "normal", "bfloat16"),
}
FEW_PROOFS = [tuple(choice.values()) for choice in pairwise(**PROOFS)]
MANY_PROOFS = [chosen for chosen in product(*PROOFS.values()) if chosen not in FEW_PROOFS]


@pytest.mark.parametrize(
    tuple(PROOFS), [*FEW_PROOFS, *(pytest.param(*chosen, marks=pytest.mark.full) for chosen in MANY_PROOFS)]
)
def test_what_is_said_of_the_comparison_is_set_over_nothing(
    name: str, language: str, aspect: str, kind: str, fonts: Any
) -> None:
    fonts(language)
    (beat, module), canvas = PROVED[name], canvas_of(aspect)
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
        check_legible(items, where, canvas, language, panel_least=15.9 if kind == "bfloat16" else 21.9)
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

    canvas = canvas_of(aspect, "normal")
    played = play(Own, skip=True, aspect=aspect, language=language, title=title, text="normal")
    for beat, time, items in played.pictures:
        check_legible(items, f"{beat} at {time:.1f} s", canvas, language)
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


UNEVEN: list[tuple[str, dict[str, Any]]] = [
    ("depthwise", {"in_channels": 4, "out_channels": 8}),
    ("depthwise", {"in_channels": 1, "out_channels": 8, "padding": ((0, 1), (2, 0))}),
    ("depthwise", {"in_channels": 6, "out_channels": 18, "size": (5, 7), "stride": (2, 1), "bias": True}),
    ("aggregate", {"in_channels": 4, "out_channels": 4, "size": 4, "kernel": (4, 2), "padding": "same"}),
]


@pytest.mark.parametrize(
    ("place", "aspect", "language"),
    [tuple(one.values()) for one in pairwise(place=range(len(UNEVEN)), aspect=ASPECTS, language=("en", "de"))],
)
def test_several_filters_a_channel_and_uneven_padding_are_legible(place: int, aspect: str, language: str) -> None:
    check_all(*UNEVEN[place], aspect=aspect, language=language)


@st.composite
def any_layers(draw: st.DrawFn, name: str) -> dict[str, Any]:
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
    return left_open(lesson, {**options, **windows})


OFTEN = ("split", "pointwise", "separable", "comparison", "block")
"""Lessons of all sorts, of which any layers are always tried."""


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.full) for name in OF_LAYERS]
)
@settings(max_examples=4)
@given(data=st.data())
def test_any_layer_keeps_its_words_in_the_frame_and_apart(name: str, data: st.DataObject) -> None:
    options = data.draw(any_layers(name))
    aspect, language = data.draw(st.sampled_from(list(ASPECTS))), data.draw(st.sampled_from(["en", "de", "fr"]))
    try:
        load_scene(name).fit_layer(options)
    except SpecError:
        reject()
    played = play(name, options, skip=True, aspect=aspect, language=language)
    for beat, time, items in played.pictures:
        check_legible(items, f"{name}.{beat} at {time:.1f} s", canvas_of(aspect), language)


SPARSE: list[tuple[str, dict[str, Any], str]] = [
    ("separable", {"in_channels": 1}, "1:1"),
    ("separable", {"in_channels": 1, "out_channels": 1}, "9:16"),
    # Two lanes, and wirings of a single row; three, of which the last takes longest.
    ("comparison", {"in_channels": 1, "out_channels": 100}, "1:1"),
    ("comparison", {"in_channels": 40, "out_channels": 1, "kernel": 1}, "9:16"),
    ("conclusion", {"in_channels": 1, "out_channels": 100}, "1:1"),
    ("conclusion", {"in_channels": 40, "out_channels": 1, "kernel": 1}, "9:16"),
    # Filters of groups whose channels find no place.
    ("split", {"in_channels": 16, "out_channels": 8, "groups": 4, "size": (4, 6), "kernel": 4}, "16:9"),
    # Filters as high as their lane, and groups of one filter.
    ("split", {"in_channels": 12, "out_channels": 8, "groups": 4, "size": 2, "kernel": (4, 3), "padding": 1}, "1:1"),
    ("aggregate", {"in_channels": 6, "out_channels": 3, "groups": 3, "size": (3, 6), "kernel": 2, "stride": 3}, "9:16"),
]


@pytest.mark.parametrize(("name", "options", "aspect"), SPARSE)
def test_few_and_flat_ones_are_legible(name: str, options: dict[str, Any], aspect: str) -> None:
    for beat, time, items in play(name, options, skip=True, aspect=aspect).pictures:
        check_legible(items, f"{name}.{beat} at {time:.1f} s", canvas_of(aspect))


def test_the_check_sees_what_it_should() -> None:
    white, black = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
    check_legible([Words("a", 200, 200, 28, white, black), Words("b", 300, 200, 28, white, black)], "apart")
    for bad in (
        [Words("out", 10, 200, 28, white, black)],
        [Words("faint", 200, 200, 28, (0.3, 0.3, 0.3, 1.0), black)],
        [Words("no \u6df1", 200, 200, 28, white, black)],
        [Words("small", 200, 200, 9, white, black)],
        [Words("over", 200, 200, 28, white, black), Words("over", 210, 205, 28, white, black)],
    ):
        with pytest.raises(AssertionError):
            check_legible(bad, "bad")


def test_a_digit_without_an_entry_is_found() -> None:
    played = play("split", skip=True)
    _, time, items = played.pictures[0]
    told = [e for e in played.scene.ledger.entries if e.box is not None and e.start <= time + 1e-6 < e.end]
    frame = canvas_of("16:9").whole
    assert unrecorded(items, told, frame) == []
    groups = next(entry for entry in told if entry.source.index[0] == "groups")
    assert unrecorded(items, [entry for entry in told if entry is not groups], frame) == ["'1' of 'groups 1'"]
