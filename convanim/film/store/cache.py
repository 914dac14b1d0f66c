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
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from convanim.errors import UnkeptNote, warn
from convanim.film.footage import Cue, Footage, Reel
from convanim.film.store.file_reads import unnoted
from convanim.folders import FOLDER
from convanim.shelf import Shelf

FEW = 100
"""So many entries at most are read one after the other under an address, where each takes a while."""


@dataclass(frozen=True)
class Kept:
    """A whole clip from an earlier render: its beats' keys and looks in order, and what its ledger says of it.

    ``scene`` is what was asked for, at which ``size`` (width, height, frames a second); ``took`` is how many seconds of
    one core it took, and ``stored`` how many bytes its beats have. ``opened`` are the user's files that were read for
    it, with digests.
    """

    keys: tuple[str, ...]
    looks: tuple[str, ...]
    about: Mapping[str, Any]
    scene: str = ""
    size: tuple[int, ...] = ()
    took: float = 0.0
    stored: int = 0
    opened: Mapping[str, str] = field(default_factory=dict)


class Cache:
    """Footage in a folder, or under an address. What cannot be read is missing, and what cannot be written is not kept.

    Each render has one of its own, made before it reads anything of the user's. Raises what ``Shelf`` does.
    """

    def __init__(self, where: Path | str | None = None) -> None:
        self.since = time.time()
        self.shelf = Shelf(where)
        self.unkept = ""
        """Why something could not be kept; empty where all was."""
        self._told = False

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None for an address."""
        return self.shelf.folder

    @property
    def address(self) -> str:
        """What another process finds it by."""
        return self.shelf.place.address

    def has_shown(self, slot: str) -> bool:
        """Whether the same beat of the same recipe was rendered before, as it is now or otherwise."""
        return self._has("slots", slot)

    def has_beat(self, key: str) -> bool:
        """Whether there is footage of a key, which may yet be damaged."""
        return all(self._has("beats", key, ending) for ending in (".mp4", ".json"))

    def mark_shown(self, slot: str) -> None:
        """Keep that a beat of a recipe was shown."""
        with self._keeping():
            self.shelf.mark("slots", slot)

    def family(self, name: str) -> Mapping[str, Any] | None:
        """What is known of beats that differ in their numbers alone, as plain data; see ``film.families``."""
        record = self._read("families", name)
        if record is not None:
            with self._sound("families", name, ".json"):
                texts = {field: str(record[field]) for field in ("of", "key", "state")}
                return {**texts, "missed": int(record["missed"])}
        return None

    def keep_family(self, name: str, told: Mapping[str, Any]) -> None:
        """Keep what is known of such beats."""
        with self._keeping():
            self._write("families", name, told)

    def fetch(self, key: str, folder: Path) -> Footage | None:
        """The footage of a key, its stream in ``folder``; None where there is none.

        The stream is a copy, so that whatever becomes of it, what is kept stays as it is.
        """
        record = self._read("beats", key)
        content = None if record is None else self._get("beats", key, ".mp4")
        if record is None or content is None:
            return None
        stream = folder / f"{key}.mp4"
        with self._sound("beats", key, ".json"), suppress(OSError):
            stream.write_bytes(content)
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
                took=record["took"],
                jump=record["jump"],
                hidden=tuple(map(tuple, record["hidden"])),
                kept=True,
            )
        return None

    def keep(self, footage: Footage, slot: str) -> None:
        """Keep the footage of a beat."""
        record = {name: value for name, value in asdict(footage).items() if name not in ("stream", "key", "kept")}
        with self._keeping():
            self.shelf.put("beats", footage.key, ".mp4", footage.stream.read_bytes())
            self._write("beats", footage.key, record)
            self.shelf.mark("slots", slot)

    def clip(self, recipe: str) -> Kept | None:
        """What was made of a recipe, if every file that was read for it is as it was and all beats are there."""
        record = self._read("clips", recipe)
        if record is None:
            return None
        with self._sound("clips", recipe, ".json"):
            if _as_read(record["opened"]) and all(self._has("beats", key, ".json") for key in record["keys"]):
                return _kept(record)
        return None

    def newest_clips(self, most: int) -> Iterator[Kept]:
        """What is kept of so many clips at most, the one used last first, whether or not it is up to date."""
        entries = sorted(self.shelf.entries(["clips"]), key=lambda entry: entry.used, reverse=True)
        for entry in entries[: most if self.folder else min(most, FEW)]:
            content = self.shelf.peek("clips", entry.name, ".json")
            if content is not None:
                with suppress(LookupError, TypeError, ValueError):
                    yield _kept(json.loads(content.decode("utf-8", "surrogatepass")))

    def keep_clip(self, recipe: str, kept: Kept, opened: Mapping[str, float]) -> None:
        """Keep what was made of a recipe, for as long as the files in ``opened`` stay as they are.

        Nothing is kept where one was changed meanwhile, after the time at which it was read: what it says by now is not
        what the clip was made of.
        """
        with self._keeping():
            read = self._read_unchanged(opened)
            if read is not None:
                self._write("clips", recipe, {**asdict(kept), "opened": read})

    def trim(self) -> None:
        """Let go what is beyond the limit, of what was not used for longest."""
        with self._keeping():
            self.shelf.remove(self.shelf.over())

    def unit(self, name: str, folder: Path) -> Reel | None:
        """The beat of a unit, its stream in ``folder``, if every file that was read for it is as it was."""
        record = self._read("units", name)
        if record is not None:
            with self._sound("units", name, ".json"):
                footage = self.fetch(record["key"], folder) if _as_read(record["opened"]) else None
                if footage is not None:
                    return Reel((footage,), dict(record["about"]), dict.fromkeys(record["opened"], time.time()))
        return None

    def keep_unit(self, name: str, key: str, about: Mapping[str, Any], opened: Mapping[str, float]) -> None:
        """Keep which beat a unit is, for as long as the files in ``opened`` stay as they are; see ``keep_clip``."""
        with self._keeping():
            read = self._read_unchanged(opened)
            if read is not None:
                self._write("units", name, {"key": key, "about": about, "opened": read})

    def script(self, recipe: str) -> Mapping[str, Any] | None:
        """What a clip of a recipe says, as plain data, if every file that was read for it is as it was."""
        record = self._read("scripts", recipe)
        if record is not None:
            with self._sound("scripts", recipe, ".json"):
                if _as_read(record["opened"]):
                    told: Mapping[str, Any] = record["script"]
                    return told
        return None

    def keep_script(self, recipe: str, script: Mapping[str, Any], opened: Mapping[str, float]) -> None:
        """Keep what a clip says, for as long as the files in ``opened`` stay as they are; see ``keep_clip``."""
        with self._keeping():
            read = self._read_unchanged(opened)
            if read is not None:
                self._write("scripts", recipe, {"script": script, "opened": read})

    def spoken(self, key: str) -> bytes | None:
        """The sound file of a key; None where there is none."""
        return self._get("sounds", key, ".sound")

    def keep_spoken(self, key: str, content: bytes) -> None:
        """Keep a sound file."""
        with self._keeping():
            self.shelf.put("sounds", key, ".sound", content)
            self.shelf.remove(self.shelf.over())

    def _read_unchanged(self, opened: Mapping[str, float]) -> dict[str, str] | None:
        """Digests of the user's files that were read, by their paths; None where one has changed since."""
        own = None if self.folder is None else os.path.abspath(self.folder) + os.sep
        users = {path: when for path, when in opened.items() if own is None or not path.startswith(own)}
        # What was read before is none of this clip's, or a module that has long been loaded.
        # A date to come, as other clocks and hands write it, says nothing of a change.
        now = time.time()
        if any(now >= os.stat(path).st_mtime > when >= self.since for path, when in users.items()):
            return None
        return {path: file_digest(path) for path in users}

    def fetch_files(self, key: str, folder: Path) -> tuple[str, ...] | None:
        """Put the files of a key into ``folder``, which is made where missing; their names (None: there are none)."""
        content = self._get("files", key, ".zip")
        if content is None:
            return None
        with self._sound("files", key, ".zip"), suppress(OSError), ZipFile(BytesIO(content)) as kept:
            names = tuple(kept.namelist())
            if all(name == os.path.basename(name) and name not in ("..", ".") for name in names):
                kept.extractall(folder)
                return names
        return None

    def keep_files(self, key: str, folder: Path, names: Sequence[str]) -> None:
        """Keep files that lie in ``folder``."""
        with self._keeping():
            content = BytesIO()
            with ZipFile(content, "w") as kept:
                for name in names:
                    kept.write(folder / name, name)
            self.shelf.put("files", key, ".zip", content.getvalue())
            self.shelf.remove(self.shelf.over())

    def tell_unkept(self, why: str = "") -> None:
        """Tell, once, why something could not be kept, here or (``why``) by another process."""
        self.unkept = self.unkept or why
        if self.unkept and not self._told:
            self._told = True
            where = self.shelf.place.where()
            warn(UnkeptNote(f"nothing new can be kept in {where}: {self.unkept}; {FOLDER} names another folder"))

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        try:
            with unnoted():
                yield
        except OSError as error:
            self.unkept = error.strerror or str(error)

    @contextmanager
    def _sound(self, kind: str, name: str, ending: str) -> Iterator[None]:
        """An entry that is what was put there, but not what this code would have put there, is dropped."""
        try:
            yield
        except (ArithmeticError, AttributeError, BadZipFile, LookupError, RecursionError, TypeError, ValueError):
            self.shelf.drop(kind, name, ending)

    # What is opened on the way, such as keys to a store, is none of a scene's.
    def _has(self, kind: str, name: str, ending: str = "") -> bool:
        with unnoted():
            return self.shelf.has(kind, name, ending)

    def _get(self, kind: str, name: str, ending: str) -> bytes | None:
        with unnoted():
            return self.shelf.get(kind, name, ending)

    def _read(self, kind: str, name: str) -> Any:
        content = self._get(kind, name, ".json")
        if content is not None:
            with self._sound(kind, name, ".json"):
                return json.loads(content.decode("utf-8", "surrogatepass"))
        return None

    def _write(self, kind: str, name: str, record: Mapping[str, Any]) -> None:
        # Names of files may hold bytes that are no text.
        text = json.dumps(record, ensure_ascii=False)
        self.shelf.put(kind, name, ".json", text.encode("utf-8", "surrogatepass"))


def _kept(record: Mapping[str, Any]) -> Kept:
    told: dict[str, Any] = {field.name: record[field.name] for field in fields(Kept)}
    told |= {name: tuple(told[name]) for name in ("keys", "looks", "size")}
    return Kept(**told)


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


def _as_read(opened: Mapping[str, str]) -> bool:
    """Whether files still have the digests that they had."""
    return all(file_digest(path) == digest for path, digest in opened.items())


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
