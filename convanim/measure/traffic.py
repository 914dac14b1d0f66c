"""How many bytes a layer has to move at least, and how much arithmetic it has for each of them.

The horizontal axis of the roofline model: S. Williams, A. Waterman and D. Patterson, "Roofline: an insightful visual
performance model for multicore architectures", Communications of the ACM 52(4), 2009. Counts of values moved are
those of "memory access cost" in N. Ma et al., "ShuffleNet V2" (arXiv:1807.11164), section 2, which shows that time
follows them as much as it follows arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from convanim.kernels.cost import cost
from convanim.spec import Layer

FLOAT32 = 4
"""Bytes of one value."""


def bytes_moved(layer: Layer, value: int = FLOAT32) -> int:
    """The bytes that a layer moves with ideal reuse: every input, weight and bias read once, every output written once.

    ``value * (C_in H W + weights + biases + C_out H' W')``; zeros of the padding are not in memory. ``value`` is the
    bytes of one number. No cache does better, unless it holds the input from before or the output for later, as it
    does where they are small.

    >>> bytes_moved(Layer(256, 256, 56, kernel=1)) == 4 * (2 * 256 * 56 * 56 + 256 * 256)
    True
    """
    counted = cost(layer)
    return value * (prod(layer.input_shape) + counted.parameters + prod(layer.output_shape))


def intensity(layers: Sequence[Layer], value: int = FLOAT32) -> Fraction:
    """Multiply-adds for each byte moved, of layers that run one after the other: each hands its output on in memory.

    Without its weights, of which a large map needs few, a depthwise 3×3 layer has 9 multiply-adds for 8 bytes: one
    value read, one written. A pointwise one from 256 channels to 256 has 256 · 256 for the 512 values of a pixel.

    >>> depthwise = Layer(256, 256, 56, padding="same", groups=256)
    >>> pointwise = Layer(256, 256, 56, kernel=1)
    >>> round(float(intensity([depthwise])), 2), round(float(intensity([pointwise])), 1)
    (1.12, 30.7)
    """
    return Fraction(
        sum(cost(layer).multiply_adds for layer in layers), sum(bytes_moved(layer, value) for layer in layers)
    )
