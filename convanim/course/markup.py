"""The HTML that shows a film, for pages and notebooks alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

METADATA = 'preload="metadata"'
"""Films load once they are to play."""


def video(
    where: Mapping[str, str],
    *,
    title: str,
    alt: str,
    size: tuple[int, int],
    width: str | None = None,
    language: str = "en",
    loop: bool = False,
    voice: bool = False,
) -> str:
    """A player, and a link to the transcript below it.

    ``where`` gives the addresses of film and poster, and where there are some of captions,
    chapters and transcript; ``size`` is the frame's in pixels, and ``width`` one for the page:
    pixels, or a length such as ``80%``. Captions and chapters are in ``language``, as BCP 47 tags it. A ``loop`` plays
    by itself, on and on until it is paused. With a ``voice``, captions are on.

    >>> print(video({"film": "a.mp4", "poster": "a.png"}, title="A", alt="It moves.", size=(854, 480)))
    <video controls preload="metadata" playsinline poster="a.png" width="854" height="480" \
style="max-width:100%;height:auto" title="A" aria-label="It moves.">
    <source src="a.mp4" type="video/mp4">
    It moves.
    </video>
    """
    style = "max-width:100%;height:auto"
    if width:
        style = f"width:{css_length(width)};{style}"
    lines = [
        f'<video controls {"autoplay loop muted" if loop else METADATA} playsinline poster="{escape(where["poster"])}" '
        f'width="{size[0]}" height="{size[1]}" style="{style}" title="{escape(title)}" aria-label="{escape(alt)}">',
        f'<source src="{escape(where["film"])}" type="video/mp4">',
    ]
    for kind, label in (("captions", "Captions"), ("chapters", "Chapters")):
        if kind in where:
            on = " default" if voice and kind == "captions" else ""
            lines.append(
                f'<track kind="{kind}" srclang="{escape(language)}" label="{label}" src="{escape(where[kind])}"{on}>'
            )
    lines += [escape(alt), "</video>"]
    if "transcript" in where:
        lines.append(f'<p class="convanim-transcript"><a href="{escape(where["transcript"])}">Transcript</a></p>')
    return "\n".join(lines)


def css_length(width: str) -> str:
    """A width as style sheets have it; a bare number is pixels.

    >>> css_length("640"), css_length("80 %")
    ('640px', '80%')
    """
    text = re.sub(r"\s+", "", width)
    return f"{text}px" if text.isdigit() else text
