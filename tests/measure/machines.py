"""A machine in which nothing happens but on its clock: what is called takes as long as it is told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from convanim.measure.measuring import CEILINGS, SIDES, TRIADS, measurement, product_of, triad_of
from convanim.measure.record import Measurement, measurement_of
from convanim.measure.timing import Rivals, Timings, time_in_turn
from convanim.measure.variants import PLACES, VARIANTS, Place

FEW = (Place(16, 14), Place(32, 28), Place(64, 56), Place(256, 14))
FILE = Path(__file__).with_name("measured.json")
"""All places on the usual machine; tests show it where nothing else is named. ``python -m tests.measure.machines``
writes it anew."""
PEAK, BANDWIDTH = 5e10, 2e10
"""Multiply-adds and bytes a second."""
OVERHEAD = {"standard": 2e-5, "two_groups": 3.2e-5, "depthwise": 3.5e-5, "separable": 6e-5}
"""Seconds that a call takes besides."""


class Machine:
    """A clock, and calls that move it on; ``disturbed`` says by how much longer each call takes, in turn."""

    def __init__(self, disturbed: Callable[[int], float] = lambda call: 1.0) -> None:
        self.now, self.calls, self.disturbed = 0.0, 0, disturbed
        self.called: list[str] = []

    def clock(self) -> float:
        return self.now

    def call(self, name: str, seconds: float) -> Callable[[], None]:
        def called() -> None:
            self.now += seconds * self.disturbed(self.calls)
            self.calls += 1
            self.called.append(name)

        return called

    def rivals(self, name, seconds: Mapping[str, float], work: Mapping[str, int] | None = None) -> Rivals:
        """What takes so many seconds a call."""
        calls = {one: self.call(f"{name} {one}", each) for one, each in seconds.items()}
        return Rivals(name, work or {one: max(1, round(1e9 * each)) for one, each in seconds.items()}, lambda: calls)


def usual(place: Place, variant: str) -> float:
    """Seconds: as fast as arithmetic or memory allows, whichever is slower, and a little for the call."""
    return max(place.multiply_adds[variant] / PEAK, place.bytes_moved[variant] / BANDWIDTH) + OVERHEAD[variant]


def timings(seconds: Callable[[Place, str], float] = usual, places=FEW, spread: float = 0.02) -> Timings:
    """What is timed on such a machine, in which some calls take longer, by up to twice the ``spread``."""
    machine = Machine(lambda call: 1 + spread * ((call * 2_654_435_761 >> 7) % 3))
    limits = {product_of(side): side**3 / PEAK for side in SIDES}
    limits |= {triad_of(values): 12 * values / BANDWIDTH for values in TRIADS}
    every = [machine.rivals(CEILINGS, limits, dict.fromkeys(limits, 1))]
    every += [
        machine.rivals(place, {name: seconds(place, name) for name in VARIANTS}, place.multiply_adds)
        for place in places
    ]
    return time_in_turn(every, 50.0, machine.clock)


def measured(seconds: Callable[[Place, str], float] = usual, places=FEW, spread: float = 0.02) -> Measurement:
    """The record of it, of a machine that says of itself that there is none."""
    told = measurement(timings(seconds, places, spread), 50.0, 2)
    none = told.machine.model_copy(
        update={
            "processor": "no processor, a made-up clock",
            "cores": 4,
            "torch": "2.5.1",
            "python": "3.12.1",
            "system": "Linux 6.1 x86_64",
        }
    )
    return told.model_copy(update={"machine": none, "date": date(2025, 3, 14)})


def _all_faster(place: Place, variant: str) -> float:
    return usual(place, "standard") / (3 * place.multiply_adds["standard"] / place.multiply_adds[variant])


def _all_slower(place: Place, variant: str) -> float:
    return 1e-3 if variant == "standard" else 5e-3


def _as_promised(place: Place, variant: str) -> float:
    return place.multiply_adds[variant] / 3e10


def odd() -> dict[str, Measurement]:
    """Files that nobody expects: all faster than promised or slower, one shape, more spread than difference,
    layers that are quicker than what limits are measured with."""
    one = (Place(2, 1),)
    return {
        "faster than promised": measured(lambda p, v: _all_faster(p, v) if v != "standard" else usual(p, v)),
        "all slower": measured(_all_slower),
        "as promised": measured(_as_promised),
        "one shape": measured(places=one),
        "one as promised": measured(_as_promised, places=(Place(512, 112),)),
        "large spread": _spread(measured(), 30.0),
        "few": measured(places=FEW[:2]),
        "wide": measured(places=(Place(2048, 1), Place(2, 224), Place(6, 7), Place(100, 3))),
        "quick memory": _remembering(measured(), 100.0),
        "long names": _called(measured()),
        "slow": measured(lambda p, v: 1e4 * usual(p, v)),
        "quicker than products": measured(lambda p, v: usual(p, v) / (4 if v == "standard" else 1)),
    }


def _remembering(found: Measurement, factor: float) -> Measurement:
    """The same with a memory that many times as fast."""
    told = found.model_dump(mode="json")
    for one in told["bandwidths"]:
        one["seconds"] |= {key: one["seconds"][key] / factor for key in ("lower", "median", "upper")}
    return measurement_of(told, "it")


def _called(found: Measurement) -> Measurement:
    """The same on a machine with a lot of name."""
    more = {
        "processor": "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, and then some more of it",
        "torch": "2.13.0.dev20260101+cpu.with.something.of.ones.own",
        "system": "Linux 6.18 some-architecture-that-nobody-knows-by-this-name",
        "threads": 128,
        "cores": 256,
    }
    machine = found.machine.model_copy(update=more)
    return measurement_of(found.model_copy(update={"machine": machine}).model_dump(mode="json"), "it")


def _spread(found: Measurement, factor: float) -> Measurement:
    """The same medians with quartiles that far away."""
    told = found.model_dump(mode="json")
    for one in told["shapes"]:
        for name in VARIANTS:
            seconds = one[name]["seconds"]
            seconds |= {"lower": seconds["median"] / factor, "upper": seconds["median"] * factor}
    return measurement_of(told, "it")


def write() -> None:
    """Write the file that tests show."""
    FILE.write_text(measured(places=PLACES).text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
