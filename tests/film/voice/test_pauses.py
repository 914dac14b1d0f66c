"""Sentences begin where their lengths say, at a pause where there is one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.film.voice.pauses import LEAD, begins
from convanim.film.voice.sounds import RATE
from tests.film.voice.sounds import silence, tone


def seconds_of(samples, lengths):
    return [(one.sample / RATE, one.after_pause) for one in begins(samples, lengths)]


def test_a_sentence_begins_after_the_pause_that_is_near():
    said = np.concatenate([tone(2.0), silence(0.6), tone(1.0), silence(0.4), tone(1.0)])
    found = seconds_of(said, [2.2, 1.0, 0.9])
    assert [after for _, after in found] == [False, True, True]
    assert [at for at, _ in found] == pytest.approx([0.0, 2.6 - LEAD, 4.0 - LEAD], abs=0.02)


def test_long_pauses_are_no_speech():
    """Whoever keeps to the times of the script waits between sentences, and is understood all the same."""
    said = np.concatenate([tone(1.0), silence(9.0), tone(1.0)])
    assert [at for at, _ in seconds_of(said, [1.0, 1.0])] == pytest.approx([0.0, 10.0 - LEAD], abs=0.02)


def test_without_a_pause_they_are_spread_in_proportion():
    assert seconds_of(tone(4.0), [1.0, 3.0]) == [(0.0, False), (pytest.approx(1.0, abs=0.02), False)]


def test_a_pause_far_from_where_a_sentence_ends_is_one_within_it():
    said = np.concatenate([tone(0.4), silence(0.5), tone(3.6)])
    assert seconds_of(said, [2.0, 2.0])[1] == (pytest.approx(2.5, abs=0.02), False)


def test_silence_alone_and_nothing():
    assert len(begins(silence(2.0), [1.0, 1.0])) == 2
    assert [one.sample for one in begins(silence(0.0), [1.0, 1.0])] == [0, 0]


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.05, 1.0)), max_size=6),
    st.lists(st.floats(0.5, 9.0), min_size=1, max_size=5),
)
def test_they_begin_one_after_the_other_within_the_recording(parts, lengths):
    said = np.concatenate([silence(0.0), *(tone(lasting) if loud else silence(lasting) for loud, lasting in parts)])
    found = begins(said, lengths)
    assert len(found) == len(lengths)
    samples = [one.sample for one in found]
    assert samples == sorted(samples) and samples[0] == 0 and samples[-1] <= len(said)
