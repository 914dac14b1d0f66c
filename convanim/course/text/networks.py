"""What a clip about a whole network tells in words, in place of what others tell of their layer."""

from __future__ import annotations

from collections.abc import Mapping

from convanim.course.text.story import Story
from convanim.language.tongue import Tongue, message
from convanim.networks import network_of
from convanim.networks.figures import LEARNED, SHOWN, WORK, Figures, Shown, amount
from convanim.networks.table import network_from
from convanim.numerals import numeral


def figures_of(story: Story) -> Figures | None:
    """The network that a clip is about in place of a layer; None for one that is not."""
    name, read = story.topic.get("network"), story.topic.get("input_size")
    if story.lesson.of_layer or name is None:
        return None
    if story.own_network:
        return Figures(network_from(story.own_network))
    return Figures(network_of(name) if read is None else network_of(name, (read[1], read[2])))


KINDS: Mapping[Shown, str] = {
    "pointwise": message("pointwise"),
    "depthwise": message("depthwise"),
    "grouped": message("grouped"),
    "standard": message("standard"),
    "transposed": message("transposed"),
    "linear": message("linear"),
    "rest": message("rest"),
}
"""What kinds of layers are called."""


def network_facts(figures: Figures, tongue: Tongue) -> list[tuple[str, str]]:
    """The network as pairs of a name and a value."""
    own, full, network, say = figures.network.cost, figures.full.cost, figures.network, tongue.text
    kinds = [f"{count} {say(KINDS[kind])}" for kind in SHOWN if (count := figures.layers(kind))]

    def beside(count: int, other: int) -> str:
        if not figures.saves:
            return numeral(count)
        return say("{own}, {full} with standard convolutions", own=count, full=other)

    layers = say("{layers} in {stages} {stages?stage|stages}", layers=figures.layers(), stages=len(figures.stages))
    return [
        (say("Network"), f"{network.title} ({network.source})" if network.source else network.title),
        (say("Layers"), f"{layers}: {', '.join(kinds)}"),
        (say("Parameters"), beside(own.parameters, amount(full, LEARNED))),
        (say("Multiply-adds"), beside(own.multiply_adds, amount(full, WORK))),
    ]


LAYERS = message("{layers} {layers?layer|layers} in {stages} {stages?stage|stages}")


def network_shapes(figures: Figures, tongue: Tongue) -> str:
    """The network in a sentence."""
    return f"{figures.network.title}, {tongue.text(LAYERS, layers=figures.layers(), stages=len(figures.stages))}."


def network_saving(figures: Figures, tongue: Tongue) -> str:
    r"""What it costs, in a sentence, beside the same with standard convolutions where that is more.

    >>> from convanim.language.tongue import ENGLISH
    >>> network_saving(Figures(network_of("mobilenet_v1")), ENGLISH).partition(":")[0].replace("\u2009", " ")
    '568 740 352 multiply-adds instead of 4 867 293 184 with standard convolutions'
    """
    own, full = figures.network.cost, figures.full.cost
    if not figures.saves:
        told = {"work": own.multiply_adds, "parameters": own.parameters}
        return tongue.text("{work} multiply-adds and {parameters} parameters.", **told)
    counts = {"own": own.multiply_adds, "full": full.multiply_adds}
    return tongue.text(
        "{own} multiply-adds instead of {full} with standard convolutions: {times} times fewer, and {fewer} times "
        "fewer parameters.",
        **counts,
        times=figures.times(WORK),
        fewer=figures.times(LEARNED),
    )


def network_cost(figures: Figures, tongue: Tongue) -> str:
    """Its multiply-adds, stage by stage."""
    each = " + ".join(numeral(amount(stage.cost, WORK)) for stage in figures.stages)
    return tongue.text("{sum} = {total} multiply-adds", sum=each, total=figures.network.cost.multiply_adds)
