"""File names as the addresses that pages have for them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from convanim.errors import SpecError


def url(name: str, base: str = "") -> str:
    """A relative file name as an address, after a base as ``base_of`` gives it.

    Nothing in the name ends an attribute, starts a scheme, a query or a fragment, or needs quotes.

    >>> url("my film #1 (50%).mp4"), url("javascript:x"), url("a?b.mp4", "/films/")
    ('my%20film%20%231%20%2850%25%29.mp4', 'javascript%3Ax', '/films/a%3Fb.mp4')
    """
    # Two leading slashes would name another host.
    return base + quote(re.sub(r"^/+", "", name), safe="/")


def base_of(text: str) -> str:
    """What to put in front of relative addresses: a folder on a server, or relative to a page; it ends with a slash.

    Raises SpecError for what is neither.

    >>> base_of("https://example.org/my films"), base_of("../films/"), base_of("")
    ('https://example.org/my%20films/', '../films/', '')
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("?")
    served = parts.scheme in ("http", "https") and re.fullmatch(r"[\w.:\[\]-]+", parts.netloc)
    if not (served or (not parts.scheme and not parts.netloc)) or set(text) & set("?#\\"):
        raise SpecError(
            f"the base of addresses is {text!r}",
            "http://… or https://…, a path from the site's root, or one relative to the page",
            "/films",
        )
    host = f"{parts.scheme}://{parts.netloc}" if served else ""
    # What is quoted already stays as it is.
    return f"{host}{quote(parts.path, safe='/%~').rstrip('/')}/" if text else ""
