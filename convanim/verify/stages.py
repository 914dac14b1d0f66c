"""What the names of tensors in a ledger mean, lesson by lesson: which convolutions there are, and on which numbers.

Drawn numbers are drawn again from the seed; all that is computed from them is torch's own work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from convanim.kernels.alternatives import ways
from convanim.kernels.between import BENT, names_between, scalings, torchs
from convanim.kernels.block import BlockTensors, block_tensors
from convanim.kernels.chain import MIXING_SEED
from convanim.kernels.pairs import grouped_pointwise
from convanim.kernels.residual import InvertedResidual
from convanim.kernels.tensors import Tensors, make_tensors
from convanim.kernels.widening import widen
from convanim.lessons import lesson_of
from convanim.spec import Layer, Values
from convanim.spec.graph import Node
from convanim.verify.convolution import Convolution, Numbers
from convanim.verify.pooling import Pooling
from convanim.verify.readers import readers
from convanim.verify.transposed import Transposed

PARTS = ("bias", "product", "partial", "row_sum", "row_range", "partial_range", "partial_others")
"""What the ledger names of a convolution beside its input, weight and output."""


@dataclass(frozen=True)
class Given:
    """Numbers that are somebody's own, NaN where nobody knows them any more; None for what is drawn.

    ``kind`` and ``seed`` are those of what is drawn; ``unproven`` are the tensors, as the ledger calls them, of which
    nothing is known but what it shows itself.
    """

    kind: str
    seed: int
    input: Numbers | None = None
    weight: Numbers | None = None
    bias: Numbers | None = None
    mixing: Numbers | None = None
    mixing_bias: Numbers | None = None
    module_input: Numbers | None = None
    module_weight: Numbers | None = None
    module_bias: Numbers | None = None
    unproven: frozenset[str] = frozenset()

    @property
    def drawn(self) -> Given:
        """The same input, and all else drawn."""
        return Given(self.kind, self.seed, self.input)


@dataclass
class Meanings:
    """What names mean: a kind of number of a convolution, or an array of its own."""

    convolutions: dict[str, tuple[Convolution, str]] = field(default_factory=dict)
    arrays: dict[str, tuple[Numbers, float]] = field(default_factory=dict)
    """Each with how large the sums are that it comes from."""
    transposed: Transposed | None = None
    """What goes back from the layer's output, where a lesson shows that."""
    pooling: Pooling | None = None
    """What comes of the layer's windows without weights, where a lesson shows that."""
    whole: bool = True
    """Whether all numbers are whole ones, and so exact."""

    def add(self, one: Convolution, stage: str = "", *, input: str = "input", output: str = "output") -> Convolution:
        """Name the numbers of a convolution as a scene's cast does; what is named already stays."""
        names = {input: "input", (stage or "weight"): "weight", output: "output"}
        names |= {f"{stage}_{part}" if stage else part: part for part in PARTS}
        for name, kind in names.items():
            if name not in self.convolutions or kind == "output":
                self.convolutions[name] = one, kind
        if input in ("input", "expanded"):
            self.convolutions["padding"] = one, "padding"
        return one

    def own(self, one: Convolution) -> Convolution:
        """Name the numbers of the layer that the whole scene is about."""
        self.add(one)
        self.convolutions["torch"] = one, "output"
        return one

    @property
    def every(self) -> list[Convolution]:
        """The convolutions, once each."""
        return list({id(one): one for one, _ in self.convolutions.values()}.values())


def meanings_of(
    lesson: str,
    layer: Layer,
    given: Given,
    expansion: int = 2,
    between: Sequence[Mapping[str, Any]] = (),
    upward: bool = False,
    upscale_factor: int = 1,
) -> Meanings:
    """What a ledger's names mean in a lesson about a layer.

    ``expansion`` is that of a block, and ``between`` are the norms and activations between two layers in a row, as the
    ledger has them; ``upward`` is whether the layer's transpose is shown by itself, and the input is what that reads;
    ``upscale_factor`` is that of a shuffle of pixels.
    """
    found = Meanings()
    if upward:
        _upward(found, layer, given)
        return found
    input_ = read_by(layer, given)
    match lesson:
        case "block":
            _block(found, layer, given, expansion)
            return found
        case "separable":
            first, second = lesson_of(lesson).stages(layer)
            middle = found.add(made(first[1], input_, given), output="middle")
            read = bent(found, middle, between) if between else middle.output
            name = BENT if between else "middle"
            found.add(made(second[1], read, _mixing(given)), "pointwise", input=name)
            found.add(made(layer, input_, given.drawn), "standard", output="standard_output")
            found.convolutions["torch"] = found.convolutions["output"]
        case "shuffle":
            middle = found.add(made(layer, input_, given), output="middle")
            second_layer = grouped_pointwise(layer)
            mixed = found.add(
                made(second_layer, middle.output, _mixing(given)), "mixing", input="middle", output="straight_output"
            )
            dealt = torch.channel_shuffle(torch.from_numpy(middle.output)[None], layer.groups)[0].numpy()
            found.add(Convolution(second_layer, dealt, mixed.weight, mixed.bias), "shuffled_mixing", input="shuffled")
            found.convolutions["torch"] = found.convolutions["output"]
        case "comparison" | "conclusion":
            for way, layers in ways(layer).items():
                if way == "standard":
                    continue
                if len(layers) == 1:
                    found.add(made(layers[0], input_, given.drawn), way, output=f"{way}_output")
                    continue
                middle = found.add(made(layers[0], input_, given.drawn), "in_space", output="middle")
                second_way = made(layers[1], middle.output, _mixing(given.drawn))
                found.add(second_way, "pointwise", input="middle", output="separable_output")
            _standard(found, layer, input_, given)
        case "dilation":
            for place, narrower in enumerate(_less_far(layer)):
                own = made(layer, input_, given)
                less = Convolution(narrower, input_, own.weight, own.bias)
                found.add(less, f"spread_{place}", output=f"output_{place}")
            _standard(found, layer, input_, given)
        case "padding":
            own = made(layer, input_, given)
            bare, padded, same = (
                Convolution(other, input_, own.weight, own.bias)
                for other in (layer.with_(stride=1, padding=0), layer.with_(stride=1), _same(layer))
            )
            for name, one in (("bare", bare), ("padded", padded), ("same", same)):
                found.add(one, name, output=f"{name}_output")
            found.arrays |= {"reads_bare": _read(bare.layer), "reads_padded": _read(padded.layer)}
            _standard(found, layer, input_, given)
            # Zeros of all of them, one within another.
            widest = tuple(
                tuple(map(max, mine, its)) for mine, its in zip(layer.padding, same.layer.padding, strict=True)
            )
            found.convolutions["padding"] = made(layer.with_(padding=widest), input_, given), "padding"
        case "stride":
            own = made(layer, input_, given)
            every = Convolution(layer.with_(stride=1), input_, own.weight, own.bias)
            found.add(every, "every", output="every_output")
            found.arrays |= {"reads_every": _read(every.layer), "reads_own": _read(layer)}
            _standard(found, layer, input_, given)
        case "pixel_shuffle":
            _upscaled(found, _standard(found, layer, input_, given), upscale_factor)
        case "transposed":
            found.transposed = Transposed(_standard(found, layer, input_, given))
        case "pooling":
            own = made(layer, input_, given)
            found.convolutions |= {"input": (own, "input"), "padding": (own, "padding")}
            pooled = found.pooling = Pooling(layer, input_)
            scale = float(np.abs(np.nan_to_num(input_)).max())
            found.arrays |= {"largest": (pooled.largest, 0.0), "average": (pooled.average, scale)}
            found.arrays["mean_weight"] = pooled.equal_weights, 1.0
        case "pointwise":
            reference = lesson_of(lesson).reference(layer)
            found.add(made(reference, input_, given.drawn), "standard", output="standard_output")
            _standard(found, layer, input_, given)
        case _:
            own = _standard(found, layer, input_, given)
            if layer.groups > 1:
                bias = None if own.bias is None else torch.from_numpy(own.bias)
                none = torch.zeros(layer.input_shape, dtype=torch.float64)
                weight = widen(Tensors(layer, none, torch.from_numpy(own.weight), bias), given.seed).weight.numpy()
                whole = Convolution(layer.with_(groups=1), input_, weight, own.bias)
                found.add(whole, "standard", output="standard_output")
    found.whole = all(_is_whole(one) for one in found.every)
    return found


def _upward(found: Meanings, layer: Layer, given: Given) -> None:
    """A transposed convolution by itself: all its numbers are given, and torch makes what the layer would read."""
    read, weight = given.input, given.weight
    if read is None or weight is None:
        raise ValueError("a transposed convolution whose numbers are nobody's")
    none = np.zeros(layer.input_shape)
    back = Transposed(Convolution(layer, none, weight, given.bias), read)
    one = Convolution(layer, back.output[None], weight, given.bias)
    found.transposed = back
    found.convolutions = {"weight": (one, "weight"), "bias": (one, "bias")}
    found.arrays["input"] = read, 0.0
    if given.module_input is not None and given.module_weight is not None:
        every = Transposed(Convolution(layer, none, given.module_weight, given.module_bias), given.module_input)
        added = every.output
        own = back.made(read, weight)
        found.arrays |= {"added_up": (added[None], every.scale), "others": ((added - own)[None], every.scale)}
    found.whole = _is_whole(one) and bool((np.isnan(read) | (read == np.rint(read))).all())


def bent(found: Meanings, middle: Convolution, between: Sequence[Mapping[str, Any]]) -> Numbers:
    """What torch's own norms and activations make of a layer's output, (C, H, W), each named as the film names it."""
    none = np.zeros((len(middle.output), 1, 1))
    nodes = [
        Node(
            str(one["kind"]),
            "",
            "",
            (0,),
            none,
            {name: np.asarray(numbers, np.float64) for name, numbers in one["numbers"].items()},
            one["settings"],
        )
        for one in between
    ]
    names, read, scale = names_between(nodes), torch.from_numpy(middle.output), middle.scale
    for node, name in zip(nodes, names, strict=True):
        read = torchs(node, read)
        if node.kind == "scaling":
            numbers = node.numbers
            scale = scale * float(np.abs(numbers["scale"]).max()) + float(np.abs(numbers["shift"]).max())
        found.arrays[name] = _plain(read), scale
    for place, factor, offset in scalings(nodes):
        found.arrays[f"{names[place]} scale"] = factor, 1.0
        found.arrays[f"{names[place]} shift"] = offset, 1.0
    return _plain(read)


def read_by(layer: Layer, given: Given) -> Numbers:
    """What a layer reads: somebody's own input, or a drawn one."""
    if given.input is not None:
        return given.input
    tensors = make_tensors(layer, Values(given.kind, given.seed))  # type: ignore[arg-type]  # checked by Values
    return _plain(tensors.input)


def made(layer: Layer, input: Numbers, given: Given) -> Convolution:
    """A convolution that reads ``input`` (C, H, W), with weights that are given or drawn."""
    none = np.zeros(layer.input_shape, np.int64)
    tensors = make_tensors(layer, Values(given.kind, given.seed, input=none))  # type: ignore[arg-type]  # as above
    weight = _plain(tensors.weight) if given.weight is None else given.weight
    bias = given.bias
    if bias is None and tensors.bias is not None:
        bias = _plain(tensors.bias)
    return Convolution(layer, input, weight, bias)


def _standard(found: Meanings, layer: Layer, input: Numbers, given: Given) -> Convolution:
    return found.own(made(layer, input, given))


def _same(layer: Layer) -> Layer:
    """With the zeros of TensorFlow's "SAME": as few as make an output cell of every stride, an odd one behind."""
    pads = []
    for size, kernel, stride, dilation in zip(layer.size, layer.kernel, layer.stride, layer.dilation, strict=True):
        total = max((ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
        pads.append((total // 2, total - total // 2))
    return layer.with_(padding=tuple(pads))


def _read(layer: Layer) -> tuple[Numbers, float]:
    """How many windows read each cell of one channel, (1, H, W)."""
    before = layer.padding[0][0], layer.padding[1][0]
    read = readers(layer.size, layer.output_size, layer.kernel, layer.stride, layer.dilation, before)
    return _plain(read[None]), 1.0


def _upscaled(found: Meanings, made: Convolution, factor: int) -> None:
    """What torch's own shuffle makes of an output, (C, H', W'), and the counts that a film on it names."""
    large = torch.pixel_shuffle(torch.from_numpy(made.output)[None], factor)[0]
    found.arrays["upscaled"] = _plain(large), 0.0 if _is_whole(made) else made.scale
    counts = {"upscale_factor": factor, "square_cells": factor * factor}
    counts |= dict(zip(("large_channels", "large_rows", "large_columns"), large.shape, strict=True))
    found.arrays |= {name: (np.array(float(count)), 0.0) for name, count in counts.items()}


def _mixing(given: Given) -> Given:
    """Of the second of two layers in a row."""
    own = replace(given.drawn, weight=given.mixing, bias=given.mixing_bias)
    # Its kind and seed are its own where its weights are given.
    return own if given.mixing is not None else replace(own, seed=given.seed + MIXING_SEED)


def _plain(tensor: torch.Tensor) -> Numbers:
    return np.asarray(tensor.double().numpy())


def _is_whole(one: Convolution) -> bool:
    numbers = [one.input, one.weight, *([] if one.bias is None else [one.bias])]
    return all(bool((np.isnan(array) | (array == np.rint(array))).all()) for array in numbers)


def _less_far(layer: Layer) -> list[Layer]:
    """The layers of a film on dilation before the last: the weights side by side, then half-way apart."""
    rows, columns = layer.dilation
    furthest = max(far for far, cells in zip(layer.dilation, layer.kernel, strict=True) if cells > 1)
    steps = [step for step in dict.fromkeys((1, (1 + furthest) // 2)) if step < furthest]
    return [layer.with_(dilation=(min(step, rows), min(step, columns)), padding="same") for step in steps]


def _block(found: Meanings, layer: Layer, given: Given, expansion: int) -> None:
    """An inverted residual block; its norms are parameters, drawn after what they normalise."""
    block = InvertedResidual(layer, expansion)
    found.whole = False
    unknown = given.input is not None and bool(np.isnan(given.input).any())
    input_ = None if unknown else given.input
    # As it was given: whole numbers go on as such.
    if input_ is not None and given.kind != "normal" and bool((input_ == np.rint(input_)).all()):
        input_ = input_.astype(np.int64)
    drawn = block_tensors(block, Values(given.kind, given.seed, input=input_))  # type: ignore[arg-type]  # as above
    for name, (array, scale) in within(drawn).items():
        found.arrays[name] = (np.full_like(array, np.nan) if unknown else array), scale
    if unknown and given.input is not None:
        found.arrays["input"] = given.input, 1.0
    for stage, read, output in (
        ("expand", "input", "widened"),
        ("depthwise", "expanded", "filtered_sum"),
        ("squeeze", "mean", "squeeze_sum"),
        ("excite", "squeezed", "excite_sum"),
        ("project", "scaled", "narrowed"),
    ):
        tensors: Tensors = getattr(drawn, stage)
        weight = _plain(tensors.weight)
        # Norms and signs are drawn after what they are to make of the input.
        one = Convolution(tensors.layer, found.arrays[read][0], np.full_like(weight, np.nan) if unknown else weight)
        found.add(one, stage, input=read, output=output)
    found.arrays["torch"] = found.arrays["output"]


def within(numbers: BlockTensors) -> Mapping[str, tuple[Numbers, float]]:
    """By torch's own functions, all that a block makes between its convolutions, by the ledger's names."""
    layer = numbers.block.layer
    (top, bottom), (left, right) = layer.padding

    def normed(sums: torch.Tensor, place: int) -> torch.Tensor:
        norm = numbers.norms[place]
        none = torch.zeros(len(norm.scale), dtype=torch.float64), torch.ones(len(norm.scale), dtype=torch.float64)
        return F.batch_norm(sums[None], *none, norm.scale.double(), norm.shift.double(), eps=0.0)[0]

    made_ = {"input": numbers.input.double()}
    made_["widened"] = F.conv2d(made_["input"], numbers.expand.weight.double())
    made_["expanded_normed"] = normed(made_["widened"], 0)
    made_["expanded"] = F.relu6(made_["expanded_normed"])
    wide, padded = len(made_["expanded"]), F.pad(made_["expanded"], (left, right, top, bottom))
    made_["filtered_sum"] = F.conv2d(padded, numbers.depthwise.weight.double(), stride=layer.stride, groups=wide)
    made_["filtered_normed"] = normed(made_["filtered_sum"], 1)
    made_["filtered"] = F.relu6(made_["filtered_normed"])
    made_["mean"] = F.adaptive_avg_pool2d(made_["filtered"], 1)
    made_["squeeze_sum"] = F.conv2d(made_["mean"], numbers.squeeze.weight.double())
    made_["squeezed"] = F.relu(made_["squeeze_sum"])
    made_["excite_sum"] = F.conv2d(made_["squeezed"], numbers.excite.weight.double())
    made_["factor"] = torch.sigmoid(made_["excite_sum"]).flatten()
    made_["scaled"] = made_["filtered"] * made_["factor"][:, None, None]
    made_["narrowed"] = F.conv2d(made_["scaled"], numbers.project.weight.double())
    made_["projected"] = normed(made_["narrowed"], 2)
    joined = layer.stride == (1, 1) and made_["projected"].shape == made_["input"].shape
    made_["output"] = made_["projected"] + made_["input"] if joined else made_["projected"]
    for name, norm in zip(("expanded", "filtered"), numbers.norms, strict=False):
        made_ |= {f"{name}_scale": norm.scale, f"{name}_shift": norm.shift}
    return {name: (_plain(tensor), 1.0 + float(tensor.abs().max())) for name, tensor in made_.items()}


def agrees(array: Numbers, shown: Sequence[float]) -> bool:
    """Whether shown numbers are those of an array, where it is known."""
    told = np.asarray(shown, dtype=np.float64)
    return told.shape == array.shape and bool((np.isnan(array) | np.isclose(told, array, rtol=1e-5, atol=1e-6)).all())
