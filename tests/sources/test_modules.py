"""What is taken from a module is what the module itself reads, holds and makes."""

import gc
import weakref

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from convanim.errors import ShapeError, SpecError, UnknownNameError
from convanim.kernels import make_tensors, separable_tensors
from convanim.sources.modules import from_module
from convanim.spec import Layer
from tests.strategies import layers

IMAGE = torch.rand(4, 6, 7, generator=torch.Generator().manual_seed(1))


def depthwise(**more):
    return nn.Conv2d(4, 4, more.pop("kernel_size", 3), groups=4, **more)


class Block(nn.Module):
    """A small network as people write them: batch norms, in-place activations, a residual, a head."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 3, stride=2, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True))
        self.features = nn.ModuleList([nn.Sequential(nn.Conv2d(6, 6, 3, padding=1, groups=6), nn.ReLU(inplace=True))])
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(6, 2)
        self.unused = nn.Conv2d(6, 6, 1)

    def forward(self, x):
        x = self.stem(x)
        kept = x
        x = self.features[0](x)
        kept += x
        return self.head(self.drop(kept).mean((2, 3)))


@given(layers(), st.booleans())
def test_any_layer_is_taken_as_it_is(layer, doubled):
    # What torch pads unevenly cannot be asked of a module.
    layer = layer.with_(padding=tuple(before for before, _ in layer.padding)) if _fits(layer) else Layer(groups=2)
    dtype = torch.float64 if doubled else torch.float32
    module = nn.Conv2d(
        layer.in_channels,
        layer.out_channels,
        layer.kernel,
        layer.stride,
        tuple(before for before, _ in layer.padding),
        layer.dilation,
        layer.groups,
        layer.bias,
        dtype=dtype,
    )
    image = torch.randn(layer.input_shape, dtype=dtype)
    own = from_module("", module, image)
    assert own.layer == layer
    tensors = make_tensors(own.layer, own.values)
    assert torch.equal(tensors.input, image)
    assert torch.equal(tensors.weight, module.weight)
    torch.testing.assert_close(tensors.output, module(image))


def _fits(layer):
    try:
        layer.with_(padding=tuple(before for before, _ in layer.padding))
    except SpecError:
        return False
    return True


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_a_module_of_another_dtype_reads_the_input_in_its_own(dtype):
    module = depthwise().to(dtype)
    own = from_module("depthwise", module, IMAGE)
    assert torch.equal(torch.tensor(own.values.weight).to(dtype), module.weight)
    assert torch.equal(torch.tensor(own.values.input).to(dtype), IMAGE.to(dtype))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_how_far_a_modules_own_output_is_goes_with_its_numbers(dtype):
    module, image = depthwise().to(dtype), 40 * IMAGE
    own = from_module("depthwise", module, image)
    run, ours = own.values.module, make_tensors(own.layer, own.values).output
    theirs = module(image.to(dtype))
    name = str(dtype).removeprefix("torch.")
    assert (run.weights, run.output) == (name, name)
    assert run.largest_difference == (ours.double() - theirs.double()).abs().max()
    assert (run.largest_difference > 1e-3) is (dtype.itemsize == 2)


def test_what_autocast_computes_in_is_noted():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        run = from_module("depthwise", depthwise(), 40 * IMAGE).values.module
    assert (run.weights, run.output) == ("float32", "bfloat16") and run.largest_difference > 1e-3


def test_whole_numbers_stay_whole():
    module = depthwise(bias=False)
    module.weight = nn.Parameter(torch.randint(-3, 4, module.weight.shape), requires_grad=False)
    own = from_module("depthwise", module, torch.arange(4 * 25, dtype=torch.uint8).reshape(4, 5, 5))
    assert make_tensors(own.layer, own.values).output.dtype == torch.int64


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize(
    ("padding", "kernel", "pads"),
    [
        ("valid", 3, ((0, 0), (0, 0))),
        ("same", 3, ((1, 1), (1, 1))),
        ("same", (2, 3), ((0, 1), (1, 1))),
        ((1, 0), 3, ((1, 1), (0, 0))),
    ],
)
def test_padding_in_words_and_numbers(padding, kernel, pads):
    module = depthwise(padding=padding, kernel_size=kernel)
    assert from_module("depthwise", module, IMAGE).layer.padding == pads


def test_a_layer_inside_a_model_is_shown_with_what_it_truly_reads():
    model = Block().eval()
    image = torch.rand(2, 3, 10, 12)
    own = from_module("depthwise", model, image, name="features.0.0", index=1)
    with torch.no_grad():
        read = model.stem(image)[1]
        made = model.features[0][0](read[None])[0]
    torch.testing.assert_close(torch.tensor(own.values.input), read)
    torch.testing.assert_close(make_tensors(own.layer, own.values).output, made)


def test_a_model_is_left_as_it_was():
    model = Block().train()
    model.stem[1].eval()
    states = {name: module.training for name, module in model.named_modules()}
    before = {name: value.clone() for name, value in model.state_dict().items()}
    image = torch.rand(3, 10, 12, requires_grad=True)
    from_module("depthwise", model, image, name="features.0.0")
    assert {name: module.training for name, module in model.named_modules()} == states
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert image.grad is None
    assert torch.is_grad_enabled()


def test_a_model_that_fails_is_left_as_it_was_too():
    model = Block().train()
    with pytest.raises(SpecError, match=r"Block cannot run on an input of shape \(1, 4, 6, 7\)"):
        from_module("depthwise", model, IMAGE, name="features.0.0")
    assert all(module.training for module in model.modules())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_nothing_holds_on_to_a_model():
    model = Block()
    gone = weakref.ref(model)
    from_module("depthwise", model, torch.rand(3, 8, 8), name="features.0.0")
    del model
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("parametrized", [weight_norm, spectral_norm])
def test_weights_that_are_computed_are_taken_as_computed(parametrized):
    module = parametrized(depthwise())
    own = from_module("depthwise", module, IMAGE)
    assert torch.equal(torch.tensor(own.values.weight), module.eval().weight)


@pytest.mark.parametrize(("first", "second"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_depthwise_and_a_pointwise_layer_in_a_row(first, second):
    pair = nn.Sequential(depthwise(stride=(2, 1), bias=first), nn.Identity(), nn.Conv2d(4, 9, 1, bias=second))
    own = from_module("separable", pair, IMAGE)
    assert own.layer == Layer(4, 9, size=(6, 7), stride=(2, 1), bias=first or second)
    torch.testing.assert_close(separable_tensors(own.layer, own.values, own.mixing)[1].output, pair(IMAGE))


def test_without_an_input_one_is_drawn():
    own = from_module("depthwise", depthwise())
    assert own.layer.input_shape == (4, 6, 6)


class Louder(nn.Conv2d):
    def forward(self, x):
        return super().forward(x) * 1.01


class Smaller(nn.Conv2d):
    def forward(self, x):
        return super().forward(x)[..., 1:, :]


class Brighter(nn.Conv2d):
    def forward(self, x):
        return super().forward(2 * x)


class Centred(nn.Conv2d):
    """Weights are standardised before each use, as in big transfer's and normaliser-free networks."""

    def forward(self, x):
        weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
        return nn.functional.conv2d(x, weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class Same(nn.Conv2d):
    """Pads in its forward so that the output has ceil(n / stride) cells, as TensorFlow does."""

    def forward(self, x):
        pads = [
            max((-(-size // step) - 1) * step + (kernel - 1) * apart + 1 - size, 0)
            for size, kernel, step, apart in zip(x.shape[2:], self.kernel_size, self.stride, self.dilation, strict=True)
        ]
        x = nn.functional.pad(x, [pads[1] // 2, pads[1] - pads[1] // 2, pads[0] // 2, pads[0] - pads[0] // 2])
        return nn.functional.conv2d(x, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class Reflecting(nn.Conv2d):
    def forward(self, x):
        return super().forward(nn.functional.pad(x, (1, 1, 1, 1), mode="reflect"))


class Unbatched(nn.Module):
    """Takes one image, and gives its layer one."""

    def __init__(self):
        super().__init__()
        self.conv = depthwise()

    def forward(self, x):
        channels, rows, columns = x.shape
        return self.conv(x.reshape(channels, rows, columns))


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = depthwise(padding=1)

    def forward(self, x):
        return self.conv(self.conv(x))


REFUSED = [
    ("depthwise", depthwise(padding=1, padding_mode="reflect"), {}, "does not pad with zeros.*padding_mode='zeros'"),
    ("depthwise", nn.ConvTranspose2d(4, 4, 3, groups=4), {}, "transposed convolution.*the lesson transposed"),
    ("depthwise", nn.Conv1d(4, 4, 3, groups=4), {}, "Conv1d does not slide over the two axes"),
    ("depthwise", nn.Conv3d(4, 4, 3, groups=4), {}, "Conv3d does not slide over the two axes"),
    ("depthwise", nn.Linear(4, 4), {}, "Linear is no convolution"),
    ("depthwise", "conv", {}, "module is str; allowed: a torch.nn.Module"),
    ("depthwise", depthwise(device="meta"), {}, "meta device"),
    ("depthwise", Louder(4, 4, 3, groups=4), {}, "differs from a plain convolution's by up to"),
    ("depthwise", Smaller(4, 4, 3, groups=4), {}, r"makes an output of shape \(4, 3, 5\), a plain .* \(4, 4, 5\)"),
    ("depthwise", Brighter(4, 4, 3, groups=4), {}, "changes its input before it convolves.*the input as it is then"),
    ("depthwise", Reflecting(4, 4, 3, groups=4), {}, "Reflecting.* does not pad with zeros.*padded beforehand"),
    ("depthwise", nn.Conv2d(4, 4, 3), {}, "no subject of depthwise.*as many groups as channels"),
    ("depthwise", nn.Conv2d(4, 4, 1), {}, "no subject of depthwise.*the lesson pointwise"),
    ("pointwise", depthwise(), {}, "no subject of pointwise.*the lesson depthwise"),
    ("depthwise", Twice(), {"name": "conv"}, "runs 2 times in one pass of Twice"),
    ("depthwise", nn.Sequential(depthwise()), {}, 'Sequential is no convolution itself, but holds 1 .*layer="0"'),
    ("separable", nn.Sequential(depthwise()), {}, "Sequential holds 1 convolution"),
    ("separable", nn.Sequential(depthwise(), nn.Softmax(1), nn.Conv2d(4, 4, 1)), {}, "more than .*: Softmax.*block"),
    ("separable", nn.Sequential(depthwise(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 1)), {}, "does more than .*: MaxPool2d"),
    ("separable", nn.Sequential(nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 1)), {}, "no subject of depthwise"),
    ("separable", nn.Sequential(nn.Conv2d(4, 8, 3, groups=4), nn.Conv2d(8, 4, 1)), {}, "makes 8 channels of 4"),
    ("separable", nn.Sequential(depthwise(), nn.Conv2d(4, 4, 2)), {}, "no subject of pointwise"),
]


@pytest.mark.parametrize(("lesson", "module", "more", "message"), REFUSED)
def test_what_cannot_be_shown_is_refused_with_the_reason(lesson, module, more, message):
    with pytest.raises(SpecError, match=message):
        from_module(lesson, module, IMAGE, **more)


@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")
def test_a_lazy_module_is_not_filled_in_behind_the_users_back():
    module = nn.LazyConv2d(4, 3, groups=4)
    with pytest.raises(SpecError, match="no weights before its first input"):
        from_module("depthwise", module, IMAGE)
    assert module.has_uninitialized_params()


def test_a_name_that_is_not_there_lists_those_that_are():
    with pytest.raises(UnknownNameError, match=r"no layer 'features.0.1.2'; allowed: features\.0\.0; try layer="):
        from_module("depthwise", Block(), torch.rand(3, 8, 8), name="features.0.1.2")
    with pytest.raises(SpecError, match=r"runs 0 times"):
        from_module("pointwise", Block(), torch.rand(3, 8, 8), name="unused")
    with pytest.raises(SpecError, match=r"holds 1 convolution; .*layer=\"stem\.0\""):
        from_module("", Block(), torch.rand(3, 8, 8), name="stem")
    with pytest.raises(SpecError, match="no input for Block"):
        from_module("", Block(), name="stem.0")


@pytest.mark.parametrize(
    ("image", "index", "message"),
    [
        (torch.rand(3, 4, 6, 7), None, "a batch of 3; allowed: one image; try index=0"),
        (torch.rand(3, 4, 6, 7), 3, "index is 3 in a batch of 3; allowed: 0 to 2"),
        (torch.rand(3, 4, 6, 7), -1, "index is -1"),
        (torch.rand(0, 4, 6, 7), None, "a batch of 0"),
        (torch.rand(6, 7), None, r"input has shape \(6, 7\)"),
        (torch.full((4, 6, 7), torch.nan), None, "NaN"),
        ([[1], [1, 2]], None, "input is not an array"),
        ("photo", None, "input photo: No such file"),
    ],
)
def test_inputs_that_are_no_single_image_are_refused(image, index, message):
    with pytest.raises(ShapeError, match=message):
        from_module("depthwise", depthwise(), image, index=index)


@pytest.mark.parametrize("size", [(6, 7), (5, 8)])
@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 2, 1), ((2, 3), (2, 1), 1), (5, 3, 1), (3, 1, (1, 2))])
def test_zeros_that_a_layer_puts_around_its_input_itself_are_padding(size, kernel, stride, dilation):
    module = Same(4, 4, kernel, stride, dilation=dilation, groups=4)
    image = torch.rand(4, *size, generator=torch.Generator().manual_seed(2))
    own = from_module("depthwise", nn.Sequential(module), image, name="0")
    (top, bottom), (left, right) = own.layer.padding
    steps = own.layer.stride
    assert own.layer.output_size == tuple(-(-cells // step) for cells, step in zip(size, steps, strict=True))
    assert bottom - top in (0, 1) and right - left in (0, 1)
    assert torch.equal(torch.tensor(own.values.input), image)
    torch.testing.assert_close(make_tensors(own.layer, own.values).output, module(image[None]).detach()[0])


def test_a_layers_own_padding_and_torchs_add_up():
    class Both(nn.Conv2d):
        def forward(self, x):
            return super().forward(nn.functional.pad(x, (0, 1, 2, 0)))

    module = Both(4, 4, 3, padding=(1, 0), groups=4)
    assert from_module("depthwise", module, IMAGE).layer.padding == ((3, 1), (0, 1))


def test_an_input_of_zeros_may_be_padded_anywhere():
    own = from_module("depthwise", Same(4, 4, 3, 2, groups=4), torch.zeros(4, 6, 6))
    assert own.layer.padding == ((0, 1), (0, 1))


def test_weights_that_a_layer_computes_itself_are_shown_as_used():
    module = Centred(4, 4, 3, groups=4)
    own = from_module("depthwise", module, IMAGE)
    assert abs(own.values.weight.mean((1, 2, 3))).max() < 1e-6
    torch.testing.assert_close(make_tensors(own.layer, own.values).output, module(IMAGE).detach())


def test_padding_of_a_separable_layer():
    pair = nn.Sequential(Same(4, 4, 3, 2, groups=4), nn.Conv2d(4, 9, 1))
    own = from_module("separable", pair, torch.rand(4, 6, 7))
    assert own.layer.padding == ((0, 1), (1, 1))


@pytest.mark.parametrize("batch", [False, True])
def test_a_layer_that_reads_one_image_without_a_batch(batch):
    class Loose(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = depthwise()

        def forward(self, x):
            return self.conv(x[0])

    model, image = (Loose(), IMAGE[None]) if batch else (Unbatched(), IMAGE)
    own = from_module("depthwise", model, image, name="conv")
    assert own.layer.output_shape == (4, 4, 5)
    torch.testing.assert_close(make_tensors(own.layer, own.values).output, model.conv(IMAGE).detach())
    if not batch:
        with pytest.raises(SpecError, match=r"Unbatched cannot run on an input of shape \(1, 4, 6, 7\)"):
            from_module("depthwise", model, IMAGE[None], name="conv")


def compiled(module):
    return torch.compile(module, backend="eager")


class Compiled(nn.Module):
    def __init__(self, whole):
        super().__init__()
        body = nn.Sequential(depthwise(padding=1), nn.Conv2d(4, 6, 1))
        self.stem = nn.Conv2d(3, 4, 3)
        self.body = compiled(body) if whole else nn.Sequential(compiled(body[0]), body[1])

    def forward(self, x):
        return self.body(self.stem(x))


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", ["body.0", "body._orig_mod.0", "_orig_mod.body.0"])
def test_a_compiled_model_that_has_run_is_shown_as_it_was_before(outside, whole, name):
    torch.manual_seed(5)
    model = compiled(Compiled(whole)) if outside else Compiled(whole)
    image = torch.rand(3, 8, 9)
    with torch.no_grad():
        made = model(image[None])
    own = from_module("depthwise", model, image, name=name)
    assert own.layer.output_shape == (4, 6, 7)
    both = from_module("separable", model, image, name="body")
    torch.testing.assert_close(separable_tensors(both.layer, both.values, both.mixing)[1].output, made[0])
    with pytest.raises(UnknownNameError, match=r'no layer .body\.9.; allowed: body\.0; try layer="body\.0"'):
        from_module("depthwise", model, image, name="body.9")
    with torch.no_grad():
        torch.testing.assert_close(model(image[None]), made)


def test_a_module_that_is_compiled_in_place():
    module = depthwise()
    module.compile(backend="eager")
    with torch.no_grad():
        module(IMAGE)
    assert from_module("depthwise", module, IMAGE).layer.output_shape == (4, 4, 5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("made", [torch.jit.script, lambda module: torch.jit.trace(module, IMAGE[None])])
@pytest.mark.parametrize("inside", [False, True])
def test_torchscript_is_refused_with_what_to_do(made, inside):
    scripted = made(nn.Sequential(depthwise()))
    module = nn.Sequential(scripted) if inside else scripted
    told = r"made by torch.jit.*that it was made from; try .*state_dict\(\)\['.*weight'\]"
    with pytest.raises(SpecError, match=told):
        from_module("depthwise", module, IMAGE, name="0" if inside else None)
    with pytest.raises(SpecError, match=r"is a TorchScript module"):
        from_module("depthwise", module, IMAGE, name="0.0" if inside else "0")


@pytest.mark.filterwarnings("ignore")
def test_quantised_layers_are_refused():
    from torch.ao import quantization

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.begin, self.conv, self.end = quantization.QuantStub(), depthwise(), quantization.DeQuantStub()

        def forward(self, x):
            return self.end(self.conv(self.begin(x)))

    model = Model().train()
    model.qconfig = quantization.get_default_qat_qconfig("fbgemm")
    trained = quantization.prepare_qat(model)
    trained(IMAGE[None])
    with pytest.raises(SpecError, match=r"differs from a plain .*before it was prepared for quantisation"):
        from_module("depthwise", trained.eval(), IMAGE, name="conv")
    with pytest.raises(SpecError, match=r"is quantised: .*before it was converted, or weight=layer.weight"):
        from_module("depthwise", quantization.convert(trained), IMAGE, name="conv")


def test_a_model_that_ends_python_and_one_of_complex_numbers():
    class Leaving(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = depthwise()

        def forward(self, x):
            raise SystemExit

    with pytest.raises(SpecError, match="Leaving cannot run"):
        from_module("depthwise", Leaving(), IMAGE, name="conv")
    with pytest.raises(SpecError, match="complex"):
        from_module("depthwise", depthwise(dtype=torch.complex64), IMAGE.to(torch.complex64))
