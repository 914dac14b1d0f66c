"""The shapes of frame."""

import pytest

from convanim.errors import UnknownNameError
from convanim.spec.aspect import size_of


def test_an_unknown_aspect_is_refused_with_those_there_are():
    with pytest.raises(UnknownNameError, match=r"4:3.*16:9, 1:1, 9:16"):
        size_of("4:3")
