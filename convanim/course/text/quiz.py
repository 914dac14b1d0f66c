"""Questions that a film can be stopped for: a result that it is about to tell, found in what its ledger says is shown.

Of each film the first sum that is worked out is asked for, and what all of it costs: how many multiply-adds are left,
beside those of the reference, or how many times fewer they are, where both costs stand before the film divides them.
What has been told already, or stands anywhere on the frame under another name, is no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convanim.course.text.equations import addends
from convanim.course.text.story import Beat, Story
from convanim.language.tongue import message

Entry = Mapping[str, Any]
Box = tuple[float, float, float, float]

OPENING = 1.5
"""What is there in the first seconds is where a film starts from, and no result of it."""
SETTLED = 0.8
"""Seconds that a cost is up, covered, before it is asked for: what stands round it has come by then."""
APART = 2.0
"""Seconds between two questions, or the film has no time to show the first one's answer."""
SUM, COST = message("What is the sum?"), message("How many multiply-adds are left?")
CELL, LARGEST = message("What is {name}?"), message("Which number stays?")
FEWER = message("How many times fewer multiply-adds?")
RATIOS: Mapping[str, str] = {
    "share": message("What share of the multiply-adds is left?"),
    "times_fewer": FEWER,
    "separable_times_fewer": FEWER,
    "times_multiply_adds": message("How many times the multiply-adds?"),
    "time": message("How many times faster is it, measured?"),
}
"""What is asked of a ratio, by its name in the ledger."""
TOTALS = ("multiply_adds", "block_multiply_adds", "separable_multiply_adds")
"""What the multiply-adds of a whole lesson are called in the ledger."""


@dataclass(frozen=True)
class Question:
    """``asked`` of the numbers at ``boxes``, which are covered from ``since`` on; at ``at`` the film waits.

    Times are in seconds of the clip and name frames: ``since`` is the last one before the first of the numbers is
    there. Boxes are (left, top, right, bottom) in fractions of the frame; the first is that of the ``answer``, as
    it is written there.
    """

    beat: str
    asked: str
    answer: str
    since: float
    at: float
    boxes: tuple[Box, ...]


def questions_of(story: Story) -> tuple[Question, ...]:
    """The questions of a film, in order; a loop has none."""
    if story.is_loop:
        return ()
    lesson = story.lesson
    # What several layers cost together is told piece by piece, and divided at the end.
    pieces = lesson.chain is not None or lesson.costs is not None
    cost = _ratio(story) or _cost(story) if pieces else _cost(story) or _ratio(story)
    total = _sum(story)
    if total is not None and cost is not None and abs(total.at - cost.at) < APART:
        return (total,)
    found = [one for one in (total, cost) if one is not None]
    return tuple(sorted(found, key=lambda one: one.at))


def _sum(story: Story) -> Question | None:
    """The first cell whose sum is written out, a moment before its result is."""
    for said in sorted(story.equations, key=lambda one: float(one["start"])):
        result = re.split(r" [=≈] ", said["text"])[-1]
        largest = said["text"].startswith("max(")
        worked = largest if not story.lesson.has_weights else addends(said["text"]) > 1
        if not worked or said["start"] < OPENING:
            continue
        told = [
            one
            for one in story.numbers
            if one["box"] and one["text"] == result and abs(one["start"] - said["start"]) * story.fps < 1.5
            if len(one["index"]) == 3 and not _shown(story, one["start"] - 1 / story.fps, one)
        ]
        if told:
            # The result is written larger than what it is the sum of.
            number = max(told, key=lambda one: float(one["box"][3] - one["box"][1]))
            if _follows(story, number):
                continue
            name = _name(story, number)
            asked = story.tongue.text(CELL, name=name) if name else story.tongue.text(LARGEST if largest else SUM)
            before = _frame(story, number["start"]) - 1
            return _question(story, asked, number, before, before, (number,))
    return None


def _ratio(story: Story) -> Question | None:
    """The first ratio that can be worked out of what is on show, and that nothing there tells."""
    told = [(kind, one) for one in story.numbers if one["box"] and (kind := _kind(one)) in RATIOS]
    for kind, one in sorted(told, key=lambda pair: float(pair[1]["start"])):
        alike = {other["value"] for name, other in told if name == kind and _together(story, one, other)}
        if one["start"] < OPENING or len(alike) > 1 or not _is_new(story, one):
            continue
        before, at = _frame(story, one["start"]) - 1, _settled(story, one)
        shown = [*_at(story, at / story.fps)]
        if one["tensor"] in ("share", "times_fewer"):
            of = [int(part) for part in one["index"]]
            if not any(number["value"] == of[0] for number in _at(story, before / story.fps)):
                continue
            covered = [number for number in shown if number["index"] == one["index"] and _kind(number) in RATIOS]
        else:
            covered = [number for number in shown if _kind(number) == kind and number["value"] == one["value"]]
        if any(number["value"] == one["value"] and number not in covered for number in shown):
            continue
        return _question(story, story.tongue.text(RATIOS[kind]), one, before, at, covered)
    return None


def _cost(story: Story) -> Question | None:
    """The multiply-adds of all that the lesson shows, where it saves any and they are not what it begins with."""
    if not story.lesson.of_layer or not story.lesson.has_weights:
        return None
    own, full = story.lesson.compared(story.layer)
    told = [
        one
        for one in story.numbers
        if one["box"] and _is_total(one) and one["value"] == own.multiply_adds and not _passes(story, one)
    ]
    first = min(told, key=lambda one: float(one["start"]), default=None)
    if first is None or first["start"] < OPENING or own.multiply_adds >= full.multiply_adds:
        return None
    at = _settled(story, first)
    pair = [str(own.multiply_adds), str(full.multiply_adds)]
    covered = [one for one in _at(story, at / story.fps) if one in told or one["index"] == pair]
    return _question(story, story.tongue.text(COST), first, _frame(story, first["start"]) - 1, at, covered)


def _question(
    story: Story, asked: str, number: Entry, since: int, at: int, covered: Sequence[Entry]
) -> Question | None:
    """A question between two frames, if these are of one beat."""
    beat = next((one for one in story.beats if one.start <= (at + 0.5) / story.fps < one.end), None)
    if beat is None or _frame(story, beat.start) > since:
        return None
    others = [one["box"] for one in covered if one is not number]
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in (number["box"], *others))
    return Question(beat.name, asked, number["text"], since / story.fps, at / story.fps, boxes)


def of_beat(questions: Sequence[Question], beat: Beat) -> tuple[Question, ...]:
    """Those of a beat, in order."""
    return tuple(one for one in questions if one.beat == beat.name)


def _name(story: Story, number: Entry) -> str:
    """What the film calls a cell, such as y[0, 1, 2]; empty where no step of a walk tells."""
    cells = {(one["tensor"], *one["index"], one["value"]) for one in story.numbers if len(one["index"]) == 3}
    for step in story.steps:
        if (number["tensor"], *step["index"], step["total"]) in cells:
            return f"{step['makes']}[{', '.join(map(str, number['index']))}]"
    return ""


def _kind(number: Entry) -> str:
    """What a ratio is called in the ledger, wherever there; empty for anything else."""
    match number["tensor"]:
        case "share" | "times_fewer":
            return str(number["tensor"])
        case "count":
            return str(number["index"][0])
        case "measured":
            return str(number["index"][-1])
    return ""


def _is_total(number: Entry) -> bool:
    if number["tensor"] == "cost":
        return bool(number["index"][0] == "multiply_adds")
    return number["tensor"] == "count" and number["index"][0] in TOTALS


def _is_new(story: Story, number: Entry) -> bool:
    """Whether nothing has told it before."""
    return not any(
        other["start"] < number["start"] - 0.5 / story.fps
        for other in story.numbers
        if _kind(other) == _kind(number) and other["value"] == number["value"]
    )


def _together(story: Story, one: Entry, other: Entry) -> bool:
    return bool(abs(one["start"] - other["start"]) < 1.5 / story.fps)


def _shown(story: Story, seconds: float, number: Entry) -> bool:
    """Whether the same cell stands anywhere at a time."""
    return any(one["tensor"] == number["tensor"] and one["index"] == number["index"] for one in _at(story, seconds))


def _follows(story: Story, number: Entry) -> bool:
    """Whether it takes the place of another number, so that its sum is never there without it."""
    left, top, right, bottom = number["box"]
    return any(
        one["box"][0] < right and left < one["box"][2] and one["box"][1] < bottom and top < one["box"][3]
        for one in _at(story, number["start"] - 1 / story.fps)
    )


def _passes(story: Story, number: Entry) -> bool:
    """Whether a meter that counts up to more only passes it."""
    return any(
        one["tensor"] == number["tensor"] and one["index"] == number["index"] and one["value"] > number["value"]
        for one in story.numbers
        if one["box"] and abs(one["start"] - number["end"]) < 1.5 / story.fps
    )


def _at(story: Story, seconds: float) -> Iterator[Entry]:
    """What rests on the frame at a time."""
    moment = seconds + 0.25 / story.fps
    return (one for one in story.numbers if one["box"] and one["start"] <= moment < one["end"])


def _settled(story: Story, number: Entry) -> int:
    """The frame at which a number has stood for a moment, and still stands."""
    return _frame(story, min(number["start"] + SETTLED, (number["start"] + number["end"]) / 2))


def _frame(story: Story, seconds: float) -> int:
    return round(seconds * story.fps)
