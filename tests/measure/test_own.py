"""What is shown where nobody names a measurement: that of the surroundings, one from before, or one made now."""

import json
import shutil

import pytest

from convanim import MeasuringNote, RenderError, SpecError
from convanim.measure import measuring, own
from convanim.measure.own import NAMED, found_here, measurement_at
from tests.measure.machines import FILE, measured

SEEN = measured()


@pytest.fixture
def made(monkeypatch, tmp_path):
    """A machine that nobody has timed; how often it is timed from now on."""
    monkeypatch.delenv(NAMED)
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path / "cache"))
    times = []

    def measure(budget):
        times.append(budget)
        return SEEN

    monkeypatch.setattr(measuring, "measure", measure)
    monkeypatch.setattr(own, "_found", {})
    return times


def test_it_is_timed_once_and_said(made):
    with pytest.warns(MeasuringNote, match="nothing measured is given: timing .* 50 seconds, once"):
        assert measurement_at(None) == SEEN
    # Now it is there, and nothing is warned of.
    assert measurement_at(None) == SEEN
    assert made == [50.0]


def test_what_is_named_counts_more(made, monkeypatch, tmp_path):
    other = json.loads(SEEN.text())
    other["budget"] = 7.0
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    monkeypatch.setenv(NAMED, str(FILE))
    assert len(measurement_at(None).shapes) == 24
    assert measurement_at(str(tmp_path / "other.json")).budget == 7.0
    assert made == []


def test_what_is_named_and_is_none_is_refused(made, monkeypatch, tmp_path):
    monkeypatch.setenv(NAMED, str(tmp_path / "nowhere.json"))
    with pytest.raises(SpecError, match=r"nowhere\.json cannot be read"):
        measurement_at(None)
    assert made == []


def test_a_process_times_it_once_whatever_becomes_of_what_is_kept(made, tmp_path):
    assert found_here() is None
    with pytest.warns(MeasuringNote):
        first = measurement_at(None)
    shutil.rmtree(tmp_path / "cache")
    assert measurement_at(None) is first is found_here()
    assert measurement_at(first) is first
    assert made == [50.0]


def test_what_was_kept_and_is_broken_is_made_anew(made, monkeypatch, tmp_path):
    with pytest.warns(MeasuringNote):
        measurement_at(None)
    (kept,) = (tmp_path / "cache" / "measured").iterdir()
    kept.write_text("{", encoding="utf-8")
    # As in another process.
    monkeypatch.setattr(own, "_found", {})
    with pytest.warns(MeasuringNote):
        assert measurement_at(None) == SEEN
    assert made == [50.0, 50.0]


def test_another_torch_is_another_machine(made, monkeypatch):
    with pytest.warns(MeasuringNote):
        measurement_at(None)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    with pytest.warns(MeasuringNote):
        measurement_at(None)
    assert len(made) == 2


def test_what_cannot_be_kept_is_said_before_anything_is_timed(made, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path / "file"))
    with pytest.raises(RenderError, match=r"cannot be written: .* try convanim measure -o"):
        measurement_at(None)
    assert made == []


def test_the_file_of_the_tests_is_what_the_made_up_clock_makes():
    from convanim.measure.variants import PLACES

    assert FILE.read_text(encoding="utf-8") == measured(places=PLACES).text()
