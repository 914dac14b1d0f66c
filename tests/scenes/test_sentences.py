"""What scenes say of one, two and many: true of the layer, and in good language."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Any

import pytest

from convanim.draw.items import Words
from tests.scenes.playing import Played, play

LAYERS: dict[str, tuple[str, dict[str, Any]]] = {
    "standard 1-1": ("standard", {"in_channels": 1, "out_channels": 1, "kernel": 1, "size": 1}),
    "standard 2-1": ("standard", {"in_channels": 2, "out_channels": 1, "size": 4}),
    "standard 1-2": ("standard", {"in_channels": 1, "out_channels": 2, "size": (3, 4)}),
    "standard 3-3": ("standard", {"in_channels": 3, "out_channels": 3, "size": 3, "bias": True}),
    "demand 1-1": ("demand", {"in_channels": 1, "size": 4}),
    "demand 2-3": ("demand", {"in_channels": 2, "out_channels": 3, "size": 3}),
    "demand 6-9": ("demand", {"in_channels": 6, "out_channels": 9, "size": 4}),
    "depthwise 1-1": ("depthwise", {"in_channels": 1, "size": 4}),
    "depthwise 1-8": ("depthwise", {"in_channels": 1, "out_channels": 8, "size": 4}),
    "depthwise 2-2": ("depthwise", {"in_channels": 2, "size": 4}),
    "depthwise 2-4": ("depthwise", {"in_channels": 2, "out_channels": 4, "size": 4}),
    "depthwise one cell": ("depthwise", {"in_channels": 3, "kernel": 1, "size": 1, "bias": True}),
    "pointwise 1-1": ("pointwise", {"in_channels": 1, "out_channels": 1, "size": 2}),
    "pointwise 1-3": ("pointwise", {"in_channels": 1, "out_channels": 3, "size": 2, "bias": True}),
    "pointwise 2-1": ("pointwise", {"in_channels": 2, "out_channels": 1, "size": 1}),
    "pointwise 3-2": ("pointwise", {"in_channels": 3, "out_channels": 2, "size": 2}),
    "separable 1-1": ("separable", {"in_channels": 1, "out_channels": 1, "size": 3}),
    "separable 2-1": ("separable", {"in_channels": 2, "out_channels": 1, "kernel": (2, 3), "size": 4}),
    "separable 1x1": ("separable", {"in_channels": 2, "out_channels": 2, "kernel": 1, "size": 2}),
    "comparison 1-1": ("comparison", {"in_channels": 1, "out_channels": 1, "size": 3}),
    "comparison 2-1": ("comparison", {"in_channels": 2, "out_channels": 1, "kernel": (2, 3), "size": 4}),
    "comparison 2-16": ("comparison", {"in_channels": 2, "out_channels": 16, "size": 4}),
    "comparison 9-9": ("comparison", {"in_channels": 9, "out_channels": 9, "size": 4}),
    "comparison 1x1": ("comparison", {"in_channels": 2, "out_channels": 2, "kernel": 1, "size": 2}),
    "block 1-1": ("block", {"in_channels": 1, "size": 3}),
    "block 2-1": ("block", {"in_channels": 2, "out_channels": 1, "size": 3, "kernel": (2, 3)}),
    "block strided": ("block", {"in_channels": 3, "size": 4, "stride": 2}),
    "conclusion 1-1": ("conclusion", {"in_channels": 1, "out_channels": 1, "size": 3}),
    "conclusion 2-16": ("conclusion", {"in_channels": 2, "out_channels": 16, "size": 4}),
    "conclusion 9-9": ("conclusion", {"in_channels": 9, "out_channels": 9, "size": 4}),
    "conclusion 1x1": ("conclusion", {"in_channels": 2, "out_channels": 2, "kernel": 1, "size": 2}),
    "split 2-2": ("split", {"in_channels": 2, "out_channels": 2, "kernel": 1, "size": 1}),
    "shuffle 2-2": ("shuffle", {"in_channels": 2, "out_channels": 2, "kernel": 1, "size": 1}),
    "shuffle 2-4": ("shuffle", {"in_channels": 2, "out_channels": 4, "size": 4}),
    "shuffle 9-9": ("shuffle", {"in_channels": 9, "out_channels": 9, "size": 4}),
    "shuffle 6-6": ("shuffle", {"in_channels": 6, "out_channels": 6, "groups": 3, "size": 4}),
    "shuffle 3-6": ("shuffle", {"in_channels": 3, "out_channels": 6, "groups": 3, "size": 4}),
    "aggregate 6-3": ("aggregate", {"in_channels": 6, "out_channels": 3, "groups": 3, "size": 4}),
}
THINGS = "channels|filters|values|weights|groups|pixels|cells|numbers|convolutions|places|sums|rows|outputs|products"
MANY = {
    "en": (rf"(one|1)( small| partial)? ({THINGS})|all (one|two|1|2)", "channel|filter|group|cell"),
    "de": ("1 (Kanäle|Werte|Gewichte|Gruppen|Zellen|Faltungen)|alle [12]", "Kanal|Gruppe|Zelle"),
    "es": ("1 (canales|filtros|valores|pesos|grupos|celdas|lugares)", "canal|filtro|grupo|celda"),
    "fr": ("1 (canaux|filtres|valeurs|groupes|cases|positions)", "canal|filtre|groupe|case"),
}
WRONG = {language: rf"\b({many})\b|(?<!×)\b[2-9] ({one})\b" for language, (many, one) in MANY.items()}


@cache
def played(label: str, language: str = "en") -> Played:
    name, options = LAYERS[label]
    return play(name, options, skip=True, language=language)


def captions(label: str, language: str = "en") -> list[str]:
    return list(dict.fromkeys(one.content for one in played(label, language).scene.renderer.file_writer.subcaptions))


def chapters(label: str, language: str = "en") -> list[str]:
    scene = played(label, language).scene
    return [scene.chapter(beat) for beat in scene.beats]


OFTEN = {(label, ("de", "es", "fr")[place % 3]) for place, label in enumerate(LAYERS)}
"""Besides English, one language for each layer; the others are read where all is."""


@pytest.mark.parametrize(
    ("label", "language"),
    [
        pytest.param(*asked, marks=() if asked[1] == "en" or asked in OFTEN else pytest.mark.full)
        for asked in product(LAYERS, WRONG)
    ],
)
def test_one_is_singular_and_two_are_both(label: str, language: str) -> None:
    words = {item.text for _, _, items in played(label, language).pictures for item in items if isinstance(item, Words)}
    for text in [*words, *captions(label, language), *chapters(label, language)]:
        assert not re.search(WRONG[language], text), text


SAID = [
    ("standard 1-1", "1×1×1 in, 1×1×1 out: 1 multiply-add. Could it be less?"),
    ("standard 1-1", "One number first: a window through the one channel, 1 product, one sum."),
    ("standard 1-1", "One place is all there is: one number fills the output."),
    ("standard 1-1", "One filter, one output channel: a single pass over the input is all."),
    ("standard 1-1", "The one filter reads the one channel at the one place."),
    ("standard 2-1", "One number first: a window through both channels, 18 products, one sum."),
    ("standard 2-1", "The same filter at all 4 places fills the output."),
    ("standard 1-2", "The same filter at both places fills one channel of the output."),
    ("standard 1-2", "Two filters, two output channels: each is one more pass over the whole input."),
    ("standard 3-3", "One place is all there is: one number fills one channel of the output."),
    ("standard 3-3", "Every filter reads every channel at the one place."),
    ("standard 3-3", "81 multiply-adds: this is the bill to beat."),
    ("demand 1-1", "A whole filter: a row of one square."),
    ("demand 1-1", "One filter: one row."),
    ("demand 1-1", "Twice the channels: the filter is twice as deep."),
    ("demand 1-1", "Groups of one channel: more and more of them, none wider."),
    ("demand 2-3", "One filter reads one channel, at 1 place: one square."),
    ("demand 2-3", "Three filters: three rows."),
    ("demand 6-9", "One filter reads one channel, at 4 places: one square."),
    ("demand 6-9", "Twice the channels: every filter is twice as deep."),
    ("demand 6-9", "Groups of two channels: more and more of them, none wider."),
    ("depthwise 1-1", "One channel: its one filter is one deep already."),
    ("depthwise 1-1", "The one channel meets its own 3×3 filter."),
    ("depthwise 1-8", "The one channel meets its own eight filters of 3×3."),
    ("depthwise 1-8", "All filters at once: eight small convolutions of the one channel, side by side."),
    ("depthwise 2-2", "Two groups: every filter is one deep."),
    ("depthwise 2-2", "Each channel meets its own 3×3 filter. Channels never mix."),
    ("depthwise 2-2", "Never mixing channels makes it two times cheaper."),
    ("depthwise 2-4", "72 weights: how few would do?"),
    ("depthwise 2-4", "Each channel meets its own two filters of 3×3. Channels never mix."),
    ("depthwise 2-4", "Both channels at once: four small convolutions, two each."),
    ("pointwise 1-1", "It walks the image: at every pixel the same weight, until the plane is full."),
    ("pointwise 2-1", "The image is a single pixel, so one step fills the plane."),
    ("pointwise 2-1", "The one filter is a mix of the two values. Space is untouched, channels mix."),
    ("separable 2-1", "Then pointwise: the one filter mixes both channels, pixel by pixel."),
    ("comparison 1-1", "9 multiply-adds for a cell of the standard output. Who needs fewer?"),
    ("comparison 1-1", "Done first: standard. Done last: separable."),
    ("comparison 1-1", "There is a single channel to be seen."),
    ("comparison 1-1", "Separable sees the one channel, too, but for ≈\u2009111.1\u2009% of the work."),
    ("comparison 2-1", "Same input: who is done first?"),
    ("comparison 2-1", "Done first: standard, depthwise. Done last: separable."),
    ("comparison 2-1", "Depthwise: each output sees a single channel."),
    ("comparison 2-16", "Done first: separable. Done last: standard."),
    ("comparison 2-16", "Separable sees both channels, for ≈\u200917.4\u2009% of the work."),
    ("comparison 9-9", "Same input, same output shape: who is done first?"),
    ("comparison 9-9", "Depthwise is cheapest, but each output sees a single channel."),
    ("comparison 9-9", "Separable sees all nine channels, for ≈\u200922.2\u2009% of the work."),
    ("comparison 1x1", "2 multiply-adds for a cell of the standard output. Who needs fewer?"),
    ("comparison 1x1", "Separable sees both channels, too, but for 150\u2009% of the work."),
    ("block 1-1", "Expand: a 1×1 needle makes two channels of one."),
    ("block 1-1", "Project: a 1×1 needle through both channels makes one."),
    ("block 1-1", "A norm, then the shortcut: what came in is added."),
    ("block 2-1", "Project: a 1×1 needle through all four channels makes one."),
    ("block strided", "A norm, and no shortcut: it takes an output shaped as the input, and no stride."),
    ("conclusion 1-1", "One input. Which way would you take?"),
    ("conclusion 2-16", "What each way costs, and what it keeps."),
    ("conclusion 9-9", "Separable sees all nine channels, for ≈\u200922.2\u2009% of the work."),
    ("conclusion 1x1", "Separable sees both channels, too, but for 150\u2009% of the work."),
    ("split 2-2", "A filter reads only its own group now. Weights for the other channel fall away."),
    ("shuffle 2-2", "Two grouped layers: does channel 0 ever meet channel 1?"),
    ("shuffle 2-2", "Followed back, output 1 has seen only one of two channels."),
    ("shuffle 2-2", "Shuffle: dealt like cards, a single channel a group comes back to where it was."),
    ("shuffle 2-2", "Output 1 has still seen only one of two channels."),
    ("shuffle 2-2", "The same price, but single channels only meet in a pointwise layer without groups."),
    ("shuffle 2-4", "Now output 2 has seen both channels."),
    ("shuffle 2-4", "The same price, and both groups meet."),
    ("shuffle 9-9", "Now output 6 has seen all nine channels."),
    ("shuffle 9-9", "The same price, and all three groups meet."),
    ("shuffle 6-6", "Now output 4 has seen four of six channels."),
    ("shuffle 6-6", "The same price, and each output sees four channels, not only two."),
    ("shuffle 3-6", "The same price, and each output sees two channels, not only one."),
    ("aggregate 6-3", "All groups work at once, and each fills its own output channel."),
]


@pytest.mark.parametrize(("label", "sentence"), SAID)
def test_sentences_follow_the_layer(label: str, sentence: str) -> None:
    assert sentence in captions(label)


@pytest.mark.parametrize(
    ("label", "language", "called"),
    [
        ("standard 1-1", "en", "One filter, one pass"),
        ("standard 2-1", "en", "Window through both channels"),
        ("separable 1-1", "en", "Towards nine"),
        ("separable 2-1", "en", "Towards six"),
        ("separable 2-1", "de", "Auf 6 zu"),
        ("separable 1x1", "en", "Nothing to save"),
        ("separable 1x1", "fr", "Rien à économiser"),
        ("aggregate 6-3", "en", "Fill the outputs of all three groups"),
        ("aggregate 6-3", "es", "Llenar las salidas de los 3 grupos"),
        ("depthwise 1-8", "en", "All filters at once"),
        ("comparison 9-9", "en", "Who sees whom"),
        ("depthwise 1-1", "en", "Nothing to split"),
    ],
)
def test_chapters_follow_the_layer(label: str, language: str, called: str) -> None:
    assert called in chapters(label, language)
