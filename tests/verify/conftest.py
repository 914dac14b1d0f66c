"""One film for all tests of a process that need no more than some film, and copies of it to be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from convanim.spec import Layer
from tests.verify.films import copied_to, film_of

SMALL = Layer(2, 2, groups=2, size=4)


@pytest.fixture(scope="session")
def small_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of the lesson on splitting, with a layer as small as it can be; to be copied before it is changed."""
    return film_of(tmp_path_factory.mktemp("delivered"), "split", layer=SMALL)


@pytest.fixture
def film(small_film: Path, tmp_path: Path) -> Path:
    """A clip of its own, to be changed."""
    return copied_to(tmp_path, small_film)
