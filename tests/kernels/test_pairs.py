"""Two grouped layers in a row, beside torch: the order of a channel shuffle, who sees whom, and what it costs."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convanim.kernels import compare_separable, compare_shuffled, cost, shuffled_tensors, standard
from convanim.kernels.pairs import GroupedPair, shuffled_order
from convanim.spec import Layer, Values

groupings = st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 5)).map(
    lambda n: Layer(n[0] * n[1], n[0] * n[2], size=3, kernel=2, groups=n[0], bias=n[1] % 2 == 0)
)


@given(st.integers(1, 8), st.integers(1, 8))
def test_channels_go_where_torch_shuffles_them(groups: int, each: int) -> None:
    order, channels = shuffled_order(groups * each, groups), torch.arange(groups * each)
    assert list(order) == channels.reshape(groups, each).T.flatten().tolist()
    assert list(order) == nn.ChannelShuffle(groups)(channels.float()[None, :, None, None])[0, :, 0, 0].int().tolist()
    assert all(order[c * groups + g] == g * each + c for g in range(groups) for c in range(each))


def reached(pair: GroupedPair, shuffled: bool) -> torch.Tensor:
    """Which inputs (rows) have an influence on which outputs (columns), by torch's gradients of ones."""
    first, second = pair.layers
    x = torch.ones(1, first.in_channels, 1, 1, dtype=torch.float64, requires_grad=True)

    def run(x: torch.Tensor) -> torch.Tensor:
        made = nn.functional.conv2d(
            x, torch.ones(first.out_channels, first.channels_per_group, 1, 1).double(), groups=first.groups
        )
        made = nn.ChannelShuffle(first.groups)(made) if shuffled else made
        ones = torch.ones(second.out_channels, second.channels_per_group, 1, 1).double()
        return nn.functional.conv2d(made, ones, groups=second.groups).flatten()

    return torch.autograd.functional.jacobian(run, x).reshape(second.out_channels, first.in_channels).T > 0


@given(groupings)
def test_outputs_see_what_they_see_in_torch(layer: Layer) -> None:
    pair = GroupedPair(layer)
    assert (torch.from_numpy(pair.before) == reached(pair, False)).all()
    assert (torch.from_numpy(pair.after) == reached(pair, True)).all()
    assert set(pair.before.sum(axis=0)) == {pair.seen_before}
    assert set(pair.after.sum(axis=0)) == {pair.seen}
    assert pair.sees_all == bool(pair.after.all())
    assert pair.is_shuffled == (layer.groups > 1 and layer.filters_per_group > 1)


@given(groupings)
def test_a_shuffle_costs_nothing_and_groups_cost_a_share(layer: Layer) -> None:
    pair = GroupedPair(layer)
    first, second = pair.layers
    assert second.input_shape == first.output_shape == second.output_shape
    assert pair.cost == cost(first) + cost(second)
    assert pair.standard_cost.multiply_adds == layer.groups * pair.cost.multiply_adds
    assert pair.mixed_cost == cost(first) + cost(standard(second))
    assert pair.cost.multiply_adds <= pair.mixed_cost.multiply_adds <= pair.standard_cost.multiply_adds


@pytest.mark.parametrize("kind", ["integers", "normal"])
@pytest.mark.parametrize(
    "layer",
    [
        Layer(groups=2),
        Layer(6, 6, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=3, bias=True),
        Layer(4, 10, groups=2, padding="same"),
        Layer(4, 4, groups=4),
    ],
    ids=lambda layer: layer.tag,
)
def test_numbers_are_those_of_torchs_modules(layer: Layer, kind: str) -> None:
    first, straight, shuffled = shuffled_tensors(GroupedPair(layer), Values(kind))
    assert compare_separable(first, straight).equal
    assert compare_shuffled(first, shuffled).equal
    middle = nn.ChannelShuffle(layer.groups)(first.output[None].double())
    bias = None if shuffled.bias is None else shuffled.bias.double()
    theirs = nn.functional.conv2d(middle, shuffled.weight.double(), bias, groups=layer.groups)[0]
    assert torch.allclose(shuffled.output.double(), theirs, rtol=1e-4, atol=1e-4)
    assert (shuffled.weight == straight.weight).all()


def test_the_comparison_sees_a_channel_in_the_wrong_place() -> None:
    first, straight, _ = shuffled_tensors(GroupedPair(Layer(groups=2)))
    assert not compare_shuffled(first, straight).equal
