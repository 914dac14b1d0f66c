"""That the output is torch's, as far as it is: what was compared, in which precision, and how closely it agrees."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Literal

import numpy as np

from convanim.draw.items import Line, Source
from convanim.draw.phrase import Phrase, joined, listed
from convanim.draw.sheet import Sheet
from convanim.kernels import Comparison, torch_call
from convanim.language.tongue import ENGLISH, Tongue, message
from convanim.layout.canvas import LEAST
from convanim.layout.style import Style
from convanim.mobjects.counts import Given, counts_of, phrase
from convanim.ribbon.chips import BODY, SMALL, words
from convanim.spec import Layer, ModuleRun
from convanim.spec.between import Between

AGREEMENT = "agreement"
"""What the audit trail calls the figures of a comparison."""
BETWEEN = " \u00b7 "
"""Stands between notes on one line."""
INDENT = 66.0
LINE, SMALL_LINE = 36.0, 32.0
SIZES = (SMALL, 20.0, 18.0, LEAST)
"""Of what is noted, as much smaller as the room asks for."""
LEADING = 26.0 / SMALL
"""The least distance of small lines over their size."""
HIGHEST, LOWEST = 58.0, 6.0
"""The first baseline stays so far below the ribbon's top, clear of the heading, and the last one above its end."""


def proof_sheet(
    check: Comparison,
    layer: Layer,
    run: ModuleRun | None,
    style: Style,
    called: str | None = None,
    counted: str = "out_cells",
    calls: Calls = "one",
    more: Mapping[str, Given] = MappingProxyType({}),
) -> Sheet:
    """A tick, and how all output numbers compare with torch's. Parts: heading, tick, all, call.

    How torch computes them is said, too: in a template of the layer's counts, and of ``more``, ``called`` so (None: its
    convolution), as many ``calls`` as ``Calls`` has it. ``counted`` is the count of the cells that are compared,
    ``run`` that of the module that the numbers were taken from. Whole numbers are equal; of real ones it is said within
    which difference they agree, and in which precision they were computed.
    """
    theme, canvas, tongue = style.theme, style.canvas, style.tongue
    ribbon = canvas.ribbon
    width = ribbon.right - ribbon.left - INDENT
    said = agreement(check, layer, tongue, calls, counted)
    all_ = said.lines(BODY, width)
    noted = [precision(check, layer, run, tongue)]
    if canvas.is_large:
        noted += [briefly(check, tongue), []] if noted[0] else []
    call = phrase(called or torch_call(layer), counts_of(layer), layer.tag, more, tongue=ENGLISH)
    further = LINE * (len(all_) - 1)
    height = further + 10
    for notes, size in product(noted, SIZES):
        small = [*call.lines(size, width), *joined(notes, BETWEEN).lines(size, width)]
        if HIGHEST + height + LEADING * size * len(small) <= ribbon.height - LOWEST:
            break
    # From the heading down to the ribbon's end, as far apart as there is room for.
    pitch = float(np.clip((ribbon.height - 92.0 - height) / len(small), LEADING * size, SMALL_LINE))
    first = ribbon.top + min(102.0, max(HIGHEST, ribbon.height - 20 - height - pitch * len(small)))
    under = first + height
    tick = np.array([[4.0, -12.0], [18.0, 2.0], [44.0, -30.0]]) + np.array([ribbon.left, first + further / 2])
    red, green, blue = theme.ramp_of_whole().at(0.6).tolist()
    left = ribbon.left + INDENT
    heading = tongue.text("checked while this was rendered")
    return Sheet(
        {
            "heading": [words(heading, ribbon.left, canvas.heading_line, SMALL, theme.dim, theme)],
            "tick": [Line(tick, (red, green, blue, 1.0), 6.0)],
            "all": [words(line, left, first + LINE * k, BODY, theme.ink, theme) for k, line in enumerate(all_)],
            "call": [
                words(line, left, under + pitch * (k + 1), size, theme.dim, theme) for k, line in enumerate(small)
            ],
        }
    )


Calls = Literal["one", "two", "several", "each"]
"""Of torch's own functions: ``several`` are two convolutions with norms or activations between; with ``each`` there are
two outputs, and as many numbers in either."""
EQUAL: Mapping[Calls, str] = {
    "one": message(
        "{cells?the {cells} number of the output equals|=2 the {cells} numbers of the output equal|"
        "all {cells} numbers of the output equal} torch’s"
    ),
    "two": message(
        "{cells?the {cells} number of the output equals that|=2 the {cells} numbers of the output equal those|"
        "all {cells} numbers of the output equal those} of torch’s two {!conv2d} calls"
    ),
    "several": message(
        "{cells?the {cells} number of the output equals that|=2 the {cells} numbers of the output equal those|"
        "all {cells} numbers of the output equal those} of torch’s own functions, one after the other"
    ),
    "each": message(
        "{cells?the {cells} number of each output equals|=2 the {cells} numbers of each output equal|"
        "all {cells} numbers of each output equal} torch’s"
    ),
}
AGREES: Mapping[Calls, str] = {
    "one": message(
        "{cells?the {cells} number of the output agrees|=2 the {cells} numbers of the output agree|"
        "all {cells} numbers of the output agree} with torch’s within {difference}"
    ),
    "two": message(
        "{cells?the {cells} number of the output agrees with that|=2 the {cells} numbers of the output agree with "
        "those|all {cells} numbers of the output agree with those} of torch’s two {!conv2d} calls "
        "within {difference}"
    ),
    "several": message(
        "{cells?the {cells} number of the output agrees with that|=2 the {cells} numbers of the output agree with "
        "those|all {cells} numbers of the output agree with those} of torch’s own functions, one after the other, "
        "within {difference}"
    ),
    "each": message(
        "{cells?the {cells} number of each output agrees|=2 the {cells} numbers of each output agree|"
        "all {cells} numbers of each output agree} with torch’s within {difference}"
    ),
}


def agreement(
    check: Comparison, layer: Layer, tongue: Tongue, calls: Calls = "one", counted: str = "out_cells"
) -> Phrase:
    """How all numbers of the output compare with torch's."""
    cells = Source("count", (counted, layer.tag), check.cells)
    if not check.largest_difference:
        return phrase(EQUAL[calls], {}, more={"cells": cells}, tongue=tongue)
    figure = _figure("largest_difference", check.largest_difference, layer, tongue)
    return phrase(AGREES[calls], {}, more={"cells": cells, "difference": figure}, tongue=tongue)


def folding(between: Between, tongue: Tongue) -> list[Phrase]:
    """Which norms stand in the depthwise weights."""
    if not between.folded:
        return []
    names = listed(between.folded)
    return [phrase(message("{folded} is in the depthwise weights and bias"), {}, more={"folded": names}, tongue=tongue)]


def precision(check: Comparison, layer: Layer, run: ModuleRun | None, tongue: Tongue) -> list[Phrase]:
    """In which precision real numbers were computed, and how far the module's own output is from them."""
    if check.dtype == "int64":
        return []
    figure = _figure("tolerance", check.tolerance, layer, tongue)
    said = message("computed in {dtype}, where rounding accounts for up to {tolerance}")
    notes = [phrase(said, {}, more={"dtype": check.dtype, "tolerance": figure}, tongue=tongue)]
    if run is not None and run.output != check.dtype:
        figure = _figure("module_difference", run.largest_difference, layer, tongue)
        said = message("the module’s own {dtype} output differs by up to {difference}")
        notes.append(phrase(said, {}, more={"dtype": run.output, "difference": figure}, tongue=tongue))
    return notes


def briefly(check: Comparison, tongue: Tongue) -> list[Phrase]:
    """What of ``precision`` is said where there is no room for all of it."""
    return [phrase(message("computed in {dtype}"), {}, more={"dtype": check.dtype}, tongue=tongue)]


def _figure(what: str, value: float, layer: Layer, tongue: Tongue) -> Phrase:
    return Phrase.number(tongue.bound(value), Source(AGREEMENT, (what, layer.tag), value))
