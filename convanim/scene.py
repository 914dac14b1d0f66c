"""What all scenes share: the layer, the stage, captions, the ribbon, the meter and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from manim import (
    Animation,
    CairoRenderer,
    FadeIn,
    FadeOut,
    ManimColor,
    Mobject,
    Scene,
    Transform,
    smooth,
    squish_rate_func,
)

from convanim.aspect import WIDESCREEN, size_of
from convanim.counts import Phrase, counts_of, facts_of, phrase, verdict_of
from convanim.errors import RenderError, SceneFileError, SpecError
from convanim.kernels import Cost, Tensors, compare_with_torch, cost, make_tensors, standard
from convanim.ledger import Ledger
from convanim.lessons import fit_layer
from convanim.look import Look
from convanim.spec import Layer, Values
from convanim.spoken import Spoken
from convanim.stage import caption as words
from convanim.stage.camera import StageCamera
from convanim.stage.canvas import CANVASES, Canvas
from convanim.stage.cast import Cast
from convanim.stage.cost_meter import CostMeter
from convanim.stage.display import Item
from convanim.stage.drawn import Drawn
from convanim.stage.motion import Follower, Walk
from convanim.stage.ribbon import Ribbon
from convanim.stage.sheet import Sheet
from convanim.stage.theme import Theme
from convanim.tongue import Count
from convanim.trace import Step, Trace

SETTLE = 0.9
"""Seconds in which one tableau turns into the next."""
COMING = 0.4
"""Seconds of that until a caption is there to be read."""
MOST_TERMS = 288
"""Of a step with more products, the ledger tells only where it is and what comes out."""
LEAVE, MORPH, ENTER = (squish_rate_func(smooth, *span) for span in ((0.0, 0.4), (0.15, 0.85), (0.6, 1.0)))
"""First what goes goes, then what stays moves, then what is new comes: one thing at a time."""


@dataclass(frozen=True)
class Still:
    """The picture at the end of a beat: its name and when it stands, in seconds."""

    beat: str
    time: float


@dataclass(frozen=True)
class Mark:
    """When a window stands at its place and the ribbon shows its step, in seconds; what is read and what is made."""

    time: float
    step: Step
    letters: tuple[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; of a step with very many products, only where it is."""
        step = self.step
        told = step.as_dict() if step.products.size <= MOST_TERMS else {"index": list(step.index), "total": step.total}
        read, made = self.letters
        return {"start": round(self.time, 4), "reads": read, "makes": made, **told}


class ConvScene(Spoken, Scene):
    """A lesson about one layer, told in beats.

    A subclass changes a scene in a few lines: set ``layer``, ``values`` or ``theme``, leave
    a beat out of ``beats``, or override a beat's method. Every beat arranges its own
    opening tableau, so each one works without those before it.

    >>> class Mine(ConvScene):
    ...     layer = Layer(in_channels=4, out_channels=4)
    ...     theme = Theme.light()
    """

    title: ClassVar[str] = ""
    """What stands at the top."""
    lesson: ClassVar[str] = ""
    """The entry in ``convanim.lessons`` that says which layers this scene can tell; none takes any layer."""
    layer: Layer = Layer()
    """Channels, size, kernel and the rest of what is shown."""
    values: Values = Values()
    """Which numbers the layer has."""
    theme: Theme = Theme.dark()
    """In which colours."""
    aspects: ClassVar[tuple[str, ...]] = (WIDESCREEN,)
    """The frames that this scene is laid out for, by their names in ``convanim.aspect``."""
    aspect: str = WIDESCREEN
    """The frame that it is shown in, one of ``aspects``."""
    show_channels: tuple[int, ...] = ()
    """The input channels that are shown where not all can be, in order; none leaves the choice to the tableau."""
    fps: int | None = None
    """Frames a second of films that convanim renders; None leaves them to the quality."""
    pace: float = 1.0
    """All that moves and rests takes its time divided by this; captions stay as long as it takes to read them."""
    beats: tuple[str, ...] = ()
    """The names of the methods that tell the story, in order."""
    beats_shown: frozenset[str] | None = None
    """Beats that are drawn and noted; the others are passed through unseen, in no time (None: all are shown)."""
    on_still: Callable[[str, Any], None] | None = None
    """Called with a beat's name and its last frame (rows, columns, RGBA), where a render asks for stills."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Look(fps=cls.fps, pace=cls.pace)  # says what is wrong with them

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("camera_class", StageCamera)
        super().__init__(**kwargs)
        self.fit_language()
        if not isinstance(self.renderer, CairoRenderer):
            raise RenderError("convanim draws with Cairo, not with OpenGL", "", "manim render --renderer=cairo")
        self.paper: CairoRenderer = self.renderer
        self.ledger = Ledger(self.canvas)
        self.stills: list[Still] = []
        self.marks: list[Mark] = []
        self._cast_on_stage: dict[str, Drawn] = {}
        self._caption: Drawn | None = None
        self._caption_until = 0.0
        self._place = 0
        self._play_start = 0.0
        self._frames = 0

    # The layer and its numbers.

    @classmethod
    def fit_layer(cls, options: Mapping[str, Any]) -> Layer:
        """This scene's layer with some options of ``Layer`` given.

        Raises SpecError where an option contradicts the scene's lesson.
        """
        if cls.lesson:
            return fit_layer(cls.lesson, options, cls.layer)
        return cls.layer.with_(**options)

    @classmethod
    def fit_aspect(cls, aspect: str | None = None) -> str:
        """The aspect that is asked for (None: the scene's own), found to be one that the scene is laid out for.

        Raises UnknownNameError for one that nobody knows, SpecError for one that this scene does not have.
        """
        wanted = aspect or cls.aspect
        size_of(wanted)
        if wanted not in cls.aspects:
            raise SpecError(f"{cls.__name__} is not laid out for {wanted}", ", ".join(cls.aspects), cls.aspects[0])
        return wanted

    @cached_property
    def tensors(self) -> Tensors:
        """Input, weight and bias."""
        return make_tensors(self.layer, self.values)

    @cached_property
    def trace(self) -> Trace:
        """What happens in which order."""
        return Trace(self.tensors)

    @cached_property
    def canvas(self) -> Canvas:
        """Where title, stage, ribbon and meter stand in the frame."""
        return CANVASES[self.aspect]

    @cached_property
    def cast(self) -> Cast:
        """Makes the layer's voxel tensors."""
        return Cast(self.trace, self.theme, canvas=self.canvas, shown=self.show_channels, tongue=self.tongue)

    @cached_property
    def ribbon(self) -> Ribbon:
        """Makes the layer's formulas; its ``formula(step)`` writes out any step of the trace."""
        return Ribbon(self.cast)

    @cached_property
    def counts(self) -> dict[str, Count]:
        """The counts that captions may name."""
        return counts_of(self.layer)

    def meter_of(self, layer: Layer, verdict: str | None = None) -> CostMeter:
        """A meter that reads ``layer`` beside the same layer without groups."""
        return self.meter(cost(layer), cost(standard(layer)), verdict)

    def meter(self, own: Cost, full: Cost, verdict: str | None = None) -> CostMeter:
        """A meter that reads one cost beside another; the verdict is their ratio in words, or a template."""
        said = verdict_of(own, full, self.tongue) if verdict is None else self._phrase(verdict)
        return CostMeter(own, full, said.text, self.theme, said.counts, self.canvas, self.tongue)

    def _phrase(self, template: str, more: Mapping[str, Count | str] = MappingProxyType({})) -> Phrase:
        return phrase(template, self.counts, self.layer.tag, more, self.tongue)

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
        self.paper.camera.background_color = ManimColor(self.theme.background)
        self.add(
            _below(words.panel(self.theme, self.canvas)),
            words.title(self.tongue.text(self.title), self.theme, self.canvas),
        )

    def construct(self) -> None:
        """Play the beats in order, one Manim section each."""
        last = max((k for k, name in enumerate(self.beats) if self._shown(name)), default=-1)
        for place, name in enumerate(self.beats[: last + 1]):
            beat = getattr(self, name, None)
            if beat is None:
                raise SceneFileError(
                    f"{type(self).__name__} has no method for the beat {name!r}", ", ".join(type(self).beats)
                )
            self.ledger.finish(self.now)
            self.next_section(name, skip_animations=not self._shown(name))
            self._place = place
            beat()
            self._end_beat(name)

    def tear_down(self) -> None:
        """Close the ledger."""
        self.ledger.finish(self.now)

    @property
    def now(self) -> float:
        """Seconds since the clip began, counted in whole frames, whether they are drawn or passed over."""
        return self._frames / self.paper.camera.frame_rate

    def add_subcaption(self, content: str, duration: float = 1, offset: float = 0) -> None:
        """Add a caption of Manim's at the present frame; nothing where the beat is passed over."""
        if self._showing():
            super().add_subcaption(content, duration, offset + self.now - self.renderer.time)

    # What beats are made of.

    def say(self, template: str, **more: Count | str) -> None:
        """Change the caption; ``{name}`` and ``{name:w}`` name counts of the layer, or what ``more`` gives.

        It is said in the scene's language where there is a translation; ``Tongue.fill`` tells what templates may hold.

        The new caption comes with the next tableau or walk and stays at least as long as
        it takes to read.
        """
        self.read_out()
        said = self._phrase(template, more)
        self._caption = words.Caption(said.text, self.theme, self.canvas).count(said.counts)
        # A slower tableau brings it later; a faster one must not take it away sooner.
        lasting = max(COMING, SETTLE / self.pace - SETTLE + COMING) + words.reading_time(said.text)
        self._caption_until = self.now + lasting
        self.add_subcaption(said.text, duration=lasting)

    def read_out(self) -> None:
        """Wait until the present caption has been up long enough to be read."""
        left = self._caption_until - self.now
        if left > 1 / self.camera.frame_rate:
            # Reading takes its time at any pace.
            self.rest(left * self.pace)

    def facts(self, *templates: str) -> Drawn:
        """The layer in short, for the top right."""
        return self._facts([self._phrase(template) for template in templates])

    def layer_facts(self, layer: Layer | None = None) -> Drawn:
        """The layer in short, as it stands at the top right."""
        shown = layer or self.layer
        counts = counts_of(shown)
        return self._facts([phrase(fact, counts, shown.tag, tongue=self.tongue) for fact in facts_of(shown)])

    def _facts(self, said: Sequence[Phrase]) -> Drawn:
        title = self.tongue.text(self.title)
        sheet = words.facts([one.text for one in said], self.theme, self.canvas, title)
        return sheet.count([pair for one in said for pair in one.counts])

    def arrange(self, run_time: float = SETTLE, /, **actors: Drawn | None) -> None:
        """Turn what is on stage into a new tableau, in one animation.

        Each actor has a name. One that was there and can be blended is transformed;
        others fade in; those no longer named fade out. Later names stand in front.
        """
        full: dict[str, Drawn] = {"dots": words.dots(len(self.beats), self._place, self.theme, self.canvas)}
        if self._caption is not None:
            full["caption"] = self._caption
        full |= {name: actor for name, actor in actors.items() if actor is not None}
        before, after = self._cast_on_stage, {}
        moves: list[Animation] = []
        for depth, (name, target) in enumerate(full.items()):
            present = before.get(name)
            if present is target:
                after[name] = target
            elif present is not None and name != "caption" and present.can_become(target):
                present.set_z_index(depth)
                moves.append(Transform(present, target, rate_func=MORPH))
                after[name] = present
            else:
                if present is not None:
                    moves.append(FadeOut(present, rate_func=LEAVE))
                moves.append(FadeIn(target, rate_func=ENTER if before else smooth))
                after[name] = target
            after[name].set_z_index(depth)
        moves += [FadeOut(gone, rate_func=LEAVE) for name, gone in before.items() if name not in full]
        self._cast_on_stage = after
        if moves:
            self.play(*moves, run_time=run_time)

    def also(self, run_time: float = 0.5, /, **actors: Drawn | None) -> None:
        """Bring more actors on, or other ones under the same names, and leave the rest as it is."""
        rest = {name: actor for name, actor in self._cast_on_stage.items() if name not in ("caption", "dots")}
        self.arrange(run_time, **{**rest, **actors})

    def actor(self, name: str) -> Any:
        """The mobject that stands on stage under a name."""
        return self._cast_on_stage[name]

    def walk(
        self,
        steps: Sequence[Step],
        durations: Sequence[float],
        *followers: Follower,
        start: Step | None = None,
        letters: tuple[str, str] = ("x", "y"),
    ) -> None:
        """Take followers through the steps of a trace; ``letters`` name what it reads and what it makes."""
        if steps:
            walk = Walk(steps, durations, followers, start)
            begun = self.now
            self.play(walk)
            if self._showing():
                arrivals = zip(walk.arrivals(), steps, strict=True)
                self.marks += [Mark(begun + time / self.pace, step, letters) for time, step in arrivals]

    def rest(self, seconds: float) -> None:
        """Hold the picture."""
        self.wait(seconds, frozen_frame=True)

    def reveal(self, formula: Sheet, *parts: str, run_time: float = 0.6, pause: float = 0.4) -> None:
        """Show parts of a formula, one after the other, each with a moment to look at it."""
        for part in parts:
            self.play(formula.animate.reveal(part), run_time=run_time)
            self.rest(pause)

    def check_against_torch(self) -> int:
        """Compare the whole output with torch's own convolution; the number of cells compared.

        Raises RenderError where they differ: no film shows a number that torch would not.
        """
        result = compare_with_torch(self.tensors)
        if not result.equal:
            raise RenderError(
                f"the output differs from torch's by up to {result.largest_difference}", "", "reporting this as a bug"
            )
        return result.cells

    # Every animation keeps the pace, and the ledger sees every frame.

    def compile_animations(self, *args: Any, **kwargs: Any) -> list[Animation]:
        """Animations ready to play, as Manim has them, in the time that the pace leaves them."""
        animations: list[Animation] = super().compile_animations(*args, **kwargs)
        for animation in animations:
            animation.run_time /= self.pace
        return animations

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play as Manim does, keeping time for the ledger."""
        self._play_start = self.now
        self._observe(self._play_start)
        super().play(*args, **kwargs)
        self._frames += self._frames_of_play()

    def update_to_time(self, t: float) -> None:
        """Advance to a frame, as Manim does, and note what it shows."""
        super().update_to_time(t)
        self._observe(self._play_start + t)

    def _frames_of_play(self) -> int:
        """As many as Manim draws for the play that has just ended, or would have drawn."""
        frame = 1 / self.paper.camera.frame_rate
        if self.is_current_animation_frozen_frame():
            return int(self.duration / frame)
        return len(np.arange(0, self.duration, frame))

    def _shown(self, beat: str) -> bool:
        return self.beats_shown is None or beat in self.beats_shown

    def _showing(self) -> bool:
        return self.beats_shown is None or self.beats[self._place] in self.beats_shown

    def _observe(self, time: float) -> None:
        if not self._showing():
            return
        self.ledger.observe(time, [(id(mobject), mobject.display_list()) for mobject in self.mobjects_shown()])

    def mobjects_shown(self) -> list[Drawn]:
        """All drawn mobjects in the scene, in drawing order."""
        return _in_order(self._family())

    def display_lists(self) -> list[tuple[int, list[Item]]] | None:
        """Each mobject's identity and display list, in drawing order; None while Manim's own are on stage, too."""
        family = self._family()
        if any(not isinstance(mobject, Drawn) and mobject.has_points() for mobject in family):
            return None
        return [(id(mobject), mobject.display_list()) for mobject in _in_order(family)]

    def picture(self) -> Any:
        """What the stage shows now: (rows, columns, RGBA) of uint8."""
        self.paper.static_image = None
        self.paper.update_frame(self)
        return self.paper.get_frame()

    def _family(self) -> list[Mobject]:
        # Asking each for its family takes Manim longer than drawing some frames does.
        families = ([mobject] if not mobject.submobjects else mobject.get_family() for mobject in self.mobjects)
        return list(dict.fromkeys(chain.from_iterable(families)))

    def _end_beat(self, name: str) -> None:
        self.read_out()
        self.rest(0.8)
        self.stills.append(Still(name, self.now))
        if self.on_still is not None and self._shown(name):
            self.on_still(name, self.picture())


def _in_order(family: Sequence[Mobject]) -> list[Drawn]:
    return sorted((m for m in family if isinstance(m, Drawn)), key=lambda m: m.z_index)


def _below(mobject: Mobject) -> Mobject:
    return mobject.set_z_index(-1)
