"""What has to be drawn for a clip's files, in parts that several processes make side by side, and that are kept.

A part is kept under a key that covers all that shows in it and nothing else: the look of its pictures in value, and
what is asked of its maker. So a part that is there needs neither the scene nor Manim.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from convanim.errors import RenderError
from convanim.film.quality import USUAL, Quality
from convanim.film.store.cache import Cache, Kept, digest
from convanim.film.workers.pool import Task
from convanim.spec.aspect import LARGE
from convanim.spec.cut import LOOP, LOOP_BEAT
from convanim.theme.theme import Theme

if TYPE_CHECKING:
    from convanim.course.text.story import Story
    from convanim.draw.compositor import Patch
    from convanim.film.clip import Clip
    from convanim.film.shoot import Take


class Sink(Protocol):
    """What takes the frames of a beat and makes a file of them."""

    def write(self, patches: Sequence[Patch], repeat: int) -> None:
        """Take a frame, the last one with patches put on it (the first: a whole one), shown ``repeat`` times."""

    def close(self) -> None:
        """Finish the file."""

    def abort(self) -> None:
        """Stop and delete it."""


@dataclass(frozen=True)
class Part:
    """Files that ``make`` makes of a take in a folder of their own; it tells their names.

    ``key`` is None where they cannot be kept, ``ground`` the lightness (light or dark) that the theme has to fit, if
    any. The folders of the parts that ``after`` names lie beside its own, and are there before it. ``cost`` is about
    how many seconds it takes.
    """

    key: str | None
    make: Callable[[Take, Path], Sequence[str]]
    ground: str | None = None
    after: frozenset[str] = frozenset()
    cost: float = 0.0


@dataclass(frozen=True)
class Watched:
    """A file made of a beat's frames as they are drawn, with ``clear`` over no ground; ``sink`` is given its path.

    ``text`` and ``cut`` are for which they are laid out, if not for the clip's own. Parts that watch the same frames
    share their drawing.
    """

    key: str | None
    beat: str
    file: str
    sink: Callable[[Path], Sink]
    clear: bool = False
    ground: str | None = None
    after: frozenset[str] = frozenset()
    cost: float = 0.0
    text: str | None = None
    cut: str | None = None

    @property
    def frames(self) -> tuple[str, bool, str | None, str | None, str | None]:
        """What tells the frames that it watches from others."""
        return self.beat, self.clear, self.ground, self.text, self.cut


@dataclass(frozen=True)
class RenderedClip:
    """A clip that was rendered, and what was kept of it (None: it cannot be told from others).

    ``told`` is a digest of what its ledger tells.
    """

    story: Story
    told: str
    clip: Clip
    quality: Quality
    kept: Kept | None = None

    @property
    def size(self) -> Quality:
        """The frames' own size and rate, whatever the quality that was asked for made of them."""
        return Quality(self.story.width, self.story.height, self.story.fps)

    @cached_property
    def take(self) -> Take:
        """What draws it; finding it may load the scene."""
        return self.clip.take(self.quality)

    def key(self, *told: Any) -> str | None:
        """The key of what is made of the whole clip's pictures."""
        return None if self.kept is None else digest(self.story.name, self.kept.looks, *told)

    def beat_key(self, place: int, *told: Any) -> str | None:
        """The key of what is made of the pictures of the beat at ``place``, from 0."""
        return None if self.kept is None else digest(self.kept.looks[place], *told)

    def ground_key(self, ground: str, *told: Any) -> str | None:
        """The key of what is made of the clip in a theme that fits a ground.

        What another theme than the clip's own shows is not known before it is drawn, so that is told by what was
        asked for and by the user's files that were read.
        """
        return self._other_key(None if self.story.ground == ground else ground, *told)

    @property
    def small_text(self) -> str | None:
        """The text of what is shown small, where that is not the clip's own: nobody has chosen one."""
        story = self.story
        chosen = "text" in story.look or story.height > story.width or story.is_loop
        return None if chosen else LARGE

    @cached_property
    def has_loop(self) -> bool:
        """Whether it is a film whose scene has a loop, too; of an author's own scene, this loads it."""
        if self.story.is_loop:
            return False
        if not self.story.own_scene:
            return bool(self.story.lesson.loop)
        return callable(getattr(self.take.scene_class(), LOOP_BEAT, None))

    def loop_key(self, *told: Any) -> str | None:
        """The key of what is made of the scene's loop, which the film is not known to show."""
        return self._other_key(LOOP, *told)

    def small_key(self, *told: Any) -> str | None:
        """The key of what is made of the clip's pictures to be shown small, which no other text is known to show."""
        return self._other_key(self.small_text, *told)

    def _other_key(self, changed: str | None, *told: Any) -> str | None:
        if self.kept is None or changed is None:
            return self.key(*told)
        return digest(replace(self.clip, encoding=USUAL).recipe(self.quality), self.kept.opened, changed, *told)


def fitting(theme: Theme, ground: str) -> Theme:
    """The theme itself where it is made for a ground that is light or dark, else the one of that name.

    >>> fitting(Theme.dark(), "light").name
    'light'
    """
    own = theme.name not in ("dark", "light") and theme.reverse == (ground == "light")
    return theme if own or theme.name == ground else Theme.named(ground)


@dataclass(frozen=True)
class Made:
    """The names of each part's files, how many seconds they took together, and why one was not kept, if so."""

    files: Mapping[str, tuple[str, ...]]
    seconds: float
    unkept: str = ""


@dataclass(frozen=True)
class Work:
    """Parts that are made in one go: one part, or several that watch the same frames."""

    parts: Mapping[str, Part | Watched]
    take: Take
    folder: Path
    cache: Cache | None

    def __call__(self) -> Made:
        """Make them, each in the folder of its name."""
        begun = time.perf_counter()
        try:
            for name in self.parts:
                # Of a process that was ended before, something may be left.
                shutil.rmtree(self.folder / name, ignore_errors=True)
                (self.folder / name).mkdir()
            made = dict(self._made())
        except OSError as error:
            raise RenderError(
                f"{' and '.join(self.parts)} cannot be written: {error.strerror or error}",
                "",
                "another folder, or more free space",
            ) from error
        for name, files in made.items():
            key = self.parts[name].key
            if self.cache is not None and key is not None:
                self.cache.keep_files(key, self.folder / name, files)
        unkept = "" if self.cache is None else self.cache.unkept
        return Made(made, time.perf_counter() - begun, unkept)

    def _made(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        watched = {name: part for name, part in self.parts.items() if isinstance(part, Watched)}
        if watched:
            _watch(self.take, {self.folder / name / part.file: part for name, part in watched.items()})
        for name, part in self.parts.items():
            files = [part.file] if isinstance(part, Watched) else part.make(self.take, self.folder / name)
            yield name, tuple(files)


def _watch(take: Take, parts: Mapping[Path, Watched]) -> None:
    from convanim.course.media.frames import view

    (beat, clear, *_), *_ = (part.frames for part in parts.values())
    sinks: list[Sink] = []
    try:
        sinks.extend(part.sink(path) for path, part in parts.items())
        view(replace(take, beats=frozenset({beat})), *sinks, clear=clear)
        for sink in sinks:
            sink.close()
    except BaseException:
        for sink in sinks:
            sink.abort()
        raise


def fetched(parts: Mapping[str, Part | Watched], folder: Path, cache: Cache | None) -> dict[str, tuple[str, ...]]:
    """The files of those parts that were kept, now in their folders inside ``folder``."""
    found = {}
    for name, part in parts.items():
        files = None if cache is None or part.key is None else cache.fetch_files(part.key, folder / name)
        if files is not None:
            found[name] = files
    return found


def asked_for(parts: Mapping[str, Part | Watched]) -> set[str]:
    """The parts that are not only there for others."""
    return parts.keys() - frozenset[str]().union(*(part.after for part in parts.values()))


def tasks_of(
    parts: Mapping[str, Part | Watched], source: RenderedClip, folder: Path, cache: Cache | None, jobs: int
) -> tuple[list[Task], dict[str, tuple[str, ...]]]:
    """What has to be done for the parts that were not kept, and the files of those that were.

    Parts that are only there for others are left out where these are there. What others come after stands first.
    With more than one of ``jobs``, other processes can do it.
    """
    there = fetched(parts, folder, cache)
    wanted = asked_for(parts) - there.keys()
    wanted |= {helper for name in wanted for helper in parts[name].after}
    together: dict[Any, dict[str, Part | Watched]] = {}
    for name, part in parts.items():
        if name in wanted:
            together.setdefault(part.frames if isinstance(part, Watched) else name, {})[name] = part
    called = {name: _called(source, group) for group in together.values() for name in group}
    if not together:
        return [], there
    from convanim.film.workers.workers import portable

    take = portable(source.take) if jobs > 1 else source.take
    tasks = []
    for group in together.values():
        first = next(iter(group.values()))
        look: dict[str, Any] = (
            {} if first.ground is None else {"theme": fitting(take.scene_class().theme, first.ground)}
        )
        if isinstance(first, Watched):
            look |= {name: given for name in ("text", "cut") if (given := getattr(first, name)) is not None}
        work = Work(group, replace(take, given={**take.given, **look}), folder, cache)
        after = frozenset(called[name] for part in group.values() for name in part.after)
        tasks.append(Task(_called(source, group), work, after))
    return sorted(tasks, key=lambda task: bool(task.after)), there


def _called(source: RenderedClip, group: Mapping[str, Part | Watched]) -> str:
    return f"{' and '.join(group)} of {source.story.name}"
