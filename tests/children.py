"""Commands that tests start: as from a terminal, whatever has started the tests, and with an end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 300
"""Seconds after which a command hangs; a slow and busy machine needs a fraction of that."""

LONG = 4 * PATIENCE
"""Seconds after which one hangs that builds many pages or films."""

SOON = 60
"""Seconds within which a command has to end that is told to; a fraction of what it would have taken."""

STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def started(command, **options) -> Iterator[subprocess.Popen]:
    """A command in a session of its own, which heeds Ctrl-C and the like; none of it is left after the block.

    ``options`` are those of ``Popen``; text in UTF-8 unless ``text`` is false.
    """
    process = start(command, **options)
    try:
        yield process
    finally:
        kill_session(process.pid)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        process.wait(PATIENCE)


def start(command, **options) -> subprocess.Popen:
    """A command as ``started`` has it, which is the caller's to end."""
    with heeding_signals():
        return subprocess.Popen(
            [str(part) for part in command],
            start_new_session=True,
            **{"text": True, "encoding": "utf-8" if options.get("text", True) else None, **options},
        )


@contextmanager
def heeding_signals():
    """What is started in here does not ignore what this process does, under nohup or in the background."""
    ignored = [number for number in STOPPING if signal.getsignal(number) is signal.SIG_IGN]
    try:
        for number in ignored:
            signal.signal(number, signal.SIG_DFL)
        yield
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


def run(command, timeout=PATIENCE, **options) -> subprocess.CompletedProcess:
    """A command from beginning to end, with what it writes; TimeoutExpired, and nothing is left, where it hangs."""
    check, typed = options.pop("check", False), options.pop("input", None)
    pipes = {
        "stdin": subprocess.DEVNULL if typed is None else subprocess.PIPE,
        **dict.fromkeys(("stdout", "stderr"), subprocess.PIPE),
    }
    with started(command, **{**pipes, **options}) as process:
        out, err = process.communicate(typed, timeout=timeout)
    done = subprocess.CompletedProcess(process.args, process.returncode, out, err)
    if check and done.returncode:
        raise AssertionError(f"{done.args} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


def python(*arguments, **options) -> subprocess.CompletedProcess:
    """This Python with arguments, from beginning to end, which has to be a good one."""
    return run([sys.executable, *arguments], **{"check": True, **options})


def until(wanted, process=None, patience=PATIENCE):
    """Wait until something is so, and return what it then is; fails where it never is, or the process ends before."""
    deadline = time.monotonic() + patience
    while not (found := wanted()):
        assert process is None or process.poll() is None, f"it ended before, with {process.returncode}"
        assert time.monotonic() < deadline, f"not within {patience} seconds"
        time.sleep(0.05)
    return found


def session_of(pid) -> list[str]:
    """The command lines of a session's processes that are still there."""
    told = subprocess.run(
        ["ps", "-ww", "-A", "-o", "sess=,stat=,args="], capture_output=True, text=True, check=True, timeout=PATIENCE
    ).stdout
    rows = [row.split(maxsplit=2) for row in told.splitlines()]
    return [row[2] for row in rows if len(row) == 3 and row[0] == str(pid) and "Z" not in row[1]]


def kill_session(pid) -> None:
    """End what was started in a session at once; what has left its group ends with those that it listens to."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, timeout=PATIENCE)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
