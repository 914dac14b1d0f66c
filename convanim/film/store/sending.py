"""Files that go to an address: made here, and then sent, so that they appear there complete or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from convanim.errors import RenderError
from convanim.film.store.delivery import Delivery, check_name
from convanim.folders import place_of, workplace
from convanim.remote import Away, Remote, beside


def delivery_to(out: Path | str) -> Delivery:
    """A delivery into a folder, or to an address; raises what ``Remote`` does."""
    where = place_of(str(out))
    return Delivery(where) if isinstance(where, Path) else Sending(where)


def check_place(out: Path | str) -> None:
    """Raise RenderError where nothing can be delivered."""
    with delivery_to(out) as delivery:
        if isinstance(delivery, Sending):
            delivery.check()


class Sending(Delivery):
    """Collects files among temporary ones, sends them under names that nobody looks for, and moves them into place.

    Several that belong together are moved once all have arrived. Where that is broken off between two of them, those
    that were moved stay: nobody can undo that elsewhere, and the same again replaces them.
    """

    def __init__(self, address: str) -> None:
        super().__init__(Path())
        self._remote = _remote(address.rstrip("/"))
        self.address = self._remote.told

    def __enter__(self) -> Sending:
        self._stack = ExitStack()
        try:
            self._folder = self._stack.enter_context(workplace())
        except OSError as error:
            raise RenderError(
                f"no folder for temporary files can be made: {error.strerror or error}", "", "more free space"
            ) from error
        return self

    def check(self) -> None:
        """Raise RenderError where nothing can be written there, which is tried."""
        trial = beside("trial")
        try:
            self._remote.write(trial, b"")
        except Away as error:
            raise RenderError(
                f"{self.address} cannot be written to: {error.strerror}",
                "an address that can be reached, and that you may write to",
                "another one, or a folder, with -o",
            ) from error
        self._remote.forget(trial)

    def reserve(self, *names: str) -> None:
        """Announce files; raises RenderError for what is no file's name."""
        for name in names:
            check_name(name)
        self._files += names

    def target(self, name: str) -> Path:
        """What a file will be called, seen from the address."""
        return Path(name)

    def has(self, name: str) -> bool:
        """Whether there is a file of the name by now, as far as that can be known."""
        try:
            return self._remote.has(name)
        except Away:
            return False

    def read(self, name: str) -> str:
        """The text of a file that is there by now; raises OSError where it cannot be read."""
        return self._remote.read(name).decode("utf-8")

    def deliver(self) -> None:
        """Send the files, and move them into place, the first announced, a clip's film, last.

        Raises RenderError where that cannot be done; what was not moved is taken away again.
        """
        names, parts = [*dict.fromkeys(self._files)], dict[str, str]()
        try:
            for name in names:
                parts[name] = beside(name)
                self._remote.send(self.scratch(name), parts[name])
            for name in reversed(names):
                self._remote.move(parts[name], name)
                del parts[name]
        except Away as error:
            raise RenderError(
                f"{name} cannot be sent to {self.address}: {error.strerror}", "", "the same again once it can be"
            ) from error
        finally:
            for part in parts.values():
                self._remote.forget(part)
        self._delivered = True


@lru_cache(maxsize=4)
def _remote(address: str) -> Remote:
    """One for all clips, which knows when it could not be reached."""
    return Remote(address)
