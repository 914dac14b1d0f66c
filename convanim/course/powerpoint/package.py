"""The file itself: the same bytes for the same content."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can tell."""
COMPRESSED = (".mp4", ".png", ".jpeg")


def packed(content: bytes) -> bytes:
    """A package of Office's again, without the time at which each of its files was written.

    >>> made = BytesIO()
    >>> with ZipFile(made, "w") as package:
    ...     package.writestr("a.xml", "<a/>")
    >>> ZipFile(BytesIO(packed(made.getvalue()))).infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """
    again = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(again, "w") as package:
        for one in given.infolist():
            entry = ZipInfo(one.filename, EPOCH)
            # Films and pictures do not become smaller.
            entry.compress_type = ZIP_STORED if one.filename.endswith(COMPRESSED) else ZIP_DEFLATED
            package.writestr(entry, given.read(one))
    return again.getvalue()
