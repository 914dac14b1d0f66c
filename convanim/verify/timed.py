"""What a film of a measurement shows, worked out again from the measurement itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

UNITS = (1.0, 1e-3, 1e-6, 1e-9)
"""In which seconds are written: s, ms, µs or ns."""
BILLION = 1e9
BYTES = 4
"""Of a float32."""
VARIANTS = ("two_groups", "depthwise", "separable")


class Timed:
    """The numbers of a measurement, by the last parts of their index in the ledger.

    Raises KeyError for what there is none of.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.shapes: Sequence[Mapping[str, Any]] = told["shapes"]

    def value(self, index: Sequence[Any]) -> float:
        """The true value of a number."""
        match list(index):
            case ["count", str(name)]:
                return float(self.counts()[name])
            case ["machine", "threads"]:
                return float(self.told["machine"]["threads"])
            case ["limit", "arithmetic"]:
                return self.arithmetic
            case ["limit", "memory"]:
                return self.memory
            case ["bytes_a_value"]:
                return 2 * BYTES
            case ["bits"]:
                return 8 * BYTES
            case [int(channels), int(size), "", str(what)]:
                self._shape(channels, size)
                return float({"channels": channels, "size": size}[what])
            case [int(channels), int(size), str(variant), str(what)]:
                return self._of(self._shape(channels, size), variant, what)
        raise KeyError(str(index))

    def _of(self, shape: Mapping[str, Any], variant: str, what: str) -> float:
        work, moved = work_of(shape, variant), moved_by(shape, variant)
        match what:
            case "per_value":
                return float(work / (shape["channels"] * shape["size"] ** 2))
            case "multiply_adds":
                return work
            case "bytes_moved":
                return moved
            case "intensity":
                return work / moved
            case "limit":
                return min(self.arithmetic, self.memory * work / moved)
            case "work":
                return gains(shape, variant)[0]
            case "time":
                return gains(shape, variant)[1]
        seconds = float(shape[variant]["seconds"]["median"])
        if what not in ("seconds", "speed"):
            raise KeyError(what)
        return seconds if what == "seconds" else work / seconds

    def counts(self) -> dict[str, float]:
        """What sentences count."""
        hero = self._hero()
        samples = [one[name]["seconds"]["samples"] for one in self.shapes for name in ("standard", *VARIANTS)]
        below = {
            variant: sum(upper < work for work, _, _, upper in (gains(one, variant) for one in self.shapes))
            for variant in VARIANTS
        }
        return {
            "shapes": len(self.shapes),
            "points": len(VARIANTS) * len(self.shapes),
            "short": below["depthwise"],
            "below": sum(below.values()),
            "slower": sum(gains(one, "depthwise")[3] < 1 for one in self.shapes),
            "least": min(samples),
            "most": max(samples),
            "left_out": len(self.told.get("left_out", ())),
            "work": hero["channels"],
            "adds": 9,
            "mixed": hero["channels"],
            "moved": 2 * BYTES,
            "threads": self.told["machine"]["threads"],
        }

    def _hero(self) -> Mapping[str, Any]:
        """Of the shapes with most channels the one on which least time is saved."""
        most = max(one["channels"] for one in self.shapes)
        return min((one for one in self.shapes if one["channels"] == most), key=lambda one: gains(one, "depthwise")[1])

    @property
    def arithmetic(self) -> float:
        """The most multiply-adds a second of anything that was timed."""
        found = [(one["amount"], one["seconds"]["lower"]) for one in self.told["peaks"]]
        found += [(work_of(one, name), one[name]["seconds"]["lower"]) for one, name in self._timed]
        return float(max(amount / seconds for amount, seconds in found))

    @property
    def memory(self) -> float:
        """The most bytes a second of anything that moved as much as the depthwise layer that is told of."""
        least = moved_by(self._hero(), "depthwise")
        found = [(one["amount"], one["seconds"]["lower"]) for one in self.told["bandwidths"]]
        found += [(moved_by(one, name), one[name]["seconds"]["lower"]) for one, name in self._timed]
        return float(max(amount / seconds for amount, seconds in found if amount >= least))

    @property
    def _timed(self) -> list[tuple[Mapping[str, Any], str]]:
        return [(one, name) for one in self.shapes for name in ("standard", *VARIANTS)]

    def _shape(self, channels: int, size: int) -> Mapping[str, Any]:
        for one in self.shapes:
            if (one["channels"], one["size"]) == (channels, size):
                return one
        raise KeyError((channels, size))


def work_of(shape: Mapping[str, Any], variant: str) -> int:
    """Multiply-adds of a variant, whose windows are 3x3: so many at each of the pixels.

    >>> work_of({"channels": 8, "size": 2}, "separable")
    544
    """
    channels = shape["channels"]
    return int(_weights(channels)[variant] * shape["size"] ** 2)


def moved_by(shape: Mapping[str, Any], variant: str) -> int:
    """Bytes read and written, all once; of two layers in a row what is between them is both.

    >>> moved_by({"channels": 8, "size": 2}, "depthwise")
    544
    """
    channels, size = shape["channels"], shape["size"]
    if variant == "separable":
        return moved_by(shape, "depthwise") + moved_by(shape, "pointwise")
    return int(BYTES * (2 * channels * size**2 + _weights(channels)[variant]))


def gains(shape: Mapping[str, Any], variant: str) -> tuple[float, float, float, float]:
    """How many times less work and time than the standard layer's, and the time's least and greatest."""
    own, full = shape[variant]["seconds"], shape["standard"]["seconds"]
    return (
        work_of(shape, "standard") / work_of(shape, variant),
        full["median"] / own["median"],
        full["lower"] / own["upper"],
        full["upper"] / own["lower"],
    )


def scales_of(index: Sequence[Any]) -> tuple[float, ...]:
    """The units in which a number may be written."""
    if index[-1] == "seconds":
        return UNITS
    return (BILLION,) if "limit" in index or index[-1] == "speed" else (1.0,)


def _weights(channels: int) -> dict[str, int]:
    return {
        "standard": channels * channels * 9,
        "two_groups": channels * channels // 2 * 9,
        "depthwise": channels * 9,
        "pointwise": channels * channels,
        "separable": channels * 9 + channels * channels,
    }
