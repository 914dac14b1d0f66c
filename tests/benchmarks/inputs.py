"""Clips of as many inputs of somebody's own: what the process holds that asks for them, at the most.

``python -m tests.benchmarks.inputs --inputs 200`` takes some minutes, most of them for what is drawn first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

SCENE = """
from convanim import ConvScene, Layer


class Short(ConvScene):
    layer = Layer(3, 3, size=224, groups=3)
    beats = ("only",)

    def only(self):
        self.rest(0.2)
"""
SHAPE = (3, 224, 224)
WAYS = {
    "--report, drawn": ("--report", "made.json", "--jobs", "1"),
    "--report, all kept": ("--report", "made.json", "--jobs", "1"),
    "--dry-run, all kept": ("--dry-run",),
    "--dry-run, none kept": ("--dry-run", "--crf", "20"),
}
"""What is measured, in this order, by what it is called."""


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, nargs="+", default=[20, 200])
    for inputs in parser.parse_args().inputs:
        with TemporaryDirectory(prefix="convanim-bench-") as folder:
            _prepare(Path(folder), inputs)
            for way, options in WAYS.items():
                started = time.perf_counter()
                megabytes = _held(Path(folder), options)
                took = time.perf_counter() - started
                print(f"{inputs} inputs, {way}: {megabytes:.0f} MB at the most, {took:.0f} s", flush=True)


def _prepare(place: Path, inputs: int) -> None:
    (place / "short.py").write_text(SCENE)
    (place / "students").mkdir()
    for number in range(inputs):
        array = np.random.default_rng(number).standard_normal(SHAPE, dtype=np.float32)
        np.save(place / "students" / f"{number:04}.npy", array)
    (place / "list.toml").write_text('[[clip]]\nscene = "short.py"\nmatrix = { input = "students/*.npy" }\n')


def _held(place: Path, options: tuple[str, ...]) -> float:
    """How much one command holds, without the processes that draw for it, in MB."""
    process = subprocess.Popen(
        [sys.executable, "-m", "convanim", "render", "list.toml", "-q", "l", "-o", "out", "--quiet", *options],
        cwd=place,
        env={**os.environ, "CONVANIM_CACHE": str(place / "cache")},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{options} ended with {process.returncode}")
    return used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
