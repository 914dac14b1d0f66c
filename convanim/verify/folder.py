"""Which clips there are to check, and with which files that are named again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.film.carried import LOOPS, carried_by
from convanim.film.digests import MARK
from convanim.spec import Layer, Values
from convanim.verify.clip import FILMS, verify_clip
from convanim.verify.own import Named
from convanim.verify.pixels import read_pixels
from convanim.verify.verdict import Verdict

if TYPE_CHECKING:
    from convanim.request.request import Request


def found_in(paths: Iterable[Path], request: Request | None = None, pixels: bool = False) -> Iterator[Verdict]:
    """The verdicts on clips and on all that folders hold; ``request`` names files of one's own.

    With ``pixels`` numbers are read off the decoded frames, too.
    """
    for path in paths:
        if path.is_dir():
            clips = clips_in(path)
            if not clips:
                yield Verdict(str(path), faults=["there is no clip in it: no film, and no ledger"])
            for clip in clips:
                yield _verdict(clip, request, str(clip.relative_to(path)), pixels)
        elif not path.is_file():
            yield Verdict(str(path), faults=["there is no such file"])
        else:
            yield _verdict(path, request, path.name, pixels)


def clips_in(folder: Path) -> list[Path]:
    """The films and loops in a folder and below, and ledgers that lie there alone; what is hidden is left out."""
    there = [path for path in sorted(folder.rglob("*")) if not _hidden(path.relative_to(folder)) and path.is_file()]
    films = [path for path in there if path.suffix.lower() in FILMS or _is_loop(path)]
    told = {path.with_suffix("") for path in films}
    alone = [path for path in there if path.suffix == ".json" and path.with_suffix("") not in told and _is_ledger(path)]
    return sorted([*films, *alone])


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_loop(path: Path) -> bool:
    """Whether a picture is a loop of a film; there may be other pictures."""
    return path.suffix.lower() in LOOPS and carried_by(path) is not None


def _is_ledger(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(200)


def _verdict(path: Path, request: Request | None, called: str, pixels: bool) -> Verdict:
    if path.suffix == ".json":
        return Verdict(called, faults=[f"its film {path.stem}.mp4 is not beside it"])
    try:
        verdict = verify_clip(path, Named() if request is None else named_by(request, path.with_suffix(".json")))
    except ConvanimError as error:
        return Verdict(called, faults=[str(error)])
    if pixels:
        read_pixels(path, verdict)
    verdict.clip = called
    return verdict


def named_by(request: Request, ledger: Path) -> Named:
    """The arrays and the measurement that a request names, as the clip of a ledger has them.

    Raises SpecError and its kin for files that do not fit it.
    """
    measured = request.topic.measured
    told: Any = None
    try:
        told = json.loads(ledger.read_text(encoding="utf-8"))
        layer, lesson = Layer(**told["layer"]), str(told["lesson"])
    except (OSError, ValueError, KeyError, TypeError):
        # What is wrong with it is told as it is checked.
        return Named()
    measurement = None
    if measured is not None and "measurement" in told:
        from convanim.measure.record import read_measurement

        measurement = read_measurement(Path(measured)).model_dump(mode="json")
    return Named(_arrays(request, layer, lesson) if told["values"].get("given") else {}, measurement)


def _arrays(request: Request, layer: Layer, lesson: str) -> Mapping[str, Any]:
    from dataclasses import replace

    if request.model is not None or request.module is not None:
        own = replace(request, scene=lesson or "standard").own
        values, mixing = own.values, own.mixing
    else:
        given = {name: array for name, array in request.values.items() if name in ("weight", "bias")}
        if (taken := request.values.get("input")) is not None:
            given["input"] = taken.for_film().as_input(layer.in_channels)
        values, mixing = Values(**given), request.mixing
    found = {role: getattr(values, role) for role in ("input", "weight", "bias")}
    if mixing is not None:
        found |= {"mixing": mixing.weight, "mixing_bias": mixing.bias}
    return found
