"""The voice of one clip: of each beat what is heard, when, and how long its captions have to stay for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from convanim.budgets import MOST_HEARD
from convanim.errors import SpecError
from convanim.film.footage import later
from convanim.film.store.cache import Cache, digest
from convanim.film.store.file_reads import unnoted
from convanim.film.voice.engines import Engine
from convanim.film.voice.pauses import begins
from convanim.film.voice.recordings import recordings
from convanim.film.voice.script import Lines, Script, aloud, speaking_time
from convanim.film.voice.sounds import RATE, Samples, read_sound
from convanim.folders import workplace
from convanim.spec.heard import Heard

BREATH = 0.3
"""Seconds between two captions that an engine speaks."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Samples (samples, channels) that are heard without a break, from the caption at ``caption`` on, from 0.

    None: from the first frame of the beat on.
    """

    samples: Samples
    caption: int | None


@dataclass(frozen=True, eq=False)
class Narration:
    """What is heard in a clip: by beat how long that takes, and its pieces in order; ``told`` is for the ledger."""

    heard: Mapping[str, Heard] = field(repr=False)
    pieces: Mapping[str, tuple[Piece, ...]] = field(repr=False)
    told: Mapping[str, Any]

    @property
    def channels(self) -> int:
        """Two where any of it has two, else one."""
        return max((one.samples.shape[1] for pieces in self.pieces.values() for one in pieces), default=1)

    @cached_property
    def key(self) -> str:
        """What tells it from any that sounds otherwise, or takes other times."""
        return digest(self.told, {name: (one.seconds, one.at_once) for name, one in self.heard.items()})


def narrated_by_recordings(folder: Path, script: Script) -> Narration:
    """The narration of a folder of recordings; raises and tells as ``recordings`` and ``read_sound`` do."""
    heard, pieces, told = dict[str, Heard](), dict[str, tuple[Piece, ...]](), dict[str, Any]()
    beats = {one.name: one for one in script.beats}
    whole = 0.0
    with unnoted():
        for name, path in sorted(recordings(folder, script).items(), key=lambda one: beats[one[0]].number):
            sound = read_sound(path)
            whole = _added(whole, sound.seconds, str(folder))
            heard[name], pieces[name] = _spread(sound.samples, beats[name])
            told[name] = {"file": path.name, "seconds": later(sound.seconds, 0.0), "digest": sound.digest}
    return Narration(heard, pieces, {"kind": "recordings", "beats": told})


def _spread(samples: Samples, beat: Lines) -> tuple[Heard, tuple[Piece, ...]]:
    """A recording over the captions of its beat: it is parted where one begins after a pause, so that it can wait."""
    if not beat.captions:
        return Heard((len(samples) / RATE,), at_once=True), (Piece(samples, None),)
    starts = begins(samples, [speaking_time(one.text) for one in beat.captions])
    edges = [one.sample for one in starts] + [len(samples)]
    seconds = tuple((end - start) / RATE for start, end in pairwise(edges))
    cuts = [place for place, one in enumerate(starts) if place == 0 or one.after_pause]
    ends = [edges[place] for place in cuts[1:]] + [len(samples)]
    pieces = tuple(Piece(samples[edges[place] : end], place or None) for place, end in zip(cuts, ends, strict=True))
    return Heard(seconds, at_once=True), pieces


def narrated_by_engine(engine: Engine, script: Script, cache: Cache | None) -> Narration:
    """The narration of an engine that speaks each caption; those that it has spoken before are taken from a cache.

    Raises RenderError where it does not speak, SpecError for what it writes and is no sound.
    """
    heard, pieces, told = dict[str, Heard](), dict[str, tuple[Piece, ...]](), dict[str, Any]()
    whole = 0.0
    for beat in script.beats:
        spoken = [_spoken(engine, one.text, script.language, cache) for one in beat.captions]
        if not spoken:
            continue
        seconds = tuple(len(one) / RATE + BREATH for one in spoken)
        whole = _added(whole, sum(seconds), str(engine.told["engine"]))
        heard[beat.name] = Heard(seconds)
        pieces[beat.name] = tuple(Piece(one, place) for place, one in enumerate(spoken))
        sum_ = sha256()
        for one in spoken:
            sum_.update(one.astype("<i2").tobytes())
        told[beat.name] = {"seconds": later(sum(seconds), 0.0), "digest": sum_.hexdigest()}
    if not told:
        raise SpecError(f"{script.scene} says nothing", "a film with captions", field="narrate")
    return Narration(heard, pieces, {"kind": "spoken", **engine.told, "beats": told})


def _spoken(engine: Engine, text: str, language: str, cache: Cache | None) -> Samples:
    plain = aloud(text)
    key = digest("spoken", engine.identity, language, plain) if engine.identity else ""
    content = cache.spoken(key) if cache is not None and key else None
    with unnoted(), workplace() as folder:
        if content is None:
            path = engine.speak(plain, language, folder)
        else:
            path = folder / "kept"
            path.write_bytes(content)
        sound = read_sound(path, f"what {engine.told['engine']} wrote for {plain!r:.60}")
        if content is None and cache is not None and key:
            cache.keep_spoken(key, path.read_bytes())
    return _trimmed(sound.samples)


def _trimmed(samples: Samples) -> Samples:
    """Without the silence at its end, as engines leave it."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)).max(axis=1) > SILENCE)
    return samples[: loud[-1] + 1] if len(loud) else samples


SILENCE = 33
"""Of 32768: what is no louder, nobody hears."""


def _added(whole: float, seconds: float, called: str) -> float:
    if whole + seconds > MOST_HEARD:
        raise SpecError(f"{called} has more than {MOST_HEARD} seconds to say", f"{MOST_HEARD} in one film")
    return whole + seconds
