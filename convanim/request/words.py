"""What was asked for by name: options' words, or the names of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from os import PathLike
from typing import Any

from convanim.errors import UnknownNameError, quoted, shortened
from convanim.spec import Layer, Values
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import Topic
from convanim.spec.voice import Voice

RECORDS: tuple[type, ...] = (Layer, Values, OwnNumbers, Topic, Look, Voice)
"""What a clip is asked for by; of two fields of a name, the first one's has it."""
OPTIONS = tuple(option for record in RECORDS for option in options_of(record))
WORDS = tuple(option.word for option in OPTIONS)
NAMES: Mapping[str, tuple[type, Option]] = {
    name: (record, option)
    for record in reversed(RECORDS)
    for option in options_of(record)
    for name in reversed(option.names)
}
"""Everything that an option may be called, and what it is."""


BRIEF = {
    "crf": "encoding=Encoding(crf=18)",
    "preset": 'encoding=Encoding(preset="slow")',
    "no_cache": "cache=False",
    "q": 'quality="h"',
    "o": 'out="clips"',
    "j": "jobs=4",
}
"""What the command line has words for that are others in Python."""


def sort(words: Mapping[str, Any], others: Iterable[str] = ()) -> dict[type, dict[str, Any]]:
    """What is said, by record and field; None says nothing, and text is read as on the command line.

    ``bias`` is whether a layer has one, or, as an array or a file, its numbers. Raises UnknownNameError for a word that
    is none, which lists the known ones and ``others``, and proposes the closest.

    >>> sort({"channels": "4", "size": "5x7", "seed": 3})[Layer]
    {'in_channels': 4, 'size': '5x7'}
    """
    found: dict[type, dict[str, Any]] = {record: {} for record in RECORDS}
    for word, given in words.items():
        if word not in NAMES:
            known = [*WORDS, *others]
            close = [BRIEF[word]] if word in BRIEF else get_close_matches(shortened(word), [*NAMES, *others], n=1)
            raise UnknownNameError(f"no option is called {quoted(word)}", ", ".join(known), *close)
        record, option = NAMES[word]
        if (record, word) == (Layer, "bias") and _holds_numbers(given):
            record = Values
        if given is not None:
            found[record][option.field] = option.read(given)
    return found


def names_file(word: str, given: Any) -> bool:
    """Whether a word names a file; other texts of a bias say whether there is one.

    >>> names_file("input", "photo.png"), names_file("bias", "net.pt:bias"), names_file("bias", "no")
    (True, True, False)
    """
    if not isinstance(given, str | PathLike) or word not in NAMES:
        return False
    return NAMES[word][1].kind == "file" or (word == "bias" and _holds_numbers(given))


def _holds_numbers(bias: Any) -> bool:
    """Whether a bias is numbers of its own, in an array or a file."""
    if isinstance(bias, str | PathLike):
        from convanim.sources.files import READERS, split_name

        return split_name(str(bias))[0].suffix.lower() in READERS
    return bias is not None and not isinstance(bias, int)
