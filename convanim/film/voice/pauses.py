"""Where in a recording of several sentences each of them begins: after a pause, about where its length says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from convanim.film.voice.sounds import RATE, Samples

WINDOW = RATE // 100
"""Samples that are listened to at a time."""
QUIET = 10 ** (-30 / 20)
"""So much less than where it is loud is silence, or what a room adds to it."""
SHORTEST = 0.25
"""Seconds; shorter ones are in words and between them."""
LEAD = 0.1
"""Seconds before the next word that still belong to it: what begins softly."""
STRAYING = 0.35
"""A sentence begins at a pause if that is no further from where its length says than this share of its neighbours."""


@dataclass(frozen=True)
class Begin:
    """The sample at which a sentence begins, and whether there is a pause before it."""

    sample: int
    after_pause: bool


def begins(samples: Samples, lengths: Sequence[float]) -> tuple[Begin, ...]:
    """Where each of several sentences begins, of which only the lengths are known, in any unit.

    They are spread over what sounds, in proportion to their lengths; each then begins at the pause that is nearest to
    there, if one is near. ``samples`` is (samples, channels). The first begins at 0.

    >>> tone = np.full((RATE, 1), 9000, np.int16)
    >>> [one.sample / RATE for one in begins(np.concatenate([tone, 0 * tone, tone, tone]), [1.0, 2.0])]
    [0.0, 1.9]
    """
    quiet = _quiet(samples)
    pauses = _pauses(quiet)
    still = np.zeros(len(quiet), bool)
    for start, end in pauses:
        still[start:end] = True
    # Seconds in which it sounds, up to each window.
    sounding = np.concatenate([[0.0], np.cumsum(~still)]) * (WINDOW / RATE)
    whole, every = float(sounding[-1]), sum(lengths)
    inner = [(start, end) for start, end in pauses if start > 0 and end < len(quiet)]
    found = [Begin(0, after_pause=False)]
    for place, share in enumerate([*accumulate(lengths)][:-1], 1):
        expected = whole * share / every
        near = STRAYING * whole * min(lengths[place - 1], lengths[place]) / every
        inner = [one for one in inner if one[1] * WINDOW > found[-1].sample + RATE * LEAD]
        best = min(inner, key=lambda one: abs(float(sounding[one[0]]) - expected), default=None)
        if best is not None and abs(float(sounding[best[0]]) - expected) <= near:
            lead = min(round(LEAD * RATE), (best[1] - best[0]) * WINDOW // 2)
            found.append(Begin(best[1] * WINDOW - lead, after_pause=True))
            inner.remove(best)
        else:
            window = int(np.searchsorted(sounding, expected))
            sample = max(found[-1].sample, min(window * WINDOW, len(samples)))
            found.append(Begin(sample, after_pause=False))
    return tuple(found)


def _quiet(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of each window whether it is silent beside the rest; what is loud throughout has no silence."""
    count = len(samples) // WINDOW
    if not count:
        return np.zeros(0, bool)
    power = np.empty(count)
    # In pieces, because the squares of a long recording take much room.
    for start in range(0, count, 1000):
        part = samples[start * WINDOW : min(count, start + 1000) * WINDOW].astype(np.float64)
        power[start : start + 1000] = np.square(part).reshape(-1, WINDOW * samples.shape[1]).mean(axis=1)
    loud = np.sqrt(np.percentile(power, 95))
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.sqrt(power) <= QUIET * loud
    return result


def _pauses(quiet: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """From which window to which it is silent for long enough."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    return [
        (int(start), int(end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if (end - start) * WINDOW >= SHORTEST * RATE
    ]
