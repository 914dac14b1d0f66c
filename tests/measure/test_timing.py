"""Statistics and budgets, on clocks that are made up; no test depends on how fast this machine is."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convanim.measure.timing import LEAST, LONG, MOST, MOST_TRIALS, SAMPLE, Spread, repeats_within, time_in_turn
from tests.measure.machines import Machine

SECONDS = st.floats(1e-6, 1e-1)


@given(st.lists(st.floats(1e-9, 1e3), min_size=1, max_size=40))
def test_a_spread_is_in_order_and_among_its_samples(samples):
    spread = Spread.of(samples)
    assert min(samples) * (1 - 1e-12) <= spread.lower <= spread.median <= spread.upper <= max(samples) * (1 + 1e-12)
    assert (spread.median, spread.samples) == (median(samples), len(samples))
    # A quarter of them, rounded up, lie beyond each quartile.
    below, above = (sum(map(test, samples)) for test in (spread.lower.__gt__, spread.upper.__lt__))
    assert below <= (len(samples) + 3) // 4 and above <= (len(samples) + 3) // 4


def test_one_disturbance_does_not_move_the_middle():
    assert Spread.of([1.0] * 10 + [50.0]) == Spread(1.0, 1.0, 1.0, 11)


@given(st.lists(SECONDS, min_size=1, max_size=30), st.floats(0.1, 100))
def test_repeats_are_shared_out_fairly(rounds, seconds):
    times = repeats_within(rounds, seconds)
    assert all(LEAST <= each <= MOST for each in times)
    taken = sum(each * number for each, number in zip(rounds, times, strict=True))
    assert taken <= seconds * (1 + 1e-9) or times == [LEAST] * len(rounds)
    # Who has more than the least takes no more time than anybody who could have one more, but for that one round.
    for each, number in zip(rounds, times, strict=True):
        if number > LEAST:
            assert all(
                each * number <= other * (count + 1) * (1 + 1e-6)
                for other, count in zip(rounds, times, strict=True)
                if count < MOST
            )


@given(st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=12), st.floats(0.5, 60))
def test_a_budget_is_kept(shapes, budget):
    machine = Machine()
    every = [machine.rivals(k, {"one": one, "other": other}) for k, (one, other) in enumerate(shapes)]
    timings = time_in_turn(every, budget, machine.clock)
    # The first has nobody to tell how long it takes.
    trial = max(sum(shape) for shape in shapes) * (1 + MOST_TRIALS)
    assert machine.now <= max(budget * (1 + 1e-6), trial)
    assert {*timings.spreads, *timings.left_out} == set(range(len(shapes)))
    assert not {*timings.spreads} & {*timings.left_out}
    for k, spreads in timings.spreads.items():
        for spread, seconds in zip((spreads["one"], spreads["other"]), shapes[k], strict=True):
            assert LEAST <= spread.samples <= MOST
            assert spread.lower == pytest.approx(seconds) and spread.upper == pytest.approx(seconds)
    sizes = {k: sum(shape) for k, shape in enumerate(shapes)}
    assert max((sizes[k] for k in timings.spreads), default=0) <= min(
        (sizes[k] for k in timings.left_out), default=float("inf")
    ) * (1 + 1e-6)


@given(st.integers(0, 10_000), st.floats(1, 30))
def test_a_budget_is_kept_on_a_busy_machine_up_to_one_disturbance(seed, slow):
    machine = Machine(lambda call: slow if (call * 7919 + seed) % 97 < 20 else 1.0)
    every = [machine.rivals(k, dict.fromkeys("abcd", 1e-4 * 3**k)) for k in range(6)]
    time_in_turn(every, 5.0, machine.clock)
    longest = 4 * max(LONG, 1e-4 * 3**5) * slow * 3
    assert machine.now <= 5.0 + longest


def test_repeats_are_given_up_before_shapes_and_large_shapes_before_small_ones():
    samples = {}
    for budget in (2.0, 6.0, 30.0):
        machine = Machine()
        every = [machine.rivals(k, {"one": 0.01 * 2**k, "other": 0.01 * 2**k}) for k in range(6)]
        found = time_in_turn(every, budget, machine.clock)
        samples[budget] = {k: spreads["one"].samples for k, spreads in found.spreads.items()}
        assert {*found.spreads} == set(range(len(found.spreads)))
        assert all(seconds > 0 for seconds in found.left_out.values())
    assert len(samples[2.0]) < len(samples[6.0]) < len(samples[30.0]) == 6
    assert samples[6.0][len(samples[6.0]) - 1] == LEAST
    assert all(samples[30.0][k] >= LEAST for k in range(6))


def test_rivals_are_timed_in_turn_and_take_turns_in_being_first():
    machine = Machine()
    time_in_turn([machine.rivals("it", dict.fromkeys("abc", 1.0))], 60.0, machine.clock)
    # Three calls to see, then two a sample.
    rounds = [machine.called[k : k + 6 : 2] for k in range(9, len(machine.called), 6)]
    assert ["".join(name[-1] for name in names) for names in rounds[:4]] == ["abc", "bca", "cab", "abc"]


def test_a_disturbance_hits_all_rivals_alike():
    """From the middle on all takes twice as long: no rival gains by it."""
    machine = Machine()
    machine.disturbed = lambda call: 2.0 if machine.now > 15 else 1.0
    every = [machine.rivals(k, {"slow": 0.05 * (k + 1), "quick": 0.01 * (k + 1)}) for k in range(4)]
    for spreads in time_in_turn(every, 30.0, machine.clock).spreads.values():
        assert spreads["slow"].median / spreads["quick"].median == pytest.approx(5, rel=0.02)


def test_what_is_short_is_called_often_for_one_sample():
    machine = Machine()
    found = time_in_turn([machine.rivals("it", {"short": 1e-5, "long": 0.5})], 40.0, machine.clock)
    calls = machine.called.count("it short") / found.spreads["it"]["short"].samples
    assert calls * 1e-5 >= SAMPLE
    assert found.spreads["it"]["short"].median == pytest.approx(1e-5)


def test_how_far_it_is_only_grows():
    machine, told = Machine(), []
    every = [machine.rivals(k, {"one": 0.01, "other": 0.02}) for k in range(5)]
    time_in_turn(every, 3.0, machine.clock, told.append)
    assert told == sorted(told) and told[-1] <= 1 + 1e-9


def test_a_clock_that_stands_still_ends():
    machine = Machine()
    found = time_in_turn([machine.rivals("it", {"one": 0.0, "other": 0.0})], 1.0, machine.clock)
    assert found.spreads["it"]["one"] == Spread(0.0, 0.0, 0.0, MOST)
