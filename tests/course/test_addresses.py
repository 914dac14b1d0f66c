"""File names as addresses: whatever they are called, a server finds them and a page goes nowhere else."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convanim.course.addresses import base_of, url
from convanim.errors import SpecError

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/"), min_size=1, max_size=12)


@settings(derandomize=True)
@given(folder=NAMES, file=NAMES)
def test_a_name_comes_back_from_its_address(folder, file):
    parts = urlsplit(urljoin("http://here/course/index.html", url(f"{folder}/{file}")))
    assert (parts.netloc, parts.query, parts.fragment) == ("here", "", "")
    if not {folder, file} & {".", ".."}:
        assert PurePosixPath(unquote(parts.path)).parts[2:] == (folder, file)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("", ""),
        ("/films", "/films/"),
        ("/", "/"),
        ("..", "../"),
        ("https://example.org", "https://example.org/"),
        ("http://localhost:8000/a%20b/é", "http://localhost:8000/a%20b/%C3%A9/"),
        ('a"b', "a%22b/"),
    ],
)
def test_a_base_ends_with_a_slash(text, base):
    assert base_of(text) == base
    assert base_of(base) == base


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "//example.org", "ftp://a", "https:///a", "a?b", "a#b", "a\\b"]
)
def test_other_bases_are_refused(text):
    with pytest.raises(SpecError, match="the base of addresses is"):
        base_of(text)
