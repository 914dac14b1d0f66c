"""An inverted residual block with its numbers: every tensor from the input to the output, as torch's modules make it.

All functions are pure; tensors are (C, H, W) or, with one number a channel, (C,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, log2, sqrt

import numpy as np
import torch
from numpy.typing import NDArray

from convanim.errors import Setting, ShapeError
from convanim.kernels.classic import classic_weights
from convanim.kernels.residual import InvertedResidual
from convanim.kernels.tensors import Tensors, generator_of, make_tensors
from convanim.spec import Layer, Values

SPREAD = 6.0
"""How far whole numbers may spread round their channel's mean before they are halved: ReLU6 is to leave some."""
STEEP = 4.0
"""How large the sums before a sigmoid are at most, or all it makes of them would print as 0 and 1."""
EPSILON = 1e-5
"""Added to variances, as torch.nn.BatchNorm2d does."""
FEWEST = 4
"""Numbers of a channel from which on their mean tells something."""


def relu(x: torch.Tensor) -> torch.Tensor:
    """``max(x, 0)``.

    >>> relu(torch.tensor([-3, 2]))
    tensor([0, 2])
    """
    return x.clamp(min=0)


def relu6(x: torch.Tensor) -> torch.Tensor:
    """``min(max(x, 0), 6)`` (MobileNetV2, arXiv:1801.04381, section 3); whole numbers stay whole.

    >>> relu6(torch.tensor([-3, 2, 9]))
    tensor([0, 2, 6])
    """
    return x.clamp(0, 6)


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    """``1 / (1 + exp(-x))``.

    >>> sigmoid(torch.tensor([0.0]))
    tensor([0.5000])
    """
    return 1 / (1 + torch.exp(-x))


def silu(x: torch.Tensor) -> torch.Tensor:
    """``x * sigmoid(x)`` (Elfwing et al., arXiv:1702.03118), EfficientNet's activation.

    >>> silu(torch.tensor([0.0]))
    tensor([0.])
    """
    return x * sigmoid(x)


def sampled(function: Callable[[torch.Tensor], torch.Tensor], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A function of single numbers at many points, for those who draw its curve and know no torch.

    >>> sampled(relu6, np.array([-1.0, 2.5, 7.0])).tolist()
    [0.0, 2.5, 6.0]
    """
    return np.asarray(function(torch.from_numpy(points)).numpy())


def mean_pool(x: torch.Tensor) -> torch.Tensor:
    """The mean of every channel, (C,): the squeeze of arXiv:1709.01507, equation 2. Whole numbers become float64.

    >>> mean_pool(torch.tensor([[[1, 2], [3, 4]]]))
    tensor([2.5000], dtype=torch.float64)
    """
    x = x if x.is_floating_point() else x.double()
    return x.flatten(1).sum(dim=1) / x[0].numel()


def scale_channels(x: torch.Tensor, factors: torch.Tensor) -> torch.Tensor:
    """Every channel times its factor (C,): arXiv:1709.01507, equation 4.

    >>> scale_channels(torch.tensor([[[2, 4]]]), torch.tensor([0.5]))
    tensor([[[1., 2.]]])
    """
    return x * factors[:, None, None]


@dataclass(frozen=True, eq=False)
class Norm:
    """Batch normalisation in evaluation mode: ``scale * x + shift``, a number of each (C,) for every channel."""

    scale: torch.Tensor
    shift: torch.Tensor

    @classmethod
    def folded(
        cls,
        mean: torch.Tensor,
        variance: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor,
        epsilon: float = EPSILON,
    ) -> Norm:
        """What ``weight * (x - mean) / sqrt(variance + epsilon) + bias`` comes to (arXiv:1502.03167, algorithm 2).

        >>> zero, one = torch.zeros(1), torch.ones(1)
        >>> Norm.folded(3 * one, 4 * one, one, zero, epsilon=0.0)
        Norm(scale=tensor([0.5000]), shift=tensor([-1.5000]))
        """
        scale = weight / torch.sqrt(variance + epsilon)
        return cls(scale, bias - scale * mean)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.scale[:, None, None] + self.shift[:, None, None]

    @property
    def shifts_alone(self) -> bool:
        """Whether no channel is scaled."""
        return bool((self.scale == 1).all())


def norm_of(sums: torch.Tensor, whole: bool) -> Norm:
    """A norm as one that has seen these sums (C, H, W) would be: it takes every channel's mean away.

    Of ``whole`` numbers it takes the rounded mean, so that they stay whole, and scales them by halves only where they
    spread too far; of real ones it makes numbers of variance 1.

    >>> norm_of(torch.tensor([[[1, 2], [3, 4]]]), whole=True)
    Norm(scale=tensor([1]), shift=tensor([-2]))
    """
    flat = sums.flatten(1).double()
    mean = flat.mean(dim=1) if flat.shape[1] >= FEWEST else torch.zeros(len(flat), dtype=torch.float64)
    variance = (flat - mean[:, None]).square().mean(dim=1)
    if not whole:
        norm = Norm.folded(mean, variance, torch.ones_like(mean), torch.zeros_like(mean))
        return Norm(norm.scale.to(sums.dtype), norm.shift.to(sums.dtype))
    halved = _halvings(sqrt(float(variance.mean())), SPREAD)
    scale = torch.full_like(mean, 0.5**halved)
    dtype = sums.dtype if halved == 0 or sums.is_floating_point() else torch.float64
    # Without the minus that a float's zero may have.
    return Norm(scale.to(dtype), (0.0 - torch.round(mean * scale)).to(dtype))


def _halvings(size: float, most: float) -> int:
    """How often something is halved until it is at most so large."""
    return max(0, ceil(log2(size / most))) if size > 0 else 0


@dataclass(frozen=True, eq=False)
class BlockTensors:
    """A block's convolutions with their numbers, each reading what those before it have made, and its three norms."""

    block: InvertedResidual
    expand: Tensors
    depthwise: Tensors
    squeeze: Tensors
    excite: Tensors
    project: Tensors
    norms: tuple[Norm, Norm, Norm]
    """After the expanding, the depthwise and the projecting convolution."""

    @property
    def input(self) -> torch.Tensor:
        """(C, H, W)."""
        return self.expand.input

    @cached_property
    def expanded_normed(self) -> torch.Tensor:
        """The widened sums after their norm, (wide, H, W)."""
        return self.norms[0](self.expand.output)

    @property
    def expanded(self) -> torch.Tensor:
        """The same after ReLU6: what the depthwise filters read."""
        return self.depthwise.input

    @cached_property
    def filtered_normed(self) -> torch.Tensor:
        """The depthwise sums after their norm, (wide, H', W')."""
        return self.norms[1](self.depthwise.output)

    @cached_property
    def filtered(self) -> torch.Tensor:
        """The same after ReLU6."""
        return relu6(self.filtered_normed)

    @property
    def means(self) -> torch.Tensor:
        """One number a channel, (wide, 1, 1)."""
        return self.squeeze.input

    @property
    def squeezed(self) -> torch.Tensor:
        """What the first layer makes of the means, after ReLU, (narrow, 1, 1)."""
        return self.excite.input

    @cached_property
    def factors(self) -> torch.Tensor:
        """What the second layer makes of these, after a sigmoid: a factor between 0 and 1 a channel, (wide, 1, 1)."""
        return sigmoid(self.excite.output)

    @property
    def scaled(self) -> torch.Tensor:
        """The filtered channels, each times its factor, (wide, H', W'): what the projecting layer reads."""
        return self.project.input

    @cached_property
    def projected(self) -> torch.Tensor:
        """The narrow sums after their norm, (out_channels, H', W')."""
        return self.norms[2](self.project.output)

    @cached_property
    def output(self) -> torch.Tensor:
        """What the block makes, with the input added where it has a shortcut, (out_channels, H', W')."""
        return self.projected + self.input if self.block.has_shortcut else self.projected


def block_tensors(block: InvertedResidual, values: Values | None = None) -> BlockTensors:
    """Tensors of a block with this input (by default whole numbers from seed 0), its weights and norms drawn.

    Whole weights are -1, 0 or 1, so that sums stay small; real ones are drawn as torch initialises layers in size. The
    numbers are whole as long as they can be: up to the means of squeeze-and-excite, which make them float64.

    Raises ShapeError where weights are given, which are a standard layer's and none of the block's.

    >>> tensors = block_tensors(InvertedResidual(Layer(4, 4, 5, padding=1)))
    >>> tensors.expanded.dtype, tensors.factors.shape, tensors.output.shape
    (torch.int64, torch.Size([8, 1, 1]), torch.Size([4, 5, 5]))
    """
    values = values or Values()
    if values.weight is not None or values.bias is not None:
        raise ShapeError(
            "weights are given for a block of five layers", "an input", ("leaving ", Setting("weight"), " out")
        )
    drawn = make_tensors(block.expand, values)
    draw = _Drawing(values.kind, values.seed, whole=drawn.input.dtype == torch.int64)
    expand = Tensors(block.expand, drawn.input, draw.weights("expand", block.expand, drawn.input.dtype))
    first = norm_of(expand.output, draw.whole)
    expanded = relu6(first(expand.output))
    depthwise = Tensors(block.depthwise, expanded, draw.weights("depthwise", block.depthwise, expanded.dtype))
    second = norm_of(depthwise.output, draw.whole)
    filtered = relu6(second(depthwise.output))
    means = mean_pool(filtered)[:, None, None]
    squeeze = _positive(Tensors(block.squeeze, means, draw.weights("squeeze", block.squeeze, means.dtype)))
    squeezed = relu(squeeze.output)
    excite = _gentle(Tensors(block.excite, squeezed, draw.weights("excite", block.excite, means.dtype)))
    scaled = scale_channels(filtered, sigmoid(excite.output).flatten())
    project = Tensors(block.project, scaled, draw.weights("project", block.project, scaled.dtype))
    norms = first, second, norm_of(project.output, draw.whole)
    return BlockTensors(block, expand, depthwise, squeeze, excite, project, norms)


@dataclass(frozen=True)
class _Drawing:
    """Draws weights by their layer's name, so that none depends on another's shape."""

    kind: str
    seed: int
    whole: bool

    def weights(self, name: str, layer: Layer, dtype: torch.dtype) -> torch.Tensor:
        shape, generator = layer.weight_shape, generator_of(f"layer {name}", self.seed)
        known = classic_weights(shape) if self.kind == "classic" and name == "depthwise" else None
        if known is not None:
            return known.to(dtype)
        if self.kind == "normal":
            deep = shape[1] * shape[2] * shape[3]
            return (torch.randn(shape, generator=generator, dtype=torch.float32) / sqrt(deep)).to(dtype)
        signs = torch.randint(-1, 2, shape, generator=generator, dtype=torch.int64)
        # A filter of zeros alone would make nothing of anything.
        signs[(signs == 0).flatten(1).all(dim=1), 0, 0, 0] = 1
        return signs.to(dtype)


def _positive(tensors: Tensors) -> Tensors:
    """The same with filters turned round whose sums ReLU would take away: of nothing nothing could be told."""
    turned = torch.where(tensors.output < 0, -1.0, 1.0).to(tensors.weight.dtype)
    return _gentle(replace(tensors, weight=tensors.weight * turned[..., None] + 0.0))


def _gentle(tensors: Tensors) -> Tensors:
    """The same with all weights halved until no sum is steep."""
    halved = _halvings(float(tensors.output.abs().max()), STEEP)
    return tensors if halved == 0 else replace(tensors, weight=tensors.weight * 0.5**halved)
