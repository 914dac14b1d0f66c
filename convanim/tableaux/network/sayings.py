"""What is said of a network: templates of its counts, by what it has."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.language.tongue import message
from convanim.networks.figures import WORK, Figures, Shown

MOST_LETTERS = 40
"""Of a network's or a stage's name in a sentence, which has to be read in time."""
QUESTION = (
    message("{parameters} parameters. Where are they, and what would standard convolutions cost?"),
    message("{parameters?One parameter. Where is it|{parameters} parameters. Where are they}, and where is the work?"),
)
"""What is asked of a network with other than standard convolutions, and of one without."""
SHAPES = {
    "shrink": message(
        "{layers} layers in {stages:w} stages: maps shrink to {last_rows}×{last_columns}, channels grow to "
        "{last_channels}."
    ),
    "return": message(
        "{layers} layers in {stages:w} stages: maps shrink to {least_rows}×{least_columns}, and grow again to "
        "{last_rows}×{last_columns}."
    ),
    "": message("{layers?One layer|{layers} layers} in {stages?one stage|{stages:w} stages}."),
}
BARS = (
    message("Upwards each stage’s multiply-adds, downwards its parameters."),
    message("Upwards its multiply-adds, downwards its parameters."),
)
"""Of several stages, and of a single one."""
TAIL = message(
    "The last {tail?stage|{tail:w} stages}: {tail_parameters}\u202f% of the parameters, "
    "{tail_multiply_adds}\u202f% of the work."
)
FULLEST = message(
    "Stage {stage}: {fullest_parameters}\u202f% of the parameters, {fullest_multiply_adds}\u202f% of the work."
)
"""Where the parameters are: at the end, or else in one stage above all."""
POINTWISE = {
    "depthwise": message(
        "Pointwise layers do {pointwise_share}\u202f% of the work, depthwise ones only {spatial_share}\u202f%."
    ),
    "grouped": message(
        "Pointwise layers do {pointwise_share}\u202f% of the work, grouped ones only {spatial_share}\u202f%."
    ),
}
"""Where pointwise layers do most, beside others that have groups."""
LARGEST: Mapping[Shown, str] = {
    "pointwise": message("Pointwise layers do {largest_share}\u202f% of the work."),
    "depthwise": message("Depthwise layers do {largest_share}\u202f% of the work."),
    "grouped": message("Grouped convolutions do {largest_share}\u202f% of the work."),
    "standard": message("Standard convolutions do {largest_share}\u202f% of the work."),
    "transposed": message("Transposed convolutions do {largest_share}\u202f% of the work."),
    "linear": message("Linear layers do {largest_share}\u202f% of the work."),
    "rest": message("The rest does {largest_share}\u202f% of the work."),
}
OUTGROWN = {
    "separable": message("Standard convolutions in place of separable ones outgrow the frame."),
    "both": message("Standard convolutions in place of separable and grouped ones outgrow the frame."),
    "depthwise": message("Standard convolutions in place of depthwise ones outgrow the frame."),
    "grouped": message("Standard convolutions in place of grouped ones outgrow the frame."),
}
BESIDE = message("Beside it the same with standard convolutions throughout.")
"""Standard convolutions in place of others, where they need much more, and where they do not."""
END = (message("The same maps, at a fraction of the cost."), message("The same maps, at less cost."))


def brief(name: str) -> str:
    """A name as sentences say it: of a long one the beginning.

    >>> brief("features"), len(brief("features" * 100))
    ('features', 40)
    """
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def question(figures: Figures) -> str:
    """What the film is to find out."""
    return QUESTION[0 if figures.saves else 1]


def shapes(figures: Figures) -> str:
    """How many layers there are, and what becomes of maps and channels."""
    return SHAPES[figures.sizes]


def bars(figures: Figures) -> str:
    """What the bars are."""
    return BARS[0 if len(figures.stages) > 1 else 1]


def fullest(figures: Figures) -> str:
    """Which stages have the parameters; nothing of a single stage."""
    if len(figures.stages) == 1:
        return ""
    return TAIL if figures.ends_full else FULLEST


def kinds(figures: Figures) -> str:
    """Which kind of layers has the work."""
    spatial = "depthwise" if figures.is_separable else "grouped"
    beside = figures.largest == "pointwise" and spatial in figures.kinds
    return POINTWISE[spatial] if beside else LARGEST[figures.largest]


def replaced(figures: Figures) -> str:
    """What standard convolutions would need."""
    if not figures.outgrows:
        return BESIDE
    if not figures.is_separable:
        return OUTGROWN["grouped"]
    if "grouped" in figures.kinds:
        return OUTGROWN["both"]
    return OUTGROWN["separable" if figures.has_pairs else "depthwise"]


def end(figures: Figures) -> str:
    """What the network saves."""
    return END[0 if figures.times(WORK) >= 2 else 1]
