"""Loads, when it is loaded itself, all that workers need, unless whoever wants them ends meanwhile."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from threading import Event, Thread

from convanim.folders import workplace

_parent, _loaded = os.getppid(), Event()


def _end_with_parent() -> None:
    while not _loaded.wait(0.2):
        if os.getppid() != _parent:
            os._exit(1)


_watch = Thread(target=_end_with_parent, daemon=True)
_watch.start()
try:
    # The folder that it was started in may be gone before all is loaded, and from one that is gone torch cannot be.
    with suppress(OSError), workplace() as folder:
        here = os.getcwd()
        os.chdir(folder)
        try:
            import_module("convanim.film.shoot")
        finally:
            os.chdir(here)
finally:
    # A process that is to be copied has no other threads.
    _loaded.set()
    _watch.join()
