"""The tensors of one layer: drawn from a seed, or the user's own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import torch

from convanim.errors import ShapeError
from convanim.kernels.classic import classic_weights
from convanim.kernels.conv import convolve
from convanim.kernels.fit import check_fit
from convanim.kernels.landscape import landscape
from convanim.spec import Layer, Values

RANGES: Mapping[str, tuple[int, int]] = {"input": (0, 9), "weight": (-1, 2), "bias": (-3, 3)}
"""Least and greatest whole number drawn for each role."""
PICTURE_FROM = 14
"""Whole-number inputs with so many rows or columns are a picture: of noise in so many cells nothing can be seen."""


@dataclass(frozen=True, eq=False)
class Tensors:
    """A layer with its numbers, all of one dtype (int64, float32 or float64).

    ``input`` (C, H, W), ``weight`` (out_channels, in_channels / groups, kernel height,
    kernel width), ``bias`` (out_channels,) or None. Raises ShapeError where they do not fit.

    >>> Tensors(Layer(1, 1, size=3), torch.ones(1, 3, 3), torch.ones(1, 1, 3, 3)).output
    tensor([[[9.]]])
    """

    layer: Layer
    input: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor | None = None

    def __post_init__(self) -> None:
        check_fit(self.layer, self.input, self.weight, self.bias)

    @cached_property
    def output(self) -> torch.Tensor:
        """What our kernel makes of them, (out_channels, H', W'); computed once, when first asked for.

        Raises ShapeError where a sum is too large for the dtype.
        """
        output = convolve(self.layer, self.input, self.weight, self.bias)
        if not torch.isfinite(output).all():
            dtype = str(output.dtype).removeprefix("torch.")
            raise ShapeError(
                f"the sums of products reach beyond {dtype}", f"sums of at most {torch.finfo(output.dtype).max:.2g}"
            )
        return output


def make_tensors(layer: Layer, values: Values | None = None) -> Tensors:
    """The layer's tensors with these values (by default whole numbers from seed 0).

    A drawn tensor depends on the seed, its role and its shape alone, so giving one's own
    input leaves the weights as they were. ``integers`` draws int64 (input 0..9, weight -1..2 and no filter of zeros
    alone, bias -3..3), the input from 14 rows or columns on as a small picture with shapes in it, a smaller one as
    noise; ``normal`` draws float32. ``classic`` is as ``integers``, but with well-known filters as weights, one after
    the other: edge, blur, sharpen, identity, vertical and horizontal edge, in kernels of any size; where a filter reads
    several channels or is 1x1, weights are drawn. If any tensor is real-valued, all become the widest float dtype among
    them.

    Raises ShapeError where a given array does not fit the layer.

    >>> tensors = make_tensors(Layer(groups=2))
    >>> tensors.input.shape, tensors.weight.shape, tensors.bias, tensors.output.shape
    (torch.Size([8, 6, 6]), torch.Size([8, 4, 3, 3]), None, torch.Size([8, 4, 4]))
    """
    values = values or Values()
    shapes: dict[str, tuple[int, ...]] = {"input": layer.input_shape, "weight": layer.weight_shape}
    if layer.bias or values.bias is not None:
        shapes["bias"] = (layer.out_channels,)
    made = {
        role: _draw(role, shape, values) if getattr(values, role) is None else torch.tensor(getattr(values, role))
        for role, shape in shapes.items()
    }
    dtype = reduce(torch.promote_types, (tensor.dtype for tensor in made.values()))
    return Tensors(layer, **{role: tensor.to(dtype) for role, tensor in made.items()})


def generator_of(role: str, seed: int) -> torch.Generator:
    """Draws the numbers of a role, the same ones whatever else is drawn."""
    # Hashed, because seeds may be of any size, and neighbouring seeds must not share numbers between roles.
    digest = hashlib.blake2b(f"{role} {seed}".encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "big"))


def _draw(role: str, shape: tuple[int, ...], values: Values) -> torch.Tensor:
    generator = generator_of(role, values.seed)
    if values.kind == "classic" and role == "weight":
        known = classic_weights(shape)
        if known is not None:
            return known
    if values.kind == "normal":
        return torch.randn(shape, generator=generator, dtype=torch.float32)
    if role == "input" and max(shape[1:]) >= PICTURE_FROM:
        return landscape((shape[0], shape[1], shape[2]), generator)
    least, greatest = RANGES[role]
    drawn = torch.randint(least, greatest + 1, shape, generator=generator, dtype=torch.int64)
    if role == "weight":
        # A filter of zeros alone would make nothing of anything.
        drawn[(drawn == 0).flatten(1).all(dim=1), 0, 0, 0] = 1
    return drawn
