"""A clip as pages and notebooks ask for it: a scene's name, and words as on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError, RenderError, UnknownNameError

if TYPE_CHECKING:
    from convanim.export.assemble import ClipResult
    from convanim.export.render import Clip, Progress
    from convanim.scene import ConvScene
    from convanim.stage.theme import Theme

LAYER_WORDS: Mapping[str, str] = {
    "channels": "in_channels",
    "filters": "out_channels",
    **{name: name for name in ("groups", "size", "kernel", "stride", "padding", "dilation", "bias")},
}
"""What options of a layer are called, and the fields of ``Layer`` that they give."""

VALUE_WORDS: Mapping[str, str] = {"seed": "seed", "values": "kind"}
"""The same for fields of ``Values``."""

WORDS = (*LAYER_WORDS, *VALUE_WORDS)
_FIELDS = {**LAYER_WORDS, **{field: field for field in LAYER_WORDS.values()}}


@dataclass(frozen=True)
class Asked:
    """What is asked for: a scene, fields of ``Layer`` and of ``Values`` by name, theme and quality.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``.
    """

    scene: type[ConvScene] | str
    layer: Mapping[str, Any]
    values: Mapping[str, Any]
    theme: Theme | str | None = None
    quality: str = "m"

    def clip(self, name: str | None = None) -> Clip:
        """The clip, found to be possible; one that is there from before needs no look at its scene.

        Raises SpecError where the layer cannot be, SceneFileError where a scene cannot be loaded.
        """
        from convanim.catalog import load_scene
        from convanim.export.opened import watch

        clip = self._bare(name)
        if self.is_kept():
            return clip
        watch()
        scene = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
        layer = scene.fit_layer(self.layer) if self.layer else scene.layer
        return replace(clip, scene=scene, layer=layer, values=replace(scene.values, **self.values))

    def is_kept(self) -> bool:
        """Whether it is there from an earlier render, with nothing changed since."""
        from convanim.export.cache import Cache
        from convanim.export.render import is_kept

        return is_kept(self._bare(None), self.quality, Cache())

    def _bare(self, name: str | None) -> Clip:
        from convanim.export.quality import quality_of
        from convanim.export.render import Clip

        quality_of(self.quality)
        asked = (self.scene, self.layer, self.values) if isinstance(self.scene, str) else None
        return Clip(self.scene, theme=self.theme, name=name, asked=asked)

    def render(
        self,
        out: Path,
        name: str | None = None,
        jobs: int = 1,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> ClipResult:
        """Render it into a folder, or fetch it from where earlier renders are kept."""
        from convanim.export.cache import Cache
        from convanim.export.render import render_all

        clips = [self.clip(name)]
        return next(render_all(clips, quality=self.quality, out=out, jobs=jobs, cache=Cache(), on_progress=on_progress))


def ask(
    scene: type[ConvScene] | str,
    words: Mapping[str, Any],
    *,
    theme: Theme | str | None = None,
    quality: str = "m",
) -> Asked:
    """What is asked for by the command line's words, or by the names of ``Layer``'s fields.

    Numbers may be text. Raises UnknownNameError for a word that says nothing about a layer or its numbers.

    >>> ask("depthwise", {"channels": "4", "size": "5x7", "seed": 3}).layer
    {'in_channels': 4, 'size': '5x7'}
    """
    layer: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for word, given in words.items():
        if word in _FIELDS:
            layer[_FIELDS[word]] = _plain(_FIELDS[word], given)
        elif word in VALUE_WORDS:
            values[VALUE_WORDS[word]] = _plain(VALUE_WORDS[word], given)
        else:
            known = [*WORDS, "theme", "quality"]
            raise UnknownNameError(
                f"no option is called {word!r}", ", ".join(known), *get_close_matches(word, known, n=1)
            )
    return Asked(scene, layer, values, theme, quality)


_TRUTH = {"": True, "yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def _plain(field: str, given: Any) -> Any:
    if not isinstance(given, str):
        return given
    text = given.strip()
    if field == "bias":
        return _TRUTH.get(text.lower(), given)
    if field in ("in_channels", "out_channels", "groups", "seed") and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


def told(error: ConvanimError) -> str:
    """The message in the words that options have here.

    >>> from convanim.errors import SpecError
    >>> told(SpecError("in_channels is 0", "1 or more"))
    'channels is 0; allowed: 1 or more'
    """
    names = {field: word for word, field in LAYER_WORDS.items()}
    return re.sub(r"\b(in|out)_channels\b", lambda match: names[match[0]], str(error))


def made(path: Path | None) -> Path:
    """A path that a render without a film would lack."""
    if path is None:
        raise RenderError("the render made no film")
    return path
