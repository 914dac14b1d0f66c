"""Footage kept from earlier renders, so that only what has changed is rendered again.

Each beat is kept under a key that covers every picture of it, in value, and all that turns
pictures into a stream: size, rate, encoding, convanim's code, the libraries and the font.
Whole clips are kept under a recipe, which is what was asked for, with digests of the user's
files that were read for it; so an unchanged clip is known without loading Manim or torch.
Other files are kept under whatever key their maker names.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from convanim.film.footage import Cue, Footage
from convanim.folders import cache_folder, complete

LIMIT = 1 << 30
"""Bytes that the cache may fill; beyond, what was not used for longest goes."""


@dataclass(frozen=True)
class Kept:
    """A whole clip from an earlier render: its beats' keys and looks in order, and what its ledger says of it.

    ``opened`` are the user's files that were read for it, with digests.
    """

    keys: tuple[str, ...]
    looks: tuple[str, ...]
    about: Mapping[str, Any]
    opened: Mapping[str, str] = field(default_factory=dict)


class Cache:
    """A folder of footage. What cannot be read is missing, and what cannot be written is not kept.

    Each render has one of its own, made before it reads anything of the user's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.since = time.time()
        self.folder = folder or cache_folder()

    def has_shown(self, slot: str) -> bool:
        """Whether the same beat of the same recipe was rendered before, as it is now or otherwise."""
        return (self.folder / "slots" / slot).exists()

    def fetch(self, key: str, folder: Path) -> Footage | None:
        """The footage of a key, its stream in ``folder``; None where there is none."""
        record = self._read("beats", key)
        stream = folder / f"{key}.mp4"
        if record is None or not _same_file(self.folder / "beats" / f"{key}.mp4", stream, record.get("bytes")):
            return None
        try:
            return Footage(
                beat=record["beat"],
                stream=stream,
                frames=record["frames"],
                captions=tuple(Cue(**caption) for caption in record["captions"]),
                numbers=tuple(record["numbers"]),
                equations=tuple(record["equations"]),
                steps=tuple(record["steps"]),
                look=record["look"],
                key=key,
                jump=record["jump"],
                kept=True,
            )
        except (KeyError, TypeError):
            return None

    def keep(self, footage: Footage, slot: str) -> None:
        """Keep the footage of a beat."""
        record = {name: value for name, value in asdict(footage).items() if name not in ("stream", "key", "kept")}
        with suppress(OSError):
            record["bytes"] = footage.stream.stat().st_size
            folder = self._made("beats")
            with complete(folder / f"{footage.key}.mp4") as part:
                shutil.copyfile(footage.stream, part)
            self._write("beats", footage.key, record)
            (self._made("slots") / slot).touch()

    def clip(self, recipe: str) -> Kept | None:
        """What was made of a recipe, if every file that was read for it is as it was and all beats are there."""
        record = self._read("clips", recipe)
        if record is None:
            return None
        with suppress(KeyError, TypeError, AttributeError):
            unchanged = all(file_digest(path) == digest for path, digest in record["opened"].items())
            there = all((self.folder / "beats" / f"{key}.json").exists() for key in record["keys"])
            if unchanged and there:
                return Kept(tuple(record["keys"]), tuple(record["looks"]), record["about"], record["opened"])
        return None

    def keep_clip(self, recipe: str, kept: Kept, opened: Mapping[str, float]) -> None:
        """Keep what was made of a recipe, for as long as the files in ``opened`` stay as they are.

        Nothing is kept where one was changed meanwhile, after the time at which it was read: what it says by now is not
        what the clip was made of.
        """
        with suppress(OSError):
            own = os.path.abspath(self.folder) + os.sep
            users = {path: when for path, when in opened.items() if not path.startswith(own)}
            # What was read before is none of this clip's, or a module that has long been loaded.
            # A date to come, as other clocks and hands write it, says nothing of a change.
            now = time.time()
            if any(now >= os.stat(path).st_mtime > when >= self.since for path, when in users.items()):
                return
            read = {path: file_digest(path) for path in users}
            record = {"keys": kept.keys, "looks": kept.looks, "about": kept.about, "opened": read}
            self._write("clips", recipe, record)
            self._trim()

    def fetch_files(self, key: str, folder: Path) -> tuple[str, ...] | None:
        """Put the files of a key into ``folder``, which is made where missing; their names (None: there are none)."""
        path = self.folder / "files" / f"{key}.zip"
        with suppress(OSError, BadZipFile):
            with ZipFile(path) as kept:
                names = tuple(kept.namelist())
                kept.extractall(folder)
            os.utime(path)
            return names
        return None

    def keep_files(self, key: str, folder: Path, names: Sequence[str]) -> None:
        """Keep files that lie in ``folder``."""
        with suppress(OSError):
            with complete(self._made("files") / f"{key}.zip") as part, ZipFile(part, "w") as kept:
                for name in names:
                    kept.write(folder / name, name)
            self._trim()

    def _read(self, kind: str, name: str) -> dict[str, Any] | None:
        path = self.folder / kind / f"{name}.json"
        with suppress(OSError, ValueError):
            record = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
            return record if isinstance(record, dict) else None
        return None

    def _write(self, kind: str, name: str, record: Mapping[str, Any]) -> None:
        with complete(self._made(kind) / f"{name}.json") as part:
            part.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    def _made(self, kind: str) -> Path:
        folder = self.folder / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _trim(self) -> None:
        """Delete what was not used for longest, until the rest is within the limit."""
        beats = [(path, path.with_suffix(".mp4")) for path in (self.folder / "beats").glob("*.json")]
        others = [(path,) for path in (self.folder / "files").glob("*.zip")]
        filled = 0
        for paths in sorted([*beats, *others], key=lambda paths: paths[0].stat().st_mtime, reverse=True):
            filled += sum(path.stat().st_size for path in paths)
            if filled > LIMIT:
                for path in paths:
                    path.unlink(missing_ok=True)


def _same_file(source: Path, target: Path, size: Any) -> bool:
    """Make ``target`` the same file, or a copy where file systems differ; False where it is not of that size."""
    try:
        if source.stat().st_size != size:
            return False
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
    except OSError:
        return False
    return True


def digest(*parts: Any) -> str:
    """One name for several things: text, bytes, numbers, arrays, and whatever shows its value in ``repr``."""
    sum_ = hashlib.blake2b(digest_size=20)
    for part in parts:
        plain = part if isinstance(part, bytes) else _plain(part)
        sum_.update(len(plain).to_bytes(8, "little") + plain)
    return sum_.hexdigest()


def _plain(part: Any) -> bytes:
    if hasattr(part, "tobytes") and hasattr(part, "shape"):
        return repr((part.shape, part.dtype)).encode() + bytes(part.tobytes())
    if is_dataclass(part):
        part = {field.name: getattr(part, field.name) for field in fields(part)}
    if isinstance(part, tuple | list):
        return digest(*part).encode()
    if isinstance(part, Mapping):
        return digest(*(piece for name in sorted(part) for piece in (name, part[name]))).encode()
    return repr(part).encode()


def file_digest(path: str) -> str:
    """A digest of a file's content, empty where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of what turns a scene into pixels: convanim's code and words, the libraries and the font."""
    from convanim.draw.lettering import appearance

    libraries = [version(name) for name in ("manim", "torch", "numpy", "av", "pycairo")]
    return digest(platform.python_version(), libraries, appearance(), *(path.read_bytes() for path in own_sources()))


def own_sources() -> list[Path]:
    """The files of convanim's code and words; the built-in scenes' are told with the films that they make."""
    from convanim.language.catalogs import LOCALE

    package = Path(__file__).resolve().parents[2]
    code = (path for path in package.rglob("*.py") if "scenes" not in path.relative_to(package).parts)
    return [*sorted(code), *sorted(LOCALE.glob("*/*/*.po"))]
