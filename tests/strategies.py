"""Random layers, odd ones among them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from convanim.sizes import span
from convanim.spec import Layer, Values

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


def values() -> st.SearchStrategy[Values]:
    """Drawn values of either kind, from any seed."""
    return st.builds(Values, kind=st.sampled_from(["integers", "normal"]), seed=st.integers(0, 2**70))
