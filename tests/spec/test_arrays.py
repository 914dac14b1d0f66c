"""Arrays of any layout are the same numbers, and what holds none is told what it is."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convanim.errors import ShapeError
from convanim.kernels import make_tensors
from convanim.request.request import Request
from convanim.sources.checkpoints import fill
from convanim.sources.files import read_tensor
from convanim.sources.modules import from_module
from convanim.spec import Layer, Values
from convanim.spec.arrays import numbers_of

BASE = np.arange(24, dtype=np.float64).reshape(2, 3, 4) - 7


def frozen(array):
    array.setflags(write=False)
    return array


LAYOUTS = {
    "flipped": lambda: np.flip(BASE[..., ::-1], 2),
    "negative strides": lambda: np.ascontiguousarray(BASE[:, ::-1, ::-1])[:, ::-1, ::-1],
    "big-endian": lambda: BASE.astype(">f8"),
    "big-endian, whole": lambda: BASE.astype(">i2"),
    "longdouble": lambda: BASE.astype(np.longdouble),
    "half": lambda: BASE.astype(np.float16),
    "read-only": lambda: frozen(BASE.copy()),
    "columns first": lambda: np.asfortranarray(BASE),
    "every other": lambda: np.repeat(BASE, 2, axis=1)[:, ::2],
    "list": lambda: BASE.tolist(),
    "tensor": lambda: torch.tensor(BASE),
    "tensor, permuted": lambda: torch.tensor(BASE.transpose(2, 0, 1).copy()).permute(1, 2, 0),
    "tensor, bfloat16": lambda: torch.tensor(BASE).bfloat16(),
    "tensor, half": lambda: torch.tensor(BASE).half(),
    "tensor, sparse": lambda: torch.tensor(BASE).to_sparse(),
    "tensor, with gradient": lambda: torch.tensor(BASE, requires_grad=True),
    "tensor, negated lazily": lambda: torch.complex(torch.zeros(BASE.shape).double(), -torch.tensor(BASE)).conj().imag,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_the_same_numbers_everywhere(layout):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        array = numbers_of("input", LAYOUTS[layout]())
        np.testing.assert_array_equal(array, BASE)
        assert array.flags.c_contiguous
        assert not array.flags.writeable
        assert array.dtype.isnative
        layer = Layer(2, 2, size=(3, 4), groups=2, kernel=(2, 3))
        assert (make_tensors(layer, Values(input=LAYOUTS[layout]())).input.numpy() == BASE).all()
        weight = LAYOUTS[layout]()
        weight = [[one] for one in weight] if isinstance(weight, list) else weight[:, None]
        bias = np.array([1, 2])[::-1]
        own = Request.of("depthwise", {"input": LAYOUTS[layout](), "weight": weight, "bias": bias}).own
        assert (own.values.input == BASE).all()
        assert (own.values.weight[:, 0] == BASE).all()
        assert own.values.bias.tolist() == [2, 1]
        conv = torch.nn.Conv2d(2, 2, 2, groups=2)
        assert (from_module("depthwise", conv, LAYOUTS[layout]()).values.input == BASE).all()


@given(st.permutations(range(3)), st.tuples(*[st.booleans()] * 3), st.sampled_from(["<f4", ">f4", ">i4"]))
def test_turned_and_flipped_arrays_are_what_they_show(order, flips, dtype):
    seen = BASE.astype(dtype).transpose(order)[tuple(slice(None, None, -1 if flip else 1) for flip in flips)]
    np.testing.assert_array_equal(numbers_of("input", seen), seen.astype(float))


@pytest.mark.parametrize("dtype", [">f4", ">i2", np.longdouble, np.float16])
def test_files_of_any_byte_order(tmp_path, dtype):
    np.save(tmp_path / "x.npy", np.asfortranarray(BASE.astype(dtype)))
    np.savez(tmp_path / "x.npz", w=BASE.astype(dtype), b=np.arange(2, dtype=dtype))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (read_tensor("--input", str(tmp_path / "x.npy"), ("c", "h", "w")).array == BASE).all()
        model = torch.nn.ParameterDict({"w": torch.zeros(BASE.shape), "b": torch.zeros(2)})
        fill(model, "--state", str(tmp_path / "x.npz"))
    assert (model["w"].detach().numpy() == BASE).all()
    assert model["b"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: torch.ones(2, 2).to(torch.float8_e4m3fn), "holds float8_e4m3fn; allowed: .*16, 32 or 64.*try x.float"),
        (lambda: torch.ones(2, 2, device="meta"), "meta device"),
        (lambda: torch.quantize_per_tensor(torch.ones(2, 2), 0.1, 0, torch.qint8), r"quantised \(qint8\).*dequantize"),
        (lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]), r"nested tensor; .*try x\[0\]"),
        (lambda: torch.ones(2, 2, dtype=torch.complex64), "holds complex64; allowed: whole or real"),
        (lambda: np.ma.masked_equal(np.ones((2, 2)), 1), r"masked values; .*try x\.filled\(0\)"),
        (lambda: np.array([np.longdouble("1e4000")]), "NaN or infinite"),
        (lambda: "photo.png", "holds text"),
        (lambda: [["a"]], "holds text"),
        (lambda: [None], "holds object"),
        (lambda: [[1], [1, 2]], "not an array"),
        (lambda: np.array([2**63], dtype=np.uint64), "below 2"),
    ],
)
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor")
def test_what_holds_no_numbers_is_told_what_it_is(given, message):
    with pytest.raises(ShapeError, match=message):
        numbers_of("x", given())
