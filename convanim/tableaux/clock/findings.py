"""What a measurement comes to: which shapes are shown, and what may be said of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from convanim.draw.items import Source
from convanim.kernels.cost import separable_layers
from convanim.language.tongue import message
from convanim.measure.record import Gain, Measured, Measurement
from convanim.measure.traffic import FLOAT32, bytes_moved, intensity
from convanim.measure.variants import DEPTHWISE, STANDARD, VARIANTS
from convanim.spec import Layer
from convanim.tableaux.clock.figures import source

SAVING = tuple(name for name in VARIANTS if name != STANDARD)
"""All variants that save arithmetic."""


def falls_short(gain: Gain) -> bool:
    """Whether less of the time is saved than of the arithmetic, beyond the spread."""
    return gain.upper < gain.work


def goes_beyond(gain: Gain) -> bool:
    """Whether more of the time is saved than of the arithmetic, beyond the spread."""
    return gain.lower > gain.work


def _spread(shapes: Sequence[Measured], most: int) -> Sequence[Measured]:
    """So many of them at most, evenly from the first to the last."""
    if len(shapes) <= most:
        return shapes
    return [shapes[round(place * (len(shapes) - 1) / max(1, most - 1))] for place in range(most)]


@dataclass(frozen=True)
class Findings:
    """A measurement, and what can truly be said of it, whatever it holds."""

    measurement: Measurement

    @cached_property
    def shapes(self) -> Sequence[Measured]:
        """All that was measured, in order."""
        return sorted(self.measurement.shapes, key=lambda one: (one.channels, one.size))

    @cached_property
    def hero(self) -> Measured:
        """The shape of which most arithmetic is saved; of several, the one that keeps least of what it promises."""
        gains = {(one.channels, one.size): one.gain(DEPTHWISE) for one in self.shapes}
        return max(
            self.shapes,
            key=lambda one: (gains[one.channels, one.size].work, -gains[one.channels, one.size].time),
        )

    def rows(self, most: int) -> Sequence[Measured]:
        """So many shapes at most, the hero among them: different channels first, on maps of its size where possible."""
        chosen = [self.hero]
        others = [one for one in self.shapes if one is not self.hero]
        alike = {one.channels: one for one in others if one.size == self.hero.size}
        for one in others:
            alike.setdefault(one.channels, one)
        first = _spread([one for one in alike.values() if one.channels != self.hero.channels], most - 1)
        more = _spread([one for one in others if one not in first], most - 1 - len(first))
        chosen += [*first, *more]
        return sorted(chosen, key=lambda one: (one.channels, one.size))

    # What is said.

    @property
    def verdict(self) -> str:
        """What came of the hero's promise, as a template of ``time``."""
        gain = self.hero.gain(DEPTHWISE)
        if gain.same:
            return message("Measured: it takes about as long as the standard layer.")
        if gain.slower:
            return message("Measured: it takes clearly longer than the standard layer.")
        if falls_short(gain):
            return message("Measured: only {time} times faster.")
        if goes_beyond(gain):
            return message("Measured: {time} times faster, more than promised.")
        return message("Measured: {time} times faster, about as promised.")

    @cached_property
    def short(self) -> int:
        """Of how many shapes depthwise saves less time than arithmetic."""
        return sum(falls_short(one.gain(DEPTHWISE)) for one in self.shapes)

    @cached_property
    def slower(self) -> Sequence[Measured]:
        """Shapes whose depthwise layer takes longer than the standard one."""
        return [one for one in self.shapes if one.gain(DEPTHWISE).slower]

    @cached_property
    def alike(self) -> Sequence[Measured]:
        """Shapes whose depthwise layer takes about as long as the standard one."""
        return [one for one in self.shapes if one.gain(DEPTHWISE).same]

    @property
    def counts(self) -> Mapping[str, Source]:
        """Numbers that sentences name."""
        told = {"shapes": len(self.shapes), "short": self.short}
        told |= {"slower": len(self.slower), "alike": len(self.alike)}
        told |= {"points": len(self.shapes) * len(SAVING), "below": self.below}
        return {name: source("count", name, value=value) for name, value in told.items()}

    @property
    def of_all(self) -> str:
        """How many shapes keep what they promise, as a template of ``counts``."""
        if len(self.shapes) == 1:
            return self.verdict
        if self.short == len(self.shapes):
            return message("On all {shapes} shapes, depthwise saves clearly less time than arithmetic.")
        if self.short:
            return message("On {short} of {shapes} shapes, depthwise saves clearly less time than arithmetic.")
        return message("On none of the {shapes} shapes does depthwise save clearly less time than arithmetic.")

    @property
    def slowest(self) -> str:
        """Whether depthwise is slower than the standard layer anywhere, as a template of ``counts``."""
        if len(self.shapes) == 1:
            if self.slower:
                return message("Depthwise is clearly slower than the standard layer here.")
            if self.alike:
                return message("Depthwise takes about as long as the standard layer here.")
            return message("Depthwise is not clearly slower than the standard layer here.")
        if self.slower:
            return message("On {slower} of {shapes} shapes, depthwise is clearly slower than standard.")
        return message("On none of the {shapes} shapes is depthwise clearly slower than standard.")

    @cached_property
    def below(self) -> int:
        """How many of all variants on all shapes save less of the time than of the arithmetic."""
        return sum(falls_short(one.gain(name)) for one in self.shapes for name in SAVING)

    @property
    def moral(self) -> str:
        """What the last picture shows, as a template of ``counts``."""
        if not self.below:
            return message("Dashed is as promised: none of the {points} points lies clearly below.")
        if self.below == len(self.shapes) * len(SAVING):
            return message("Dashed is as promised: all {points} points lie clearly below.")
        return message("Dashed is as promised: {below} of {points} points {below?lies|lie} clearly below.")

    # Bytes, and the roof.

    @cached_property
    def halves(self) -> tuple[Layer, Layer]:
        """The hero's depthwise layer, and the pointwise one after it."""
        return separable_layers(self.hero.layers[STANDARD][0])

    def traffic(self, half: int) -> tuple[Source, Source, Source]:
        """Multiply-adds, bytes moved, and the first for each of the second, of a half."""
        layer, name = self.halves[half], ("depthwise", "pointwise")[half]
        work = intensity([layer]) * bytes_moved(layer)
        told = {"multiply_adds": int(work), "bytes_moved": bytes_moved(layer), "intensity": float(intensity([layer]))}
        one = self.hero
        return tuple(  # type: ignore[return-value]  # as many as there are keys
            source(one.channels, one.size, name, what, value=value) for what, value in told.items()
        )

    @property
    def per_value(self) -> tuple[Source, Source, Source]:
        """Multiply-adds for each value written, depthwise and pointwise; bytes for a value read and one written."""
        counts = [self.halves[k].weight_shape[1] * self.halves[k].weight_shape[2] ** 2 for k in (0, 1)]
        one = self.hero
        return (
            source(one.channels, one.size, "depthwise", "per_value", value=counts[0]),
            source(one.channels, one.size, "pointwise", "per_value", value=counts[1]),
            source("bytes_a_value", value=2 * FLOAT32),
        )

    @cached_property
    def limits(self) -> Mapping[str, Source]:
        """Multiply-adds a second, and bytes a second of what moves as much as the hero's depthwise layer, at most."""
        memory = self.measurement.memory(self.hero.timed(DEPTHWISE).bytes_moved)
        rates = {"arithmetic": self.measurement.arithmetic, "memory": memory}
        return {name: source("limit", name, value=rate) for name, rate in rates.items()}

    def limit_of(self, variant: str) -> Source:
        """Multiply-adds a second that the lower limit lets one of the hero's variants have."""
        one = self.hero
        most = min(self.limits["arithmetic"].value, self.limits["memory"].value * one.timed(variant).intensity)
        return source(one.channels, one.size, variant, "limit", value=most)

    @property
    def ridge(self) -> float:
        """Multiply-adds for each byte from which on arithmetic is the limit, not memory."""
        return self.limits["arithmetic"].value / self.limits["memory"].value

    @property
    def limit(self) -> str:
        """Where the hero's depthwise and standard layer lie under the roof, as a template."""
        memory = [self.hero.timed(name).intensity < self.ridge for name in (DEPTHWISE, STANDARD)]
        if all(memory):
            return message("Memory is the lower limit for depthwise and for standard.")
        if any(memory):
            return message("Memory is the lower limit for depthwise, arithmetic for standard.")
        return message("Arithmetic is the lower limit for depthwise and for standard.")
