"""Published networks cost what was published of them: every figure here is checked, and none is put in."""

import json
from fractions import Fraction

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convanim.errors import UnknownNameError
from convanim.networks import NETWORKS, network_of, with_standard
from convanim.networks.network import KINDS
from convanim.spec.topic import NETWORKS as NAMES
from tests.networks.torchvision_layers import NAMES as THEIRS
from tests.networks.torchvision_layers import NOTES

PARAMETERS = {
    "efficientnet_b0": 5_288_548,
    "mobilenet_v2": 3_504_872,
    "resnext50_32x4d": 25_028_904,
    "convnext_tiny": 28_589_128,
}
"""As the documentation of torchvision has them. Of MobileNetV1, which it lacks, the paper says 4.2 million."""
MULTIPLY_ADDS = {
    "efficientnet_b0": (0.39e9, 0.005e9),  # arXiv:1905.11946, table 2
    "mobilenet_v1": (569e6, 0.5e6),  # arXiv:1704.04861, table 4
    "mobilenet_v2": (300e6, 1e6),  # arXiv:1801.04381, table 4
    "resnext50_32x4d": (4.2e9, 0.05e9),  # arXiv:1611.05431, table 1
    "convnext_tiny": (4.5e9, 0.05e9),  # arXiv:2201.03545, table 1
}
"""What was published, and half of what its last digit tells."""


def test_names_are_those_that_can_be_asked_for():
    assert tuple(NETWORKS) == NAMES
    assert [network_of(name).name for name in NETWORKS] == [*NETWORKS]
    with pytest.raises(UnknownNameError, match=r"'mobilenet_v3'.*try mobilenet_v"):
        network_of("mobilenet_v3")


@pytest.mark.parametrize(("name", "published"), PARAMETERS.items())
def test_parameters_are_those_that_are_published(name, published):
    assert network_of(name).cost.parameters == published


@pytest.mark.parametrize(("name", "published"), MULTIPLY_ADDS.items())
def test_multiply_adds_are_those_that_are_published(name, published):
    figure, within = published
    assert abs(network_of(name).cost.multiply_adds - figure) <= within


def theirs(row):
    """Weights, size, stride, padding, groups and bias of a layer of torchvision's, a linear one as one of 1x1."""
    weight, size, stride, padding, groups, bias = row
    pads = tuple((cells, cells) for cells in padding)
    return (*weight, *[1] * (4 - len(weight))), tuple(size) or (1, 1), tuple(stride), pads, groups, bias


@pytest.mark.parametrize("name", THEIRS)
def test_every_layer_is_torchvisions(name):
    notes = json.loads(NOTES.read_text(encoding="utf-8"))["models"][name]
    ours = [
        (layer.weight_shape, layer.size, layer.stride, layer.padding, layer.groups, layer.bias)
        for layer in network_of(name).layers
    ]
    assert ours == [theirs(row) for row in notes["layers"]]
    assert network_of(name).cost.parameters == notes["parameters"]


@pytest.mark.parametrize("standard", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_costs_are_those_that_torch_counts(name, standard):
    """Every layer as a module of torch's, run on an input of its size: its parameters, and half of its operations."""
    network = with_standard(network_of(name)) if standard else network_of(name)
    for part in network.parts:
        if (layer := part.layer) is None:
            assert part.kind == "other" and part.cost.multiply_adds == 0
            continue
        pads = [before for before, _ in layer.padding]
        shape = (layer.in_channels, layer.out_channels, layer.kernel, layer.stride, pads, layer.dilation, layer.groups)
        with torch.device("meta"), FlopCounterMode(display=False) as counted:
            module = nn.Conv2d(*shape, layer.bias)
            made = module(torch.empty(1, *layer.input_shape))
        assert made.shape[1:] == layer.output_shape
        assert part.cost.multiply_adds * 2 == counted.get_total_flops()
        assert part.cost.parameters == sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_are_chained(name):
    """What a stage reads has the channels that the one before it made; only ways around a block branch off."""
    channels = 3
    for part in network_of(name).parts:
        if part.layer is not None and not part.name.endswith("around"):
            assert part.layer.in_channels == channels, part.name
            channels = part.layer.out_channels
    assert channels == 1000


@pytest.mark.parametrize("name", NETWORKS)
def test_parts_are_told_apart_and_together_are_the_whole(name):
    network = network_of(name)
    names = [part.name for part in network.parts]
    assert len({*names}) == len(names)
    assert [*network.costs] == [kind for kind in KINDS if kind in network.costs]
    for count in ("weights", "biases", "multiply_adds"):
        whole = getattr(network.cost, count)
        assert sum(getattr(cost, count) for cost in network.costs.values()) == whole
        assert sum(getattr(stage.cost, count) for stage in network.stages) == whole


def percent(part, whole):
    return round(100 * part / whole, 2)


def test_where_mobilenets_numbers_are():
    """Howard et al., arXiv:1704.04861, table 2. Its parameters are weights: norms and the biases of the last layer are
    left out. Of the standard convolution it says 1.19 % of the multiply-adds, and of all rows 99.29 %; it is 1.91 %."""
    network = network_of("mobilenet_v1")
    kinds = ("pointwise", "depthwise", "standard", "linear")
    work = [network.costs[kind].multiply_adds for kind in kinds]
    assert [percent(part, network.cost.multiply_adds) for part in work] == [94.86, 3.06, 1.91, 0.18]
    weights = [network.costs[kind].weights for kind in kinds]
    assert [percent(part, sum(weights)) for part in weights] == [74.59, 1.06, 0.02, 24.33]
    assert round(sum(weights) / 1e6, 1) == round(network.cost.parameters / 1e6, 1) == 4.2


def test_mobilenet_with_standard_convolutions():
    """The same, table 4: 4866 and 569 million, so 8.55 times as many, and 29.3 and 4.2 million parameters. With the
    last linear layer, which is in the 569, it is 4867; 4866 are the convolutions alone."""
    plain, full = network_of("mobilenet_v1"), with_standard(network_of("mobilenet_v1"))
    assert round(plain.cost.multiply_adds / 1e6) == 569
    assert round(full.cost.multiply_adds / 1e6) == 4867
    assert round((full.cost.multiply_adds - full.costs["linear"].multiply_adds) / 1e6) == 4866
    assert (round(full.cost.parameters / 1e6, 1), round(plain.cost.parameters / 1e6, 1)) == (29.3, 4.2)
    assert round(4866 / 569, 2) == 8.55
    assert round(full.cost.multiply_adds / plain.cost.multiply_adds, 2) == 8.56
    # Every pair is nine times its pointwise half, as its kernel has nine cells.
    assert full.costs["standard"].weights == 9 * plain.costs["pointwise"].weights + plain.costs["standard"].weights


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_separable_is_left_with_standard_convolutions(name):
    plain, full = network_of(name), with_standard(network_of(name))
    assert not {"depthwise", "grouped"} & full.costs.keys()
    assert plain.costs["linear"] == full.costs["linear"]
    assert [stage.name for stage in plain.stages] == [stage.name for stage in full.stages]
    # Blocks make what they made before, for whoever reads them.
    for before, after in zip(plain.stages, full.stages, strict=True):
        assert before.layers[-1].output_shape == after.layers[-1].output_shape
    assert Fraction(full.cost.multiply_adds, plain.cost.multiply_adds) > 2
    assert with_standard(full) == full


def test_a_pair_is_the_standard_layer_of_its_kernel_and_its_filters():
    """As in the lesson on separable convolutions, whose two layers this takes apart again."""
    from convanim.kernels import separable_layers

    stage, full = (one.stages[3] for one in (network_of("mobilenet_v1"), with_standard(network_of("mobilenet_v1"))))
    for place, layer in enumerate(full.layers):
        depthwise, pointwise = separable_layers(layer)
        assert [depthwise.tag, pointwise.tag] == [one.tag for one in stage.layers[2 * place : 2 * place + 2]]
