"""Where files are kept from one time to the next, and how one appears complete, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

FOLDER = "CONVANIM_CACHE"
"""The environment variable that names another folder."""
HIDDEN = ".convanim-"
"""How the names of folders begin in which files are made."""


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """Where to write one file, which then appears complete at ``path`` or not at all; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=HIDDEN, delete=False) as file:
        part = Path(file.name)
    try:
        yield part
        # Temporary files are for their owner alone; pages are read by web servers.
        part.chmod(0o644)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def cache_folder() -> Path:
    """Where whatever can be made again is kept."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else user_cache_path("convanim")
