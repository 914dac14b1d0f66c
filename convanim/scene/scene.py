"""What all scenes share: the layer, the stage, captions, the ribbon, the meter and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Any, ClassVar

from manim import ManimColor, Mobject

from convanim.audit.ledger import Ledger
from convanim.draw.drawn import Drawn
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.errors import RenderError, SceneFileError, Setting, SpecError
from convanim.kernels import Comparison, Cost, Tensors, compare_with_torch, cost, make_tensors
from convanim.language.tongue import message
from convanim.layout.regions import UNIT
from convanim.layout.style import Style
from convanim.lessons import BUILT_IN, fit_layer, lesson_of
from convanim.mobjects import caption as words
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import counts_of, facts_of, phrase, verdict_of
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.proof import proof_sheet
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.clock import Still, Timed
from convanim.scene.overview import Overview
from convanim.scene.stage import Staged
from convanim.spec import Layer, Values
from convanim.spec.aspect import WIDESCREEN, size_of
from convanim.spec.crop import Crop, View
from convanim.spec.cut import FILM, LOOP, LOOP_BEAT
from convanim.spec.look import LOOKS, Look
from convanim.spec.topic import UNCHOSEN, Topic
from convanim.theme.ramp import Ramp
from convanim.theme.theme import Theme
from convanim.trace import Trace


class ConvScene(Staged):
    """A lesson about one layer, told in beats.

    A subclass changes a scene in a few lines: set ``layer``, ``values`` or ``theme``, leave
    a beat out of ``beats``, or override a beat's method. Every beat arranges its own
    opening tableau, so each one works without those before it.

    >>> class Mine(ConvScene):
    ...     layer = Layer(in_channels=4, out_channels=4)
    ...     theme = Theme.light()
    """

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
    on_still: Callable[[str, Any], None] | None = None
    """Called with a beat's name and its last frame (rows, columns, RGBA), where a render asks for stills."""
    prefix: ClassVar[str] = ""
    """What the names of sections begin with; beats of several scenes in one film may be called alike."""
    overture: Callable[[], None] | None = None
    """Played at the beginning of the first beat."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # One door for what a class says of its look and layer, and what is asked for.
        try:
            look = Look(**{name: getattr(cls, name) for name in LOOKS if hasattr(cls, name)})
            cls.fit_aspect()
            cls.fit_cut()
            Topic(**{name: getattr(cls, name) for name in cls.takes()})
            if cls.lesson:
                lesson_of(cls.lesson).check(cls.layer)
        except SpecError as error:
            raise error.at(cls.__name__) from error
        cls.fit_beats()
        cls._cut_beats()
        for name in vars(cls).keys() & look.given.keys():
            value = getattr(look, name)
            setattr(cls, name, Theme.named(value) if name == "theme" and isinstance(value, str) else value)

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

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fit_language()
        self.ledger = Ledger(self.canvas)
        self.stills: list[Still] = []
        self.casts: list[Cast] = []
        """The casts of all layers that have been shown: what their names in the ledger mean."""

    def go_on_from(self, other: Timed) -> None:
        """Go on where another scene has got to, in the same film."""
        super().go_on_from(other)
        if isinstance(other, ConvScene):
            self.stills, self.casts, self.on_still = other.stills, other.casts, other.on_still

    # The layer and its numbers.

    @classmethod
    def fit_layer(cls, options: Mapping[str, Any]) -> Layer:
        """This scene's layer with some options of ``Layer`` given.

        Raises SpecError where an option contradicts the scene's lesson.
        """
        return fit_layer(cls.lesson, options, cls.layer)

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

    @cached_property
    def tensors(self) -> Tensors:
        """Input, weight and bias."""
        return make_tensors(self.layer, self.values)

    @property
    def dtype(self) -> str:
        """The precision in which the output is computed, by torch's name for it."""
        return str(self.tensors.input.dtype).removeprefix("torch.")

    @cached_property
    def trace(self) -> Trace:
        """What happens in which order."""
        return Trace(self.tensors)

    @cached_property
    def style(self) -> Style:
        """Theme, canvas and tongue, for all that stands on stage; a photo's channels are red, green and blue."""
        return Style(self.theme.for_photo() if self.values.colors else self.theme, self.canvas, self.tongue)

    @cached_property
    def cast(self) -> Cast:
        """Makes the layer's voxel tensors."""
        return self.cast_of(self.trace)

    def cast_of(
        self,
        trace: Trace,
        names: Names | None = None,
        view: View | None = None,
        filter_hues: Sequence[Ramp] | None = None,
        shown: tuple[int, ...] | None = None,
    ) -> Cast:
        """Makes a layer's voxel tensors as this scene shows them; ``view`` is for one of another size than its own.

        ``filter_hues`` are those of its output's channels (None: each has its own), ``shown`` is for one of other
        channels (None: those that the scene shows).
        """
        style = self.style if self.view is None else self.style.with_(canvas=self.canvas.cropped)
        hues_by = lesson_of(self.lesson).hues_by
        channels = self.show_channels if shown is None else shown
        cast = Cast(trace, style, names or Names(), channels, view or self.view, hues_by, filter_hues)
        self.casts.append(cast)
        return cast

    @cached_property
    def view(self) -> View | None:
        """What the crop shows of the layer, if there is one."""
        return None if self.crop is None else Crop.of(self.crop).on(self.layer)

    @cached_property
    def ribbon(self) -> Ribbon:
        """Makes the layer's formulas; its ``formula(step)`` writes out any step of the trace."""
        return Ribbon(self.cast)

    def meter_of(self, layer: Layer, verdict: str | None = None, *, cells: int | None = None) -> CostMeter:
        """A meter that reads ``layer`` beside what its lesson compares it with, usually the same without groups.

        So many ``cells`` of its output have been computed so far (None: all of them).
        """
        own, every = cost(layer), prod(layer.output_shape)
        if cells is not None and not 0 <= cells <= every:
            raise SpecError(f"{cells} cells of an output of {every} are computed", f"0 to {every}", "len(steps)")
        so_far = own.multiply_adds * (every if cells is None else cells) // every
        lesson = lesson_of(self.lesson)
        counting = layer if lesson.counts_up else None
        return self.meter(own, cost(lesson.reference(layer)), verdict, so_far=so_far, counting=counting)

    def meter(
        self,
        own: Cost,
        full: Cost,
        verdict: str | None = None,
        *,
        so_far: int | None = None,
        counting: Layer | None = None,
    ) -> CostMeter:
        """A meter that reads one cost beside another; the verdict is their ratio in words, or a template.

        So many multiply-adds of ``own`` have been computed so far (None: all of them). Where that itself is read,
        ``counting`` is the layer that ``own`` is the cost of.
        """
        said = verdict_of(own, full, self.tongue) if verdict is None else self._phrase(verdict)
        done = 1.0 if so_far is None else so_far / own.multiply_adds
        heading = self._phrase(lesson_of(self.lesson).meter) if self.lesson else None
        return CostMeter(own, full, said, self.style, of_work=True, done=done, heading=heading, counting=counting)

    @cached_property
    def pictures(self) -> Overview:
        """Makes the overview of the input's and the output's channels."""
        return Overview(self.cast, self.cast)

    def overview(self, output: bool = False) -> Sheet | None:
        """Pictures of the whole channels of which the crop shows a part; those of the ``output`` once it is made.

        It stands wherever tensors do. None without a crop.
        """
        if self.view is None:
            return None
        sheet = self.pictures.sheet()
        return sheet if output else sheet.hide("output")

    def _zoom(self, block: Drawn | None) -> Sheet | None:
        return self.pictures.zoom(block) if self.view is not None and isinstance(block, VoxelTensor) else None

    def _pictured(self, actors: Mapping[str, Drawn | None]) -> Mapping[str, Drawn | None]:
        if not any(isinstance(actor, VoxelTensor) for actor in actors.values()):
            return actors
        return {"overview": self.overview(), "zoom": self._zoom(actors.get("input")), **actors}

    # Manim's life cycle.

    def setup(self) -> None:
        """Set the ground: background, ribbon and title.

        Raises RenderError for a frame that is not shaped as the one that the scene is laid out for.
        """
        camera, (width, height) = self.paper.camera, size_of(self.aspect)
        if abs(camera.pixel_width / camera.pixel_height - width / height) > 0.01:
            raise RenderError(
                f"the frame is {camera.pixel_width}x{camera.pixel_height}, and {type(self).__name__} is laid out for "
                f"{self.aspect}",
                "",
                "convanim render, which shapes the frame",
            )
        whole = self.canvas.whole
        camera.frame_width, camera.frame_height = whole.width / UNIT, whole.height / UNIT
        self.paper.camera.background_color = ManimColor(self.theme.background)
        self.headline = words.title(self.titled, self.style)
        if not self.is_loop:
            self.add(_below(words.panel(self.style)), self.headline)

    def construct(self) -> None:
        """Play the beats in order, one Manim section each."""
        last = max((k for k, name in enumerate(self.beats) if self._shown(name)), default=-1)
        for place in range(last + 1):
            self.play_beat(place)

    def play_beat(self, place: int) -> None:
        """Play one of the beats, or pass through it where it is not shown."""
        name = self.beats[place]
        beat = self._beat(name)
        self.ledger.finish(self.now)
        self.next_section(self.section(name), skip_animations=not self._shown(name))
        self._place = place
        if place == 0 and self.overture is not None:
            self.overture()
        beat()
        self._end_beat(name)

    def titles_of_parts(self) -> dict[str, str]:
        """The title of the chapter that each beat is in, where beats are not the chapters themselves."""
        return {}

    @classmethod
    def scenes_told(cls) -> tuple[type[ConvScene], ...]:
        """The scenes that are the chapters of a film of several; none of any other."""
        return ()

    @classmethod
    def evidence(cls) -> dict[str, Any]:
        """What the ledger has to hold besides for its numbers to be worked out again, as plain data."""
        return {}

    @classmethod
    def section(cls, beat: str) -> str:
        """What a beat's section of the film is called."""
        return cls.prefix + beat

    def _beat(self, name: str) -> Callable[[], None]:
        """The method that plays a beat; raises SceneFileError, naming those that there are, where there is none."""
        scene = type(self)
        if (beat := getattr(self, name, None)) is not None:
            return beat  # type: ignore[no-any-return]  # any attribute of the class may be named
        own = [one for one in dir(scene) if not one.startswith("_") and not hasattr(ConvScene, one)]
        methods = [one for one in own if callable(getattr(scene, one))]
        from difflib import get_close_matches

        raise SceneFileError(
            f"{scene.__name__} has no method for the beat {name!r}",
            ", ".join(methods) or "names of its methods, in a tuple",
            next(iter(get_close_matches(name, methods, n=1)), ""),
        )

    # What beats say of the layer.

    def facts(self, *templates: str) -> Drawn:
        """The layer in short, for the top right."""
        return self._facts([self._phrase(template) for template in templates])

    def layer_facts(self, layer: Layer | None = None) -> Drawn:
        """The layer in short, as it stands at the top right."""
        shown = layer or self.layer
        counts = counts_of(shown)
        return self._facts([phrase(fact, counts, shown.tag, tongue=self.tongue) for fact in facts_of(shown)])

    def _facts(self, said: Sequence[Phrase]) -> Drawn:
        run = self.values.module
        if run is not None and run.output != self.dtype:
            said = [*said, self._phrase(message("computed in {dtype}"), {"dtype": self.dtype})]
        return words.facts(said, self.style, self.heading)

    def check_against_torch(self) -> Comparison:
        """Compare the whole output with torch's own convolution.

        Raises RenderError where they differ by more than rounding: no film shows a number that torch would not.
        """
        result = self.compared()
        if not result.equal:
            raise RenderError(
                f"the output differs from torch's by up to {result.largest_difference}", "", "reporting this as a bug"
            )
        return result

    def compared(self) -> Comparison:
        """How the output compares with torch's."""
        return compare_with_torch(self.tensors)

    def proof(self) -> Sheet:
        """How closely the whole output agrees with torch's, for the ribbon; raises as ``check_against_torch``."""
        return proof_sheet(self.check_against_torch(), self.layer, self.values.module, self.style)

    def _end_beat(self, name: str) -> None:
        self.read_out()
        self._refuse_what_is_cut()
        self.rest(0.8)
        self.stills.append(Still(self.section(name), self.now))
        if self.on_still is not None and self._shown(name):
            self.on_still(self.section(name), self.picture())


def _below(mobject: Mobject) -> Mobject:
    return mobject.set_z_index(-1)
