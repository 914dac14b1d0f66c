"""One look-up for all plans, and one error."""

import pytest

from convanim.errors import UnknownNameError
from convanim.layout.plans import plan_for


def test_the_plan_of_an_aspect_is_the_one_under_its_name():
    assert plan_for(("1:1",), {"16:9": "wide", "1:1": "square"}, "the ribbon") == "square"


def test_a_canvas_with_a_plan_of_its_own_takes_that():
    assert plan_for(("1:1 large", "1:1"), {"1:1": "square", "1:1 large": "large"}, "the ribbon") == "large"


def test_an_aspect_without_a_plan_is_refused_with_those_there_are():
    with pytest.raises(UnknownNameError, match=r"the ribbon has no plan for 4:3.*16:9, 1:1"):
        plan_for(("4:3 large", "4:3"), {"16:9": "wide", "1:1": "square"}, "the ribbon")
