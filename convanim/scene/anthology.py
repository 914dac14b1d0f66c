"""Several scenes as one film: each begins with a card, and with the block that the one before it ends on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import partial
from typing import Any, ClassVar

from manim import CairoRenderer

from convanim.draw.items import Source
from convanim.errors import Setting, SpecError, UnknownNameError, quoted, shortened
from convanim.kernels import standard
from convanim.layout.regions import Need, Region, line_up
from convanim.layout.selection import MOST_SLABS, places_of
from convanim.lessons import lesson_of, own_name
from convanim.mobjects import caption as words
from convanim.mobjects.counts import counts_of, phrase
from convanim.mobjects.tensor import LARGEST_CELL, VoxelTensor
from convanim.scene.card import Found, card, rooms
from convanim.scene.clock import Still
from convanim.scene.scene import ConvScene
from convanim.spec import Layer
from convanim.spec.cut import FILM, LOOP
from convanim.spec.look import LOOKS
from convanim.spec.topic import UNCHOSEN, Topic

GIVEN = "input"
"""The actor that goes from chapter to chapter, by its name or by the end of it."""
CARD = 1.2
"""Seconds in which a chapter's card comes."""
OPENED = 0.6
"""Seconds in which it goes."""


@dataclass(frozen=True)
class Part:
    """A chapter of a film: a scene, and which of its beats are told, in which order (none: all of them).

    ``title`` is the chapter's, a template as scenes have it; empty: the scene's own.
    ``way`` is what the card calls what the chapter has found, as a template of its layer's counts; empty for a chapter
    that finds no other way. Without a ``card`` the chapter begins at once. ``called`` is its name, where that of its
    lesson, or of its class in small letters, is another chapter's.
    """

    scene: type[ConvScene]
    beats: tuple[str, ...] = ()
    way: str = ""
    title: str = ""
    card: bool = True
    called: str = ""

    @property
    def name(self) -> str:
        """What it is called among the chapters of its film."""
        return self.called or self.scene.lesson or self.scene.__name__.lower()

    @property
    def told(self) -> tuple[str, ...]:
        """The beats that are told."""
        return self.beats or self.scene.beats

    def fitted(self, layer: Layer) -> Layer | None:
        """The layer that this chapter shows where the film is about ``layer``; None where there is none.

        It has all of the film's layer but what the chapter's own subject fixes, and groups and filters as the subject
        has them where those of the layer cannot be. A chapter that is about no layer keeps its own.
        """
        lesson = lesson_of(self.scene.lesson)
        if not lesson.of_layer:
            return self.scene.layer
        fixed = lesson.fixed
        own = {one.name: getattr(layer, one.name) for one in fields(Layer) if one.name not in fixed}
        for left_out in ((), ("groups",), ("groups", "out_channels")):
            try:
                return self.scene.fit_layer({name: value for name, value in own.items() if name not in left_out})
            except SpecError:
                continue
        return None


class Anthology(ConvScene):
    """A film of several scenes, its chapters, about one layer.

    A subclass names the ``parts``; its beats follow from them. Chapters whose subject the layer cannot be are left out.

    >>> class Short(Anthology):
    ...     parts = (Part(ConvScene, title="Any scene", called="first"), Part(ConvScene, card=False))
    >>> [part.name for part, _ in Short.chosen]
    ['first', 'convscene']
    """

    parts: ClassVar[tuple[Part, ...]] = ()
    """The chapters, in order."""
    chosen: ClassVar[tuple[tuple[Part, type[ConvScene]], ...]] = ()
    """Those that are told, each with its scene as it is shown here."""

    topics = ("first_chapter", "last_chapter")
    first_chapter: str | None = None
    """The name of the chapter that the film begins with (None: the first)."""
    last_chapter: str | None = None
    """The name of the chapter that it ends with (None: the last)."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        for part in cls.parts:
            for name in part.scene.takes():
                if not hasattr(cls, name):
                    setattr(cls, name, getattr(part.scene, name))
        super().__init_subclass__(**kwargs)
        if double := [name for name, count in Counter(part.name for part in cls.parts).items() if count > 1]:
            given = f"several chapters of {cls.__name__} are called {double[0]!r}"
            raise SpecError(given, "chapters of different names", f'Part(..., called="more_{double[0]}")')
        if cls.values.weight is not None or cls.values.bias is not None:
            given = "weights of your own in a film of several layers"
            raise SpecError(given, "an input of your own", "one of its chapters by itself")
        fitted = [(part, layer) for part in cls.parts if (layer := part.fitted(cls.layer)) is not None]
        told = fitted[_span([part for part, _ in fitted], cls.first_chapter, cls.last_chapter)]
        if cls.parts and not told:
            raise SpecError(f"the film of {cls.layer.tag} has no chapter", "a layer that one of its subjects can be")
        cls.chosen = tuple((part, cls._shown_here(part, layer)) for part, layer in told)
        cls.beats = tuple(scene.section(beat) for _, scene in cls.chosen for beat in scene.beats)

    @classmethod
    def fit_cut(cls, cut: str | None = None) -> str:
        """The cut that is asked for; raises SpecError for a loop, which only its chapters have."""
        wanted = cut or cls.cut
        if wanted == LOOP:
            given = f"{cls.__name__} is a film of several scenes and has no loop"
            raise SpecError(given, "one of its chapters by itself", Setting("cut", FILM), field="cut")
        return wanted

    @classmethod
    def takes(cls) -> tuple[str, ...]:
        """The fields of ``Topic`` that the film or one of its chapters takes."""
        return tuple(dict.fromkeys((*super().takes(), *(name for part in cls.parts for name in part.scene.takes()))))

    @classmethod
    def fit_topic(cls, topic: Topic = UNCHOSEN) -> None:
        """Raise SpecError where the film, or one of the chapters told, cannot be about what is asked for.

        So it is where none of the chapters told takes what another one would.
        """
        super().fit_topic(topic)
        span = _span(cls.parts, topic.first_chapter or cls.first_chapter, topic.last_chapter or cls.last_chapter)
        told = cls.parts[span]
        for name, value in topic.given.items():
            takers = [part for part in cls.parts if name in part.scene.takes()]
            if takers and not any(part in told for part in takers):
                said = value if isinstance(value, str | tuple) else None
                known = f"in films that tell {' or '.join(part.name for part in takers)}"
                raise SpecError((Setting(name, said), f" in a film that tells {_listed(told)}"), known)
        for part in told:
            taken = {name: given for name, given in topic.given.items() if name in part.scene.takes()}
            part.scene.fit_topic(Topic(**taken))

    @classmethod
    def _shown_here(cls, part: Part, layer: Layer) -> type[ConvScene]:
        """A chapter's scene, with the film's look and values and its own layer."""
        names = (*(name for name in LOOKS if hasattr(cls, name)), *part.scene.takes())
        look = {name: getattr(cls, name) for name in names}
        prefix = f"{part.name}_"
        given = {
            **look,
            "layer": layer,
            "values": cls.values,
            "beats": part.told,
            "prefix": prefix,
            "spoken": cls.spoken,
            "title": part.title or part.scene.title,
            "beats_shown": cls.beats_shown and frozenset(b for b in part.told if prefix + b in cls.beats_shown),
        }
        return type(part.scene.__name__, (part.scene,), {"__module__": part.scene.__module__, **given})

    @classmethod
    def chapter_template(cls, beat: str) -> str:
        """What a beat is called for readers: as its own scene has it."""
        scene = cls._scene_of(beat)
        return scene.chapter_template(beat.removeprefix(scene.prefix))

    @classmethod
    def _scene_of(cls, beat: str) -> type[ConvScene]:
        return next(scene for _, scene in cls.chosen if beat in map(scene.section, scene.beats))

    def chapter(self, beat: str) -> str:
        """What a beat is called for readers, with the counts of its own layer."""
        template, layer = self.chapter_template(beat), self._scene_of(beat).layer
        return phrase(template, counts_of(layer), layer.tag, tongue=self.tongue).text

    def titles_of_parts(self) -> dict[str, str]:
        """The title of the scene that each beat is from."""
        return {
            scene.section(beat): phrase(scene.title, counts_of(scene.layer), scene.layer.tag, tongue=self.tongue).text
            for _, scene in self.chosen
            for beat in scene.beats
        }

    @classmethod
    def scenes_told(cls) -> tuple[type[ConvScene], ...]:
        """Those of the chapters, in order."""
        return tuple(scene for _, scene in cls.chosen)

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """That of all chapters."""
        return {name: told for scene in cls.scenes_told() for name, told in scene.evidence().items()}

    def tell_story(self) -> None:
        """Tell the chapters, one after the other; of one that is not shown only what the next begins with."""
        before: ConvScene | None = None
        for place in range(len(self.chosen)):
            before = self._told(place, before)

    def _told(self, place: int, before: ConvScene | None) -> ConvScene | None:
        """A chapter, told as far as it is shown and as the next one needs it; None where it is passed over."""
        scene = self.chosen[place][1]
        shown = [scene.beats_shown is None or beat in scene.beats_shown for beat in scene.beats]
        joined = place + 1 < len(self.chosen) and self._opens(place + 1)
        if not (any(shown) or joined):
            self._pass_over(scene, 0)
            return None
        chapter = scene(renderer=CairoRenderer(skip_animations=True))
        chapter.go_on_from(self)
        chapter.setup()
        chapter.overture = partial(self._open, place, chapter, before)
        chapter.construct()
        self.go_on_from(chapter)
        reached = len(shown) - shown[::-1].index(True) if any(shown) else 0
        if joined and reached < len(shown):
            # Every beat begins by itself, so that the last one alone ends as all of them do.
            self._pass_over(scene, reached, len(shown) - 1)
            chapter.overture = None
            chapter.go_on_from(self)
            chapter.play_beat(len(shown) - 1)
            self.go_on_from(chapter)
        else:
            self._pass_over(scene, reached)
        return chapter

    def _opens(self, place: int) -> bool:
        """Whether the beginning of a chapter is shown."""
        scene = self.chosen[place][1]
        return scene.beats_shown is None or scene.beats[0] in scene.beats_shown

    def _pass_over(self, scene: type[ConvScene], first: int, end: int | None = None) -> None:
        """Beats that take no time, since nobody sees them."""
        self.stills += [Still(scene.section(beat), self.now) for beat in scene.beats[first:end]]

    def _open(self, place: int, chapter: ConvScene, before: ConvScene | None) -> None:
        """The card of a chapter, to which the block comes over that the chapter before has ended on."""
        if not self.chosen[place][0].card:
            return
        headline, block = chapter.headline, None
        chapter.remove(headline)
        if before is not None:
            block = given(before)
            leaving = {f"before_{name}": actor for name, actor in before.actors.items() if actor is not block}
            chapter.take_over(**({GIVEN: block} if block else {}), **leaving, before=before.headline)
        opening = card(self._number(place), self._cards, chapter.titled, self._found(place), self.style)
        block = block or own_block(chapter)
        resting = {} if block is None else {GIVEN: at_rest(block, rooms(self.style)[1])}
        chapter.arrange(
            CARD, dots=words.dots(self._cards, self._number(place) - 1, self.style), **resting, card=opening
        )
        chapter.rest(words.reading_time(chapter.heading))
        chapter.arrange(OPENED, **resting, headline=headline)
        chapter.keep("headline")

    @property
    def _cards(self) -> int:
        """How many chapters have one."""
        return sum(part.card for part, _ in self.chosen)

    def _number(self, place: int) -> int:
        """A chapter's, counted from 1, among those that have a card."""
        return sum(part.card for part, _ in self.chosen[: place + 1])

    def _found(self, place: int) -> list[Found]:
        """The ways that chapters before have found to do the work of the film's layer."""
        found = []
        for part, scene in self.chosen[:place]:
            lesson, layer = lesson_of(scene.lesson), scene.layer
            if part.way and lesson.reference(layer).output_shape == standard(self.layer).output_shape:
                name = "multiply_adds" if lesson.chain is None else "separable_multiply_adds"
                work = Source("count", (name, layer.tag), lesson.cost(layer).multiply_adds)
                found.append(Found(phrase(part.way, counts_of(layer), layer.tag, tongue=self.tongue), work))
        return found


def _span(parts: Sequence[Part], first: str | None, last: str | None) -> slice:
    """From one chapter to another (None: the first, and the last).

    Raises UnknownNameError, which lists those there are, and SpecError where the first comes after the last.
    """
    names = [part.name for part in parts]
    start = 0 if first is None else _place(names, first)
    end = len(names) - 1 if last is None else _place(names, last)
    if names and start > end:
        given = Setting("first_chapter", first), " beside ", Setting("last_chapter", last)
        hint = Setting("first_chapter", names[end]), " and ", Setting("last_chapter", names[start])
        raise SpecError(given, "a first chapter that comes before the last", hint)
    return slice(start, end + 1)


def _place(names: Sequence[str], name: str) -> int:
    """Which of the chapters is called so, or as another name of its lesson says."""
    for called in (name, own_name(name)):
        if called in names:
            return names.index(called)
    close = get_close_matches(shortened(name).lower(), names, n=1)
    raise UnknownNameError(f"no chapter of this film is called {quoted(name)}", ", ".join(names), *close)


def _listed(parts: Sequence[Part]) -> str:
    """Chapters by name, the first and the last of many."""
    first, last = parts[0].name, parts[-1].name
    return first if len(parts) == 1 else f"{first} to {last}"


def given(scene: ConvScene) -> VoxelTensor | None:
    """The block on a scene's stage that is what it is given; None where there is none."""
    return next(
        (one for name, one in scene.actors.items() if name.endswith(GIVEN) and isinstance(one, VoxelTensor)), None
    )


def own_block(chapter: ConvScene) -> VoxelTensor | None:
    """What a chapter's layer is given, where the chapter before ends without a block; None where it has no layer."""
    lesson = lesson_of(chapter.lesson)
    if not lesson.of_layer:
        return None
    cast = chapter.cast
    shown = cast.channels(MOST_SLABS).indices
    ramps = [cast.theme.ramp_of_whole()] * len(shown) if lesson.hues_by == "group" else cast.input_ramps(shown)
    return VoxelTensor(cast.input_content(shown), ramps, style=chapter.style)


def at_rest(block: VoxelTensor, room: Region) -> VoxelTensor:
    """The block as it stands by itself in the middle of a room, closed and wholly lit."""
    places = places_of(block.content.channels)
    need = Need(*block.shape[1:], places[-1] + 1)
    fit = line_up([need], room, largest=LARGEST_CELL)[0]
    spare = (room.width - need.width * fit.cell / need.shrink) / 2
    closed = block.copy().stand(fit.shifted(spare, 0.0), places)
    return closed.light(1.0)
