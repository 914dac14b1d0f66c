"""What one channel adds, what all others do and both together: where they stand, and that they add up."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from convanim.draw.items import Line, Statement, Words
from convanim.draw.lettering import text_box
from convanim.kernels import AddedUp, added_up, transposed_tensors
from convanim.layout.canvas import CANVASES
from convanim.layout.style import Style
from convanim.mobjects.cast import Cast, Names
from convanim.spec import Layer, Values
from convanim.spec.upward import Upward
from convanim.tableaux.transposed.adding import NAMES, Adding
from convanim.tableaux.transposed.stamping import Stamping
from convanim.tableaux.transposed.told import facts_back
from convanim.trace import Trace
from convanim.verify.printed import is_true
from tests.tableaux.casts import apart, inside

LAYER = Layer(1, 1, size=(5, 7), kernel=(2, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2))


def parts(aspect: str = "16:9") -> tuple[Adding, AddedUp]:
    generator = torch.Generator().manual_seed(1)
    read = torch.randn(4, *LAYER.output_size, generator=generator)
    weight = torch.randn(4, 1, 2, 3, generator=generator)
    part = Upward(1, 4, 0, 1, 1, read, weight, torch.ones(1))
    numbers = transposed_tensors(LAYER, Values(input=read[1:2], weight=weight[1:2]))
    names = Names(input="transposed", output="input")
    cast = Cast(Trace(numbers), Style.of().with_(canvas=CANVASES[aspect]), names)
    sums = added_up(LAYER, part)
    return Adding(Stamping(cast, "y"), sums), sums


@pytest.mark.parametrize("aspect", CANVASES)
def test_the_blocks_stand_on_the_stage_and_apart_and_signs_between_them(aspect: str) -> None:
    adding, _ = parts(aspect)
    actors, canvas = adding.tableau(), adding.cast.canvas
    blocks = [actors[name] for name in ("stamped", "others", "added_up")]
    assert all(inside(block, canvas.stage) for block in blocks)
    assert all(apart(one, other) for one in blocks for other in blocks if one is not other)
    assert [block.content.name for block in blocks] == [*NAMES]
    lines = [item for item in (actors["signs"].display_list() if actors["signs"] else []) if isinstance(item, Line)]
    assert len(lines) == (4 if aspect.startswith("16:9") else 2 if aspect.startswith("9:16") else 0)


@pytest.mark.parametrize("aspect", CANVASES)
def test_what_the_ribbon_adds_up_is_true_and_within_it(aspect: str) -> None:
    adding, sums = parts(aspect)
    sheet, ribbon = adding.formula(), adding.cast.canvas.ribbon
    items = [item for part in sheet.parts.values() for item in part]
    assert [is_true(item.text, True) for item in items if isinstance(item, Statement)] == [True]
    boxes = [text_box(item) for item in items if isinstance(item, Words)]
    assert boxes and all(box[0] >= ribbon.left - 1 and box[2] <= ribbon.right + 1 for box in boxes)
    told = {item.source.tensor: item.source.value for item in items if isinstance(item, Words) and item.source}
    row, column = adding.cell
    assert told["others"] == sums.others[0, row, column].item()
    assert told["added_up"] == sums.whole[0, row, column].item()


def test_numbers_that_are_still_to_be_made_are_not_there() -> None:
    adding, sums = parts()
    before, after = (adding.tableau(made)["added_up"] for made in (False, True))
    assert before.lit.max() == 0 and after.lit.min() == 1
    assert np.allclose(after.content.values[0], sums.whole[0].numpy())


def test_facts_of_a_transpose_say_what_is_not_as_usual() -> None:
    said = facts_back(Layer(4, 2, size=8, stride=2, padding=1, groups=2))
    assert said[0] == "groups {groups}" and said[-2].startswith("in {out_channels}")
    assert [one for one in said if "output_padding" in one] and "groups {groups}" not in facts_back(Layer(1, 1))
