import pytest
import torch

from convanim.kernels import make_tensors
from convanim.kernels.landscape import landscape
from convanim.spec import Layer, Values


def drawn(shape, seed=0):
    return landscape(shape, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("shape", [(1, 14, 14), (3, 56, 40), (2, 1, 14), (5, 14, 1), (1, 112, 112), (4, 5, 200)])
@pytest.mark.parametrize("seed", range(5))
def test_a_picture_is_of_small_whole_numbers(shape, seed):
    picture = drawn(shape, seed)
    assert picture.shape == shape
    assert picture.dtype == torch.int64
    assert picture.min() >= 0
    assert picture.max() <= 9


@pytest.mark.parametrize("size", [14, 28, 56, 112])
def test_a_picture_has_areas_and_noise_has_not(size):
    picture = drawn((4, size, size)).double()
    noise = torch.randint(0, 10, (4, size, size), generator=torch.Generator().manual_seed(0)).double()
    steps = [(one[:, 1:] - one[:, :-1]).abs().mean() for one in (picture, noise)]
    assert steps[0] < steps[1] / 1.6


@pytest.mark.parametrize("seed", range(5))
def test_a_picture_is_the_same_in_all_channels_but_for_its_tones(seed):
    first, *others = drawn((4, 56, 56), seed).double()
    for other in others:
        assert not torch.equal(first, other)
        # The same borders: where one channel is even (but for its grain), so are the others, by and large.
        even = [(one[:, 1:] - one[:, :-1]).abs() <= 1 for one in (first, other)]
        assert (even[0] == even[1]).double().mean() > 0.8


def test_hardly_any_window_of_a_picture_is_flat():
    windows = drawn((8, 56, 56)).unfold(1, 3, 1).unfold(2, 3, 1)
    assert (windows.amax((3, 4)) == windows.amin((3, 4))).double().mean() < 0.1


def test_the_same_numbers_on_every_machine():
    # Counted once: a change of these changes every film of a large layer.
    assert drawn((1, 14, 14))[0, 3].tolist() == [2, 1, 1, 2, 5, 2, 7, 8, 8, 8, 5, 1, 1, 2]


def test_large_inputs_are_pictures_and_small_ones_are_not():
    large, small = make_tensors(Layer(2, 2, 14)).input, make_tensors(Layer(2, 2, 13)).input
    inside = [(one[:, :, 1:] - one[:, :, :-1]).double().abs().mean() for one in (large, small)]
    assert inside[0] < inside[1] / 1.5
    assert make_tensors(Layer(2, 2, 14), Values(kind="normal")).input.dtype == torch.float32


def test_seeds_draw_other_pictures():
    pictures = {tuple(make_tensors(Layer(1, 1, 28), Values(seed=seed)).input.flatten().tolist()) for seed in range(5)}
    assert len(pictures) == 5
