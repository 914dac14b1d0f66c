"""The user's own numbers as clips show them: inputs, weights, arrays, and layers out of modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from convanim.catalog import load_scene
from convanim.errors import CountingNote, Name, Setting, SpecError, joined, warn
from convanim.film.store.file_reads import watch
from convanim.lessons import BUILT_IN, LESSONS, Options, default_layer, fit_layer, lesson_of
from convanim.networks.network import Network
from convanim.spec import Layer, Values
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import NETWORKS, TOPICS, Topic

if TYPE_CHECKING:
    from convanim.scene import ConvScene
    from convanim.sources.found import Own
    from convanim.sources.inputs import Image
    from convanim.sources.pictures import Photo


def own_input(
    given: Any, index: int | None = None, resize: Any = None, normalise: str | None = None, *, shown: bool = True
) -> Image | Photo | None:
    """``take_input``, where an input is given; raises SpecError for what says how to read one that is not there.

    ``shown`` is whether the layer that is shown reads it itself, and no model before it.
    """
    if given is None:
        for field, value in (("index", index), ("resize", resize), ("normalise", normalise)):
            if value is not None:
                what = "a batch" if field == "index" else "a picture"
                raise SpecError((Setting(field), " without ", Setting("input")), f"an input that is {what}")
        return None
    from convanim.sources.inputs import take_input

    return take_input(given, index, resize=resize, normalise=normalise, called=Setting("input"), shown=shown)


def own_weights(weight: Any, bias: Any, fields: tuple[str, str]) -> dict[str, Any]:
    """``weight`` and ``bias`` of ``Values``, each an array or the name of a file with one.

    A bias that is not given is the one beside the weight in its file. ``fields`` are what errors call the two. Raises
    what ``read_weights`` does.
    """
    arrays = {name: given for name, given in (("weight", weight), ("bias", bias)) if _is_array(given)}
    files = [None if given is None or _is_array(given) else str(given) for given in (weight, bias)]
    if files == [None, None]:
        return arrays
    from convanim.sources.weights import read_weights

    return {**read_weights(Setting(fields[0]), files[0], Setting(fields[1]), files[1]), **arrays}


@dataclass(frozen=True, eq=False)
class Unread:
    """Numbers as they are given, some of which may lie in files.

    ``values`` are fields of ``Values`` and ``own`` says more of them; ``shown`` is whether the layer that is shown
    reads the input itself, and no model before it.
    """

    values: Mapping[str, Any]
    own: OwnNumbers
    shown: bool

    @property
    def drawn(self) -> dict[str, Any]:
        """How numbers are drawn that are not given."""
        return {name: given for name, given in self.values.items() if name in ("kind", "seed")}

    @property
    def plain(self) -> dict[str, Any]:
        """What is no array."""
        return {name: given for name, given in self.values.items() if name not in ("input", "weight", "bias")}

    @property
    def files(self) -> dict[str, str]:
        """What lies in files, and in which, by the names of options."""
        given = {name: self.values.get(name) for name in ("input", "weight", "bias")}
        given |= {"mixing": self.own.mixing, "mixing_biases": self.own.mixing_biases}
        return {name: str(one) for name, one in given.items() if isinstance(one, str | PathLike)}

    def look(self) -> None:
        """Raise what ``read`` does for all that is known without reading more than the heads of files."""
        Values(**self.drawn)
        files, own = self.files, self.own
        if "input" in files:
            from convanim.sources.inputs import look_at_input

            look_at_input(
                files["input"],
                own.index,
                resize=own.resize,
                normalise=own.normalise,
                called=Setting("input"),
                shown=self.shown,
            )
        elif self.values.get("input") is None:
            own_input(None, own.index, own.resize, own.normalise)
        weights = [("weight", "bias", "weights", "biases"), ("mixing", "mixing_biases", "mixing", "mixing_biases")]
        for weight, bias, called, bias_called in weights:
            if weight in files or bias in files:
                from convanim.sources.weights import look_at_weights

                look_at_weights(Setting(called), files.get(weight), Setting(bias_called), files.get(bias))

    def read(self) -> tuple[dict[str, Any], Values | None]:
        """Values with the numbers that files hold, and those of the second of two layers in a row."""
        Values(**self.drawn)  # says what is wrong with a seed before any file is read
        values, own = self.values, self.own
        read = self.plain
        taken = own_input(values.get("input"), own.index, own.resize, own.normalise, shown=self.shown)
        if taken is not None:
            read["input"] = taken
        read |= own_weights(values.get("weight"), values.get("bias"), ("weight", "biases"))
        if isinstance(own.mixing, Values):
            return read, own.mixing
        mixing = own_weights(own.mixing, own.mixing_biases, ("mixing", "mixing_biases"))
        return read, Values(**{**self.drawn, **mixing}) if mixing else None


def _is_array(given: Any) -> bool:
    return given is not None and not isinstance(given, str | PathLike)


def of_module(
    scene: type[ConvScene] | str,
    module: Any,
    input: Image | Photo | None,
    *,
    name: str | None = None,
    fold: bool = False,
    channels: Sequence[int] = (),
    topics: Mapping[str, Any] = MappingProxyType({}),
) -> Own:
    """``from_module`` for the lesson of a scene, ``from_block`` where that shows whole modules, or ``from_pool``."""
    lesson = lesson_of(_lesson(scene))
    if lesson.of_module and isinstance(scene, str):
        if fold:
            raise SpecError((Setting("fold"), f" in {scene}"), "the scene separable")
        from convanim.sources.blocks import from_block

        return from_block(module, input, name=name)
    if not lesson.has_weights:
        if fold:
            raise SpecError((Setting("fold"), f" in {lesson.name}"), "the scene separable")
        from convanim.sources.pools import from_pool

        return from_pool(lesson.name, module, input, name=name)
    from convanim.sources.modules import from_module

    beside = _beside(scene, topics)
    try:
        return from_module(_lesson(scene), module, input, name=name, fold=fold, channels=channels, topics=beside)
    except SpecError as error:
        if error.field != "size" or input is None or not input.is_photo:
            raise
        # Of a model nobody can say the size of a layer, but of a picture how many pixels it reads.
        raise error.changed(error.given, error.allowed, Setting("resize", "224x224")) from error


def of_arrays(
    scene: type[ConvScene] | str,
    layer: Layer | Mapping[str, Any],
    values: Mapping[str, Any],
    mixing: Values | None = None,
    topics: Mapping[str, Any] = MappingProxyType({}),
) -> Own:
    """``from_arrays`` for a scene: ``layer`` is one, or fields of ``Layer``, ``values`` are fields of ``Values``.

    Of these, ``input`` is what ``own_input`` found; ``topics`` are the fields of ``Topic`` that are given. A whole
    layer is taken as it is, if it can be the lesson's subject. A photo is read by well-known filters, unless ``values``
    says otherwise.
    """
    numbers = {name: given for name, given in values.items() if name != "input"}
    image: Image | Photo | None = values.get("input")
    found = _found(scene, layer, numbers, image, mixing, topics)
    if image is None or "kind" in numbers or found.values.kind != "integers":
        return found
    from convanim.sources.arrays import with_classics

    return with_classics(_lesson(scene), found) if image.is_photo else found


def _found(
    scene: type[ConvScene] | str,
    layer: Layer | Mapping[str, Any],
    numbers: Mapping[str, Any],
    image: Image | Photo | None,
    mixing: Values | None,
    topics: Mapping[str, Any],
) -> Own:
    """The layer and its values, of which ``numbers`` are given beside the input."""
    built_in = isinstance(scene, str) and scene in BUILT_IN
    given = Values(**numbers) if built_in else replace(_loaded(scene).values, **numbers)
    if isinstance(layer, Layer):
        from convanim.sources.found import Own

        lesson_of(_lesson(scene)).about(_beside(scene, topics)).check(layer)
        if image is not None:
            array = image.as_input(layer.in_channels)
            given = replace(given, input=array, colors=image.is_photo and len(array) == 3)
        return Own(layer, given, mixing)
    from convanim.sources.arrays import from_arrays

    if isinstance(scene, str) and built_in:
        # Without loading the scene, and Manim with it.
        base = fit_layer(scene, {}, None, topics) if topics else default_layer(scene)

        def fit(options: Options) -> Layer:
            return fit_layer(scene, options, None, topics)

        return from_arrays(scene, fit, base, layer, given, mixing, image)
    found = _loaded(scene)
    base = found.fit_layer({}, topics) if topics else found.layer

    def fit_own(options: Options) -> Layer:
        return found.fit_layer(options, topics)

    return from_arrays(found.lesson, fit_own, base, layer, given, mixing, image)


def check_numbers(scene: type[ConvScene] | str, given: Iterable[str]) -> None:
    """Raise SpecError for numbers, called by their fields, that are given to a scene which shows no layer.

    >>> check_numbers("depthwise", ["seed"])
    """
    fields = [*given]
    if fields and not is_of_layer(scene):
        names = joined(map(Name, fields), ", ")
        raise SpecError((names, f" in {_lesson(scene)}"), "a scene that shows a layer", ("leaving ", names, " out"))


def is_of_layer(scene: type[ConvScene] | str) -> bool:
    """Whether a scene shows a layer; of one that is not built in, its file is loaded.

    >>> is_of_layer("depthwise"), is_of_layer("efficientnet")
    (True, False)
    """
    return lesson_of(_lesson(scene)).of_layer


def topics_of(scene: type[ConvScene] | str) -> tuple[str, ...]:
    """The fields of ``Topic`` that a scene takes.

    >>> topics_of("efficientnet")
    ('network', 'input_size')
    """
    if isinstance(scene, str) and scene in LESSONS:
        return LESSONS[scene].topics
    return _loaded(scene).takes()


def of_network(topic: Topic, called: Setting) -> Topic:
    """A topic with the user's own network counted; warns (CountingNote) of what is to be known of how.

    ``called`` is the option that named it, of which errors speak.
    Raises SpecError for a network that a film cannot show, or that cannot read what is said.
    """
    if topic.network is None and topic.input_size is None:
        return topic
    from convanim.sources.networks import shown_network

    given = topic.network
    if given is None:
        given = next(one.usual for one in TOPICS if one.field == "network")
    found = shown_network(given, topic.input_size, called=called)
    if given in NETWORKS if isinstance(given, str) else isinstance(given, Network):
        return topic
    for note in found.notes:
        warn(CountingNote((f"{found.network.title}: ", note)))
    return replace(topic, network=found.network, input_size=found.input)


def _beside(scene: type[ConvScene] | str, topics: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a scene is about besides a layer: its own topics, but for those that are given."""
    built_in = isinstance(scene, str) and scene in BUILT_IN
    return topics if built_in else {**_loaded(scene).own_topics(), **topics}


def _lesson(scene: type[ConvScene] | str) -> str:
    if isinstance(scene, str) and scene in BUILT_IN:
        return scene
    return _loaded(scene).lesson


def _loaded(scene: type[ConvScene] | str) -> type[ConvScene]:
    # Or a cache would not know of the file.
    watch()
    return load_scene(scene) if isinstance(scene, str) else scene
