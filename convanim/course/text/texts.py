"""A clip in words: transcript, alternative texts, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.course.text.equations import equations_of, first_worked, left_on_show
from convanim.course.text.networks import figures_of, network_facts, network_saving, network_shapes
from convanim.course.text.recipe import command, python_code
from convanim.course.text.story import Beat, Story
from convanim.course.text.subtitles import one_line
from convanim.language.tongue import ENGLISH
from convanim.mobjects.counts import counts_of as _counts_of
from convanim.mobjects.counts import facts_of, phrase, verdict_of
from convanim.numerals import bound, clock, numeral
from convanim.spec import ValueKind

__all__ = ["alt_text", "beat_alt", "command", "layer_facts", "python_code", "saving", "summary", "transcript"]

MOST = 300
"""Characters of an alternative text; screen readers read it in one breath."""


def transcript(story: Story) -> str:
    """The clip as plain text: what it is, then each beat with its time, what is said and the equations shown.

    An equation that several beats show is written out in the first.
    """
    title = one_line(story.title)
    lines = [title, "=" * len(title), "", summary(story), ""]
    lines += [f"{name}: {value}" for name, value in layer_facts(story)]
    told: set[str] = set()
    part = ""
    for beat in story.beats:
        if beat.part != part:
            part = beat.part
            lines += ["", one_line(part).upper()] if part else []
        span = f"{clock(beat.start)} to {clock(beat.end)}"
        heading = f"{one_line(beat.title)} ({span})"
        lines += ["", heading, "-" * len(heading), ""]
        lines += [f"[{clock(one.start)}] {one_line(one.text)}" for one in beat.sentences] or ["(Nothing is said.)"]
        fresh = [text for text in equations_of(story, beat) if text not in told]
        if fresh:
            told.update(fresh)
            lines += ["", "Equations shown:", *(f"  {one_line(text)}" for text in fresh)]
    lines += ["", "Made with:", f"  {command(story)}"]
    return "\n".join(lines) + "\n"


def summary(story: Story) -> str:
    """What the clip shows in one sentence: the lesson's or its loop's, or the title of a scene without one."""
    if story.is_loop and story.lesson.loop:
        return phrase(story.lesson.loop, _counts_of(story.layer), tongue=ENGLISH).text
    return story.lesson.summary or one_line(story.title)


def layer_facts(story: Story) -> list[tuple[str, str]]:
    """The layer as pairs of a name and a value, for tables and lists; what is as usual is left out.

    Of a clip about a network, what that is.
    """
    if not story.lesson.of_layer:
        figures = figures_of(story)
        return [] if figures is None else network_facts(figures)
    layer, counts = story.layer, story.counts
    facts = [
        ("Input", _by(layer.input_shape)),
        ("Filters", f"{counts['out_channels']}, each {_by((layer.channels_per_group, *layer.kernel))}"),
        ("Output", _by(layer.output_shape)),
    ]
    told = [phrase(fact, _counts_of(layer), tongue=ENGLISH).text for fact in facts_of(layer)]
    extra = [fact for fact in told if not fact.startswith(("in ", "out ", "padding "))]
    if any(sum(axis) for axis in layer.padding):
        (top, bottom), (left, right) = layer.padding
        unequal = f"padding top {top}, bottom {bottom}, left {left}, right {right}"
        extra.append(f"padding {top}×{left}" if top == bottom and left == right else unequal)
    facts.append(("Settings", ", ".join(extra)))
    if story.lesson.chain is not None or story.lesson.costs is not None:
        own, full = story.lesson.compared(layer)
        facts.append(("Weights", f"{numeral(own.weights)} instead of {numeral(full.weights)}"))
        facts.append(("Multiply-adds", f"{numeral(own.multiply_adds)} instead of {numeral(full.multiply_adds)}"))
    else:
        facts.append(("Weights", counts["weights"]))
        facts.append(("Multiply-adds", counts["multiply_adds"]))
    facts.append(("Numbers", _numbers(story)))
    return facts


def alt_text(story: Story) -> str:
    """What the clip shows, for who cannot see it: at most 300 characters, out of the layer and its numbers."""
    figures = figures_of(story)
    shapes = _shapes(story) if story.lesson.of_layer else network_shapes(figures) if figures else summary(story)
    worked = first_worked(story)
    seen = [summary(story)] if story.is_loop else []
    parts = [*seen, saving(story), f"First worked equation: {one_line(worked)}." if worked else ""]
    title = shortened(one_line(story.title), MOST - len(shapes) - 2)
    text = shapes if shapes.startswith(title) else f"{title}: {shapes}"
    for part in parts:
        if part and len(text) + 1 + len(part) <= MOST:
            text += f" {part}"
    return text


def _shapes(story: Story) -> str:
    """The layer in a sentence."""
    layer, counts = story.layer, story.counts
    grouped = f" in {counts['groups']} groups" if layer.groups > 1 else ""
    filters = f"{counts['out_channels']} {'filter' if layer.out_channels == 1 else 'filters'}"
    return (
        f"input {_by(layer.input_shape)}, {filters} of "
        f"{_by((layer.channels_per_group, *layer.kernel))}{grouped}, output {_by(layer.output_shape)}."
    )


def beat_alt(story: Story, beat: Beat) -> str:
    """What the picture at a beat's end shows, in at most 300 characters: what is said last, and what stays on show."""
    said = one_line(beat.sentences[-1].text) if beat.sentences else ""
    shown = left_on_show(story, beat)
    equation = max(shown, key=len) if shown else ""
    text = shortened(f"{one_line(story.title)}, {one_line(beat.title)}", MOST // 2) + "."
    for part in (said, f"On show: {equation}." if equation else ""):
        if part and len(text) + 1 + len(part) <= MOST:
            text += f" {part}"
    return text


def saving(story: Story) -> str:
    """What the lesson's layers cost beside the one that it compares them with, in a sentence; empty without a layer."""
    lesson = story.lesson
    if not lesson.of_layer:
        figures = figures_of(story)
        return "" if figures is None else network_saving(figures)
    own, full = lesson.compared(story.layer)
    if own.multiply_adds == full.multiply_adds:
        return f"{numeral(own.multiply_adds)} multiply-adds."
    verdict = verdict_of(own, full, ENGLISH).text.replace("the standard", lesson.reference_name)
    beside = "instead of" if lesson.stands_in else "beside"
    return f"{numeral(own.multiply_adds)} multiply-adds {beside} {numeral(full.multiply_adds)}: {verdict}."


_KINDS: Mapping[ValueKind, str] = {
    "integers": "whole numbers",
    "normal": "normally distributed",
    "classic": "whole numbers and well-known filters",
}


def _numbers(story: Story) -> str:
    """Where the numbers come from."""
    values = story.values
    roles = {"input": "input", "weight": "weights", "bias": "biases", "mixing": "pointwise weights"}
    given = [name for role, name in roles.items() if values.get(role) == "given"]
    drawn = f"{_KINDS[values['kind']]}, seed {values['seed']}"
    told = f"{drawn}; {', '.join(given)}: the author's own" if given else drawn
    run = values.get("module")
    if run and run["output"] != values["computed"]:
        told += (
            f"; computed in {values['computed']}, from which the module's own {run['output']} output differs by up to "
            f"{bound(run['largest_difference'])}"
        )
    return told


def _by(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
