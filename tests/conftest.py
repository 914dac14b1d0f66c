"""Property tests draw the same examples on every machine, and no test fails for being slow."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "convanim",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("convanim")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts without anything kept from earlier renders."""
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def fonts() -> Callable[[str], None]:
    """Skips a test where the fonts of a language are not installed."""

    def needed(language: str) -> None:
        from convanim.errors import RenderError
        from convanim.stage.outlines import font_for

        try:
            font_for(language)
        except RenderError as error:
            pytest.skip(str(error))

    return needed


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="draw the golden frames anew")
