"""What lies over a film while it waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convanim.course.text.quiz import Box, Question
from convanim.course.text.story import Story

AIR = 0.55
"""Round a number that is covered, of its height."""


def covers_of(question: Question, story: Story) -> tuple[Box, ...]:
    """The boxes of what is covered, with room around, each at least as wide as it is high on the frame."""
    ratio = story.height / story.width
    return tuple(_around(box, ratio) for box in question.boxes)


def _around(box: Box, ratio: float) -> Box:
    """A box with room around, on a frame that is so many times as high as wide.

    >>> [round(edge, 3) for edge in _around((0.5, 0.5, 0.51, 0.52), 0.5)]
    [0.494, 0.489, 0.516, 0.531]
    """
    left, top, right, bottom = box
    high = (1 + 2 * AIR) * (bottom - top)
    wide = max(right - left + 2 * AIR * (bottom - top) * ratio, high * ratio)
    middle, height = (left + right) / 2, (top + bottom) / 2
    return (middle - wide / 2, height - high / 2, middle + wide / 2, height + high / 2)


def untold(facts: Sequence[tuple[str, str]], questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Facts without those that would answer a question before it is asked.

    >>> untold([("Weights", "72"), ("Multiply-adds", "9")], [Question("", "", "9", 0, 0, ())])
    [('Weights', '72')]
    """
    return [(name, value) for name, value in facts if not any(one.answer in value.split(" ") for one in questions)]


def asked(question: Question, story: Story) -> dict[str, Any]:
    """A question as scripts read it: times in seconds, inside the frames that they name; covers in percent."""
    inside = 0.25 / story.fps
    return {
        "asked": question.asked,
        "answer": question.answer,
        "since": round(question.since + inside, 4),
        "at": round(question.at + inside, 4),
        "covers": [
            {
                "left": round(100 * left, 3),
                "top": round(100 * top, 3),
                "width": round(100 * (right - left), 3),
                "height": round(100 * (bottom - top), 3),
            }
            for left, top, right, bottom in covers_of(question, story)
        ],
    }
