"""Channels change places between two grouped layers."""

from convanim.language.tongue import message
from convanim.lessons.fitting import fit_groups
from convanim.lessons.lesson import Lesson
from convanim.spec import Layer

LESSON = Lesson(
    name="shuffle",
    order=25,
    scene="Shuffle",
    summary=message("Two grouped layers in a row, and how a shuffle between them lets all groups meet."),
    layer=Layer(groups=2),
    subject="two or more groups",
    fit=fit_groups,
    poster="same_price",
    loop=message(
        "The channels between two grouped layers are dealt anew, every group reads some of each, and back they go."
    ),
    meter=message("both layers / standard"),
    picks_channels=True,  # it shows a part of every group
    hues_by="group",
)
