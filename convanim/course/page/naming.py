"""What the page calls a number that one points at, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convanim.numerals import ALMOST, MINUS, is_whole, numeral, precise, value_of

Entry = Mapping[str, Any]
"""A number as the ledger has it."""

AXES = ("channel", "filter", "row", "column", "kernel_row")
"""What goes by a number; the number is no value of its own."""
COSTS = {"weights": "weights", "parameters": "parameters", "multiply_adds": "multiply-adds"}
COUNTS = {
    **COSTS,
    "in_channels": "input channels",
    "out_channels": "output channels, one a filter",
    "groups": "groups",
    "pointwise_groups": "groups of the pointwise layer",
    "parts": "groups",
    "lanes": "groups shown",
    "channels_per_group": "input channels of each group",
    "filters_per_group": "filters of each group",
    "last_group": "last group",
    "last_channel": "last channel",
    "in_cells": "numbers of the input",
    "rows": "rows of the input",
    "columns": "columns of the input",
    "out_rows": "rows of the output",
    "out_columns": "columns of the output",
    "kernel_rows": "rows of the kernel",
    "kernel_columns": "columns of the kernel",
    "kernel_cells": "cells of the kernel",
    "stride_rows": "stride down",
    "stride_columns": "stride across",
    "padding_top": "padding above",
    "padding_bottom": "padding below",
    "padding_left": "padding on the left",
    "padding_right": "padding on the right",
    "dilation_rows": "dilation down",
    "dilation_columns": "dilation across",
    "leftover_rows": "rows below that no window reaches",
    "leftover_columns": "columns on the right that no window reaches",
    "reach_rows": "rows that a filter reaches over",
    "reach_columns": "columns that a filter reaches over",
    "out_pixels": "pixels of the output, rows × columns",
    "out_cells": "numbers of the output",
    "weights_per_filter": "weights of each filter",
    "multiply_adds_per_filter": "multiply-adds of each filter",
    "standard_weights": "weights of the standard convolution",
    "standard_weights_per_filter": "weights of each filter of the standard convolution",
    "standard_multiply_adds": "multiply-adds of the standard convolution",
    "separable_weights": "weights of both halves",
    "separable_parameters": "parameters of both halves",
    "separable_multiply_adds": "multiply-adds of both halves",
    "separable_times_fewer": "how many times fewer multiply-adds",
    "fullest_parameters": "parameters of the stage that has most of them, in percent",
    "fullest_multiply_adds": "multiply-adds of the stage that has most of the parameters, in percent",
    "largest_share": "multiply-adds of the kind that has most of them, in percent",
    "least_rows": "rows of the smallest maps",
    "least_columns": "columns of the smallest maps",
    "out_planes": "planes of the output",
    "first_channel": "first channel",
    "seen_channels": "input channels that an output has seen after the shuffle",
    "pair_multiply_adds": "multiply-adds of both grouped layers",
    "pair_mixed_multiply_adds": "multiply-adds of the grouped layer and a pointwise one",
    "pair_standard_multiply_adds": "multiply-adds of both layers without groups",
    "block_multiply_adds": "multiply-adds of the block",
    "dense_multiply_adds": "multiply-adds of the block with a standard convolution",
    "excitation_multiply_adds": "multiply-adds of squeeze-and-excite",
    "times_fewer": "how many times fewer multiply-adds",
    "times_multiply_adds": "how many times the multiply-adds",
    "per_pair": "multiply-adds for each channel that a filter reads",
    "unread": "channels that are not read",
    "shown": "how many are shown",
    "shown_channels": "channels shown",
    "shown_filters": "filters shown",
    "shown_in_lane": "filters of each group shown",
    "total": "how many there are",
    "stages": "stages",
    "layers": "layers",
    "last_rows": "rows of the last map",
    "last_columns": "columns of the last map",
    "last_channels": "channels of the last map",
    "tail": "stages at the end",
    "tail_parameters": "their share of the parameters, in percent",
    "tail_multiply_adds": "their share of the multiply-adds, in percent",
    "pointwise_share": "share of the multiply-adds, in percent",
    "spatial_share": "share of the multiply-adds, in percent",
    "share_of_parameters": "share of the parameters, in percent",
    "share_of_multiply_adds": "share of the multiply-adds, in percent",
    "standard_parameters": "parameters with standard convolutions",
    "times_parameters": "how many times the parameters",
    "times_fewer_parameters": "how many times fewer parameters",
}
"""What counts are called in plain words, by their names in the ledger."""
OTHERS = {
    "axis": "mark on the scale",
    "constant": "constant of the formula",
    "share": "share of the standard convolution’s multiply-adds",
    "times_fewer": "how many times fewer multiply-adds",
    "percent": "percent of the standard convolution’s multiply-adds",
    "place": "place in the order in which all are done",
}

MEASURED = {
    "work": "how many times fewer multiply-adds",
    "time": "how many times faster",
    "seconds": "seconds for one image, the median",
    "speed": "multiply-adds a second",
    "limit": "multiply-adds a second that both limits allow",
    "arithmetic": "multiply-adds a second at most",
    "memory": "bytes a second at most",
    "intensity": "multiply-adds for each byte moved",
    "multiply_adds": "multiply-adds",
    "bytes_moved": "bytes moved, all read or written once",
    "per_value": "multiply-adds for each value written",
    "bytes_a_value": "bytes of a value read and of one written",
    "channels": "channels",
    "size": "rows, and columns",
    "threads": "threads",
    "shapes": "shapes measured",
    "points": "variants of all shapes",
    "short": "shapes on which less time is saved than arithmetic",
    "below": "points below the dashed line",
    "slower": "shapes on which depthwise is slower",
    "least": "samples of a time at least",
    "most": "samples of a time at most",
    "left_out": "shapes left out",
}
"""What numbers of a measurement are called, by the last part of their index."""
STAMPS = {
    "least": "stamps in a cell away from the rim, the fewest",
    "most": "stamps in a cell away from the rim, the most",
    "cells": "cells of so many stamps",
    "each": "stamps in each of these cells",
    "cut": "products that are cut off at the rim",
}
"""What counts of a transposed convolution's stamps are called, by the first part of their index."""
AGREEMENTS = {
    "largest_difference": "largest difference from torch’s output",
    "tolerance": "largest difference that rounding accounts for",
    "module_difference": "largest difference of the module’s own output",
}
"""What figures of a comparison are called, by their names in the ledger."""


def label(number: Entry) -> str:
    """What is read out of a number: what it is, and its value; then, on lines of their own, what else there is.

    >>> label({"tensor": "input", "index": [0, 1, 2], "value": -5, "text": "−5"})
    'input[0, 1, 2] = −5'
    >>> label({"tensor": "filter", "index": [4], "value": 4, "text": "4"})
    'filter 4'
    >>> label({"tensor": "share", "index": ["4608", "9216"], "value": 0.5, "text": "half"})
    'share of the standard convolution’s multiply-adds = 0.5\\n4608 of 9216\\nshown as half'
    """
    name, below = _named(number)
    value, sign = number["value"], "="
    text = numeral(value) if is_whole(value) else precise(value)
    if not is_whole(value) and value_of(text) != value:
        sign = ALMOST
    if number["text"].replace("+ ", "").replace(f"{MINUS} ", MINUS) != text:
        below.append(f"shown as {number['text']}")
    return "\n".join([f"{name} {text}" if number["tensor"] in AXES else f"{name} {sign} {text}", *below])


def _named(number: Entry) -> tuple[str, list[str]]:
    """What a number is called, and what is told beneath it: of which layer it is, or of which numbers."""
    tensor, index = number["tensor"], [str(part) for part in number["index"]]
    match tensor:
        case "count":
            name, *layers = index
            return COUNTS.get(name, name.replace("_", " ")), [layer for layer in layers if layer]
        case "cost":
            return COSTS[index[0]], []
        case "standard_cost":
            return f"{COSTS[index[0]]} of the standard convolution", []
        case "share" | "times_fewer" | "percent":
            return OTHERS[tensor], [" of ".join(index)]
        case "measured":
            below = [f"{index[2]}, {index[0]}×{index[1]}×{index[1]}"] if len(index) == 4 and index[2] else []
            return MEASURED[index[-1]], below
        case "passes":
            first, last = index
            return f"multiply-adds of filter {first}" + ("" if first == last else f" to {last}"), []
        case "place":
            return OTHERS[tensor], [f"after {index[0]} multiply-adds"]
        case "stamps":
            return STAMPS[index[0]], []
        case "axis" | "constant":
            return OTHERS[tensor], []
        case "agreement":
            what, *layers = index
            return AGREEMENTS[what], [layer for layer in layers if layer]
        case _ if tensor in AXES:
            return tensor.replace("_", " "), []
        case _:
            return f"{tensor}[{', '.join(index)}]", []
