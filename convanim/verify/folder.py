"""Which clips there are to check, and with which files that are named again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError
from convanim.film.carried import LOOPS
from convanim.film.digests import MARK
from convanim.spec import Layer, Values
from convanim.textfile import meant, regular
from convanim.verify.clip import FILMS, verify_clip
from convanim.verify.decks import is_deck, verify_deck
from convanim.verify.own import Named
from convanim.verify.pixels import read_pixels
from convanim.verify.reading import UnreadableError, read_carried, read_ledger
from convanim.verify.verdict import Verdict
from convanim.verify.words import WORDS

PAGES = (".html", ".htm")
POWERPOINT = ".pptx"

if TYPE_CHECKING:
    from convanim.request.request import Request


def found_in(paths: Iterable[Path], request: Request | None = None, pixels: bool = False) -> Iterator[Verdict]:
    """The verdicts on clips and on all that folders hold; ``request`` names files of one's own.

    With ``pixels`` numbers are read off the decoded frames, too.
    """
    for path in paths:
        if path.is_dir():
            there = _files_in(path)
            clips = clips_of(there)
            if not clips:
                yield Verdict(str(path), faults=["there is no clip in it: no film, and no ledger"])
            for clip in clips:
                yield _verdict(clip, request, str(clip.relative_to(path)), pixels)
            if clips and (left := _unchecked(there, clips)):
                yield Verdict(str(path), unchecked=[str(one.relative_to(path)) for one in left])
        elif not os.path.lexists(path):
            other = meant(path)
            yield Verdict(str(path), faults=["there is no such file" + (f", but {other} is there" if other else "")])
        else:
            yield _verdict(path, request, path.name, pixels)


def _files_in(folder: Path) -> list[Path]:
    """The files in a folder and below; what is hidden is left out."""
    return [path for path in sorted(folder.rglob("*")) if not _hidden(path.relative_to(folder)) and not path.is_dir()]


def clips_of(files: Sequence[Path]) -> list[Path]:
    """Of some files the films, loops and decks, and ledgers that lie there alone."""
    films = [path for path in files if path.suffix.lower() in FILMS or _is_loop(path) or _is_deck(path)]
    told = {path.with_suffix("") for path in films}
    alone = [path for path in files if path.suffix == ".json" and path.with_suffix("") not in told and _is_ledger(path)]
    return sorted([*films, *alone])


def _unchecked(files: Sequence[Path], clips: Sequence[Path]) -> list[Path]:
    """Of some files those that are neither clips nor what is checked with them."""
    told = {
        film.with_name(film.stem + suffix)
        for film in clips
        if film.suffix.lower() in (*FILMS, ".json") and film.with_suffix(".json") in files
        for suffix in (".json", *WORDS)
    }
    return [path for path in files if path not in clips and path not in told]


def _is_deck(path: Path) -> bool:
    return path.suffix.lower() in PAGES and is_deck(path)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_loop(path: Path) -> bool:
    """Whether a picture is a loop of a film, or called like one whose ledger is beside it; there may be others."""
    if path.suffix.lower() not in LOOPS:
        return False
    film = path.stem.removesuffix("-loop")
    try:
        return path.with_name(f"{film}.json").is_file() or read_carried(path) is not None
    except UnreadableError:
        return True


def _is_ledger(path: Path) -> bool:
    try:
        regular(path, sys.maxsize)
        with path.open("rb") as file:
            return MARK.encode() in file.read(200)
    except OSError:
        return False


def _verdict(path: Path, request: Request | None, called: str, pixels: bool) -> Verdict:
    if path.suffix.lower() in PAGES:
        if not is_deck(path):
            return Verdict(called, faults=["it is no deck of slides, and pages are not checked"])
        verdict = verify_deck(path)
        verdict.clip = called
        return verdict
    if path.suffix.lower() == POWERPOINT:
        return Verdict(called, faults=["decks for PowerPoint are not checked; pages of slides are"])
    if path.suffix == ".json" and (film := path.with_suffix(".mp4")).is_file():
        path, called = film, str(Path(called).with_suffix(".mp4"))
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
    try:
        told = read_ledger(ledger)
        layer, lesson = Layer(**told["layer"]), told["lesson"]
    except (OSError, TypeError, ConvanimError):
        # What is wrong with it is told as it is checked.
        return Named()
    measurement = None
    if measured is not None and "measurement" in told:
        from convanim.measure.record import read_measurement

        measurement = read_measurement(Path(measured)).model_dump(mode="json")
    network = request.topic.network
    if "network" in told and network is None:
        network = request.module if request.module is not None else request.model
    return Named(
        _arrays(_of_channel(request, told), layer, lesson, "block" if "own_block" in told else "standard")
        if told["values"].get("given")
        else {},
        measurement,
        network if "network" in told else None,
    )


def _of_channel(request: Request, told: Mapping[str, Any]) -> Request:
    """A request for the channel that a film of a transposed convolution shows."""
    if "own_transposed" not in told:
        return request
    channel = int(told["own_transposed"]["in_channel"])
    return replace(request, look=replace(request.look, show_channels=(channel,)))


def _arrays(request: Request, layer: Layer, lesson: str, told: str) -> Mapping[str, Any]:
    """Arrays by their role; ``told`` is the scene that tells a model's numbers where the clip is of no lesson."""
    every = dict[str, Any]()
    if request.model is not None or request.module is not None:
        own = replace(request, scene=lesson or told).own
        values, mixing = own.values, own.mixing
        if own.upward is not None:
            every = {f"module_{role}": array for role, array in own.upward.given.items()}
    else:
        given = {name: array for name, array in request.values.items() if name in ("weight", "bias")}
        if (taken := request.values.get("input")) is not None:
            given["input"] = taken.for_film().as_input(layer.in_channels)
        values, mixing = Values(**given), request.mixing
    found: dict[str, Any] = {role: getattr(values, role) for role in ("input", "weight", "bias")}
    found |= every
    if mixing is not None:
        found |= {"mixing": mixing.weight, "mixing_bias": mixing.bias}
    return found
