"""How measured numbers are written, each with where in the measurement it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import floor, log10

from convanim.draw.items import Source
from convanim.draw.phrase import Phrase
from convanim.language.tongue import Tongue, message
from convanim.measure.record import Measured, Measurement
from convanim.mobjects.counts import phrase
from convanim.numerals import rounded, scientific

BILLION = 1e9
NAMES: Mapping[str, str] = {
    "standard": message("standard"),
    "two_groups": message("two groups"),
    "depthwise": message("depthwise"),
    "separable": message("separable"),
}
"""What variants are called, as messages."""
UNITS: Sequence[tuple[float, str]] = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def figure(value: float, tongue: Tongue, digits: int = 2) -> str:
    """A number with so many digits that count, and whole ones in full up to a million.

    >>> [figure(value, Tongue()) for value in (512.0, 79.4, 8.65, 0.514, 0.0123, 1e-5, 2.5e7)]
    ['512', '79', '8.7', '0.51', '0.012', '1.0·10⁻⁵', '2.5·10⁷']
    """
    size = abs(value)
    if size and not 1e-3 <= size < 1e6:
        return scientific(value, digits - 1, tongue.mark)
    decimals = max(0, digits - 1 - floor(log10(size))) if size else 0
    # 9.96 is 10, not 10.0.
    if decimals and round(size, decimals) >= 10 ** (digits - decimals):
        decimals -= 1
    return rounded(value, decimals, tongue.mark)


def source(*index: str | int, value: float) -> Source:
    """Where in a measurement a number is."""
    return Source("measured", index, value)


def of_shape(one: Measured, variant: str, what: str) -> Source:
    """A number of a variant: ``work`` and ``time`` are what it saves, as factors; else what ``Timed`` has."""
    timed = one.timed(variant)
    gain = one.gain(variant)
    values = {
        "work": gain.work,
        "time": gain.time,
        "seconds": timed.seconds.median,
        "speed": timed.speed,
        "intensity": timed.intensity,
    }
    return source(one.channels, one.size, variant, what, value=values[what])


def times(one: Measured, variant: str, what: str, tongue: Tongue) -> Phrase:
    """A factor, without any sign or word."""
    found = of_shape(one, variant, what)
    return Phrase.number(figure(found.value, tongue, 3 if found.value >= 100 else 2), found)


def seconds(one: Measured, variant: str, tongue: Tongue) -> Phrase:
    """A time, in the unit that suits it."""
    found = of_shape(one, variant, "seconds")
    unit, name = next((pair for pair in UNITS if found.value >= pair[0]), UNITS[-1])
    return Phrase.number(figure(found.value / unit, tongue, 3), found) + f" {name}"


def billions(found: Source, tongue: Tongue) -> Phrase:
    """A speed in billions a second, without the words."""
    return Phrase.number(figure(found.value / BILLION, tongue), found)


def shape(one: Measured) -> Phrase:
    """A shape as it is written: channels, rows and columns."""
    channels, size = (
        Phrase.number(str(value), source(one.channels, one.size, "", what, value=value))
        for what, value in (("channels", one.channels), ("size", one.size))
    )
    return channels + "×" + size + "×" + size


def called(name: str, most: int = 34) -> str:
    """What a processor or a library calls itself, in short, and in letters that every font has.

    >>> called("Intel(R) Core(TM) i7-10750H CPU @ 2.60GHz"), called("AMD EPYC 9R14 96-Core Processor")
    ('Intel Core i7-10750H', 'AMD EPYC 9R14')
    """
    plain = name.encode("ascii", "ignore").decode()
    short = " ".join(re.sub(r"\((R|TM)\)|@.*$|\bCPU\b|\b(\d+-Core )?Processor\b", " ", plain).split()) or plain.strip()
    short = short or "?"
    return short if len(short) <= most else f"{short[: most - 1].rstrip()}…"


def machine(measurement: Measurement, tongue: Tongue) -> list[Phrase]:
    """Where and when it was measured, in a few facts; what the machine calls itself tells no number."""
    told = measurement.machine
    threads = source("machine", "threads", value=told.threads)
    return [
        Phrase.name(called(told.processor)),
        phrase(message("{n} {n?thread|threads}"), {}, more={"n": threads}, tongue=tongue),
        Phrase.name(measurement.date.isoformat()),
    ]
