"""What the files of a clip are called: a name, or a pattern that its layer, look and place fill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from string import Formatter
from typing import Any
from unicodedata import category, normalize

from convanim.errors import Setting, SpecError, UnknownNameError, quoted, shortened
from convanim.film.quality import Quality, name_of
from convanim.lessons import lesson_of
from convanim.spec import Layer, Values
from convanim.spec.aspect import ASPECTS
from convanim.spec.cut import FILM, LOOP
from convanim.spec.look import Look
from convanim.spec.option import Option, options_of
from convanim.spec.topic import TOPICS

MOST = 120
"""Bytes of a name: file systems take 255, and a beat's name and an ending come after it."""
DEVICES = {
    *("con", "prn", "aux", "nul", "conin$", "conout$"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
}
"""What Windows takes for a device, whatever its ending."""
USUAL_NETWORK = next(option.usual for option in TOPICS if option.field == "network")
"""The network that the built-in scene of networks is called after."""
PAGE = "index.html"
"""The page of all clips, beside which their folders lie."""

About = Mapping[str, Any]
"""What the ledger says of a clip as a whole."""


def clip_name(scene: str) -> str:
    """What the files of a scene class are called.

    >>> clip_name("MyDepthwise")
    'my-depthwise'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", scene).lower()


def usual_name(scene: str, cut: str = FILM, network: str | None = None) -> str:
    """What a clip of a scene class is called of which nobody says it: a loop so that it can lie beside the film.

    A clip about another network than the one that its scene is called after has that one's name.

    >>> usual_name("Depthwise"), usual_name("Depthwise", "loop"), usual_name("Efficientnet", network="mobilenet_v1")
    ('depthwise', 'depthwise-loop', 'mobilenet_v1')
    """
    name = clip_name(scene if network is None else network)
    return name if cut == FILM else f"{name}-{cut}"


def network_told(about: About) -> str | None:
    """The network that a clip is about and that its scene is not called after; None where there is none.

    >>> network_told({"scene": "Efficientnet", "lesson": "efficientnet", "network": "mobilenet_v1"})
    'mobilenet_v1'
    """
    network = about.get("network")
    named_after_another = about.get("own_scene", False) or network in (None, USUAL_NETWORK)
    return None if named_after_another or lesson_of(about["lesson"]).of_layer else str(network)


def is_loop(about: About) -> bool:
    """Whether a clip shows its scene's loop, by what its ledger says."""
    return bool(about.get("cut", FILM) == LOOP)


def _aspect(about: About) -> str:
    ratio = about["width"] / about["height"]
    return min(ASPECTS, key=lambda name: abs(ASPECTS[name][0] / ASPECTS[name][1] - ratio)).replace(":", "x")


def _quality(about: About) -> str:
    named = name_of(Quality(about["width"], about["height"], about["fps"]))
    return named[0] if named else f"{about['width']}x{about['height']}"


def _field(option: Option, home: Callable[[About], Mapping[str, Any]]) -> Callable[[About], str]:
    def told(about: About) -> str:
        value = home(about).get(option.field, option.usual)
        if value is None or value == ():
            return UNSAID
        text = option.write(value)
        return text.replace(",", "x") if option.kind == "sides" else text

    return told


UNSAID = "auto"
"""What a field reads that a clip leaves open."""

FIELDS: Mapping[str, Callable[[About], str]] = {
    "scene": lambda about: clip_name(about["scene"]),
    **{option.word: _field(option, lambda about: about) for option in options_of(Look)},
    # Of a scene that has no such topic, nothing is as usual.
    **{option.word: _field(option._replace(usual=None), lambda about: about) for option in TOPICS},
    "aspect": _aspect,
    "quality": _quality,
    **{
        option.word: _field(option, lambda about: about["values"])
        for option in options_of(Values)
        if option.kind != "file"
    },
    **{option.word: _field(option, lambda about: about["layer"]) for option in options_of(Layer)},
}
"""What a pattern may name, and how it reads in a file's name; ``file``, ``number`` and ``name`` are no clip's own."""
OTHERS = ("file", "number", "name")


@dataclass(frozen=True)
class Naming:
    """A name, or a pattern: ``texts`` with a field of the clip between each and the next."""

    texts: tuple[str, ...]
    fields: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Naming:
        """Read a name in which ``{field}`` stands for what a clip has there, and ``{{`` for a brace.

        The fields are those of ``FIELDS``; ``file``, the scene's file without its ending; ``number``, the clip's among
        all that are asked for, from 1; and ``name``, what it would be called otherwise. Raises UnknownNameError for
        another field, SpecError for what can be no file's name.

        >>> about = {"scene": "Depthwise", "width": 720, "height": 1280}
        >>> Naming.of("{scene}-{aspect}").called(about, file="depthwise", number=1)
        'depthwise-9x16'
        """
        if not isinstance(text, str):
            raise SpecError(f"the name is {quoted(text)}", "text", "depthwise-9x16", field="name")
        try:
            parts = [*Formatter().parse(text)]
        except ValueError as error:
            raise SpecError(
                f"the name {quoted(text)} has a brace too many or too few",
                "{field}, and {{ for a brace",
                "{scene}-{aspect}",
                field="name",
            ) from error
        texts, fields = [""], list[str]()
        for literal, field, form, conversion in parts:
            texts[-1] += literal
            if field is None:
                continue
            if field not in FIELDS and field not in OTHERS:
                known = (*FIELDS, *OTHERS)
                raise UnknownNameError(
                    f"no field of names is called {quoted(field)}",
                    ", ".join(known),
                    *(f"{{{one}}}" for one in get_close_matches(field, known, n=1)),
                    field="name",
                )
            if form or conversion:
                raise SpecError(
                    f"the name {quoted(text)} tells how to write {shortened(field)}", f"{{{field}}}", field="name"
                )
            fields.append(field)
            texts.append("")
        naming = cls(tuple(texts), tuple(fields))
        # What fields will say is harmless, so what is wrong can be told before any scene is loaded.
        checked("x".join(texts) if fields else texts[0])
        return naming

    @classmethod
    def plain(cls, name: str) -> Naming:
        """A name as it is, with any braces in it; raises SpecError for what can be no file's name."""
        return cls((checked(name),))

    def over(self, other: Naming) -> Naming:
        """The same with another naming for what ``{name}`` stands for.

        >>> Naming.of("{name}-{language}").over(Naming.of("small")).texts
        ('small-', '')
        """
        texts, fields = [self.texts[0]], list[str]()
        for field, text in zip(self.fields, self.texts[1:], strict=True):
            if field == "name":
                texts[-1] += other.texts[0]
                texts += other.texts[1:]
                fields += other.fields
                texts[-1] += text
            else:
                fields.append(field)
                texts.append(text)
        return Naming(tuple(texts), tuple(fields))

    def ending(self, text: str) -> Naming:
        """The same with a text at its end, with any braces in it; raises SpecError where that can be no file's name.

        >>> Naming.of("{scene}").ending("-7").called({"scene": "Split"}, file="split", number=1)
        'split-7'
        """
        checked(f"x{text}")
        return Naming((*self.texts[:-1], self.texts[-1] + text), self.fields)

    def called(self, about: About, *, file: str, number: int) -> str:
        """The name of a clip; raises SpecError where it can be no file's name."""
        own: dict[str, str] = {
            "file": file,
            "number": str(number),
            "name": usual_name(about["scene"], about.get("cut", FILM), network_told(about)),
        }
        told = [tame(own[field] if field in own else FIELDS[field](about)) for field in self.fields]
        return checked(self.texts[0] + "".join(map("".join, zip(told, self.texts[1:], strict=True))))


SCENES_OWN = Naming(("", ""), ("name",))
"""After the scene's class."""


def checked(name: str) -> str:
    """A name, found to be one that a file can have on any system; raises SpecError where it is not."""

    def refuse(allowed: str) -> SpecError:
        return SpecError(f"the name is {shortened(name)!r}", allowed, "depthwise-9x16", field="name")

    if not isinstance(name, str):
        raise SpecError(f"the name is {quoted(name)}", "text", "depthwise-9x16", field="name")
    if not name.strip() or name.startswith(".") or name.endswith((".", " ")) or set(name) & {"/", "\\"}:
        raise refuse("a file name without folders, dots at either end and a space at its end")
    if any(category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in _TURNING for letter in name):
        raise refuse("a file name without control characters")
    if taken := [letter for letter in ':*?"<>|' if letter in name]:
        raise refuse(f"a file name without {' '.join(taken)}, which Windows keeps for itself")
    if name.partition(".")[0].strip().lower() in DEVICES:
        raise refuse("a file name that Windows does not keep for a device")
    if folded(name) == PAGE:
        raise refuse(f"another name than that of the page beside the clips, {PAGE}")
    if len(name.encode()) > MOST:
        given = f"the name has {len(name.encode())} bytes, {shortened(name)!r}"
        raise SpecError(given, f"at most {MOST}, as files are called after it", "a shorter one", field="name")
    return name


_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""What has letters read in another order than they stand in, so that a name seems to end otherwise."""


def folded(name: str) -> str:
    """What a name has in common with all that some file system takes for the same.

    >>> folded("Straße") == folded("STRASSE"), folded("e\u0301") == folded("\u00e9")
    (True, True)
    """
    return normalize("NFC", normalize("NFD", name).casefold())


def one_of_a_name(names: Sequence[str]) -> None:
    """Raise SpecError where two clips would be called the same, on any file system."""
    counts = Counter(map(folded, names))
    for name in names:
        if (count := counts[folded(name)]) > 1:
            raise SpecError(
                f"{count} of the clips would be called {name}",
                "one clip of a name at a time",
                (Setting("name", "{scene}-{number}"), ", or {file}, {language}, {aspect} and so on"),
                field="name",
            )


def tame(text: str) -> str:
    """What a field says, as a part of a file's name."""
    return re.sub(r"[^\w.+-]+", "-", text).strip("-.") or "-"
