"""Counts that captions speak of, each by one name; scenes do no arithmetic of their own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from types import MappingProxyType

from convanim.draw.items import Source, Span
from convanim.draw.phrase import Phrase
from convanim.kernels import Cost, cost, standard
from convanim.kernels.cost import of_one_pair
from convanim.kernels.reads import read_counts
from convanim.language.catalogs import is_source
from convanim.language.tongue import Count, Tongue, message
from convanim.spec import Layer
from convanim.spec.sizes import span

Given = Count | str | Source | Phrase
"""What a phrase may be given to fill in."""


def counts_of(layer: Layer) -> dict[str, Count]:
    """Every count of a layer that a caption may name.

    >>> counts_of(Layer(groups=2))["weights_per_filter"]
    36
    """
    own, full = cost(layer), cost(standard(layer))
    rows, columns = layer.kernel
    out_rows, out_columns = layer.output_size
    return {
        "in_channels": layer.in_channels,
        "out_channels": layer.out_channels,
        "groups": layer.groups,
        "last_group": layer.groups - 1,
        "last_channel": layer.in_channels - 1,
        "channels_per_group": layer.channels_per_group,
        "filters_per_group": layer.filters_per_group,
        "rows": layer.size[0],
        "columns": layer.size[1],
        "in_cells": prod(layer.input_shape),
        "kernel_rows": rows,
        "kernel_columns": columns,
        "kernel_cells": rows * columns,
        "stride_rows": layer.stride[0],
        "stride_columns": layer.stride[1],
        "dilation_rows": layer.dilation[0],
        "dilation_columns": layer.dilation[1],
        "padding_top": layer.padding[0][0],
        "padding_bottom": layer.padding[0][1],
        "padding_left": layer.padding[1][0],
        "padding_right": layer.padding[1][1],
        "reach_rows": span(rows, layer.dilation[0]),
        "reach_columns": span(columns, layer.dilation[1]),
        "leftover_rows": layer.leftover[0],
        "leftover_columns": layer.leftover[1],
        "out_rows": out_rows,
        "out_columns": out_columns,
        "out_pixels": out_rows * out_columns,
        "out_cells": layer.out_channels * out_rows * out_columns,
        "weights_per_filter": layer.channels_per_group * rows * columns,
        "weights": own.weights,
        "parameters": own.parameters,
        "multiply_adds": own.multiply_adds,
        "multiply_adds_per_filter": own.multiply_adds // layer.out_channels,
        "per_pair": cost(of_one_pair(layer)).multiply_adds,
        "standard_weights_per_filter": layer.in_channels * rows * columns,
        "standard_weights": full.weights,
        "standard_multiply_adds": full.multiply_adds,
        "times_fewer": Fraction(full.multiply_adds, own.multiply_adds),
    }


def count_source(name: str, layer: Layer) -> Source:
    """A whole count of a layer as the audit trail has it.

    >>> count_source("groups", Layer(groups=2)).value
    2
    """
    value = {**counts_of(layer), **read_counts(layer)}[name]
    assert isinstance(value, int)
    return Source("count", (name, layer.tag), value)


def facts_of(layer: Layer) -> list[str]:
    """The layer in short, as templates for ``phrase``; what is as usual is left out.

    >>> from convanim.language.tongue import ENGLISH
    >>> [phrase(fact, counts_of(Layer(stride=2)), tongue=ENGLISH).text for fact in facts_of(Layer(stride=2))]
    ['groups 1', 'stride 2×2', 'in 8×6×6', 'out 8×2×2']
    """
    facts = [message("groups {groups}")]
    if layer.stride != (1, 1):
        facts.append(message("stride {stride_rows}×{stride_columns}"))
    if any(before != after for before, after in layer.padding):
        facts.append(
            message(
                "padding{padding_top?=0 | {padding_top} above}{padding_bottom?=0 | {padding_bottom} below}"
                "{padding_left?=0 | {padding_left} left}{padding_right?=0 | {padding_right} right}"
            )
        )
    elif any(sum(axis) for axis in layer.padding):
        facts.append(message("padding {padding_top}×{padding_left}"))
    if layer.dilation != (1, 1):
        facts.append(message("dilation {dilation_rows}×{dilation_columns}"))
    if layer.bias:
        facts.append(message("bias"))
    return [
        *facts,
        message("in {in_channels}×{rows}×{columns}"),
        message("out {out_channels}×{out_rows}×{out_columns}"),
    ]


_PARTS = ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]


def verdict_of(own: Cost, full: Cost, tongue: Tongue) -> Phrase:
    """The saving in words: how the multiply-adds of ``own`` compare with those of ``full``, the standard.

    >>> from convanim.language.tongue import ENGLISH
    >>> verdict_of(Cost(72, 0, 1152), Cost(576, 0, 9216), ENGLISH).text
    'one eighth of the standard'
    >>> verdict_of(Cost(136, 0, 2176), Cost(576, 0, 9216), ENGLISH).text
    '≈\u20094.2 times fewer'
    """
    share = Fraction(own.multiply_adds, full.multiply_adds)
    pair = (str(own.multiply_adds), str(full.multiply_adds))
    if share == 1:
        return Phrase(tongue.text("the standard convolution"))
    if share.numerator == 1:
        template, text = message("{share} of the standard"), f"1/{share.denominator}"
        if is_source(tongue.language) and share.denominator <= len(_PARTS) + 1:
            text = _PARTS[share.denominator - 2]
            template, text = ("{share} the standard", text) if text == "half" else (template, f"one {text}")
        said = Phrase.number(text, Source("share", pair, float(share)))
        return phrase(template, {}, more={"share": said}, tongue=tongue)
    times, name = (share, "share") if share > 1 else (1 / share, "times_fewer")
    template = message("{times} times the standard") if share > 1 else message("{times} times fewer")
    source = Source(name, pair, float(times))
    said = phrase(template, {"times": times}, tongue=tongue)
    return Phrase(said.text, tuple(Span(span.start, span.end, source) for span in said.spans))


def ratio_of(own: Cost, full: Cost, tongue: Tongue) -> tuple[Phrase, Phrase]:
    """How the multiply-adds of ``own`` compare with those of ``full``, as a factor and what there are so many times of.

    >>> from convanim.language.tongue import ENGLISH
    >>> [said.text for said in ratio_of(Cost(72, 0, 1152), Cost(576, 0, 9216), ENGLISH)]
    ['8×', 'fewer multiply-adds']
    """
    share = Fraction(own.multiply_adds, full.multiply_adds)
    name, times = ("share", share) if share > 1 else ("times_fewer", 1 / share)
    what = message("as many multiply-adds")
    if share != 1:
        what = message("more multiply-adds") if share > 1 else message("fewer multiply-adds")
    source = Source(name, (str(own.multiply_adds), str(full.multiply_adds)), float(times))
    said = phrase("{times}×", {"times": times}, tongue=tongue)
    return Phrase(said.text, tuple(Span(span.start, span.end, source) for span in said.spans)), Phrase(
        tongue.text(what)
    )


def phrase(
    template: str,
    counts: Mapping[str, Given],
    of: str = "",
    more: Mapping[str, Given] = MappingProxyType({}),
    *,
    tongue: Tongue,
) -> Phrase:
    """Fill in counts, as ``Tongue.fill`` has it: ``{name}``, ``{name:w}``, ``{name:W}``, ``{name?one|other}``.

    ``of`` is the tag of the layer that is counted, for the audit trail; ``more`` are counts of something else, whole
    numbers as the audit trail has them (``Source``), texts, which tell no number, and phrases, which bring theirs
    along. Raises UnknownNameError for a name in neither.

    >>> from convanim.language.tongue import ENGLISH
    >>> phrase("{in_channels:W} channels, {weights} weights", counts_of(Layer()), tongue=ENGLISH).text
    'Eight channels, 576 weights'
    """
    given = {**counts, **more}
    filled = tongue.fill(template, {name: _plain(value) for name, value in given.items()})
    spans: list[Span] = []
    for place in filled.places:
        value = given.get(place.name, "")
        if isinstance(value, Phrase):
            spans += [Span(one.start + place.start, one.end + place.start, one.source) for one in value.spans]
        elif isinstance(value, str):
            spans.append(Span(place.start, place.end))
        elif isinstance(value, Source):
            spans.append(Span(place.start, place.end, value))
        else:
            index = (place.name, "" if place.name in more else of)
            source = Source("count", index, value if isinstance(value, int) else float(value))
            spans.append(Span(place.start, place.end, source))
    said = Phrase(filled.text, tuple(spans))
    return said.isolated() if tongue.left else said


def _plain(value: Given) -> Count | str:
    if isinstance(value, Phrase):
        return value.text
    return int(value.value) if isinstance(value, Source) else value
