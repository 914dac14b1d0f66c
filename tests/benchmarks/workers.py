"""What more processes bring, and how much memory each takes: the command line in fresh processes, watched from outside.

Memory is as Linux tells it in /proc; elsewhere none is told.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

PAUSE = 0.05
"""Seconds between two looks."""

ALL_TOGETHER = 10
"""Every so many looks shared pages are counted too, which takes the kernel a while."""


@dataclass
class Watched:
    """A run from start to end: its seconds, and the most memory in MB of each process by what it does."""

    seconds: float = 0.0
    peaks: dict[str, float] = field(default_factory=dict)
    together: float = 0.0
    """The most of all at one time, pages that they share counted once."""


def watched_render(scenes: Sequence[str], quality: str, jobs: int) -> Watched:
    """Render scenes with so many jobs, and watch every process that does."""
    command = [sys.executable, "-m", "convanim", "render", *scenes, "-q", quality, "-j", str(jobs), "--no-cache"]
    seen = Watched()
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        start = time.perf_counter()
        running = subprocess.Popen([*command, "-o", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        looks = 0
        while running.poll() is None:
            _look(running.pid, seen, whole=looks % ALL_TOGETHER == 0)
            looks += 1
            time.sleep(PAUSE)
        seen.seconds = time.perf_counter() - start
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {running.returncode}")
    return seen


def _look(root: int, seen: Watched, whole: bool) -> None:
    together = 0.0
    for pid, name in _processes(root):
        with suppress(OSError, StopIteration):  # it may have ended meanwhile
            seen.peaks[name] = max(seen.peaks.get(name, 0.0), _megabytes(pid, "status", "VmHWM:"))
            together += _megabytes(pid, "smaps_rollup", "Pss:") if whole else 0.0
    seen.together = max(seen.together, together)


def _processes(root: int) -> Iterator[tuple[int, str]]:
    """A render's processes by what they do: the one that was started, the server that copies itself, and the copies."""
    yield root, "parent"
    for child in _children(root):
        with suppress(OSError):
            if "forkserver" in Path(f"/proc/{child}/cmdline").read_text():
                yield child, "server of workers"
                yield from ((worker, f"worker {k}") for k, worker in enumerate(_children(child), 1))


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return sorted(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return []


def _megabytes(pid: int, name: str, entry: str) -> float:
    lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(entry)).split()[1]) / 1024
