"""Prose is spelled as usual: of pages, docstrings and comments."""

import sys

import pytest

from tests.children import run
from tests.tracked import ROOT, tracked

pytest.importorskip("codespell_lib")
OTHERS = "alle"
"""German words in examples."""


def misspelled(*paths):
    done = run([sys.executable, "-m", "codespell_lib", "-L", OTHERS, *paths], cwd=ROOT)
    return done.stdout.splitlines()


def test_no_word_is_misspelled():
    code = [path for folder in ("convanim", "scenes", "docs") for path in tracked(folder)]
    assert misspelled("README.md", "CONTRIBUTING.md", *tracked("docs", ".md"), *code) == []


def test_a_misspelled_word_is_found(tmp_path):
    (tmp_path / "page.md").write_text("A convolution of seperate channels.\n", encoding="utf-8")
    assert [line.split()[-3:] for line in misspelled(tmp_path / "page.md")] == [["seperate", "==>", "separate"]]
