"""convanim's own catalogs: complete, in step with the code, and right in what stands in braces."""

import re

import pytest

from convanim.language.catalogs import LOCALE, languages, plural_of
from convanim.language.template import Choice, Field, Template, named, parse
from convanim.language.tongue import Tongue
from tests.messages import catalog, extracted, path_of

LANGUAGES = languages(LOCALE)


def choices(template: Template) -> list[Choice]:
    """Every choice of a template, those within others, too."""
    own = [part for part in template if isinstance(part, Choice)]
    return own + [inner for one in own for form in (*one.forms, *dict(one.exact).values()) for inner in choices(form)]


def written(template: Template) -> set[str]:
    """The counts that a template writes out, in one form or another."""
    levels = [template, *(form for one in choices(template) for form in (*one.forms, *dict(one.exact).values()))]
    return {part.name for level in levels for part in level if isinstance(part, Field)}


def plain(template: Template) -> str:
    """All that a template says in letters."""
    levels = [template, *(form for one in choices(template) for form in (*one.forms, *dict(one.exact).values()))]
    return " ".join(part for level in levels for part in level if isinstance(part, str))


def texts(language: str) -> dict[str, str]:
    return {one.id: one.string for one in catalog(language) if one.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_code_is_there_and_no_other(language):
    told = texts(language)
    assert list(told) == extracted(), "make messages brings catalogs into step"
    assert not catalog(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_empty_or_fuzzy(language):
    for one in catalog(language):
        if one.id:
            assert one.string and not one.fuzzy, one.id
    assert "fuzzy" not in path_of(language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_name_what_their_messages_name(language):
    for message, text in texts(language).items():
        own = named(parse(text))
        assert own <= named(parse(message)), text
        # What English writes out as a number, others do, too; one that only chooses a form may be idle.
        assert written(parse(message)) <= own, text
        assert ":w" not in text and ":W" not in text, f"{text!r}: numbers as words are English"
        assert (message[:1] == " ") <= (text[:1] in " \u00a0,，") and (message[-1:] == " ") <= (
            text[-1:] == " " or language == "zh"
        ), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1, 2, 12])
def test_texts_can_be_said_of_any_number(language, number):
    tongue, (kinds, _) = Tongue(language), plural_of(language)
    for message, text in texts(language).items():
        said = tongue.fill(message, dict.fromkeys(named(parse(message)), number)).text
        assert said and not re.search(r"[{}|]", said), said
        for choice in choices(parse(text)):
            assert len(choice.forms) <= len(kinds), text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["0 Kanäle", "1 Kanal", "2 Kanäle", "12 Kanäle"]),
        ("es", ["0 canales", "1 canal", "2 canales", "12 canales"]),
        ("fr", ["0 canal", "1 canal", "2 canaux", "12 canaux"]),
        ("zh", ["0 个通道", "1 个通道", "2 个通道", "12 个通道"]),
        ("hi", ["0 चैनल", "1 चैनल", "2 चैनल", "12 चैनल"]),
    ],
)
def test_one_channel_and_several(language, said):
    assert [Tongue(language).text("{n} {n?channel|channels}", n=n) for n in (0, 1, 2, 12)] == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_digit_is_a_counts_or_a_names(language):
    for one in [text for pair in texts(language).items() for text in pair]:
        assert not re.search(r"\d", plain(parse(one))), f"{one!r}: a number that nobody counts"


@pytest.mark.parametrize("language", ["zh", "hi"])
def test_captions_are_in_the_languages_own_letters(language):
    script = {"zh": "[\u4e00-\u9fff]", "hi": "[\u0900-\u097f]"}[language]
    for message, text in texts(language).items():
        if re.search("[a-z]{3}", plain(parse(message)).replace("torch", "")):
            assert re.search(script, text), text
            assert not re.search("[a-z]{3}", plain(parse(text)).replace("torch", "")), text
