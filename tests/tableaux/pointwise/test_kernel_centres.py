"""The kernel centres tableau: every 1x1 filter in the middle of a larger one, between input and output."""

import numpy as np
import pytest

from convanim.draw.bounds import around
from convanim.draw.items import Words
from convanim.errors import UnknownNameError
from convanim.spec import Layer
from convanim.spec.aspect import ASPECTS
from convanim.tableaux.pointwise.kernel_centres import KernelCentres
from tests.tableaux.casts import CROP, apart, box_of, cast_of, inside, on_unplanned_canvas

LAYER = Layer(kernel=1)
MANY = Layer(32, 32, kernel=1, size=12)
LARGE = Layer(kernel=1, size=40)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize(("layer", "crop"), [(LAYER, None), (MANY, None), (LARGE, CROP)])
def test_in_every_aspect_blocks_and_filters_stand_on_stage_and_apart(aspect, layer, crop):
    tableau = KernelCentres(cast_of(layer, aspect, crop=crop))
    stage, given, made = tableau.canvas.stage, tableau.input(), tableau.output()
    assert inside(given, stage) and inside(made, stage) and apart(given, made)
    left, top, right, bottom = around(tableau.filters_in_kernels().parts["kernels"])
    below = top > max(box_of(given)[3], box_of(made)[3])
    between = left > box_of(given)[2] and right < box_of(made)[0]
    assert below or between
    assert stage.left <= left and right <= stage.right and stage.top <= top and bottom <= stage.bottom


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"KernelCentres has no plan for 21:9.*16:9, 1:1, 9:16"):
        KernelCentres(on_unplanned_canvas(LAYER)).input()


def test_one_filter_is_in_the_middle_of_the_larger_kernel_and_holds_its_weights():
    tableau = KernelCentres(cast_of(Layer(1, 1, kernel=1)), side=5)
    parts = tableau.filters_in_kernels().parts
    kernel, centre = (np.reshape(around(parts[name]), (2, 2)) for name in ("kernels", "centres"))
    assert np.allclose(kernel.mean(axis=0), centre.mean(axis=0), atol=1.0)
    assert kernel[1, 0] - kernel[0, 0] > 3 * (centre[1, 0] - centre[0, 0])
    (word,) = [item for item in parts["centres"] if isinstance(item, Words)]
    assert word.source.index == (0, 0, 0, 0) and word.source.value == tableau.cast.trace.weight[0, 0, 0, 0]
    assert not any(isinstance(item, Words) for item in parts["kernels"])
