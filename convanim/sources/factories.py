"""Models out of the user's own code, which runs only where it is asked for by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from difflib import get_close_matches
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from convanim.errors import Setting, SpecError, Text, UnknownNameError, quoted
from convanim.sources.checkpoints import fill
from convanim.sources.code import blame, load_file, load_module, warnings_shown
from convanim.textfile import meant, there

MODEL = Setting("model")
MAKER = "a class or function without arguments, or a torch.nn.Module"


def load_model(
    named: str,
    state: Path | str | None = None,
    *,
    called: Text = MODEL,
    making: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> nn.Module:
    """The model that ``package.module:factory`` or ``FILE.py:factory`` makes, with the weights of a file.

    The factory is a class or function without arguments, or a model. Importing it runs the user's code; it makes the
    model inside what ``making`` makes. ``called`` is what errors call the name. Raises SpecError where that fails or
    makes no model, or where the weights of ``state`` are not the model's.
    """
    match = re.fullmatch(r"(?P<file>.+\.py):(?P<file_name>\w+)|(?P<module>[\w.]+):(?P<name>\w+)", named)
    if match is None:
        raise SpecError(
            (called, f" is {quoted(named)}"), "package.module:factory or FILE.py:factory", _given(called, "net.py:Net")
        )
    name = match["file_name"] or match["name"]
    path = Path(match["file"]) if match["file"] else None
    if path is not None and not there(path):
        other = meant(path)
        raise SpecError(
            (called, f" {named}: there is no file {path}"),
            "a Python file with the model in it",
            _given(called, f"{other}:{name}") if other else "",
        )
    try:
        # Not pkgutil.resolve_name: this folder comes first, and a name that is missing is told from code that fails.
        home = load_module(match["module"]) if path is None else load_file(path)
        if not hasattr(home, name):
            raise _missing(called, named, home, name)
        found: Any = getattr(home, name)
        if not callable(found):
            raise SpecError((called, f" {named} is {type(found).__name__}"), MAKER)
        if not isinstance(found, nn.Module) and (asked := _asked(found)):
            raise SpecError(
                (called, f" {named} asks for {', '.join(asked)}"), MAKER, f"def net(): return {name}(...) beside it"
            )
        with warnings_shown(), making():
            model = found if isinstance(found, nn.Module) else found()
    except (KeyboardInterrupt, SpecError):
        raise
    except BaseException as error:  # whatever the user's own code may raise, SystemExit too
        what = blame(error, Path.cwd() if path is None else path.parent)
        outside = isinstance(error, ImportError) and "relative import" in str(error)
        hint = "package.module:factory, in the folder that holds the package" if outside else ""
        raise SpecError((called, f" {named}: {what[:300]}"), "", hint) from error
    if not isinstance(model, nn.Module):
        raise SpecError((called, f" {named} makes {type(model).__name__}"), "a torch.nn.Module")
    if state is not None:
        fill(model, Setting("state"), str(state))
    return model


def _asked(factory: Callable[..., object]) -> list[str]:
    """The arguments that a class or function cannot do without."""
    try:
        told = signature(factory).parameters.values()
    except (TypeError, ValueError):
        # Which some classes do not tell that are not written in Python.
        return []
    return [
        one.name for one in told if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]


def _given(called: Text, name: str) -> Text:
    """A name to try, as it is given to the option that errors speak of, where it is one."""
    return Setting(called.field, name) if isinstance(called, Setting) else name


def _missing(called: Text, named: str, home: ModuleType, name: str) -> UnknownNameError:
    own = [
        one
        for one, value in vars(home).items()
        if callable(value) and getattr(value, "__module__", None) == home.__name__ and not one.startswith("_")
    ]
    what = (called, f" {named}: there is no {name}")
    # One may have meant a file here, and got something installed of the same name.
    here = Path(f"{home.__name__.replace('.', '/')}.py")
    if home.__name__ in named and there(here) and not here.samefile(home.__file__ or "."):
        return UnknownNameError((*what, f" in {home.__file__ or home.__name__}"), "", _given(called, f"{here}:{name}"))
    close = get_close_matches(name, own, n=1) or [one for one in own if one.lower() == name.lower()]
    return UnknownNameError(
        what, ", ".join(own) or "none there", _given(called, f"{named.rpartition(':')[0]}:{close[0]}") if close else ""
    )
