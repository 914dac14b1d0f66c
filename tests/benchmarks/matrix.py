"""Clips that differ in their numbers alone: how many beats are painted, and how long that takes all cores.

``python -m tests.benchmarks.matrix --clips 8`` takes some minutes.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

WAYS = {
    "--no-cache": ("--no-cache",),
    "one process": ("--jobs", "1"),
    "two processes": ("--jobs", "2"),
    "--report": ("--jobs", "2", "--report", "report.json"),
}
"""What is compared, by what it is called."""
SUBREAPER = 36
"""What Linux calls it where processes that nobody waits for any more come to this one."""
TOLD = ("path", "captions", "ledger")


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--scene", default="depthwise")
    given = parser.parse_args()
    films = dict[str, dict[str, str]]()
    for way, options in WAYS.items():
        with TemporaryDirectory(prefix="convanim-bench-") as folder:
            place = Path(folder)
            (place / "list.toml").write_text(
                f'[[clip]]\nscene = "{given.scene}"\nmatrix = {{ seed = "0..{given.clips - 1}" }}\n'
            )
            seconds, told = _rendered(place, options)
            painted = sum(len(one["sections"]) - one["kept"] for one in told)
            films[way] = {file.name: sha256(file.read_bytes()).hexdigest() for file in (place / "out").iterdir()}
        same = sum(films[way][name] == digest for name, digest in films["--no-cache"].items())
        print(
            f"{way}: {painted} of {sum(len(one['sections']) for one in told)} beats painted, "
            f"{seconds:.1f} CPU seconds, {same} of {len(films[way])} files as without a cache",
            flush=True,
        )


def _rendered(place: Path, options: tuple[str, ...]) -> tuple[float, list[dict[str, object]]]:
    """Seconds of all processes, and what was told of each clip."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    before = _spent()
    done = subprocess.run(
        [sys.executable, "-m", "convanim", "render", "list.toml", "-q", "l", "-o", "out", "--json", *options],
        cwd=place,
        env={**os.environ, "CONVANIM_CACHE": str(place / "cache")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return _spent() - before, [json.loads(line) for line in done.stdout.splitlines()]


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
