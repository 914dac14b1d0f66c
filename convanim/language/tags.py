"""Languages by their tags, as BCP 47 has them."""

from __future__ import annotations

import os
import re

from convanim.errors import SpecError, quoted

SOURCE = "en"
"""What messages are written in."""


def built_in() -> tuple[str, ...]:
    """The languages that convanim itself speaks: the one that it is written in, and those of its own catalogs.

    >>> built_in()[:2]
    ('en', 'de')
    """
    # Asked for by lists of options, which wait for nothing heavy.
    catalogs = os.path.join(os.path.dirname(__file__), "locale")
    return (SOURCE, *sorted(name.replace("_", "-") for name in os.listdir(catalogs)))


def tag_of(language: str) -> str:
    """A language as BCP 47 tags it, found to be such a tag; raises SpecError for what is none."""
    if not isinstance(language, str) or not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language):
        raise SpecError(f"the language is {quoted(language)}", "a tag of BCP 47", "de, or pt-BR", field="language")
    return language
