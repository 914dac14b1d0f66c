"""Scenes on the clock: frames are counted, the pace is kept, and a ledger notes what each frame shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
from manim import Animation, CairoRenderer, Camera, Mobject, Scene

from convanim.audit.ledger import Ledger
from convanim.draw.drawn import Drawn
from convanim.draw.items import Item
from convanim.draw.renderer import StageRenderer
from convanim.errors import RenderError, Setting, SpecError, shortened
from convanim.scene.author import placed
from convanim.spec.heard import Heard
from convanim.trace import Step

LONGEST_BEAT = 100
"""In bytes, of a beat's name: with the clip's before it, it is still one that every file system takes."""
MOST_TERMS = 288
"""Of a step with more products, the ledger tells only where it is and what comes out."""


@dataclass(frozen=True)
class Still:
    """The picture at the end of a beat: its name and when it stands, in seconds."""

    beat: str
    time: float


@dataclass(frozen=True)
class Mark:
    """When a window stands at its place, in seconds; its step, what is read and what is made."""

    time: float
    step: Step
    letters: tuple[str, str]
    written: bool = True
    """Whether the ribbon shows the step, too; it rests where steps are too quick to be read."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; of a step with very many products, only where it is."""
        step = self.step
        data = step.as_dict() if step.products.size <= MOST_TERMS else {"index": list(step.index), "total": step.total}
        read, made = self.letters
        return {"start": round(self.time, 4), "reads": read, "makes": made, **data}


class Timed(Scene):
    """The part of a scene that has to do with time: when which beat, step and number is to be seen."""

    ledger: Ledger
    """What was shown, when and where."""
    fps: int | None = None
    """Frames a second of films that convanim renders; None leaves them to the quality."""
    pace: float = 1.0
    """All that moves and rests takes its time divided by this; captions stay as long as it takes to read them."""
    beats: tuple[str, ...] = ()
    """The names of the methods that tell the story, in order."""
    beats_shown: frozenset[str] | None = None
    """Beats that are drawn and noted; the others are passed through unseen, in no time (None: all are shown)."""

    spoken: Mapping[str, Heard] = MappingProxyType({})
    """Of each section that somebody speaks in, how long its captions take to be said."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        beats: Any = cls.beats
        if isinstance(beats, str):
            given = f"beats of {cls.__name__} is the text {beats!r}"
            raise SpecError(given, "names of its methods, in a tuple", f"beats = ({beats!r},)")
        for beat in cls.beats:
            if len(beat.encode()) > LONGEST_BEAT:
                given = f"a beat's name has {len(beat.encode())} bytes, {shortened(beat)!r}"
                raise SpecError(given, f"at most {LONGEST_BEAT}, as files are called after it", "a shorter one")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(self.renderer, CairoRenderer):
            raise RenderError("convanim draws with Cairo, not with OpenGL", "", "manim render --renderer=cairo")
        self.paper: CairoRenderer = self.renderer
        # Manim reads none that a class has, only what it hands on as it is made.
        camera = getattr(type(self), "camera_class", self.camera_class)
        if isinstance(self.paper, StageRenderer) and camera is not Camera:
            error = SpecError(
                f"{type(self).__name__} has a {camera.__name__}",
                "Manim's own Camera, which stands still: a film's ledger tells where in the frame each number is",
                "manim render, which takes any camera and keeps no ledger",
            )
            raise placed(error, type(self))
        self.marks: list[Mark] = []
        self._place = 0
        self._section = ""
        self._begun = 0
        """The frame at which the present beat began."""
        self._play_start = 0.0
        self._frames = 0

    def go_on_from(self, other: Timed) -> None:
        """Go on where another scene has got to, in the same film."""
        self.renderer = self.paper = other.paper
        self.ledger, self.marks, self._frames = other.ledger, other.marks, other._frames

    @property
    def now(self) -> float:
        """Seconds since the clip began, counted in whole frames, whether they are drawn or passed over."""
        return self._frames / self.paper.camera.frame_rate

    def add_subcaption(self, content: str, duration: float = 1, offset: float = 0) -> None:
        """Add a caption of Manim's at the present frame; nothing where the beat is passed over."""
        if self._showing():
            super().add_subcaption(content, duration, offset + self.now - self.renderer.time)

    def add_sound(self, sound_file: str, *args: Any, **kwargs: Any) -> None:
        """Add a sound as Manim does; raises SpecError in films that convanim renders: a voice is given them."""
        if isinstance(self.paper, StageRenderer):
            raise SpecError(
                f"add_sound({sound_file!r})",
                "captions, which may be spoken",
                (Setting("narrate", "voice"), ", or manim render, which mixes it in"),
            )
        super().add_sound(sound_file, *args, **kwargs)

    def tear_down(self) -> None:
        """Close the ledger."""
        self.ledger.finish(self.now)

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


def _in_order(family: Sequence[Mobject]) -> list[Drawn]:
    return sorted((m for m in family if isinstance(m, Drawn)), key=lambda m: m.z_index)
