"""What speaks: espeak-ng, a function of the user's own, or a speech service of manim-voiceover."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from convanim.budgets import SPEAKING_SECONDS
from convanim.errors import RenderError, SpecError, shortened
from convanim.film.store.cache import digest
from convanim.spec.voice import ESPEAK, SERVICE

VOICES: Mapping[str, str] = {"en": "en-us", "zh": "cmn"}
"""What espeak-ng calls languages for which it has another name than their tag."""
GET = "apt install espeak-ng on Debian and Ubuntu, brew install espeak-ng on macOS, winget install eSpeak-NG on Windows"


class Engine(Protocol):
    """Speaks captions; ``identity`` tells it from any that would speak otherwise, empty where nothing does."""

    @property
    def told(self) -> Mapping[str, str]:
        """What the ledger says of it."""

    @property
    def identity(self) -> str: ...

    def speak(self, text: str, language: str, folder: Path) -> Path:
        """The sound file, in ``folder``, of a text; raises RenderError where there is none."""


def engine_of(narrate: Any) -> Engine | None:
    """What speaks; None for a folder of recordings. Raises SpecError where espeak-ng is asked for and not there."""
    if narrate == ESPEAK:
        return Espeak(*_espeak())
    if isinstance(narrate, str):
        return None
    return Service(narrate) if hasattr(narrate, SERVICE) else Function(narrate)


def engine_name(narrate: Any) -> str:
    """What tells who speaks from others in a file's name."""
    if isinstance(narrate, str | PathLike):
        return Path(narrate).name
    return type(narrate).__qualname__ if hasattr(narrate, SERVICE) else _name_of(narrate)


@dataclass(frozen=True)
class Espeak:
    """espeak-ng, by the path of its program."""

    program: str
    version: str

    @property
    def told(self) -> Mapping[str, str]:
        return {"engine": "espeak-ng", "version": self.version}

    @property
    def identity(self) -> str:
        return digest("espeak-ng", self.version)

    def speak(self, text: str, language: str, folder: Path) -> Path:
        path = folder / "spoken.wav"
        tag = language.lower()
        voices = [VOICES.get(tag, tag), VOICES.get(tag.partition("-")[0], tag.partition("-")[0])]
        for voice in dict.fromkeys(voices):
            done = _run([self.program, "-b", "1", "-v", voice, "-w", str(path), "--stdin"], text)
            if done.returncode == 0 and path.is_file() and path.stat().st_size:
                return path
        raise RenderError(
            f"espeak-ng does not speak {language}: {_one_line(done.stderr)}", "", "recordings of your own"
        )


@lru_cache(maxsize=1)
def _espeak() -> tuple[str, str]:
    program = shutil.which("espeak-ng")
    if program is None:
        raise SpecError("espeak-ng is not installed", f"a folder of recordings, or espeak-ng: {GET}", field="narrate")
    told = _run([program, "--version"], "").stdout
    found = re.search(r"(\d+(?:\.\d+)+[\w.-]*)", told)
    return program, found[1] if found else _one_line(told)


def _run(command: list[str], text: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SPEAKING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"{Path(command[0]).name} was silent for {SPEAKING_SECONDS} seconds") from error
    except OSError as error:
        raise RenderError(f"{command[0]} cannot be started: {error.strerror}", "", GET) from error


def _one_line(text: str) -> str:
    return shortened(" ".join(text.split()))


@dataclass(frozen=True)
class Function:
    """A function of the user's own: ``(text, language, path)``, which writes a sound file."""

    function: Callable[[str, str, Path], Any]

    @property
    def told(self) -> Mapping[str, str]:
        return {"engine": "function", "name": _name_of(self.function)}

    @property
    def identity(self) -> str:
        # Of what it has closed over or been given, nobody knows whether it is as it was.
        if not inspect.isfunction(self.function) or self.function.__closure__ or self.function.__defaults__:
            return ""
        try:
            return digest("function", _name_of(self.function), inspect.getsource(self.function))
        except (OSError, TypeError):
            return ""

    def speak(self, text: str, language: str, folder: Path) -> Path:
        path = folder / "spoken.wav"
        self.function(text, language, path)
        if not path.is_file():
            raise RenderError(f"{_name_of(self.function)} wrote no sound file for {shortened(text)!r}", f"{path.name}")
        return path


@dataclass(frozen=True)
class Service:
    """A speech service of manim-voiceover, known by what it does: convanim needs none of that package."""

    service: Any

    @property
    def told(self) -> Mapping[str, str]:
        return {"engine": type(self.service).__qualname__, **({"version": one} if (one := self._version) else {})}

    @property
    def identity(self) -> str:
        settings = {name: value for name, value in sorted(vars(self.service).items()) if _is_plain(value)}
        return digest(type(self.service).__module__, self.told, settings)

    @property
    def _version(self) -> str:
        try:
            return version(type(self.service).__module__.partition(".")[0].replace("_", "-"))
        except PackageNotFoundError:
            return ""

    def speak(self, text: str, language: str, folder: Path) -> Path:
        # It keeps what it has made in the folder, and names its file from there.
        told = getattr(self.service, SERVICE)(text, cache_dir=str(folder), path="spoken.mp3")
        named = told.get("original_audio") if isinstance(told, Mapping) else None
        path = folder / (named if isinstance(named, str) else "spoken.mp3")
        if not path.is_file():
            raise RenderError(f"{self.told['engine']} wrote no sound file for {shortened(text)!r}", path.name)
        return path


def _name_of(function: Any) -> str:
    return str(getattr(function, "__qualname__", type(function).__qualname__))


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
