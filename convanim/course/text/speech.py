"""The language of what stands around a film: its own, where somebody has translated that, and English elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convanim.language.catalogs import beside, decimal_mark_of, is_source, messages
from convanim.language.marks import MARKS
from convanim.language.tags import SOURCE
from convanim.language.tongue import Tongue, message
from convanim.lessons import KNOWN

AROUND = message("Transcript")
"""A catalog that has this word was made with pages in mind; one for a single film's captions has none of theirs."""


def tongue_around(language: str, look: Mapping[str, Any] | None = None, folders: tuple[Path, ...] = ()) -> Tongue:
    """What speaks on a page around a film in a language, as BCP 47 tags it.

    ``look`` says how the film writes its numbers, by fields of ``Look``; ``folders`` hold catalogs besides convanim's
    own. Where none has the words of pages, English does.

    >>> tongue_around("de-AT").text("Transcript"), tongue_around("he").text("Transcript")
    ('Transkript', 'Transcript')
    """
    chosen = look or {}
    spoken = language if is_source(language) or AROUND in messages(language, folders) else SOURCE
    mark = chosen.get("decimal_mark")
    return Tongue(spoken, MARKS[mark] if mark else decimal_mark_of(language), chosen.get("decimals"), folders)


def catalogs_of(scene: type | str) -> tuple[Path, ...]:
    """The folders of catalogs that the author of a scene has beside it; a built-in one has none.

    >>> catalogs_of("depthwise")
    ()
    """
    if isinstance(scene, str):
        if scene in KNOWN:
            return ()
        from convanim.catalog import load_scene

        scene = load_scene(scene)
    return beside(scene)


def direction_of(tongue: Tongue) -> str:
    """Which way its words run, as HTML has it.

    >>> direction_of(Tongue("ar")), direction_of(Tongue("fr"))
    ('rtl', 'ltr')
    """
    return "rtl" if tongue.left else "ltr"
