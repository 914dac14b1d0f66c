"""What the page shows just now, for whoever wants to know when that changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Condition
from typing import Any

from convanim.preview.fault import Fault
from convanim.preview.film import Film


@dataclass(frozen=True)
class State:
    """What the page shows: the last good film, and how the work on the next one goes.

    ``name`` is what is previewed. While ``drawing``, ``done`` of ``beats`` are there (none are known before the
    scene is loaded). ``show`` are the beats worth a look since the film before, ``redrawn`` all that have changed,
    ``took`` the seconds from the change to the film, ``fault`` what went wrong the last time.
    """

    name: str
    drawing: bool = True
    done: int = 0
    beats: int = 0
    film: Film | None = None
    show: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    took: float = 0.0
    fault: Fault | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "drawing": self.drawing,
            "done": self.done,
            "beats": self.beats,
            "film": None if self.film is None else self.film.as_dict(),
            "show": list(self.show),
            "redrawn": list(self.redrawn),
            "took": round(self.took, 1),
            "fault": None
            if self.fault is None
            else {"text": self.fault.text, "place": self.fault.place, "code": self.fault.code},
        }


class Board:
    """The present state, written by one thread and read by many."""

    def __init__(self, state: State) -> None:
        self._news = Condition()
        self._state, self._number, self._closed = state, 0, False

    @property
    def state(self) -> State:
        """The present state."""
        with self._news:
            return self._state

    def show(self, **changes: Any) -> None:
        """Change fields of the state."""
        with self._news:
            self._state = replace(self._state, **changes)
            self._number += 1
            self._news.notify_all()

    def close(self) -> None:
        """Let everybody go who waits."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def after(self, number: int, seconds: float) -> tuple[int, State] | None:
        """The present state and its number, as soon as that is another, at the latest after so many seconds.

        None once the board is closed.
        """
        with self._news:
            self._news.wait_for(lambda: self._closed or self._number != number, seconds)
            return None if self._closed else (self._number, self._state)
