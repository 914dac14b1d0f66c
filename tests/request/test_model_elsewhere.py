"""What other processes are given of a clip of a user's model is plain numbers: they know nothing of its file."""

import pickle
import sys
from multiprocessing.reduction import ForkingPickler

import pytest
from PIL import Image

from convanim.film.quality import quality_of
from convanim.film.workers.unit import units_of
from convanim.film.workers.workers import portable
from convanim.request.request import Request
from convanim.sources.code import _FOLDER

NET = """
from torch import nn


class Norm(nn.BatchNorm2d):
    pass


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise = nn.Conv2d(3, 3, 3, padding=1, groups=3)
        self.norm, self.mix = Norm(3), nn.Conv2d(3, 3, 1)

    def forward(self, x):
        return x + self.mix(self.norm(self.depthwise(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            Block(),
            nn.Conv2d(3, 3, 3, groups=3),
            nn.Conv2d(3, 12, 3, padding=1),
            nn.PixelShuffle(2),
            nn.ConvTranspose2d(3, 3, 3),
        )

    def forward(self, x):
        return self.features(x)
"""

LAYERS = {
    "depthwise": "features.1",
    "block": "features.0",
    "separable": "features.0",
    "pixel_shuffle": "features.2",
    "transposed": "features.4",
}


@pytest.fixture
def net(tmp_path):
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    Image.linear_gradient("L").resize((6, 6)).convert("RGB").save(tmp_path / "small.png")
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(_FOLDER)]:
        del sys.modules[name]


def told(content):
    return _FOLDER.encode() in bytes(content)


@pytest.mark.parametrize("scene", LAYERS)
def test_nothing_of_the_models_file_goes_with_a_request_or_a_take(net, scene):
    words = {"model": f"{net / 'net.py'}:Net", "layer": LAYERS[scene], "input": str(net / "small.png")}
    request = Request.of(scene, words)
    clip = request.clip()
    assert type(request._module).__module__.startswith(_FOLDER)
    take = portable(clip.take(quality_of("l")))
    for sent in (request, request.render, take, *units_of(take, take.scene_class().beats[:1])):
        assert not told(ForkingPickler.dumps(sent))
    # And what another run of the model might give otherwise is the same there.
    there = pickle.loads(pickle.dumps(request))
    assert "own" in vars(there)
    assert (there.own.layer, there.own.values.seed) == (request.own.layer, request.own.values.seed)
    assert there.clip().recipe(quality_of("l")) == clip.recipe(quality_of("l"))


def test_nothing_of_the_file_of_a_network_goes_with_a_take(net):
    words = {"network": f"{net / 'net.py'}:Net", "input_size": "3x6x6"}
    request = Request.of("efficientnet", words)
    take = portable(request.clip().take(quality_of("l")))
    assert not told(ForkingPickler.dumps(request))
    assert not told(ForkingPickler.dumps(take))
