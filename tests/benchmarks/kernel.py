"""Our kernel's time beside torch's, measured alternately in one run: ``python tests/benchmarks/kernel.py``.

Exits with 1 where a depthwise layer of at most 64 channels takes ten times as long as torch's.
"""

from __future__ import annotations

import statistics
import sys
import time

import torch

from convanim.kernels import convolve, make_tensors
from convanim.spec import Layer, Values

REPEATS = 15
LIMIT = 10.0
LAYERS = {
    "depthwise 3x3": Layer(64, 64, size=112, padding=1, groups=64),
    "depthwise 3x3, stride 2": Layer(64, 64, size=112, padding=1, stride=2, groups=64),
    "depthwise 3x3, dilation 2": Layer(64, 64, size=112, padding=2, dilation=2, groups=64),
    "depthwise 7x7": Layer(64, 64, size=56, kernel=7, padding=3, groups=64),
    "depthwise 3x3, 256 channels": Layer(256, 256, size=112, padding=1, groups=256),
    "8 groups 3x3": Layer(64, 64, size=112, padding=1, groups=8),
    "standard 3x3": Layer(64, 64, size=56, padding=1),
    "standard 3x3, stride 2": Layer(64, 128, size=56, padding=1, stride=2),
    "pointwise": Layer(64, 128, size=56, kernel=1),
}


def median_milliseconds(layer: Layer, values: Values) -> tuple[float, float]:
    """(ours, torch's), the two taking turns so that both meet the same disturbances."""
    tensors = make_tensors(layer, values)
    (top, _), (left, _) = layer.padding

    def ours() -> torch.Tensor:
        return convolve(layer, tensors.input, tensors.weight, tensors.bias)

    def theirs() -> torch.Tensor:
        return torch.nn.functional.conv2d(
            tensors.input[None], tensors.weight, tensors.bias, layer.stride, (top, left), layer.dilation, layer.groups
        )[0]

    torch.testing.assert_close(ours(), theirs(), rtol=1e-3, atol=1e-3)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for run, taken in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[0]), statistics.median(times[1])


def main() -> int:
    """Print the table; 1 if a depthwise layer is too slow."""
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, median of {REPEATS}")
    print(f"{'layer':30} {'values':8} {'ours ms':>9} {'torch ms':>9} {'ratio':>7}")
    slow = False
    for kind, name in (("normal", "float32"), ("integers", "int64")):
        for title, layer in LAYERS.items():
            ours, theirs = median_milliseconds(layer, Values(kind=kind))  # type: ignore[arg-type]  # a tuple's str
            print(f"{title:30} {name:8} {ours:9.2f} {theirs:9.2f} {ours / theirs:7.1f}", flush=True)
            slow |= layer.channels_per_group == 1 and layer.groups <= 64 and ours > LIMIT * theirs
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
