"""All that is said on stage is true of the layer, of random layers in all scenes; and the reading of it can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convanim.draw.items import Item, Words
from convanim.lessons import LESSONS
from tests.scenes.asked import CROPPED, OF_LAYERS, has_groups, left_open
from tests.scenes.claims import Scope, claims_in
from tests.scenes.playing import Played, play

Film = tuple[dict[str, Any], dict[str, Any]]
"""A layer's options, and what of it is shown."""


@st.composite
def films(draw: st.DrawFn, name: str) -> Film:
    """Layers of a lesson, from a single channel to very many, odd ones and cropped ones among them."""
    lesson = LESSONS[name]
    channels = draw(st.sampled_from([1, 2, 2, 3, 4, 6, 13, 64]))
    filters = draw(st.sampled_from([1, 2, 3, 8, 16]))
    groups = channels if name == "depthwise" else 1
    if has_groups(lesson):
        groups, channels, filters = draw(st.integers(2, 5)), min(channels, 20), min(filters, 6)
        channels, filters = channels * groups, filters * groups
    elif name == "depthwise":
        filters = channels * min(filters, 3)
    elif name == "pixel_shuffle":
        filters = 4 * min(filters, 3)
    kernels = [(1, 1), (2, 3), (3, 1), (3, 3), (1, 2)]
    kernel = draw(st.sampled_from(kernels[1:] if name == "transposed" else kernels))
    dilation = draw(st.sampled_from([(1, 1), (1, 1), (2, 3), (1, 2)]))
    if name == "dilation":
        kernel, dilation = draw(st.sampled_from([(2, 3), (3, 3), (2, 2)])), draw(st.sampled_from([(2, 3), (1, 4)]))
    reach = [1 if "kernel" in lesson.fixed else (k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    stride, padding = draw(st.sampled_from([(1, 1), (2, 1)])), draw(st.sampled_from([0, (1, 0), "same"]))
    if name == "stride":
        stride, padding = draw(st.sampled_from([(2, 1), (2, 2), (1, 4)])), draw(st.sampled_from([0, (1, 0)]))
        reach = [cells + step for cells, step in zip(reach, stride, strict=True)]
    if name == "pooling":
        kernel, dilation, padding = (
            draw(st.sampled_from([(2, 2), (2, 3), (3, 2)])),
            (1, 1),
            draw(st.sampled_from([0, 1])),
        )
        stride, reach = draw(st.sampled_from([(1, 1), (2, 3), (4, 3)])), list(kernel)
    if name == "padding":
        stride, padding = draw(st.sampled_from([(1, 1), (2, 1), (2, 3)])), draw(st.sampled_from([1, (1, 0), "0,1,0,1"]))
        kernel, reach = (2, 3), [dilation[0] + 1, 2 * dilation[1] + 1]
    size = tuple(one + draw(st.sampled_from([0, 0, 1, 4, 9])) for one in reach)
    options = {
        "in_channels": channels,
        "out_channels": filters,
        "groups": groups,
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "bias": draw(st.booleans()),
    }
    if options["padding"] == "same":
        options["stride"] = (1, 1)
    shown: dict[str, Any] = {"aspect": draw(st.sampled_from(["16:9", "16:9", "1:1", "9:16"]))}
    if draw(st.booleans()) and not lesson.picks_channels and "in_channels" not in lesson.fixed:
        shown["show_channels"] = tuple(sorted({0, channels // 2, channels - 1}))
    return left_open(lesson, options), shown


def cropped(name: str) -> Film:
    """The lesson's cropped layer."""
    options, channels, crop = CROPPED[name]
    return options, {"show_channels": channels, "crop": crop}


def facts_tag(items: list[Item], otherwise: str) -> str:
    """The tag of the layer that the facts of a picture tell of, or a label where large text leaves facts out."""
    tags = [
        span.source.index[1]
        for item in items
        if isinstance(item, Words) and item.text.startswith(("groups ", "dilation "))
        for span in item.spans
        if span.source is not None and span.source.index[0] in ("groups", "dilation_rows")
    ]
    return str(tags[-1]) if tags else otherwise


def said(played: Played) -> Iterator[tuple[str, Scope]]:
    """Every caption, chapter and text on stage, with what it is about."""
    scene, tag = played.scene, played.scene.layer.tag
    captions = scene.renderer.file_writer.subcaptions
    for beat in scene.beats:
        yield scene.chapter(beat), Scope(tag, tag)
    scopes = [(now, scope_of(items, tag)) for _, now, items in played.pictures]
    for (_, _, items), (_, scope) in zip(played.pictures, scopes, strict=True):
        for text in dict.fromkeys(item.text for item in items if isinstance(item, Words)):
            if re.search("[A-Za-z]{2}", text) and not any(text in one.content for one in captions):
                yield text, scope
    for one in captions:
        start, end = one.start.total_seconds(), one.end.total_seconds()
        later = [(now, scope) for now, scope in scopes if now > start]
        # What comes to rest while it stands, or else first after it.
        during = [scope for now, scope in later if now < end] or [scope for _, scope in later[:1]]
        assert during, one.content
        for scope in during:
            yield one.content, scope


def scope_of(items: list[Item], tag: str) -> Scope:
    """What a picture is about."""
    sources = [item.source for item in items if isinstance(item, Words) and item.source is not None]
    shown = {source.index[0] for source in sources if source.tensor == "output"}
    return Scope(tag, facts_tag(items, tag), len(shown) or None)


def wrong(name: str, film: Film) -> list[str]:
    options, shown = film
    # With the facts, which large text leaves out: they tell of which layer the rest speaks.
    played = play(name, options, skip=True, text="normal", **shown)
    texts = dict.fromkeys(said(played))
    assert len(texts) > 10
    return list(dict.fromkeys(f"{text!r}: {fault}" for text, scope in texts for fault in claims_in(text, scope)))


@pytest.mark.parametrize("name", OF_LAYERS)
def test_what_is_said_is_true_of_random_layers(name: str) -> None:
    @settings(max_examples=2)
    @example(cropped(name))
    @given(films(name))
    def check(film: Film) -> None:
        assert not wrong(name, film)

    check()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("depthwise", {"in_channels": 4, "out_channels": 8}),
        ("depthwise", {"in_channels": 2, "out_channels": 4}),
        ("depthwise", {"in_channels": 1, "out_channels": 2}),
        ("depthwise", {"in_channels": 64, "out_channels": 128}),
        ("pointwise", {"in_channels": 64, "out_channels": 2}),
        ("separable", {"in_channels": 2, "out_channels": 64, "kernel": (2, 3)}),
        ("split", {"in_channels": 10, "out_channels": 5, "groups": 5}),
        ("aggregate", {"in_channels": 64, "out_channels": 32, "groups": 2}),
        ("dilation", {"kernel": (1, 3), "dilation": (4, 2)}),
        ("padding", {"padding": "0,1,0,1"}),
        ("padding", {"size": 7, "kernel": 5}),
        ("stride", {"kernel": 2, "stride": (3, 2), "size": 10}),
        ("stride", {"kernel": 3, "dilation": 2, "stride": 2, "size": 7}),
    ],
)
def test_what_is_said_is_true_of_layers_that_it_was_false_of(name: str, options: dict[str, Any]) -> None:
    assert not wrong(name, (options, {}))


EIGHT_OF_FOUR = "4x6x6 to 8x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 4"
"""A depthwise layer of two filters a channel."""
TWO = "2x6x6 to 2x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 2"


EIGHT = "8x6x6 to 8x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 1"
TO_SIXTEEN = "2x6x6 to 16x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 1"
TO_NINE = "8x6x6 to 9x4x4, kernel 3x3, stride 1x1, padding 0,0,0,0, dilation 1x1, groups 1"


@pytest.mark.parametrize(
    ("tag", "sentence", "fault"),
    [
        (EIGHT, "Done first: separable. Done last: standard.", "is not so"),
        (EIGHT, "Done first: depthwise. Done last: standard, two groups.", "is not so"),
        (TO_SIXTEEN, "Depthwise is cheapest, but each output sees a single channel.", "is not so"),
        (EIGHT, "Separable sees all eight channels, for ≈\u200922.6\u2009% of the work.", "is not so"),
        (EIGHT, "Separable sees both channels, for ≈\u200923.6\u2009% of the work.", "'both' is said of 8"),
        (TO_NINE, "Same input, same output shape: who is done first?", "is not so"),
        (TO_NINE, "two groups", "is not so"),
        (EIGHT, "71 multiply-adds for a cell of the standard output.", "'71' is said for 72"),
        (EIGHT, "35 a cell", "is not so"),
        (EIGHT, "9, then 9 a cell", "is not so"),
        (EIGHT, "sees 2 of 8 channels", "is not so"),
        (EIGHT_OF_FOUR, "All channels at once: four small convolutions side by side.", "'four' is said for 8"),
        (EIGHT_OF_FOUR, "each with its own filter and its own output", "is not so"),
        (EIGHT_OF_FOUR, "Each channel meets its own 3×3 filter.", "is not so"),
        (EIGHT_OF_FOUR, "Each channel meets its own two filters of 2×3.", "'2' is said for 3 kernel_rows"),
        (EIGHT_OF_FOUR, "Both channels at once: eight small convolutions, two each.", "'both' is said of 4"),
        (EIGHT_OF_FOUR, "Six groups: each channel stands alone.", "'six' is said for 4 now.groups"),
        (EIGHT_OF_FOUR, "Each channel has its nine moods.", "nobody checks 'each'"),
        (EIGHT_OF_FOUR, "channel 8", "is not so"),
        (EIGHT_OF_FOUR, "9 of 8 outputs shown", "is not so"),
        (EIGHT_OF_FOUR, "a needle with 1 small channels", "is no English"),
        (TWO, "All channels at once: two small convolutions side by side.", "'all' is said of 2"),
        (TWO, "All groups work at once, and each fills its own output channels.", "'all' is said of 2 groups"),
        (TWO, "Both groups work at once: filter 0 reads only A, filter 1 only A.", "is not so"),
        (TWO, "The price: of two channels, output 1 has seen only two.", "'two' is said for 1"),
        (TWO, "weights for the other channels fall away", "is said of 1 unread"),
        (TWO, "One group: the one filter is two deep.", "'the one' is said of 2"),
        (TWO, "2 filter", "is no English"),
    ],
)
def test_the_reading_of_sentences_can_fail(tag: str, sentence: str, fault: str) -> None:
    assert any(fault in one for one in claims_in(sentence, Scope(tag, tag))), list(claims_in(sentence, Scope(tag, tag)))


def test_true_sentences_pass() -> None:
    for tag, sentence in [
        (EIGHT_OF_FOUR, "All channels at once: eight small convolutions, two each."),
        (EIGHT_OF_FOUR, "each with its own two filters and two outputs"),
        (TWO, "Both groups work at once: filter 0 reads only A, filter 1 only B."),
        (TWO, "Weights for the other channel fall away."),
        (EIGHT, "Done first: depthwise. Done last: standard."),
        (EIGHT, "Depthwise is cheapest, but each output sees a single channel."),
        (EIGHT, "Separable sees all eight channels, for ≈\u200923.6\u2009% of the work."),
        (EIGHT, "Same input, same output shape: who is done first?"),
        (EIGHT, "two groups"),
        (TO_SIXTEEN, "Done first: separable. Done last: standard."),
    ]:
        assert not list(claims_in(sentence, Scope(tag, tag)))
