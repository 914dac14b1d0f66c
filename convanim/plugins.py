"""Scenes that other packages bring, registered in the entry point group ``convanim.scenes``.

    [project.entry-points."convanim.scenes"]
    dilated = "my_lessons.dilated:Dilated"

Listing them imports nothing of theirs; loading one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from convanim.errors import ConvanimError, SceneFileError

if TYPE_CHECKING:
    from convanim.scene import ConvScene

GROUP = "convanim.scenes"


@dataclass(frozen=True)
class Plugin:
    """A registered scene: its name, where it is (``package.module:Class``), and the package and version it is from."""

    name: str
    place: str
    package: str

    @property
    def scene(self) -> str:
        """The class's name.

        >>> Plugin("dilated", "my_lessons.dilated:Dilated", "my-lessons 1.2").scene
        'Dilated'
        """
        return self.place.rpartition(":")[2]

    def load(self) -> type[ConvScene]:
        """The scene class; raises SceneFileError where it cannot be imported or is no scene."""
        from convanim.scene import ConvScene

        which = f"the scene {self.name} of {self.package}"
        entry = metadata.EntryPoint(self.name, self.place, GROUP)
        try:
            found: Any = entry.load()
        except (KeyboardInterrupt, ConvanimError):
            raise
        except BaseException as error:  # whatever the package's code does when it is imported
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise SceneFileError(
                f"{which} cannot be loaded: {reason}", "", f"asking who made {self.package}"
            ) from error
        if not (isinstance(found, type) and issubclass(found, ConvScene)):
            raise SceneFileError(f"{which} is {found!r}", "a class made from ConvScene or a built-in scene")
        return found


def plugins() -> Mapping[str, Plugin]:
    """The registered scenes by name, in alphabetical order; the first package found has a name."""
    found: dict[str, Plugin] = {}
    for entry in metadata.entry_points(group=GROUP):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"
        found.setdefault(entry.name, Plugin(entry.name, entry.value, package))
    return dict(sorted(found.items()))


def registered(scene: type[ConvScene]) -> str | None:
    """The name under which a class is registered, if it is."""
    place = f"{scene.__module__}:{scene.__qualname__}"
    return next((name for name, plugin in plugins().items() if plugin.place == place), None)
