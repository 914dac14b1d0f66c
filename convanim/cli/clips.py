"""Which clips the command line asks for, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convanim.cli.output import say
from convanim.cli.progress import waiting
from convanim.cli.report import warned
from convanim.errors import SpecError
from convanim.request.clips import possible_clips, without_fixed
from convanim.request.request import Request
from convanim.request.wording import COMMAND

if TYPE_CHECKING:
    from convanim.film.clip import Clip
    from convanim.film.quality import Encoding
    from convanim.film.store.cache import Cache
    from convanim.request.tables import ClipList

ALL = "all"


def clips_of(
    names: Sequence[str | ClipList],
    request: Request,
    encoding: Encoding,
    quality: str,
    cache: Cache | None,
    jobs: int,
    quiet: bool,
    name: str | None = None,
) -> list[Clip]:
    """The clips that are asked for, those in lists first, which ``jobs`` processes will draw.

    ``name`` is what they are to be called, whatever a file that lists them says. Raises where one cannot be.
    """
    requests = requests_of(names, request, encoding, quality, quiet, name)
    with waiting(quiet), warned(quiet):
        return possible_clips(requests, cache, jobs)


def requests_of(
    names: Sequence[str | ClipList],
    request: Request,
    encoding: Encoding,
    quality: str,
    quiet: bool,
    name: str | None = None,
) -> list[Request]:
    """What is asked for of each clip, before it is known whether it can be."""
    from convanim.film.naming import SCENES_OWN, Naming

    requests = [one for file in names if not isinstance(file, str) for one in listed(file, request)]
    requests += scenes([one for one in names if isinstance(one, str)], request, quiet)
    naming = None if name is None else Naming.of(name)
    if naming is not None:
        requests = [replace(one, name=naming.over(one.name or SCENES_OWN)) for one in requests]
    return [replace(one, encoding=encoding, quality=quality) for one in requests]


def listed(file: ClipList, request: Request) -> list[Request]:
    """The clips that a file lists, which says all about their layers itself; the command line's look counts more."""
    if request.layer or request.values or request.mixing or request.model or request.topic.given:
        raise SpecError(f"options of a layer beside {file.file}", "what the file says of each clip's layer and values")
    return [
        replace(one, look=request.look.over(one.look), voice=request.voice.over(one.voice)) for one in file.requests
    ]


def scenes(names: Sequence[str], request: Request, quiet: bool) -> list[Request]:
    """What is asked for of every scene that is named; of all, without what their subjects fix.

    Those of all that cannot show the rest are left out, unless none can.
    """
    from convanim.lessons import LESSONS, own_name
    from convanim.lessons.fitting import count

    given = request.layer if isinstance(request.layer, Mapping) else {}
    for field in given.keys() & {"in_channels", "out_channels"}:
        # What no layer can have is not left out for the sake of a lesson that fixes it.
        count(field, given[field])
    names = [own_name(name) for name in names]
    found = {name: replace(request, scene=name) for name in names if name != ALL}
    for name in LESSONS if ALL in names else ():
        fitting, idle = without_fixed(replace(request, scene=name))
        topics = [field for field in idle if field in request.topic.given]
        for fields, why in ((idle[: len(idle) - len(topics)], "its subject fixes"), (topics, "it does not take")):
            if name not in found and fields and not quiet:
                flags = ", ".join(COMMAND.setting(field, None) for field in fields)
                say(f"{name}: rendered without {flags}, which {why}")
        found.setdefault(name, fitting)
    if ALL not in names:
        return list(found.values())
    shown, refused = {}, {}
    for name, one in found.items():
        try:
            _ = one.own, one.own_topic
            if name in LESSONS:
                LESSONS[name].check_cut(one.look.cut)
            shown[name] = one
        except SpecError as error:
            if name in names or (one.model is not None and LESSONS[name].of_layer):
                raise
            refused[name] = error
    if not shown:
        raise next(iter(refused.values()))
    for name, reason in refused.items():
        if not quiet:
            say(f"{name}: left out, as {reason.said(COMMAND)}")
    return list(shown.values())


def jobs_of(clips: Sequence[Clip], quality: str, jobs: int | None, quiet: bool) -> int:
    """How many processes draw clips, with ``jobs`` that were asked for (None: as many as are good)."""
    from convanim.film.render import processes
    from convanim.film.workers.portable import jobs_for

    with warned(quiet):
        return jobs_for((clip.scene for clip in clips), jobs or processes(len(clips), quality))
