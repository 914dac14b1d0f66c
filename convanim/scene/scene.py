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
from convanim.errors import RenderError, SceneFileError, SpecError
from convanim.kernels import Comparison, Cost, Tensors, compare_with_torch, cost, make_tensors
from convanim.language.tongue import message
from convanim.layout.regions import UNIT
from convanim.layout.style import Style
from convanim.lessons import lesson_of
from convanim.mobjects import caption as words
from convanim.mobjects.cast import Cast, Names
from convanim.mobjects.cost_meter import CostMeter
from convanim.mobjects.counts import counts_of, facts_of, phrase, verdict_of
from convanim.mobjects.tensor import VoxelTensor
from convanim.ribbon.proof import proof_sheet
from convanim.ribbon.ribbon import Ribbon
from convanim.scene.author import placed, said_to_author
from convanim.scene.clock import Still, Timed
from convanim.scene.fitted import Fitted
from convanim.scene.overview import Overview
from convanim.spec import Layer
from convanim.spec.aspect import size_of
from convanim.spec.crop import Crop, View
from convanim.theme.ramp import Ramp
from convanim.trace import Trace


class ConvScene(Fitted):
    """A lesson about one layer, told in beats.

    A subclass changes a scene in a few lines: set ``layer``, ``values`` or ``theme``, leave
    a beat out of ``beats``, or override a beat's method. Every beat arranges its own
    opening tableau, so each one works without those before it.

    >>> from convanim import Theme
    >>> class Mine(ConvScene):
    ...     layer = Layer(in_channels=4, out_channels=4)
    ...     theme = Theme.light()
    """

    on_still: Callable[[str, Any], None] | None = None
    """Called with a beat's name and its last frame (rows, columns, RGBA), where a render asks for stills."""
    prefix: ClassVar[str] = ""
    """What the names of sections begin with; beats of several scenes in one film may be called alike."""
    overture: Callable[[], None] | None = None
    """Played at the beginning of the first beat."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "construct" in vars(cls):
            raise SpecError(
                f"{cls.__name__} has a construct of its own, which would leave out its beats",
                "beats: the names of methods, in a tuple",
                'beats = ("opening",) and def opening(self) in place of def construct(self)',
            )

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
            self.hidden = other.hidden

    # The layer and its numbers.

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
        channel_hues: Sequence[Ramp] | None = None,
    ) -> Cast:
        """Makes a layer's voxel tensors as this scene shows them; ``view`` is for one of another size than its own.

        ``filter_hues`` are those of its output's channels and ``channel_hues`` of its input's (None: each has its own),
        ``shown`` is for one of other channels (None: those that the scene shows).
        """
        style = self.style if self.view is None else self.style.with_(canvas=self.canvas.cropped)
        hues_by = "channel" if channel_hues is not None else lesson_of(self.lesson).hues_by
        channels = self.show_channels if shown is None else shown
        cast = Cast(trace, style, names or Names(), channels, view or self.view, hues_by, filter_hues, channel_hues)
        self.casts.append(cast)
        return cast

    @cached_property
    def view(self) -> View | None:
        """What the crop shows of the layer, if there is one."""
        return self.view_of(self.layer)

    def view_of(self, layer: Layer) -> View | None:
        """What the crop shows of a layer with the same input, if there is one."""
        return None if self.crop is None else Crop.of(self.crop).on(layer)

    @cached_property
    def ribbon(self) -> Ribbon:
        """Makes the layer's formulas; its ``formula(step)`` writes out any step of the trace."""
        return Ribbon(self.cast)

    def meter_of(self, layer: Layer, verdict: str | Phrase | None = None, *, cells: int | None = None) -> CostMeter:
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
        verdict: str | Phrase | None = None,
        *,
        so_far: int | None = None,
        counting: Layer | None = None,
    ) -> CostMeter:
        """A meter that reads one cost beside another; the verdict is their ratio in words, or a phrase or a template.

        So many multiply-adds of ``own`` have been computed so far (None: all of them). Where that itself is read,
        ``counting`` is the layer that ``own`` is the cost of.
        """
        said = verdict_of(own, full, self.tongue) if verdict is None else verdict
        said = self._phrase(said) if isinstance(said, str) else said
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

    def render(self, preview: bool = False) -> bool:
        """Render as Manim does; what the scene is refused begins with the line of its author's that asks for it."""
        with said_to_author():
            return super().render(preview)

    def next_section(self, name: str = "unnamed", *args: Any, **kwargs: Any) -> None:
        """Raise SpecError: the sections of a film are its beats, which are begun for it."""
        raise SpecError(
            f"next_section({name!r}) in the beat {self.beats[self._place]}",
            "beats, each of which is a section of its own",
            f"beats = (…, {name!r}) and a method of that name",
        )

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
        """Play the beats in order, one Manim section each; a scene of one's own has ``beats`` in place of this."""
        self.tell_story()

    def tell_story(self) -> None:
        """Play the beats in order; a film of several scenes plays those."""
        last = max((k for k, name in enumerate(self.beats) if self._shown(name)), default=-1)
        for place in range(last + 1):
            self.play_beat(place)

    def play_beat(self, place: int) -> None:
        """Play one of the beats, or pass through it where it is not shown."""
        name = self.beats[place]
        beat = self._beat(name)
        self.ledger.finish(self.now)
        super().next_section(self.section(name), skip_animations=not self._shown(name))
        self._place, self._section, self._begun = place, self.section(name), self._frames
        self._captions_said = 0
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

        error = SceneFileError(
            f"{scene.__name__} has no method for the beat {name!r}",
            ", ".join(methods) or "names of its methods, in a tuple",
            next(iter(get_close_matches(name, methods, n=1)), ""),
        )
        raise placed(error, scene)

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
        self.hear_out()
        self._refuse_what_is_cut()
        self.rest(0.8)
        self.stills.append(Still(self.section(name), self.now))
        if self.on_still is not None and self._shown(name):
            self.on_still(self.section(name), self.picture())


def _below(mobject: Mobject) -> Mobject:
    return mobject.set_z_index(-1)
