"""Functions of single numbers that stand between layers, by the names that torch gives them.

A new one is one entry: its formula, what it is called, and between which values its curve is worth drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import sqrt

import numpy as np
import torch
from numpy.typing import NDArray

from convanim.kernels.block import relu, relu6, sampled, sigmoid, silu


def leaky_relu(x: torch.Tensor, slope: float = 0.01) -> torch.Tensor:
    """``x`` where it is positive, else ``slope * x`` (Maas et al., 2013).

    >>> leaky_relu(torch.tensor([-2.0, 3.0]), 0.5)
    tensor([-1.,  3.])
    """
    return torch.where(x > 0, x, x * slope)


def hardsigmoid(x: torch.Tensor) -> torch.Tensor:
    """``relu6(x + 3) / 6`` (MobileNetV3, arXiv:1905.02244, section 5.2).

    >>> hardsigmoid(torch.tensor([-4.0, 0.0, 4.0]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    return relu6(x + 3) / 6


def hardswish(x: torch.Tensor) -> torch.Tensor:
    """``x * relu6(x + 3) / 6`` (MobileNetV3, arXiv:1905.02244, section 5.2).

    >>> hardswish(torch.tensor([-4.0, 3.0]))
    tensor([-0., 3.])
    """
    return x * hardsigmoid(x)


def gelu(x: torch.Tensor) -> torch.Tensor:
    """``x * (1 + erf(x / sqrt(2))) / 2`` (Hendrycks and Gimpel, arXiv:1606.08415).

    >>> gelu(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.8413])
    """
    return x * (1 + torch.erf(x / sqrt(2))) / 2


def elu(x: torch.Tensor, alpha: float = 1.0) -> torch.Tensor:
    """``x`` where it is positive, else ``alpha * (exp(x) - 1)`` (Clevert et al., arXiv:1511.07289).

    >>> elu(torch.tensor([0.0, 2.0]))
    tensor([0., 2.])
    """
    return torch.where(x > 0, x, alpha * torch.expm1(x))


@dataclass(frozen=True)
class Activation:
    """A function of single numbers, what it is called, and the ends of what its curve shows, left to right and up."""

    function: Callable[..., torch.Tensor]
    title: str
    span: tuple[float, float]
    ends: tuple[int, int]


ACTIVATIONS: Mapping[str, Activation] = {
    "relu": Activation(relu, "ReLU", (-4.0, 4.0), (0, 4)),
    "relu6": Activation(relu6, "ReLU6", (-4.0, 9.0), (0, 6)),
    "leaky_relu": Activation(leaky_relu, "LeakyReLU", (-4.0, 4.0), (0, 4)),
    "silu": Activation(silu, "SiLU", (-6.0, 4.0), (0, 4)),
    "gelu": Activation(gelu, "GELU", (-4.0, 4.0), (0, 4)),
    "hardswish": Activation(hardswish, "Hardswish", (-6.0, 4.0), (0, 4)),
    "elu": Activation(elu, "ELU", (-4.0, 4.0), (0, 4)),
    "sigmoid": Activation(sigmoid, "Sigmoid", (-6.0, 6.0), (0, 1)),
    "hardsigmoid": Activation(hardsigmoid, "Hardsigmoid", (-6.0, 6.0), (0, 1)),
    "tanh": Activation(torch.tanh, "Tanh", (-3.0, 3.0), (-1, 1)),
}
"""By the names of ``torch.nn.functional``."""


def curve_of(name: str, more: Mapping[str, float]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """An activation at many points, for those who draw its curve and know no torch.

    >>> curve_of("relu6", {})(np.array([-1.0, 7.0])).tolist()
    [0.0, 6.0]
    """
    return partial(sampled, partial(ACTIVATIONS[name].function, **more))
