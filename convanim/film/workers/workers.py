"""Several processes, each drawing one beat at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from convanim.film.footage import Reel
from convanim.film.shoot import Take, shoot
from convanim.film.store.cache import Cache
from convanim.film.store.file_reads import earliest
from convanim.film.workers.pool import Task, do_all
from convanim.film.workers.portable import name_of


def shoot_all(
    names: Sequence[str],
    takes: Sequence[Take],
    folders: Sequence[Path],
    jobs: int,
    cache: Cache | None,
    on_beat: Callable[[int, Sequence[Reel]], None],
) -> Iterator[Reel]:
    """The reel of each take, in order; it comes as soon as all the take's beats are there.

    ``names`` are what the clips are called, ``folders`` hold each take's streams. ``on_beat`` is called with a take's
    place and its reels, one a beat, so far. An exception here, an interrupt too, ends the workers at once.
    """
    beats = [take.scene_class().beats for take in takes]
    tasks, places = list[Task](), dict[str, tuple[int, int]]()
    for place, (take, folder) in enumerate(zip(takes, folders, strict=True)):
        whole = portable(take)
        for number, beat in enumerate(beats[place]):
            part = replace(whole, beats=frozenset({beat}))
            tasks.append(Task(f"the beat {beat} of {names[place]}", partial(shoot, part, folder, cache)))
            places[tasks[-1].name] = (place, number)
    done: dict[int, dict[int, Reel]] = defaultdict(dict)
    with closing(do_all(tasks, jobs)) as ready:
        for place, told in enumerate(beats):
            while len(done[place]) < len(told):
                name, reel = next(ready)
                at, number = places[name]
                done[at][number] = reel
                on_beat(at, list(done[at].values()))
            yield joined([done[place][number] for number in sorted(done[place])])
        next(ready, None)  # to its end, where workers are let go


def portable(take: Take) -> Take:
    """A take that can be handed to another process; its scene is one that is not ``hidden``."""
    return take if isinstance(take.scene, str) else replace(take, scene=name_of(take.scene))


def joined(reels: Sequence[Reel]) -> Reel:
    """One reel of all beats, with what the last one, which saw the clip to its end, says of it."""
    return Reel(
        tuple(footage for reel in reels for footage in reel.footage),
        reels[-1].about if reels else {},
        earliest(*(reel.opened for reel in reels)),
        next((reel.unkept for reel in reels if reel.unkept), ""),
    )
