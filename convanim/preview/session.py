"""The work behind a preview: draw, show, wait for a save, draw again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import mkdtemp

from convanim.film.render import Progress
from convanim.folders import workplace
from convanim.preview.board import Board
from convanim.preview.drawer import Awaited, Draw, Drawer, end_all
from convanim.preview.fault import Fault
from convanim.preview.files import Files
from convanim.preview.film import DrawnFilm, Film, changed, worth_showing


class Session:
    """Keeps a board up to date with the files of a scene.

    ``draw`` is what a new process calls for each film, ``files`` are those that are known to matter before it says
    so, and ``say`` hears what a terminal is told.
    """

    def __init__(self, board: Board, draw: Draw, files: Iterable[str], say: Callable[[str], None]) -> None:
        self.board, self._draw, self._say = board, draw, say
        self._known = list(files)
        self._saved = time.perf_counter()
        self._files = Files()
        self._interrupted = False

    def run(self) -> None:
        """Draw and wait, until an exception ends it; then no process and no file is left."""
        with ExitStack() as stack:
            self._folder = stack.enter_context(workplace())
            stack.enter_context(self._files)
            self._files.add(self._known)
            stack.callback(end_all)
            self._drawer = Drawer(self._draw)
            while True:
                while not self._draw_once():
                    pass
                while not self._files.changed():
                    self._wait([self._files.bell])
                self._saved = time.perf_counter()

    def interrupt(self) -> None:
        """What a handler of Ctrl-C is to do: end ``run``, and not disturb it while it tidies up.

        Python swallows exceptions that arise where it collects what is no longer used, so raising one is not enough.
        """
        if not self._interrupted:
            self._interrupted = True
            self._files.ring()
            raise KeyboardInterrupt

    def _wait(self, connections: list[Connection]) -> list[Connection]:
        ready = wait(connections)
        if self._interrupted:
            raise KeyboardInterrupt
        return [connection for connection in connections if connection in ready]

    def _draw_once(self) -> bool:
        """Draw what the files say by now and show it; False where one of them was saved meanwhile."""
        began = time.time()
        folder = Path(mkdtemp(dir=self._folder))
        self.board.show(drawing=True, done=0, beats=0)
        self._drawer.begin(folder)
        try:
            outcome = self._followed(began)
            if isinstance(outcome, Film):
                self._show(outcome, time.perf_counter() - self._saved)
            elif isinstance(outcome, Fault):
                self._blame(outcome)
        finally:
            self._drawer.end()
            shutil.rmtree(folder, ignore_errors=True)
        self._drawer = Drawer(self._draw)
        return outcome is not None

    def _followed(self, began: float) -> Film | Fault | None:
        """The film, or what went wrong; None as soon as a file is saved."""
        read = set(self._known)
        while True:
            ready = self._wait([self._files.bell, self._drawer.told])
            if self._files.bell in ready and self._files.changed():
                self._saved = time.perf_counter()
                return None
            if self._drawer.told not in ready:
                continue
            match self._drawer.read():
                case Progress() as progress:
                    self.board.show(done=progress.beats_done, beats=progress.beats)
                case Awaited(paths):
                    read |= paths
                    if self._files.add(paths, began):
                        return None
                    self._warn()
                case DrawnFilm() as drawn:
                    film = Film.read(drawn)
                    self._files.keep(read)
                    return film
                case Fault() as fault:
                    self._files.expect_scripts()
                    return fault

    def _show(self, film: Film, took: float) -> None:
        before = self.board.state.film
        keys = {} if before is None else before.keys
        redrawn = changed(keys, film.keys)
        self.board.show(
            drawing=False,
            film=film,
            show=worth_showing(keys, film.keys) if before is not None else (),
            redrawn=redrawn if before is not None else (),
            took=took,
            fault=None,
        )
        count = f"{len(film.keys)} beat{'s' * (len(film.keys) != 1)}"
        if before is None:
            self._say(f"{count}, ready in {took:.1f} s")
        elif redrawn:
            titles = [beat.title for beat in film.story.beats if beat.name in redrawn]
            told = "all of them new" if len(titles) == len(film.keys) > 1 else "new: " + ", ".join(titles)
            self._say(f"{count}, {told}, in {took:.1f} s")
        else:
            self._say(f"{count}, as they were" if film.address == before.address else f"{count}, in {took:.1f} s")

    def _blame(self, fault: Fault) -> None:
        self.board.show(drawing=False, fault=fault)
        stays = "; the last good film stays" if self.board.state.film is not None else ""
        self._say(f"error: {fault}{stays}")

    def _warn(self) -> None:
        for folder, reason in self._files.unwatched.items():
            self._say(f"saves in {folder} go unnoticed, which cannot be watched: {reason}")
        self._files.unwatched.clear()
