"""A measurement as a file holds it: JSON, read and written at this one door.

``SCHEMA`` is the version of the file's form, which a file tells as ``convanim_measurement``; it changes whenever an
older reader would misread a newer file. ``convanim schema measurement`` prints the form as JSON Schema.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from convanim.budgets import MOST_WHOLE
from convanim.errors import SpecError, quoted, shortened
from convanim.measure.variants import SEPARABLE, STANDARD, VARIANTS, Place
from convanim.spec import Layer
from convanim.textfile import read_text

SCHEMA: Literal[2] = 2
MARK = "convanim_measurement"
MOST_SHAPES = 1000
"""In one file: many times as many as are timed in an hour."""
MAKING = "convanim measure -o measured.json"

Seconds = Annotated[float, Field(ge=1e-12, le=1e9)]
"""Shorter than any clock tells, and longer than anybody waits: what is told of them stays a number."""
Count = Annotated[int, Field(ge=1, le=MOST_WHOLE)]
Line = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]


def _day(told: Any) -> Any:
    """A day as JSON has it."""
    if isinstance(told, str):
        with suppress(ValueError):
            return date.fromisoformat(told)
    if isinstance(told, date):
        return told
    raise ValueError("a day such as 2026-11-29")


class _Part(BaseModel):
    """What is not named here is not in a file, and nothing is changed once it is read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Time(_Part):
    """Seconds that one call takes: the median of some samples, and the quartiles around it."""

    lower: Seconds = Field(description="A quarter of the samples are shorter.")
    median: Seconds
    upper: Seconds = Field(description="A quarter of the samples are longer.")
    samples: Count

    @model_validator(mode="after")
    def _ordered(self) -> Time:
        if not self.lower <= self.median <= self.upper:
            raise ValueError("lower, median and upper in this order")
        return self


class Timed(_Part):
    """One variant of a layer: how much it is, and how long it takes."""

    multiply_adds: Count
    bytes_moved: Count = Field(description="With ideal reuse: all that is read and written once.")
    seconds: Time

    @property
    def speed(self) -> float:
        """Multiply-adds a second, in the median."""
        return self.multiply_adds / self.seconds.median

    @property
    def intensity(self) -> float:
        """Multiply-adds for each byte moved."""
        return self.multiply_adds / self.bytes_moved


class Gain(_Part):
    """What a variant saves beside the standard layer, as factors: 2 is half as much.

    ``lower`` and ``upper`` are those of the quartiles that are farthest apart, so that they rather say too little than
    too much of a difference.
    """

    work: float
    time: float
    lower: float
    upper: float

    @property
    def same(self) -> bool:
        """Whether the spread is larger than the difference: it takes about as long as the standard layer."""
        return self.lower <= 1 <= self.upper

    @property
    def slower(self) -> bool:
        """Whether it takes longer than the standard layer, beyond the spread."""
        return self.upper < 1


class Measured(_Part):
    """Four ways to make so many channels out of as many, on maps of so many rows and columns."""

    channels: Annotated[int, Field(ge=2, le=2048, multiple_of=2)]
    size: Annotated[int, Field(ge=1, le=4096)]
    standard: Timed = Field(description="Every filter reads every channel.")
    two_groups: Timed = Field(description="Every filter reads one half of the channels.")
    depthwise: Timed = Field(description="Every filter reads one channel.")
    separable: Timed = Field(description="Depthwise, then pointwise.")

    @cached_property
    def place(self) -> Place:
        """Which layers these are."""
        return Place(self.channels, self.size)

    @property
    def layers(self) -> Mapping[str, tuple[Layer, ...]]:
        """Each variant's layers, in order."""
        return self.place.layers

    def timed(self, variant: str) -> Timed:
        """A variant by its name."""
        return {name: getattr(self, name) for name in VARIANTS}[variant]  # type: ignore[no-any-return]  # all are Timed

    def gain(self, variant: str = SEPARABLE) -> Gain:
        """What a variant saves beside the standard layer."""
        own, standard = self.timed(variant), self.timed(STANDARD)
        return Gain(
            work=standard.multiply_adds / own.multiply_adds,
            time=standard.seconds.median / own.seconds.median,
            lower=standard.seconds.lower / own.seconds.upper,
            upper=standard.seconds.upper / own.seconds.lower,
        )

    @model_validator(mode="after")
    def _counted(self) -> Measured:
        try:
            _ = self.place.layers
        except SpecError as error:
            raise ValueError(
                f"smaller shapes: {self.channels} channels of {self.size}x{self.size} are {error.given}"
            ) from error
        for name in VARIANTS:
            for what in ("multiply_adds", "bytes_moved"):
                told, true = getattr(self.timed(name), what), getattr(self.place, what)[name]
                if told != true:
                    raise ValueError(f"{true} {what} of {name} with {self.channels} channels, not {told}")
        return self


class Ceiling(_Part):
    """What was called to find out what the machine can do: so much ``amount`` (multiply-adds, or bytes) a call."""

    what: Line = Field(description="What was called.")
    amount: Count
    seconds: Time

    @property
    def rate(self) -> float:
        """How much a second, as the quickest quarter of the samples has it: whatever disturbs only slows down."""
        return self.amount / self.seconds.lower


class Machine(_Part):
    """Where it was measured; no name of the machine or of anybody is in it."""

    processor: Line
    cores: Count = Field(description="Cores that the process may use, as the system counts them.")
    threads: Count = Field(description="Threads that torch was given.")
    torch: Line
    python: Line
    system: Line


class LeftOut(_Part):
    """What there was no time for."""

    channels: Count
    size: Count
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        description="It would have taken about so long at least; 0 where nobody knows."
    )


class Measurement(_Part):
    """How long four kinds of layers take on a machine, with one image at a time, in float32.

    Windows are 3x3, the stride is 1, and the padding keeps the size. Tensors are contiguous, (1, C, H, W).
    """

    convanim_measurement: Literal[2] = Field(description="The version of this form.")
    convanim: Line = Field(description="The version that has measured.")
    date: Annotated[date, BeforeValidator(_day)]
    machine: Machine
    dtype: Literal["float32"]
    kernel: Literal[3]
    budget: Seconds = Field(description="Seconds that it was allowed to take.")
    peaks: Annotated[tuple[Ceiling, ...], Field(min_length=1, max_length=MOST_SHAPES, strict=False)] = Field(
        description="Multiply-adds a second: products of matrices, small and large."
    )
    bandwidths: Annotated[tuple[Ceiling, ...], Field(min_length=1, max_length=MOST_SHAPES, strict=False)] = Field(
        description="Bytes a second: read and written, in arrays from such as fit in a cache to such as fit in none."
    )
    shapes: Annotated[tuple[Measured, ...], Field(min_length=1, max_length=MOST_SHAPES, strict=False)]
    left_out: Annotated[tuple[LeftOut, ...], Field(max_length=MOST_SHAPES, strict=False)] = ()

    @model_validator(mode="after")
    def _once(self) -> Measurement:
        places = [(one.channels, one.size) for one in self.shapes]
        counts = Counter(places)
        if double := next((place for place in places if counts[place] > 1), None):
            raise ValueError(f"each shape once, not {double[0]} channels of {double[1]}x{double[1]} twice")
        return self

    @cached_property
    def arithmetic(self) -> float:
        """The most multiply-adds a second that anything reached, be it a product of matrices or a layer.

        No layer is above it: where torch's convolution is quicker than its product, the convolution is the limit.
        """
        layers = [one.multiply_adds / one.seconds.lower for one in self._layers]
        return max([one.rate for one in self.peaks] + layers)

    def memory(self, least: int) -> float:
        """The most bytes a second that anything reached which moved at least so many of them.

        What is moved at once by a small layer may stay in a cache, and be moved far quicker than by a large one.
        """
        moved = [(one.amount, one.rate) for one in self.bandwidths]
        moved += [(one.bytes_moved, one.bytes_moved / one.seconds.lower) for one in self._layers]
        enough = [rate for amount, rate in moved if amount >= least]
        return max(enough or [rate for _, rate in moved])

    @property
    def _layers(self) -> list[Timed]:
        return [one.timed(name) for one in self.shapes for name in VARIANTS]

    def text(self) -> str:
        """The file's text."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of such files."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Measurement.model_json_schema()}


def read_measurement(path: Path) -> Measurement:
    """Read a file; raises SpecError, which names the file, what is wrong with it and how to get one that is right."""
    try:
        told = json.loads(read_text(path), parse_constant=_no_number)
    except OSError as error:
        raise _wrong(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeError as error:
        raise _wrong(f"{path} is no text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(f"{path} is not JSON: {shortened(str(error))}") from error
    return measurement_of(told, str(path))


def measurement_of(told: Any, where: str) -> Measurement:
    """What was read from JSON, checked; raises SpecError, which begins with ``where`` it was."""
    if not isinstance(told, dict) or MARK not in told:
        raise _wrong(f"{where} holds no measurement: {MARK} is not there")
    if told[MARK] != SCHEMA or isinstance(told[MARK], bool):
        raise _wrong(f"{where} has version {quoted(told[MARK])} of a measurement's form", f"version {SCHEMA}")
    try:
        return Measurement.model_validate(told)
    except ValidationError as error:
        first, *others = error.errors()
        place = ".".join(map(str, first["loc"])) or "it"
        more = f" (and {len(others)} more)" if others else ""
        kind, reason = first["type"], first.get("ctx", {}).get("error")
        if kind == "extra_forbidden":
            raise _wrong(f"{where}: {place} is no key{more}") from error
        if kind == "missing":
            raise _wrong(f"{where}: {place} is missing{more}") from error
        if reason is not None:
            raise _wrong(f"{where}: {place} is not right{more}", str(reason)) from error
        said = _FORMS.get(kind, first["msg"].removeprefix("Input should be "))
        raise _wrong(f"{where}: {place} is {_short(first['input'])}{more}", said[:1].lower() + said[1:]) from error


_FORMS = {"tuple_type": "a list", "model_type": "an object", "too_short": "at least one"}


def _wrong(given: str, allowed: str = "a file that convanim measure wrote") -> SpecError:
    return SpecError(given, allowed, MAKING, field="measured")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _short(value: Any) -> str:
    text = quoted(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
