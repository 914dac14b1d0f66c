"""The pages' colours are the films', and read well on each other."""

import re

import pytest

from convanim.course.colors import css_of, theme_on
from convanim.theme.color import contrast, hex_color
from convanim.theme.file import table_of
from convanim.theme.theme import Theme
from tests.course.telling import story

SCHOOL = Theme.dark().with_(name="school", background="#102A43", groups=["#FFB000", "#3366DD"])
PALE = Theme.light().with_(
    name="pale", background="#D5D5D5", panel="#C9C9C9", dim="#4A515B", groups=["#AA5500", "#3366DD"]
)


def test_a_page_takes_the_theme_that_its_films_share():
    school, dark = story(theme="school", own_theme=table_of(SCHOOL)), story()
    assert theme_on("dark", [school, school]) == SCHOOL
    assert theme_on("light", [school]) == Theme.light()
    assert theme_on("dark", [school, dark]) == theme_on("dark", []) == Theme.dark()
    by_hand = story(theme="faint", own_theme={"from": "dark", "name": "faint", "ink": "#111111"})
    assert theme_on("dark", [by_hand]) == Theme.dark()


@pytest.mark.parametrize("theme", [Theme.light(), Theme.dark(), SCHOOL, PALE], ids=lambda theme: theme.name)
def test_texts_read_well(theme):
    css = dict(re.findall(r"--([\w-]+): (#\w{6});", css_of(theme)))
    assert hex_color(css["back"]) == pytest.approx(theme.background, abs=1 / 255)
    assert f"color-scheme: {'light' if theme.reverse else 'dark'};" in css_of(theme)
    pairs = [("ink", "back"), ("ink", "panel"), ("dim", "back"), ("dim", "panel"), ("accent", "back")]
    for text, ground in [*pairs, ("accent", "panel"), ("accent", "wash"), ("on-accent", "accent"), ("back", "ink")]:
        assert contrast(hex_color(css[text]), hex_color(css[ground])) >= 4.5, (text, ground)
