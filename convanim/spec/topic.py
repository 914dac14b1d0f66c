"""What a scene is about in place of a layer, or beside one."""

from __future__ import annotations

from dataclasses import dataclass, field

from convanim.spec.chosen import Chosen
from convanim.spec.option import declared, options_of

NETWORKS = ("efficientnet_b0", "mobilenet_v1", "mobilenet_v2", "resnext50_32x4d", "convnext_tiny")
"""Published networks, by the names that torchvision gives to those which it has."""


@dataclass(frozen=True)
class Topic(Chosen):
    """What stands in for a scene's own topic; None leaves it to the scene.

    ``network`` is one of ``NETWORKS``. A scene takes those fields that it declares, each an attribute of its own.

    ``first_chapter`` and ``last_chapter`` are names of lessons that a film has as its chapters.

    Raises UnknownNameError for an unknown network.

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
