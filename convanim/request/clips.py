"""From requests to clips that were found to be possible, several at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.request.request import Request

if TYPE_CHECKING:
    from convanim.film.clip import Clip
    from convanim.film.store.cache import Cache


def without_fixed(request: Request) -> tuple[Request, tuple[str, ...]]:
    """A request without the fields of a layer that its scene's subject fixes, and topics that it does not take.

    Of a scene that shows no layer, without numbers, too.

    The fields are told beside it.

    >>> request, idle = without_fixed(Request("pointwise", {"kernel": "2", "in_channels": 4}))
    >>> request.layer, idle
    ({'in_channels': 4}, ('kernel',))
    """
    from convanim.lessons import BUILT_IN
    from convanim.spec import Layer
    from convanim.spec.topic import Topic

    if isinstance(request.layer, Layer) or not isinstance(request.scene, str) or request.scene not in BUILT_IN:
        return request, ()
    lesson = BUILT_IN[request.scene]
    layer = {name: given for name, given in request.layer.items() if name not in lesson.fixed}
    topic = {name: given for name, given in request.topic.given.items() if name in lesson.topics}
    values = request.values if lesson.of_layer else {}
    given, kept = (*request.layer, *request.values, *request.topic.given), (*layer, *values, *topic)
    idle = tuple(name for name in given if name not in kept)
    return replace(request, layer=layer, values=values, topic=Topic(**topic)), idle


def possible_clips(requests: Sequence[Request], cache: Cache | None, jobs: int) -> list[Clip]:
    """The clips that are asked for, which ``jobs`` processes will draw; raises where one cannot be.

    Those that a cache holds need no look at their scenes. Errors begin with the scene's name where there are several.
    """
    from convanim.film.workers.preload import load_ahead

    if len(requests) > 1:
        requests = [one if one.label else replace(one, label=str(one.scene)) for one in requests]
    kept = [cache is not None and one.is_kept(cache) for one in requests]
    for one in requests:
        one.check_layer()
    if jobs > 1 and not all(kept):
        load_ahead()
    return [
        replace(one.planned(), whole=one.possible) if there else one.possible()
        for one, there in zip(requests, kept, strict=True)
    ]


def one_by_one(requests: deque[Request], cache: Cache | None, quality: str) -> Iterator[Clip]:
    """The clips that are asked for, each when its turn comes, and its request is taken away; raises as the above does.

    In the end, raises where several would be called alike.
    """
    from convanim.film.naming import one_of_a_name
    from convanim.film.quality import quality_of

    size, names = quality_of(quality), list[str]()
    several = len(requests) > 1
    for one in requests:
        one.check_layer()
    for number in range(1, len(requests) + 1):
        one = requests.popleft()
        clip = (replace(one, label=str(one.scene)) if several and not one.label else one).clip(cache)
        if isinstance(clip.scene, type):
            names.append(clip.named(size, number))
        yield clip
    one_of_a_name(names)


def check_out(clips: Sequence[Clip], out: Path | str, quality: str, stills: bool) -> None:
    """Raise where clips would be called alike, or cannot be written."""
    from convanim.film.naming import one_of_a_name
    from convanim.film.quality import quality_of
    from convanim.film.store.sending import check_place, delivery_to

    size = quality_of(quality)
    names = [clip.named(size, number) for number, clip in enumerate(clips, 1) if isinstance(clip.scene, type)]
    one_of_a_name(names)
    check_place(out)
    with delivery_to(out) as delivery:
        delivery.reserve(*(f"{name}.{kind}" for name in names for kind in ("mp4", "srt", "json") if not stills))
