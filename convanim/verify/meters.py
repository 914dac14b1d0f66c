"""What meters read: the costs of the layers on show, in an order that a film may tell them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convanim.lessons import lesson_of
from convanim.verify.chapters import BLEND, METER, Chapter, Entry, together
from convanim.verify.counts import counted

GROWING = ("standard",)
"""The lessons in which meters only grow, as the layer is worked."""
SHRINKING = ("split", "depthwise")
"""Those in which they fall, as the layer is divided."""
WIDENED = ("demand",)
"""The lessons that end with another layer than they are about, wider and in groups: it is one that they count."""


def metered(what: str, value: float, chapter: Chapter) -> str:
    """A meter reads what a layer costs, or as much of it as has been worked."""
    if value in [one[what] for one in chapter.costs if what in one]:
        return ""
    worked = [chapter.layer]
    if chapter.lesson and lesson_of(chapter.lesson).counts_up:
        worked.append(lesson_of(chapter.lesson).reference(chapter.layer))
    if any(_worked(what, value, counted(layer.tag)) for layer in worked):
        return ""
    return f"no layer here costs {value}"


def _worked(what: str, value: float, layer: Mapping[str, float]) -> bool:
    """Whether a layer costs so much once some of its output cells are computed, one filter after the other."""
    cells = value / layer["weights_per_filter"]
    if what == "multiply_adds":
        return cells == int(cells) and 0 <= cells <= layer["out_cells"]
    filters = value * layer["out_channels"] / layer[what]
    return filters == int(filters) and 0 <= filters <= layer["out_channels"]


def check_meters(chapter: Chapter) -> Iterator[str]:
    """What is wrong with what the meters of a chapter read one after the other, where its scene is a built-in one.

    At last that is what the layer costs, or all layers of the lesson's in a row. Multiply-adds and weights that are
    told at once are of the same layers, and what a standard convolution costs stays.
    """
    if chapter.own_scene or not chapter.lesson:
        return
    last = _last(chapter)
    for what in METER:
        read = _read(chapter, "cost", what)
        if read and last is not None and read[-1]["value"] != last[what]:
            yield f"the meter ends with {read[-1]['value']} {what}, not {last[what]}"
        values = [one["value"] for one in read]
        if (chapter.lesson in GROWING and values != sorted(values)) or (
            chapter.lesson in SHRINKING and values != sorted(values, reverse=True)
        ):
            yield f"the meter of {what} goes up and down"
        full = {one["value"] for one in _read(chapter, "standard_cost", what)}
        if len(full) > 1:
            yield f"a standard convolution costs {' and '.join(map(str, sorted(full)))} {what}"
    if not lesson_of(chapter.lesson).counts_up:
        yield from _apart(chapter)


def _apart(chapter: Chapter) -> Iterator[str]:
    """What is told at once and is not of the same layers."""
    for tensor in ("cost", "standard_cost"):
        work = {one["start"]: one["value"] for one in _read(chapter, tensor, "multiply_adds")}
        for what in METER[:2]:
            true = {(row.get("multiply_adds"), row.get(what)) for row in chapter.costs}
            for one in _read(chapter, tensor, what):
                told = work.get(one["start"])
                if told is not None and (told, one["value"]) not in true:
                    yield f"no layer here costs {told} multiply-adds and {one['value']} {what}, at {one['start']} s"


def _last(chapter: Chapter) -> dict[str, float] | None:
    """What a meter ends with; None where nobody can tell."""
    if chapter.lesson in WIDENED:
        return None
    if not lesson_of(chapter.lesson).has_weights:
        return dict.fromkeys(METER, 0.0)
    if chapter.lesson != "block":
        return together(chapter.row(chapter.layer))
    blocks = [one for one in chapter.counts if "block_weights" in one]
    if len(blocks) != 1:
        return None
    weights = blocks[0]["block_weights"]
    return {"multiply_adds": blocks[0]["block_multiply_adds"], "weights": weights, "parameters": weights}


def _read(chapter: Chapter, tensor: str, what: str) -> list[Entry]:
    """The entries of a meter in order of time, without those of the chapter before."""
    begun = chapter.start + BLEND if chapter.start else 0.0
    there = [
        one for one in chapter.entries if (one["tensor"], one["index"]) == (tensor, [what]) and one["start"] >= begun
    ]
    return sorted(there, key=lambda one: float(one["start"]))
