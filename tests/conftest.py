"""Property tests draw the same examples on every machine, and no test fails for being slow."""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

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

# Several processes at once leave no core for a second thread of each, which would wait for its turn by spinning.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A made-up clock's, for commands that tests start, too: no film waits for this machine to be timed.
os.environ["CONVANIM_MEASURED"] = str(Path(__file__).parent / "measure" / "measured.json")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Collect without looking for garbage: what is collected stays, and each look through it takes a second."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


LONG = (
    *("scenes/test_layout.py", "docs/test_guide.py", "cli/test_output.py", "scenes/test_own_block.py"),
    *("scenes/test_truth.py", "course/test_publish.py", "course/test_sphinx.py", "scenes/test_motion.py"),
    *("verify/test_numbers.py", "scenes/test_claims.py", "film/store/test_cache.py", "scenes/test_loops.py"),
)
"""The files that take longest. They come first, so that no process is left with one when all others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    places = {tests / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_xdist_auto_num_workers() -> int:
    """A process more than there are cores: many tests wait for commands that they start, or for a browser."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts without anything kept from earlier renders."""
    monkeypatch.setenv("CONVANIM_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def fonts() -> Callable[[str], None]:
    """Skips a test where the fonts of a language are not installed."""

    def needed(language: str) -> None:
        from convanim.draw.outlines import font_for
        from convanim.errors import RenderError

        try:
            font_for(language)
        except RenderError as error:
            pytest.skip(str(error))

    return needed


@pytest.fixture
def press_ctrl_c() -> Iterator[Callable[[], None]]:
    """What interrupts this process, which heeds it even where whatever runs the tests has it ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: signal.raise_signal(signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="draw the golden frames anew")
