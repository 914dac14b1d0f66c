"""What a scene is asked for: its layer, numbers, look and topic, found to fit wherever a class of it is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from convanim.errors import Setting, SpecError, quoted
from convanim.lessons import BUILT_IN, fit_layer, lesson_of
from convanim.scene.walking import Walking
from convanim.spec import Layer, Values
from convanim.spec.aspect import WIDESCREEN, size_of
from convanim.spec.crop import Crop
from convanim.spec.cut import FILM, LOOP, LOOP_BEAT
from convanim.spec.look import LOOKS, Look
from convanim.spec.topic import UNCHOSEN, Topic
from convanim.theme.theme import Theme

SAID: Mapping[str, tuple[type, str, str]] = {
    "layer": (Layer, "a Layer", "layer = Layer(in_channels=4, out_channels=4)"),
    "values": (Values, "Values", "values = Values(seed=3)"),
    "title": (str, "a text", 'title = "My layer"'),
}
"""What attributes of a class have to be that nothing else looks at before the scene is played, and an example."""


class Fitted(Walking):
    """The part of a scene that says what it can show; ``ConvScene`` plays it."""

    lesson: ClassVar[str] = ""
    """The name of the record in ``convanim.lessons`` that says which layers this scene can show; none takes any."""
    topics: ClassVar[tuple[str, ...]] = ()
    """What this scene takes in place of a layer or beside one, as its lesson may say: fields of ``Topic``, each an
    attribute of the scene."""
    layer: Layer = Layer()
    """Channels, size, kernel and the rest of what is shown."""
    values: Values = Values()
    """Which numbers the layer has."""
    theme: Theme = Theme.dark()
    """In which colours."""
    aspects: ClassVar[tuple[str, ...]] = (WIDESCREEN,)
    """The frames that this scene is laid out for, by their names in ``convanim.spec.aspect``."""
    aspect: str = WIDESCREEN
    """The frame that it is shown in, one of ``aspects``."""
    text: str | None = None
    """For which text the frame is laid out, normal or large; None is large where it stands upright."""
    cut: str = FILM
    """What is shown of it, one of ``CUTS`` in ``convanim.spec.cut``: its beats, or only what its method ``loop`` plays.

    A loop is laid out for large text and has no words but labels; it ends on the tableau that it begins with.
    """
    _beats_of_film: ClassVar[tuple[str, ...]] = ()
    show_channels: tuple[int, ...] = ()
    """The input channels that are shown where not all can be, in order; none leaves the choice to the tableau."""
    crop: Crop | str | None = None
    """The input rows and columns that are shown in numbers, such as "40:52,60:72"; all else is the whole layer's."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # One door for what a class says of its look and layer, and what is asked for.
        try:
            cls._check_kinds()
            look = Look(**{name: getattr(cls, name) for name in LOOKS if hasattr(cls, name)})
            cls.fit_aspect()
            cls.fit_cut()
            topic = Topic(**cls.own_topics())
            if cls.lesson:
                lesson_of(cls.lesson).about(topic.given).check(cls.layer)
        except SpecError as error:
            raise error.at(cls.__name__) from error
        cls.fit_beats()
        cls._cut_beats()
        for name in vars(cls).keys() & look.given.keys():
            value = getattr(look, name)
            setattr(cls, name, Theme.named(value) if name == "theme" and isinstance(value, str) else value)

    @classmethod
    def _check_kinds(cls) -> None:
        for name, (kind, allowed, example) in SAID.items():
            value = vars(cls).get(name)
            # What has a __get__ makes the attribute of each scene.
            if name in vars(cls) and not isinstance(value, kind) and not hasattr(value, "__get__"):
                raise SpecError(f"{name} is {quoted(value)}", allowed, example, field=name)

    @classmethod
    def fit_beats(cls) -> None:
        """Leave out beats that what this class is about has nothing for; a scene with such beats says which."""

    @classmethod
    def _cut_beats(cls) -> None:
        """Play the loop alone, or all beats again in a class made from one that played it."""
        only = (LOOP_BEAT,)
        if cls.cut == LOOP and cls.beats != only:
            cls._beats_of_film, cls.beats = cls.beats, only
        elif cls.cut != LOOP and cls.beats == only:
            cls.beats = cls._beats_of_film or only

    @classmethod
    def fit_layer(cls, options: Mapping[str, Any], topics: Mapping[str, Any] = MappingProxyType({})) -> Layer:
        """This scene's layer with some options of ``Layer`` given; ``topics`` take the place of its own.

        Raises SpecError where an option contradicts the scene's lesson.
        """
        return fit_layer(cls.lesson, options, cls.layer, {**cls.own_topics(), **topics})

    @classmethod
    def own_topics(cls) -> dict[str, Any]:
        """What this scene itself is about, by the fields of ``Topic`` that it takes."""
        return {name: getattr(cls, name) for name in cls.takes()}

    @classmethod
    def fit_aspect(cls, aspect: str | None = None) -> str:
        """The aspect that is asked for (None: the scene's own), found to be one that the scene is laid out for.

        Raises UnknownNameError for one that nobody knows, SpecError for one that this scene does not have.
        """
        wanted = aspect or cls.aspect
        size_of(wanted)
        if wanted not in cls.aspects:
            raise SpecError(
                f"{cls.__name__} is not laid out for {wanted}",
                ", ".join(cls.aspects),
                Setting("aspect", cls.aspects[0]),
                field="aspect",
            )
        return wanted

    @classmethod
    def fit_cut(cls, cut: str | None = None) -> str:
        """The cut that is asked for (None: the scene's own), found to be one that the scene has.

        Raises SpecError for a loop of a scene that has none.
        """
        wanted = cut or cls.cut
        if wanted == LOOP and not callable(getattr(cls, LOOP_BEAT, None)):
            raise SpecError(
                f"{cls.__name__} has no loop",
                "a scene with a method loop, which ends on the tableau that it begins with",
                Setting("cut", FILM),
                field="cut",
            )
        return wanted

    @classmethod
    def takes(cls) -> tuple[str, ...]:
        """The fields of ``Topic`` that this scene takes."""
        return tuple(dict.fromkeys((*lesson_of(cls.lesson).topics, *cls.topics)))

    @classmethod
    def fit_topic(cls, topic: Topic = UNCHOSEN) -> None:
        """Raise SpecError, naming scenes that can, where this one cannot be about what is asked for."""
        for name, value in topic.given.items():
            if name not in cls.takes():
                takers = [one.name for one in BUILT_IN.values() if name in one.topics]
                known = ", ".join(takers) or "a scene of your own that takes it"
                said = value if isinstance(value, str | tuple) else None
                raise SpecError((Setting(name, said), f" in {cls.lesson or cls.__name__}"), known)
