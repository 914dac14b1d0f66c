"""Which clips would take another one's place, told before they do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from convanim.budgets import LEDGER_BYTES, PICTURE_BYTES
from convanim.errors import ReplacedWarning, Setting, warn
from convanim.film.digests import BULK, OUTSIDE, TITLES
from convanim.film.digests import MARK as MARK_OF_LEDGER
from convanim.film.naming import FIELDS, About
from convanim.film.store.cache import digest
from convanim.film.store.file_reads import unnoted
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import options_of
from convanim.spec.topic import Topic
from convanim.textfile import regular

SAME = ("convanim", "versions", "width", "height", "fps", *TITLES)
"""What may differ between a draft and the film that replaces it; the frame's shape is told by its aspect."""
FEW = 4
"""So many differences are told one by one."""
MARK = "convanim"
"""What a picture calls the text in it that tells of its clip."""
PROPERTIES = "docProps/core.xml"
"""Which file in a deck for PowerPoint tells of its clips."""
TOLD_APART = 2
"""So many of them are proposed for the names."""


def warn_of_replaced(film: Path, about: About) -> About | None:
    """Warn (ReplacedWarning) where a film or a picture that shows something else is there under the new one's name.

    What is told of that, where something tells of it.
    """
    return warn_of_other(str(film), partial(_told_in, film), about) if film.exists() else None


def warn_of_other(film: str, told: Callable[[], str], about: About) -> About | None:
    """The same of a film or a picture that is there, wherever; ``told`` gives what it tells of the clip, as JSON."""
    another, other = None, {"": "nothing beside it tells what it shows"}
    # Anybody may have written what is there, so that anything may be wrong with it.
    with unnoted(), suppress(Exception):
        before = json.loads(told())
        other = differences(before, about)
        another = before if other else None
    if other:
        changes = [*other.values()]
        if len(changes) > FEW + 1:
            changes[FEW:] = [f"and {len(changes) - FEW} more"]
        fields = [f"{{{field}}}" for field in other if field in FIELDS and field != "scene"][:TOLD_APART]
        name = Setting("name", "-".join(["{scene}", *fields]) if fields else "NAME")
        what = f"{film} shows another clip and is replaced ({'; '.join(changes)}); "
        warn(ReplacedWarning((what, name, " would keep both")))
    return another


def _told_in(file: Path) -> str:
    """What a film's ledger or a picture itself tells of the clip, as JSON; nothing where nothing does."""
    if file.suffix != ".png":
        ledger = file.with_name(f"{file.stem}.json")
        regular(ledger, LEDGER_BYTES)
        return ledger.read_text(encoding="utf-8")
    from PIL import Image

    regular(file, PICTURE_BYTES)
    with Image.open(file, formats=("PNG",)) as picture:
        return str(picture.info.get(MARK, ""))


def mark_of(clips: Sequence[About]) -> str:
    """What tells a deck of clips from one that shows anything else."""
    return digest(*(json.dumps(_flat(about), sort_keys=True) for about in clips))[:16]


def warn_of_replaced_deck(deck: Path, mark: str) -> None:
    """Warn (ReplacedWarning) where a file that is no deck of the same clips is there under the new one's name."""
    if not deck.exists():
        return
    head = b""
    # Anybody may have written what is there, so that anything may be wrong with it.
    with unnoted(), suppress(Exception):
        regular(deck, sys.maxsize)
        if deck.suffix == ".pptx":
            with ZipFile(deck) as package, package.open(PROPERTIES) as file:
                head = file.read(4096)
        else:
            with deck.open("rb") as file:
                head = file.read(4096)
    if mark.encode() not in head:
        text = (f"{deck} shows something else and is replaced; ", Setting("name", "NAME"), " would keep both")
        warn(ReplacedWarning(text))


def differences(before: About, after: About) -> dict[str, str]:
    """What two clips show differently: fields as names have them, and a few words on each.

    >>> layer = {"in_channels": 4}
    >>> one = {"scene": "Split", "layer": layer, "values": {"seed": 0}, "width": 16, "height": 9, "fps": 30}
    >>> other = {**one, "layer": {"in_channels": 8}, "width": 9, "height": 16, "fps": 15}
    >>> differences(one, other)
    {'channels': 'channels 4, now 8', 'aspect': 'aspect 16x9, now 9x16'}
    """
    old, new = _flat(before), _flat(after)
    pairs = {name: (old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))}
    return {
        name: _OTHER[name] if name in _OTHER else f"{name} {_short(was)}, now {_short(now)}"
        for name, (was, now) in pairs.items()
        if was != now
    }


def _flat(about: About) -> dict[str, Any]:
    # As JSON has it, where pairs are lists.
    plain = json.loads(json.dumps({key: about[key] for key in about if key not in _BULK}))
    layer, values = plain.pop("layer"), plain.pop("values")
    flat = {**plain, **layer, **values, "aspect": FIELDS["aspect"](about)}
    return {_CALLED.get(name, name): value for name, value in flat.items() if name not in _FOLLOWS}


_BULK = {*SAME, *BULK, *OUTSIDE, MARK_OF_LEDGER, "captions_digest", "measurement"}
_OTHER = {
    "own": "other numbers of your own",
    "own_network": "another network of your own",
    "voice": "another voice, or none",
}
"""What is said of what a clip is too much to tell back."""
_FOLLOWS = ("lesson", "lessons", "own_scene", "computed", "module", "given")
"""What follows from the scene and, once a clip is drawn, from its numbers."""
_CALLED = {option.field: option.word for option in options_of(Layer, Values, Topic, Look) if option.kind != "file"}


def _short(value: Any) -> str:
    if value is None:
        return "as usual"
    if isinstance(value, list):
        return "x".join(map(_short, value))
    return "another" if isinstance(value, dict) else str(value)
