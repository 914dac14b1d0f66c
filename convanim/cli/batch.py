"""Many clips by many workers, told as they come; and the report of what was made and what is missing."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.cli.output import say, tell, tell_json
from convanim.cli.progress import Account, told_if_interrupted
from convanim.cli.render import summary
from convanim.cli.report import warned
from convanim.errors import ConvanimError, SpecError, quoted
from convanim.film.batch import Made, Missing, Order, render_batch
from convanim.film.store.sending import check_place, delivery_to
from convanim.film.workers.crew import Local
from convanim.folders import place_of
from convanim.request.wording import COMMAND

if TYPE_CHECKING:
    from convanim.film.store.cache import Cache
    from convanim.film.workers.crew import Crew
    from convanim.request.request import Request


def crew_of(scheduler: str | None, jobs: int | None) -> Crew:
    """The workers of a cluster, or as many processes of this machine as are asked for (None: as it has cores)."""
    if scheduler is None:
        from convanim.film.render import processes

        return Local(jobs or processes(2, "m"))
    from convanim.film.workers.cluster import Cluster

    return Cluster(scheduler)


@dataclass
class Report:
    """What became of clips: those made and kept by name, and what is missing; ``ended`` is why not all had a turn."""

    labels: Sequence[str]
    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: dict[int, Missing] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    ended: str = ""

    def take(self, one: Made | Missing) -> None:
        """Take down what became of a clip."""
        self.done.add(one.number)
        if isinstance(one, Missing):
            self.missing[one.number] = one
        else:
            (self.kept if one.kept else self.made).append(one.result.files[0].stem)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        left = (
            Missing(number, label, self.ended or "it had no turn")
            for number, label in enumerate(self.labels, 1)
            if number not in self.done
        )
        missing = sorted([*self.missing.values(), *left], key=lambda one: one.number)
        return {
            "clips": len(self.labels),
            "made": sorted(self.made),
            "kept": sorted(self.kept),
            "missing": [asdict(one) for one in missing],
            "ended": self.ended,
        }

    def write(self, file: str) -> None:
        """Write it to a file, or an address; raises RenderError where that cannot be."""
        with delivery_to(_folder_of(file)) as delivery:
            name = os.path.basename(file)
            delivery.reserve(name)
            delivery.write(name, json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n")
            delivery.deliver()


def render_many(
    requests: deque[Request],
    scheduler: str | None,
    jobs: int | None,
    quality: str,
    out: Path | str,
    cache: Cache | None,
    report: str | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Have clips drawn, tell of each as it is there, and in the end what is missing; the exit code.

    ``requests`` are taken away one by one, so that what each holds goes with it.
    """
    check_place(out)
    if report is not None:
        check_place(_folder_of(report))
        with delivery_to(_folder_of(report)) as delivery:
            delivery.reserve(os.path.basename(report))
    found = Report([one.label or str(one.scene) for one in requests])
    account = Account()
    try:
        with (
            told_if_interrupted(account, len(found.labels), cache is not None),
            warned(quiet),
            crew_of(scheduler, jobs) as crew,
            closing(_results(requests, crew, quality, out, cache)) as results,
        ):
            for one in results:
                found.take(one)
                _tell(one, quiet, as_json)
                account.clips += isinstance(one, Made)
    except BaseException as error:
        found.ended = error.said(COMMAND) if isinstance(error, ConvanimError) else "interrupted"
        raise
    finally:
        if report is not None:
            found.write(report)
    if found.missing and not quiet:
        say(f"{len(found.missing)} of {len(found.labels)} clips are missing; the same again tries them once more")
    return 1 if found.missing else 0


def _folder_of(file: str) -> str:
    folder = os.path.dirname(file)
    if isinstance(place_of(file), str) and not isinstance(place_of(folder), str):
        raise SpecError(f"--report is {quoted(file)}", "a file, or an address such as s3://bucket/made.json")
    return folder


def _results(
    requests: deque[Request], crew: Crew, quality: str, out: Path | str, cache: Cache | None
) -> Generator[Made | Missing]:
    several, orders = len(requests) > 1, _orders(requests, cache)
    return render_batch(orders, crew, quality=quality, out=out, cache=cache, several=several, wording=COMMAND)


def _orders(waiting: deque[Request], cache: Cache | None) -> Iterator[Order]:
    """Each request when its turn comes, which nobody holds any longer than it takes."""
    while waiting:
        one = waiting.popleft()
        yield Order(one.label or str(one.scene), partial(one.clip, cache))


def _tell(one: Made | Missing, quiet: bool, as_json: bool) -> None:
    if isinstance(one, Missing):
        say(f"missing: {one.clip}: {one.reason}")
        for failure in one.beats:
            say(f"missing: {one.clip}, beat {failure.beat}: {failure.reason} (tried {failure.times} times)")
    elif as_json:
        tell_json(one.result.as_dict())
    elif not quiet:
        tell(summary(one.result))
