"""The groups' outputs become one again."""

from convanim.language.tongue import message
from convanim.lessons.fitting import fit_groups
from convanim.lessons.lesson import Lesson
from convanim.spec import Layer

LESSON = Lesson(
    name="aggregate",
    order=20,
    scene="Aggregate",
    summary=message("The groups' outputs stacked again, and what each never saw."),
    layer=Layer(groups=2),
    subject="two or more groups",
    fit=fit_groups,
    poster="what_an_output_has_seen",
    loop=message(
        "{groups?=2 Both|All {groups:w}} groups fill their outputs at once; these stack into one, and part again."
    ),
    picks_channels=True,  # it shows a part of every group
    hues_by="group",
)
