"""A small depthwise-separable network, trained on handwritten digits in seconds, to make films of.

``python -m convanim.examples.digits`` writes its weights, and a digit that it has never seen, for

    convanim render depthwise --model convanim.examples.digits:Net --state digits/net.safetensors \\
        --layer-name separable.0 --input digits/digit.png
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import torch
from torch import Tensor, nn

from convanim.errors import ConvanimError, RenderError
from convanim.streams import take_any_text

EPOCHS = 25
BATCH = 64
UNSEEN = 360
"""Digits that are kept for testing."""


class Net(nn.Module):
    """Images (N, 1, 8, 8) from 0 to 1 to scores (N, 10): a first layer, a depthwise-separable one, a decision.

    >>> Net()(torch.zeros(2, 1, 8, 8)).shape
    torch.Size([2, 10])
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 8, 3, padding=1)
        self.separable = nn.Sequential(nn.Conv2d(8, 8, 3, groups=8, bias=False), nn.Conv2d(8, 16, 1, bias=False))
        self.decide = nn.Linear(16 * 3 * 3, 10)

    def forward(self, images: Tensor) -> Tensor:
        """The scores of a batch."""
        seen = self.separable(self.first(images).relu()).relu()
        scores: Tensor = self.decide(nn.functional.max_pool2d(seen, 2).flatten(1))
        return scores


def train(images: Tensor, digits: Tensor, seed: int = 0) -> Net:
    """A network trained on images (N, 1, 8, 8) and the digits (N,) that they show; the same for the same seed."""
    threads = torch.get_num_threads()
    with torch.random.fork_rng(devices=[]), ExitStack() as stack:
        # For so small a network threads would mostly wait for each other.
        stack.callback(torch.set_num_threads, threads)
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        net = Net().train()
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
        for _ in range(EPOCHS):
            for batch in torch.split(torch.randperm(len(images)), BATCH):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(net(images[batch]), digits[batch])
                loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
                optimizer.step()
    return net.eval()


def accuracy(net: Net, images: Tensor, digits: Tensor) -> float:
    """The share of digits that the network reads rightly."""
    with torch.no_grad():
        return float((net(images).argmax(1) == digits).float().mean())


def bundled() -> tuple[Tensor, Tensor]:
    """scikit-learn's 1797 digits: images (N, 1, 8, 8) from 0 to 1, as a PNG holds them, and digits (N,)."""
    try:
        from sklearn.datasets import load_digits  # type: ignore[import-untyped]  # it has no types
    except ImportError as error:
        raise RenderError("scikit-learn is not installed", "", "pip install 'convanim[digits]'") from error
    told = load_digits()
    pixels = torch.tensor(told.images).mul(255 / 16).round()
    return (pixels / 255).float()[:, None], torch.tensor(told.target)


def write(out: Path) -> float:
    """Train on all digits but the last, and write the weights and an unseen digit; the accuracy on unseen ones."""
    from PIL import Image
    from safetensors.torch import save_file

    images, digits = bundled()
    net = train(images[:-UNSEEN], digits[:-UNSEEN])
    out.mkdir(parents=True, exist_ok=True)
    save_file(net.state_dict(), out / "net.safetensors")
    pixels = images[-UNSEEN, 0].mul(255).round().to(torch.uint8).numpy()
    Image.fromarray(pixels).save(out / "digit.png")
    return accuracy(net, images[-UNSEEN:], digits[-UNSEEN:])


def main() -> None:
    """What ``python -m convanim.examples.digits`` does."""
    take_any_text()
    parser = argparse.ArgumentParser(prog="python -m convanim.examples.digits", description="Train on digits.")
    parser.add_argument("-o", "--out", type=Path, default=Path("digits"), help="where the files go")
    out: Path = parser.parse_args().out
    started = time.perf_counter()
    try:
        right = write(out)
    except (ConvanimError, OSError) as error:
        sys.exit(f"error: {error}")
    took = time.perf_counter() - started
    print(f"{out / 'net.safetensors'}  {right:.1%} of {UNSEEN} unseen digits read rightly, trained in {took:.0f} s")
    print(f"{out / 'digit.png'}  an unseen digit")


if __name__ == "__main__":
    main()
