"""Two grouped layers in a row: who sees whom, with a channel shuffle between them and without, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from convanim.kernels.connections import Wiring, wired, wiring
from convanim.kernels.cost import Cost, cost, standard
from convanim.language.tongue import message
from convanim.spec import Layer


def shuffled_order(channels: int, groups: int) -> tuple[int, ...]:
    """Which channel comes to stand at each place: channel ``c`` of group ``g`` goes to place ``c * groups + g``.

    Reshaped to (groups, channels per group), transposed and flattened, as in Zhang et al., "ShuffleNet"
    (arXiv:1707.01083), section 3.1, and in ``torch.nn.ChannelShuffle``.

    >>> shuffled_order(8, 2), shuffled_order(6, 3)
    ((0, 4, 1, 5, 2, 6, 3, 7), (0, 2, 4, 1, 3, 5))
    """
    each = channels // groups
    return tuple(group * each + channel for channel in range(each) for group in range(groups))


def grouped_pointwise(layer: Layer) -> Layer:
    """The 1x1 layer in as many groups that reads a layer's output and makes as many channels.

    >>> grouped_pointwise(Layer(8, 16, groups=4)).weight_shape
    (16, 4, 1, 1)
    """
    made = layer.out_channels
    return Layer(made, made, layer.output_size, kernel=1, groups=layer.groups, bias=layer.bias)


@dataclass(frozen=True)
class GroupedPair:
    """A grouped layer, and the grouped pointwise one that reads what it makes.

    >>> pair = GroupedPair(Layer(groups=2))
    >>> pair.cost.multiply_adds, pair.mixed_cost.multiply_adds, pair.standard_cost.multiply_adds
    (5120, 5632, 10240)
    >>> pair.seen_before, pair.seen
    (4, 8)
    """

    layer: Layer

    @cached_property
    def layers(self) -> tuple[Layer, Layer]:
        """The two."""
        return self.layer, grouped_pointwise(self.layer)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Which channel that the first one makes stands at each place that the second one reads, once shuffled."""
        return shuffled_order(self.layer.out_channels, self.layer.groups)

    @property
    def is_shuffled(self) -> bool:
        """Whether the shuffle moves a channel at all; with one channel a group it moves none.

        >>> GroupedPair(Layer(groups=8)).is_shuffled
        False
        """
        return self.order != tuple(range(len(self.order)))

    # Who sees whom.

    @cached_property
    def wirings(self) -> tuple[Wiring, Wiring]:
        """Of either layer, (channels, outputs)."""
        first, second = self.layers
        return wiring(first), wiring(second)

    @cached_property
    def before(self) -> Wiring:
        """Which input channels every output sees without a shuffle: those of its own group."""
        return wired(*self.wirings)

    @cached_property
    def dealt(self) -> Wiring:
        """The first layer's wiring with its outputs in their new order."""
        return self.wirings[0][:, list(self.order)]

    @cached_property
    def after(self) -> Wiring:
        """Which input channels every output sees with it.

        >>> GroupedPair(Layer(6, 6, groups=3)).after.astype(int).tolist()[0]
        [1, 1, 1, 1, 0, 0]
        """
        return wired(self.dealt, self.wirings[1])

    @property
    def seen_before(self) -> int:
        """How many input channels every output sees without a shuffle."""
        return self.layer.channels_per_group

    @property
    def groups_seen(self) -> int:
        """Of how many groups, with it: of as many as there are channels in a group that the second layer reads."""
        return min(self.layer.groups, self.layer.filters_per_group)

    @property
    def seen(self) -> int:
        """How many input channels every output sees with it."""
        return self.groups_seen * self.layer.channels_per_group

    @property
    def sees_all(self) -> bool:
        """Whether every output sees every channel with it."""
        return self.seen == self.layer.in_channels

    @property
    def deal(self) -> str:
        """What the shuffle does, as a template for ``phrase``."""
        if self.is_shuffled:
            return message("Shuffle: the channels between both layers are dealt like cards.")
        return message("Shuffle: dealt like cards, a single channel a group comes back to where it was.")

    @property
    def moral(self) -> str:
        """What the shuffle lets an output, ``one``, see, as a template for ``phrase``."""
        if self.sees_all:
            return message("Now output {one} has seen {in_channels?=2 both channels|all {in_channels:w} channels}.")
        if self.is_shuffled:
            return message("Now output {one} has seen {seen_channels:w} of {in_channels:w} channels.")
        return message("Output {one} has still seen only {channels_per_group:w} of {in_channels:w} channels.")

    @property
    def verdict(self) -> str:
        """What that is worth, as a template for ``phrase``."""
        if self.sees_all:
            return message("The same price, and {groups?=2 both|all {groups:w}} groups meet.")
        if self.is_shuffled:
            return message(
                "The same price, and each output sees {seen_channels:w} channels, not only {channels_per_group:w}."
            )
        return message("The same price, but single channels only meet in a pointwise layer without groups.")

    # What it costs.

    @cached_property
    def cost(self) -> Cost:
        """Of both layers, shuffled or not: a shuffle multiplies and adds nothing."""
        first, second = self.layers
        return cost(first) + cost(second)

    @cached_property
    def mixed_cost(self) -> Cost:
        """Of the grouped layer and a pointwise one without groups, which sees all as well."""
        first, second = self.layers
        return cost(first) + cost(standard(second))

    @cached_property
    def standard_cost(self) -> Cost:
        """Of both layers without groups."""
        first, second = self.layers
        return cost(standard(first)) + cost(standard(second))
