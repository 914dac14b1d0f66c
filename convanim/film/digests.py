"""What a clip carries to be told from any other: digests of its frames, its captions and its ledger, all SHA-256.

A film's ledger and its metadata name one another's content, so that neither can be changed alone:

- of each beat the digest of its encoded frames, which says what a decoder shows: H.264 is decoded bit for bit alike by
  whoever keeps to the standard. What is digested are the frames' bytes and their order, not the file round them, so a
  film that was copied into another file without being encoded again still has the same digests;
- of each beat, where there is a voice, the same of the encoded sound that begins in it;
- of the captions' file, byte for byte;
- of the ledger its content, however that is written: its JSON with sorted keys and no spaces, without what it says of
  the film's file and its own digest.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import file_digest, sha256
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import av

from convanim.film.store.address import address

LEDGER = 1
"""The version of the ledger's form; it changes whenever an older reader would misread a newer ledger."""
MARK = "convanim_ledger"
"""What the ledger calls it."""
SEAL = "synopsis"
"""The field of a film's metadata that holds its recipe and digests, as JSON: MP4, Matroska and WebM all have it."""
OUTSIDE = ("digest", "film")
"""What of a ledger its own digest does not cover."""
BULK = ("seconds", "sections", "captions", "numbers", "equations", "steps")
"""What of a ledger is no recipe: what the clip shows, and when."""
TITLES = ("title", "chapters", "parts", "fonts")
"""What is no recipe, either: how it is called, and by which fonts it is written."""


def content_digest(ledger: Mapping[str, Any]) -> str:
    """The digest of a ledger's content.

    >>> content_digest({"scene": "Split", "film": {}}) == content_digest({"digest": "", "scene": "Split"})
    True
    """
    content = {name: told for name, told in ledger.items() if name not in OUTSIDE}
    return sha256(plain(content).encode()).hexdigest()


def story_digest(ledger: Mapping[str, Any]) -> str:
    """The digest of what a clip tells, however its pictures were encoded.

    >>> story_digest({"sections": [{"name": "a", "digest": "1"}]}) == story_digest({"sections": [{"name": "a"}]})
    True
    """
    sections = [
        {name: told for name, told in one.items() if name not in ("digest", "sound")} for one in ledger["sections"]
    ]
    return content_digest({**ledger, "sections": sections})


def plain(content: Any) -> str:
    """JSON in which equal contents are equal texts.

    >>> plain({"b": (1, 2.5), "a": "×"})
    '{"a":"×","b":[1,2.5]}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def file_digest_of(path: Path) -> str:
    """The digest of a file, byte for byte."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Beat:
    """The encoded frames of a beat: how many, and their digest."""

    name: str
    frames: int
    digest: str


def beats_of(path: Path, fps: int, names: Sequence[str] = ("",), frames: Sequence[int] = ()) -> list[Beat]:
    """The digests of a film's beats, which have so many ``frames``; the last one has all that come after.

    Each covers what the decoder is set up with, and of every packet which frame it is, counted from the beat's first,
    and its bytes. Raises OSError and what PyAV does where it is no film.
    """
    starts = [0, *accumulate(frames)][: len(names)]
    sums: list[Any] = []
    counts: list[int] = []
    first = 0
    for place, (number, setup, payload) in enumerate(_packets(path, fps)):
        if len(sums) < len(starts) and place == starts[len(sums)]:
            sums.append(sha256(_sized(setup)))
            counts.append(0)
            first = number
        sums[-1].update((number - first).to_bytes(8, "little", signed=True) + _sized(payload))
        counts[-1] += 1
    return [Beat(name, count, one.hexdigest()) for name, count, one in zip(names, counts, sums, strict=False)]


def _packets(path: Path, fps: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Of every packet, in the order of the file: the number of its frame, the decoder's setup, and its bytes."""
    with av.open(address(path)) as film:
        stream = film.streams.video[0]
        if stream.codec_context is None:  # whatever the file says, no decoder goes by that name
            raise ValueError("nobody knows how its pictures are encoded")
        setup = stream.codec_context.extradata or b""
        for packet in film.demux(stream):
            # The last one is empty; and Matroska tells no decoding times, which change nothing.
            if packet.pts is None:
                continue
            time = packet.pts * Fraction(packet.time_base or 1)
            yield round(time * fps), setup, bytes(packet)


@dataclass(frozen=True)
class Sound:
    """Encoded sound: of how many packets it is, and their digest."""

    packets: int
    digest: str


def sounds_of(path: Path, packets: Sequence[int]) -> list[Sound]:
    """The digests of a film's sound, beat by beat, which have so many ``packets``; the last has all that come after.

    Each covers what the decoder is set up with, and of every packet its number, as its time says, counted from the
    beat's first, and its bytes. Raises OSError, ValueError and what PyAV does where there is no sound.
    """
    setup, heard = _heard(path)
    edges = [0, *accumulate(packets[:-1]), len(heard)]
    return [digest_of_sound(setup, heard[start:end]) for start, end in pairwise(edges)]


def digest_of_sound(setup: bytes, packets: Sequence[tuple[int, bytes]]) -> Sound:
    """The digest of packets, each a number and its bytes."""
    sum_ = sha256(_sized(setup))
    for number, payload in packets:
        sum_.update((number - packets[0][0]).to_bytes(8, "little", signed=True) + _sized(payload))
    return Sound(len(packets), sum_.hexdigest())


def packets_until(path: Path, ends: Sequence[float]) -> list[int]:
    """How many packets of a film's sound begin in each of its beats, which end at these seconds."""
    with av.open(address(path)) as film:
        times = [float(one.pts * Fraction(one.time_base or 1)) for one in film.demux(audio=0) if one.pts is not None]
    edges = [0, *(bisect_left(times, end - 1e-6) for end in ends)]
    return [end - start for start, end in pairwise(edges)]


def has_sound(path: Path) -> bool:
    """Whether anything is heard in a film."""
    with av.open(address(path)) as film:
        return bool(film.streams.audio)


def _heard(path: Path) -> tuple[bytes, list[tuple[int, bytes]]]:
    """What the decoder of a film's sound is set up with, and of every packet its number and its bytes."""
    with av.open(address(path)) as film:
        if not film.streams.audio or film.streams.audio[0].codec_context is None:
            raise ValueError("it has no sound")
        stream = film.streams.audio[0]
        found = [(one.pts, bytes(one)) for one in film.demux(stream) if one.pts is not None]
        # All are equally long, and some files round how long that is.
        apart = Fraction(found[-1][0] - found[0][0], len(found) - 1) if len(found) > 1 else Fraction(1)
        numbered = [(round((time - found[0][0]) / (apart or 1)), payload) for time, payload in found]
        return stream.codec_context.extradata or b"", numbered


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(8, "little") + part


def recipe_of(ledger: Mapping[str, Any]) -> dict[str, Any]:
    """What a clip was made of: its scene, layer, values and look, and the versions of what made it."""
    left_out = (*BULK, *TITLES, *OUTSIDE, "captions_digest")
    return {name: told for name, told in ledger.items() if name not in left_out}


def seal_of(ledger: Mapping[str, Any]) -> str:
    """What a film's metadata say of its ledger, as JSON."""
    return plain(
        {
            "recipe": recipe_of(ledger),
            "beats": [[one["name"], one["frames"], one["digest"]] for one in ledger["sections"]],
            "captions": ledger.get("captions_digest"),
            **({"sound": told} if (told := told_of_sound(ledger["sections"])) else {}),
            "ledger": ledger["digest"],
        }
    )


def told_of_sound(sections: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Of each section of a ledger how many packets of sound it has, and their digest; nothing of a silent film."""
    return [[one["sound"]["packets"], one["sound"]["digest"]] for one in sections if "sound" in one]


def passed_on(film: Path, beats: Sequence[Beat], sounds: Sequence[Sound] = ()) -> dict[str, str]:
    """The metadata of a file that was made of a film: the film's own, its name, and digests of the new file's beats.

    Nothing where the film carries nothing. ``sounds`` are the new file's, none where it is silent.
    """
    seal = seal_in(film)
    if seal is None:
        return {}
    told = [[one.name, one.frames, one.digest] for one in beats]
    heard = {"sound": [[one.packets, one.digest] for one in sounds]} if sounds else {}
    kept = {name: one for name, one in seal.items() if name != "sound"}
    return {SEAL: plain({**kept, **heard, "beats": told, "of": film.stem})}


def seal_in(film: Path) -> dict[str, Any] | None:
    """What a film's metadata says of its ledger; None where nothing does.

    Raises OSError, or what PyAV raises, for what is no film.
    """
    with av.open(address(film)) as container:
        if not container.streams.video:
            raise ValueError("it holds no pictures")
        # Matroska writes names in capitals.
        told = {name.lower(): text for name, text in container.metadata.items()}
    try:
        seal = json.loads(told.get(SEAL, ""))
    except ValueError:
        return None
    return seal if isinstance(seal, dict) and {"recipe", "beats", "ledger"} <= seal.keys() else None
