"""What is timed is torch's, and what is told of the machine is not whose it is."""

import getpass
import platform
import socket

import pytest
import torch

from convanim import RenderError
from convanim.measure import machine, measuring
from convanim.measure.measuring import CEILINGS, measure, measurement, rivals
from convanim.measure.timing import Timings
from convanim.measure.variants import VARIANTS, Place
from tests.measure.machines import timings, usual

SMALL = Place(4, 5)


def test_a_tiny_measurement():
    """The only one that is real; nothing is asked of how fast anything was."""
    threads = torch.get_num_threads()
    told = []
    seen = measure(20.0, 1, places=(SMALL,), tell=told.append)
    assert [(one.channels, one.size) for one in seen.shapes] == [(4, 5)]
    assert (seen.machine.threads, torch.get_num_threads()) == (1, threads)
    assert [one.amount for one in seen.peaks] == [side**3 for side in measuring.SIDES]
    assert [one.amount for one in seen.bandwidths] == [12 * values for values in measuring.TRIADS]
    assert told == sorted(told)


def test_variants_are_those_that_are_told():
    runs = rivals(SMALL).make()
    assert tuple(runs) == VARIANTS
    for run in runs.values():
        assert run().shape == (1, 4, 5, 5) and run().dtype == torch.float32


def test_threads_are_given_back_however_it_ends():
    before = torch.get_num_threads()

    def broken(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(20.0, before + 1, places=(SMALL,), tell=broken)
    assert torch.get_num_threads() == before


def test_what_was_left_out_is_told():
    found = timings()
    large = Place(512, 112)
    told = measurement(Timings(found.spreads, {large: 12.3456}), 50.0, 2)
    assert [(one.channels, one.size, one.seconds) for one in told.left_out] == [(512, 112, 12.346)]
    places = [(one.channels, one.size) for one in told.shapes]
    assert places == sorted(places)
    for one in told.shapes:
        assert one.standard.seconds.lower == pytest.approx(usual(Place(one.channels, one.size), "standard"), rel=0.05)


@pytest.mark.parametrize("kept", [set(), {CEILINGS}, {Place(16, 14)}])
def test_too_little_time_is_said(kept):
    found = timings()
    few = {name: spreads for name, spreads in found.spreads.items() if name in kept}
    with pytest.raises(RenderError, match=r"in 2 seconds not even .* try more time, such as --budget 8"):
        measurement(Timings(few, {}), 2.0, 1)


def test_nobody_is_named():
    said = " ".join([machine.processor(), machine.system()]).lower()
    for name in (socket.gethostname(), platform.node(), getpass.getuser()):
        assert len(name) < 4 or name.lower() not in said
    assert machine.cores() >= 1


def test_a_kernel_that_is_called_after_somebody_is_not(monkeypatch):
    monkeypatch.setattr(platform, "release", lambda: "6.8.0-of-jane-on-janes-laptop")
    assert "jane" not in machine.system() and "6.8" in machine.system()


def test_a_processor_without_a_name_has_its_architecture(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "none")
    monkeypatch.setattr(platform, "system", lambda: "Plan 9")
    monkeypatch.delenv("PROCESSOR_IDENTIFIER", raising=False)
    monkeypatch.setattr(platform, "machine", lambda: "mips")
    assert machine.processor() == "mips"
    (tmp_path / "cpuinfo").write_text("model name\t: Some   Processor \n")
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "cpuinfo")
    assert machine.processor() == "Some Processor"
