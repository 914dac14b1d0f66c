"""What a clip about a whole network tells in words, in place of what others tell of their layer."""

from __future__ import annotations

from fractions import Fraction

from convanim.course.text.story import Story
from convanim.language.tongue import ENGLISH
from convanim.networks import network_of
from convanim.networks.figures import LEARNED, SHOWN, WORK, Figures, amount
from convanim.numerals import ALMOST, THIN_SPACE, numeral


def figures_of(story: Story) -> Figures | None:
    """The network that a clip is about in place of a layer; None for one that is not."""
    name = story.topic.get("network")
    return None if story.lesson.of_layer or name is None else Figures(network_of(name))


def network_facts(figures: Figures) -> list[tuple[str, str]]:
    """The network as pairs of a name and a value."""
    own, full = figures.network.cost, figures.full.cost
    kinds = [f"{figures.layers(kind)} {kind}" for kind in SHOWN if kind in figures.kinds]
    return [
        ("Network", f"{figures.network.title} ({figures.network.source})"),
        ("Layers", f"{figures.layers()} in {len(figures.stages)} stages: {', '.join(kinds)}"),
        ("Parameters", f"{numeral(own.parameters)}, {numeral(full.parameters)} with standard convolutions"),
        ("Multiply-adds", f"{numeral(own.multiply_adds)}, {numeral(full.multiply_adds)} with standard convolutions"),
    ]


def network_shapes(figures: Figures) -> str:
    """The network in a sentence."""
    return f"{figures.network.title}, {figures.layers()} layers in {len(figures.stages)} stages."


def network_saving(figures: Figures) -> str:
    """What it costs beside the same with standard convolutions, in a sentence.

    >>> network_saving(Figures(network_of("mobilenet_v1"))).partition(":")[0].replace(THIN_SPACE, " ")
    '568 740 352 multiply-adds instead of 4 867 293 184 with standard convolutions'
    """
    own, full = figures.network.cost, figures.full.cost
    times, fewer = (_times(figures.times(counted)) for counted in (WORK, LEARNED))
    work = f"{numeral(own.multiply_adds)} multiply-adds instead of {numeral(full.multiply_adds)}"
    return f"{work} with standard convolutions: {times} times fewer, and {fewer} times fewer parameters."


def network_cost(figures: Figures) -> str:
    """Its multiply-adds, stage by stage."""
    each = [numeral(amount(stage.cost, WORK)) for stage in figures.stages]
    return f"{' + '.join(each)} = {numeral(figures.network.cost.multiply_adds)} multiply-adds"


def _times(ratio: Fraction) -> str:
    text, exact = ENGLISH.quotient(ratio, 1)
    return text if exact else f"{ALMOST}{THIN_SPACE}{text}"
