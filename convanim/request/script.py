"""What a film says, as text to record, asked for in Python as renders are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from convanim.request.keywords import Keywords, documented
from convanim.request.render import asked_for
from convanim.spec.look import Look

if TYPE_CHECKING:
    from convanim.film.voice.script import Script
    from convanim.scene import ConvScene


@documented
def script(scene: type[ConvScene] | str, *, look: Look | None = None, **keywords: Unpack[Keywords]) -> Script:
    """What a film says, beat by beat: the text to record for ``narrate``, with the times it has where nobody speaks.

    All is as in ``render``. The scene is run through without a picture, which takes a second or two. ``str`` of the
    result is the text on a sheet. Raises SpecError for a loop, which says nothing, and what ``render`` does.
    """
    from convanim.film.quality import quality_of
    from convanim.film.store.cache import Cache
    from convanim.film.voice.voiced import scripts

    request, output = asked_for(scene, dict(keywords), look, None)
    kept = Cache() if output.cache else None
    (told,) = scripts([request.clip(kept)], quality_of(request.quality), kept)
    return told.script
