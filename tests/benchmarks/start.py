"""How soon the command line answers and a render shows its first frame, in fresh processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

BARE = """
import click

@click.group()
def main():
    "A bare program."

@main.command()
@click.argument("name")
@click.option("-q", "--quality", default="m", help="Quality.")
def render(name, quality):
    "Render."

main()
"""

FIRST_FRAME = """
import sys, time
from convanim.film import writer

def first(self, patches, repeat):
    print(time.time(), file=sys.__stdout__, flush=True)
    raise SystemExit(0)

writer.ClipWriter.write_patches = first
from convanim.cli import main
main(["render", "depthwise", "-q", "h", "-j", "1", "--no-cache", "-o", sys.argv[1]])
"""


def start_times(repeats: int = 9) -> dict[str, float]:
    """Median seconds: Python alone, a bare click program's help, ours, and ours to the first frame."""
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "bare click --help": [sys.executable, str(bare), "--help"],
            "convanim --help": [sys.executable, "-m", "convanim", "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in [*commands, "first frame"]}
        for turn in range(repeats + 1):  # the first turn only warms the caches
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                if turn:
                    times[name].append(time.perf_counter() - start)
        for _ in range(max(3, repeats // 3)):
            began = time.time()
            done = subprocess.run(
                [sys.executable, "-c", FIRST_FRAME, folder], capture_output=True, text=True, check=False
            )
            times["first frame"].append(float(done.stdout.split()[0]) - began)
    return {name: statistics.median(taken) for name, taken in times.items()}
