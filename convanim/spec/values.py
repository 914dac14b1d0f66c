"""Which values: drawn from a seed, or the user's own arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from convanim.errors import Name, SpecError, quoted
from convanim.spec.arrays import numbers_of
from convanim.spec.layer import settle, whole
from convanim.spec.option import declared

ValueKind = Literal["integers", "normal", "classic"]
KINDS: tuple[ValueKind, ...] = ("integers", "normal", "classic")


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
    equation is exactly true, inputs of 14 rows or columns and more as a small picture; ``normal`` draws from the
    standard normal distribution; ``classic`` is as ``integers``, but filters that read one channel are the well-known
    ones: edge, blur, sharpen, identity and so on. They are also the usual ones for a photo.
    ``input`` is an array (C, H, W), ``weight`` one (out_channels, in_channels / groups,
    kernel height, kernel width), ``bias`` one (out_channels,); None draws it. Their
    shapes are checked against the layer when the two meet (``convanim.kernels.make_tensors``).
    ``module`` is the run of the module that they were taken from, if there was one; ``colors`` is whether the input
    is the red, green and blue of a picture.
    """

    kind: ValueKind = field(
        default="integers",
        metadata=declared(
            "values",
            "Draw whole numbers, whose equations are exact, or normally distributed ones; or take well-known filters "
            "(edge, blur, sharpen ...), as photos do.",
            choices=KINDS,
            key="kind",
        ),
    )
    seed: int = field(default=0, metadata=declared("seed", "Draw other numbers.", "whole", metavar="N", rank=0))
    input: Any = field(
        default=None,
        repr=False,
        metadata=declared(
            "input",
            "Your own input: a picture (.png, .jpg, .webp, .gif, .bmp, .tif), or a tensor (channels, height, width).",
            "file",
            metavar="FILE[:NAME]",
            rank=2,
        ),
    )
    weight: Any = field(
        default=None,
        repr=False,
        metadata=declared(
            "weights",
            "Your own weights, (filters, channels per group, height, width), and the bias beside them; of separable "
            "the depthwise ones. From .safetensors, .pt, .pth, .ckpt, .bin, .npz or .npy.",
            "file",
            metavar="FILE[:NAME]",
            rank=3,
        ),
    )
    bias: Any = field(
        default=None,
        repr=False,
        metadata=declared("biases", "The bias, where it is called otherwise.", "file", metavar="FILE[:NAME]", rank=3),
    )
    module: ModuleRun | None = field(default=None, repr=False)
    colors: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise SpecError((Name("kind"), f" is {quoted(self.kind)}"), ", ".join(KINDS))
        settle(self, seed=whole(Name("seed"), self.seed, 0))
        for name in ("input", "weight", "bias"):
            given = getattr(self, name)
            if given is not None:
                settle(self, **{name: numbers_of(name, given)})
