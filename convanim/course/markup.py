"""The HTML that shows a film, for pages and notebooks alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from convanim.course.text.speech import direction_of, tongue_around
from convanim.language.tags import SOURCE
from convanim.numerals import unbroken

CONTROLS = 68
"""Pixels below a film for a browser's own controls, which would lie over its formulas."""
GROUND = "#0f131a"
"""What controls stand on; browsers write them in white."""
METADATA = 'preload="metadata"'
"""Films load once they are to play."""


FILM = (
    f"position:absolute;top:0;left:0;width:100%;height:100%;object-fit:contain;object-position:top;background:{GROUND}"
)
"""The style of a film in there."""


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
    """A player with room for its controls below the film, and a link to the transcript.

    ``where`` gives the address of the film, and where there are some of poster, captions,
    chapters and transcript; ``size`` is the frame's in pixels, and ``width`` one for the page:
    pixels, or a length such as ``80%``. Captions and chapters are in ``language``, as BCP 47 tags it, and
    so is the rest where convanim speaks it. A ``loop`` plays
    by itself, on and on until it is paused. With a ``voice``, captions are on.

    >>> where = {"film": "a.mp4", "poster": "a.png"}
    >>> print(video(where, title="A", alt="It moves.", size=(854, 480)))
    <div style="max-width:min(100%,854px)"><div style="position:relative;padding-top:calc(56.206% + 68px)">
    <video controls preload="metadata" playsinline poster="a.png" width="854" height="480" \
style="position:absolute;top:0;left:0;width:100%;height:100%;object-fit:contain;object-position:top;\
background:#0f131a" lang="en" dir="ltr" title="A" aria-label="It moves.">
    <source src="a.mp4" type="video/mp4">
    It moves.
    </video>
    </div></div>
    """
    tongue = tongue_around(language)
    spoken = f'lang="{escape(tongue.language)}" dir="{direction_of(tongue)}"'
    outer = f"width:{css_length(width)};max-width:100%" if width else f"max-width:min(100%,{size[0]}px)"
    poster = f' poster="{escape(where["poster"])}"' if "poster" in where else ""
    lines = [
        f'<div style="{outer}"><div style="{frame_style(size)}">',
        f"<video controls {'autoplay loop muted' if loop else METADATA} playsinline{poster} "
        f'width="{size[0]}" height="{size[1]}" style="{FILM}" {spoken} title="{escape(title)}" '
        f'aria-label="{escape(alt)}">',
        f'<source src="{escape(where["film"])}" type="video/mp4">',
    ]
    for kind, label in (("captions", tongue.text("Captions")), ("chapters", tongue.text("Chapters"))):
        if kind in where:
            said = f'srclang="{escape(language)}" label="{escape(label)}"'
            on = " default" if voice and kind == "captions" else ""
            lines.append(f'<track kind="{kind}" {said} src="{escape(where[kind])}"{on}>')
    lines += [escape(alt), "</video>", "</div></div>"]
    if "transcript" in where:
        lines.append(
            f'<p class="convanim-transcript" {spoken}><a href="{escape(where["transcript"])}">'
            f"{escape(tongue.text('Transcript'))}</a></p>"
        )
    joined: str = unbroken("\n".join(lines))
    return joined


def frame_style(size: tuple[int, int]) -> str:
    """The style of what holds a film of such a frame in pixels, as wide as there is room, above its controls.

    >>> frame_style((480, 854))
    'position:relative;padding-top:calc(177.917% + 68px)'
    """
    return f"position:relative;padding-top:calc({100 * size[1] / size[0]:.3f}% + {CONTROLS}px)"


def css_length(width: str) -> str:
    """A width as style sheets have it; a bare number is pixels.

    >>> css_length("640"), css_length("80 %")
    ('640px', '80%')
    """
    text = re.sub(r"\s+", "", width)
    return f"{text}px" if text.isdigit() else text
