"""Loads, when it is loaded itself, all that workers need, unless whoever wants them ends meanwhile."""

from __future__ import annotations

import os
from importlib import import_module
from threading import Event, Thread

_parent, _loaded = os.getppid(), Event()


def _end_with_parent() -> None:
    while not _loaded.wait(0.2):
        if os.getppid() != _parent:
            os._exit(1)


_watch = Thread(target=_end_with_parent, daemon=True)
_watch.start()
try:
    # From a folder that is gone torch cannot be loaded, and the one that it was started in may go before all is.
    here = os.open(os.curdir, getattr(os, "O_PATH", os.O_RDONLY))
    os.chdir(os.sep)
    try:
        import_module("convanim.film.shoot")
    finally:
        os.fchdir(here)
        os.close(here)
finally:
    # A process that is to be copied has no other threads.
    _loaded.set()
    _watch.join()
