"""A measurement of this machine: what is timed, with torch, and what is made of it."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import torch
from torch.nn import functional

from convanim import __version__
from convanim.errors import RenderError
from convanim.measure.machine import cores, one_line, processor, system
from convanim.measure.record import (
    MARK,
    SCHEMA,
    Ceiling,
    LeftOut,
    Machine,
    Measured,
    Measurement,
    Time,
    Timed,
    measurement_of,
)
from convanim.measure.timing import Clock, Rivals, Spread, Timings, time_in_turn
from convanim.measure.traffic import FLOAT32
from convanim.measure.variants import PLACES, VARIANTS, Place
from convanim.spec import Layer

BUDGET = 50.0
"""Seconds, so that with all around it is less than a minute."""
CEILINGS = "ceilings"
SIDES = (256, 512, 1024)
"""Rows and columns of the matrices whose products tell the peak.

One size alone tells too little: how quick a product is depends on how a library cuts it up, and what takes long is
disturbed more where others use the machine, too.
"""
TRIADS = (2**17, 2**19, 2**21, 2**24)
"""Values of each of the three arrays that tell the bandwidth: from half a MiB, for layers that stay in a cache, to
64 MiB, beyond most processors' caches."""
MIB = 2**20

Run = Callable[[], object]


def measure(
    budget: float = BUDGET,
    threads: int | None = None,
    *,
    places: Sequence[Place] = PLACES,
    clock: Clock = time.perf_counter,
    tell: Callable[[float], None] = lambda share: None,
) -> Measurement:
    """Time standard, grouped, depthwise and separable layers, and the machine's limits, all in turn.

    It takes ``budget`` seconds at most, with so many ``threads`` (None: as many as torch takes). ``tell`` is told which
    share of the time is over. Raises RenderError where there was no time for even the smallest shape.
    """
    with _threads(threads), torch.inference_mode():
        timings = time_in_turn([ceilings(), *map(rivals, places)], budget, clock, tell)
        return measurement(timings, budget, torch.get_num_threads())


def measurement(timings: Timings, budget: float, threads: int) -> Measurement:
    """What was timed, as a record of this machine; raises RenderError where there is too little of it."""
    shapes = [place for place in timings.spreads if isinstance(place, Place)]
    if CEILINGS not in timings.spreads or not shapes:
        raise RenderError(
            f"in {budget:g} seconds not even the smallest layer was timed often enough",
            "",
            f"more time, such as --budget {max(5, round(4 * budget))}, or --threads 1 where the machine is busy",
        )
    limits = timings.spreads[CEILINGS]
    told = Measurement(
        convanim_measurement=SCHEMA,
        convanim=__version__,
        date=datetime.now(UTC).date(),
        machine=Machine(
            processor=processor(),
            cores=cores(),
            threads=threads,
            torch=one_line(torch.__version__),
            python=platform.python_version(),
            system=system(),
        ),
        dtype="float32",
        kernel=3,
        budget=float(budget),
        peaks=tuple(
            Ceiling(
                what=f"product of two {side}x{side} matrices", amount=side**3, seconds=_time(limits[product_of(side)])
            )
            for side in SIDES
        ),
        bandwidths=tuple(
            Ceiling(
                what=f"a + 3 b into c, each of {FLOAT32 * values / MIB:g} MiB",
                amount=3 * FLOAT32 * values,
                seconds=_time(limits[triad_of(values)]),
            )
            for values in TRIADS
        ),
        shapes=tuple(_measured(place, timings.spreads[place]) for place in sorted(shapes, key=_order)),
        left_out=tuple(
            LeftOut(channels=place.channels, size=place.size, seconds=round(timings.left_out[place], 3))
            for place in sorted((one for one in timings.left_out if isinstance(one, Place)), key=_order)
        ),
    )
    # What is written can be read again.
    return measurement_of(told.model_dump(mode="json"), MARK)


def rivals(place: Place) -> Rivals:
    """The four variants at one place, on the same input."""

    def make() -> Mapping[str, Run]:
        values = torch.rand(1, place.channels, place.size, place.size)
        return {name: _run(place.layers[name], values) for name in VARIANTS}

    return Rivals(place, place.multiply_adds, make)


def ceilings() -> Rivals:
    """What the roofline's two lines are measured with.

    The bandwidth is that of the triad in J. McCalpin's STREAM (1995), counted as there: two arrays read, one written.
    """

    runs = {product_of(side): partial(_product, side) for side in SIDES}
    runs |= {triad_of(values): partial(_triad, values) for values in TRIADS}
    # Little work by its name, so that these come first and are never left out for the sake of a layer.
    return Rivals(CEILINGS, dict.fromkeys(runs, 1), lambda: {name: make() for name, make in runs.items()})


def product_of(side: int) -> str:
    """What the product of two matrices is called among the ceilings."""
    return f"product {side}"


def triad_of(values: int) -> str:
    """What the triad of three arrays is called among the ceilings."""
    return f"triad {values}"


def _product(side: int) -> Run:
    one, other, product = torch.rand(side, side), torch.rand(side, side), torch.empty(side, side)
    return lambda: torch.mm(one, other, out=product)


def _triad(values: int) -> Run:
    read, added, written = torch.ones(values), torch.ones(values), torch.empty(values)
    return lambda: torch.add(read, added, alpha=3, out=written)


def _run(layers: Sequence[Layer], values: torch.Tensor) -> Run:
    weights = [torch.rand(layer.weight_shape) - 0.5 for layer in layers]
    settings = [(layer.padding[0][0], layer.groups) for layer in layers]

    def run() -> torch.Tensor:
        passed = values
        for weight, (padding, groups) in zip(weights, settings, strict=True):
            passed = functional.conv2d(passed, weight, padding=padding, groups=groups)
        return passed

    return run


def _measured(place: Place, spreads: Mapping[str, Spread]) -> Measured:
    timed = {
        name: Timed(
            multiply_adds=place.multiply_adds[name],
            bytes_moved=place.bytes_moved[name],
            seconds=_time(spreads[name]),
        )
        for name in VARIANTS
    }
    return Measured(channels=place.channels, size=place.size, **timed)


def _time(spread: Spread) -> Time:
    lower, median, upper = (float(f"{value:.6g}") for value in (spread.lower, spread.median, spread.upper))
    return Time(lower=lower, median=median, upper=upper, samples=spread.samples)


def _order(place: Place) -> tuple[int, int]:
    return place.channels, place.size


@contextmanager
def _threads(number: int | None) -> Iterator[None]:
    """With so many threads, and as many as before afterwards."""
    before = torch.get_num_threads()
    try:
        if number is not None:
            torch.set_num_threads(number)
        yield
    finally:
        torch.set_num_threads(before)
