"""Which values: drawn from a seed, or the user's own arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from convanim.errors import SpecError
from convanim.spec.arrays import numbers_of
from convanim.spec.layer import settle, whole

ValueKind = Literal["integers", "normal"]


@dataclass(frozen=True)
class ModuleRun:
    """How far the output of a module's own run is from the one that convanim computes of its numbers.

    ``weights`` and ``output`` name the dtypes of the module's weights and of its output; ``largest_difference`` is
    that of any cell.
    """

    weights: str
    output: str
    largest_difference: float


@dataclass(frozen=True, eq=False)
class Values:
    """Where the numbers come from: drawn from a seed, or the user's own arrays.

    ``integers`` draws inputs from 0..9 and weights from -1..2, so that every printed
    equation is exactly true; ``normal`` draws from the standard normal distribution.
    ``input`` is an array (C, H, W), ``weight`` one (out_channels, in_channels / groups,
    kernel height, kernel width), ``bias`` one (out_channels,); None draws it. Their
    shapes are checked against the layer when the two meet (``convanim.kernels.make_tensors``).
    ``module`` is the run of the module that they were taken from, if there was one.
    """

    kind: ValueKind = "integers"
    seed: int = 0
    input: Any = field(default=None, repr=False)
    weight: Any = field(default=None, repr=False)
    bias: Any = field(default=None, repr=False)
    module: ModuleRun | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in ("integers", "normal"):
            raise SpecError(f"values are {self.kind!r}", "integers, normal")
        settle(self, seed=whole("seed", self.seed, 0))
        for name in ("input", "weight", "bias"):
            given = getattr(self, name)
            if given is not None:
                settle(self, **{name: numbers_of(name, given)})
