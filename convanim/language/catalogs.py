"""The languages that films speak, and where their messages are found.

English is what the code is written in. Every other language is a gettext catalog, a text file that translators
edit: ``convanim/language/locale/LANGUAGE/LC_MESSAGES/convanim.po``. A scene of somebody's own may bring catalogs
in a folder ``locale`` beside its file, laid out in the same way. Babel, which reads them, is loaded only where there
is one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from convanim.errors import SpecError
from convanim.language.tags import SOURCE

if TYPE_CHECKING:
    from babel import Locale

LOCALE = Path(__file__).resolve().parent / "locale"
"""convanim's own catalogs, a folder a language."""
LEFTWARD = ("Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr")
"""The scripts of today that run from right to left, as ISO 15924 calls them."""
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Unicode's names for the kinds of numbers that a language may tell apart, in its order."""


def languages(*folders: Path) -> tuple[str, ...]:
    """The languages that folders have catalogs for.

    >>> "de" in languages(LOCALE), languages()
    (True, ())
    """
    found = {path.parent.parent.name for folder in folders for path in folder.glob("*/LC_MESSAGES/*.po")}
    return tuple(sorted(name.replace("_", "-") for name in found))


def beside(scene: type) -> tuple[Path, ...]:
    """The folders of catalogs beside the files of a class and of those that it is made from, the nearest first."""
    files = [getattr(sys.modules.get(one.__module__), "__file__", None) for one in scene.__mro__]
    folders = dict.fromkeys(Path(file).resolve().parent / "locale" for file in files if file is not None)
    return tuple(folder for folder in folders if folder != LOCALE and folder.is_dir())


def is_source(language: str) -> bool:
    """Whether this is what messages are written in, wherever it is spoken.

    >>> is_source("en-GB"), is_source("de")
    (True, False)
    """
    return language.partition("-")[0].lower() == SOURCE


def messages(language: str, folders: tuple[Path, ...] = ()) -> Mapping[str, str]:
    """Translations by English message; of several catalogs the first folder's has the word, convanim's own the last.

    Messages that are not translated, or marked as fuzzy, are left out. Raises SpecError for a file that is no catalog.

    >>> messages("de")["input"], messages("de-AT")["input"], dict(messages("en"))
    ('Eingabe', 'Eingabe', {})
    """
    found: dict[str, str] = {}
    for folder in (*folders, LOCALE):
        for path in _files(folder, language):
            for message, text in _read(path, path.stat().st_mtime_ns).items():
                found.setdefault(message, text)
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def plural_of(language: str) -> tuple[tuple[str, ...], Callable[[Any], str]]:
    """The kinds of numbers that a language tells apart, in Unicode's order, and the kind of a number.

    >>> kinds, kind = plural_of("fr")
    >>> kinds, kind(0), kind(1), kind(2)
    (('one', 'many', 'other'), 'one', 'one', 'other')
    """
    locale = None if is_source(language) else _locale(language)
    if locale is None:
        return ("one", "other"), lambda number: "one" if number == 1 else "other"
    rule = locale.plural_form
    return tuple(kind for kind in PLURALS if kind == "other" or kind in rule.tags), rule


@lru_cache(maxsize=64)
def decimal_mark_of(language: str) -> str:
    """What stands between ones and tenths.

    >>> decimal_mark_of("en"), decimal_mark_of("de"), decimal_mark_of("zh")
    ('.', ',', '.')
    """
    locale = None if is_source(language) else _locale(language)
    mark = None if locale is None else locale.number_symbols["latn"].get("decimal")
    return mark if mark in (".", ",") else "."


def runs_left(language: str) -> bool:
    """Whether a language is written from right to left.

    >>> runs_left("he"), runs_left("ar-EG"), runs_left("az-Arab"), runs_left("de")
    (True, True, True, False)
    """
    named = next((part.title() for part in language.split("-")[1:] if len(part) == 4 and part.isalpha()), None)
    return not is_source(language) and (named or _script(language)) in LEFTWARD


def region_of(language: str) -> str:
    """A language with the region where most speak it, as office programs know languages; with its own if it has one.

    >>> region_of("de"), region_of("pt-BR"), region_of("zh"), region_of("en")
    ('de-DE', 'pt-BR', 'zh-CN', 'en-US')
    """
    from babel.core import get_global

    if any(len(part) == 2 and part.isalpha() for part in language.split("-")[1:]):
        return language
    likely = get_global("likely_subtags").get(language.replace("-", "_"), "")
    region = next((part for part in likely.split("_")[1:] if len(part) == 2), "")
    return f"{language}-{region}" if region else language


def name_of(language: str) -> str:
    """What a language calls itself.

    >>> name_of("de")
    'Deutsch'
    """
    locale = _locale(language)
    return (locale.display_name if locale is not None else None) or language


def _locale(language: str) -> Locale | None:
    """What Unicode knows of a language; None where it knows nothing."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _files(folder: Path, language: str) -> Iterator[Path]:
    """The catalogs for a language, and behind them those for the language wherever it is spoken."""
    exact, plain = language.replace("-", "_"), language.partition("-")[0].lower()
    yield from sorted(folder.glob(f"{exact}/LC_MESSAGES/*.po"))
    if plain == exact:
        return
    others = sorted(folder.glob(f"{plain}/LC_MESSAGES/*.po"))
    # Traditional Chinese is no simplified Chinese: a catalog in another script would not be read.
    if others and _script(language) == _script(plain):
        yield from others


def _script(language: str) -> str:
    from babel.core import get_global

    locale = _locale(language)
    if locale is not None and locale.script:
        return str(locale.script)
    likely = get_global("likely_subtags").get(language.partition("-")[0].lower(), "")
    return next((part for part in likely.split("_") if len(part) == 4), "")


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Mapping[str, str]:
    """A catalog as it was when it was last ``changed``."""
    from babel.messages.pofile import PoFileError, read_po

    from convanim.budgets import TEXT_BYTES
    from convanim.textfile import marked, regular

    try:
        regular(path, TEXT_BYTES)
        content = path.read_bytes()
        encoding = marked(content)
        if encoding is None:
            # Its own head says how it is written.
            catalog = read_po(BytesIO(content), abort_invalid=True)
        else:
            catalog = read_po(StringIO(content.decode(encoding), newline=None), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise SpecError(f"{path.name} in {path.parent} is no catalog: {error}", "a .po file of gettext") from error
    except OSError as error:
        raise SpecError(f"{path} cannot be read: {error.strerror}", "a .po file of gettext") from error
    translated = ((message.id, message.string) for message in catalog if message.id and not message.fuzzy)
    return {id_: text for id_, text in translated if isinstance(id_, str) and isinstance(text, str) and text}
