"""Models out of the user's own code, which runs only where it is asked for by name."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from convanim.errors import SpecError, UnknownNameError
from convanim.own.checkpoints import fill


def load_model(named: str, state: Path | None = None) -> nn.Module:
    """The model that ``package.module:factory`` or ``FILE.py:factory`` makes, with the weights of a file.

    The factory is a class or function without arguments, or a model. Importing it runs the user's code. Raises
    SpecError where that fails or makes no model, or where the weights of ``state`` are not the model's.
    """
    match = re.fullmatch(r"(?P<file>.+\.py):(?P<file_name>\w+)|(?P<module>[\w.]+):(?P<name>\w+)", named)
    if match is None:
        raise SpecError(f"--model is {named!r}", "package.module:factory or FILE.py:factory", "--model net.py:Net")
    name = match["file_name"] or match["name"]
    try:
        home = _from_file(Path(match["file"])) if match["file"] else _imported(match["module"])
        if not hasattr(home, name):
            there = [one for one, value in vars(home).items() if callable(value) and value.__module__ == home.__name__]
            raise UnknownNameError(f"--model {named}: there is no {name}", ", ".join(there) or "none there")
        found: Any = getattr(home, name)
        model = found if isinstance(found, nn.Module) else found()
    except SpecError:
        raise
    except Exception as error:  # whatever the user's own code may raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise SpecError(f"--model {named}: {what[:300]}") from error
    if not isinstance(model, nn.Module):
        raise SpecError(f"--model {named} makes {type(model).__name__}", "a torch.nn.Module")
    if state is not None:
        # A compiled model calls its weights otherwise.
        fill(getattr(model, "_orig_mod", model), "--state", str(state))
    return model


def _imported(name: str) -> ModuleType:
    if str(Path.cwd()) not in sys.path:
        # Last, so that nothing installed is hidden.
        sys.path.append(str(Path.cwd()))
    return import_module(name)


def _from_file(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None  # a path that ends in .py always has a loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
