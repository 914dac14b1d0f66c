"""Manim and torch, loaded for the workers while this process is still busy with something else.

Knows neither of them, so that whoever finds a film in the cache never loads them.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.process import current_process
from tempfile import gettempdir
from typing import Any

from convanim.film.workers.processes import Spawning, undisturbed
from convanim.folders import HIDDEN, workplace

LOADED = "convanim.film.workers.preloaded"

LONGEST_SOCKET = 103
"""Bytes that the name of a socket may have where systems allow the fewest."""
SOCKET = f"/{HIDDEN}12345678/listener-12345678"
"""Where in the folder for temporary files Python puts the one through which copies are asked for."""


def copies() -> bool:
    """Whether workers start as copies of a process that has loaded Manim and torch once: where the system can.

    Elsewhere, and where the name of the folder for temporary files is too long for a socket in there, each is loaded
    from the beginning.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    from multiprocessing import forkserver

    # Temporary files may be tidied away by others, and nothing public knows the one of a socket.
    socket: Any = getattr(forkserver._forkserver, "_forkserver_address", None)
    there = socket is None or os.path.exists(socket)
    return there and len(os.fsencode(gettempdir() + SOCKET)) <= LONGEST_SOCKET


if sys.platform != "win32":
    from convanim.film.workers.processes import Forking

    Starting = Forking | Spawning

    def starter() -> Starting:
        """What starts workers; a new one each time, which knows those that it has started."""
        return Forking() if copies() else Spawning()

else:
    Starting = Spawning

    def starter() -> Starting:
        """What starts workers; a new one each time, which knows those that it has started."""
        return Spawning()


def load_ahead() -> None:
    """Start loading what workers will need, beside this process; asking again changes nothing."""
    if copies():
        from multiprocessing import forkserver, resource_tracker  # only where the system has them

        multiprocessing.set_forkserver_preload([LOADED])
        _sockets()
        with undisturbed():
            resource_tracker.ensure_running()  # which, left to the fork server, would undo the next line
            # Ctrl-C reaches every process of a terminal; what loads meanwhile has nothing to tell of it.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                forkserver.ensure_running()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _sockets() -> None:
    """Let Python put its sockets where they are taken away even after this process is killed."""
    known: Any = current_process()._config  # type: ignore[attr-defined]  # nothing public tells it where
    if "tempdir" not in known:
        place, own = workplace(), os.getpid()
        with suppress(OSError):  # what cannot be written there, Python itself will tell
            known["tempdir"] = str(place.__enter__())
            # A copy of this process is not to take away what this one still uses.
            atexit.register(lambda: os.getpid() == own and place.__exit__(None, None, None))


def unload() -> None:
    """End at once what loads or has loaded; it would end with this process, but not before it has loaded all."""
    if copies():
        from multiprocessing import forkserver

        server: Any = forkserver._forkserver  # nothing public knows its process
        if server._forkserver_pid is not None:
            with suppress(ProcessLookupError):
                os.kill(server._forkserver_pid, signal.SIGKILL)
