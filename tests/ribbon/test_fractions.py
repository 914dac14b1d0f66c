"""Runs of text in several colours."""

from convanim.ribbon.fractions import part_hues, readable
from convanim.theme.color import contrast
from convanim.theme.theme import Theme


def test_hues_become_readable_letters():
    for theme in (Theme.dark(), Theme.light()):
        for hue in part_hues(theme):
            for ground in (theme.panel, theme.background):
                assert contrast(readable(hue, ground, theme.ink), ground) >= 4.5
