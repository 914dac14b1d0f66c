"""What is heard in a film, beside what its ledger or its own metadata tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from convanim.film.digests import has_sound, sounds_of
from convanim.film.store.address import address
from convanim.verify.reading import reason_of

APART = 0.05
"""Seconds by which sound and pictures may begin apart: containers round, and an encoder's first samples are none."""


def check_sound(film: Path, names: Sequence[str], sounds: Sequence[Any]) -> Iterator[str]:
    """Whether the sound of every beat has its digest, and nothing else is heard; ``sounds`` are packets and digests."""
    try:
        if not sounds:
            if has_sound(film):
                yield "it has sound, and was delivered without"
            return
        here = sounds_of(film, [one[0] for one in sounds])
        late = _late(film)
    except (av.FFmpegError, OSError, ValueError) as error:
        yield f"its sound cannot be read to the end ({reason_of(error)})"
        return
    for name, (packets, digest), found in zip(names, sounds, here, strict=False):
        if (found.packets, found.digest) != (packets, digest):
            yield f"the sound of beat {name} is not what was delivered"
    if len(names) != len(sounds):
        yield f"it has {len(names)} beats, and sound of {len(sounds)} is told"
    if abs(late) > APART:
        yield f"its sound begins {late:+.2f} s after its pictures"


def _late(film: Path) -> float:
    """Seconds after the first picture at which the sound begins."""
    with av.open(address(film)) as container:
        begun: list[Fraction] = []
        for stream in (container.streams.audio[0], container.streams.video[0]):
            container.seek(0)
            # Of pictures that are told out of order, the first one shown is among the first few.
            times = [(one.pts or 0) * Fraction(one.time_base or 1) for one in _first(container, stream)]
            begun.append(min(times, default=Fraction(0)))
    return float(begun[0] - begun[1])


def _first(container: av.container.InputContainer, stream: Any) -> list[av.Packet[Any]]:
    found: list[av.Packet[Any]] = []
    for packet in container.demux(stream):
        if packet.pts is not None:
            found.append(packet)
        if len(found) == FEW:
            break
    return found


FEW = 16
"""Packets; pictures are told at most so many places from where they are shown."""
