"""One pass over a scene: its beats drawn and encoded, in this process or in another.

The sole writer of Manim's configuration.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from manim import tempconfig

from convanim.audit.ledger import BlankLedger
from convanim.catalog import load_scene
from convanim.draw.lettering import appearance
from convanim.draw.renderer import StageRenderer
from convanim.errors import RenderError
from convanim.film.about import about
from convanim.film.encoder import Encoder
from convanim.film.families import Kin
from convanim.film.footage import Cue, Footage, Reel, later, shifted
from convanim.film.quality import USUAL, Encoding, Quality
from convanim.film.seam import Seam
from convanim.film.store.cache import Cache, code_version, digest
from convanim.film.store.file_reads import opened
from convanim.film.voice.script import Script, script_of
from convanim.film.writer import ClipWriter, Taker
from convanim.folders import workplace
from convanim.scene import ConvScene

FOLDERS = ("media_dir", "video_dir", "images_dir", "text_dir", "tex_dir", "partial_movie_dir")
"""What Manim's configuration calls the folders that it makes files in."""


SPOKEN = "spoken"
"""The attribute of a scene that says how long it takes to say its captions."""


@dataclass(frozen=True)
class Take:
    """What one pass shows: a scene, what stands in for its own attributes, and which beats (None: all)."""

    scene: type[ConvScene] | str
    given: Mapping[str, Any]
    size: Quality
    encoding: Encoding = USUAL
    beats: frozenset[str] | None = None

    def scene_class(self) -> type[ConvScene]:
        """The scene with what is given in place."""
        found = load_scene(self.scene) if isinstance(self.scene, str) else self.scene
        return type(found.__name__, (found,), {"__module__": found.__module__, **self.given, "beats_shown": self.beats})

    def shows(self, beat: str) -> bool:
        """Whether a beat is shown."""
        return self.beats is None or beat in self.beats

    def slot(self, beat: str) -> str:
        """The same for every rendering of a beat of what was asked for, whatever it shows by now."""
        return digest(self.scene_name, self.unspoken, self.size, self.encoding, beat)

    @property
    def scene_name(self) -> str:
        """What the scene is called in whichever module it is."""
        return self.scene if isinstance(self.scene, str) else f"{self.scene.__module__}.{self.scene.__qualname__}"

    @property
    def unspoken(self) -> Mapping[str, Any]:
        """What is given without a voice: somebody who speaks changes times alone, and those of few beats."""
        return {name: one for name, one in self.given.items() if name != SPOKEN}


def shoot(
    take: Take, folder: Path, cache: Cache | None = None, on_frame: Callable[[ConvScene, int], None] | None = None
) -> Reel:
    """Draw and encode the beats of a take, each into a file of its own in ``folder``.

    What the cache holds is not drawn, and what is drawn goes there, even if the pass is broken
    off later. ``on_frame`` is called with the scene and the number of frames drawn so far.
    Raises RenderError where a file cannot be written; then none is left.
    """
    wanted = [beat for beat in take.scene_class().beats if take.shows(beat)]
    found: dict[str, Footage] = {}
    description: Mapping[str, Any] = {}
    known = None if cache is None else _Known(take, cache)
    # To pass over a beat only to learn its key is worth it only where something is likely to be found.
    seen = [] if known is None else [beat for beat in wanted if known.worth_a_look(beat)]
    if known is not None and seen:
        look = _Pass(replace(take, beats=frozenset(seen)), folder, painting=False)
        description = look.run()
        found = {beat: there for beat in seen if (there := known.fetch(beat, look.key(beat), folder)) is not None}
    if missing := [beat for beat in wanted if beat not in found]:
        look = _Pass(replace(take, beats=frozenset(missing)), folder, painting=True, on_frame=on_frame)
        try:
            description = look.run()
        finally:
            for footage in look.finished():
                found[footage.beat] = footage
                if known is not None:
                    known.keep(footage)
    unkept = "" if cache is None else cache.unkept
    return Reel(tuple(found[beat] for beat in wanted if beat in found), description, opened(), unkept)


def project(take: Take, taker_of: Callable[[str], Taker | None], clear: bool = False) -> None:
    """Draw a take and hand each beat's frames to a taker of its own (None: to nobody).

    Patches are blue first and premultiplied, and each beat starts with a whole frame; with ``clear`` no
    ground is painted. What a taker raises ends the pass.
    """
    with manim_set(take.size, film=True):
        writer = partial(ClipWriter, encoder_of=taker_of, on_frame=None)
        stage(take.scene_class(), writer, skip=False, clear=clear).render()


def pause(take: Take, on_still: Callable[[ConvScene, str, Any], None]) -> None:
    """Run a take without drawing it, and stop at the end of each beat.

    ``on_still`` is called with the scene, the beat's name and its last picture (rows, columns, RGBA).
    """
    with manim_set(take.size, film=False):
        scene = stage(take.scene_class(), partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True)
        scene.on_still = partial(on_still, scene)
        scene.render()


def rehearse(take: Take) -> Script:
    """Run a take without drawing it, for what it says, and when."""
    with manim_set(take.size, film=False):
        scene = stage(take.scene_class(), partial(ClipWriter, encoder_of=lambda _: None, on_frame=None), skip=True)
        scene.render()
        return script_of(scene, said_in(scene))


def said_in(scene: ConvScene) -> list[Cue]:
    """The captions of a scene that was run through."""
    return [
        Cue(one.content, one.start.total_seconds(), one.end.total_seconds())
        for one in scene.renderer.file_writer.subcaptions
    ]


class _Known:
    """What a cache knows of the beats of a take."""

    def __init__(self, take: Take, cache: Cache) -> None:
        self.take, self.cache = take, cache
        self.kin = Kin(cache, take.scene_class(), take.unspoken, take.scene_name, take.size, take.encoding)
        self.shown = dict[str, bool]()

    def worth_a_look(self, beat: str) -> bool:
        """Whether a beat, or one that differs in its numbers alone, may look as it did before."""
        self.shown[beat] = self.cache.has_shown(self.take.slot(beat))
        return self.shown[beat] or self.kin.worth_a_look(beat)

    def fetch(self, beat: str, key: str, folder: Path) -> Footage | None:
        """The footage of a beat that was looked at."""
        footage = self.cache.fetch(key, folder)
        if footage is not None and not self.shown[beat]:
            self.cache.mark_shown(self.take.slot(beat))
            self.kin.met(beat, self.take.slot(beat), key, found=True)
        return footage

    def keep(self, footage: Footage) -> None:
        """Keep what was drawn, and learn from it; what a beat was before tells nothing of others."""
        slot = self.take.slot(footage.beat)
        self.cache.keep(footage, slot)
        if not self.shown[footage.beat]:
            self.kin.met(footage.beat, slot, footage.key, found=False)


class _Pass:
    """One run of a scene, which paints and encodes its frames or only looks at what they would show."""

    scene: ConvScene

    def __init__(
        self, take: Take, folder: Path, painting: bool, on_frame: Callable[[ConvScene, int], None] | None = None
    ) -> None:
        self.take, self.folder, self.painting, self.on_frame = take, folder, painting, on_frame
        self.encoders: dict[str, Encoder] = {}
        self.seams: dict[str, Seam] = {}
        self.begun: dict[str, float] = {}
        """When the first frame of each beat was asked for, in seconds of this process."""
        self.ended = 0.0

    def run(self) -> Mapping[str, Any]:
        """Run the scene; what the ledger says of the clip as a whole."""
        with manim_set(self.take.size, film=True), taking_turns():
            writer = partial(ClipWriter, encoder_of=self._encoder_of, on_frame=self._tell)
            started = time.process_time()
            self.scene = stage(self.take.scene_class(), writer, skip=False, painting=self.painting)
            if not self.painting:
                self.scene.ledger = BlankLedger(self.scene.canvas)
            try:
                self.scene.render()
                for encoder in self.encoders.values():
                    encoder.close()
                if self.begun:
                    # What is passed over on the way to the first one is that one's, too.
                    self.begun[next(iter(self.begun))] = started
                self.ended = time.process_time()
            except BaseException:
                for beat, encoder in self.encoders.items():
                    if beat not in self._ends():
                        encoder.abort()
                raise
        return about(self.scene, self.take.size)

    def finished(self) -> Iterator[Footage]:
        """The beats that are complete, whether or not the run is."""
        for beat, encoder in self.encoders.items():
            if beat in self._ends():
                with suppress(RenderError):
                    encoder.close()
                    yield self._footage(beat, encoder)

    def look(self, beat: str) -> str:
        """What tells the pictures of a beat that was run through from any others."""
        assert isinstance(self.scene.paper, StageRenderer)
        looks = self.scene.paper.looks.get(beat)
        letters = appearance(language=self.scene.language)
        return digest(code_version(), letters, self.take.size, beat, b"" if looks is None else looks.digest())

    def key(self, beat: str) -> str:
        """What tells the film of a beat that was run through from any that looks otherwise."""
        return digest(self.look(beat), self.take.encoding, self._captions(beat))

    def _encoder_of(self, beat: str) -> Taker | None:
        if not self.painting:
            return None
        # One at a time, because each looks far ahead: at 1080p two of them would hold a gigabyte.
        for before in self.encoders.values():
            before.close()
        self.begun[beat] = time.process_time()
        path = self.folder / f"{self.scene.beats.index(beat):03}.mp4"
        self.encoders[beat] = Encoder(path, self.take.size, self.take.encoding)
        if not self.scene.is_loop:
            return self.encoders[beat]
        self.seams[beat] = Seam(self.encoders[beat])
        return self.seams[beat]

    def _tell(self, frames: int) -> None:
        if self.on_frame is not None:
            self.on_frame(self.scene, frames)

    def _footage(self, beat: str, encoder: Encoder) -> Footage:
        frames, start = self._frames(beat)
        shown = self.scene.ledger.as_dict()
        shown["steps"] = [mark.as_dict() for mark in self.scene.marks]
        entries = {
            kind: tuple(shifted(entry, -start) for entry in shown[kind] if self._frame(entry["start"]) in frames)
            for kind in ("numbers", "equations", "steps")
        }
        return Footage(
            beat,
            encoder.path,
            encoder.frames,
            self._captions(beat),
            entries["numbers"],
            entries["equations"],
            entries["steps"],
            self.look(beat),
            self.key(beat),
            self._took(beat),
            self.seams[beat].jump if beat in self.seams else 0.0,
            tuple((one, other) for there, one, other in self.scene.hidden if there == beat),
        )

    def _took(self, beat: str) -> float:
        """Seconds of this process that a beat has taken; of a pass that was broken off nobody knows."""
        starts = [*self.begun.values(), self.ended]
        return round(max(0.0, starts[[*self.begun].index(beat) + 1] - self.begun[beat]), 3)

    def _captions(self, beat: str) -> tuple[Cue, ...]:
        frames, start = self._frames(beat)
        return tuple(
            replace(one, start=later(one.start, -start), end=later(one.end, -start))
            for one in said_in(self.scene)
            if self._frame(one.start) in frames
        )

    def _frames(self, beat: str) -> tuple[range, float]:
        """The numbers of a beat's frames in the clip, and when it starts in seconds."""
        ends = self._ends()
        place = self.scene.beats.index(beat)
        start = ends[self.scene.beats[place - 1]] if place else 0.0
        return range(self._frame(start), self._frame(ends[beat])), start

    def _ends(self) -> dict[str, float]:
        """When each beat that was run through ended, in seconds."""
        return {still.beat: still.time for still in self.scene.stills}

    def _frame(self, seconds: float) -> int:
        return round(seconds * self.take.size.fps)


def stage(
    scene_class: type[ConvScene], writer: Any, skip: bool, painting: bool = True, clear: bool = False
) -> ConvScene:
    """A scene ready to render; call it within ``manim_set``."""
    renderer = StageRenderer(file_writer_class=writer, skip_animations=skip, painting=painting, clear=clear)
    return scene_class(renderer=renderer, skip_animations=skip)


@contextmanager
def taking_turns() -> Iterator[None]:
    """Let the encoder's thread have its turn soon, which needs it briefly for every frame.

    By default it waits five milliseconds for a thread that draws, as long as encoding half a frame takes.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def manim_set(size: Quality, film: bool) -> Iterator[None]:
    """Manim configured for one clip, whatever a ``manim.cfg`` says, and silent."""
    logger = logging.getLogger("manim")
    level = logger.level
    # Manim writes text and formulas that users' scenes may hold into files of its own.
    with (
        workplace() as folder,
        tempconfig(
            {
                **dict.fromkeys(FOLDERS, str(folder)),
                "output_file": "",
                "input_file": "",
                "renderer": "cairo",
                "format": "auto",
                "dry_run": not film,
                "pixel_width": size.width,
                "pixel_height": size.height,
                "frame_rate": size.fps,
                # Eight units on the short side, whatever the aspect.
                "frame_height": 8.0 * 16 / 9 if size.height > size.width else 8.0,
                "frame_width": 8.0 * 16 / 9 if size.width > size.height else 8.0,
                "background_opacity": 1.0,
                "transparent": False,
                "from_animation_number": 0,
                "upto_animation_number": -1,
                "save_sections": False,
                "write_all": False,
                "preview": False,
                "live_preview": False,
                "show_in_file_browser": False,
                "enable_gui": False,
                "log_to_file": False,
                "progress_bar": "none",
                # Its hash does not see the values of tensors, so a cached piece could be stale.
                "disable_caching": True,
                "disable_caching_warning": True,
                "video_codec": "auto",
                "pixel_format": "auto",
                "video_encoder_options": {},
            }
        ),
    ):
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(level)
