"""What ends a command from outside: Ctrl-C, or the system; and ends it as such, wherever it comes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from convanim.errors import Ended

OTHERS = ("SIGTERM", "SIGHUP")
"""It was told to end, or its terminal was closed."""

_come: list[int] = []


@contextmanager
def heeded() -> Iterator[None]:
    """In this block, a signal is an exception, so that half-written files are removed on the way out.

    What it breaks off may make other errors of it, as libraries do that are half loaded: they are not told.
    """
    before = {}
    for name in ("SIGINT", *OTHERS):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            before[number] = signal.signal(number, end)
    _come.clear()
    try:
        yield
    except Exception as error:
        if _come:
            raise _exception(_come[0]) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(number: int, frame: FrameType | None) -> NoReturn:
    """What a signal does in such a block."""
    _come.append(number)
    raise _exception(number)


def _exception(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else Ended(128 + number)
