"""Languages by their tags."""

import pytest

from convanim.errors import SpecError
from convanim.language.catalogs import LOCALE, languages
from convanim.language.tags import SOURCE, built_in, tag_of


@pytest.mark.parametrize("tag", ["de", "pt-BR", "zh-Hans-CN", "sr-Latn"])
def test_tags(tag):
    assert tag_of(tag) == tag


@pytest.mark.parametrize("tag", ["", "d", "de_DE", "../de", "de/x", "*", None, 3])
def test_what_is_no_tag(tag):
    with pytest.raises(SpecError, match="BCP 47"):
        tag_of(tag)


def test_convanim_speaks_what_it_has_catalogs_for():
    assert built_in() == (SOURCE, *languages(LOCALE))
