"""The stage of a scene: what is said, who stands there under which name, and how one tableau turns into the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any, ClassVar

from manim import Animation, FadeIn, FadeOut, Transform, smooth, squish_rate_func

from convanim.draw.drawn import Drawn
from convanim.draw.fitting import cut_off
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.errors import SpecError, UnknownNameError, quoted
from convanim.layout.canvas import Canvas, canvas_of
from convanim.layout.style import Style
from convanim.mobjects import caption as words
from convanim.mobjects.counts import Given
from convanim.mobjects.tensor import VoxelTensor
from convanim.motion.dealing import Dealing
from convanim.scene.author import check_tableau, hidden
from convanim.scene.clock import Timed
from convanim.scene.speech import Spoken
from convanim.spec.cut import LOOP
from convanim.spec.heard import UNHEARD
from convanim.theme.theme import Theme

SETTLE = 0.9
"""Seconds in which one tableau turns into the next."""
COMING = 0.4
"""Seconds of that until a caption is there to be read."""
ASKING = 2.0
"""Seconds that the question of the opening stands at least."""
LEAVE, MORPH, ENTER = (squish_rate_func(smooth, *span) for span in ((0.0, 0.4), (0.15, 0.85), (0.6, 1.0)))
"""First what goes goes, then what stays moves, then what is new comes: one thing at a time."""
AWAY, IN = (squish_rate_func(smooth, *span) for span in ((0.0, 0.65), (0.2, 1.0)))
"""The same where no block stays: the one is never quite gone before the other is there."""

AROUND = ("caption", "dots")
"""Actors that every tableau has of itself."""

Moving = Callable[[VoxelTensor, VoxelTensor, str], Animation]
"""What takes a block from how it stands to how it will stand, given with its name."""


class Staged(Spoken, Timed):
    """The part of a scene that has to do with what stands on stage; ``ConvScene`` says which layer that is."""

    theme: Theme
    aspect: str
    text: str | None
    cut: str
    lesson: ClassVar[str]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._cast_on_stage: dict[str, Drawn] = {}
        self._caption: Drawn | None = None
        self._reading = 0, 0.0
        """Since which frame the present caption is there, and for how many seconds at least."""
        self._listening = 0, 0.0
        """Since which frame it is heard, and for how many seconds."""
        self._captions_said = 0
        """In the present beat."""
        self.hidden: list[tuple[str, str, str]] = []
        """Beats in which blocks hide one another, and these blocks' names."""

    @cached_property
    def canvas(self) -> Canvas:
        """Where title, stage, ribbon and meter stand in the frame."""
        return canvas_of(self.aspect, self.text, self.cut)

    @property
    def is_loop(self) -> bool:
        """Whether the loop is shown, in which nothing is said."""
        return self.cut == LOOP

    @cached_property
    def style(self) -> Style:
        """Theme, canvas and tongue, for all that stands on stage."""
        return Style(self.theme, self.canvas, self.tongue)

    def say(self, template: str, **more: Given) -> None:
        """Change the caption; ``{name}`` and ``{name:w}`` name counts of the layer, or what ``more`` gives.

        It is said in the scene's language where there is a translation; ``Tongue.fill`` tells what templates may hold.
        ``{{`` and ``}}`` are braces; all else stands as it is written. Raises SpecError for other braces.

        The new caption comes with the next tableau or walk and stays at least as long as
        it takes to read. In a loop nothing is said.
        """
        self._tell(self._phrase(template, more))

    def _tell(self, said: Phrase) -> None:
        if self.is_loop:
            return
        self.read_out()
        self._caption = words.Caption(said, self.style)
        # A slower tableau brings it later; a faster one must not take it away sooner.
        lasting = max(COMING, SETTLE / self.pace - SETTLE + COMING) + words.reading_time(said.text)
        self._reading = self._frames, lasting
        self.add_subcaption(said.text, duration=max(lasting, self._listen()))

    def _listen(self) -> float:
        """Take the next of the beat's captions for one that is heard from now on; how many seconds that still takes."""
        heard = self.spoken.get(self._section, UNHEARD)
        seconds = heard.caption(self._captions_said)
        at_once = heard.at_once and not self._captions_said
        self._listening = self._begun if at_once else self._frames, seconds
        self._captions_said += 1
        return self._left_to_hear()

    def hear_out(self) -> None:
        """Wait until all that is said in the beat has been heard."""
        self._listening = self._begun, self.spoken.get(self._section, UNHEARD).whole
        self.read_out()
        self._listening = 0, 0.0

    def read_out(self) -> None:
        """Wait until the present caption has been up long enough to be read, and has been heard."""
        left = max(self._left_to_read(), self._left_to_hear())
        if left > 1 / self.camera.frame_rate:
            # Reading takes its time at any pace.
            self.rest(left * self.pace)

    def _left_to_read(self) -> float:
        """Seconds that the present caption has to stay, the same however late in a film it is said."""
        return self._left_of(self._reading)

    def _left_to_hear(self) -> float:
        """Seconds until the present caption has been said aloud, where somebody does."""
        return self._left_of(self._listening)

    def _left_of(self, lasting: tuple[int, float]) -> float:
        since, seconds = lasting
        return seconds - (self._frames - since) / self.camera.frame_rate

    def ask(self, template: str, /, **actors: Drawn | None) -> None:
        """Open the film: a question, large, where numbers will be written, under the tableau that it is about.

        It is a template as ``say`` has them, stands for ``ASKING`` seconds at least, and leaves with the next tableau.
        """
        said = self._phrase(template)
        self._caption = None
        lasting = max(ASKING, words.reading_time(said.text))
        self._reading = self._frames, lasting
        self.add_subcaption(said.text, duration=max(lasting, self._listen()))
        self.arrange(**actors, question=words.question(said, self.style))
        self.read_out()

    def arrange(self, run_time: float = SETTLE, /, **actors: Drawn | None) -> None:
        """Turn what is on stage into a new tableau, in one animation; the first one is there from the first frame on.

        Each actor has a name. One that was there and can be blended is transformed;
        others fade in; those no longer named fade out. Later names stand in front.
        """
        self._turn(run_time, actors, lambda present, target, _: Transform(present, target, rate_func=MORPH))

    def deal(
        self,
        run_time: float,
        /,
        *,
        lag_ratio: float = 0.6,
        last_first: bool = False,
        ranks: Mapping[str, Sequence[float]] | None = None,
        **actors: Drawn | None,
    ) -> None:
        """Turn what is on stage into a new tableau, the slabs of every block one after the other.

        ``lag_ratio`` is when the next slab sets off, over the time that one takes: 1 lets each arrive first. They go
        from the nearest to the farthest, or the other way round (``last_first``); ``ranks`` gives for a block, by its
        name, another order: a number for each of its slabs, equal ones go together, from block to block, too.
        """
        order = ranks or {}
        every = [rank for ranked in order.values() for rank in ranked]
        turns = (min(every), max(every)) if every else None

        def dealt(present: VoxelTensor, target: VoxelTensor, name: str) -> Animation:
            own = order.get(name)
            return Dealing(
                present, target, own, lag_ratio=lag_ratio, last_first=last_first, turns=turns if own else None
            )

        self._turn(run_time, actors, dealt)

    def dissolve(self, run_time: float = SETTLE, /, **actors: Drawn | None) -> None:
        """Turn what is on stage into a new tableau without moving a block: one fades out as the next fades in."""
        self._turn(run_time, actors, None)

    def _turn(self, run_time: float, actors: Mapping[str, Drawn | None], moving: Moving | None) -> None:
        """Turn to a new tableau; without ``moving``, blocks fade instead."""
        check_tableau(run_time, actors)
        full = self._named(actors)
        before, after = self._cast_on_stage, {}
        moves: list[Animation] = []
        stays = moving is not None and any(
            isinstance(there, VoxelTensor) and name in full and there.can_become(full[name])
            for name, there in before.items()
        )
        going, coming = (LEAVE, ENTER) if stays else (AWAY, IN)
        for depth, (name, target) in enumerate(full.items()):
            present = before.get(name)
            if present is target:
                after[name] = target
            elif (
                present is not None
                and name != "caption"
                and present.can_become(target)
                and (moving is not None or not isinstance(present, VoxelTensor))
            ):
                present.set_z_index(depth)
                if moving is not None and isinstance(present, VoxelTensor) and isinstance(target, VoxelTensor):
                    moves.append(moving(present, target, name))
                else:
                    moves.append(Transform(present, target, rate_func=MORPH))
                after[name] = present
            else:
                # However slow the rest is, a caption is there as soon as it can be read along.
                share = min(1.0, SETTLE / run_time) if name == "caption" else 1.0
                leave, enter = (squish_rate_func(rate, 0.0, share) for rate in (going, coming))
                if present is not None:
                    moves.append(FadeOut(present, rate_func=leave))
                moves.append(FadeIn(target, rate_func=enter))
                after[name] = target
            after[name].set_z_index(depth)
        moves += [FadeOut(gone, rate_func=going) for name, gone in before.items() if name not in full]
        self._cast_on_stage = after
        if not before:
            self.add(*after.values())
            self.rest(run_time)
        elif moves:
            self.play(*moves, run_time=run_time)
        self._refuse_what_is_cut()
        # Lessons pile up blocks, and know why.
        if self._showing() and not self.lesson:
            self.hidden += [(self.beats[self._place], *names) for names in hidden(self.actors)]

    def _named(self, actors: Mapping[str, Drawn | None]) -> dict[str, Drawn]:
        """All that will be on stage, by name, in drawing order."""
        full: dict[str, Drawn] = {}
        if not self.is_loop:
            full["dots"] = words.dots(len(self.beats), self._place, self.style)
        if self._caption is not None:
            full["caption"] = self._caption
        return full | {name: actor for name, actor in self._pictured(actors).items() if actor is not None}

    def _pictured(self, actors: Mapping[str, Drawn | None]) -> Mapping[str, Drawn | None]:
        """A tableau's actors, and what else stands wherever they do."""
        return actors

    def take_over(self, **actors: Drawn) -> None:
        """Begin with actors that stand on another scene's stage, under these names."""
        self.add(*actors.values())
        self._cast_on_stage = dict(actors)

    def keep(self, name: str) -> None:
        """Let an actor stay for good, whatever tableau comes."""
        del self._cast_on_stage[name]

    @property
    def actors(self) -> Mapping[str, Drawn]:
        """All that stands on stage, by name, but for the words round it."""
        return {name: actor for name, actor in self._cast_on_stage.items() if name not in AROUND}

    def also(self, run_time: float = 0.5, /, **actors: Drawn | None) -> None:
        """Bring more actors on, or other ones under the same names, and leave the rest as it is."""
        self.arrange(run_time, **{**self.actors, **actors})

    def recast(self, **actors: Drawn) -> None:
        """Let other actors take over, unseen, from those that look the same; names that nobody has are passed over."""
        for name, target in actors.items():
            present = self._cast_on_stage.get(name)
            if present is not None:
                target.set_z_index(present.z_index)
                self.remove(present)
                self.add(target)
                self._cast_on_stage[name] = target

    def actor(self, name: str) -> Any:
        """The mobject that stands on stage under a name; raises UnknownNameError where none does."""
        if name not in self._cast_on_stage:
            there = list(self.actors)
            raise UnknownNameError(
                f"nobody stands on stage as {quoted(name)}",
                ", ".join(there) or "whom arrange or also has brought on, by its name",
                *get_close_matches(str(name), there, n=1),
            )
        return self._cast_on_stage[name]

    def rest(self, seconds: float) -> None:
        """Hold the picture."""
        self.wait(seconds, frozen_frame=True)

    def reveal(self, formula: Sheet, *parts: str, run_time: float = 0.6, pause: float = 0.4) -> None:
        """Show parts of a formula, one after the other, each with a moment to look at it."""
        for part in parts:
            self.play(formula.animate.reveal(part), run_time=run_time)
            self.rest(pause)

    def tell(self, formula: Sheet, seconds: float) -> None:
        """Show a formula part by part, in so many seconds altogether, each with a moment to look at it."""
        each = seconds / len(formula.parts)
        self.reveal(formula, *formula.parts, run_time=0.6 * each, pause=0.4 * each)

    def flow(self, lines: str, /, run_time: float = 0.5, **made: Drawn | None) -> None:
        """Let the lines that stand under a name grow from where they start, and then bring on what they lead to."""
        self.play(self.actor(lines).animate.grown(1), run_time=run_time)
        if made:
            self.also(0.4, **made)

    def _refuse_what_is_cut(self) -> None:
        """Raise SpecError for a text that the frame's edge goes through, wherever it comes from."""
        items = (item for mobject in self.mobjects_shown() for item in mobject.display_list())
        cut = cut_off(items, self.canvas.whole.box) if self._showing() else None
        if cut is not None:
            raise SpecError(
                f"the text {cut.text!r} reaches out of the {self.aspect} frame in the beat {self.beats[self._place]}",
                "text within the frame, or altogether outside",
                "a shorter text, or another place for it",
            )
