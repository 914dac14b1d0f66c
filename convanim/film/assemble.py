"""The files of a clip, out of the footage of its beats. Knows neither Manim nor torch."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import av
import srt

from convanim.errors import RenderError
from convanim.film.digests import (
    LEDGER,
    MARK,
    SEAL,
    Sound,
    beats_of,
    content_digest,
    file_digest_of,
    packets_until,
    seal_of,
    sounds_of,
)
from convanim.film.footage import Cue, Footage, shifted
from convanim.film.naming import is_loop
from convanim.film.quality import Quality
from convanim.film.store.address import address
from convanim.film.store.delivery import Delivery
from convanim.language.tongue import chapter
from convanim.spec import Layer

if TYPE_CHECKING:
    from convanim.film.voice.narration import Narration


class Chapter(Protocol):
    """A beat as readers know it."""

    @property
    def title(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


@dataclass(frozen=True)
class Section:
    """One beat of a clip; start and end in seconds; ``called`` is what readers know it by, empty for its name.

    ``part`` is the title of the chapter that it is in, empty where beats are the chapters.
    """

    name: str
    start: float
    end: float
    called: str = ""
    part: str = ""

    @property
    def title(self) -> str:
        """The name as a chapter's.

        >>> Section("count_the_cost", 0, 1).title
        'Count the cost'
        """
        return self.called or chapter(self.name)


def chapters(beats: Sequence[Chapter]) -> list[tuple[str, float, float]]:
    """The chapters that players offer: title, start and end in seconds; a part's beats in a row are one.

    >>> chapters([Section("a", 0, 1, part="One"), Section("b", 1, 2, part="One"), Section("c", 2, 3)])
    [('One', 0, 2), ('C', 2, 3)]
    """
    found: list[tuple[str, float, float]] = []
    last = ""
    for beat in beats:
        if beat.part and beat.part == last:
            title, start, _ = found.pop()
            found.append((title, start, beat.end))
        else:
            found.append((beat.part or beat.title, beat.start, beat.end))
        last = beat.part
    return found


def made(path: Path | None) -> Path:
    """A path of a result, which a render without a film lacks; raises RenderError there."""
    if path is None:
        raise RenderError("the render made no film")
    return path


@dataclass(frozen=True)
class ClipResult:
    """What a render made.

    ``path``, ``captions`` and ``ledger`` are None where only stills were asked for, ``captions`` also of a loop;
    ``numbers`` and ``equations`` count what the clip shows; ``kept`` counts the beats that were
    there from an earlier render; ``took`` is its own time, from the
    clip before it on where several are rendered; ``spoken`` counts the beats in which somebody speaks. All times are in
    seconds. Paths are seen from ``address``, where files were sent to one.
    """

    scene: str
    path: Path | None
    captions: Path | None
    ledger: Path | None
    stills: tuple[Path, ...]
    width: int
    height: int
    fps: int
    frames: int
    seconds: float
    sections: tuple[Section, ...]
    numbers: int
    equations: int
    kept: int
    took: float
    spoken: int = 0
    address: str = ""

    def where(self, path: Path) -> str:
        """Where a file is, as it is told."""
        return f"{self.address}/{path}" if self.address else str(path)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file written."""
        return tuple(path for path in (self.path, self.captions, self.ledger, *self.stills) if path is not None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        told = {**asdict(self), "stills": [self.where(path) for path in self.stills]}
        del told["address"]
        return {name: self.where(value) if isinstance(value, Path) else value for name, value in told.items()}


def assemble(
    footage: Sequence[Footage],
    about: Mapping[str, Any],
    name: str,
    size: Quality,
    delivery: Delivery,
    took: float,
    narration: Narration | None = None,
) -> ClipResult:
    """Make the film, the captions and the ledger of a clip, from the footage of its beats in order.

    A loop says nothing and has no captions. With a narration, it is heard, too.
    Raises RenderError where there is nothing to show or a file cannot be written.
    """
    if not footage:
        raise RenderError(f"{about['scene']} has nothing to show", "a scene with at least one beat")
    ends = [frames / size.fps for frames in accumulate(one.frames for one in footage)]
    starts = [0.0, *ends[:-1]]
    called, parts = about.get("chapters", {}), about.get("parts", {})
    sections = tuple(
        Section(one.beat, start, end, called.get(one.beat, ""), parts.get(one.beat, ""))
        for one, start, end in zip(footage, starts, ends, strict=True)
    )
    captions = list(_subtitles(footage, starts, ends[-1]))
    spoken = not is_loop(about)
    written = srt.compose(captions)
    if spoken:
        delivery.write(f"{name}.srt", written)
    shown = {
        kind: [
            shifted(entry, start) for one, start in zip(footage, starts, strict=True) for entry in getattr(one, kind)
        ]
        for kind in ("numbers", "equations", "steps")
    }
    sound, heard = None, [Sound(0, "")] * len(footage)
    if narration is not None:
        # With numpy, which a silent film that is kept needs nothing of.
        from convanim.film.voice.track import encode, track_of

        with delivery.writing(f"{name}.sound.mp4") as sound:
            encode(track_of(footage, narration.pieces, size.fps, narration.channels), sound)
            heard = sounds_of(sound, packets_until(sound, ends))
    contents: dict[str, Any] = {
        MARK: LEDGER,
        **about,
        "seconds": ends[-1],
        "sections": [
            {
                "name": section.name,
                "start": section.start,
                "end": section.end,
                "frames": one.frames,
                "digest": beats_of(one.stream, size.fps)[0].digest,
                **({} if sound is None else {"sound": asdict(spoken_here)}),
            }
            for section, one, spoken_here in zip(sections, footage, heard, strict=True)
        ],
        **({"captions_digest": sha256(written.encode()).hexdigest()} if spoken else {}),
        "captions": [
            {"text": one.content, "start": one.start.total_seconds(), "end": one.end.total_seconds()}
            for one in captions
        ],
        **shown,
    }
    contents["digest"] = content_digest(contents)
    with delivery.writing(f"{name}.mp4") as path:
        tags = tags_of(about) | {SEAL: seal_of(contents)}
        join([one.stream for one in footage], path, size.fps, sections, tags, sound)
        contents["film"] = {"bytes": path.stat().st_size, "digest": file_digest_of(path)}
    delivery.write(f"{name}.json", json.dumps(contents, ensure_ascii=False))
    return ClipResult(
        scene=about["scene"],
        path=delivery.target(f"{name}.mp4"),
        captions=delivery.target(f"{name}.srt") if spoken else None,
        ledger=delivery.target(f"{name}.json"),
        stills=(),
        frames=sum(one.frames for one in footage),
        seconds=ends[-1],
        sections=sections,
        numbers=len(shown["numbers"]),
        equations=len(shown["equations"]),
        kept=sum(one.kept for one in footage),
        took=took,
        spoken=0 if narration is None else len(narration.pieces),
        address=delivery.address,
        **asdict(size),
    )


def tags_of(about: Mapping[str, Any]) -> dict[str, str]:
    """What a film's file says of itself: its title, which layer and numbers it shows, and what made it.

    >>> layer = {"in_channels": 2, "out_channels": 2, "size": (4, 4), "groups": 2}
    >>> values = {"kind": "integers", "seed": 0, "input": "given", "weight": "drawn", "bias": "drawn"}
    >>> about = {"scene": "Split", "title": "Mine", "layer": layer, "values": values, "convanim": "1.0"}
    >>> tags_of(about)["comment"].partition("dilation ")[2]
    '1x1, groups 2; integers, seed 0, own input'
    """
    values = about["values"]
    own = [f"own {role}" for role in ("input", "weight", "bias", "mixing") if values.get(role) == "given"]
    numbers = ", ".join([values["kind"], f"seed {values['seed']}", *own])
    comment = f"{about['scene']}: {Layer(**about['layer']).tag}; {numbers}"
    # Players differ in which of the two they show; MP4 has no field for software but the encoder's.
    return {
        "title": about["title"],
        "comment": comment,
        "description": comment,
        "encoding_tool": f"convanim {about['convanim']}",
    }


IN_FRONT = {".mp4": {"movflags": "+faststart"}, ".webm": {"cues_to_front": "1", "fflags": "+bitexact"}}
"""What puts the index of a film in front, by how its name ends; a WebM has random numbers but for ``bitexact``."""


def join(
    parts: Sequence[Path],
    path: Path,
    fps: int,
    sections: Sequence[Section] = (),
    tags: Mapping[str, str] = MappingProxyType({}),
    sound: Path | None = None,
) -> None:
    """Join streams of equal settings into one MP4 or WebM, packet by packet; each section, or part, becomes a chapter.

    Each part starts with a key frame, so players can jump to every beat. The index stands in
    front, so that a page can play the clip while it loads. ``sound`` is a file with the film's own, encoded as it is
    to be there. Raises OSError where it cannot be written.
    """
    with ExitStack() as opened:
        film = opened.enter_context(av.open(address(path), "w", options=IN_FRONT[path.suffix]))
        heard = None if sound is None else opened.enter_context(av.open(address(sound)))
        film.metadata.update(tags)
        film.set_chapters(
            [
                {
                    "id": place,
                    "start": round(start * fps),
                    "end": round(end * fps),
                    "time_base": Fraction(1, fps),
                    "metadata": {"title": title},
                }
                for place, (title, start, end) in enumerate(chapters(sections))
            ]
        )
        stream = None
        waiting: deque[av.Packet[Any]] = deque()
        begun = 0
        for part in parts:
            with av.open(address(part)) as source:
                given = source.streams.video[0]
                if stream is None:
                    # As it is: for some codecs PyAV knows a decoder, but no encoder of that name.
                    stream = film.add_stream_from_template(given, opaque=True)
                    stream.time_base = Fraction(1, fps)
                    stream.metadata.update(given.metadata)
                    waiting.extend(() if heard is None else _copied(heard, film))
                assert given.time_base is not None  # a stream that was written has one
                frame = 1 / (fps * given.time_base)
                frames = 0
                for packet in source.demux(given):
                    if packet.dts is None or packet.pts is None:
                        continue
                    frames += 1
                    packet.pts, packet.dts = begun + round(packet.pts / frame), begun + round(packet.dts / frame)
                    packet.duration, packet.time_base, packet.stream = 1, Fraction(1, fps), stream
                    # Side by side, so that a player that loads the film has both at once.
                    while waiting and begin_of(waiting[0]) * fps <= packet.pts:
                        film.mux(waiting.popleft())
                    film.mux(packet)
                begun += frames
        film.mux(waiting)


def begin_of(packet: av.Packet[Any]) -> float:
    """When a packet begins, in seconds."""
    return float((packet.pts or 0) * (packet.time_base or 0))


def _copied(sound: av.container.InputContainer, film: av.container.OutputContainer) -> Iterator[av.Packet[Any]]:
    """The packets of a sound, for a stream of a film that is made for them."""
    given = sound.streams.audio[0]
    stream = film.add_stream_from_template(given, opaque=True)
    for packet in sound.demux(given):
        if packet.pts is not None:
            packet.stream = stream
            yield packet


def _subtitles(footage: Sequence[Footage], starts: Sequence[float], seconds: float) -> Iterator[srt.Subtitle]:
    """The captions, none of them lasting longer than the clip or running into the next."""
    spoken = [
        Cue(caption.text, start + caption.start, start + caption.end)
        for one, start in zip(footage, starts, strict=True)
        for caption in one.captions
    ]
    limits = [*(caption.start for caption in spoken[1:]), seconds][: len(spoken)]
    for caption, limit in zip(spoken, limits, strict=True):
        end = min(caption.end, limit, seconds)
        if end > caption.start:
            yield srt.Subtitle(None, _written(caption.start), _written(end), caption.text)


def _written(seconds: float) -> timedelta:
    """A time as files of captions have it, so that these and the ledger say the same."""
    return timedelta(milliseconds=int(1000 * seconds + 1e-3))
