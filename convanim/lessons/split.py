"""A layer splits into groups."""

from convanim.language.tongue import message
from convanim.lessons.fitting import fit_groups
from convanim.lessons.lesson import Lesson
from convanim.spec import Layer

LESSON = Lesson(
    name="split",
    order=10,
    scene="Split",
    summary=message("A layer splits into groups: which weights go, and what that saves."),
    layer=Layer(groups=2),
    subject="two or more groups",
    fit=fit_groups,
    poster="window_on_each_group",
    loop=message(
        "The block opens into {groups:w} groups, each filter loses what it no longer reads, and all closes again."
    ),
    picks_channels=True,  # it shows a part of every group
    hues_by="group",
)
