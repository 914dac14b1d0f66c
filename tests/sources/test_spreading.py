"""What is taken from a transposed convolution is what it itself reads, holds and makes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from convanim.catalog import load_scene
from convanim.errors import SpecError
from convanim.film.clip import Clip
from convanim.film.quality import QUALITIES
from convanim.kernels import added_up, compare_added_up, compare_transpose, transposed_tensors
from convanim.lessons import default_layer, lesson_of
from convanim.request.request import Request
from convanim.scene import ConvScene
from convanim.sources.modules import from_module
from convanim.spec.upward import Upward

SHOWN = lesson_of("transposed")


@st.composite
def modules(draw: st.DrawFn) -> tuple[nn.ConvTranspose2d, torch.Tensor]:
    """A transposed convolution as torch has it, and what it reads."""

    def pair(least: int, most: int) -> tuple[int, int]:
        return draw(st.integers(least, most)), draw(st.integers(least, most))

    groups, read, made = (draw(st.integers(1, 3)) for _ in range(3))
    kernel, stride, dilation, size = pair(2, 4), pair(1, 3), pair(1, 2), pair(1, 4)
    extra = tuple(draw(st.integers(0, step - 1)) for step in stride)
    padding = tuple(draw(st.integers(0, (taps - 1) * apart // 2)) for taps, apart in zip(kernel, dilation, strict=True))
    bias, doubled = draw(st.booleans()), draw(st.booleans())
    torch.manual_seed(draw(st.integers(0, 99)))
    module = nn.ConvTranspose2d(
        read * groups, made * groups, kernel, stride, padding, extra, groups, bias, dilation
    ).to(torch.float64 if doubled else torch.float32)
    return module, torch.randn(read * groups, *size, dtype=module.weight.dtype)


def leaves_some(module: nn.ConvTranspose2d, image: torch.Tensor) -> bool:
    """Whether padding leaves some of what is stamped; a film of nothing is refused."""
    ones = [torch.ones_like(one) for one in (image[None], module.weight)]
    made = F.conv_transpose2d(
        *ones,
        stride=module.stride,
        padding=module.padding,
        output_padding=module.output_padding,
        groups=module.groups,
        dilation=module.dilation,
    )
    return bool(made.any())


@given(modules(), st.data())
def test_the_shown_channel_and_all_others_are_what_the_module_makes(
    drawn: tuple[nn.ConvTranspose2d, torch.Tensor], data: st.DataObject
) -> None:
    module, image = drawn
    assume(leaves_some(module, image))
    channel = data.draw(st.integers(0, module.in_channels - 1))
    own = from_module("transposed", module, image, channels=[channel])
    part, made = own.upward, module(image).detach()
    assert part is not None and SHOWN.can_show(own.layer)
    assert (part.in_channel, part.in_channels, part.out_channels) == (channel, module.in_channels, module.out_channels)
    assert own.layer.size == tuple(made.shape[1:]) and own.layer.output_size == tuple(image.shape[1:])
    numbers = transposed_tensors(own.layer, own.values)
    assert torch.equal(numbers.output[0], image[channel]) and compare_transpose(numbers).equal
    assert torch.equal(numbers.weight[0, 0], module.weight[channel, 0])
    whole = numbers.input[0]
    if not part.is_all:
        sums = added_up(own.layer, part)
        assert compare_added_up(sums).equal and torch.equal(sums.part, numbers.input)
        whole = sums.whole[0]
    torch.testing.assert_close(whole, made[part.out_channel], atol=1e-5, rtol=1e-4)


def test_the_channel_that_adds_most_is_shown_unless_another_is_asked_for() -> None:
    module, image = nn.ConvTranspose2d(3, 2, 2, stride=2), torch.rand(3, 4, 4)
    image[1] *= 100
    image[2] = 0
    shown = [from_module("transposed", module, image, channels=asked).upward for asked in ((), (2,))]
    assert [one.in_channel for one in shown if one] == [1, 2]


def test_a_lone_module_needs_no_input_and_one_in_a_model_reads_what_comes_there() -> None:
    module = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)
    own = from_module("transposed", module)
    assert own.layer.output_size == (4, 4) and own.layer.size == (8, 8) and own.layer.leftover == (1, 1)
    model = nn.Sequential(nn.Conv2d(3, 1, 3), nn.ReLU(), module, nn.Sigmoid())
    image = torch.rand(3, 7, 6)
    inside = from_module("transposed", model, image, name="2")
    assert torch.equal(torch.tensor(inside.values.input), model[:2](image).detach())
    assert inside.upward is not None and inside.upward.is_lone


def test_weights_that_a_module_computes_are_shown_as_they_are_then() -> None:
    module = weight_norm(nn.ConvTranspose2d(1, 1, 3))
    own = from_module("transposed", module, torch.rand(1, 3, 3))
    assert torch.equal(torch.tensor(own.values.weight), module.weight.detach())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_how_far_the_modules_own_output_is_goes_with_its_numbers(dtype: torch.dtype) -> None:
    module = nn.ConvTranspose2d(2, 1, 3, stride=2).to(dtype)
    run = from_module("transposed", module, 40 * torch.rand(2, 4, 4)).values.module
    assert run is not None and run.output == str(dtype).removeprefix("torch.")
    assert (run.largest_difference > 1e-3) is (dtype.itemsize == 2)


class Louder(nn.ConvTranspose2d):
    """Makes something else of what its convolution makes."""

    def forward(self, x: torch.Tensor, output_size: Any = None) -> torch.Tensor:
        return 2 * super().forward(x, output_size)


class Brighter(nn.ConvTranspose2d):
    """Reads something else than it is given."""

    def forward(self, x: torch.Tensor, output_size: Any = None) -> torch.Tensor:
        return super().forward(x + 1, output_size)


class Twice(nn.ConvTranspose2d):
    """Asks for two of them."""

    def forward(self, x: torch.Tensor, output_size: Any = None) -> torch.Tensor:
        return super().forward(x, output_size) + super().forward(x, output_size)


class Cut(nn.ConvTranspose2d):
    """Cuts what it has made."""

    def forward(self, x: torch.Tensor, output_size: Any = None) -> torch.Tensor:
        return super().forward(x, output_size)[..., 1:]


REFUSED: list[tuple[str, nn.Module, dict[str, Any], str]] = [
    ("transposed", nn.ConvTranspose2d(2, 1, 1), {}, "kernel of 1x1, whose stamps are single cells"),
    (
        "transposed",
        nn.ConvTranspose2d(2, 1, 3, dilation=2, output_padding=1),
        {},
        "output_padding is 1x1 at stride",
    ),
    ("transposed", Louder(2, 1, 3), {}, "differs from a plain transposed convolution's by up to"),
    ("transposed", Brighter(2, 1, 3), {}, "changes its input before it convolves"),
    ("transposed", Twice(2, 1, 3), {}, "no transposed convolution, or for several"),
    ("transposed", Cut(2, 1, 3), {}, "makes an output of shape .* would make"),
    ("transposed", nn.ConvTranspose2d(2, 1, 3), {"channels": (2,)}, "channel 2 of 2 is to be shown; allowed: 0 to 1"),
    ("transposed", nn.ConvTranspose2d(2, 1, 3), {"channels": (0, 1)}, "show_channels are 0, 1; allowed: one channel"),
    ("transposed", nn.ConvTranspose1d(2, 1, 3), {}, "transposed convolution, which spreads.*or ConvTranspose2d"),
    ("transposed", nn.Sequential(nn.ConvTranspose2d(2, 1, 3)), {}, 'holds 1 convolution.*layer="0"'),
    ("standard", nn.ConvTranspose2d(2, 1, 3), {}, "try the lesson transposed, which shows it on what it reads"),
]


@pytest.mark.parametrize(("lesson", "module", "more", "message"), REFUSED)
def test_what_cannot_be_shown_is_refused_with_the_reason(
    lesson: str, module: nn.Module, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        from_module(lesson, module, torch.rand(2, 4, 4), **more)


def test_a_request_shows_a_channel_and_a_crop_and_a_cache_sees_all_channels() -> None:
    module, image = nn.ConvTranspose2d(3, 2, 3, stride=2), torch.rand(3, 6, 6)

    def clip(**more: Any) -> Clip:
        return Request.of("transposed", {"input": image, **more}, module=module).possible()

    shown = clip(show_channels=(2,), crop="2:9,3:12")
    assert shown.upward is not None and shown.upward.in_channel == 2
    assert (shown.look.show_channels, str(shown.look.crop)) == (None, "2:9,3:12")
    before = shown.recipe(QUALITIES["l"])
    assert clip(show_channels=(2,), crop="2:9,3:12").recipe(QUALITIES["l"]) == before
    with torch.no_grad():
        module.weight[0, 0, 1, 1] += 1
    assert clip(show_channels=(2,), crop="2:9,3:12").recipe(QUALITIES["l"]) != before


def test_the_beats_are_those_of_a_transpose_by_itself() -> None:
    scene, lone, several = load_scene("transposed"), Upward(), Upward(0, 2, 0, 1)
    beats = [type("Mine", (scene,), {"upward": one}).beats for one in (None, lone, several)]
    assert beats[0] == scene.beats and "one_of_many" in beats[0]
    assert beats[1] == ("few_become_many", *beats[0][1:-1], "what_it_makes")
    assert beats[2] == (*beats[1][:-1], "channels_add_up", "what_it_makes")
    few = type("Few", (scene,), {"upward": lone, "beats": ("stamp", "there_and_back")})
    assert few.beats == ("stamp", "what_it_makes")


def test_a_scene_that_shows_none_by_itself_refuses_it() -> None:
    other = type("Other", (ConvScene,), {"lesson": "transposed", "layer": default_layer("transposed"), "beats": ()})
    mine = type("Mine", (load_scene("transposed"),), {"beats": ("stamp",)})
    given: dict[str, Any] = {"input": torch.rand(1, 4, 4)}
    module = nn.ConvTranspose2d(1, 1, 3)
    assert Request.of(mine, given, module=module).possible().upward == Upward()
    with pytest.raises(SpecError, match="Other shows no transposed convolution by itself"):
        Request.of(other, given, module=module).possible()
