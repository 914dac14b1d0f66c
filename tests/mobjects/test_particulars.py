"""What captions say of padding, stride, dilation and bias is the layer's, and is said only where it shows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.language.catalogs import LOCALE, languages
from convanim.language.tongue import ENGLISH, Tongue
from convanim.lessons import LESSONS, default_layer
from convanim.mobjects.counts import counts_of, phrase
from convanim.mobjects.particulars import particulars
from convanim.spec import Layer

PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))
SIDES = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)
LAYERS = st.builds(
    lambda padding, stride, dilation, kernel, bias: Layer(
        2, 2, size=(8, 9), padding=padding, stride=stride, dilation=dilation, kernel=kernel, bias=bias
    ),
    st.one_of(SIDES, st.integers(0, 3), PAIR),
    PAIR,
    PAIR,
    PAIR,
    st.booleans(),
)


def said(layer: Layer, tongue: Tongue = ENGLISH) -> list[str]:
    return [phrase(one, counts_of(layer), layer.tag, tongue=tongue).text for one in particulars(layer)]


@given(LAYERS)
def test_each_is_said_where_it_shows_and_only_there(layer: Layer) -> None:
    spoken = said(layer)
    kinds = [re.split(r"[ :,]", one, maxsplit=1)[0] for one in spoken]
    steps = zip(layer.stride, layer.output_size, strict=True)
    apart = zip(layer.kernel, layer.dilation, strict=True)
    shows = {
        "Padding": any(map(any, layer.padding)),
        "Stride": any(stride > 1 and length > 1 for stride, length in steps),
        "Dilation": any(cells > 1 and dilation > 1 for cells, dilation in apart),
        "A": layer.bias,
    }
    assert kinds == [kind for kind, there in shows.items() if there]


@given(LAYERS)
def test_every_number_is_the_layers(layer: Layer) -> None:
    words = {"one": 1, "a": 1, "two": 2, "three": 3}
    for one in said(layer):
        count = [
            words.get(part, 0) or int(part) for part in re.findall(r"\b(one|a|two|three|\d+)\b(?= ring| row| col)", one)
        ]
        (top, bottom), (left, right) = layer.padding
        match one.split(":")[0].split(",")[0].split(" ")[0]:
            case "Padding" if one.startswith("Padding,"):
                assert [int(n) for n in re.findall(r"\d+", one)] == [top, bottom, left, right]
            case "Padding" if "ring" in one:
                assert count == [top] and top == bottom == left == right
            case "Padding":
                assert (top, left) == (bottom, right) and count == [n for n in (top, left) if n]
            case "Stride" if "cells" in one:
                assert layer.stride[0] == layer.stride[1] and one.startswith(f"Stride {layer.stride[0]}:")
            case "Stride":
                hops = [s for s, length in zip(layer.stride, layer.output_size, strict=True) if s > 1 and length > 1]
                assert count == hops and one.startswith(f"Stride {layer.stride[0]}×{layer.stride[1]}:")
            case "Dilation":
                reach = [(k - 1) * d + 1 for k, d in zip(layer.kernel, layer.dilation, strict=True)]
                assert one.endswith(f"{reach[0]}×{reach[1]}.")


HOP = {"block", "dilation", "padding", "pixel_shuffle", "pooling", "stride", "transposed"}
"""The lessons whose subject is padded or hops."""


@pytest.mark.parametrize("name", sorted(set(LESSONS) - HOP))
def test_default_layers_have_nothing_besides(name: str) -> None:
    assert particulars(default_layer(name)) == []


@pytest.mark.parametrize("language", languages(LOCALE))
def test_all_languages_tell_the_same_numbers(language: str) -> None:
    layers = [
        Layer(2, 2, size=9, padding=2, stride=2, dilation=2, bias=True),
        Layer(2, 2, size=9, padding=(1, 0), stride=(3, 1), dilation=(1, 2)),
        Layer(2, 2, size=9, padding=(0, 2), stride=(1, 2)),
        Layer(2, 2, size=9, padding=(1, 2), stride=(2, 3)),
        Layer(2, 2, size=9, padding=((0, 1), (2, 0))),
    ]
    for layer in layers:
        for template in particulars(layer):
            ours, theirs = (
                {source.index[0] for _, source in phrase(template, counts_of(layer), tongue=tongue).numbers}
                for tongue in (ENGLISH, Tongue(language))
            )
            # A single one is "a row" here and "1" there.
            assert theirs - ours <= {"padding_top", "padding_left"} and ours <= theirs
