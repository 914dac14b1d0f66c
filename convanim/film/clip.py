"""A clip to render, as it was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.catalog import file_of, names_file, origin_of
from convanim.errors import SpecError, quoted
from convanim.film.about import shown
from convanim.film.naming import SCENES_OWN, About, Naming
from convanim.film.quality import USUAL, Encoding, Quality
from convanim.film.store.cache import code_version, digest
from convanim.measure.own import NAMED, found_here
from convanim.spec.look import PLAIN, Look
from convanim.spec.topic import UNCHOSEN, Topic
from convanim.spec.voice import SILENT, Voice

if TYPE_CHECKING:
    from convanim.film.shoot import Take
    from convanim.film.voice.narration import Narration
    from convanim.scene import ConvScene
    from convanim.spec import Layer, Values
    from convanim.spec.between import Between
    from convanim.spec.graph import Graph
    from convanim.spec.upward import Upward


@dataclass(frozen=True)
class Clip:
    """A clip to render: a scene, what stands in for its own attributes, and what its files are called.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``; ``name`` is None for the class's own name.
    ``mixing`` gives the second of two layers in a row its numbers, ``graph`` is what a block of somebody's own does
    and ``between`` what stands between such two layers; ``upward`` says which part of a transposed convolution of
    somebody's own the layer's transpose is.
    ``asked`` is what tells this clip from others before its scene is loaded, where the fields do not; ``whole``
    then finds the clip with all its fields, should it have to be drawn after all. ``voice`` is where its voice comes
    from, and ``narration`` what that says, once it is found.
    """

    scene: type[ConvScene] | str
    layer: Layer | None = None
    values: Values | None = None
    topic: Topic = UNCHOSEN
    look: Look = PLAIN
    name: Naming | None = None
    encoding: Encoding = USUAL
    asked: Any = field(default=None, repr=False)
    mixing: Values | None = None
    graph: Graph | None = None
    between: Between | None = None
    upward: Upward | None = None
    whole: Callable[[], Clip] | None = field(default=None, repr=False, compare=False)
    voice: Voice = SILENT
    narration: Narration | None = None

    def __post_init__(self) -> None:
        name: object = self.name
        if name is not None and not isinstance(name, Naming):
            raise SpecError(f"the name is {quoted(name)}", "a Naming", 'Naming.of("{scene}-{aspect}")', field="name")

    def take(self, size: Quality) -> Take:
        """The pass that shows all of it, at a widescreen quality or as that is in the clip's aspect.

        Raises SpecError for an aspect that its scene is not laid out for.
        """
        from convanim.catalog import load_scene
        from convanim.film.shoot import SPOKEN, Take
        from convanim.theme.theme import Theme

        if self.whole is not None:
            return replace(self.whole(), narration=self.narration).take(size)
        own: dict[str, Any] = {"layer": self.layer, "values": self.values, "mixing": self.mixing}
        own |= {"graph": self.graph, "between": self.between, "upward": self.upward}
        given = {key: value for key, value in own.items() if value is not None}
        given |= {**self.topic.given, **self.look.given}
        if self.narration is not None:
            given[SPOKEN] = self.narration.heard
        if isinstance(self.look.theme, str):
            given["theme"] = Theme.named(self.look.theme)
        scene = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
        if "measured" in scene.takes() and getattr(scene, "measured", None) is None:
            # Whoever draws it elsewhere would time the machine once more, or another one.
            given.setdefault("measured", found_here())
        shaped = size.shaped(scene.fit_aspect(self.look.aspect)).at(self.look.fps or scene.fps)
        return Take(self.scene, given, shaped, self.encoding)

    def recipe(self, size: Quality) -> str | None:
        """The name under which a cache keeps the clip; None for a class, whose code may be anywhere."""
        if self.asked is None and not isinstance(self.scene, str):
            return None
        asked = self.asked
        if asked is None:
            assert isinstance(self.scene, str)
            asked = (self.scene, origin_of(self.scene), self.layer, self.values, self.mixing)
        shown = (asked, self.topic, self.look, size, self.encoding)
        heard = () if self.narration is None else (self.narration.key,)
        # What is not asked for, surroundings may name.
        named = os.environ.get(NAMED)
        return digest(code_version(), self._letters(), str(Path.cwd()), named, *shown, *heard)

    def _letters(self) -> str:
        from convanim.draw.lettering import appearance

        return appearance(language=self.look.language) if self.look.language else ""

    def called(self, about: About, number: int = 1) -> str:
        """What the files are called, by what the ledger will say and the clip's place among others, from 1.

        Raises SpecError where it can be no file's name.
        """
        return (self.name or SCENES_OWN).called(about, file=self._file(), number=number)

    def named(self, size: Quality, number: int = 1) -> str:
        """The same, of a clip whose scene can be loaded."""
        take = self.take(size)
        return self.called(shown(take.scene_class(), take.size), number)

    def _file(self) -> str:
        if not isinstance(self.scene, str):
            return Path(getattr(sys.modules.get(self.scene.__module__), "__file__", None) or self.scene.__module__).stem
        file = file_of(self.scene) if names_file(self.scene) else None
        return self.scene if file is None else file.stem
