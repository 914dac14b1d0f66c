"""Blocks of users' models as graphs: what they do, in order, on the numbers of their own run."""

import numpy as np
import pytest
import torch
from torch import nn

from convanim.errors import SpecError
from convanim.kernels import Cost
from convanim.kernels.graph import compare_graph, cost_of, stamped_on
from convanim.kernels.parts import parts_of
from convanim.sources.graph import graph_of
from convanim.spec.graph import SPREAD
from tests.sources.torchvision_blocks import SIX, made

TOLD = {
    "mobilenet_v2": ["convolution conv.0", "convolution conv.1", "convolution conv.2", "join add"],
    "mobilenet_v3": ["convolution block.0", "convolution block.1", "excitation block.2", "convolution block.3"],
    "efficientnet": [
        "convolution block.0",
        "convolution block.1",
        "excitation block.2",
        "convolution block.3",
        "join add",
    ],
    "shufflenet_v2": [
        "split split",
        "convolution branch2.0",
        "convolution branch2.3",
        "convolution branch2.5",
        "join cat",
        "move shuffle",
    ],
    "regnet": [
        "convolution proj",
        "convolution f.a",
        "convolution f.b",
        "excitation f.se",
        "convolution f.c",
        "join add",
    ],
    "convnext": ["convolution block.0", "convolution block.3", "convolution block.5", "join add"],
}


def graph(module, read):
    return graph_of(module, module, "", read[None])


@pytest.mark.parametrize("name", SIX)
def test_a_block_is_all_that_it_does_and_makes_what_it_makes(name):
    block, read = made(name)
    found = graph(block, read)
    assert [f"{part.kind} {part.name}" for part in parts_of(found)] == TOLD[name]
    torch.testing.assert_close(torch.from_numpy(found.given.output), read, rtol=0, atol=0)
    with torch.no_grad():
        torch.testing.assert_close(torch.from_numpy(found.made.output), block.eval()(read[None])[0], rtol=0, atol=0)
    check = compare_graph(found)
    assert check.whole.equal and check.closed == 0 and check.checked == len(found.nodes) - 1
    assert 0 < check.whole.largest_difference < 1e-5


def test_a_transposed_convolution_is_one_of_our_own():
    torch.manual_seed(0)
    first = nn.ConvTranspose2d(4, 6, (2, 3), stride=(2, 1), padding=(1, 0), output_padding=(1, 0), groups=2)
    block = nn.Sequential(first, nn.ReLU(), nn.ConvTranspose2d(6, 2, 3, dilation=(1, 2), bias=False)).eval()
    found = graph(block, torch.rand(4, 5, 7))
    assert [node.kind for node in found.nodes] == ["given", SPREAD, "activation", SPREAD]
    assert [f"{part.kind} {part.name}" for part in parts_of(found)] == [
        "spread ConvTranspose2d 0",
        "spread ConvTranspose2d 2",
    ]
    check = compare_graph(found)
    assert check.whole.equal and check.closed == 0 and check.checked == 3
    found.nodes[1].numbers["weight"][3, 2, 1, 2] += 1e-3
    assert not compare_graph(found).whole.equal


@pytest.mark.parametrize("groups", [1, 2])
def test_its_stamps_are_those_of_torch_and_end_on_what_it_makes(groups):
    torch.manual_seed(1)
    module = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, groups=groups).eval()
    found = graph(module, torch.rand(4, 3, 4))
    node, channels = found.nodes[1], [1, 4, 5]
    for number in (0, 5, 12):
        read = torch.from_numpy(found.given.output).clone()
        read.flatten(1)[:, number:] = 0
        theirs = module(read[None])[0, channels].detach().double().numpy()
        np.testing.assert_allclose(stamped_on(found, node, number, channels), theirs, atol=1e-5)
    np.testing.assert_allclose(stamped_on(found, node, 12, channels), node.output[channels], atol=1e-5)
    # Every weight meets every cell that is read once, and each channel has a bias.
    assert cost_of(found) == Cost(module.weight.numel(), 6, module.weight.numel() * 12)


def test_a_wrong_number_anywhere_is_found():
    block, read = made("mobilenet_v2")
    found = graph(block, read)
    found.nodes[2].output[3, 4, 5] += 1e-3
    assert not compare_graph(found).whole.equal


def test_the_model_is_left_as_it_was():
    block, read = made("efficientnet")
    block.train()
    graph(block, read)
    assert block.training and not any(module._forward_hooks for module in block.modules())


class Strange(nn.Module):
    def forward(self, x):
        return torch.cumsum(torch.fft.rfft(x, dim=-1).abs(), dim=-1)


class Around(nn.Module):
    def __init__(self, inside):
        super().__init__()
        self.before, self.inside, self.after = nn.Conv2d(2, 4, 1), inside, nn.Conv2d(4, 3, 1)

    def forward(self, x):
        return self.after(self.inside(self.before(x)))


def test_what_nobody_knows_is_a_closed_box_with_its_true_input_and_output():
    block = Around(Strange()).eval()
    read = torch.rand(2, 4, 6)
    found = graph(block, read)
    assert [node.kind for node in found.nodes] == ["given", "convolution", "closed", "convolution"]
    box = found.nodes[2]
    assert (box.name, box.does, box.reads) == ("inside", "Strange", (1,))
    with torch.no_grad():
        torch.testing.assert_close(torch.from_numpy(box.output), block.inside(block.before(read[None]))[0])
    check = compare_graph(found)
    assert (check.checked, check.closed, check.whole.equal) == (2, 1, True)


class Written(nn.Module):
    """Does by hand what others have modules for."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(3))

    def forward(self, x):
        y = x * self.weight[:, None, None] + 0.5
        y = (y - 1) / 2
        z = nn.functional.relu6(y.transpose(2, 3).transpose(2, 3))
        return torch.cat([z, x], 1) * 3


def test_arithmetic_that_is_written_out_is_shown_too():
    found = graph(Written(), torch.rand(3, 4, 5))
    assert [node.kind for node in found.nodes[1:]] == [*["scaling"] * 4, "activation", "concatenate", "scaling"]
    assert compare_graph(found).whole.equal


class ByLinear(nn.Module):
    """Squeeze-and-excite as the paper's authors wrote it."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(6, 2, bias=False), nn.ReLU(), nn.Linear(2, 6, bias=False), nn.Sigmoid())

    def forward(self, x):
        b, c, _, _ = x.size()
        y = nn.functional.adaptive_avg_pool2d(x, 1).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


def test_an_excitation_of_linear_layers_is_one():
    found = graph(ByLinear(), torch.rand(6, 4, 5))
    assert [part.kind for part in parts_of(found)] == ["excitation"]
    assert compare_graph(found).whole.equal


@pytest.mark.parametrize(
    ("pool", "kind"), [(nn.MaxPool2d(3, 2, 1), "maximum"), (nn.AvgPool2d(2), "average"), (nn.MaxPool2d(2), "maximum")]
)
def test_poolings_are_known(pool, kind):
    found = graph(nn.Sequential(nn.Conv2d(2, 3, 3), pool, nn.Tanh()), torch.rand(2, 8, 10))
    assert found.nodes[2].kind == kind
    assert compare_graph(found).whole.equal


def test_a_causal_convolution_of_one_axis_is_one_row():
    class Causal(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1d = nn.Conv1d(4, 4, 3, groups=4, padding=2)

        def forward(self, x):
            return nn.functional.silu(self.conv1d(x)[..., : x.shape[-1]])

    found = graph_of(block := Causal(), block, "", torch.rand(1, 4, 7))
    assert [node.kind for node in found.nodes] == ["given", "convolution", "crop", "activation"]
    assert found.made.shape == (4, 1, 7)
    assert compare_graph(found).whole.equal


class Behind(nn.Module):
    def forward(self, x):
        half = x[:, :2]
        x.mul_(2.0)
        return half + 1


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (Behind(), "writes into a tensor"),
        (Strange(), "makes .* of torch.complex64, which is no block of channels"),
        (nn.Softmax(1), "does nothing that can be shown"),
    ],
)
def test_what_cannot_be_shown_is_said(block, says):
    with pytest.raises(SpecError, match=says):
        graph(block, torch.rand(4, 5, 6))


def test_a_block_inside_a_model_is_seen_there():
    inside, _ = made("mobilenet_v2")
    model = nn.Sequential(nn.Conv2d(3, 6, 3), inside, nn.Flatten(), nn.LazyLinear(2))
    model(torch.rand(1, 3, 10, 10))
    found = graph_of(model, inside, "1", torch.rand(1, 3, 10, 10))
    assert (found.title, found.name, found.given.shape) == ("InvertedResidual", "1", (6, 8, 8))
