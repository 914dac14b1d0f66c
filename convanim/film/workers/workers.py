"""Several processes, each drawing one beat at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import replace
from pathlib import Path

from convanim.film.footage import Reel
from convanim.film.shoot import Take, shoot
from convanim.film.store.cache import Cache
from convanim.film.store.file_reads import earliest
from convanim.film.workers.pool import workers
from convanim.film.workers.portable import name_of


def shoot_all(
    takes: Sequence[Take],
    folders: Sequence[Path],
    jobs: int,
    cache: Cache | None,
    on_beat: Callable[[int, Sequence[Reel]], None],
) -> Iterator[Reel]:
    """The reel of each take, in order; it comes as soon as all the take's beats are there.

    ``folders`` hold each take's streams. ``on_beat`` is called with a take's place and its reels, one a
    beat, so far. An exception here, an interrupt too, ends the workers at once.
    """
    with workers(jobs) as pool:
        beats = [take.scene_class().beats for take in takes]
        places: dict[Future[Reel], tuple[int, int]] = {}
        for place, (take, folder) in enumerate(zip(takes, folders, strict=True)):
            whole = portable(take)
            for number, beat in enumerate(beats[place]):
                part = replace(whole, beats=frozenset({beat}))
                places[pool.submit(shoot, part, folder, cache)] = (place, number)
        done: dict[int, dict[int, Reel]] = defaultdict(dict)
        ready = as_completed(places)
        for place, told in enumerate(beats):
            while len(done[place]) < len(told):
                future = next(ready)
                at, number = places[future]
                done[at][number] = future.result()
                on_beat(at, list(done[at].values()))
            yield _joined([done[place][number] for number in sorted(done[place])])


def portable(take: Take) -> Take:
    """A take that can be handed to another process; its scene is one that is not ``hidden``."""
    return take if isinstance(take.scene, str) else replace(take, scene=name_of(take.scene))


def _joined(reels: Sequence[Reel]) -> Reel:
    """One reel of all beats, with what the last one, which saw the clip to its end, says of it."""
    return Reel(
        tuple(footage for reel in reels for footage in reel.footage),
        reels[-1].about if reels else {},
        earliest(*(reel.opened for reel in reels)),
    )
