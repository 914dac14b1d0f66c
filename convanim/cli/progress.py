"""How far a render is, for who waits and for who breaks off."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convanim.export.render import Progress


class Account:
    """How far the clips are, for who breaks off."""

    def __init__(self) -> None:
        self.clips = 0
        self.beats: dict[str, tuple[int, int]] = {}

    def before(self, show: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
        """What takes progress down, and then shows it."""

        def tell(progress: Progress) -> None:
            self.beats[progress.scene] = (progress.beats_done, progress.beats)
            if show is not None:
                show(progress)

        return tell

    def told(self, clips: int, kept: bool) -> str:
        """What is finished of so many clips.

        >>> account = Account()
        >>> account.beats["split"] = (3, 4)
        >>> account.told(1, kept=True)
        '0 of 1 clip finished; split: 3 of 4 beats, kept for the next time'
        """
        parts = [f"{self.clips} of {clips} clip{'s' * (clips != 1)} finished"]
        for name, (done, beats) in self.beats.items():
            if 0 < done < beats:
                parts.append(f"{name}: {done} of {beats} beats" + ", kept for the next time" * kept)
        return "; ".join(parts)


@contextmanager
def bars(quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on stderr for each clip while it is rendered, where somebody may be looking at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from convanim.cli.output import aside

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("beat {task.completed} of {task.total}, {task.fields[seconds]:.0f} s of film"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar, aside(bar):
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            name = progress.scene
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=progress.beats, seconds=0.0)
            bar.update(tasks[name], completed=progress.beats_done, seconds=progress.seconds)
            if progress.beats_done == progress.beats:
                bar.update(tasks[name], visible=False)

        yield show
