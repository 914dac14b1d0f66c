"""How far commands are, for who waits and for who breaks off."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from convanim.cli.output import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import Task, TaskID

    from convanim.course.making import Making
    from convanim.film.render import Progress


class Account:
    """How far the clips are, for who breaks off."""

    def __init__(self) -> None:
        self.clips = 0
        self.beats: dict[str, tuple[int, int]] = {}
        self.kinds: dict[str, tuple[int, int]] = {}

    def before(self, show: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        """What takes progress down, and then shows it."""

        def tell(progress: Progress) -> None:
            self.beats[progress.scene] = (progress.beats_done, progress.beats)
            if show is not None:
                show(progress)

        return tell

    def making(self, making: Making) -> None:
        """Take down how far a clip's kinds are."""
        self.kinds[making.clip] = (making.made, making.kinds)

    def told(self, clips: int, kept: bool) -> str:
        """What is finished of so many clips.

        >>> account = Account()
        >>> account.beats["split"] = (3, 4)
        >>> account.told(1, kept=True)
        '0 of 1 clip finished; split: 3 of 4 beats, kept for the next time'
        >>> account.beats["split"], account.kinds["split"] = (4, 4), (2, 9)
        >>> account.told(1, kept=True)
        '0 of 1 clip finished; split: its film and 2 of 9 kinds, kept for the next time'
        """
        parts = [f"{self.clips} of {clips} clip{'s' * (clips != 1)} finished"]
        for name, (done, beats) in self.beats.items():
            if 0 < done < beats:
                parts.append(f"{name}: {done} of {beats} beats" + ", kept for the next time" * kept)
        for name, (made, kinds) in self.kinds.items():
            if made < kinds:
                parts.append(f"{name}: its film and {made} of {kinds} kinds" + ", kept for the next time" * kept)
        return "; ".join(parts)


@contextmanager
def told_if_interrupted(account: Account, clips: int, kept: bool) -> Iterator[None]:
    """Who breaks off here is told how far so many clips are."""
    try:
        yield
    except KeyboardInterrupt:
        say(account.told(clips, kept))
        raise


class Bars:
    """A row on the terminal for each clip while it is rendered, and for each while its kinds are made."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._films: dict[str, TaskID] = {}
        self._kinds: dict[str, TaskID] = {}

    def film(self, progress: Progress) -> None:
        """Show how far a film is."""
        name, done, beats = progress.scene, progress.beats_done, progress.beats
        if name not in self._films:
            self._films[name] = self._bar.add_task(name, total=beats, told="", left=None)
        told = f"beat {done} of {beats}, {progress.seconds:.0f} s of film"
        self._bar.update(self._films[name], completed=done, told=told, visible=done < beats)

    def kinds(self, making: Making, left: Callable[[], float]) -> None:
        """Show how far a clip's kinds are, and how many seconds are ``left``."""
        if making.clip not in self._kinds:
            self._kinds[making.clip] = self._bar.add_task(making.clip, total=making.whole or 1, told="", left=None)
        told = f"{making.kind} {100 * making.share:.0f} %, " if making.kind else ""
        self._bar.update(
            self._kinds[making.clip],
            completed=making.done,
            told=f"{told}{making.made} of {making.kinds} kinds",
            visible=bool(making.kind),
            left=left,
        )


class Pace:
    """How long all clips' kinds still take, of what was told of them; ``clock`` gives seconds."""

    def __init__(self, jobs: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self._jobs, self._clock = jobs, clock
        self._makings: dict[str, Making] = {}
        self._begun = self._last = clock()

    def tell(self, making: Making) -> None:
        """Take down how far a clip is."""
        self._last = self._clock()
        if not self._makings:
            self._begun = self._last
        self._makings[making.clip] = making

    def left(self) -> float:
        """The seconds that it still takes, from now."""
        from convanim.course.making import time_left

        done, whole = (sum(getattr(one, key) for one in self._makings.values()) for key in ("done", "whole"))
        return time_left(done, whole, self._last - self._begun, self._clock() - self._last, self._jobs)


@contextmanager
def waiting(quiet: bool) -> Iterator[None]:
    """A row on stderr, where somebody may be looking at it, while that is loaded which says what can be drawn."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn

    from convanim.cli.output import aside

    row = (SpinnerColumn(), TextColumn("{task.description}"))
    with Bar(*row, console=Console(stderr=True), transient=True) as bar, aside(bar):
        bar.add_task("looking at what is asked for", total=None)
        yield


@contextmanager
def bars(quiet: bool) -> Iterator[Bars | None]:
    """Rows on stderr, where somebody may be looking at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from datetime import timedelta
    from math import ceil

    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    from convanim.cli.output import aside

    class TimeLeft(TimeRemainingColumn):
        """What the row itself tells of it, or else what its pace tells."""

        def render(self, task: Task) -> Text:
            left: Callable[[], float] | None = task.fields["left"]
            return super().render(task) if left is None else Text(str(timedelta(seconds=ceil(left()))))

    columns = (TextColumn("{task.description}"), BarColumn(20), TextColumn("{task.fields[told]}"), TimeLeft())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar, aside(bar):
        yield Bars(bar)
