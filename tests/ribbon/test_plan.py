"""Every aspect has a plan of the ribbon; another one is refused with those there are."""

from dataclasses import replace

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.canvas import CANVASES, WIDE
from convanim.ribbon.plan import ribbon_plan
from convanim.spec.aspect import ASPECTS


@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_aspect_has_a_plan_whose_rows_fit_the_ribbon(aspect):
    canvas = CANVASES[aspect]
    plan, room = ribbon_plan(canvas), canvas.ribbon.bottom - canvas.chip_top
    for rows in (plan.rows, plan.folded_rows):
        for count, chips in enumerate(rows, 1):
            assert chips.height < chips.pitch and (count - 1) * chips.pitch + chips.height <= room


def test_an_aspect_without_a_plan_is_refused():
    with pytest.raises(UnknownNameError, match=r"the ribbon has no plan for 21:9.*16:9, 1:1, 9:16"):
        ribbon_plan(replace(WIDE, aspect="21:9"))
