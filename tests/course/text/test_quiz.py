"""Questions are asked before a film tells, of what is found in its ledger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.course.covers import asked, covers_of, untold
from convanim.course.text.quiz import OPENING, of_beat, questions_of
from convanim.course.text.story import Story
from convanim.spec import Layer
from tests.course.telling import story
from tests.verify.films import film_of

FPS = 15
CELL, METER = (0.4, 0.8, 0.44, 0.84), (0.8, 0.8, 0.9, 0.82)


def number(tensor, index, value, text, start, end, box=CELL):
    return {
        "tensor": tensor,
        "index": list(index),
        "value": value,
        "text": text,
        "start": start,
        "end": end,
        "box": None if box is None else list(box),
    }


def summed(start=2.4, **more):
    """A film that writes out 1 + 2 = 3 at a time, and its result with it."""
    told = {
        "seconds": 6.0,
        "sections": [{"name": "one", "start": 0.0, "end": 2.0}, {"name": "two", "start": 2.0, "end": 6.0}],
        "equations": [{"text": "1 + 2 = 3", "start": start, "end": 4.0}],
        "numbers": [number("output", (0, 1, 2), 3, "3", start, 4.0)],
        "steps": [{"makes": "y", "index": [0, 1, 2], "start": 3.0, "total": 3}],
    }
    return story(**(told | more))


def test_a_sum_is_asked_for_just_before_its_result_is_there():
    (question,) = questions_of(summed())
    assert (question.beat, question.asked, question.answer) == ("two", "What is y[0, 1, 2]?", "3")
    assert question.since == question.at == pytest.approx(2.4 - 1 / FPS)
    assert question.boxes == (CELL,)
    assert of_beat([question], summed().beats[0]) == ()


def test_it_is_asked_in_the_films_language():
    (question,) = questions_of(summed(language="de"))
    assert question.asked == "Was ist y[0, 1, 2]?"
    (unknown,) = questions_of(summed(language="he"))
    assert unknown.asked == "What is y[0, 1, 2]?"


def test_a_cell_without_a_name_is_the_sum():
    (question,) = questions_of(summed(steps=[]))
    assert question.asked == "What is the sum?"


def test_what_stands_there_already_is_no_question():
    result = number("output", (0, 1, 2), 3, "3", 2.4, 4.0)
    before = number("output", (0, 1, 2), 3, "3", 0.0, 3.0, METER)
    assert questions_of(summed(numbers=[result, before])) == ()


def test_neither_is_a_sum_that_comes_all_at_once_in_the_place_of_another():
    other = number("output", (0, 1, 1), 7, "7", 2.0, 2.4)
    cell = number("output", (0, 1, 2), 3, "3", 2.4, 4.0, (0.8, 0.4, 0.81, 0.41))
    result = number("output", (0, 1, 2), 3, "3", 2.4, 4.0)
    assert questions_of(summed(numbers=[other, cell, result])) == ()


def test_neither_is_what_a_film_begins_with():
    assert questions_of(summed(start=OPENING - 0.2)) == ()


def test_a_loop_asks_nothing():
    assert questions_of(summed(cut="loop")) == ()


def costs(start=2.4, **more):
    """A film whose meter comes to 256 of 1024 multiply-adds at a time, and says what that is."""
    pair = ("576", "2304")
    told = [
        number("cost", ("multiply_adds",), 576, "576", start, 6.0, METER),
        number("share", pair, 0.25, "one quarter", start, 6.0, (0.7, 0.9, 0.8, 0.92)),
        number("standard_cost", ("multiply_adds",), 2304, "2 304", 0.0, 6.0, (0.91, 0.8, 0.95, 0.82)),
    ]
    return summed(**({"layer": Layer(4, 4, size=6, groups=4), "numbers": told, "equations": []} | more))


def test_costs_are_covered_from_when_they_are_there_until_they_are_asked_for():
    (question,) = questions_of(costs())
    assert (question.asked, question.answer) == ("How many multiply-adds are left?", "576")
    assert question.since < 2.4 < question.at
    assert question.boxes == (METER, (0.7, 0.9, 0.8, 0.92))


def test_a_cost_that_a_meter_only_passes_is_not_what_is_left():
    passed = [number("cost", ("multiply_adds",), 576, "576", 2.2, 2.4, METER)]
    passed += [number("cost", ("multiply_adds",), 577, "577", 2.4, 2.6, METER)]
    (question,) = questions_of(costs(start=4.0, numbers=[*passed, *costs(start=4.0).numbers]))
    assert question.since == pytest.approx(4.0 - 1 / FPS)


def test_an_answer_has_time_to_be_seen_before_the_next_question():
    result = number("output", (0, 1, 2), 3, "3", 2.3, 4.0)
    told = [result, *costs().numbers]
    equations = [{"text": "1 + 2 = 3", "start": 2.3, "end": 4.0}]
    (question,) = questions_of(costs(numbers=told, equations=equations))
    assert question.answer == "3"


def test_a_ratio_is_asked_for_where_both_costs_stand():
    pair = ("576", "2304")
    numbers = [
        number("cost", ("multiply_adds",), 576, "576", 0.0, 6.0, METER),
        number("times_fewer", pair, 4.0, "4", 3.0, 6.0),
    ]
    (question,) = questions_of(costs(numbers=numbers))
    assert (question.asked, question.answer) == ("How many times fewer multiply-adds?", "4")
    # The same number under another name would tell it.
    told = number("count", ("groups", ""), 4, "4", 0.0, 6.0, METER)
    assert questions_of(costs(numbers=[*numbers, told])) == ()


@given(start=st.floats(2.2, 5.8), length=st.floats(0.2, 3.0))
def test_times_name_frames_of_the_beat(start, length):
    end = min(start + length, 6.0)
    told = [number("output", (0, 0, 0), 3, "3", start, end)]
    equations = [{"text": "1 + 2 = 3", "start": start, "end": end}]
    for question in questions_of(summed(numbers=told, equations=equations)):
        assert 2.0 <= question.since <= question.at < 6.0
        assert question.since < start
        assert round(question.at * FPS) == pytest.approx(question.at * FPS)


def test_covers_leave_room_around_and_scripts_know_where():
    film = summed()
    (question,) = questions_of(film)
    ((left, top, right, bottom),) = covers_of(question, film)
    assert left < CELL[0] < CELL[2] < right and top < CELL[1] < CELL[3] < bottom
    told = asked(question, film)
    assert told["since"] > question.since and told["since"] - question.since < 0.5 / FPS
    assert told["covers"][0]["width"] == pytest.approx(100 * (right - left), abs=0.01)
    assert untold([("a", "3 of 4"), ("b", "34")], [question]) == [("b", "34")]


def test_of_a_pooling_it_is_asked_which_number_stays(tmp_path):
    film = film_of(tmp_path, "pooling", "clip", layer=Layer(1, 1, groups=1, size=4, kernel=2, stride=2))
    story = Story.read(film.with_suffix(".json"))
    assert [one.asked for one in questions_of(story)] == ["Which number stays?"]
