"""What a clip about a whole network tells in words, in place of what others tell of their layer."""

from __future__ import annotations

from fractions import Fraction

from convanim.course.text.story import Story
from convanim.language.tongue import ENGLISH
from convanim.networks import network_of
from convanim.networks.figures import COUNTED, LEARNED, SHOWN, WORK, Figures, amount
from convanim.networks.table import network_from
from convanim.numerals import ALMOST, THIN_SPACE, numeral


def figures_of(story: Story) -> Figures | None:
    """The network that a clip is about in place of a layer; None for one that is not."""
    name, read = story.topic.get("network"), story.topic.get("input_size")
    if story.lesson.of_layer or name is None:
        return None
    if story.own_network:
        return Figures(network_from(story.own_network))
    return Figures(network_of(name) if read is None else network_of(name, (read[1], read[2])))


def network_facts(figures: Figures) -> list[tuple[str, str]]:
    """The network as pairs of a name and a value."""
    own, full, network = figures.network.cost, figures.full.cost, figures.network
    kinds = [f"{count} {kind}" for kind in SHOWN if (count := figures.layers(kind))]
    stages = "one stage" if len(figures.stages) == 1 else f"{len(figures.stages)} stages"
    beside = {
        counted: f", {numeral(amount(full, counted))} with standard convolutions" if figures.saves else ""
        for counted in COUNTED
    }
    return [
        ("Network", f"{network.title} ({network.source})" if network.source else network.title),
        ("Layers", f"{figures.layers()} in {stages}: {', '.join(kinds)}"),
        ("Parameters", f"{numeral(own.parameters)}{beside[LEARNED]}"),
        ("Multiply-adds", f"{numeral(own.multiply_adds)}{beside[WORK]}"),
    ]


def network_shapes(figures: Figures) -> str:
    """The network in a sentence."""
    layers, stages = figures.layers(), len(figures.stages)
    told = "1 layer" if layers == 1 else f"{layers} layers"
    return f"{figures.network.title}, {told} in {'one stage' if stages == 1 else f'{stages} stages'}."


def network_saving(figures: Figures) -> str:
    """What it costs, in a sentence, beside the same with standard convolutions where that is more.

    >>> network_saving(Figures(network_of("mobilenet_v1"))).partition(":")[0].replace(THIN_SPACE, " ")
    '568 740 352 multiply-adds instead of 4 867 293 184 with standard convolutions'
    """
    own, full = figures.network.cost, figures.full.cost
    if not figures.saves:
        return f"{numeral(own.multiply_adds)} multiply-adds and {numeral(own.parameters)} parameters."
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
