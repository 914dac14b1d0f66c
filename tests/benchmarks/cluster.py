"""Many small clips by a Dask cluster of this machine: how fast, what each unit costs, and what the client holds.

``python -m tests.benchmarks.cluster --clips 40`` takes some minutes; it starts the clusters itself.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from convanim.film.batch import Made, Order, render_batch
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.film.workers.cluster import Cluster
from convanim.film.workers.crew import Crew, Local
from convanim.film.workers.unit import Drawn, Unit, draw
from convanim.spec import Layer, Values

CLUSTER = Path(__file__).parents[1] / "film" / "workers" / "cluster_of.py"
EMPTY = 400
"""So many units are sent that do nothing but send back as many bytes as a beat has."""
BYTES = 50_000


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=40, help="so many are drawn each time")
    parser.add_argument("--held", type=int, default=2000, help="so many are laid out to see what the client holds")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="convanim-bench-") as folder:
        for clips, megabytes in _held(given.held, Path(folder) / "held"):
            print(f"client after {clips} clips: {megabytes:.0f} MB", flush=True)
        with Local(1) as crew:
            print(f"1 process of this machine: {_drawn(crew, given.clips, Path(folder) / 'local')}", flush=True)
        for workers in (1, 2):
            with _cluster(workers) as address, Cluster(address) as crew:
                told = _drawn(crew, given.clips, Path(folder) / str(workers))
                print(f"{workers} of a cluster: {told}", flush=True)
                print(f"a unit that does nothing: {1000 * _overhead(crew):.1f} ms", flush=True)


def orders(clips: int) -> Iterator[Order]:
    """Small clips that differ in their numbers."""
    layer = Layer(2, 2, size=4, groups=2)
    for seed in range(clips):
        values, name = Values(seed=seed), Naming.of(f"small-{seed}")
        yield Order(str(seed), partial(Clip, "depthwise", layer=layer, values=values, name=name))


def _drawn(crew: Crew, clips: int, out: Path) -> str:
    """How long clips took that were drawn by workers who have loaded what they need, which each does once."""
    list(render_batch(orders(2 * crew.width), crew, quality="l", out=out / "warm"))
    started = time.perf_counter()
    made = [one for one in render_batch(orders(clips), crew, quality="l", out=out) if isinstance(one, Made)]
    seconds = time.perf_counter() - started
    if len(made) < clips:
        raise RuntimeError(f"{len(made)} of {clips} clips were made")
    units = sum(len(one.result.sections) for one in made)
    stored = sum(file.stat().st_size for one in made for file in one.result.files)
    return (
        f"{clips} clips, {units} units, {stored / 1e6:.1f} MB in {seconds:.1f} s: "
        f"{3600 * clips / seconds:.0f} clips an hour, {seconds / units:.3f} s a unit"
    )


def _empty(_: int) -> bytes:
    return bytes(BYTES)


def _overhead(crew: Crew) -> float:
    """Seconds from one unit that does nothing to the next."""
    started = time.perf_counter()
    for future in [crew.submit(_empty, number) for number in range(EMPTY)]:
        future.result()
    return (time.perf_counter() - started) / EMPTY


class Answering(Crew):
    """One that draws each beat once, and answers with that whatever numbers it is asked for."""

    width = 2
    ahead = 4

    def __init__(self) -> None:
        self.known = dict[str, Drawn]()

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        """The same film as a unit of this one."""
        unit: Unit = args[0]
        if unit.beat not in self.known:
            self.known[unit.beat] = draw(unit)
        told = replace(self.known[unit.beat], unit=unit.name)
        future: Future[Any] = Future()
        future.set_result(replace(told, seal=told.content()))
        return future


def _held(clips: int, out: Path) -> Iterator[tuple[int, float]]:
    """What the client holds after some clips, in MB, at the most so far."""
    looks = {clips // 20, clips // 4, clips // 2, clips}
    for number, one in enumerate(render_batch(orders(clips), Answering(), quality="l", out=out), 1):
        for file in one.result.files if isinstance(one, Made) else ():
            file.unlink()
        if number in looks:
            yield number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _cluster(workers: int) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, CLUSTER, str(workers)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
        process.stdin.close()


if __name__ == "__main__":
    main()
