"""The HTML that shows a film, for pages and notebooks alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from convanim.course.text.speech import direction_of, tongue_around
from convanim.language.tags import SOURCE

METADATA = 'preload="metadata"'
"""Films load once they are to play."""


def video(
    where: Mapping[str, str],
    *,
    title: str,
    alt: str,
    size: tuple[int, int],
    width: str | None = None,
    language: str = SOURCE,
    loop: bool = False,
    voice: bool = False,
) -> str:
    """A player, and a link to the transcript below it.

    ``where`` gives the addresses of film and poster, and where there are some of captions,
    chapters and transcript; ``size`` is the frame's in pixels, and ``width`` one for the page:
    pixels, or a length such as ``80%``. Captions and chapters are in ``language``, as BCP 47 tags it, and
    so is the rest where convanim speaks it. A ``loop`` plays
    by itself, on and on until it is paused. With a ``voice``, captions are on.

    >>> where = {"film": "a.mp4", "poster": "a.png"}
    >>> print(video(where, title="A", alt="It moves.", size=(854, 480)))
    <video controls preload="metadata" playsinline poster="a.png" width="854" height="480" \
style="max-width:100%;height:auto" lang="en" dir="ltr" title="A" aria-label="It moves.">
    <source src="a.mp4" type="video/mp4">
    It moves.
    </video>
    """
    tongue = tongue_around(language)
    spoken = f'lang="{escape(tongue.language)}" dir="{direction_of(tongue)}"'
    style = "max-width:100%;height:auto"
    if width:
        style = f"width:{css_length(width)};{style}"
    lines = [
        f'<video controls {"autoplay loop muted" if loop else METADATA} playsinline poster="{escape(where["poster"])}" '
        f'width="{size[0]}" height="{size[1]}" style="{style}" {spoken} title="{escape(title)}" '
        f'aria-label="{escape(alt)}">',
        f'<source src="{escape(where["film"])}" type="video/mp4">',
    ]
    for kind, label in (("captions", tongue.text("Captions")), ("chapters", tongue.text("Chapters"))):
        if kind in where:
            said = f'srclang="{escape(language)}" label="{escape(label)}"'
            on = " default" if voice and kind == "captions" else ""
            lines.append(f'<track kind="{kind}" {said} src="{escape(where[kind])}"{on}>')
    lines += [escape(alt), "</video>"]
    if "transcript" in where:
        lines.append(
            f'<p class="convanim-transcript" {spoken}><a href="{escape(where["transcript"])}">'
            f"{escape(tongue.text('Transcript'))}</a></p>"
        )
    return "\n".join(lines)


def css_length(width: str) -> str:
    """A width as style sheets have it; a bare number is pixels.

    >>> css_length("640"), css_length("80 %")
    ('640px', '80%')
    """
    text = re.sub(r"\s+", "", width)
    return f"{text}px" if text.isdigit() else text
