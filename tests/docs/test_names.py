"""What pages name in code marks is there: modules, files, functions, classes, commands, options and make's targets."""

import ast
import re
from functools import cache
from importlib import import_module

import click
import pytest

from convanim.cli import COMMANDS
from tests.tracked import ROOT, tracked

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *tracked("docs", ".md")]
FENCED = re.compile(r"^(`{3,}|:{3,}).*?^\1", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
PATH = re.compile(r"(?<![\w/.])((?:convanim|scenes|tests|docs|media)/[\w/.]*)(?::(\w+))?")
MADE = {"media/bench/"}
"""Folders that commands make."""


def marked(page):
    """What stands in code marks in the running text of a page."""
    return [" ".join(code.split()) for _, code in MARKED.findall(FENCED.sub("", page.read_text(encoding="utf-8")))]


def typed(page):
    """The lines of a page's terminals, without the prompt."""
    blocks = re.findall(r"^(`{3,})(.*?)\n(.*?)^\1$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line for _, kind, block in blocks if kind in ("", "console", "sh") for line in block.splitlines()]
    return [line.removeprefix("$ ").partition(" #")[0] for line in lines]


@cache
def words():
    """Every word of the code, texts and comments included."""
    return set(re.findall(r"\w+", "".join(path.read_text(encoding="utf-8") for path in sources())))


@cache
def defined():
    """What functions and classes the code defines."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources()]
    kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, kinds)}


def sources():
    return [path for folder in ("convanim", "scenes", "docs/scenes") for path in tracked(folder)]


def lacks(name):
    """Whether a dotted name leads nowhere."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                return True
            found = getattr(found, part)
        return False
    return True


def misplaced(path, name):
    """Whether there is no such file or folder, or it defines no such function or class."""
    place = ROOT / path.replace("LANGUAGE", "de")
    if not place.exists():
        return path not in MADE
    return bool(name) and not re.search(rf"^ *(def|class) {name}\b", place.read_text(encoding="utf-8"), re.MULTILINE)


@cache
def options_of(name):
    """The options that a command of convanim takes."""
    module, attribute, _ = COMMANDS[name]
    params = getattr(import_module(module), attribute).params
    return {opt for one in params if isinstance(one, click.Option) for opt in (*one.opts, *one.secondary_opts)} | {
        "--help"
    }


def unknown(code):
    """What a command line, or the options of one, names that convanim does not know."""
    tool, *rest = code.split()
    if tool == "make":
        return [rest[0]] if not re.search(rf"^{rest[0]}:", (ROOT / "Makefile").read_text(), re.MULTILINE) else []
    names = [word for word in rest if word in COMMANDS][:1] if tool == "convanim" else [tool] * (tool in COMMANDS)
    if tool == "convanim" and rest and not names and not rest[0].startswith("-"):
        return [rest[0]]
    known = set().union(*(options_of(name) for name in names or COMMANDS), {"--version", "--debug"})
    return [flag for flag in re.findall(r"(?<!\S)--?[a-z][a-z-]*", code) if flag not in known]


def is_command(code):
    return re.match(rf"(convanim|make) \S|--?[a-z]|({'|'.join(COMMANDS)})\b", code)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_names_on_a_page_are_there(page):
    codes = marked(page)
    text = "\n".join(codes)
    absent = {name for name in re.findall(r"(?<![\w/])convanim(?:\.\w+)+", text) if lacks(name)}
    # What an option is given may be a folder of the reader's.
    places = [place for code in codes if not code.startswith("-") for place in PATH.findall(code)]
    absent |= {f"{path}:{name}" for path, name in places if misplaced(path, name)}
    absent |= {f"{code}: {flag}" for code in [*codes, *typed(page)] if is_command(code) for flag in unknown(code)}
    # A class is written in capitals and small letters, a function with parentheses; other names of two words are ours.
    absent |= {code for code in codes if re.fullmatch(r"[A-Z][a-z]+[A-Z]\w*", code) and code not in defined()}
    absent |= {code for code in codes if (call := re.fullmatch(r"(\w+)\(\)", code)) and call[1] not in defined()}
    absent |= {code for code in codes if re.fullmatch(r"\w+_\w+", code) and code not in words()}
    assert sorted(absent) == []


def test_what_is_not_there_is_found():
    assert lacks("convanim.kernels.splot") and lacks("convanim.splot") and not lacks("convanim.kernels.cost.Cost")
    assert misplaced("convanim/splot.py", "") and misplaced("convanim/lessons.py", "splot")
    assert not misplaced("convanim/lessons/__init__.py", "fit_layer")
    assert (
        unknown("convanim render split --splot 3 -q m")
        == unknown("render --splot")
        == unknown("--splot")
        == ["--splot"]
    )
    assert unknown("convanim splot") == unknown("make splot") == ["splot"]
    assert unknown("convanim trace split --quality m") == ["--quality"]
    assert not unknown("convanim render split --kernel 2x3 -q m")
