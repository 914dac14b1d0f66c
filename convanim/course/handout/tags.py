"""What Cairo cannot say in a PDF: its language, and texts in place of pictures.

Both stand in an update at the file's end, which is how a PDF is changed; what Cairo wrote stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tagged:
    """An element of a tagged PDF: its kind (H1, P, Figure …), what is read in its place, and its language.

    An empty ``alt`` leaves it to its own text, an empty ``language`` to the document's.
    """

    kind: str
    alt: str = ""
    language: str = ""

    def entries(self, language: str) -> bytes:
        """What its object says besides in a document of a language."""
        told = f" /Alt {_text(self.alt)}" if self.alt else ""
        if self.language not in ("", language):
            told += f" /Lang {_text(self.language)}"
        return told.encode()


_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_OBJECT = re.compile(rb"\d+ 0 obj\s+<< /Type /(Catalog|StructElem)\b(.*?)endobj\s", re.DOTALL)
_KIND = re.compile(rb"/S /(\w+)")
_ROOTS = re.compile(rb"/(?:Root|Info) \d+ 0 R")
_ENTRY = 20


def completed(pdf: bytes, language: str, elements: Sequence[Tagged]) -> bytes:
    """A PDF of Cairo's that tells its language, shows its title in the window's bar, and says what its elements add.

    ``elements`` are those that were begun, in order. A PDF that is written in another way than Cairo's of version 1.4
    comes back as it is.
    """
    end = _END.search(pdf)
    table = None if end is None else _TABLE.match(pdf, int(end[1]))
    if end is None or table is None:
        return pdf
    entries = range(table.end(), table.end() + _ENTRY * int(table[1]), _ENTRY)
    objects = {
        number: found
        for number, entry in enumerate(entries)
        if number and (found := _OBJECT.match(pdf, int(pdf[entry : entry + 10])))
    }
    tagged = [number for number, found in objects.items() if found[1] == b"StructElem"]
    kinds = [kind[1].decode() for number in tagged if (kind := _KIND.search(objects[number][2]))]
    changed = {
        number: f" /Lang {_text(language)} /ViewerPreferences << /DisplayDocTitle true >>".encode()
        for number, found in objects.items()
        if found[1] == b"Catalog"
    }
    if kinds == [element.kind for element in elements]:
        every = zip(tagged, elements, strict=True)
        changed |= {number: more for number, element in every if (more := element.entries(language))}
    return _updated(pdf, int(end[1]), len(entries), {n: _with(objects[n], more) for n, more in changed.items()})


def _with(found: re.Match[bytes], more: bytes) -> bytes:
    """An object that says more."""
    cut = found.end(1) - found.start()
    return found[0][:cut] + more + found[0][cut:]


def _updated(pdf: bytes, table: int, size: int, objects: Mapping[int, bytes]) -> bytes:
    """A PDF with other objects under some numbers; ``table`` is where it lists its ``size`` objects."""
    text, listed = bytearray(pdf), bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    if not text.endswith(b"\n"):
        text += b"\n"
    for number, written in sorted(objects.items()):
        listed += b"%d 1\n%010d 00000 n \n" % (number, len(text))
        text += written
    roots = b" ".join(_ROOTS.findall(pdf, table))
    start = len(text)
    text += listed + b"trailer\n<< /Size %d %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, roots, table, start)
    return bytes(text)


def _text(text: str) -> str:
    """A text as PDF writes those in any language.

    >>> _text("é")
    '<FEFF00E9>'
    """
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
