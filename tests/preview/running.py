"""A preview that runs as a command does, and what it tells."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import suppress
from queue import Queue
from threading import Thread

from tests.children import PATIENCE, kill_session, session_of, start, until


def save(path, text):
    """Save a file in one step, as most editors do, so that nobody reads half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    beside.replace(path)


class Running:
    """``convanim preview ARGUMENTS`` in a folder, with its terminal and its events."""

    def __init__(self, folder, *arguments, cache):
        self.process = start(
            [sys.executable, "-u", "-m", "convanim", "preview", *arguments, "--no-open"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "CONVANIM_CACHE": str(cache), "TMPDIR": str(folder.parent)},
        )
        self.lines, self._states = [], Queue()
        self.film = self.last = None
        self._threads = []
        try:
            self._begin(self._hear)
            until(lambda: self.lines, self.process)
            self.address = next(word for word in self.lines.pop(0).split() if word.startswith("http"))
            self._begin(self._follow)
        except BaseException:
            self.kill()
            raise

    def state(self):
        """The state just now."""
        while not self._states.empty():
            self.last = self._states.get() or self.last
        return self.last

    def until(self, wanted):
        """The first state from now on that is as wanted."""
        seen = []
        while True:
            state = self._states.get(timeout=PATIENCE)
            seen.append(state)
            self.last = state
            assert state is not None, (seen, self.lines)
            if wanted(state):
                return state

    def next_film(self):
        """The state with the next film that is another."""
        before = self.film
        state = self.until(lambda state: state["film"] and state["film"]["address"] != before)
        self.film = state["film"]["address"]
        return state

    def settled(self):
        """The state after a drawing."""
        self.until(lambda state: state["drawing"])
        return self.until(lambda state: not state["drawing"])

    def errors(self, count):
        """So many errors that the terminal was told, as soon as they are there; a page may hear first."""

        def told():
            return [line for line in self.lines if line.startswith("error: ")]

        until(lambda: len(told()) >= count)
        return told()

    def group(self):
        """The processes that are there of it."""
        return session_of(self.process.pid)

    def end(self, number=signal.SIGINT):
        """End it as a terminal does; its exit code."""
        os.killpg(self.process.pid, number)
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        until(lambda: not self.group())
        return code

    def kill(self):
        """Leave nothing behind, whatever a test has left."""
        kill_session(self.process.pid)
        self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        self.process.stdout.close()

    def _begin(self, work):
        thread = Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _hear(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def _follow(self):
        with suppress(OSError), urllib.request.urlopen(f"{self.address}events") as events:
            for line in events:
                if line.startswith(b"data: "):
                    self._states.put(json.loads(line[6:]))
        self._states.put(None)
