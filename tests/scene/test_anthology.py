"""Several scenes are one film: chapters, cards, and the block that goes from each to the next."""

import json

import av
import numpy as np
import pytest

from convanim import Depthwise, Layer, Pointwise, Separable, SpecError, Split, UnknownNameError, Values
from convanim.catalog import load_scene
from convanim.film.clip import Clip
from convanim.film.render import render_all
from convanim.kernels import cost, separable_cost
from convanim.language.tongue import message
from convanim.mobjects.tensor import VoxelTensor
from convanim.request.wording import COMMAND
from convanim.scene.anthology import Anthology, Part, at_rest
from convanim.spec.topic import UNCHOSEN, Topic
from tests.scenes.playing import play


class Short(Anthology):
    title = message("How convolutions save work")
    parts = (
        Part(Split, ("count_the_cost", "before_and_after"), way=message("{groups} groups")),
        Part(Pointwise, ("count_the_cost",), way=message("pointwise")),
        Part(Depthwise, ("keep_splitting", "count_the_cost"), way=message("depthwise")),
        Part(Separable, ("true_costs",)),
    )


def shown(layer: Layer, **more) -> type[Anthology]:
    return type("Shown", (Short,), {"layer": layer, **more})


def test_its_beats_are_those_of_its_chapters():
    assert Short.beats[:3] == ("split_count_the_cost", "split_before_and_after", "pointwise_count_the_cost")
    assert Short.chapter_template("depthwise_count_the_cost") == Depthwise.chapter_template("count_the_cost")


def test_every_chapter_has_as_much_of_the_layer_as_its_subject_allows():
    film = shown(Layer(6, 9, (5, 7), (2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), bias=True))
    layers = {part.name: scene.layer for part, scene in film.chosen}
    assert layers["split"].groups == 3
    assert (layers["depthwise"].out_channels, layers["depthwise"].kernel) == (6, (2, 3))
    assert (layers["pointwise"].weight_shape, layers["pointwise"].size) == ((9, 6, 1, 1), (5, 7))
    assert layers["separable"] == film.layer


def test_chapters_that_cannot_be_are_left_out():
    assert [part.name for part, _ in shown(Layer(1, 1)).chosen] == ["pointwise", "depthwise", "separable"]


def test_it_is_told_from_one_chapter_to_another():
    film = shown(Layer(), first_chapter="pointwise", last_chapter="depthwise")
    assert film.beats == ("pointwise_count_the_cost", "depthwise_keep_splitting", "depthwise_count_the_cost")
    with pytest.raises(UnknownNameError, match=r"no chapter of this film is called 'spilt'; allowed: .*; try split"):
        shown(Layer(), first_chapter="spilt")
    with pytest.raises(SpecError, match=r"a first chapter that comes before the last"):
        shown(Layer(), first_chapter="depthwise", last_chapter="split")


def test_chapters_have_names_of_their_own():
    with pytest.raises(SpecError, match=r"several chapters of Twice are called 'split'; .*; try Part"):
        type("Twice", (Anthology,), {"parts": (Part(Split), Part(Split, ("before_and_after",)))})
    named = type("Named", (Anthology,), {"parts": (Part(Split, ("one_block",), called="opening"), Part(Split))})
    assert named.beats[:2] == ("opening_one_block", "split_one_block")


def test_weights_of_one_layer_are_none_of_the_others():
    with pytest.raises(SpecError, match=r"weights of your own in a film of several layers; allowed: an input"):
        shown(Layer(), values=Values(weight=np.ones((8, 8, 3, 3))))


def test_what_a_chapter_takes_the_film_takes():
    class Taker(Split):
        topics = ("network",)
        network = "mobilenet_v1"

    class Film(Anthology):
        parts = (Part(Taker),)

    assert set(Film.takes()) == {"network", "first_chapter", "last_chapter"}
    assert type("Other", (Film,), {"network": "mobilenet_v2"}).chosen[0][1].network == "mobilenet_v2"


def test_what_is_not_told_is_not_asked_for():
    asked = []

    class Asking(Split):
        @classmethod
        def fit_topic(cls, topic=UNCHOSEN):
            asked.append(topic)

    film = type("Film", (Anthology,), {"parts": (Part(Depthwise), Part(Asking, called="asking"))})
    film.fit_topic(Topic(last_chapter="depthwise"))
    assert asked == []
    film.fit_topic()
    assert len(asked) == 1


def test_cards_tell_what_the_ways_so_far_cost():
    film = play(shown(Layer(6, 6, groups=2), last_chapter="depthwise")).scene
    (first, second, last) = [film._found(place) for place in range(3)]
    assert [one.name.text for one in last] == ["2 groups"]  # a pointwise layer does other work
    assert [one.work.value for one in second] == [cost(Layer(6, 6, groups=2)).multiply_adds]
    assert first == []
    whole = play(type("Whole", (Short,), {"parts": (*Short.parts, Part(Split, called="again"))}), skip=True).scene
    assert [one.work.value for one in whole._found(3)][-1] == cost(Layer(groups=8)).multiply_adds
    named = type("Named", (Short,), {"parts": (Part(Separable, way="separable"), Part(Split))})
    assert play(named, skip=True).scene._found(1)[0].work.value == separable_cost(Layer()).multiply_adds


def test_the_block_goes_from_chapter_to_chapter_without_a_jump():
    films: list[list[tuple[str, np.ndarray, bool]]] = []

    class Watched(Short):
        def _open(self, place, chapter, before):
            ends = None if before is None else next(a for n, a in before.actors.items() if n.endswith("input"))
            stood = None if ends is None else ends.points.copy()
            super()._open(place, chapter, before)
            films.append((place, stood, ends is None or chapter.actors["input"] is ends))

    play(type("Film", (Watched,), {"layer": Layer(4, 4, size=5)}))
    assert [place for place, *_ in films] == [0, 1, 2, 3]
    # The beat on costs shows no block: what comes after it begins without one.
    assert [same for *_, same in films] == [True] * 4


def test_a_block_at_rest_is_closed_lit_and_in_its_room():
    from convanim.layout.regions import Region, to_pixels

    room = Region(1000, 200, 1800, 700)
    block = VoxelTensor(np.arange(64 * 6 * 5).reshape(64, 6, 5), channels=[0, 1, 2, 62, 63]).switch_off()
    block.shift([-3.0, 1.0, 0.0])
    pixels = to_pixels(at_rest(block, room).points)
    assert pixels[:, 0].min() >= room.left and pixels[:, 0].max() <= room.right
    assert pixels[:, 1].min() >= room.top and pixels[:, 1].max() <= room.bottom
    assert abs(pixels[:, 0].min() - room.left - (room.right - pixels[:, 0].max())) < 1.0
    assert (at_rest(block, room).lit == 1).all()


def told(scene, prefix=""):
    """The numbers that each beat shows as what it ends on, by the beat's own name."""
    found = {}
    for still in scene.stills:
        if still.beat.startswith(prefix):
            shown = [one for one in scene.ledger.entries if one.start < still.time <= one.end]
            found[still.beat.removeprefix(prefix)] = {(one.text, one.source.tensor, one.source.index) for one in shown}
    return found


@pytest.mark.parametrize("layer", [Layer(4, 4, size=5), Layer(6, 9, (5, 7), (2, 3), stride=(2, 1), bias=True)])
def test_a_chapter_shows_the_numbers_that_its_scene_shows(layer):
    film = play(shown(layer)).scene
    for part, scene in film.chosen:
        alone = play(type(part.scene.__name__, (part.scene,), {"layer": scene.layer, "beats": part.told})).scene
        assert told(film, scene.prefix) == told(alone)


@pytest.mark.parametrize("aspect", ["16:9", "1:1", "9:16"])
@pytest.mark.parametrize("text", ["normal", "large"])
def test_cards_stay_within_the_frame(aspect, text):
    film = play(shown(Layer(4, 4, size=5), aspects=("16:9", "1:1", "9:16"), aspect=aspect, text=text), skip=True)
    assert film.scene.stills[-1].beat == "separable_true_costs"


def frames(path):
    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="gray") for frame in film.decode(video=0)])


FILM = """
from convanim import Depthwise, Layer, Split
from convanim.scene.anthology import Anthology, Part


class Film(Anthology):
    title = "Two chapters"
    layer = Layer(2, 2, size=4)
    parts = (Part(Split, ("count_the_cost", "before_and_after")), Part(Depthwise, ("count_the_cost",)))
"""


@pytest.mark.full
def test_it_is_the_same_film_whether_its_beats_are_drawn_in_one_pass_or_apart(tmp_path):
    path = tmp_path / "film.py"
    path.write_text(FILM, encoding="utf-8")
    (alone,) = render_all([Clip(str(path))], quality="l", out=tmp_path / "one", jobs=1)
    (together,) = render_all([Clip(str(path))], quality="l", out=tmp_path / "two", jobs=2)
    assert np.array_equal(frames(alone.path), frames(together.path))
    told, again = (json.loads(one.ledger.read_text()) for one in (alone, together))
    for kind in ("numbers", "equations", "steps"):
        for one, other in zip(told[kind], again[kind], strict=True):
            assert {**one, "start": 0, "end": 0} == {**other, "start": 0, "end": 0}
            # To a tenth of a millisecond, rounded from where each pass had got to.
            assert abs(one["start"] - other["start"]) < 2e-4
    assert told["parts"]["split_before_and_after"] == "Split into groups"
    with av.open(str(alone.path)) as film:
        titles = [chapter["metadata"]["title"] for chapter in film.chapters()]
    assert titles == ["Split into groups", "Depthwise convolution"]


def test_the_built_in_film_has_the_lessons_as_chapters():
    film = load_scene("lesson")
    assert len(film.chosen) == len(film.parts)
    assert {part.name for part in film.parts} >= {"split", "depthwise", "separable"}


def test_chapters_are_found_by_other_names_too_and_what_is_the_wrong_way_round_is_turned():
    whole = load_scene("lesson")
    whole.fit_topic(Topic(first_chapter="network", last_chapter="conclusion"))
    with pytest.raises(UnknownNameError, match=r"called 'Standard'; .*; try standard"):
        whole.fit_topic(Topic(first_chapter="Standard"))
    with pytest.raises(SpecError) as caught:
        whole.fit_topic(Topic(first_chapter="network", last_chapter="split"))
    assert caught.value.said(COMMAND) == (
        "--from network beside --to split; allowed: a first chapter that comes before the last; "
        "try --from split and --to efficientnet"
    )


def test_a_topic_is_refused_where_no_chapter_told_takes_it():
    whole = load_scene("lesson")
    whole.fit_topic(Topic(first_chapter="standard", last_chapter="network", network="mobilenet_v1"))
    with pytest.raises(SpecError) as caught:
        whole.fit_topic(Topic(first_chapter="standard", last_chapter="split", network="mobilenet_v1"))
    assert caught.value.said(COMMAND) == (
        "--network mobilenet_v1 in a film that tells standard to split; allowed: in films that tell efficientnet"
    )
