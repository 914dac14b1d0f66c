"""The machine in a few words, none of which tells whose it is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
MACOS = ("sysctl", "-n", "machdep.cpu.brand_string")


def processor() -> str:
    """What the processor calls itself, or else its architecture."""
    for name in (*_told_by_linux(), *_told_by_macos(), os.environ.get("PROCESSOR_IDENTIFIER", ""), platform.machine()):
        if plain := one_line(name):
            return plain
    return "unknown"


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def system() -> str:
    """The operating system, its version and the architecture.

    Of the version only numbers: kernels that people build themselves may be called after anything.
    """
    version = re.match(r"\d+(\.\d+)?", platform.release())
    return one_line(" ".join([platform.system(), version[0] if version else "", platform.machine()])) or "unknown"


def one_line(text: str, most: int = 80) -> str:
    """Text without line breaks and idle spaces, and not too long.

    >>> one_line(" AMD  EPYC\\n")
    'AMD EPYC'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:most].strip()


def _told_by_linux() -> Iterable[str]:
    with suppress(OSError, UnicodeError):
        for line in CPUINFO.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() in ("model name", "Model", "Hardware"):
                yield value


def _told_by_macos() -> Iterable[str]:
    if platform.system() == "Darwin":
        with suppress(OSError, subprocess.SubprocessError):
            yield subprocess.run(MACOS, capture_output=True, text=True, timeout=5, check=False).stdout
