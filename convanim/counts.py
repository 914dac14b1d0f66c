"""Counts that captions speak of, each by one name; scenes do no arithmetic of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from convanim.errors import UnknownNameError
from convanim.kernels import Cost, cost, standard
from convanim.numerals import numeral, rounded, word
from convanim.spec import Layer
from convanim.stage.display import Source

Count = int | Fraction


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
        "kernel_rows": rows,
        "kernel_columns": columns,
        "kernel_cells": rows * columns,
        "stride_rows": layer.stride[0],
        "stride_columns": layer.stride[1],
        "dilation_rows": layer.dilation[0],
        "dilation_columns": layer.dilation[1],
        "padding_top": layer.padding[0][0],
        "padding_left": layer.padding[1][0],
        "out_rows": out_rows,
        "out_columns": out_columns,
        "out_pixels": out_rows * out_columns,
        "out_cells": layer.out_channels * out_rows * out_columns,
        "weights_per_filter": layer.channels_per_group * rows * columns,
        "weights": own.weights,
        "parameters": own.parameters,
        "multiply_adds": own.multiply_adds,
        "standard_weights_per_filter": layer.in_channels * rows * columns,
        "standard_weights": full.weights,
        "standard_multiply_adds": full.multiply_adds,
        "times_fewer": Fraction(full.multiply_adds, own.multiply_adds),
    }


def facts_of(layer: Layer) -> list[str]:
    """The layer in short, as templates for ``phrase``; what is as usual is left out.

    >>> [phrase(fact, counts_of(Layer(stride=2))).text for fact in facts_of(Layer(stride=2))]
    ['groups 1', 'stride 2×2', 'in 8×6×6', 'out 8×2×2']
    """
    told = ["groups {groups}"]
    if layer.stride != (1, 1):
        told.append("stride {stride_rows}×{stride_columns}")
    if any(sum(axis) for axis in layer.padding):
        told.append("padding {padding_top}×{padding_left}")
    if layer.dilation != (1, 1):
        told.append("dilation {dilation_rows}×{dilation_columns}")
    if layer.bias:
        told.append("bias")
    return [*told, "in {in_channels}×{rows}×{columns}", "out {out_channels}×{out_rows}×{out_columns}"]


_PARTS = ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]


def verdict_of(own: Cost, full: Cost, of: str = "the standard") -> Phrase:
    """The saving in words: how the multiply-adds of ``own`` compare with those of ``full``.

    >>> verdict_of(Cost(72, 0, 1152), Cost(576, 0, 9216)).text
    'one eighth of the standard'
    >>> verdict_of(Cost(136, 0, 2176), Cost(576, 0, 9216)).text
    '≈\u20094.2 times fewer'
    """
    share = Fraction(own.multiply_adds, full.multiply_adds)
    pair = (str(own.multiply_adds), str(full.multiply_adds))
    if share == 1:
        return Phrase("the standard convolution")
    if share == Fraction(1, 2):
        return Phrase(f"half {of}", (("half", Source("share", pair, 0.5)),))
    if share.numerator == 1:
        text = f"one {_PARTS[share.denominator - 2]}" if share.denominator <= 12 else f"1/{share.denominator}"
        return Phrase(f"{text} of {of}", ((text, Source("share", pair, float(share))),))
    if share > 1:
        text = _written(share, "")
        return Phrase(f"{text} times {of}", ((text, Source("share", pair, float(share))),))
    text = _written(1 / share, "")
    return Phrase(f"{text} times fewer", ((text, Source("times_fewer", pair, float(1 / share))),))


@dataclass(frozen=True)
class Phrase:
    """A sentence and the counts that it names, each as written and with its source."""

    text: str
    counts: tuple[tuple[str, Source], ...] = ()


def phrase(
    template: str, counts: Mapping[str, Count], of: str = "", more: Mapping[str, Count] = MappingProxyType({})
) -> Phrase:
    """Fill in counts: ``{name}`` as a numeral, ``{name:w}`` as a word, ``{name:W}`` as its start of a sentence.

    ``of`` is the tag of the layer that is counted, for the audit trail; ``more`` are counts
    of something else. Raises UnknownNameError for a name in neither.

    >>> phrase("{in_channels:W} channels, {weights} weights", counts_of(Layer())).text
    'Eight channels, 576 weights'
    """
    used: list[tuple[str, Source]] = []

    def fill(match: re.Match[str]) -> str:
        name, _, style = match[1].partition(":")
        if name not in counts and name not in more:
            raise UnknownNameError(f"no count is called {name!r}", ", ".join([*counts, *more]))
        value = more[name] if name in more else counts[name]
        text = _written(value, style)
        plain = value if isinstance(value, int) else float(value)
        used.append((text, Source("count", (name, "" if name in more else of), plain)))
        return text

    return Phrase(_agreeing(re.sub(r"\{([^}]+)\}", fill, template)), tuple(used))


def _agreeing(text: str) -> str:
    """One thing in the singular.

    >>> _agreeing("all one channels, one values, 1 filters, 11 filters")
    'the one channel, one value, 1 filter, 11 filters'
    """
    text = re.sub(r"\b(one|One|1) (channel|filter|value|weight|group|pixel|cell|number)s\b", r"\1 \2", text)
    return text.replace("all one ", "the one ")


def _written(value: Count, style: str) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"\u2248\u2009{rounded(value, 1)}"
    text = word(int(value)) if style in ("w", "W") else numeral(int(value))
    return text.capitalize() if style == "W" else text
