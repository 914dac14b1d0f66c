"""What a scene is about in place of a layer, or beside one."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from convanim.errors import Name, Setting, SpecError, UnknownNameError, quoted, shortened
from convanim.spec.chosen import Chosen
from convanim.spec.option import declared, options_of

NETWORKS = ("efficientnet_b0", "mobilenet_v1", "mobilenet_v2", "resnext50_32x4d", "convnext_tiny")
"""Published networks, by the names that torchvision gives to those which it has."""
LARGEST_FACTOR = 8
"""A pixel shuffle makes a map at most so many times as high and as wide."""


def _path(given: Any) -> str:
    """A file's path as text, whatever it was given as."""
    if not isinstance(given, str | os.PathLike) or not os.fspath(given):
        raise SpecError((Name("measured"), f" is {quoted(given)}"), "a file", Setting("measured", "measured.json"))
    return os.fsdecode(given)


def _network(given: Any) -> Any:
    """A published network's name, or what may be one of the user's own; all but texts is for who counts it to judge."""
    if not isinstance(given, str) or given in NETWORKS or ":" in given:
        return given
    from difflib import get_close_matches

    named, short = given.endswith(".py"), shortened(given)
    raise UnknownNameError(
        f"{short} says no class or function in the file" if named else f"no network is called {quoted(given)}",
        f"{', '.join(NETWORKS)}, or your own as FILE.py:Net or package.module:Net",
        *([f"{given}:Net"] if named else get_close_matches(short, NETWORKS, n=1)),
        field="network",
    )


def sizes_of(given: Any) -> tuple[int, ...]:
    """Channels and sizes of an input, out of whole numbers or of text with x between them; raises SpecError else.

    >>> sizes_of("3x224x224"), sizes_of([1, 16000])
    ((3, 224, 224), (1, 16000))
    """
    parts = re.split(r"\s*[x×,]\s*", given.strip()) if isinstance(given, str) else given
    if isinstance(parts, Sequence) and 2 <= len(parts) <= 4:
        texts = [part if isinstance(part, str) else quoted(part) for part in parts if not isinstance(part, bool)]
        if len(texts) == len(parts) and all(re.fullmatch(r"[1-9]\d{0,17}", text) for text in texts):
            return tuple(map(int, texts))
    raise SpecError(
        (Name("input_size"), f" is {quoted(given)}"),
        "channels, height and width, with x between them",
        Setting("input_size", "3x224x224"),
    )


CHAPTER = "CHAPTER"
"""How help names what a chapter is called by."""


@dataclass(frozen=True)
class Topic(Chosen):
    """What stands in for a scene's own topic; None leaves it to the scene.

    ``network`` is one of ``NETWORKS`` or the user's own: ``FILE.py:Net`` or ``package.module:Net``, a
    ``torch.nn.Module``, or a ``Network`` that was counted; ``input_size`` is what it reads, channels first.
    ``measured`` is a file that ``convanim measure`` wrote. ``upscale_factor`` is how many times as high and as wide as
    the small maps the large one is that their pixels are shuffled into. A scene takes those fields that it declares,
    each an attribute of its own.

    ``first_chapter`` and ``last_chapter`` are names of lessons that a film has as its chapters.

    Raises UnknownNameError for an unknown network. What a file holds, the scene finds out.

    >>> Topic(network="mobilenet_v2").given
    {'network': 'mobilenet_v2'}
    """

    network: Any = field(
        default=None,
        metadata=declared(
            "network",
            "The network, where a scene is about one: a published one, or your own as FILE.py:Net or "
            "package.module:Net. Runs your code.",
            "factory",
            choices=NETWORKS,
            usual="efficientnet_b0",
            check=_network,
        ),
    )
    input_size: tuple[int, ...] | None = field(
        default=None,
        metadata=declared(
            "input_size",
            "Channels, height and width of what the network reads; without it, a picture of 224x224.",
            "sizes",
            metavar="CxHxW",
            check=sizes_of,
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
    upscale_factor: int | None = field(
        default=None,
        metadata=declared(
            "upscale_factor",
            "Of pixel_shuffle, how many times as high and as wide as each small map the large one is.",
            "whole",
            metavar="R",
            least=2,
            most=LARGEST_FACTOR,
            usual=2,
        ),
    )
    first_chapter: str | None = field(
        default=None,
        metadata=declared("from", "The first chapter to tell, of a film that has chapters.", metavar=CHAPTER),
    )
    last_chapter: str | None = field(
        default=None,
        metadata=declared("to", "The last one.", metavar=CHAPTER),
    )


UNCHOSEN = Topic()
"""Every scene's own."""
TOPICS = options_of(Topic)
"""All that a scene may be about, but for its layer."""
