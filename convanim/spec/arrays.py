"""The user's arrays, whatever made them, as plain numbers in memory."""

from __future__ import annotations

from math import prod
from typing import Any

from convanim.budgets import MOST_CELLS
from convanim.errors import ShapeError, Text, shortened

ALLOWED = "whole or real numbers"


def numbers_of(name: Text, given: Any) -> Any:
    """The user's array as a read-only numpy array of int64, float32 or float64.

    ``given`` is a torch tensor, a numpy array, whatever its byte order and strides, or nested lists; ``name`` is what
    errors call it. A sparse tensor becomes a dense one. Raises ShapeError where it is empty, ragged, or holds anything
    but finite numbers.

    >>> numbers_of("input", [[1, 2], [3, 4]]).dtype.name
    'int64'
    """
    import numpy as np

    _check_cells(name, given)
    array = _of_tensor(name, given) if hasattr(given, "detach") else _of_others(name, given)
    _check_cells(name, array)
    kind = array.dtype.kind
    if array.size == 0:
        raise ShapeError((name, f" is empty (shape {array.shape})"), "at least one number")
    if kind == "u" and (array > np.iinfo(np.int64).max).any():
        raise ShapeError((name, f" holds {array.max()}"), "whole numbers below 2**63", "real numbers instead")
    if kind not in "iubf":
        raise ShapeError((name, f" holds {'text' if kind in 'US' else array.dtype}"), ALLOWED)
    wide = np.int64 if kind != "f" else np.float64 if array.dtype.itemsize > 4 else np.float32
    with np.errstate(over="ignore", invalid="ignore"):  # what does not fit is infinite, and refused as such
        array = np.array(array, dtype=wide, order="C")
    if not np.isfinite(array).all():
        raise ShapeError((name, " has NaN or infinite values"), "finite numbers")
    array.setflags(write=False)
    return array


def check_tensor(name: Text, tensor: Any) -> None:
    """Raise ShapeError where a torch tensor has no numbers of its own: they are elsewhere, or codes of others."""
    kind = str(tensor.dtype).removeprefix("torch.")
    if tensor.is_quantized:
        raise ShapeError((name, f" is quantised ({kind})"), ALLOWED, (name, ".dequantize()"))
    if tensor.is_nested:
        raise ShapeError((name, " is a nested tensor"), "one tensor", (name, "[0]"))
    if tensor.device.type == "meta":
        raise ShapeError((name, " is on the meta device, which holds no numbers"), ALLOWED)
    if tensor.is_floating_point() and tensor.dtype.itemsize == 1:
        # They stand for others, by a scale that is kept elsewhere.
        allowed = "whole numbers, or real ones of 16, 32 or 64 bits"
        raise ShapeError((name, f" holds {kind}"), allowed, (name, ".float() times its scale"))


def _check_cells(name: Text, given: Any) -> None:
    """Raise ShapeError where what has a shape has more cells than a layer may have; nothing is copied."""
    try:
        cells = prod(map(int, given.shape))
    except (AttributeError, TypeError, ValueError, RuntimeError):  # it has no shape that is known
        return
    if cells > MOST_CELLS:
        raise ShapeError((name, f" has {cells} cells"), f"at most {MOST_CELLS}")


def _of_tensor(name: Text, tensor: Any) -> Any:
    """A torch tensor as a numpy array."""
    check_tensor(name, tensor)
    try:
        tensor = tensor.detach().to_dense()
        # numpy knows no bfloat16.
        tensor = tensor.float() if tensor.is_floating_point() and tensor.dtype.itemsize == 2 else tensor
        return tensor.numpy(force=True)
    except (TypeError, RuntimeError) as error:
        kind, layout = (str(one).removeprefix("torch.") for one in (tensor.dtype, tensor.layout))
        raise ShapeError((name, f" holds {kind} ({layout})"), ALLOWED, (name, ".to_dense().float()")) from error


def _of_others(name: Text, given: Any) -> Any:
    """Anything but a torch tensor as a numpy array."""
    import numpy as np

    if np.ma.is_masked(given):
        raise ShapeError((name, " has masked values"), "a number in each cell", (name, ".filled(0)"))
    try:
        return np.asarray(given)
    except Exception as error:  # ragged lists, lists without end, and whatever a class of the user's own may raise
        reason = shortened(" ".join(str(error).split()))
        raise ShapeError((name, f" is not an array: {reason}"), "rows of equal length") from error
