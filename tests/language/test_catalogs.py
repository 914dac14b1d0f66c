"""Which languages there are, and what their catalogs hold."""

from pathlib import Path

import pytest

from convanim.errors import SpecError
from convanim.language.catalogs import (
    LOCALE,
    beside,
    decimal_mark_of,
    is_source,
    languages,
    messages,
    name_of,
    plural_of,
)
from tests.children import python
from tests.messages import extracted

CATALOG = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def bring(folder: Path, language: str, text: str) -> Path:
    """A catalog in a folder; returns the folder."""
    path = folder / language / "LC_MESSAGES" / "mine.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOG + text, encoding="utf-8")
    return folder


def test_what_convanim_speaks():
    assert {"de", "es", "fr", "hi", "zh"} <= set(languages(LOCALE))
    assert [name_of(language) for language in ("de", "zh", "tlh")] == ["Deutsch", "中文", "tlh"]


def test_a_language_is_the_same_wherever_it_is_spoken():
    assert messages("de-AT") == messages("de") != {}
    assert messages("zh-CN") == messages("zh-Hans") == messages("zh")
    assert messages("zh-TW") == messages("zh-Hant-HK") == messages("en") == messages("sv") == {}


def test_the_nearest_catalog_has_the_word(tmp_path):
    folder = bring(tmp_path, "de", 'msgid "input"\nmsgstr "Eingang"\n')
    assert messages("de", (folder,))["input"] == "Eingang"
    assert messages("de", (folder,))["output"] == messages("de")["output"]
    assert languages(folder) == ("de",)


def test_what_is_empty_or_fuzzy_is_no_translation(tmp_path):
    text = 'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "B"\n\nmsgid "c"\nmsgstr "C"\n'
    assert messages("eo", (bring(tmp_path, "eo", text),)) == {"c": "C"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_catalog_that_begins_with_a_byte_order_mark(tmp_path, encoding):
    path = tmp_path / "de" / "LC_MESSAGES" / "mine.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "size"\nmsgstr "Größe"\n', encoding=encoding, newline="\r\n")
    assert messages("de", (tmp_path,))["size"] == "Größe"


@pytest.mark.parametrize("text", [b"no catalog at all", b'msgid "a"\nmsgstr "\xff\xfe"'])
def test_a_file_that_is_no_catalog(tmp_path, text):
    folder = bring(tmp_path, "eo", "")
    (folder / "eo" / "LC_MESSAGES" / "mine.po").write_bytes(text)
    with pytest.raises(SpecError, match=r"mine\.po in .* is no catalog"):
        messages("eo", (folder,))


@pytest.mark.parametrize(
    ("language", "kinds", "numbers"),
    [
        ("en", ("one", "other"), {0: "other", 1: "one", 2: "other", 12: "other"}),
        ("de", ("one", "other"), {0: "other", 1: "one", 2: "other", 12: "other"}),
        ("fr", ("one", "many", "other"), {0: "one", 1: "one", 2: "other", 12: "other"}),
        ("zh", ("other",), {0: "other", 1: "other", 12: "other"}),
        ("hi", ("one", "other"), {0: "one", 1: "one", 2: "other", 12: "other"}),
        ("pl", ("one", "few", "many", "other"), {1: "one", 2: "few", 12: "many"}),
        ("tlh", ("one", "other"), {0: "other", 1: "one"}),
    ],
)
def test_plurals(language, kinds, numbers):
    known, kind = plural_of(language)
    assert known == kinds
    assert {number: kind(number) for number in numbers} == numbers


def test_decimal_marks():
    assert {tag: decimal_mark_of(tag) for tag in ("en", "en-ZA", "de", "es-MX", "fr", "zh", "hi", "tlh")} == {
        "en": ".",
        "en-ZA": ".",
        "de": ",",
        "es-MX": ".",
        "fr": ",",
        "zh": ".",
        "hi": ".",
        "tlh": ".",
    }


def test_catalogs_beside_a_class():
    assert is_source("en-US") and not is_source("eo")
    assert beside(int) == ()


def test_english_needs_no_babel():
    code = (
        "import sys\nfrom convanim.language.catalogs import *\nfrom convanim.language.tongue import Tongue\n"
        "assert Tongue().text('{n} {n?channel|channels}', n=2) == '2 channels'\n"
        "decimal_mark_of('en'), plural_of('en'), messages('en'), languages(LOCALE)\n"
        "assert 'babel' not in sys.modules and 'manim' not in sys.modules and 'numpy' not in sys.modules"
    )
    python("-c", code)


def test_messages_are_found_in_the_code():
    found = extracted()
    assert len(found) > 100
    assert {"Depthwise convolution", "input", "groups {groups}", "{count} of {shape}", "never read"} <= set(found)
