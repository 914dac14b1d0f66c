"""The overview: whole channels as pictures, and frames where the numbers are from."""

import numpy as np
import pytest

from convanim.draw.items import Line, Picture, Words
from convanim.draw.phrase import Phrase
from convanim.errors import UnknownNameError
from convanim.kernels import make_tensors
from convanim.layout.canvas import CANVASES
from convanim.layout.regions import BlockFit
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast
from convanim.mobjects.tensor import VoxelTensor
from convanim.scene.overview import SHARPEST, Overview
from convanim.spec import Layer, Values
from convanim.spec.crop import Crop
from convanim.trace import Trace
from tests.tableaux.casts import on_unplanned_canvas

LAYER = Layer(12, 12, size=(40, 60), groups=12)


def overview(layer=LAYER, crop="10:20,30:36", shown=(2, 7), aspect="16:9", theme="dark"):
    image = np.linspace(0, 1, layer.in_channels * layer.size[0] * layer.size[1]).reshape(layer.input_shape)
    trace = Trace(make_tensors(layer, Values(input=image)))
    style = Style.of(theme, aspect).with_(canvas=CANVASES[aspect].cropped)
    cast = Cast(trace, style, shown=shown, view=Crop.of(crop).on(layer))
    return Overview(cast, cast)


def of(items, kind):
    return [item for item in items if isinstance(item, kind)]


@pytest.mark.parametrize("aspect", CANVASES)
@pytest.mark.parametrize("part", ["input", "output"])
def test_pictures_stand_beside_the_stage_and_overlap_nothing(aspect, part):
    canvas = CANVASES[aspect]
    room = canvas.asides[part == "output"]
    pictures = of(overview(aspect=aspect).sheet().parts[part], Picture)
    assert len(pictures) == 2
    (left, top), (right, down) = pictures[0].origin, (pictures[0].across[0], pictures[0].down[1])
    assert room.left <= left and left + right <= room.right + 1e-6
    assert room.top <= top and top + down <= room.bottom + 1e-6
    height, width = (40, 60) if part == "input" else (38, 58)
    assert np.isclose(right / down, width / height)
    stage = canvas.cropped.stage
    assert room.right < stage.left or room.left > stage.right or room.bottom < stage.top


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_picture_has_a_pixel_for_every_cell_and_its_values_in_order(theme):
    items = overview(shown=(3,), theme=theme).sheet().parts["input"]
    (picture,) = of(items, Picture)
    assert picture.pixels.shape == (40, 60, 4)
    lightness = picture.pixels[..., :3].sum(axis=2).ravel()
    steps = np.diff(lightness)
    assert (steps >= -1e-9).all() or (steps <= 1e-9).all()
    assert abs(lightness[-1] - lightness[0]) > 0.9


def test_frames_lie_where_the_crop_does():
    items = overview(shown=(3,)).sheet().parts["input"]
    (picture,) = of(items, Picture)
    frame = of(items, Line)[-1].points
    middle = (frame.min(axis=0) + frame.max(axis=0)) / 2
    across, down = np.array(picture.across[0]) / 60, np.array(picture.down[1]) / 40
    assert np.allclose(middle, [picture.origin[0] + 33 * across, picture.origin[1] + 15 * down])


def test_what_is_said_is_counted():
    parts = overview().sheet().parts
    told = [words.text for words in of(parts["input"], Words)]
    assert told[:4] == ["2 of 12 channels", "rows 10–19", "columns 30–35", "of 40×60"]
    assert told[4:] == ["2", "7"]
    assert [words.text for words in of(parts["output"], Words)][1:4] == ["rows 10–17", "columns 30–33", "of 38×58"]
    phrases = [Phrase(words.text, words.spans) for words in of(parts["output"], Words)]
    sources = {source.index: source.value for phrase in phrases for _, source in phrase.numbers}
    assert sources["out_rows", LAYER.tag] == 38 and sources["out_channels", LAYER.tag] == 12
    small = overview(Layer(2, 2, size=9, groups=2), "0:9,0:9", ()).sheet().parts["input"]
    assert of(small, Words)[0].text == "2 channels"


def test_lines_lead_from_the_frame_to_the_nearest_slab():
    made = overview()
    content = made.first.input_content((2, 7))
    fit = BlockFit(20.0, 500.0, 300.0, (8.0, -6.0), (8.0, -6.0))
    block = VoxelTensor(content, made.first.channel_ramps((2, 7)), fit, Style.of())
    lines = of(made.zoom(block).parts["all"], Line)
    assert [line.points[1].tolist() for line in lines] == [[500, 300], [500, 500]]
    near = [line.points[0, 1] for line in lines]
    assert max(near) < max(line.points[0, 1] for line in of(made.zoom(block.bring_forward(1)).parts["all"], Line))
    assert overview(shown=(1,)).zoom(block) is None
    assert overview(aspect="1:1").zoom(block) is None


def test_large_maps_are_averaged():
    layer = Layer(1, 1, size=(600, 20), kernel=1)
    (picture,) = of(overview(layer, "0:4,0:4", ()).sheet().parts["input"], Picture)
    assert picture.pixels.shape == (SHARPEST, 20, 4)


def test_an_aspect_without_a_plan_is_refused():
    cast = on_unplanned_canvas(LAYER)
    with pytest.raises(UnknownNameError, match=r"Overview has no plan for 21:9.*16:9, 1:1, 9:16"):
        Overview(cast, cast)


@pytest.mark.parametrize(("aspect", "most"), [("16:9", 8), ("1:1", 4), ("9:16", 8)])
def test_of_many_channels_as_many_are_pictured_as_have_room(aspect, most):
    assert len(of(overview(shown=(), aspect=aspect).sheet().parts["input"], Picture)) == most
