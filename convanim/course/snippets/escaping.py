"""Texts and file names as each language takes them, whatever is in them."""

from __future__ import annotations

import json
import re

from convanim.course.text.subtitles import one_line
from convanim.numerals import RAISED

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|&$~^@\"'!])|:(?=\S)|-(?=-)|(?<=-)-|\.(?=\.)")
_OPENING = re.compile(r"^(\d+)([.)])|^([-+=%:])")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # A straight quote is no letter of LaTeX's usual fonts, and starts a command under babel.
    '"': "''",
    "`": r"\textasciigrave{}",
    "\u2009": r"\,",
    "\u2212": r"\ensuremath{-}",
    "\u2248": r"\ensuremath{\approx}",
    "\u00d7": r"\ensuremath{\times}",
    "\u00b7": r"\ensuremath{\cdot}",
    **{raised: rf"\ensuremath{{^{plain}}}" for raised, plain in zip(RAISED, "-0123456789", strict=True)},
    "\u2026": r"\ldots{}",
    "\u2192": r"\ensuremath{\to}",
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": "`",
    "\u2019": "'",
    "\u201c": "``",
    "\u201d": "''",
}
_TEX_FILE = re.compile(r"[A-Za-z0-9._/ +=,-]+")


def directive(name: str) -> str:
    r"""A relative file name as a directive's argument, where docutils heeds backslashes and spaces alone.

    >>> directive("my film.gif")
    'my\\ film.gif'
    """
    name = re.sub(r"([\\\s])", r"\\\1", one_line(name))
    # Not the scheme of an address.
    return f"./{name}" if ":" in name else name


def download(name: str, label: str) -> str:
    """A file name as MyST's role for downloads, which takes along files of any name, as links do not.

    >>> download("50% off.mp4", "Watch")
    '{download}`Watch <50% off.mp4>`'
    """
    ticks = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    return f"{{download}}{ticks}{label} <{one_line(re.sub('[<>]', '', name))}>{ticks}"


def markdown(text: str) -> str:
    r"""A text on one line that Markdown, whichever, shows as it is.

    >>> markdown("$x_1$ <b>"), markdown("1. one")
    ('\\$x\\_1\\$ \\<b\\>', '1\\. one')
    """
    text = _MARKDOWN.sub(lambda match: "\\" + match[0], one_line(text))
    # Bare addresses become links in GitHub's.
    text = re.sub(r"\bwww\.", r"www\\.", text)
    return _OPENING.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", text)


def yaml(text: str) -> str:
    r"""A text as a YAML scalar in double quotes; JSON's strings are YAML's.

    >>> yaml('a "b": c')
    '"a \\"b\\": c"'
    """
    return json.dumps(one_line(text), ensure_ascii=False)


def python(text: str) -> str:
    """A text as a Python string; JSON's strings are Python's."""
    return json.dumps(text, ensure_ascii=False)


def tex(text: str) -> str:
    r"""A text that LaTeX prints as it is. Letters beyond Latin print where LuaLaTeX or XeLaTeX runs, else as ``?``.

    >>> tex("100% \\input")
    '100\\% \\textbackslash{}input'
    """
    # Two hyphens would be drawn as a dash.
    return "".join(_tex_letter(letter) for letter in one_line(text)).replace("--", "-{}-").replace("--", "-{}-")


def tex_file(name: str) -> str | None:
    r"""A file name for ``\includegraphics`` and ``run:``; None where LaTeX cannot be given it safely.

    >>> tex_file("my poster.png"), tex_file("a}b.png")
    ('my poster.png', None)
    """
    return name if _TEX_FILE.fullmatch(name) else None


def identifier(text: str) -> str:
    """A name that any language takes as an identifier.

    >>> identifier("my film (1)")
    'my-film-1'
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower() or "clip"


def _tex_letter(letter: str) -> str:
    if letter in _TEX:
        return _TEX[letter]
    if letter.isascii() or ("\u00c0" <= letter <= "\u00ff" and letter not in "\u00d0\u00de\u00f0\u00fe"):
        return letter
    # Defined by the engines that know Unicode, and by them alone.
    return rf"\ifdefined\Umathcode {letter}\else ?\fi{{}}"
