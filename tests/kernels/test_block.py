"""An inverted residual block beside torch's own modules."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convanim.errors import ShapeError, SpecError
from convanim.kernels import Cost, InvertedResidual, block_tensors, compare_block
from convanim.kernels.block import Norm, mean_pool, norm_of, relu, relu6, scale_channels, sigmoid, silu
from convanim.kernels.residual import EFFICIENTNET
from convanim.spec import Layer, Values

LAYERS = [
    Layer(4, 4, 5, padding=1),
    Layer(3, 3, (7, 4), kernel=(5, 3), padding=((2, 2), (1, 1))),
    Layer(6, 6, (5, 7), kernel=(2, 3), stride=(2, 1), padding=((0, 1), (1, 1))),
    Layer(2, 5, 6, stride=2, padding=1),
    Layer(1, 1, 1, kernel=1),
    Layer(40, 24, 9, padding=1),
]
KINDS = ("integers", "normal", "classic")
FACTORS = torch.tensor([0.5, 2.0], dtype=torch.float64)


class Module(nn.Module):
    """The block as torch's modules make it, in float64."""

    def __init__(self, block: InvertedResidual) -> None:
        super().__init__()
        layer, wide = block.layer, block.wide
        self.block = block
        self.expand = nn.Sequential(nn.Conv2d(layer.in_channels, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6())
        self.depthwise = nn.Sequential(
            nn.ZeroPad2d([*layer.padding[1], *layer.padding[0]]),
            nn.Conv2d(wide, wide, layer.kernel, layer.stride, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
        )
        self.factors = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(wide, block.narrow, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(block.narrow, wide, 1, bias=False),
            nn.Sigmoid(),
        )
        self.project = nn.Sequential(
            nn.Conv2d(wide, layer.out_channels, 1, bias=False), nn.BatchNorm2d(layer.out_channels)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        filtered = self.depthwise(self.expand(x))
        made = self.project(filtered * self.factors(filtered))
        return made + x if made.shape == x.shape and self.block.layer.stride == (1, 1) else made


def module_of(block: InvertedResidual, tensors=None) -> Module:
    """The module, with the numbers of a block."""
    module = Module(block)
    if tensors is not None:
        convolutions = [one for one in module.modules() if isinstance(one, nn.Conv2d)]
        layers = [tensors.expand, tensors.depthwise, tensors.squeeze, tensors.excite, tensors.project]
        for convolution, one in zip(convolutions, layers, strict=True):
            convolution.weight = nn.Parameter(one.weight.double())
        norms = [one for one in module.modules() if isinstance(one, nn.BatchNorm2d)]
        for norm, one in zip(norms, tensors.norms, strict=True):
            norm.weight, norm.bias = nn.Parameter(one.scale.double()), nn.Parameter(one.shift.double())
            norm.eps = 0.0
    return module.double().eval()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.tag)
def test_every_tensor_is_that_of_torchs_modules(layer, kind):
    block = InvertedResidual(layer)
    tensors = block_tensors(block, Values(kind, seed=7))
    module, x = module_of(block, tensors), tensors.input.double()[None]
    near = {"rtol": 1e-4, "atol": 1e-4} if kind == "normal" else {"rtol": 1e-12, "atol": 1e-12}
    expanded = module.expand(x)
    filtered = module.depthwise(expanded)
    for ours, theirs in [
        (tensors.expanded, expanded),
        (tensors.filtered, filtered),
        (tensors.means, module.factors[:1](filtered)),
        (tensors.squeezed, module.factors[:3](filtered)),
        (tensors.factors, module.factors(filtered)),
        (tensors.scaled, filtered * module.factors(filtered)),
        (tensors.output, module(x)),
    ]:
        torch.testing.assert_close(ours.double(), theirs[0].detach(), **near)
    assert block.has_shortcut == (not torch.equal(tensors.output, tensors.projected) or not tensors.input.any())
    assert compare_block(tensors).equal


@pytest.mark.parametrize("layer", [*LAYERS, EFFICIENTNET.layer], ids=lambda layer: layer.tag)
def test_costs_are_those_that_torch_counts(layer):
    block = EFFICIENTNET if layer == EFFICIENTNET.layer else InvertedResidual(layer)
    with torch.device("meta"):
        module = module_of(block)
        x = torch.empty(1, *layer.input_shape, dtype=torch.float64)
        with FlopCounterMode(display=False) as counter:
            module(x)
        convolutions = [one for one in module.modules() if isinstance(one, nn.Conv2d)]
        dense = nn.Sequential(
            nn.Conv2d(layer.in_channels, block.wide, 1, bias=False),
            nn.ZeroPad2d([*layer.padding[1], *layer.padding[0]]),
            nn.Conv2d(block.wide, layer.out_channels, layer.kernel, layer.stride, bias=False),
        ).double()
        with FlopCounterMode(display=False) as dense_counter:
            dense(x)
    assert block.cost == Cost(sum(one.weight.numel() for one in convolutions), 0, counter.get_total_flops() // 2)
    learned = sum(one.numel() for one in dense.parameters())
    assert block.dense_cost == Cost(learned, 0, dense_counter.get_total_flops() // 2)


def test_functions_are_torchs():
    x = torch.linspace(-9, 9, 61, dtype=torch.float64)
    functional = torch.nn.functional
    for ours, theirs in [(relu, functional.relu), (relu6, functional.relu6), (silu, functional.silu)]:
        torch.testing.assert_close(ours(x), theirs(x))
    torch.testing.assert_close(sigmoid(x), torch.sigmoid(x))
    block = torch.arange(24.0, dtype=torch.float64).reshape(2, 3, 4)
    torch.testing.assert_close(mean_pool(block), functional.adaptive_avg_pool2d(block, 1).flatten())
    torch.testing.assert_close(scale_channels(block, FACTORS), block * FACTORS[:, None, None])


def test_a_folded_norm_is_torchs():
    torch.manual_seed(0)
    norm = nn.BatchNorm2d(3).eval()
    norm.running_mean, norm.running_var = torch.randn(3), torch.rand(3) + 0.5
    norm.weight, norm.bias = nn.Parameter(torch.randn(3)), nn.Parameter(torch.randn(3))
    x = torch.randn(3, 4, 5)
    ours = Norm.folded(norm.running_mean, norm.running_var, norm.weight.detach(), norm.bias.detach())(x)
    torch.testing.assert_close(ours, norm(x[None])[0].detach())


def test_a_norm_takes_means_away_and_keeps_whole_numbers_whole():
    sums = torch.tensor([[[10, 12], [14, 17]], [[-3, -3], [-3, -3]]])
    norm = norm_of(sums, whole=True)
    assert norm.shifts_alone
    assert norm(sums).dtype == torch.int64
    assert norm(sums).flatten(1).double().mean(dim=1).abs().max() <= 0.5
    far = norm_of(100 * sums, whole=True)
    assert not far.shifts_alone
    assert far.scale.log2().equal(far.scale.log2().round())
    real = norm_of(torch.randn(5, 8, 8, generator=torch.Generator().manual_seed(0)), whole=False)
    assert real.scale.dtype == torch.float32
    # Of a single number the mean is the number itself, of which nothing would be left.
    assert norm_of(torch.tensor([[[5]]]), whole=True).shift.tolist() == [0]


def test_whole_numbers_stay_whole_up_to_the_means():
    tensors = block_tensors(InvertedResidual(LAYERS[0]))
    assert {one.dtype for one in (tensors.expanded, tensors.filtered)} == {torch.int64}
    assert tensors.means.dtype == tensors.output.dtype == torch.float64
    assert float(tensors.excite.output.abs().max()) <= 4
    assert bool((tensors.squeezed > 0).any())


def test_numbers_depend_on_the_seed_and_the_input_alone():
    block, image = InvertedResidual(LAYERS[0]), torch.arange(100).reshape(4, 5, 5) % 7
    one, same = (block_tensors(block, Values(seed=3)) for _ in range(2))
    own = block_tensors(block, Values(seed=3, input=image))
    assert torch.equal(one.output, same.output)
    assert torch.equal(own.input, image)
    assert torch.equal(own.expand.weight, one.expand.weight)
    assert not torch.equal(block_tensors(block, Values(seed=4)).output, one.output)


def test_what_cannot_be_is_refused():
    with pytest.raises(ShapeError, match="five layers"):
        block_tensors(InvertedResidual(LAYERS[0]), Values(weight=torch.ones(4, 4, 3, 3)))
    for wrong in ({"expansion": 0}, {"squeezed": 0}):
        with pytest.raises(SpecError, match="1 or more"):
            InvertedResidual(LAYERS[0], **wrong)


def test_a_shortcut_needs_stride_1_and_one_shape():
    assert [InvertedResidual(layer).has_shortcut for layer in LAYERS] == [True, True, False, False, True, False]
