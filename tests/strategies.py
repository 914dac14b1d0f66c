"""Random layers, odd ones among them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.spec.sizes import span

ODD = Layer(
    in_channels=6,
    out_channels=9,
    groups=3,
    size=(5, 7),
    kernel=(2, 3),
    stride=(2, 1),
    padding=((1, 1), (0, 0)),
    dilation=(1, 2),
    bias=True,
)
"""Nothing square, nothing symmetrical: what a mixed-up axis would trip over."""


@st.composite
def layers(draw: st.DrawFn, max_channels: int = 4, max_groups: int = 4, max_size: int = 8) -> Layer:
    """Valid layers: any groups, uneven sizes, kernels, strides, dilations and four different pads."""
    groups = draw(st.integers(1, max_groups))
    channels_per_group = draw(st.integers(1, max_channels))
    filters_per_group = draw(st.integers(1, max_channels))

    def pair(least: int, most: int) -> tuple[int, int]:
        return draw(st.integers(least, most)), draw(st.integers(least, most))

    kernel, stride, dilation = pair(1, 4), pair(1, 3), pair(1, 3)
    pads = pair(0, 3), pair(0, 3)
    least = [max(1, span(kernel[axis], dilation[axis]) - sum(pads[axis])) for axis in (0, 1)]
    size = draw(st.integers(least[0], least[0] + max_size)), draw(st.integers(least[1], least[1] + max_size))
    return Layer(
        in_channels=groups * channels_per_group,
        out_channels=groups * filters_per_group,
        groups=groups,
        size=size,
        kernel=kernel,
        stride=stride,
        dilation=dilation,
        padding=pads,
        bias=draw(st.booleans()),
    )


@st.composite
def crops(draw: st.DrawFn, layer: Layer) -> Crop:
    """Crops of a layer that hold a window at least."""
    ends = []
    for axis, size in enumerate(layer.size):
        place = draw(st.integers(0, layer.output_size[axis] - 1))
        start = place * layer.stride[axis] - layer.padding[axis][0]
        stop = start + span(layer.kernel[axis], layer.dilation[axis])
        # A window may lie in the padding alone, and reads no more of the input than its border then.
        first, last = min(max(0, start), size - 1), max(min(size, stop), 1)
        ends.append((draw(st.integers(0, first)), draw(st.integers(last, size))))
    return Crop(*ends)


def values() -> st.SearchStrategy[Values]:
    """Drawn values of either kind, from any seed."""
    return st.builds(Values, kind=st.sampled_from(["integers", "normal"]), seed=st.integers(0, 2**63 - 1))
