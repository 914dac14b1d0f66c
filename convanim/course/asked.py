"""A clip as pages and notebooks ask for it: a scene's name, and words as on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError, RenderError, SpecError, UnknownNameError
from convanim.spec.look import LOOKS, PLAIN, Look

if TYPE_CHECKING:
    from convanim.film.assemble import ClipResult
    from convanim.film.clip import Clip
    from convanim.film.render import Progress
    from convanim.scene import ConvScene
    from convanim.sources.found import Own

LAYER_WORDS: Mapping[str, str] = {
    "channels": "in_channels",
    "filters": "out_channels",
    **{name: name for name in ("groups", "size", "kernel", "stride", "padding", "dilation", "bias")},
}
"""What options of a layer are called, and the fields of ``Layer`` that they give."""

VALUE_WORDS: Mapping[str, str] = {"seed": "seed", "values": "kind"}
"""The same for fields of ``Values``."""

WORDS = (*LAYER_WORDS, *VALUE_WORDS)
ARRAYS = ("input", "weight", "bias")
"""The user's own numbers."""
MODULE_WORDS = ("module", "layer")
"""A module, and the layer inside it."""
INPUT_WORDS = ("index", "resize", "normalise")
"""Which of a batch of inputs, and what becomes of one that is a picture."""
_FIELDS = {**LAYER_WORDS, **{field: field for field in LAYER_WORDS.values()}}


@dataclass(frozen=True)
class Asked:
    """What is asked for: a scene, fields of ``Layer`` and of ``Values`` by name, look and quality.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``. Of ``values``, ``input`` is what ``own_input`` found.
    ``module`` is the user's own, ``inside`` the name of a layer in it.
    """

    scene: type[ConvScene] | str
    layer: Mapping[str, Any]
    values: Mapping[str, Any]
    look: Look = PLAIN
    quality: str = "m"
    module: Any = None
    inside: str | None = None

    @cached_property
    def own(self) -> Own | None:
        """What the user's own module and arrays make up; None where there are none."""
        from convanim.film.owned import of_arrays, of_module

        if self.module is not None:
            if idle := [*self.layer, *(self.values.keys() - {"input"})]:
                raise SpecError(f"{', '.join(idle)} beside a module", "the module alone, which gives layer and weights")
            return of_module(self.scene, self.module, self.values.get("input"), name=self.inside)
        if self.values.keys() & set(ARRAYS):
            return of_arrays(self.scene, self.layer, self.values)
        return None

    def clip(self, name: str | None = None) -> Clip:
        """The clip, found to be possible; one that is there from before needs no look at its scene.

        Raises SpecError where the layer cannot be, SceneFileError where a scene cannot be loaded.
        """
        from convanim.catalog import load_scene
        from convanim.film.owned import fitted
        from convanim.film.store.file_reads import watch

        watch()
        bare = self._bare(name)

        def whole() -> Clip:
            scene = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
            if self.own is not None:
                clip = replace(bare, scene=scene)
            else:
                layer = scene.fit_layer(self.layer) if self.layer else scene.layer
                clip = replace(bare, scene=scene, layer=layer, values=replace(scene.values, **self.values))
            return fitted(clip)

        return replace(bare, whole=whole) if self.is_kept() else whole()

    def is_kept(self) -> bool:
        """Whether it is there from an earlier render, with nothing changed since."""
        from convanim.film.render import is_kept
        from convanim.film.store.cache import Cache

        return is_kept(self._bare(None), self.quality, Cache())

    def opened(self) -> tuple[str, ...]:
        """The author's files that were read for it when it was rendered last."""
        from convanim.film.quality import quality_of
        from convanim.film.store.cache import Cache

        recipe = self._bare(None).recipe(quality_of(self.quality))
        kept = None if recipe is None else Cache().clip(recipe)
        return () if kept is None else tuple(sorted(kept.opened))

    def _bare(self, name: str | None) -> Clip:
        from convanim.film.clip import Clip
        from convanim.film.naming import Naming
        from convanim.film.quality import quality_of

        quality_of(self.quality)
        own, named = self.own, isinstance(self.scene, str)
        bare = Clip(self.scene, look=self.look, name=None if name is None else Naming.plain(name))
        if own is None:
            return replace(bare, asked=(self.scene, self.layer, self.values) if named else None)
        told = (self.scene, own.layer, own.values, own.mixing) if named else None
        return replace(bare, layer=own.layer, values=own.values, mixing=own.mixing, asked=told)

    def render(
        self,
        out: Path,
        name: str | None = None,
        jobs: int = 1,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> ClipResult:
        """Render it into a folder, or fetch it from where earlier renders are kept."""
        from convanim.film.render import render_all
        from convanim.film.store.cache import Cache

        clips = [self.clip(name)]
        return next(render_all(clips, quality=self.quality, out=out, jobs=jobs, cache=Cache(), on_progress=on_progress))


def ask(
    scene: type[ConvScene] | str,
    words: Mapping[str, Any],
    *,
    quality: str = "m",
) -> Asked:
    """What is asked for by the command line's words, or by the names of ``Layer``'s fields.

    ``input``, ``weight`` and ``bias`` may be arrays of the user's own or files with them, and ``module`` a module of
    theirs with ``layer`` inside it; ``input`` may be a picture, too, and ``resize``, ``normalise`` and ``index`` say
    how it is read, as ``take_input`` has it; ``theme``, ``aspect``, ``language`` and all else in
    ``convanim.spec.look`` are its look. Numbers may be text. Raises UnknownNameError for a word that says nothing about
    a layer or its numbers.

    >>> ask("depthwise", {"channels": "4", "size": "5x7", "seed": 3}).layer
    {'in_channels': 4, 'size': '5x7'}
    """
    layer: dict[str, Any] = {}
    values: dict[str, Any] = {}
    module: dict[str, Any] = {}
    for word, given in words.items():
        if word == "input" or word in INPUT_WORDS or names_numbers(word, given):
            continue
        if word in ARRAYS and not isinstance(given, str | bool):
            values[word] = given
        elif word in MODULE_WORDS:
            module[word] = given
        elif word in LOOKS:
            continue
        elif word in _FIELDS:
            layer[_FIELDS[word]] = _plain(_FIELDS[word], given)
        elif word in VALUE_WORDS:
            values[VALUE_WORDS[word]] = _plain(VALUE_WORDS[word], given)
        else:
            known = [*WORDS, *ARRAYS[:2], *INPUT_WORDS, *MODULE_WORDS, *LOOKS, "quality"]
            raise UnknownNameError(
                f"no option is called {word!r}", ", ".join(known), *get_close_matches(word, known, n=1)
            )
    inside = module.get("layer")
    if inside is not None and (not isinstance(inside, str) or module.get("module") is None):
        raise SpecError(f"layer is {inside!r}", "the name of a layer inside module=")
    look = Look.of(words)
    from convanim.film.owned import own_input, own_weights

    files = {word: str(given) for word, given in words.items() if names_numbers(word, given)}
    found = own_weights("weight", files.get("weight"), "bias", files.get("bias"))
    # What is said of the bias counts more than one that is found beside the weight.
    values = {**found, **values}
    index, resize, normalise = (_plain(word, words.get(word)) for word in INPUT_WORDS)
    if (taken := own_input(words.get("input"), index, resize, normalise)) is not None:
        values["input"] = taken
    return Asked(scene, layer, values, look, quality, module.get("module"), inside)


def names_numbers(word: str, given: Any) -> bool:
    """Whether a word names a file with numbers; other texts say whether there is a bias.

    >>> names_numbers("input", "photo.png"), names_numbers("bias", "net.pt:bias"), names_numbers("bias", "no")
    (True, True, False)
    """
    if word not in ARRAYS or not isinstance(given, str | PathLike):
        return False
    from convanim.sources.files import READERS, split_name

    return word != "bias" or split_name(str(given))[0].suffix.lower() in READERS


_TRUTH = {"": True, "yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def _plain(field: str, given: Any) -> Any:
    if not isinstance(given, str):
        return given
    text = given.strip()
    if field == "bias":
        return _TRUTH.get(text.lower(), given)
    if field in ("in_channels", "out_channels", "groups", "seed", "index") and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


def told(error: ConvanimError) -> str:
    """The message in the words that options have here.

    >>> from convanim.errors import SpecError
    >>> told(SpecError("in_channels is 0", "1 or more"))
    'channels is 0; allowed: 1 or more'
    >>> told(SpecError("padding is 2,1", "four numbers", 'padding="0,1,0,1"'))
    'padding is 2,1; allowed: four numbers; try padding=0,1,0,1'
    """
    names = {field: word for word, field in LAYER_WORDS.items()}
    text = re.sub(r"\b(in|out)_channels\b", lambda match: names[match[0]], str(error))
    # In a page, what is text needs no quotes.
    return re.sub(r'\btry (\w+)="([\w,]+)"$', r"try \1=\2", text)


def made(path: Path | None) -> Path:
    """A path that a render without a film would lack."""
    if path is None:
        raise RenderError("the render made no film")
    return path
