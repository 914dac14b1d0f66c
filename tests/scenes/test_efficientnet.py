"""The film of a network: every number and every sentence is true of each of them, by torch's own count."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

import pytest

from convanim.course.page.naming import COUNTS
from convanim.draw.items import Plate
from convanim.layout.canvas import canvas_of
from convanim.networks import NETWORKS, network_of
from convanim.networks.figures import SHOWN, Figures
from convanim.spec.topic import Topic
from convanim.verify.printed import reads_as
from convanim.verify.published import counted_network
from tests.scenes.digits import check_digits
from tests.scenes.legible import check_legible
from tests.scenes.motion import idle, watch
from tests.scenes.playing import Played, play

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@cache
def played(network: str) -> Played:
    return play("efficientnet", fps=4, network=network)


def number(value: float) -> str:
    """A count as captions have it."""
    return f"{round(value):,}".replace(",", "\u2009") if value == round(value) else f"≈\u2009{value:.1f}"


@pytest.mark.parametrize("network", NETWORKS)
def test_every_number_is_torchs(network: str) -> None:
    told = played(network).scene.ledger.as_dict()["numbers"]
    assert len(told) > 60
    for entry in told:
        name, index, value = entry["tensor"], entry["index"], entry["value"]
        if name == "axis":
            assert value == index[0]
        else:
            assert name == "count" and index[0] in COUNTS
            truth = counted_network(index[1])[index[0]]
            assert math.isclose(value, truth, rel_tol=1e-9), f"{entry['text']!r} of {index} is {truth}"
        assert reads_as(entry["text"], value), entry


@pytest.mark.parametrize("network", NETWORKS)
def test_every_sentence_is_true(network: str) -> None:
    scene, n = played(network).scene, counted_network(f"network {network}")
    said = [one.content for one in scene.renderer.file_writer.subcaptions]
    kind, kinds = (
        ("separable", "depthwise") if "depthwise" in Figures(network_of(network)).kinds else ("grouped", "grouped")
    )
    last = f"{WORDS[int(n['tail'])]} stages" if n["tail"] > 1 else "stage"
    assert said == [
        f"{number(n['parameters'])} parameters. Where are they, and what would standard convolutions cost?",
        f"{number(n['layers'])} layers in {WORDS[int(n['stages'])]} stages: maps shrink to "
        f"{n['last_rows']}×{n['last_columns']}, channels grow to {number(n['last_channels'])}.",
        "Upwards each stage’s multiply-adds, downwards its parameters.",
        f"The last {last}: {number(n['tail_parameters'])}\u202f% of the parameters, "
        f"{number(n['tail_multiply_adds'])}\u202f% of the work.",
        f"Pointwise layers do {number(n['pointwise_share'])}\u202f% of the work, {kinds} ones only "
        f"{number(n['spatial_share'])}\u202f%.",
        f"Standard convolutions in place of {kind} ones outgrow the frame.",
        "The same maps, at a fraction of the cost.",
    ]
    # What is said without a number: maps never grow, most channels are the last ones, and less is needed.
    shapes = Figures(network_of(network)).maps
    sliding = [one for one in shapes if one[1:] != (1, 1)]
    assert all(before[1:] >= after[1:] for before, after in pairwise(sliding))
    assert max(channels for channels, _, _ in sliding) == sliding[-1][0] > sliding[0][0]
    assert n["times_fewer"] > 2 and n["spatial_share"] < n["pointwise_share"] and n["tail_parameters"] > 50


@pytest.mark.parametrize(
    ("network", "aspect", "text", "language"),
    [
        *((network, "16:9", "normal", "en") for network in NETWORKS),
        ("convnext_tiny", "1:1", "normal", "fr"),
        ("resnext50_32x4d", "9:16", "normal", "es"),
        ("convnext_tiny", "16:9", "large", "es"),
        ("mobilenet_v2", "9:16", "large", "de"),
        ("efficientnet_b0", "1:1", "large", "fr"),
    ],
)
def test_pictures_are_legible(network: str, aspect: str, text: str, language: str) -> None:
    film = play("efficientnet", skip=True, network=network, aspect=aspect, text=text, language=language)
    for beat, time, items in film.pictures:
        check_legible(items, f"{beat} at {time:.1f} s", canvas_of(aspect, text), language)
    check_digits(film)


def bars(items: list, top: float, bottom: float) -> list[tuple[float, float]]:
    """Where bars between two heights begin and how high they are, from the left."""
    boxes = [item.box for item in items if isinstance(item, Plate) and item.fill[3] > 0.5]
    return [(left, low - high) for left, high, _, low in boxes if top - 1 <= high and low <= bottom + 1]


@pytest.mark.parametrize("network", NETWORKS)
def test_bars_are_to_one_scale(network: str) -> None:
    """At the end, too, every bar is as high as what it stands for, and the highest fills its room."""
    chart = played(network).scene.actor("chart")
    figures = Figures(network_of(network))
    items = chart.draw()
    upper = chart.frame[4]
    highest: dict[float, float] = {}
    for left, high in bars(items, chart.frame[1], upper):
        highest[round(left, 2)] = max(high, highest.get(round(left, 2), 0.0))
    pairs = zip(figures.stages, figures.full.stages, strict=True)
    work = [one for pair in pairs for one in dict.fromkeys(stage.cost.multiply_adds for stage in pair)]
    assert len(highest) == len([one for one in work if one * max(highest.values()) / max(work) > 0.05])
    drawn = [high for _, high in sorted(highest.items())]
    seen = [one for one in work if one * max(highest.values()) / max(work) > 0.05]
    for high, amount in zip(drawn, seen, strict=True):
        assert high == pytest.approx(max(drawn) * amount / max(seen), abs=0.06)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_film_takes_as_long_as_a_teacher_has(network: str) -> None:
    assert 25 <= played(network).scene.now <= 40


def test_nothing_rests_longer_than_there_is_to_read() -> None:
    assert not list(idle(watch("efficientnet")))


def test_kinds_are_in_one_order_and_stages_hold_all_of_them() -> None:
    for name in NETWORKS:
        figures = Figures(network_of(name))
        assert [*figures.by_kind] == [kind for kind in SHOWN if kind in figures.kinds]
        assert sum(cost.parameters for cost in figures.by_kind.values()) == figures.network.cost.parameters
        assert sum(map(figures.layers, figures.kinds)) == figures.layers()


def test_the_scene_takes_a_network() -> None:
    scene = type(played("mobilenet_v1").scene)
    assert scene.takes() == ("network", "input_size")
    scene.fit_topic(Topic(network="mobilenet_v2"))
