"""The example that is trained: what it learns is what the film shows."""

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from convanim.examples.digits import Net, accuracy, bundled, train, write
from convanim.kernels import make_tensors, separable_tensors
from convanim.sources.modules import from_module

pytest.importorskip("sklearn")


def test_it_learns_to_read_unseen_digits_and_is_written_for_films(tmp_path):
    assert write(tmp_path) > 0.9
    images, digits = bundled()
    net = Net()
    net.load_state_dict(load_file(tmp_path / "net.safetensors"))
    digit = torch.tensor(np.asarray(Image.open(tmp_path / "digit.png"))[None] / 255).float()
    assert torch.equal(digit, images[-360])
    assert net(digit[None]).argmax().item() == digits[-360].item()
    own = from_module("depthwise", net, digit, name="separable.0")
    seen = net.first(digit[None]).relu()
    assert torch.equal(torch.tensor(own.values.input), seen[0])
    torch.testing.assert_close(make_tensors(own.layer, own.values).output, net.separable[0](seen)[0])
    both = from_module("separable", net, digit, name="separable")
    halves = separable_tensors(both.layer, both.values, both.mixing)
    torch.testing.assert_close(halves[1].output, net.separable(seen)[0])


def test_the_same_seed_trains_the_same_network(monkeypatch):
    monkeypatch.setattr("convanim.examples.digits.EPOCHS", 1)
    images, digits = (part[:200] for part in bundled())
    before = torch.random.get_rng_state()
    one, two, other = (train(images, digits, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(one.first.weight, two.first.weight)
    assert not torch.equal(one.first.weight, other.first.weight)
    assert 0 <= accuracy(one, images, digits) <= 1
