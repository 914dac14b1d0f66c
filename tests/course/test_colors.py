"""The pages' colours are the films', and read well on each other."""

import re

import pytest

from convanim.course.colors import css_of
from convanim.stage.color import contrast, hex_color
from convanim.stage.theme import Theme


@pytest.mark.parametrize("theme", [Theme.light(), Theme.dark()], ids=lambda theme: theme.name)
def test_texts_read_well(theme):
    css = dict(re.findall(r"--([\w-]+): (#\w{6});", css_of(theme)))
    assert hex_color(css["back"]) == pytest.approx(theme.background, abs=1 / 255)
    assert f"color-scheme: {theme.name};" in css_of(theme)
    pairs = [("ink", "back"), ("ink", "panel"), ("dim", "back"), ("dim", "panel"), ("accent", "back")]
    for text, ground in [*pairs, ("accent", "panel"), ("accent", "wash"), ("on-accent", "accent"), ("back", "ink")]:
        assert contrast(hex_color(css[text]), hex_color(css[ground])) >= 4.5, (text, ground)
