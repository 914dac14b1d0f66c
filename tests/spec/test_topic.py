"""What scenes are about in place of a layer: taken by those that say so, and by no others."""

import pytest

from convanim.errors import SpecError, UnknownNameError
from convanim.lessons import LESSONS
from convanim.scene import ConvScene
from convanim.spec.option import options_of
from convanim.spec.topic import NETWORKS, TOPICS, UNCHOSEN, Topic


class Plain(ConvScene):
    network = ("an attribute of", "somebody's own")


class Taker(ConvScene):
    topics = ("network",)
    network = "mobilenet_v1"


def test_what_is_known_by_name():
    assert [Topic(network=name).given for name in NETWORKS] == [{"network": name} for name in NETWORKS]
    with pytest.raises(UnknownNameError, match=r"no network is called 'mobilenet'; .*try mobilenet_v"):
        Topic(network="mobilenet")


def test_the_nearer_one_has_the_word():
    one, other = Topic(network="mobilenet_v2"), Topic(network="convnext_tiny")
    assert one.over(other) == one == UNCHOSEN.over(one)


def test_a_scene_takes_what_it_declares():
    assert (Plain.takes(), Taker.takes()) == ((), ("network",))
    Taker.fit_topic(Topic(network="mobilenet_v2"))
    Plain.fit_topic()
    with pytest.raises(SpecError, match=r"network=.mobilenet_v2. in Plain; allowed: "):
        Plain.fit_topic(Topic(network="mobilenet_v2"))


def test_what_a_scene_declares_is_checked():
    with pytest.raises(UnknownNameError, match=r"Wrong: no network is called 'alexnet'"):
        type("Wrong", (ConvScene,), {"topics": ("network",), "network": "alexnet"})


def test_lessons_name_fields_that_there_are():
    known = [option.field for option in TOPICS]
    assert [option.field for option in options_of(Topic)] == known
    for lesson in LESSONS.values():
        assert set(lesson.topics) <= {*known}
