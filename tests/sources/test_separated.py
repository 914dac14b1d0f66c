"""Depthwise-separable layers as networks have them: with norms and activations between, folded or not."""

import numpy as np
import pytest
import torch
from torch import nn

from convanim.errors import SpecError
from convanim.kernels import chain_tensors
from convanim.lessons import lesson_of
from convanim.request.request import Request
from convanim.sources.found import Own
from convanim.sources.modules import from_module
from tests.sources.torchvision_blocks import CNBlock, made


def mobile(channels: int = 6, filters: int = 4, stride: int = 1, bias: bool = False) -> nn.Sequential:
    """A block of MobileNetV1 (arXiv:1704.04861, figure 3)."""
    torch.manual_seed(0)
    block = nn.Sequential(
        nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=bias),
        nn.BatchNorm2d(channels),
        nn.ReLU6(),
        nn.Conv2d(channels, filters, 1, bias=bias),
        nn.BatchNorm2d(filters),
        nn.ReLU6(),
    )
    for norm in (block[1], block[4]):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.2, 2)
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
    return block.eval()


def halves(own: Own) -> tuple:
    layers = [layer for _, layer in lesson_of("separable").stages(own.layer)]
    return chain_tensors(layers, own.values, own.mixing, own.between.nodes)


@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("stride", [1, 2])
def test_the_output_is_that_of_the_modules_own_pointwise_layer(fold: bool, bias: bool, stride: int) -> None:
    block, read = mobile(stride=stride, bias=bias), torch.randn(6, 5, 7)
    own = from_module("separable", block, read, fold=fold)
    with torch.no_grad():
        wanted, sums = block[:4](read[None])[0], block[: 2 if fold else 1](read[None])[0]
    first, second = halves(own)
    assert torch.allclose(second.output.float(), wanted, atol=1e-5)
    assert torch.allclose(first.output.float(), sums, atol=1e-5)
    assert [node.does for node in own.between.nodes] == (["ReLU6"] if fold else ["BatchNorm2d", "ReLU6"])
    assert own.between.folded == (("BatchNorm2d",) if fold else ())
    assert own.between.behind == ("BatchNorm2d", "ReLU6")


def test_the_pair_is_found_inside_an_inverted_residual_block_of_a_model() -> None:
    block, read = made("mobilenet_v2")
    own = from_module("separable", nn.Sequential(nn.Identity(), block), read, name="1")
    assert (own.layer.in_channels, own.layer.out_channels, own.layer.kernel) == (18, 6, (3, 3))
    assert own.between.before == ("Conv2d", "BatchNorm2d", "ReLU6")
    assert own.between.behind == ("BatchNorm2d", "add")
    inside = block.conv.eval()
    with torch.no_grad():
        assert np.allclose(own.values.input, inside[0](torch.as_tensor(read)[None])[0], atol=1e-6)


def test_activations_that_a_forward_calls_are_found() -> None:
    class Called(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.each, self.mix = nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 3, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.mix(nn.functional.leaky_relu(self.each(x), 0.2))

    own = from_module("separable", Called(), torch.randn(4, 5, 5))
    assert [node.settings for node in own.between.nodes] == [{"function": "leaky_relu", "more": {"slope": 0.2}}]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: nn.Sequential(mobile(6, 6), mobile(6, 4)), "2 depthwise layers"),
        (lambda: CNBlock(6), "LayerNorm stands between"),
        (lambda: nn.Sequential(nn.Conv2d(6, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 3, 1)), "standard|depthwise"),
    ],
    ids=["two", "by pixel", "none"],
)
def test_what_is_no_such_layer_is_refused_with_the_reason(make, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        from_module("separable", make().eval(), torch.randn(6, 9, 9))


@pytest.mark.parametrize(
    ("scene", "module", "said"),
    [
        ("separable", nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.Conv2d(4, 4, 1)), "no norm to fold"),
        ("separable", nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.ReLU(), nn.Conv2d(4, 4, 1)), "none to fold"),
        ("depthwise", nn.Conv2d(4, 4, 3, groups=4), "separable"),
        ("block", nn.Sequential(nn.Conv2d(4, 4, 3, groups=4), nn.ReLU()), "separable"),
    ],
    ids=["plain", "no norm", "another lesson", "a whole block"],
)
def test_there_has_to_be_something_to_fold(scene: str, module: nn.Module, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        Request.of(scene, {"input": torch.rand(4, 6, 6), "fold": True}, module=module).possible()


def test_folding_needs_a_model() -> None:
    with pytest.raises(SpecError, match="fold"):
        Request.of("separable", {"fold": True})


def test_a_crop_is_refused_where_something_stands_between() -> None:
    with pytest.raises(SpecError, match="crop"):
        Request.of("separable", {"input": torch.rand(6, 20, 20), "crop": "0:9,0:9"}, module=mobile()).possible()


def test_folded_and_not_are_two_clips() -> None:
    block, read = mobile(), torch.rand(6, 6, 6)
    asked = [Request.of("separable", {"input": read, "fold": fold}, module=block).possible() for fold in (False, True)]
    assert asked[0].between.folded == () and asked[1].between.folded == ("BatchNorm2d",)
    assert asked[0].layer != asked[1].layer
