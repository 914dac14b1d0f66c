"""What stands round a film is in its language, where somebody has translated that."""

import pytest

from convanim.course.page.words import words
from convanim.course.text.speech import catalogs_of, direction_of, tongue_around
from convanim.course.text.texts import alt_text, layer_facts, saving, transcript
from convanim.language.tags import built_in
from tests.course.telling import story
from tests.messages import HEAD


@pytest.mark.parametrize("language", [one for one in built_in() if one != "en"])
def test_texts_are_in_the_films_language(language):
    english, told = story(), story(language=language)
    assert [name for name, _ in layer_facts(told)] != [name for name, _ in layer_facts(english)]
    for text in (alt_text, saving, transcript):
        assert text(told) != text(english)
    assert "Made with" not in transcript(told)
    own, plain = words(told.tongue), words(english.tongue)
    assert own.keys() == plain.keys()
    # What the script fills in is there in each language.
    for name, text in plain.items():
        assert sorted(part for part in text.split("{")[1:]) == [] or all(
            f"{{{part.split('}')[0]}}}" in own[name] for part in text.split("{")[1:]
        )


def test_decimals_are_as_the_film_has_them():
    assert tongue_around("de").mark == "," and tongue_around("de", {"decimal_mark": "point"}).mark == "."


def test_ones_own_catalog_turns_the_page_round(tmp_path):
    folder = tmp_path / "locale"
    path = folder / "he" / "LC_MESSAGES" / "mine.po"
    path.parent.mkdir(parents=True)
    caption = 'msgid "Two channels."\nmsgstr "שני ערוצים."\n'
    path.write_text(HEAD.format(language="he") + caption, encoding="utf-8")
    # A film's captions alone make no page.
    assert tongue_around("he", folders=(folder,)).language == "en"
    path.with_name("page.po").write_text(
        HEAD.format(language="he") + 'msgid "Transcript"\nmsgstr "תמליל"\n', encoding="utf-8"
    )
    tongue = tongue_around("he", folders=(folder,))
    assert (tongue.language, direction_of(tongue), tongue.text("Transcript")) == ("he", "rtl", "תמליל")


def test_catalogs_lie_beside_a_scene(tmp_path):
    (tmp_path / "locale").mkdir()
    (tmp_path / "mine.py").write_text("from convanim import Pointwise\n\n\nclass Mine(Pointwise):\n    pass\n")
    assert catalogs_of(str(tmp_path / "mine.py")) == (tmp_path / "locale",)
    assert catalogs_of("pointwise") == ()
