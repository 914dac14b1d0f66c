"""``convanim doctor``: is everything here that a film needs, and if not, what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click

from convanim.cli.output import Reporting, tell, tell_json

OLDEST_PYTHON = (3, 11)
REINSTALL = "pip install --force-reinstall {}"
LIBRARIES = (
    "Debian or Ubuntu: apt install libcairo2-dev libpango1.0-dev pkg-config gcc python3-dev, then {0}; "
    "macOS: brew install cairo pango pkg-config, then {0}; Windows: {0}"
)
FONT = f"the font comes with convanim: {REINSTALL.format('convanim')}"
LETTERS = "for films in that language, Debian or Ubuntu: apt install fonts-noto-{}; macOS and Windows bring one"
SPEAKER = "apt install espeak-ng, brew install espeak-ng or winget install eSpeak-NG, for films that it speaks"


class Check(NamedTuple):
    """One thing looked at: what was found, and what to do about it where it is not well.

    Only what is ``needed`` makes the command fail.
    """

    name: str
    ok: bool
    found: str
    hint: str = ""
    needed: bool = True


class _Unwell(Exception):
    """Found, but not as it has to be."""


@click.command("doctor", cls=Reporting)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def doctor_command(context: click.Context, as_json: bool) -> None:
    """Check that everything a film needs is installed and works."""
    checks = list(checked())
    well = all(check.ok or not check.needed for check in checks)
    if as_json:
        tell_json({"ok": well, "checks": [check._asdict() for check in checks]})
    else:
        for check in checks:
            mark = "ok  " if check.ok else "FAIL" if check.needed else "note"
            tell(f"{mark}  {check.name:16}{check.found}")
            if not check.ok:
                tell(f"      {check.hint}")
        tell("all well" if well else "something that films need is missing")
    context.exit(0 if well else 1)


def checked() -> Iterator[Check]:
    """Every check, none of which raises."""
    for name, look, hint, needed in _CHECKS:
        try:
            yield Check(name, True, look(), needed=needed)
        except _Unwell as unwell:
            yield Check(name, False, str(unwell), hint, needed)
        except Exception as error:  # a broken library can raise anything when it is imported
            yield Check(name, False, " ".join(f"{type(error).__name__}: {error}".split()), hint, needed)


def _python() -> str:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise _Unwell(found)
    return found


def _manim() -> str:
    found = _version("manim")
    if not found.startswith("0.22."):
        raise _Unwell(found)
    import_module("manim")
    return found


def _pillow() -> str:
    found = _version("pillow")
    if int(found.split(".")[0]) >= 13:
        raise _Unwell(f"{found}, with which Manim 0.22 cannot draw pictures")
    return found


def _torch() -> str:
    return str(import_module("torch").__version__)


def _pango() -> str:
    return f"{import_module('manimpango').pango_version()} (ManimPango {_version('manimpango')})"


def _cairo() -> str:
    cairo = import_module("cairo")
    return f"{cairo.cairo_version_string()} (pycairo {cairo.version})"


def _encoder() -> str:
    codec = import_module("av.codec").Codec("libx264", "w")
    return f"{codec.name} (PyAV {_version('av')})"


def _font() -> str:
    try:
        import_module("manimpango")
    except Exception:
        raise _Unwell("cannot be loaded without Pango; see to that first") from None
    typeface = import_module("convanim.draw.typeface")
    drawn = str(typeface.family_for())
    if not typeface.is_own(drawn) and drawn not in typeface.STAND_INS:
        raise _Unwell(f"neither {', '.join((typeface.FAMILY, *typeface.STAND_INS[:-1]))} nor {typeface.STAND_INS[-1]}")
    return drawn


def _look() -> str:
    try:
        drawn = _font()
    except _Unwell:
        raise _Unwell("cannot be told without a font") from None
    own = str(import_module("convanim.draw.typeface").FAMILY)
    if drawn != own:
        raise _Unwell(f"{drawn} stands for {own}, which Cairo does not find: films look other here than elsewhere")
    return "as on every machine"


def _languages() -> str:
    from convanim.language.catalogs import LOCALE, languages, name_of
    from convanim.language.tags import SOURCE

    return ", ".join(f"{language} {name_of(language)}" for language in (SOURCE, *languages(LOCALE)))


def _letters(language: str) -> str:
    from convanim.errors import RenderError

    try:
        return str(import_module("convanim.draw.outlines").font_for(language))
    except RenderError as error:
        raise _Unwell(f"{error.given}, {error.allowed}") from None


def _espeak() -> str:
    from convanim.errors import SpecError
    from convanim.film.voice.engines import engine_of
    from convanim.spec.voice import ESPEAK

    try:
        engine = engine_of(ESPEAK)
    except SpecError:
        raise _Unwell("not installed, which --narrate espeak needs") from None
    return "" if engine is None else engine.told["version"]


def _temporary() -> str:
    from tempfile import gettempdir

    return _folder(Path(gettempdir()))


def _folder(path: Path) -> str:
    from tempfile import TemporaryFile

    # The nearest folder that exists is the one in which missing ones would be made.
    existing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise _Unwell(f"{existing} cannot be written to")
    with TemporaryFile(dir=existing):
        return str(path)


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        raise _Unwell("not installed") from None


_OTHERS = (("Chinese", "zh", "cjk"), ("Hindi", "hi", "core"), ("Hebrew", "he", "core"), ("Arabic", "ar", "core"))
_CHECKS: tuple[tuple[str, Callable[[], str], str, bool], ...] = (
    ("Python", _python, "install Python 3.11 or newer and convanim into it", True),
    ("Cairo", _cairo, LIBRARIES.format(REINSTALL.format("pycairo")), True),
    ("Pango", _pango, LIBRARIES.format(REINSTALL.format("manimpango")), True),
    ("Manim", _manim, 'pip install "manim>=0.22,<0.23"', True),
    ("Pillow", _pillow, 'pip install "pillow<13"', True),
    ("torch", _torch, REINSTALL.format("torch"), True),
    ("H.264 encoder", _encoder, REINSTALL.format("av"), True),
    ("font", _font, FONT, True),
    ("look", _look, FONT, False),
    ("languages", _languages, REINSTALL.format("babel"), True),
    *((f"{name} font", partial(_letters, language), LETTERS.format(fonts), False) for name, language, fonts in _OTHERS),
    ("espeak-ng", _espeak, SPEAKER, False),
    ("temporary files", _temporary, "set TMPDIR to a folder that you may write to", True),
    ("media folder", lambda: _folder(Path("media")), "choose another one with convanim render -o FOLDER", False),
)
