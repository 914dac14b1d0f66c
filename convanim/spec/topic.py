"""What a scene is about in place of a layer, or beside one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from convanim.errors import Name, Setting, SpecError, quoted
from convanim.spec.chosen import Chosen
from convanim.spec.option import declared, options_of

NETWORKS = ("efficientnet_b0", "mobilenet_v1", "mobilenet_v2", "resnext50_32x4d", "convnext_tiny")
"""Published networks, by the names that torchvision gives to those which it has."""


def _path(given: Any) -> str:
    """A file's path as text, whatever it was given as."""
    if not isinstance(given, str | os.PathLike) or not os.fspath(given):
        raise SpecError((Name("measured"), f" is {quoted(given)}"), "a file", Setting("measured", "measured.json"))
    return os.fsdecode(given)


@dataclass(frozen=True)
class Topic(Chosen):
    """What stands in for a scene's own topic; None leaves it to the scene.

    ``network`` is one of ``NETWORKS``, ``measured`` a file that ``convanim measure`` wrote. A scene takes those fields
    that it declares, each an attribute of its own.

    ``first_chapter`` and ``last_chapter`` are names of lessons that a film has as its chapters.

    Raises UnknownNameError for an unknown network. What a file holds, the scene finds out.

    >>> Topic(network="mobilenet_v2").given
    {'network': 'mobilenet_v2'}
    """

    network: str | None = field(
        default=None,
        metadata=declared(
            "network",
            "A published network, where a scene is about one.",
            choices=NETWORKS,
            usual="efficientnet_b0",
        ),
    )
    measured: str | None = field(
        default=None,
        metadata=declared(
            "measured",
            "What convanim measure wrote, where a scene is about time; without it, this machine is timed first.",
            "file",
            metavar="FILE",
            ending=".json",
            check=_path,
        ),
    )
    first_chapter: str | None = field(
        default=None,
        metadata=declared("from", "The first chapter to tell, of a film that has chapters.", metavar="CHAPTER"),
    )
    last_chapter: str | None = field(
        default=None,
        metadata=declared("to", "The last one.", metavar="CHAPTER"),
    )


UNCHOSEN = Topic()
"""Every scene's own."""
TOPICS = options_of(Topic)
"""All that a scene may be about, but for its layer."""
