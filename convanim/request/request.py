"""What is asked for of a clip, as one record, and the way from there to the clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.catalog import check_scene, load_scene, origin_of, scene_of_module
from convanim.errors import Name, Setting, SpecError, Text, Wording, joined, quoted
from convanim.film.clip import Clip
from convanim.film.naming import Naming
from convanim.film.quality import USUAL, Encoding, quality_of
from convanim.film.store.file_reads import unnoted, watch
from convanim.lessons import BUILT_IN, fit_layer, own_name
from convanim.request.fitted import fitted
from convanim.request.numbers import (
    Unread,
    check_numbers,
    is_of_layer,
    of_arrays,
    of_module,
    of_network,
    topics_of,
)
from convanim.request.output import OUTPUT
from convanim.request.words import sort
from convanim.spec import Layer, Values
from convanim.spec.layer import settle
from convanim.spec.look import PLAIN, Look
from convanim.spec.own import OwnNumbers
from convanim.spec.topic import NETWORKS, UNCHOSEN, Topic
from convanim.spec.voice import SILENT, Voice

if TYPE_CHECKING:
    from convanim.film.assemble import ClipResult
    from convanim.film.render import Progress
    from convanim.film.store.cache import Cache
    from convanim.scene import ConvScene
    from convanim.sources.found import Own


@dataclass(frozen=True, eq=False)
class Request:
    """A clip that is asked for.

    ``scene`` is a class, a built-in name or ``FILE.py[:Class]``. ``layer`` is one, or fields of ``Layer``, and
    ``values`` holds fields of ``Values``, of which ``input`` is what ``own_input`` found; ``mixing`` are the second
    layer's numbers where two stand in a row. What is ``unread`` is read when it is asked for, in place of these two.
    ``module`` is the user's own, or ``model`` names what makes one and
    ``state`` its weights, and ``inside`` is the name of a layer in it; with ``fold`` norms between two layers in a row
    are folded into the first. ``label`` is what errors begin with, in the words of a door.
    """

    scene: type[ConvScene] | str
    layer: Layer | Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    mixing: Values | None = None
    unread: Unread | None = None
    module: Any = None
    model: str | None = None
    state: str | None = None
    inside: str | None = None
    fold: bool = False
    topic: Topic = UNCHOSEN
    look: Look = PLAIN
    voice: Voice = SILENT
    name: Naming | None = None
    quality: str = "m"
    encoding: Encoding = USUAL
    label: str = ""
    wording: Wording | None = None

    def __post_init__(self) -> None:
        if isinstance(self.scene, str):
            settle(self, scene=own_name(self.scene))

    def __getstate__(self) -> dict[str, Any]:
        """What other processes are told: not the model that was made, whose class only this one may have loaded.

        What was found in it is plain numbers, and stays: another run of the model may give others.
        """
        return {name: value for name, value in vars(self).items() if name != "_module"}

    @classmethod
    def of(
        cls,
        scene: type[ConvScene] | str,
        words: Mapping[str, Any],
        *,
        look: Look = PLAIN,
        module: Any = None,
        later: bool = False,
    ) -> Request:
        """What is asked for by options' words, or by the names of their fields; the files that they name are read.

        With ``later``, files with numbers are looked at, and read when they are asked for. Words count more than a
        whole that stands beside them: a ``look``, a ``Layer`` as ``layer``, ``Values`` as ``values``. ``layer`` and
        ``values`` may be mappings of their words, too, and ``layer`` the name of one inside a module, ``values`` the
        kind that is drawn. Raises UnknownNameError for what is no option, SpecError and its kin for what cannot be or
        contradicts the rest.

        >>> request = Request.of("depthwise", {"channels": 4, "layer": {"size": "5x7"}, "theme": "light"})
        >>> request.own.layer.input_shape, request.look.theme
        ((4, 5, 7), 'light')
        """
        parts = {name: words[name] for name in ("layer", "values") if words.get(name) is not None}
        found = sort(_flat(words, parts), (*OUTPUT, "module"))
        fields, whole = found[Layer], parts.get("layer")
        layer = whole.with_(**fields) if isinstance(whole, Layer) else fields
        values = (
            {**vars(parts["values"]), **found[Values]} if isinstance(parts.get("values"), Values) else found[Values]
        )
        own = OwnNumbers(**found[OwnNumbers])
        _check_model(own, module, layer, values)
        numbers = Unread(values, own, shown=module is None and own.model is None)
        unread = numbers if later and numbers.files else None
        if unread is None:
            values, mixing = numbers.read()
        else:
            unread.look()
            values, mixing = unread.plain, None
        asked_look = type(look)(**found[Look]).over(look)
        topic = Topic(**found[Topic])
        taken = own.model, own.state, own.layer, own.fold
        voice = Voice(**found[Voice])
        return cls(scene, layer, values, mixing, unread, module, *taken, topic, asked_look, voice)

    @cached_property
    def own(self) -> Own:
        """The layer and values that are to be shown; raises SpecError and its kin where they do not fit."""
        with labelled(self.label, self.wording):
            check_scene(self.scene)
            check_numbers(self.scene, self._numbers)
            if (self.module is None and self.model is None) or self._is_of_network:
                return of_arrays(self.scene, self.layer, *self._given, self.topic.given)
            module, (inside, topic) = self._module, self._shuffled
            if self.module is None and "input" not in self._given[0]:
                what = "a photo or tensor that the model reads"
                raise SpecError((MODEL, " without ", Setting("input")), what, Setting("input", "photo.png"))
            given: dict[str, Any] = {"channels": self.look.show_channels or (), "topics": topic.given}
            own = of_module(self.scene, module, self._given[0].get("input"), name=inside, fold=self.fold, **given)
            if "upscale_factor" in topics_of(self.scene) and topic.upscale_factor is None:
                raise SpecError(
                    "no nn.PixelShuffle stands right behind that convolution, which would say the factor",
                    "one there, or a factor of your own",
                    Setting("upscale_factor", 2),
                    field="upscale_factor",
                )
            return own

    @cached_property
    def _given(self) -> tuple[Mapping[str, Any], Values | None]:
        """The values, and those of the second layer, read by now."""
        if self.unread is None:
            return self.values, self.mixing
        # They are a part of what is asked for, and known by value.
        with unnoted():
            return self.unread.read()

    @cached_property
    def _module(self) -> Any:
        """The user's own module, or what makes one has made it."""
        if self.module is not None:
            return self.module
        from convanim.sources.factories import load_model

        return load_model(str(self.model), self.state)

    @cached_property
    def _shuffled(self) -> tuple[str | None, Topic]:
        """The name of the layer in a module, and the topic, as a shuffle of pixels behind that layer says.

        Raises SpecError where another factor is asked for.
        """
        given = self.topic.upscale_factor
        if (self.module is None and self.model is None) or "upscale_factor" not in topics_of(self.scene):
            return self.inside, self.topic
        from convanim.sources.shuffles import before_shuffle

        inside, factor = before_shuffle(self._module, self.inside)
        if factor is None:
            return inside, self.topic
        if given not in (None, factor):
            said = (Setting("upscale_factor", given), " beside a module with a shuffle")
            raise SpecError(said, "the factor of that", Setting("upscale_factor", factor))
        return inside, replace(self.topic, upscale_factor=factor)

    @cached_property
    def own_topic(self) -> Topic:
        """What the clip is about, a network of the user's own counted; raises SpecError where that cannot be shown.

        To a scene about a network, a module or model is the network.
        """
        called = NETWORK
        model = self.module if self.module is not None else self.model
        with labelled(self.label, self.wording):
            topic = self._shuffled[1]
            if model is not None and self._is_of_network:
                called = MODEL if self.module is None else MODULE
                if topic.network is not None:
                    raise SpecError((NETWORK, " beside ", called), "one of them")
                if self.state is not None or self.inside is not None:
                    name = Name("state" if self.inside is None else "layer")
                    what = "the model alone: its layers are counted, and their numbers are not shown"
                    raise SpecError((name, " for a whole network"), what, ("leaving ", name, " out"))
                topic = replace(topic, network=model)
            plain = topic.network is None or (isinstance(topic.network, str) and topic.network in NETWORKS)
            if (plain and topic.input_size is None) or "network" not in topics_of(self.scene):
                return topic
            return of_network(topic, called)

    @cached_property
    def _is_of_network(self) -> bool:
        """Whether the scene shows a whole network in place of a layer."""
        return not is_of_layer(self.scene) and "network" in topics_of(self.scene)

    @property
    def _numbers(self) -> list[str]:
        """What is given of a layer's numbers, and is not as usual, by the fields that say so."""
        given = {**self.values, "mixing": self.mixing}
        given |= (
            {}
            if self.unread is None
            else {name.removesuffix("_biases"): file for name, file in self.unread.files.items()}
        )
        if not ((self.module is None and self.model is None) or self._is_of_network):
            given |= {"module": self.module, "model": self.model}
        usual = {one.name: one.default for one in fields(Values)}
        return [
            name
            for name, one in given.items()
            if one is not None and not (isinstance(one, int | str) and one == usual.get(name))
        ]

    def check_layer(self) -> None:
        """Raise SpecError for a layer that cannot be, as far as that is known without loading what draws it.

        Of a layer that follows from the user's own numbers, and of scenes of their own, nothing is said.
        """
        own = self.values.keys() - {"kind", "seed"} or self.mixing or self.unread or self.model
        if own or self.module is not None or not isinstance(self.scene, str) or self.scene not in BUILT_IN:
            return
        if isinstance(self.layer, Mapping) and BUILT_IN[self.scene].of_layer:
            with labelled(self.label, self.wording):
                check_numbers(self.scene, self._numbers)
                fit_layer(self.scene, self.layer, None, self.topic.given)

    def planned(self) -> Clip:
        """The clip as far as it is known without a look at its scene; raises SpecError for an unknown scene."""
        quality_of(self.quality)
        with labelled(self.label, self.wording):
            asked: Any = None
            check_scene(self.scene)
            if isinstance(self.scene, str):
                # So that a cache knows of all that is read.
                watch()
                asked = (self.scene, origin_of(self.scene), self.layer, *self._given)
        topic = self.own_topic
        given: dict[str, Any] = {"voice": self.voice, "name": self.name, "encoding": self.encoding}
        clip = Clip(self.scene, topic=topic, look=self.look, asked=asked, **given)
        if (self.module is None and self.model is None) or self._is_of_network:
            return clip
        # What a model reads and holds is known only when it has run.
        if asked is not None:
            asked = (*asked[:2], *(getattr(self.own, name) for name in FOUND))
        return replace(clip, asked=asked)

    def possible(self) -> Clip:
        """The clip, found to be possible; raises SpecError where it is not, SceneFileError for a file without it."""
        clip = self.planned()
        watch()
        with labelled(self.label, self.wording):
            scene = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
        own = self.own
        if own.graph is not None and isinstance(self.scene, str):
            scene = scene_of_module(self.scene)
        with labelled(self.label, self.wording):
            given = {name: getattr(own, name) for name in FOUND}
            return fitted(replace(clip, scene=scene, **given))

    def clip(self, cache: Cache | None = None) -> Clip:
        """The clip, found to be possible; one that a cache holds needs no look at its scene."""
        if cache is not None and self.is_kept(cache):
            return replace(self.planned(), whole=self.possible)
        return self.possible()

    def is_kept(self, cache: Cache) -> bool:
        """Whether it is there from an earlier render, with nothing changed since."""
        from convanim.film.render import is_kept

        return is_kept(self.planned(), self.quality, cache)

    def opened(self, cache: Cache) -> tuple[str, ...]:
        """The author's files that were read for it when it was rendered last."""
        from convanim.film.render import kept_of

        kept = kept_of(self.planned(), self.quality, cache)
        return () if kept is None else tuple(sorted(kept.opened))

    def render(
        self,
        out: Path,
        jobs: int = 1,
        on_progress: Callable[[Progress], None] | None = None,
        cache: bool = True,
    ) -> ClipResult:
        """Render it into a folder, or fetch it from where earlier renders are kept."""
        from convanim.film.render import render_all
        from convanim.film.store.cache import Cache

        kept = Cache() if cache else None
        clips = [self.clip(kept)]
        return next(render_all(clips, quality=self.quality, out=out, jobs=jobs, cache=kept, on_progress=on_progress))


FOUND = ("layer", "values", "mixing", "graph", "between", "upward")
"""What of the user's own numbers a clip shows."""
MODEL, MODULE, NETWORK = Setting("model"), Setting("module"), Setting("network")


@contextmanager
def labelled(label: str, wording: Wording | None = None) -> Iterator[None]:
    """Errors say what they are about, where there is something to say, in the words of a door."""
    try:
        yield
    except SpecError as error:
        if not label:
            raise
        placed = error.at(label)
        raise (placed if wording is None else placed.worded(wording)) from error


def _flat(words: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Words, with those of a layer and of values that are mappings among them; single words count more."""
    flat: dict[str, Any] = {}
    for part in parts.values():
        flat |= part if isinstance(part, Mapping) else {}
    flat |= {word: given for word, given in words.items() if word not in ("layer", "values")}
    for name, kind in (("layer", Layer), ("values", Values)):
        if name in parts and not isinstance(parts[name], Mapping | kind):
            flat[name] = parts[name]
    return flat


def _check_model(own: OwnNumbers, module: Any, layer: Layer | Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Raise SpecError for what contradicts a module or model, or needs one that is not there."""
    if module is None and own.model is None:
        for field_ in ("layer", "state"):
            if (given := getattr(own, field_)) is not None:
                if not isinstance(given, str):
                    raise SpecError(
                        (Name(field_), f" is {quoted(given)}"), "a Layer, its words, or the name of one in a model"
                    )
                raise SpecError((Setting(field_, given), " without ", MODEL), "a model to take the layer from")
        if own.fold:
            raise SpecError((Setting("fold"), " without ", MODEL), "a model or module with a norm between two layers")
        return
    if module is not None and own.model is not None:
        raise SpecError("a module beside a model", "one of them")
    fields = ["layer"] if isinstance(layer, Layer) else [*layer]
    fields += [name for name in values if name != "input"] + ["mixing"] * (own.mixing is not None)
    if fields:
        beside: Text = MODEL if module is None else "a module"
        raise SpecError(
            (joined(map(Name, fields), ", "), " beside ", beside),
            "the model alone, which gives layer and weights",
            (Setting("state"), " for those") if module is None else "",
        )
