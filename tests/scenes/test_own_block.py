"""The film of a block of one's own model: it tells every part on the numbers of the block's own run, legibly."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch
from torch import nn

from convanim.catalog import scene_of_module
from convanim.draw.items import Line, Sheen, Words
from convanim.errors import SpecError
from convanim.layout.canvas import canvas_of
from convanim.request.request import Request
from convanim.sources.blocks import from_block
from convanim.sources.found import Own
from tests.scenes.crossing import crossed
from tests.scenes.legible import check_legible, written
from tests.scenes.playing import Played, play
from tests.sources.test_graph import Around, Strange
from tests.sources.torchvision_blocks import SIX, made

OTHERS = {
    "closed": lambda: (Around(Strange()), torch.rand(2, 4, 6)),
    "pooled": lambda: (
        nn.Sequential(nn.BatchNorm2d(2), nn.ReLU(), nn.Conv2d(2, 3, 3), nn.MaxPool2d(2), nn.AvgPool2d(2)),
        torch.randn(2, 10, 12),
    ),
    "up": lambda: (
        nn.Sequential(
            nn.ConvTranspose2d(4, 4, (2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=4, bias=False),
            nn.GELU(),
            nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2),
        ),
        torch.rand(4, 3, 4),
    ),
    "causal": lambda: (nn.Sequential(nn.Conv1d(4, 4, 3, groups=4, padding=1), nn.SiLU()), torch.rand(4, 1, 9)),
}
CANVASES = [("16:9", "large"), ("1:1", None), ("9:16", None)]
FEW = [*(("regnet", *canvas) for canvas in CANVASES), ("shufflenet_v2", "9:16", None)]
"""Between them they have all that stands on stage in other ways in other frames."""


@cache
def own(name: str) -> Own:
    block, read = made(name) if name in SIX else OTHERS[name]()
    return from_block(block, read)


def played(name: str, aspect: str = "16:9", text: str | None = None) -> Played:
    """A block's film, every picture of which is legible, with nothing running through a label."""
    found = own(name)
    more = {"graph": found.graph, "layer": found.layer, "aspect": aspect, "text": text}
    shown = play(scene_of_module("block"), values=found.values, **more)
    for beat, time, items in shown.pictures:
        where = f"{name}, {aspect} {text}, {beat} at {time:.1f} s"
        check_legible(items, where, canvas_of(aspect, text))
        assert not crossed(items, canvas_of(aspect, text)), where
    return shown


@pytest.mark.parametrize("name", [*SIX, *OTHERS])
def test_every_number_is_one_of_the_blocks_own_run(name: str) -> None:
    shown = played(name)
    found, told = own(name).graph, shown.scene.ledger.as_dict()["numbers"]
    arrays = {shown.scene.blocks.audit(place): node.output for place, node in enumerate(found.nodes)}
    assert len(arrays) == len(found.nodes)
    known = [one for one in told if one["tensor"] in arrays]
    assert len({one["tensor"] for one in known}) >= len(found.nodes) // 2
    for one in known:
        assert one["value"] == pytest.approx(float(arrays[one["tensor"]][tuple(one["index"])]), abs=1e-6), one


@pytest.mark.parametrize("name", [*SIX, *OTHERS])
def test_there_is_a_beat_for_every_part(name: str) -> None:
    scene = type("Mine", (scene_of_module("block"),), {"graph": own(name).graph, "layer": own(name).layer})
    assert len(scene.beats) == len(scene.parts) + 2
    assert all(callable(getattr(scene, beat)) for beat in scene.beats)
    assert {part.made for part in scene.parts} >= {len(own(name).graph.nodes) - 1}


@pytest.mark.parametrize(
    ("name", "aspect", "text"),
    [
        pytest.param(name, *canvas, marks=[] if (name, *canvas) in FEW else pytest.mark.full)
        for name in (*SIX, *OTHERS)
        for canvas in CANVASES
    ],
)
def test_it_is_legible_on_every_canvas(name: str, aspect: str, text: str | None) -> None:
    assert {beat for beat, _, _ in played(name, aspect, text).pictures} >= {"part_1", "add_up_the_cost"}


def test_what_runs_through_a_label_is_found() -> None:
    label = Words("a label", 900.0, 540.0, 22.0, (1, 1, 1, 1), (0, 0, 0))
    clear, through, light = (
        Line(np.array([[800.0, 560.0], [1100.0, 560.0]]), (1, 1, 1, 1), 2.0),
        Line(np.array([[800.0, 500.0], [1100.0, 560.0]]), (1, 1, 1, 1), 2.0),
        Sheen(np.array([[800.0, 400], [1200, 400], [1200, 700], [800, 700]]), (0, 0), (1, 1), (1,) * 4, (1,) * 4),
    )
    found = [bool(crossed([one, label], canvas_of("16:9"))) for one in (clear, through, light)]
    assert found == [False, True, True]


def test_of_partly_shown_channels_all_blocks_of_a_join_say_so() -> None:
    class Added(nn.Conv2d):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x + super().forward(x)

    found = from_block(Added(16, 16, 1), torch.rand(16, 4, 4))
    more = {"graph": found.graph, "layer": found.layer, "aspect": "9:16", "text": "normal"}
    shown = play(scene_of_module("block"), values=found.values, skip=True, **more)
    pictures = [written(items) for beat, _, items in shown.pictures if beat == "part_2"]
    assert [text.text for text in pictures[-1] if "shown" in text.text] == ["16×4×4, 9 of 16 shown"] * 3


def test_blocks_joined_one_behind_the_other_are_listed() -> None:
    shown = played("shufflenet_v2", "1:1")
    told = [text.text for beat, _, items in shown.pictures for text in written(items) if beat == "overview_of_all"]
    assert any(", " in one and one.startswith("split") for one in told)


def test_a_wide_block_shows_some_channels_in_which_there_is_something() -> None:
    class Half(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x * torch.cat([torch.zeros(2), torch.ones(14)])[:, None, None]

    block = nn.Sequential(nn.Conv2d(3, 16, 1), Half(), nn.ReLU())
    nn.init.constant_(block[0].bias, 5.0)
    found = from_block(block, torch.rand(3, 6, 6))
    shown = play(scene_of_module("block"), values=found.values, graph=found.graph, layer=found.layer)
    blocks = [block for picture in shown.blocks for name, block in picture.items() if name == "2"]
    assert blocks and all(min(channels) == 2 for channels in blocks)
    assert np.ptp(found.graph.made.output[0]) == 0


def test_a_module_for_the_block_is_shown_as_a_whole_and_takes_no_crop() -> None:
    block, read = made("mobilenet_v2")
    found = Request.of("block", {"input": read}, module=block).possible()
    assert found.scene is scene_of_module("block") and found.graph is not None
    with pytest.raises(SpecError, match="crop"):
        Request.of("block", {"input": read, "crop": "0:4,0:4"}, module=block).possible()
