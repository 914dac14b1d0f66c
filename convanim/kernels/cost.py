"""What a layer costs: parameters and multiply-adds.

One multiply-add is one tap times one weight, added on. Taps on padding count, as in
``torch.utils.flop_counter.FlopCounterMode``, whose floating-point operations are twice
these; adding the bias does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, prod

from convanim.spec import CountedLayer, Layer


@dataclass(frozen=True)
class Cost:
    """Learned numbers and work of a layer, or of several layers added up.

    >>> Cost(72, 8, 1152) + Cost(64, 8, 1024)
    Cost(weights=136, biases=16, multiply_adds=2176)
    """

    weights: int
    biases: int
    multiply_adds: int

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.weights + other.weights, self.biases + other.biases, self.multiply_adds + other.multiply_adds)


def cost(layer: Layer) -> Cost:
    """``out_channels * (in_channels / groups) * kernel area`` weights, each used once per output pixel.

    The count of Howard et al., "MobileNets" (arXiv:1704.04861), section 3.1, with its
    square kernels and maps taken apart into height and width, and groups.

    >>> cost(Layer()), cost(Layer(groups=2)).multiply_adds
    (Cost(weights=576, biases=0, multiply_adds=9216), 4608)
    """
    weights = prod(layer.weight_shape)
    return Cost(weights, layer.out_channels if layer.bias else 0, weights * prod(layer.output_size))


def cost_so_far(layer: Layer, done: float) -> Cost:
    """What a layer has cost once a share ``done`` of its output is computed, 0 to 1, one channel after the other.

    Cells count once they are computed, a filter's weights and its bias from its first cell on.

    >>> cost_so_far(Layer(), 0), cost_so_far(Layer(), 3 / 128)
    (Cost(weights=0, biases=0, multiply_adds=0), Cost(weights=72, biases=0, multiply_adds=216))
    """
    whole, places = cost(layer), prod(layer.output_size)
    # Shares of a whole number of cells are not exact.
    cells = floor(done * layer.out_channels * places + 1e-6)
    filters, each = ceil(cells / places), whole.weights // layer.out_channels
    return Cost(filters * each, filters if layer.bias else 0, cells * each)


def standard(layer: Layer) -> Layer:
    """The same layer without groups: each filter reads every channel.

    >>> standard(Layer(groups=8)).weight_shape
    (8, 8, 3, 3)
    """
    return layer.with_(groups=1)


def of_twice_the_features(layer: Layer) -> Layer:
    """The standard layer of twice the channels and twice the filters.

    >>> of_twice_the_features(Layer(6, 9, groups=3)).weight_shape
    (18, 12, 3, 3)

    Raises SpecError where its tensors would have too many cells.
    """
    return layer.with_(in_channels=2 * layer.in_channels, out_channels=2 * layer.out_channels, groups=1)


def of_one_pair(layer: Layer) -> Layer:
    """One filter of a layer on one channel, without the bias: what each pair of the two that meet comes to.

    >>> cost(of_one_pair(Layer())).multiply_adds
    144
    """
    return layer.with_(in_channels=1, out_channels=1, groups=1, bias=False)


def at_large_size(layer: Layer, upscale_factor: int, same_area: bool = False) -> Layer:
    """What would make a layer's shuffled output at the large size, without a shuffle, as any convolution does.

    Its windows are as many cells as the layer's, and each covers so many times less of the picture as a small cell
    covers of large ones; or they are so many times as high and as wide, and cover the ``same_area``. Groups are left
    out: each filter reads as many channels as the layer's do.

    >>> layer = Layer(2, 4, size=4, padding=1)
    >>> [cost(one).multiply_adds for one in (layer, at_large_size(layer, 2), at_large_size(layer, 2, same_area=True))]
    [1152, 1152, 4608]
    """
    times = upscale_factor if same_area else 1
    kernel = tuple(cells * times for cells in layer.kernel)
    made = tuple(cells * upscale_factor for cells in layer.output_size)
    return CountedLayer(
        layer.channels_per_group,
        layer.out_channels // upscale_factor**2,
        size=(made[0] + kernel[0] - 1, made[1] + kernel[1] - 1),
        kernel=(kernel[0], kernel[1]),
    )


def with_kernel(layer: Layer, kernel: int) -> Layer:
    """The standard layer with a square kernel and an output of the same size as this one's input.

    >>> with_kernel(Layer(kernel=1), 3).output_shape
    (8, 6, 6)
    """
    return layer.with_(kernel=kernel, padding="same", stride=1, dilation=1, groups=1)


def separable_layers(layer: Layer) -> tuple[Layer, Layer]:
    """The depthwise and the pointwise layer that stand in for a layer of the same shapes.

    The depthwise one keeps kernel, stride, padding and dilation; the pointwise one makes
    the output channels. Each has a bias if the layer has.

    >>> [part.weight_shape for part in separable_layers(Layer(8, 16))]
    [(8, 1, 3, 3), (16, 8, 1, 1)]
    """
    depthwise = layer.with_(out_channels=layer.in_channels, groups=layer.in_channels)
    pointwise = Layer(layer.in_channels, layer.out_channels, layer.output_size, kernel=(1, 1), bias=layer.bias)
    return depthwise, pointwise


def separable_cost(layer: Layer) -> Cost:
    """Cost of the depthwise-separable layer with this layer's input and output shape.

    >>> separable_cost(Layer()).multiply_adds
    2176
    """
    depthwise, pointwise = separable_layers(layer)
    return cost(depthwise) + cost(pointwise)


def separable_ratio(layer: Layer) -> Fraction:
    """Multiply-adds of the separable layer over those of the standard one, exactly.

    It is ``1 / out_channels + 1 / kernel area`` (arXiv:1704.04861, section 3.1), whatever
    the input, and the same for weights as for multiply-adds.

    >>> separable_ratio(Layer()), float(1 / separable_ratio(Layer(64, 64)))
    (Fraction(17, 72), 7.890410958904109)
    """
    return Fraction(separable_cost(layer).multiply_adds, cost(standard(layer)).multiply_adds)
