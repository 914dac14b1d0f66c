"""What loops carry of the film that they were made of: GIF in a comment, WebP in a chunk that players pass over."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from convanim.film.digests import plain, seal_in

LOOPS = (".gif", ".webp")
CHUNK = b"CNVM"
"""What the chunk is called; readers of WebP ignore those that they do not know."""
COMMENT, END = b"\x21\xfe", b"\x3b"
"""How a comment begins in a GIF, and what its last byte is."""
MOST = 4096
"""Bytes that it takes, about, at the most."""


def carry(loop: Path, film: Path, most: int) -> None:
    """Let a loop carry its film's recipe, its ledger's digest and its own, where all of it fits into ``most`` bytes."""
    seal = seal_in(film)
    if seal is None:
        return
    content = loop.read_bytes()
    told = {"recipe": seal["recipe"], "ledger": seal["ledger"], "of": film.stem, "digest": sha256(content).hexdigest()}
    carrying = put(content, plain(told).encode())
    if len(carrying) <= most:
        loop.write_bytes(carrying)


def carried_by(loop: Path) -> dict[str, Any] | None:
    """What a loop carries, and ``here``, the digest of the rest of it; None where it carries nothing."""
    content, text = taken(loop.read_bytes())
    try:
        told = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict) or not {"recipe", "ledger", "of", "digest"} <= told.keys():
        return None
    return {**told, "here": sha256(content).hexdigest()}


def put(content: bytes, text: bytes) -> bytes:
    """A loop that carries a text; raises ValueError for what is neither GIF nor WebP."""
    if content[:4] == b"GIF8" and content[-1:] == END:
        blocks = (text[place : place + 255] for place in range(0, len(text), 255))
        return content[:-1] + COMMENT + b"".join(bytes([len(one)]) + one for one in blocks) + b"\0" + END
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        chunk = CHUNK + len(text).to_bytes(4, "little") + text + b"\0" * (len(text) % 2)
        return b"RIFF" + (len(content) - 8 + len(chunk)).to_bytes(4, "little") + content[8:] + chunk
    raise ValueError("it is neither GIF nor WebP")


def taken(content: bytes) -> tuple[bytes, bytes]:
    """A loop as it was before it carried a text, and the text; that is empty where it carries none.

    >>> gif = b"GIF89a" + bytes(7) + b";"
    >>> taken(put(gif, b"told")) == (gif, b"told"), taken(gif) == (gif, b"")
    (True, True)
    """
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _from_webp(content)
    place = content.rfind(COMMENT + b"\xff{")
    place = content.rfind(COMMENT) if place < 0 else place
    if place < 0 or content[:4] != b"GIF8":
        return content, b""
    text, at = b"", place + len(COMMENT)
    while at < len(content) and (size := content[at]):
        text += content[at + 1 : at + 1 + size]
        at += 1 + size
    return (content[:place] + END, text) if content[at:] == b"\0" + END else (content, b"")


def _from_webp(content: bytes) -> tuple[bytes, bytes]:
    at = 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if content[at : at + 4] == CHUNK and end == len(content):
            bare = b"RIFF" + (at - 8).to_bytes(4, "little") + content[8:at]
            return bare, content[at + 8 : at + 8 + size]
        at = end
    return content, b""
