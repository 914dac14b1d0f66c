"""The layers of an inverted residual block and what they cost: widen, filter, weigh the channels, narrow.

The block of Sandler et al., "MobileNetV2" (arXiv:1801.04381), section 3.3, with the squeeze-and-excite of Hu et al.
(arXiv:1709.01507), as Tan and Le, "EfficientNet" (arXiv:1905.11946), table 1, build of it and call MBConv.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from convanim.errors import SpecError
from convanim.kernels.cost import Cost, cost
from convanim.spec import Layer

EXPANSION = 2
"""How many times as many channels there are within a block, unless another factor is asked for: few enough to print."""
NARROWED = 4
"""Of so many wide channels squeeze-and-excite keeps one number, unless it is told how many (arXiv:1905.02244, 5.3)."""


@dataclass(frozen=True)
class InvertedResidual:
    """A block that stands in for a standard ``layer``: the same input, kernel, stride and output.

    ``expansion`` is how many times as many channels there are between its two 1x1 convolutions, ``squeezed`` how many
    numbers are left of them between the two layers of squeeze-and-excite (None: a quarter as many). Raises SpecError
    where either is not positive.

    >>> block = InvertedResidual(Layer(4, 4, 5, padding=1))
    >>> [part.output_shape for part in (block.expand, block.depthwise, block.project)]
    [(8, 5, 5), (8, 5, 5), (4, 5, 5)]
    >>> block.squeeze.output_shape, block.excite.output_shape, block.has_shortcut
    ((2, 1, 1), (8, 1, 1), True)
    """

    layer: Layer
    expansion: int = EXPANSION
    squeezed: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("expansion", self.expansion), ("squeezed", self.squeezed)):
            if value is not None and value < 1:
                raise SpecError(f"{name} is {value}", "1 or more")

    @property
    def tag(self) -> str:
        """It in one line, for the audit trail.

        >>> EFFICIENTNET.tag.partition(", groups 1")[2]
        ', widened 6 times, squeezed to 10'
        """
        return f"{self.layer.tag}, widened {self.expansion} times, squeezed to {self.narrow}"

    @property
    def wide(self) -> int:
        """Channels between the two 1x1 convolutions."""
        return self.layer.in_channels * self.expansion

    @property
    def narrow(self) -> int:
        """Numbers between the two layers of squeeze-and-excite."""
        return max(1, self.wide // NARROWED) if self.squeezed is None else self.squeezed

    @cached_property
    def expand(self) -> Layer:
        """The 1x1 convolution that widens."""
        return Layer(self.layer.in_channels, self.wide, self.layer.size, kernel=1)

    @cached_property
    def depthwise(self) -> Layer:
        """The filters in space, one a channel, with the block's kernel and stride."""
        return self.layer.with_(in_channels=self.wide, out_channels=self.wide, groups=self.wide, bias=False)

    @cached_property
    def squeeze(self) -> Layer:
        """The first layer of squeeze-and-excite, on one number a channel."""
        return Layer(self.wide, self.narrow, 1, kernel=1)

    @cached_property
    def excite(self) -> Layer:
        """The second one, which makes a number for every channel again."""
        return Layer(self.narrow, self.wide, 1, kernel=1)

    @cached_property
    def project(self) -> Layer:
        """The 1x1 convolution that narrows."""
        return Layer(self.wide, self.layer.out_channels, self.depthwise.output_size, kernel=1)

    @cached_property
    def dense(self) -> Layer:
        """The standard convolution that depthwise and projecting layer together stand in for."""
        return self.layer.with_(in_channels=self.wide, groups=1, bias=False)

    @property
    def has_shortcut(self) -> bool:
        """Whether the input is added to what the block makes of it: at stride 1, if both have one shape.

        >>> InvertedResidual(Layer(4, 4, 5, padding=1, stride=2)).has_shortcut
        False
        """
        return self.layer.stride == (1, 1) and self.layer.input_shape == self.layer.output_shape

    @property
    def parts(self) -> tuple[Layer, ...]:
        """All that is learned, in order: expand, depthwise, squeeze, excite, project."""
        return self.expand, self.depthwise, self.squeeze, self.excite, self.project

    @cached_property
    def cost(self) -> Cost:
        """What the block's layers cost together.

        Scaling, clipping, pooling and adding take a few operations a number, and no multiply-add.

        >>> InvertedResidual(Layer(4, 4, 5, padding=1)).cost
        Cost(weights=168, biases=0, multiply_adds=3432)
        """
        first, *others = map(cost, self.parts)
        return sum(others, first)

    @cached_property
    def dense_cost(self) -> Cost:
        """The same with one standard convolution in place of depthwise, squeeze-and-excite and projecting layers."""
        return cost(self.expand) + cost(self.dense)

    @property
    def ratio(self) -> Fraction:
        """How many times as many multiply-adds it takes with the standard convolution.

        >>> float(EFFICIENTNET.ratio)
        9.902...
        """
        return Fraction(self.dense_cost.multiply_adds, self.cost.multiply_adds)


EFFICIENTNET = InvertedResidual(Layer(40, 40, 28, kernel=5, padding=2), expansion=6, squeezed=10)
"""The second block of EfficientNet-B0's stage 4 (arXiv:1905.11946, table 1): 40 channels of 28x28, six times as many
within. Squeeze-and-excite keeps a quarter of the 40."""
