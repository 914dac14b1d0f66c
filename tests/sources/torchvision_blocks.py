"""One block of each of six networks, written as torchvision has them, with its names: its wheels fit one torch alone.

Sizes are smaller than in the networks. Norms have seen something, so that they scale and shift.
"""

from functools import partial

import torch
from torch import nn


class ConvNorm(nn.Sequential):
    """torchvision.ops.Conv2dNormActivation."""

    def __init__(self, read, made, kernel=3, stride=1, groups=1, activation=nn.ReLU):
        layers = [nn.Conv2d(read, made, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False)]
        layers += [nn.BatchNorm2d(made)] + ([] if activation is None else [activation(inplace=True)])
        super().__init__(*layers)


class SqueezeExcitation(nn.Module):
    """torchvision.ops.SqueezeExcitation."""

    def __init__(self, channels, squeezed, activation=nn.ReLU, scale_activation=nn.Sigmoid):
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input):
        scale = self.avgpool(input)
        scale = self.activation(self.fc1(scale))
        scale = self.scale_activation(self.fc2(scale))
        return scale * input


class InvertedResidual(nn.Module):
    """Of torchvision.models.mobilenet_v2."""

    def __init__(self, channels=6, wide=18):
        super().__init__()
        self.conv = nn.Sequential(
            ConvNorm(channels, wide, 1, activation=nn.ReLU6),
            ConvNorm(wide, wide, groups=wide, activation=nn.ReLU6),
            nn.Conv2d(wide, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return x + self.conv(x)


class InvertedResidualV3(nn.Module):
    """Of torchvision.models.mobilenetv3: stride 2, so no shortcut."""

    def __init__(self, channels=6, wide=18, made=8):
        super().__init__()
        self.block = nn.Sequential(
            ConvNorm(channels, wide, 1, activation=nn.Hardswish),
            ConvNorm(wide, wide, 5, 2, groups=wide, activation=nn.Hardswish),
            SqueezeExcitation(wide, 4, scale_activation=nn.Hardsigmoid),
            ConvNorm(wide, made, 1, activation=None),
        )

    def forward(self, input):
        return self.block(input)


class StochasticDepth(nn.Module):
    """torchvision.ops.StochasticDepth, as it is in evaluation mode."""

    def forward(self, input):
        assert not self.training
        return input


class MBConv(nn.Module):
    """Of torchvision.models.efficientnet."""

    def __init__(self, channels=6, wide=24):
        super().__init__()
        self.block = nn.Sequential(
            ConvNorm(channels, wide, 1, activation=nn.SiLU),
            ConvNorm(wide, wide, groups=wide, activation=nn.SiLU),
            SqueezeExcitation(wide, 2, activation=partial(nn.SiLU, inplace=True)),
            ConvNorm(wide, channels, 1, activation=None),
        )
        self.stochastic_depth = StochasticDepth()

    def forward(self, input):
        result = self.block(input)
        result = self.stochastic_depth(result)
        result += input
        return result


class ShuffleUnit(nn.Module):
    """torchvision.models.shufflenetv2.InvertedResidual, at stride 1."""

    def __init__(self, channels=12):
        super().__init__()
        half = channels // 2
        self.branch1 = nn.Sequential()
        self.branch2 = nn.Sequential(
            nn.Conv2d(half, half, 1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
            nn.Conv2d(half, half, 3, padding=1, groups=half, bias=False),
            nn.BatchNorm2d(half),
            nn.Conv2d(half, half, 1, bias=False),
            nn.BatchNorm2d(half),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        x1, x2 = x.chunk(2, dim=1)
        out = torch.cat((x1, self.branch2(x2)), dim=1)
        batch, channels, height, width = out.size()
        out = out.view(batch, 2, channels // 2, height, width)
        out = torch.transpose(out, 1, 2).contiguous()
        return out.view(batch, channels, height, width)


class ResBottleneckBlock(nn.Module):
    """Of torchvision.models.regnet, Y: grouped filters, squeeze-and-excite, and a way past that is projected."""

    def __init__(self, channels=6, made=12):
        super().__init__()
        self.proj = ConvNorm(channels, made, 1, 2, activation=None)
        self.f = nn.Sequential()
        self.f.add_module("a", ConvNorm(channels, made, 1))
        self.f.add_module("b", ConvNorm(made, made, 3, 2, groups=3))
        self.f.add_module("se", SqueezeExcitation(made, 3))
        self.f.add_module("c", ConvNorm(made, made, 1, activation=None))
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.proj(x) + self.f(x)
        return self.activation(x)


class Permute(nn.Module):
    """torchvision.ops.Permute."""

    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return torch.permute(x, self.dims)


class CNBlock(nn.Module):
    """Of torchvision.models.convnext."""

    def __init__(self, channels=6):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(channels, channels, 7, padding=3, groups=channels),
            Permute([0, 2, 3, 1]),
            nn.LayerNorm(channels, eps=1e-6),
            nn.Linear(channels, 4 * channels),
            nn.GELU(),
            nn.Linear(4 * channels, channels),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(torch.full((channels, 1, 1), 0.3))
        self.stochastic_depth = StochasticDepth()

    def forward(self, input):
        result = self.layer_scale * self.block(input)
        result = self.stochastic_depth(result)
        result += input
        return result


SIX = {
    "mobilenet_v2": (InvertedResidual, 6),
    "mobilenet_v3": (InvertedResidualV3, 6),
    "efficientnet": (MBConv, 6),
    "shufflenet_v2": (ShuffleUnit, 12),
    "regnet": (ResBottleneckBlock, 6),
    "convnext": (CNBlock, 6),
}
"""A block and how many channels it reads."""


def made(name, size=8):
    """One of the six, with weights from a seed, and something that it reads."""
    kind, channels = SIX[name]
    torch.manual_seed(0)
    block = kind()
    for module in block.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.2, 1.2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
    return block, torch.rand(channels, size, size)
