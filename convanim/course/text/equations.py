"""The equations of a clip, as a reader wants them: each once, and the one that says most."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from convanim.course.text.networks import figures_of, network_cost
from convanim.course.text.story import Beat, Story
from convanim.numerals import TIMES_TEN, unit_of, value_of
from convanim.trace import Step

LEFT_OVER = 1.0
"""What the beat before has shown and is gone after so many seconds was only being taken away."""

MOST_TERMS = 9
"""A worked cell with more taps is told by the sums of its channels."""

MOST_CHANNELS = 12


def equations_of(story: Story, beat: Beat) -> list[str]:
    """The equations that a beat shows, in order, one of each.

    What is still there from the beat before and soon goes is left out.
    """
    place = story.beats.index(beat)
    before = story.beats[place - 1] if place else None
    earlier = {one["text"] for one in story.equations if before is not None and _within(one, before)}
    shown: dict[str, None] = {}
    for one in story.equations:
        fresh = one["start"] > beat.start + 1e-3 or one["end"] - one["start"] > LEFT_OVER
        if _within(one, beat) and (fresh or one["text"] not in earlier):
            shown[one["text"]] = None
    return list(shown)


def steps_of(story: Story, beat: Beat) -> list[Mapping[str, Any]]:
    """The steps of a beat's walks, in order."""
    return [step for step in story.steps if _within(step, beat)]


def worked(step: Mapping[str, Any], mark: str = ".") -> str:
    """One step of a walk on one line, from its window and weights or, where these are many, from its channels' sums.

    ``mark`` stands before decimals.

    >>> told = {"index": [0, 0, 0], "makes": "y", "group": 0, "channels": [0], "rows": [0], "columns": [0]}
    >>> sums = {"inside": [[True]], "window": [[[3]]], "weights": [[[-2]]], "products": [[[-6]]]}
    >>> worked({**told, **sums, "partial_sums": [-6], "bias": None, "total": -6})
    'y[0,0,0] = 3·(−2) = −6'
    """
    channels = step["channels"]
    arrays = {name: np.array(step[name]) for name in ("inside", "window", "weights", "products", "partial_sums")}
    row, column = (tuple(step[name]) for name in ("rows", "columns"))
    index = step["index"]
    one = Step(
        index=(index[0], index[1], index[2]),
        group=step["group"],
        channels=range(channels[0], channels[-1] + 1),
        rows=row,
        columns=column,
        bias=step["bias"],
        total=step["total"],
        **arrays,
    )
    if one.window.size > MOST_TERMS and 1 < len(channels) <= MOST_CHANNELS:
        text = one.sums_equation()
    else:
        text = one.equation(most=MOST_TERMS)
    return f"{step['makes']}{text.removeprefix('y')}".replace(".", mark)


def first_worked(story: Story) -> str:
    """The first output cell of the layer itself that the clip works out; empty where it works out none.

    A clip may begin with another layer (the one before it was split, say), whose sums have other terms.
    """
    if not story.lesson.of_layer:
        return ""
    layer = story.layer
    own = [one for one in story.steps if story.lesson.chain or len(one["channels"]) == layer.channels_per_group]
    parts = layer.channels_per_group if layer.channels_per_group > 1 else layer.kernel[0] * layer.kernel[1]
    sums = [one["text"] for one in story.equations if addends(one["text"]) in (parts, parts + layer.bias)]
    if not own:
        return sums[0] if sums else ""
    text = worked(own[0], story.tongue.mark)
    # A cell may be taken apart before any window walks, and then no step tells which one it was.
    earlier = story.lesson.chain is None and sums and not _same_result(sums[0], text)
    return sums[0] if earlier else text


def main_equation(story: Story, beat: Beat) -> str:
    """What to write under a beat's last picture: the cell that is on show there, an equation on show, or the cost.

    Where sums are not written out, it is the cell that was worked out last.
    """
    shown, cells = left_on_show(story, beat), [worked(step, story.tongue.mark) for step in steps_of(story, beat)]
    results = [text for text in shown if addends(text) > 1]
    told = [cell for cell in cells if any(_same_result(cell, text) for text in results)] or ([] if shown else cells)
    if told:
        return told[-1]
    shown = shown or equations_of(story, beat)
    return max(shown, key=_terms) if shown else cost_equation(story)


def left_on_show(story: Story, beat: Beat) -> list[str]:
    """The equations in a beat's last frame."""
    last = beat.end - 1.5 / story.fps
    return [one["text"] for one in story.equations if one["start"] < beat.end - 1e-3 and one["end"] >= last]


def cost_equation(story: Story) -> str:
    """The layer's multiply-adds, worked out; where two in a row stand in for it, those of both.

    A cell is one number of the output.
    """
    if not story.lesson.of_layer:
        figures = figures_of(story)
        return "" if figures is None else network_cost(figures, story.tongue)
    counts = story.counts
    if story.lesson.chain is not None or story.lesson.costs is not None:
        own, full = story.lesson.compared(story.layer)
        told = {"own": own.multiply_adds, "full": full.multiply_adds}
        return story.tongue.text("{own} multiply-adds instead of {full}", **told)
    return story.tongue.text(
        "{cells} cells × {each} weights each = {total} multiply-adds",
        cells=counts["out_cells"],
        each=counts["weights_per_filter"],
        total=counts["multiply_adds"],
    )


def _within(entry: Mapping[str, Any], beat: Beat) -> bool:
    return bool(beat.start - 1e-3 <= entry["start"] < beat.end - 1e-3)


def _terms(equation: str) -> int:
    return len(equation.split())


def addends(equation: str) -> int:
    """How many terms a written-out sum of numbers has; 0 of anything else.

    >>> addends("1 + 26 − 4 = 23"), addends("8 × 9 = 72"), addends("1.2·10⁻⁷ + 3.0·10⁻⁸ ≈ 1.5·10⁻⁷")
    (3, 0, 2)
    """
    left = re.split(r" [=≈] ", equation)[0]
    return 0 if re.search(r"[×/·]", equation.replace(TIMES_TEN, "")) else len(re.split(r" [+−] ", left))


def _same_result(one: str, other: str) -> bool:
    """Whether two equations come to the same, as far as the shorter one is written.

    >>> _same_result("0,5 + 1 ≈ 1,5", "y[0,0,0] ≈ 1.00 + 0.52 ≈ 1.52"), _same_result("1 + 1 = 2", "1 + 2 = 3")
    (True, False)
    """
    first, second = (re.split(r" [=≈] ", equation)[-1] for equation in (one, other))
    return abs(value_of(first) - value_of(second)) <= 0.5001 * max(unit_of(first), unit_of(second))
