"""Sizes of windows and outputs, in cells.

The formulas are those of Dumoulin and Visin, "A guide to convolution arithmetic
for deep learning" (arXiv:1603.07285), relations 6 and 14, which are also those in
the documentation of ``torch.nn.Conv2d``.
"""

from __future__ import annotations

from convanim.errors import Name, Setting, SpecError


def span(kernel: int, dilation: int) -> int:
    """Cells that a dilated kernel reaches over along one axis.

    >>> span(3, 1), span(3, 2)
    (3, 5)
    """
    return dilation * (kernel - 1) + 1


def output_length(size: int, kernel: int, stride: int, pads: tuple[int, int], dilation: int) -> int:
    """Output cells along one axis; ``pads`` are the cells added before and after.

    ``floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1``

    >>> output_length(6, 3, 1, (0, 0), 1)
    4
    >>> output_length(7, 3, 1, (0, 0), 2)
    3
    """
    return (size + sum(pads) - span(kernel, dilation)) // stride + 1


def same_pads(kernel: int, dilation: int) -> tuple[int, int]:
    """Padding that keeps the size at stride 1; an odd cell goes after, as in torch.

    >>> same_pads(3, 1), same_pads(2, 1)
    ((1, 1), (0, 1))
    """
    total = span(kernel, dilation) - 1
    return total // 2, total - total // 2


def channels_last(shape: tuple[int, ...]) -> bool:
    """Whether an image of this shape seems to have its channels behind: one, three or four after two longer axes.

    >>> channels_last((9, 9, 3)), channels_last((3, 9, 9)), channels_last((8, 6, 5))
    (True, False, False)
    """
    return len(shape) == 3 and shape[2] in (1, 3, 4) and min(shape[:2]) > shape[2]


def covering_pads(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Padding that makes ``ceil(size / stride)`` output cells, as TensorFlow's "SAME" has it: an odd cell goes after.

    >>> covering_pads(6, 3, 2, 1), covering_pads(7, 3, 2, 1)
    ((0, 1), (1, 1))
    """
    reached = (-(-size // stride) - 1) * stride + span(kernel, dilation)
    total = max(reached - size, 0)
    return total // 2, total - total // 2


def check_half_padded(kernel: tuple[int, int], pads: tuple[int, int]) -> None:
    """Raise SpecError for windows of pooling of which more than half may be padding, which torch refuses, too.

    >>> check_half_padded((3, 2), (1, 1))
    """
    if any(2 * pad > cells for pad, cells in zip(pads, kernel, strict=True)):
        (down, across), (rows, columns) = pads, kernel
        raise SpecError(
            (Name("padding"), f" is {down}x{across} round windows of {rows}x{columns}"),
            "at most half the kernel along either axis in pooling",
            Setting("padding", min(rows, columns) // 2),
        )
