"""The messages that translators work on: found in the code, and kept in step in the catalogs.

``python -m tests.messages`` adds what is new to every catalog, without a text, and drops what the code says no longer.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from convanim.catalog import load_scene
from convanim.language.catalogs import LOCALE, languages
from convanim.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[1]
SPOKEN = ("convanim", "scenes")
"""Folders whose code says something on stage."""
BRACES = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
)
FILES = [
    ("cli/**", "ignore"),
    ("verify/**", "ignore"),
    ("**.py", "python"),
    ("course/snippets/templates/**.j2", "jinja2.ext:babel_extract"),
    ("course/page/**.j2", "jinja2.ext:babel_extract"),
    ("course/templates/**.html", "jinja2.ext:babel_extract"),
]
"""The command line and what checks clips speak English."""
OWN_BRACES = dict(zip(BRACES, ("<%", "%>", "<<", ">>", "<#", "#>"), strict=True))
OPTIONS = {"course/snippets/templates/**.j2": OWN_BRACES}
"""How templates are written that are not as usual."""
KEYWORDS = dict.fromkeys(("say", "tell", "ask", "phrase", "text", "message", "facts"))
"""Calls whose first argument is a message."""
HEAD = """\
# The words of convanim's films. Each msgid is English as the code has it; convanim/language/tongue.py tells what
# may stand in braces. "make messages" adds what is new in the code, without a text, and drops what has gone.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> list[str]:
    """Every message of the code, once, in order of files and lines."""
    found: dict[str, None] = {}
    for folder in SPOKEN:
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, FILES, OPTIONS, KEYWORDS):
            found[message if isinstance(message, str) else message[0]] = None
    # What beats are called is made of the names of their methods, where scenes do not say it otherwise.
    scenes = [load_scene(name) for name in LESSONS]
    found.update((scene.chapter_template(beat), None) for scene in scenes for beat in scene.beats)
    return list(found)


def path_of(language: str) -> Path:
    """A language's catalog."""
    return LOCALE / language.replace("-", "_") / "LC_MESSAGES" / "convanim.po"


def catalog(language: str) -> Catalog:
    """A language's catalog, with empty and fuzzy messages."""
    with path_of(language).open("rb") as file:
        return read_po(file, abort_invalid=True)


def write(language: str, texts: dict[str, str]) -> None:
    """Write a catalog of these messages and texts."""
    told = Catalog()
    for message, text in texts.items():
        told.add(message, text)
        told[message].flags.clear()
    body = io.BytesIO()
    write_po(body, told, width=120, omit_header=True)
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_text(HEAD.format(language=language) + body.getvalue().decode(), encoding="utf-8")


def main() -> None:
    """Bring all catalogs into step with the code, and tell what they lack."""
    messages = extracted()
    for language in languages(LOCALE):
        known = {one.id: one.string for one in catalog(language) if one.id}
        write(language, {message: known.get(message, "") for message in messages})
        lacking = [message for message in messages if not known.get(message)]
        print(f"{language}: {len(messages) - len(lacking)} of {len(messages)} messages have a text")
        for message in lacking:
            print(f"    {message}")


if __name__ == "__main__":
    main()
