"""What the page calls a number that one points at, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convanim.language.tongue import Tongue, message
from convanim.numerals import ALMOST, MINUS, is_whole, numeral, precise, value_of

Entry = Mapping[str, Any]
"""A number as the ledger has it."""

AXES = {
    "channel": message("channel {n}"),
    "filter": message("filter {n}"),
    "row": message("row {n}"),
    "column": message("column {n}"),
    "kernel_row": message("row {n} of the kernel"),
}
"""What goes by a number; the number is no value of its own."""
COSTS = {"weights": message("weights"), "parameters": message("parameters"), "multiply_adds": message("multiply-adds")}
COUNTS = {
    **COSTS,
    "in_channels": message("input channels"),
    "out_channels": message("output channels, one a filter"),
    "groups": message("groups"),
    "pointwise_groups": message("groups of the pointwise layer"),
    "parts": message("groups"),
    "lanes": message("groups shown"),
    "channels_per_group": message("input channels of each group"),
    "filters_per_group": message("filters of each group"),
    "last_group": message("last group"),
    "last_channel": message("last channel"),
    "in_cells": message("numbers of the input"),
    "rows": message("rows of the input"),
    "columns": message("columns of the input"),
    "out_rows": message("rows of the output"),
    "out_columns": message("columns of the output"),
    "kernel_rows": message("rows of the kernel"),
    "kernel_columns": message("columns of the kernel"),
    "kernel_cells": message("cells of the kernel"),
    "stride_rows": message("stride down"),
    "stride_columns": message("stride across"),
    "padding_top": message("padding above"),
    "padding_bottom": message("padding below"),
    "padding_left": message("padding on the left"),
    "padding_right": message("padding on the right"),
    "dilation_rows": message("dilation down"),
    "dilation_columns": message("dilation across"),
    "leftover_rows": message("rows below that no window reaches"),
    "leftover_columns": message("columns on the right that no window reaches"),
    "reach_rows": message("rows that a filter reaches over"),
    "reach_columns": message("columns that a filter reaches over"),
    "out_pixels": message("pixels of the output, rows × columns"),
    "out_cells": message("numbers of the output"),
    "in_pixels": message("pixels of the input, rows × columns"),
    "unread_cells": message("cells of one input channel that no window reads"),
    "least_reads": message("windows that read a cell, at least"),
    "most_reads": message("windows that read a cell, at most"),
    "corner_reads": message("windows that read a corner of the input"),
    "weights_per_filter": message("weights of each filter"),
    "multiply_adds_per_filter": message("multiply-adds of each filter"),
    "standard_weights": message("weights of the standard convolution"),
    "standard_weights_per_filter": message("weights of each filter of the standard convolution"),
    "standard_multiply_adds": message("multiply-adds of the standard convolution"),
    "separable_weights": message("weights of both halves"),
    "separable_parameters": message("parameters of both halves"),
    "separable_multiply_adds": message("multiply-adds of both halves"),
    "separable_times_fewer": message("how many times fewer multiply-adds"),
    "fullest_parameters": message("parameters of the stage that has most of them, in percent"),
    "fullest_multiply_adds": message("multiply-adds of the stage that has most of the parameters, in percent"),
    "largest_share": message("multiply-adds of the kind that has most of them, in percent"),
    "least_rows": message("rows of the smallest maps"),
    "least_columns": message("columns of the smallest maps"),
    "out_planes": message("planes of the output"),
    "first_channel": message("first channel"),
    "seen_channels": message("input channels that an output has seen after the shuffle"),
    "pair_multiply_adds": message("multiply-adds of both grouped layers"),
    "pair_mixed_multiply_adds": message("multiply-adds of the grouped layer and a pointwise one"),
    "pair_standard_multiply_adds": message("multiply-adds of both layers without groups"),
    "block_multiply_adds": message("multiply-adds of the block"),
    "dense_multiply_adds": message("multiply-adds of the block with a standard convolution"),
    "excitation_multiply_adds": message("multiply-adds of squeeze-and-excite"),
    "times_fewer": message("how many times fewer multiply-adds"),
    "times_multiply_adds": message("how many times the multiply-adds"),
    "per_pair": message("multiply-adds for each channel that a filter reads"),
    "unread": message("channels that are not read"),
    "shown": message("how many are shown"),
    "shown_channels": message("channels shown"),
    "shown_filters": message("filters shown"),
    "shown_in_lane": message("filters of each group shown"),
    "total": message("how many there are"),
    "stages": message("stages"),
    "layers": message("layers"),
    "last_rows": message("rows of the last map"),
    "last_columns": message("columns of the last map"),
    "last_channels": message("channels of the last map"),
    "tail": message("stages at the end"),
    "tail_parameters": message("their share of the parameters, in percent"),
    "tail_multiply_adds": message("their share of the multiply-adds, in percent"),
    "pointwise_share": message("share of the multiply-adds, in percent"),
    "spatial_share": message("share of the multiply-adds, in percent"),
    "share_of_parameters": message("share of the parameters, in percent"),
    "share_of_multiply_adds": message("share of the multiply-adds, in percent"),
    "standard_parameters": message("parameters with standard convolutions"),
    "times_parameters": message("how many times the parameters"),
    "times_fewer_parameters": message("how many times fewer parameters"),
}
"""What counts are called in plain words, by their names in the ledger."""
TENSORS = {
    "input": message("input"),
    "weight": message("weight"),
    "product": message("product"),
    "partial": message("partial"),
    "bias": message("bias"),
    "output": message("output"),
    "middle": message("middle"),
    "upscaled": message("upscaled"),
}
"""What tensors are called that most films show; others go by the names that the ledger has for them."""
OTHERS = {
    "axis": message("mark on the scale"),
    "constant": message("constant of the formula"),
    "share": message("share of the standard convolution’s multiply-adds"),
    "times_fewer": message("how many times fewer multiply-adds"),
    "percent": message("percent of the standard convolution’s multiply-adds"),
    "place": message("place in the order in which all are done"),
}

MEASURED = {
    "work": message("how many times fewer multiply-adds"),
    "time": message("how many times faster"),
    "seconds": message("seconds for one image, the median"),
    "speed": message("multiply-adds a second"),
    "limit": message("multiply-adds a second that both limits allow"),
    "arithmetic": message("multiply-adds a second at most"),
    "memory": message("bytes a second at most"),
    "intensity": message("multiply-adds for each byte moved"),
    "multiply_adds": message("multiply-adds"),
    "bytes_moved": message("bytes moved, all read or written once"),
    "per_value": message("multiply-adds for each value written"),
    "bytes_a_value": message("bytes of a value read and of one written"),
    "channels": message("channels"),
    "size": message("rows, and columns"),
    "threads": message("threads"),
    "shapes": message("shapes measured"),
    "points": message("variants of all shapes"),
    "short": message("shapes on which less time is saved than arithmetic"),
    "below": message("points below the dashed line"),
    "slower": message("shapes on which depthwise is slower"),
    "least": message("samples of a time at least"),
    "most": message("samples of a time at most"),
    "left_out": message("shapes left out"),
}
"""What numbers of a measurement are called, by the last part of their index."""
STAMPS = {
    "least": message("stamps in a cell away from the rim, the fewest"),
    "most": message("stamps in a cell away from the rim, the most"),
    "cells": message("cells of so many stamps"),
    "each": message("stamps in each of these cells"),
    "cut": message("products that are cut off at the rim"),
}
"""What counts of a transposed convolution's stamps are called, by the first part of their index."""
UPSCALED = {
    "upscale_factor": message("upscale factor"),
    "square_cells": message("small maps for each large one"),
    "large_channels": message("channels of the large map"),
    "large_rows": message("rows of the large map"),
    "large_columns": message("columns of the large map"),
}
"""What counts of a pixel shuffle are called."""
POOLED = {
    "kept": message("numbers of the channel that leave a trace"),
    "lost": message("numbers of the channel that leave no trace"),
    "held": message("numbers of the input in this window"),
    "parameters": message("parameters"),
    "comparisons": message("comparisons, one fewer than a window holds numbers"),
    "additions": message("additions, one fewer than a window holds numbers"),
    "divisions": message("divisions, one for each window"),
}
"""What counts of pooling are called, by the first part of their index."""
MODULES = {
    "in_channels": message("channels that the module reads"),
    "out_channels": message("channels that the module makes"),
    "summed": message("channels that are added up in one"),
    "others": message("channels that are added besides"),
}
"""What counts of a module's own channels are called."""
AGREEMENTS = {
    "largest_difference": message("largest difference from torch’s output"),
    "tolerance": message("largest difference that rounding accounts for"),
    "module_difference": message("largest difference of the module’s own output"),
}
"""What figures of a comparison are called, by their names in the ledger."""


def label(number: Entry, tongue: Tongue) -> str:
    """What is read out of a number: what it is, and its value; then, on lines of their own, what else there is.

    >>> from convanim.language.tongue import ENGLISH
    >>> label({"tensor": "input", "index": [0, 1, 2], "value": -5, "text": "−5"}, ENGLISH)
    'input[0, 1, 2] = −5'
    >>> label({"tensor": "filter", "index": [4], "value": 4, "text": "4"}, ENGLISH)
    'filter 4'
    >>> label({"tensor": "share", "index": ["4608", "9216"], "value": 0.5, "text": "half"}, ENGLISH)
    'share of the standard convolution’s multiply-adds = 0.5\\n4608 of 9216\\nshown as half'
    """
    value, sign = number["value"], "="
    text = numeral(value) if is_whole(value) else precise(value)
    if not is_whole(value) and value_of(text) != value:
        sign = ALMOST
    text = text.replace(".", tongue.mark)
    name, below = _named(number, tongue)
    if number["text"].replace("+ ", "").replace(f"{MINUS} ", MINUS) != text:
        below.append(tongue.text("shown as {text}", text=number["text"]))
    axis = AXES.get(number["tensor"])
    return "\n".join([tongue.text(axis, n=text) if axis else f"{name} {sign} {text}", *below])


def _named(number: Entry, tongue: Tongue) -> tuple[str, list[str]]:
    """What a number is called, and what is told beneath it: of which layer it is, or of which numbers."""
    tensor, index = number["tensor"], [str(part) for part in number["index"]]
    match tensor:
        case "count":
            name, *layers = index
            known = COUNTS.get(name)
            return tongue.text(known) if known else name.replace("_", " "), [layer for layer in layers if layer]
        case "cost":
            return tongue.text(COSTS[index[0]]), []
        case "standard_cost":
            return tongue.text(COUNTS[f"standard_{index[0]}"]), []
        case "share" | "times_fewer" | "percent":
            return tongue.text(OTHERS[tensor]), [tongue.text("{part} of {whole}", part=index[0], whole=index[1])]
        case "measured":
            below = [f"{index[2]}, {index[0]}×{index[1]}×{index[1]}"] if len(index) == 4 and index[2] else []
            return tongue.text(MEASURED[index[-1]]), below
        case "passes":
            first, last = index
            if first == last:
                return tongue.text("multiply-adds of filter {first}", first=first), []
            return tongue.text("multiply-adds of filter {first} to {last}", first=first, last=last), []
        case "place":
            return tongue.text(OTHERS[tensor]), [tongue.text("after {n} multiply-adds", n=index[0])]
        case "stamps":
            return tongue.text(STAMPS[index[0]]), []
        case _ if tensor in UPSCALED:
            return tongue.text(UPSCALED[tensor]), []
        case "pool":
            return tongue.text(POOLED[index[0]]), []
        case "module":
            return tongue.text(MODULES[index[0]]), []
        case "axis" | "constant":
            return tongue.text(OTHERS[tensor]), []
        case "agreement":
            what, *layers = index
            return tongue.text(AGREEMENTS[what]), [layer for layer in layers if layer]
        case _ if tensor in TENSORS:
            return f"{tongue.text(TENSORS[tensor])}[{', '.join(index)}]", []
        case _:
            return f"{tensor}[{', '.join(index)}]", []
