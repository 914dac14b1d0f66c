"""A clip in words: transcript, alternative texts, and how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from convanim.course.text.equations import equations_of, first_worked, left_on_show
from convanim.course.text.networks import figures_of, network_facts, network_saving, network_shapes
from convanim.course.text.recipe import command, python_code
from convanim.course.text.story import Beat, Story
from convanim.course.text.subtitles import one_line
from convanim.language.tongue import message
from convanim.mobjects.counts import counts_of as _counts_of
from convanim.mobjects.counts import facts_of, phrase
from convanim.numerals import clock
from convanim.spec import ValueKind

__all__ = [
    "ToldBeat",
    "alt_text",
    "beat_alt",
    "command",
    "layer_facts",
    "python_code",
    "saving",
    "summary",
    "told_beats",
    "transcript",
]

MOST = 300
"""Characters of an alternative text; screen readers read it in one breath."""


def transcript(story: Story) -> str:
    """The clip as plain text: what it is, then each beat with its time, what is said and the equations shown.

    An equation that several beats show is written out in the first.
    """
    title, say = one_line(story.title), story.tongue.text
    lines = [title, "=" * len(title), "", summary(story), ""]
    lines += [f"{name}: {value}" for name, value in layer_facts(story)]
    part = ""
    for told in told_beats(story):
        beat = told.beat
        if beat.part != part:
            part = beat.part
            lines += ["", one_line(part).upper()] if part else []
        heading = f"{one_line(beat.title)} ({told.span})"
        lines += ["", heading, "-" * len(heading), ""]
        lines += [f"[{when}] {text}" for when, text in told.said] or [say("(Nothing is said.)")]
        if told.equations:
            lines += ["", say("Equations shown:"), *(f"  {text}" for text in told.equations)]
    lines += ["", say("Made with:"), f"  {command(story)}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class ToldBeat:
    """What a transcript tells of a beat: when it is, what is said with its time, and the equations that are new."""

    beat: Beat
    span: str
    said: tuple[tuple[str, str], ...]
    equations: tuple[str, ...]


def told_beats(story: Story) -> Iterator[ToldBeat]:
    """What a transcript tells of each beat. An equation that several beats show is told in the first."""
    before: set[str] = set()
    for beat in story.beats:
        fresh = [text for text in equations_of(story, beat) if text not in before]
        before.update(fresh)
        span = story.tongue.text("{start} to {end}", start=clock(beat.start), end=clock(beat.end))
        said = tuple((clock(one.start), one_line(one.text)) for one in beat.sentences)
        yield ToldBeat(beat, span, said, tuple(map(one_line, fresh)))


def summary(story: Story) -> str:
    """What the clip shows in one sentence: the lesson's or its loop's, or the title of a scene without one."""
    if story.is_loop and story.lesson.loop:
        return phrase(story.lesson.loop, _counts_of(story.layer), tongue=story.tongue).text
    return story.tongue.text(story.lesson.summary) if story.lesson.summary else one_line(story.title)


def layer_facts(story: Story) -> list[tuple[str, str]]:
    """The layer as pairs of a name and a value, for tables and lists; what is as usual is left out.

    Of a clip about a network, what that is.
    """
    if not story.lesson.of_layer:
        figures = figures_of(story)
        return [] if figures is None else network_facts(figures, story.tongue)
    layer, counts, say = story.layer, story.counts, story.tongue.text
    filters = _by((layer.channels_per_group, *layer.kernel))
    between = (say("Filters"), say("{out_channels}, each {shape}", out_channels=layer.out_channels, shape=filters))
    if not story.lesson.has_weights:
        between = (say("Window"), _by(layer.kernel))
    facts = [(say("Input"), _by(layer.input_shape)), between, (say("Output"), _made(story))]
    own_lines = ("in {", "out {", "padding", *(() if story.lesson.has_weights else ("groups {",)))
    extra = [
        phrase(fact, _counts_of(layer), tongue=story.tongue).text
        for fact in facts_of(layer)
        if not fact.startswith(own_lines)
    ]
    if any(sum(axis) for axis in layer.padding):
        (top, bottom), (left, right) = layer.padding
        if top == bottom and left == right:
            extra.append(say("padding {padding_top}×{padding_left}", padding_top=top, padding_left=left))
        else:
            unequal = {"top": top, "bottom": bottom, "left": left, "right": right}
            extra.append(say("padding top {top}, bottom {bottom}, left {left}, right {right}", **unequal))
    facts.append((say("Settings"), ", ".join(extra)))
    if story.lesson.chain is not None or story.lesson.costs is not None:
        own, full = story.lesson.compared(layer)
        facts.append((say("Weights"), say("{own} instead of {full}", own=own.weights, full=full.weights)))
        work = say("{own} instead of {full}", own=own.multiply_adds, full=full.multiply_adds)
        facts.append((say("Multiply-adds"), work))
    else:
        facts.append((say("Weights"), counts["weights"]))
        facts.append((say("Multiply-adds"), counts["multiply_adds"]))
    facts.append((say("Numbers"), _numbers(story)))
    return facts


def alt_text(story: Story) -> str:
    """What the clip shows, for who cannot see it: at most 300 characters, out of the layer and its numbers."""
    figures = figures_of(story)
    shapes = summary(story)
    if story.lesson.of_layer:
        shapes = _shapes(story)
    elif figures:
        shapes = network_shapes(figures, story.tongue)
    worked = first_worked(story)
    seen = [summary(story)] if story.is_loop else []
    first = story.tongue.text("First worked equation: {equation}.", equation=one_line(worked)) if worked else ""
    title = shortened(one_line(story.title), MOST - len(shapes) - 2)
    text = shapes if shapes.startswith(title) else f"{title}: {shapes}"
    for part in [*seen, saving(story), first]:
        if part and len(text) + 1 + len(part) <= MOST:
            text += f" {part}"
    return text


def _made(story: Story) -> str:
    """The shape of what comes out, and what becomes of it where it is shuffled."""
    factor = story.topic.get("upscale_factor")
    if not isinstance(factor, int):
        return _by(story.layer.output_shape)
    channels, rows, columns = story.layer.output_shape
    return story.tongue.text(
        message("{small}, shuffled to {large}"),
        small=_by((channels, rows, columns)),
        large=_by((channels // factor**2, rows * factor, columns * factor)),
    )


def _shapes(story: Story) -> str:
    """The layer in a sentence."""
    layer = story.layer
    shapes = {
        "input": _by(layer.input_shape),
        "shape": _by((layer.channels_per_group, *layer.kernel)),
        "output": _made(story),
    }
    if not story.lesson.has_weights:
        window = _by(layer.kernel)
        return story.tongue.text(
            "input {input}, windows of {window}, output {output}.",
            input=shapes["input"],
            window=window,
            output=shapes["output"],
        )
    counts: dict[str, int | str] = {"out_channels": layer.out_channels, "groups": layer.groups}
    return story.tongue.text(
        "input {input}, {out_channels} {out_channels?filter|filters} of {shape}{groups?=1 | in {groups} groups}, "
        "output {output}.",
        **shapes,
        **counts,
    )


def beat_alt(story: Story, beat: Beat) -> str:
    """What the picture at a beat's end shows, in at most 300 characters: what is said last, and what stays on show."""
    said = one_line(beat.sentences[-1].text) if beat.sentences else ""
    shown = left_on_show(story, beat)
    equation = max(shown, key=len) if shown else ""
    text = shortened(f"{one_line(story.title)}, {one_line(beat.title)}", MOST // 2) + "."
    for part in (said, story.tongue.text("On show: {equation}.", equation=equation) if equation else ""):
        if part and len(text) + 1 + len(part) <= MOST:
            text += f" {part}"
    return text


def saving(story: Story) -> str:
    """What the lesson's layers cost beside the one that it compares them with, in a sentence; empty without a layer."""
    lesson, say = story.lesson, story.tongue.text
    if not lesson.of_layer:
        figures = figures_of(story)
        return "" if figures is None else network_saving(figures, story.tongue)
    own, full = (cost.multiply_adds for cost in lesson.compared(story.layer))
    if own == full:
        return say("{own} {own?multiply-add|multiply-adds}.", own=own)
    if not own:
        reference = say(lesson.reference_name)
        return say("No weights to learn, and no multiply-adds; {reference}: {full}.", full=full, reference=reference)
    if own < full:
        verdict = say("{times} times fewer", times=Fraction(full, own))
    else:
        verdict = say("{times} times as many", times=Fraction(own, full))
    told = {"reference": say(lesson.reference_name), "verdict": verdict}
    if lesson.stands_in:
        return say("{own} multiply-adds instead of {full} ({reference}): {verdict}.", own=own, full=full, **told)
    return say("{own} multiply-adds beside {full} ({reference}): {verdict}.", own=own, full=full, **told)


_KINDS: Mapping[ValueKind, str] = {
    "integers": message("whole numbers"),
    "normal": message("normally distributed"),
    "classic": message("whole numbers and well-known filters"),
}
_ROLES: Mapping[str, str] = {
    "input": message("input"),
    "weight": message("weights"),
    "bias": message("biases"),
    "mixing": message("pointwise weights"),
}


def _numbers(story: Story) -> str:
    """Where the numbers come from."""
    values, say = story.values, story.tongue.text
    given = [say(name) for role, name in _ROLES.items() if values.get(role) == "given"]
    told = say("{kind}, seed {seed}", kind=say(_KINDS[values["kind"]]), seed=str(values["seed"]))
    if given:
        told = say("{drawn}; {given}: the author’s own", drawn=told, given=", ".join(given))
    run = values.get("module")
    if run and run["output"] != values["computed"]:
        told += "; " + say(
            "computed in {computed}, from which the module’s own {output} output differs by up to {difference}",
            computed=values["computed"],
            output=run["output"],
            difference=story.tongue.bound(run["largest_difference"]),
        )
    return told


def _by(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, with an ellipsis where some had to go.

    >>> shortened("one two", 5)
    'one…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
