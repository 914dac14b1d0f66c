"""Every way to convolve in one picture: its filters, its wiring, what it costs and what it keeps."""

from __future__ import annotations

from convanim.language.tongue import message
from convanim.lessons.comparison import fit
from convanim.lessons.lesson import Lesson
from convanim.spec import Layer

LESSON = Lesson(
    name="conclusion",
    order=58,
    scene="Conclusion",
    summary=message("All ways in one picture: their filters, their wiring, what each costs and keeps."),
    layer=Layer(),
    subject="one group",
    fit=fit,
    poster="what_stays",
    fixed={"groups": "one group"},
    hues_by="channel",  # rows of a wiring have them, too
)
