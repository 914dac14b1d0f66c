"""A film cut: into its beats without encoding it again, or anywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType

from convanim.errors import RenderError
from convanim.film.assemble import begin_of
from convanim.film.digests import Beat, Sound, digest_of_sound, passed_on, seal_in
from convanim.film.quality import Encoding
from convanim.film.store.address import address

CLOSE = Encoding(18)
"""What is encoded once more, and so that nobody sees it."""


class Excerpt(Protocol):
    """A named part of a film, in seconds: a ``Section`` of a render, or a ``Beat`` of a story."""

    @property
    def name(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


def cut_sections(film: Path, sections: Sequence[Excerpt], folder: Path) -> list[Path]:
    """Cut a film's sections into files of their own, FILM-1-SECTION.mp4 and so on; the paths in order.

    Packets are copied, so nothing is lost, and each section has to start with a key frame, as every beat
    of a clip does. The index stands in front, so that a page can play a clip while it loads.
    Raises RenderError where a section does not, or a file cannot be read or written.
    """
    paths = [folder / f"{film.stem}-{k}-{one.name.replace('_', '-')}.mp4" for k, one in enumerate(sections, 1)]
    try:
        for section, path, tags in zip(sections, paths, _tags(film, sections), strict=True):
            _cut(film, section, path, tags)
    except BaseException as error:
        for path in paths:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise RenderError(
                f"{film.name} cannot be cut: {reason}", "", "another folder, or more free space"
            ) from error
        raise
    return paths


def cut_again(film: Path, excerpt: Excerpt, folder: Path) -> Path:
    """Cut a part that may start at any frame out of a film, FILM-PART.mp4, and encode it again; where it is.

    Raises RenderError where that cannot be read or written.
    """
    path = folder / f"{film.stem}-{excerpt.name.replace('_', '-')}.mp4"
    try:
        with av.open(address(film)) as source, av.open(address(path), "w", options={"movflags": "+faststart"}) as clip:
            _encode(source, excerpt, clip)
    except OSError as error:
        path.unlink(missing_ok=True)
        reason = error.strerror or error
        raise RenderError(f"{film.name} cannot be cut: {reason}", "", "another folder, or more free space") from error
    return path


def _encode(source: InputContainer, excerpt: Excerpt, clip: OutputContainer) -> None:
    given = source.streams.video[0]
    assert given.time_base is not None and given.average_rate is not None  # an MP4 has both
    fps = round(given.average_rate)
    first, last = round(excerpt.start * fps), round(excerpt.end * fps)
    stream = clip.add_stream("libx264", rate=fps, options=dict(CLOSE.options))
    stream.width, stream.height, stream.pix_fmt = given.width, given.height, "yuv420p"
    context, shown = stream.codec_context, given.codec_context
    context.colorspace, context.color_primaries = shown.colorspace, shown.color_primaries
    context.color_trc, context.color_range = shown.color_trc, shown.color_range
    # The same file on every machine.
    context.thread_count = 1
    source.seek(round(excerpt.start / given.time_base), stream=given)
    for frame in source.decode(given):
        assert frame.pts is not None
        place = round(frame.pts * given.time_base * fps)
        if place >= last:
            break
        if place >= first:
            frame.pts, frame.time_base, frame.pict_type = place - first, Fraction(1, fps), PictureType.NONE
            clip.mux(stream.encode(frame))
    clip.mux(stream.encode())


def _tags(film: Path, sections: Sequence[Excerpt]) -> list[dict[str, str]]:
    """What the metadata of each section say: its film's recipe, and the digests of its frames and its sound."""
    seal = seal_in(film)
    beats = {name: Beat(name, frames, digest) for name, frames, digest in seal["beats"]} if seal else {}
    sounds = _sounds(film, sections) if seal and seal.get("sound") else [()] * len(sections)
    return [
        passed_on(film, [beats[one.name]], sound) if one.name in beats else {}
        for one, sound in zip(sections, sounds, strict=True)
    ]


def _sounds(film: Path, sections: Sequence[Excerpt]) -> list[tuple[Sound]]:
    """The digest of each section's sound."""
    with av.open(address(film)) as source:
        given = source.streams.audio[0]
        packets = [one for one in source.demux(given) if one.pts is not None]
        parts = [[bytes(one) for one in _heard_in(packets, section)] for section in sections]
        return [(digest_of_sound(given.codec_context.extradata or b"", [*enumerate(part)]),) for part in parts]


def _heard_in(packets: Sequence[av.Packet[Any]], section: Excerpt) -> list[av.Packet[Any]]:
    """The packets of a section's sound, and one before them: each overlaps the next, so that the first is not whole."""
    lasting = packets[0].duration or 0
    base = Fraction(packets[0].time_base or 1)
    start, end = (round(Fraction(time) / base) for time in (section.start, section.end))
    return [one for one in packets if start - 2 * lasting < (one.pts or 0) < end]


def _cut(film: Path, section: Excerpt, path: Path, tags: Mapping[str, str]) -> None:
    with av.open(address(film)) as source, av.open(address(path), "w", options={"movflags": "+faststart"}) as clip:
        given = source.streams.video[0]
        assert given.time_base is not None and given.average_rate is not None  # an MP4 has both
        fps = Fraction(round(given.average_rate))
        frame = 1 / (fps * given.time_base)
        first, last = round(section.start * fps), round(section.end * fps)
        clip.metadata.update(tags)
        stream = clip.add_stream_from_template(given)
        stream.time_base = 1 / fps
        heard = deque(_moved(source, section, clip))
        source.seek(0)
        copied = 0
        for packet in source.demux(given):
            if packet.pts is None or packet.dts is None:
                continue
            place = round(packet.pts / frame)
            if not first <= place < last:
                continue
            if copied == 0 and not (packet.is_keyframe and place == first):
                break
            packet.pts, packet.dts = place - first, round(packet.dts / frame) - first
            packet.duration, packet.time_base, packet.stream = 1, 1 / fps, stream
            while heard and begin_of(heard[0]) * fps <= packet.pts:
                clip.mux(heard.popleft())
            clip.mux(packet)
            copied += 1
        if copied:
            clip.mux(heard)
    if not copied:
        raise RenderError(
            f"{film.name} has no key frame at {section.start:g} seconds, where {section.name} starts",
            "a film made by convanim, and its own sections",
            "rendering it anew",
        )


def _moved(
    source: av.container.InputContainer, section: Excerpt, clip: av.container.OutputContainer
) -> Iterator[av.Packet[Any]]:
    """The packets of a section's sound, for a stream of its own film that is made for them; none of a silent film."""
    if not source.streams.audio:
        return
    given = source.streams.audio[0]
    stream = clip.add_stream_from_template(given, opaque=True)
    packets = [one for one in source.demux(given) if one.pts is not None]
    start = round(Fraction(section.start) / Fraction(given.time_base or 1))
    for packet in _heard_in(packets, section):
        packet.pts = (packet.pts or 0) - start
        packet.dts, packet.stream = packet.pts, stream
        yield packet
