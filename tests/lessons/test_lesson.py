"""What a record says of the layers that its lesson shows."""

from dataclasses import replace
from itertools import pairwise
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.kernels import Cost, cost
from convanim.lessons import LESSONS, NO_LESSON, in_teaching_order, lesson_of, lessons_for
from convanim.spec import Layer
from tests.messages import catalog
from tests.strategies import layers


@pytest.mark.parametrize("name", LESSONS)
def test_a_record_says_what_others_show_of_it(name):
    lesson = LESSONS[name]
    assert lesson.can_show(lesson.layer)
    assert lesson.scene.isidentifier()
    assert 20 < len(lesson.summary) < 90
    assert lesson.subject


def test_translators_have_what_records_say():
    known = {message.id for message in catalog("de")}
    for name, lesson in LESSONS.items():
        for said in filter(None, (lesson.summary, lesson.loop, lesson.reference_name, lesson.meter)):
            assert said in known, name


@pytest.mark.parametrize("what", ["order", "name", "scene"])
def test_two_lessons_have_nothing_in_common_that_tells_them_apart(what):
    split, aggregate = LESSONS["split"], LESSONS["aggregate"]
    same = replace(aggregate, **{what: getattr(split, what)})
    with pytest.raises(ValueError, match=f"several lessons have the {what}"):
        in_teaching_order([split, same])


def test_no_lesson_shows_any_layer():
    assert lesson_of("") is NO_LESSON
    assert NO_LESSON.fit_layer({"groups": 2, "kernel": 1}) == Layer(groups=2, kernel=1)
    assert NO_LESSON not in LESSONS.values()


@given(layers())
def test_stages_lead_from_the_input_to_the_output(layer):
    for lesson in lessons_for(layer):
        stages = [stage for _, stage in lesson.stages(layer)]
        assert (stages[0].input_shape, stages[-1].output_shape) == (layer.input_shape, layer.output_shape)
        for one, other in pairwise(stages):
            assert one.output_shape == other.input_shape
        assert lesson.cost(layer) == Cost(
            sum(prod(stage.weight_shape) for stage in stages),
            sum(stage.out_channels for stage in stages if stage.bias),
            sum(cost(stage).multiply_adds for stage in stages),
        )


@given(layers(), st.sampled_from([lesson for lesson in LESSONS.values() if lesson.chain is not None]))
def test_what_is_divided_is_joined_again(layer, lesson):
    if lesson.can_show(layer):
        halves = lesson.chain.divide(layer)
        assert lesson.chain.join(*halves) == layer
        assert all(lesson_of(name).can_show(half) for name, half in zip(lesson.chain.names, halves, strict=True))


@given(layers())
def test_a_reference_has_no_groups(layer):
    for lesson in lessons_for(layer):
        assert lesson.reference(layer).groups == 1
        times = 2 if lesson.name == "demand" else 1
        assert lesson.reference(layer).in_channels == times * layer.in_channels


def test_topics_that_shape_no_layer_leave_it_alone():
    whole = lesson_of("lesson")
    layer = whole.about({"first_chapter": "demand", "last_chapter": "split"}).fit_layer({})
    assert layer == whole.layer
    assert all(set(one.shaped_by) <= set(one.topics) for one in LESSONS.values())
