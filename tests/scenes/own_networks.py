"""Networks as people write them, each with something that published ones have not."""

from __future__ import annotations

import torch
from torch import nn


def double(read: int, made: int) -> nn.Sequential:
    """Two convolutions in a row."""
    layers = (nn.Conv2d(read, made, 3, padding=1), nn.ReLU(), nn.Conv2d(made, made, 3, padding=1), nn.ReLU())
    return nn.Sequential(*layers)


class Plain(nn.Module):
    """Standard convolutions alone, read in a gray picture that is no square."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Sequential(nn.Conv2d(1, 6, (2, 3), (2, 1), (1, 0)), nn.BatchNorm2d(6), nn.ReLU()),
            nn.Sequential(nn.Conv2d(6, 12, 3, 2, bias=False), nn.BatchNorm2d(12), nn.ReLU()),
            nn.Sequential(nn.Conv2d(12, 12, 3, padding=1), nn.ReLU()),
        )
        self.fc = nn.Linear(12, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.fc(self.features(x).mean((2, 3)))
        return out


class Grouped(nn.Module):
    """Groups without pointwise layers."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 12, 3, 2, 1)
        self.layer1 = nn.Sequential(*(nn.Conv2d(12, 12, 3, padding=1, groups=3) for _ in range(3)))
        self.layer2 = nn.Conv2d(12, 24, 3, 2, 1, groups=4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.layer2(self.layer1(self.stem(x)))
        return out


class Separable(nn.Sequential):
    """Depthwise and pointwise layers side by side in one row of modules."""

    def __init__(self) -> None:
        layers: list[nn.Module] = [nn.Conv2d(3, 8, 3, 2, 1)]
        for read, made in ((8, 16), (16, 32)):
            layers += [nn.Conv2d(read, read, 3, 2, 1, groups=read), nn.BatchNorm2d(read), nn.Conv2d(read, made, 1)]
        super().__init__(*layers, nn.Flatten(), nn.LazyLinear(5))


class UNet(nn.Module):
    """Down and up again."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.middle = double(1, 8), double(8, 16), double(16, 32)
        self.up2, self.dec2 = nn.ConvTranspose2d(32, 16, 2, 2), double(32, 16)
        self.up1, self.dec1 = nn.ConvTranspose2d(16, 8, 2, 2), double(16, 8)
        self.head = nn.Conv2d(8, 2, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = self.down1(x)
        second = self.down2(self.pool(first))
        x = self.up2(self.middle(self.pool(second)))
        x = self.up1(self.dec2(torch.cat([x, second], 1)))
        out: torch.Tensor = self.head(self.dec1(torch.cat([x, first], 1)))
        return out


class Wave(nn.Module):
    """Over one axis."""

    def __init__(self) -> None:
        super().__init__()
        self.front = nn.Conv1d(1, 8, 9, 4)
        self.body = nn.Sequential(nn.Conv1d(8, 8, 5, 2, 2, groups=8), nn.Conv1d(8, 16, 1))
        self.out = nn.Linear(16, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.out(self.body(self.front(x)).mean(2))
        return out


class Attending(nn.Module):
    """Linear layers, and products that no layer makes."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(12, 16)
        self.blocks = nn.ModuleList(nn.TransformerEncoderLayer(16, 2, 32, batch_first=True) for _ in range(12))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.embed(x)
        for block in self.blocks:
            x = block(x)
        return x


class Deep(nn.Sequential):
    """Maps of thirty sizes."""

    def __init__(self) -> None:
        super().__init__(*(nn.Conv2d(3 if place == 0 else 4, 4, 3) for place in range(30)))


class Single(nn.Sequential):
    """One layer with one parameter."""

    def __init__(self) -> None:
        super().__init__(nn.Conv2d(1, 1, 1, bias=False))


OWN = {
    "plain": (Plain, (1, 24, 32)),
    "grouped": (Grouped, (3, 20, 28)),
    "separable": (Separable, (3, 32, 32)),
    "unet": (UNet, (1, 32, 48)),
    "wave": (Wave, (1, 400)),
    "attending": (Attending, (20, 12)),
    "deep": (Deep, (3, 70, 66)),
    "single": (Single, (1, 6, 7)),
}
"""Each with the size of what it reads, channels first."""
