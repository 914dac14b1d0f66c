"""A channel that a transposed convolution makes: what one of the channels that it reads adds to it, and the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce

import torch

from convanim.errors import ShapeError
from convanim.kernels.compare import Comparison, compare_back
from convanim.kernels.transposed import convolve_transposed
from convanim.spec import Layer
from convanim.spec.upward import Upward


@dataclass(frozen=True, eq=False)
class AddedUp:
    """All that is stamped onto one channel, (1, H, W) each, in whole numbers or in real ones.

    ``layer`` is the convolution whose transpose it is: of one channel, and of as many filters as channels are read.
    ``read`` is (C, H', W'), ``weight`` (C, 1, kernel height, kernel width), ``bias`` (1,) or None, and ``place`` is
    which of these channels is told of.

    >>> from convanim.kernels import make_tensors
    >>> numbers = make_tensors(Layer(1, 3, size=4, kernel=2))
    >>> sums = AddedUp(numbers.layer, numbers.output, numbers.weight, None, 2)
    >>> bool((sums.part + sums.others == sums.whole).all())
    True
    """

    layer: Layer
    read: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor | None
    place: int

    @cached_property
    def part(self) -> torch.Tensor:
        """What the channel that is told of adds."""
        one = slice(self.place, self.place + 1)
        return convolve_transposed(self.layer.with_(out_channels=1), self.read[one], self.weight[one], None)

    @cached_property
    def others(self) -> torch.Tensor:
        """What all others add, and the bias."""
        rest = self.read.clone()
        rest[self.place] = 0
        return convolve_transposed(self.layer, rest, self.weight, self.bias)

    @cached_property
    def whole(self) -> torch.Tensor:
        """What is made of all of them; raises ShapeError where sums are too large for their dtype."""
        made = convolve_transposed(self.layer, self.read, self.weight, self.bias)
        if not torch.isfinite(made).all():
            dtype = str(made.dtype).removeprefix("torch.")
            most = f"sums of at most {torch.finfo(made.dtype).max:.2g}"
            raise ShapeError(f"the sums of products reach beyond {dtype}", most)
        return made


def added_up(layer: Layer, part: Upward) -> AddedUp:
    """All that is stamped onto a channel of somebody's own module, of which one ``layer`` shows a part."""
    given = [None if one is None else torch.tensor(one) for one in (part.read, part.weight, part.bias)]
    dtype = reduce(torch.promote_types, (one.dtype for one in given if one is not None))
    read, weight, bias = (None if one is None else one.to(dtype) for one in given)
    assert read is not None and weight is not None
    return AddedUp(layer.with_(out_channels=len(read), bias=False), read, weight, bias, part.in_channel % len(read))


def compare_added_up(sums: AddedUp) -> Comparison:
    """Compare the whole channel with torch's ``conv_transpose2d`` of all that is read, and the part with that of it."""
    one = slice(sums.place, sums.place + 1)
    alone = sums.layer.with_(out_channels=1)
    part = compare_back(alone, sums.read[one], sums.weight[one], None)
    whole = compare_back(sums.layer, sums.read, sums.weight, sums.bias)
    return replace(whole, equal=whole.equal and part.equal)
