"""What a model is said to cost is what torch counts while it runs, whatever it is made of."""

from copy import deepcopy

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d
from torch.nn.utils.parametrizations import weight_norm
from torch.utils.flop_counter import FlopCounterMode

from convanim.errors import SpecError, said
from convanim.networks.network import LINEAR, with_standard
from convanim.sources.costs import counted, counted_model


class Inverted(nn.Module):
    """Expand, depthwise, squeeze, project, as people write them."""

    def __init__(self):
        super().__init__()
        self.expand = nn.Sequential(nn.Conv2d(4, 12, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU6(inplace=True))
        self.depthwise = nn.Sequential(nn.Conv2d(12, 12, 3, 2, 1, groups=12, bias=False), nn.BatchNorm2d(12))
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(12, 2, 1), nn.Conv2d(2, 12, 1), nn.Sigmoid())
        self.project = nn.Conv2d(12, 6, 1)

    def forward(self, x):
        x = self.depthwise(self.expand(x))
        return self.project(x * self.squeeze(x))


class Twice(nn.Module):
    """One layer at three places, of which two read maps of one size."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        return self.conv(self.conv(self.conv(x))[..., ::2, ::2])


class Functional(nn.Module):
    """Its weights are its own, and no layer's; another is computed anew."""

    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(6, 4, 3, 3))
        self.register_buffer("blur", torch.ones(6, 1, 3, 3))

    def forward(self, x):
        x = conv2d(x, self.kernel, padding=1)
        x = conv2d(x, self.blur, groups=6)
        return conv2d(x, self.kernel.mean((2, 3), keepdim=True).transpose(0, 1).contiguous())


class Looking(Inverted):
    """Asks for a number, which nothing on the meta device has."""

    def forward(self, x):
        return super().forward(x if x.sum().item() > 0 else -x)


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2)
        return self.attention(x, x, x)[0]


class Behind(nn.Module):
    """Linear layers on maps whose channels stand last."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(4, 16)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.mix(x.permute(0, 2, 3, 1)).mean((1, 2)))


MODELS = {
    "plain": (nn.Sequential(nn.Conv2d(4, 8, 3), nn.ReLU(), nn.Conv2d(8, 4, (1, 3), (2, 1), dilation=2)), (4, 9, 12)),
    "inverted": (Inverted(), (4, 9, 12)),
    "twice": (Twice(), (4, 8, 8)),
    "functional": (Functional(), (4, 9, 9)),
    "same": (nn.Conv2d(4, 4, 4, padding="same"), (4, 9, 9)),
    "circular": (nn.Conv2d(4, 4, 3, padding=1, padding_mode="circular"), (4, 9, 9)),
    "one axis": (nn.Sequential(nn.Conv1d(4, 8, 5, 2, 1, groups=4), nn.Conv1d(8, 8, 1)), (4, 40)),
    "three axes": (nn.Conv3d(4, 6, (1, 3, 2), groups=2), (4, 5, 6, 7)),
    "transposed": (nn.ConvTranspose2d(4, 6, 3, 2, groups=2), (4, 5, 7)),
    "attention": (Attending(), (4, 5, 6)),
    "channels behind": (Behind(), (4, 5, 6)),
    "linear": (nn.Sequential(nn.Flatten(), nn.Linear(120, 7, bias=False)), (4, 5, 6)),
    "parametrized": (weight_norm(nn.Conv2d(4, 6, 3)), (4, 9, 9)),
    "half": (nn.Conv2d(4, 6, 3).half(), (4, 9, 9)),
    "frozen": (nn.Conv2d(4, 6, 3).requires_grad_(False), (4, 9, 9)),
    "looking": (Looking(), (4, 9, 12)),
}


@pytest.mark.parametrize("name", MODELS)
def test_it_is_what_torch_counts(name):
    model, size = MODELS[name]
    found = counted_model(model, size).network
    with torch.no_grad(), FlopCounterMode(display=False) as theirs:
        # Where there are numbers, torch takes a shortcut through attention that it does not count.
        model = deepcopy(model).to("meta") if name == "attention" else model
        model.eval()(torch.rand(1, *size).to(next(model.parameters())))
    assert found.cost.multiply_adds * 2 == theirs.get_total_flops()
    assert found.cost.parameters == sum(parameter.numel() for parameter in model.parameters())


def test_it_is_told_part_by_part():
    network = counted_model(Inverted(), (4, 9, 12)).network
    told = [(part.name, part.what, part.kind) for part in network.parts]
    assert told == [
        ("expand.0", "Conv2d", "pointwise"),
        ("expand.1", "BatchNorm2d", "other"),
        ("depthwise.0", "Conv2d", "depthwise"),
        ("squeeze.1", "Conv2d", "linear"),
        ("squeeze.2", "Conv2d", "linear"),
        ("project", "Conv2d", "pointwise"),
        ("depthwise.1", "BatchNorm2d", "other"),
    ]
    standard = with_standard(network)
    assert [layer.weight_shape for layer in standard.layers] == [
        (12, 4, 1, 1),
        (2, 12, 1, 1),
        (12, 2, 1, 1),
        (6, 12, 3, 3),
    ]


def test_what_runs_again_is_counted_again_and_its_parameters_once():
    first, again = counted_model(Twice(), (4, 8, 8)).network.parts
    assert (first.name, first.calls, again.name, again.calls) == ("conv", 2, "conv (2)", 1)
    assert first.cost.multiply_adds == 2 * 4 * 4 * 9 * 64
    assert (first.cost.parameters, again.cost.parameters) == (148, 0)


def test_weights_that_nobody_learns_are_no_parameters():
    kernel, blur, computed = counted_model(Functional(), (4, 9, 9)).network.parts
    assert (kernel.cost.parameters, blur.cost.parameters, computed.cost.parameters) == (216, 0, 0)
    assert computed.cost.multiply_adds == 4 * 6 * 49


def test_linear_layers_on_maps_are_pointwise():
    mix, head = counted_model(Behind(), (4, 5, 6)).network.parts
    assert (mix.kind, mix.layer.weight_shape, mix.layer.size) == ("pointwise", (16, 4, 1, 1), (5, 6))
    assert (head.what, head.kind, head.geometry) == (LINEAR, "linear", None)


def test_other_convolutions_are_told_as_what_they_are():
    assert [part.kind for part in counted_model(*MODELS["one axis"]).network.parts] == ["depthwise", "pointwise"]
    (solid,) = counted_model(*MODELS["three axes"]).network.parts
    assert (solid.what, solid.kind, solid.geometry.output) == ("Conv3d", "other", (6, 5, 4, 6))
    (spread,) = counted_model(*MODELS["transposed"]).network.parts
    assert (spread.what, spread.geometry.weight, spread.geometry.output) == (
        "ConvTranspose2d",
        (4, 3, 3, 3),
        (6, 11, 15),
    )


def test_a_model_takes_no_memory_and_is_left_as_it_was():
    model = Inverted().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.device("meta"):
        # Its numbers would take two terabytes.
        giant = nn.Sequential(nn.Conv2d(4, 2**18, 1), nn.Conv2d(2**18, 2**18, 3, padding=1))
    assert counted_model(giant, (4, 2000, 2000)).network.cost.weights == 2**20 + 9 * 2**36
    counted_model(model, (4, 9, 12))
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert model.training and not any(one._forward_hooks or one._forward_pre_hooks for one in model.modules())


def test_what_needs_numbers_runs_with_them_and_says_so():
    assert counted_model(Inverted(), (4, 9, 12)).notes == ()
    (note,) = counted_model(Looking(), (4, 9, 12)).notes
    assert note.startswith("the model was run with its numbers")


def test_what_needs_numbers_and_has_too_many_is_not_run():
    with pytest.raises(SpecError, match=r"meta.*; with numbers it is not run, .* model and input have 40,000,000,\d+;"):
        counted_model(Looking(), (4, 100_000, 100_000))
    with torch.device("meta"):
        giant = nn.Sequential(nn.Conv2d(4, 2**18, 1), nn.Conv2d(2**18, 2**18, 3))
    with pytest.raises(SpecError, match=r"of 3x9x9: RuntimeError: .*; with numbers it is not run"):
        counted_model(giant, (3, 9, 9))


FILE = """
import torch
from torch import nn

class Net(nn.Sequential):
    def __init__(self):
        assert torch.empty(1).is_meta
        super().__init__(nn.Conv2d(1, 2, 3))

class Gray(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(1, 2, 3))

class Numbers(nn.Sequential):
    def __init__(self):
        super().__init__(*(nn.Conv2d(3, 3, int(size)) for size in torch.tensor([1.0, 3.0]).tolist()))

class Asking(Numbers):
    def forward(self, x):
        return super().forward(x) if x.sum().item() else x

class Lazy(nn.Sequential):
    def __init__(self):
        super().__init__(nn.LazyConv2d(4, 3))

ready = nn.Conv2d(3, 3, 3)
nothing = nn.ReLU

"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "net.py"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_factory_makes_it_without_numbers_where_that_can_be(file):
    found = counted(f"{file}:Net")
    assert (found.input, found.network.cost.multiply_adds) == ((1, 224, 224), 2 * 9 * 222**2)
    assert [said(note).partition(";")[0] for note in found.notes] == ["counted for a picture of 224x224"]
    assert counted(f"{file}:Numbers", (3, 9, 9)).notes == ()
    assert counted(f"{file}:ready", (3, 9, 9)).network.cost.multiply_adds == 81 * 49
    assert counted(f"{file}:Lazy", (3, 9, 9)).network.cost.multiply_adds == 4 * 27 * 49
    assert "run with its numbers" in counted(f"{file}:Asking", (3, 9, 9)).notes[0]


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("Gray", (3, 9, 9), r"Gray cannot run on an input of 3x9x9: RuntimeError: .*; try input_size with"),
        ("Gray", (1, 2, 2), r"Gray cannot run on an input of 1x2x2"),
        ("nothing", (3, 9, 9), "ReLU runs no convolution and no linear layer"),
        ("nothing", None, "what ReLU reads cannot be told from its layers; .*; try input_size=.3x224x224."),
        ("Lazy", None, "what Lazy reads cannot be told"),
        ("missing", None, "the model .*net.py:missing: there is no missing; allowed: Net, Gray, Numbers"),
        ("torch", None, "the model .*net.py:torch"),
    ],
)
def test_refusals(file, name, size, message):
    with pytest.raises(SpecError, match=message):
        counted(f"{file}:{name}", size)
