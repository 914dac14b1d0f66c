"""Sizes of files in bytes, as people write them."""

from __future__ import annotations

import re

from convanim.errors import SpecError, quoted

# Not pydantic's ByteSize, which takes "5,5MB" for 5 bytes.
_UNITS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "ki": 1024, "mi": 1024**2, "gi": 1024**3}
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmg]i?)?b?", re.IGNORECASE)


LEAST = 1000
"""Bytes."""


def bytes_of(text: str) -> int:
    """A size such as "5MB", "800 kB" or "5 MiB" in bytes; raises SpecError for what is none.

    Nobody has so few bytes in mind that three digits tell them: without a unit that is refused.

    >>> bytes_of("800kB"), bytes_of("1.5 MB"), bytes_of("5 MiB"), bytes_of("5000")
    (800000, 1500000, 5242880, 5000)
    """
    found = _SIZE.fullmatch(text.strip())
    size = 0 if found is None else round(float(found[1]) * _UNITS[(found[2] or "").lower()])
    if size < LEAST:
        hint = f"{text.strip()}MB" if found is not None and size and not found[2] else "5MB"
        raise SpecError(f"the size is {quoted(text)}", "a number of kB, MB, KiB or MiB, or of 1000 bytes or more", hint)
    return size


def written(size: int) -> str:
    """A number of bytes for readers.

    >>> written(5_000_000), written(812_345), written(40)
    ('5.0 MB', '812 kB', '40 bytes')
    """
    if size >= 10**6:
        return f"{size / 10**6:.1f} MB"
    return f"{size // 1000} kB" if size >= 1000 else f"{size} bytes"
