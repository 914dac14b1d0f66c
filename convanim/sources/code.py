"""The user's own Python files as modules, loaded in one way whatever is looked for in them.

Loading one runs it. Knows neither Manim nor torch.
"""

from __future__ import annotations

import hashlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import CodeType, ModuleType

from convanim.errors import ConvanimError, SpecError
from convanim.textfile import marked

_FOLDER = "convanim_folder_"
"""What the package begins with that a folder's files are loaded into."""


def load_file(path: Path) -> ModuleType:
    """The module of a file, which is run once in a process.

    Its imports find what stands beside it before what is installed, but for Python's own modules and for what
    bears the file's own name; ``from .other import ...`` finds what stands beside it, too. Raises what its code does.
    """
    path = path.resolve()
    package = _package(path.parent)
    # A name with dots would say that it is in another package.
    name = f"{package}.{path.stem if '.' not in path.stem else _digest(path.stem)}"
    if name in sys.modules:
        return sys.modules[name]
    with _beside(path.parent, path.stem), warnings_shown():
        return run_file(path, name)


def run_file(path: Path, name: str) -> ModuleType:
    """A new module of this name, made of a file. Raises what its code does, and then leaves none behind."""
    spec = spec_from_file_location(name, path, loader=_Fresh(name, str(path)))
    assert spec is not None and spec.loader is not None  # a path that ends in .py always has a loader
    module = module_from_spec(spec)
    # Before it runs: dataclasses and pickles look their module up there.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    # As an import does it.
    package, _, stem = name.rpartition(".")
    if package in sys.modules:
        setattr(sys.modules[package], stem, module)
    return module


def load_module(name: str) -> ModuleType:
    """A module by its name, looked for in this folder first, as ``python -m`` does. Raises what importing it does."""
    folder = Path.cwd()
    _package(folder)
    with _beside(folder, ""), warnings_shown():
        return import_module(name)


@contextmanager
def warnings_shown() -> Iterator[None]:
    """While code of the user's runs, its warnings are shown, even where Python was told to make errors of warnings."""
    with warnings.catch_warnings():
        warnings.filters = [
            ("default" if action == "error" else action, message, category, module, line)
            for action, message, category, module, line in warnings.filters
        ]
        yield


def blame(error: BaseException, folder: Path) -> str:
    """What went wrong while code of the user's ran, and in which line of which file in a folder, on one line."""
    text = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())
    if isinstance(error, SystemExit):
        text = "this ends Python (SystemExit)"
    elif not isinstance(error, ConvanimError | SyntaxError):
        text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    place = _place(error, folder.resolve())
    return f"{place}: {text}" if place else text


def _place(error: BaseException, folder: Path) -> str:
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(folder):
        return f"{Path(error.filename).name}, line {error.lineno}"
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)]
    # An environment may lie in the user's folder, and so may convanim.
    package = Path(__file__).resolve().parents[1]
    installed = [frame for frame in frames if "site-packages" not in Path(frame.filename).parts]
    own = [frame for frame in installed if not Path(frame.filename).is_relative_to(package)]
    return f"{Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""


class _Fresh(SourceFileLoader):
    """Compiles a file afresh each time: nothing is written beside it, and no edit is missed."""

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path)
        if (encoding := marked(source)) not in (None, "utf-8-sig"):
            raise SpecError(
                f"{Path(self.path).name} is written in {encoding}", "UTF-8, as Python reads it", "saving it as UTF-8"
            )
        return self.source_to_code(source, self.path)


class _Beside:
    """Finds modules in one folder, but for Python's own and for one name."""

    def __init__(self, folder: Path, but: str) -> None:
        self._folder, self._but = str(folder), but

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As Python's import system calls it."""
        if path is not None or name == self._but or name in sys.stdlib_module_names:
            return None
        spec = PathFinder.find_spec(name, [self._folder])
        # A folder without code, such as data, hides nothing that is installed.
        return None if spec is None or spec.loader is None else spec


@contextmanager
def _beside(folder: Path, but: str) -> Iterator[None]:
    """Let imports find what stands in a folder: first of all meanwhile, and after all else later on."""
    invalidate_caches()
    finder = _Beside(folder, but)
    _part_from_others(folder, finder)
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _part_from_others(folder: Path, finder: _Beside) -> None:
    """Forget modules of other folders of the user's that this one has its own of, such as a ``blocks.py`` in each."""
    others = {
        module.__path__[0]
        for name, module in sys.modules.items()
        if name.startswith(_FOLDER) and "." not in name and module.__path__[0] != str(folder)
    }
    for name in [name for name in sys.modules if "." not in name and not name.startswith(_FOLDER)]:
        file = getattr(sys.modules[name], "__file__", None)
        if not file or others.isdisjoint(map(str, Path(file).parents[:2])):
            continue
        found = finder.find_spec(name)
        if found is not None and found.origin != file:
            for part in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
                del sys.modules[part]


def _package(folder: Path) -> str:
    """The name of the package that a folder's files are loaded into, so that they find each other relatively."""
    name = f"{_FOLDER}{_digest(str(folder))}"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
