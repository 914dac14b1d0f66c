"""Where files are kept from one time to the next, and where they are made, so that they appear complete or not at all.

Whoever is killed cannot tidy up. So each folder that files are made in has a lock file beside it, which a living
process holds: what nobody holds any more is taken away by the next that works in the same place.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from tempfile import gettempdir
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from filelock import BaseFileLock

FOLDER = "CONVANIM_CACHE"
"""The environment variable that names another folder, or an address."""
HIDDEN = ".convanim-"
"""How the names of folders begin in which files are made."""
LOCK = ".lock"
"""How the names of the files end that say whether a folder is in use."""
AWAY = 7 * 86400.0
"""Seconds for which a folder that another machine made is left alone: not every network drive tells of its locks."""

PATIENCE = 10.0
"""Seconds after which nobody waits for a turn any longer that takes milliseconds."""

TRIES = 20
"""How many names are tried for a folder: where none of them can be locked, the file system has no such locks."""

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::[^/]*)?://")
"""How addresses begin; a single letter is a drive of Windows."""

_LOCKS = re.compile(rf"({re.escape(HIDDEN)}[0-9a-f]{{8}})\.([0-9a-f]{{6}}){re.escape(LOCK)}")
_tidied: set[tuple[int, str]] = set()


def cache_place() -> Path | str:
    """The folder in which whatever can be made again is kept, or an address."""
    named = os.environ.get(FOLDER)
    return place_of(named) if named else user_cache_path("convanim")


def place_of(named: str) -> Path | str:
    """What names a place: a folder's path, or an address as it is.

    >>> place_of("s3://bucket/clips"), place_of("clips").name
    ('s3://bucket/clips', 'clips')
    """
    return named if ADDRESS.match(named) else Path(named)


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """Where to write one file, which then appears complete at ``path`` or not at all; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with workplace(path.parent) as folder:
        yield folder / path.name
        os.replace(folder / path.name, path)


@contextmanager
def workplace(within: Path | None = None) -> Iterator[Path]:
    """A new hidden folder to make files in, which goes with the block; None: in the one for temporary files.

    What a process that was killed has left beside it goes, too. Raises OSError where no folder can be made.
    """
    if within is None:
        within = Path(gettempdir())
        # It may have been tidied away by others since this process began.
        within.mkdir(parents=True, exist_ok=True)
    if (os.getpid(), str(within)) not in _tidied:
        _tidied.add((os.getpid(), str(within)))
        tidy(within)
    folder, lock = _claimed(within)
    try:
        yield folder
    finally:
        _clear(folder, lock)


@contextmanager
def turn(within: Path) -> Iterator[None]:
    """One process at a time does this in a folder, as far as the system has locks."""
    from filelock import FileLock, Timeout

    file = within / f"{HIDDEN}turn{LOCK}"
    lock = FileLock(file, timeout=PATIENCE, poll_interval=0.005, fallback_to_soft=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        pass
    except (OSError, NotImplementedError):  # what filelock raises where a folder knows no locks
        with suppress(OSError):
            file.unlink(missing_ok=True)
    try:
        yield
    finally:
        if lock.is_locked:
            # Who waits for it sees that it is gone, and makes another.
            with suppress(OSError):
                if os.name != "nt":
                    os.unlink(lock.lock_file)
            with suppress(OSError):
                lock.release()


def tidy(within: Path | None = None) -> None:
    """Take away the folders made by ``workplace`` in a folder (None: that for temporary files) that nobody holds."""
    within = Path(gettempdir()) if within is None else within
    with suppress(OSError):
        for name in os.listdir(within):
            found = _LOCKS.fullmatch(name)
            with suppress(OSError):
                if found is not None and _may_go(within / name, found[2]) and (lock := _held(within / name)):
                    _clear(within / found[1], lock)


def _claimed(within: Path) -> tuple[Path, BaseFileLock | None]:
    """A new folder and the lock that says that it is in use; None where the system has no locks."""
    for _ in range(TRIES):
        folder = within / f"{HIDDEN}{token_hex(4)}"
        file = within / f"{folder.name}.{_machine()}{LOCK}"
        try:
            lock = _held(file)
        except OSError:
            with suppress(OSError):
                file.unlink(missing_ok=True)
            break
        # Before it was held, another process may have taken it for left behind.
        if lock is not None:
            try:
                if file.exists():
                    os.mkdir(folder, 0o700)
                    return folder, lock
            except FileExistsError:
                pass
            except BaseException:
                _clear(folder, lock)
                raise
            lock.release()
    # Without one, nobody ever takes the folder for left behind.
    folder = within / f"{HIDDEN}{token_hex(4)}"
    os.mkdir(folder, 0o700)
    return folder, None


def _held(file: Path) -> BaseFileLock | None:
    """The lock of a file, held; None where another process holds it. Raises OSError where none can be had."""
    from filelock import FileLock, Timeout  # which takes longer to load than finding what is kept

    lock = FileLock(file, timeout=0, thread_local=False, fallback_to_soft=False, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout:
        return None
    except NotImplementedError as error:  # what filelock raises where a folder knows no locks
        raise OSError(str(error)) from error
    return lock


def _clear(folder: Path, lock: BaseFileLock | None) -> None:
    rmtree(folder, ignore_errors=True)
    if lock is None:
        return
    with suppress(OSError):
        # The lock's file stays as long as there is something left that it tells of.
        if os.name != "nt" and not os.path.lexists(folder):
            os.unlink(lock.lock_file)
    with suppress(OSError):
        lock.release()
    with suppress(OSError):
        if not os.path.lexists(folder):
            os.unlink(lock.lock_file)


def _may_go(file: Path, machine: str) -> bool:
    """Whether a lock's file is of this user, and of this machine or long there."""
    status = os.lstat(file)
    own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return own and stat.S_ISREG(status.st_mode) and (machine == _machine() or time.time() - status.st_mtime > AWAY)


@lru_cache(maxsize=1)
def _machine() -> str:
    """What tells this machine from others that work in the same folder."""
    import platform

    return blake2b(platform.node().encode("utf-8", "surrogateescape"), digest_size=3).hexdigest()
