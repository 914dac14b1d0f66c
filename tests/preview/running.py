"""A preview that runs as a command does, and what it tells."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from queue import Queue
from threading import Thread

PATIENCE = 120
"""Seconds after which a preview hangs; a slow and busy machine needs a fraction of that."""


def save(path, text):
    """Save a file in one step, as most editors do, so that nobody reads half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    beside.replace(path)


class Running:
    """``convanim preview ARGUMENTS`` in a folder, with its terminal and its events."""

    def __init__(self, folder, *arguments, cache):
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "convanim", "preview", *map(str, arguments), "--no-open"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={**os.environ, "CONVANIM_CACHE": str(cache), "TMPDIR": str(folder.parent)},
            # A group of its own, to which Ctrl-C goes as a terminal sends it, heeded whatever runs the tests.
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.lines, self._states = [], Queue()
        self.film = self.last = None
        first = self.process.stdout.readline()
        self.address = next(word for word in first.split() if word.startswith("http"))
        self._threads = [Thread(target=work, daemon=True) for work in (self._hear, self._follow)]
        for thread in self._threads:
            thread.start()

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
        deadline = time.monotonic() + PATIENCE
        while len(told := [line for line in self.lines if line.startswith("error: ")]) < count:
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.02)
        return told

    def group(self):
        """The processes that are there of it."""
        told = subprocess.run(["ps", "-A", "-o", "pgid=,pid=,stat="], capture_output=True, text=True, check=True).stdout
        rows = [row.split() for row in told.splitlines()]
        return [pid for group, pid, state in rows if int(group) == self.process.pid and "Z" not in state]

    def end(self, number=signal.SIGINT):
        """End it as a terminal does; its exit code."""
        os.killpg(self.process.pid, number)
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while self.group() and time.monotonic() < deadline:
            time.sleep(0.05)
        return code

    def kill(self):
        """Leave nothing behind, whatever a test has left."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        self.process.stdout.close()

    def _hear(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def _follow(self):
        with suppress(OSError), urllib.request.urlopen(f"{self.address}events") as events:
            for line in events:
                if line.startswith(b"data: "):
                    self._states.put(json.loads(line[6:]))
        self._states.put(None)
