"""What ``render`` and ``show`` take as keywords, for type checkers and for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from convanim.request.output import Output
from convanim.request.words import RECORDS
from convanim.spec.option import options_of

if TYPE_CHECKING:
    from convanim.film.quality import Encoding
    from convanim.spec import Layer, PairLike, ValueKind, Values
    from convanim.spec.crop import Crop
    from convanim.theme.theme import Theme

Function = TypeVar("Function", bound=Callable[..., Any])


class LayerKeywords(TypedDict, total=False):
    """Options of a layer, and a whole one."""

    layer: Layer | Mapping[str, Any] | str | None
    channels: int | str | None
    in_channels: int | str | None
    filters: int | str | None
    out_channels: int | str | None
    groups: int | str | None
    size: PairLike | None
    kernel: PairLike | None
    stride: PairLike | None
    padding: PairLike | Sequence[Sequence[int]] | None
    dilation: PairLike | None
    bias: Any


class NumberKeywords(TypedDict, total=False):
    """Which numbers are shown: drawn ones, or the user's own."""

    values: Values | Mapping[str, Any] | ValueKind | None
    kind: ValueKind | None
    seed: int | str | None
    input: Any
    index: int | str | None
    resize: PairLike | None
    normalise: str | None
    weights: Any
    weight: Any
    biases: Any
    mixing: Any
    mixing_biases: Any
    module: Any
    model: str | None
    layer_name: str | None
    state: PathLike[str] | str | None
    fold: bool | str | None


# A class cannot have the first of these.
_Chapters = TypedDict("_Chapters", {"from": str | None, "to": str | None}, total=False)


class TopicKeywords(_Chapters, total=False):
    """What a scene is about in place of a layer, or beside one."""

    network: Any
    input_size: Sequence[int] | str | None
    measured: PathLike[str] | str | None
    upscale_factor: int | str | None
    first_chapter: str | None
    last_chapter: str | None


class LookKeywords(TypedDict, total=False):
    """How it is shown."""

    theme: Theme | str | None
    aspect: str | None
    cut: Literal["film", "loop"] | str | None
    text: Literal["normal", "large"] | str | None
    fps: int | str | None
    pace: float | str | None
    language: str | None
    decimals: int | str | None
    decimal_mark: Literal["point", "comma"] | str | None
    show_channels: Sequence[int] | str | None
    crop: Crop | str | Sequence[slice | Sequence[int]] | None


class VoiceKeywords(TypedDict, total=False):
    """What is heard."""

    narrate: Any


class OutputKeywords(TypedDict, total=False):
    """What comes out, and where it goes."""

    quality: str
    out: PathLike[str] | str
    name: str | None
    stills: bool
    encoding: Encoding
    jobs: int | None
    cache: bool


class Keywords(LayerKeywords, NumberKeywords, TopicKeywords, LookKeywords, VoiceKeywords, OutputKeywords, total=False):
    """All of them."""


def documented(function: Function) -> Function:
    """Add to a function's docstring what its keywords are, each with what it says."""
    lines = ["", "Keywords:", ""]
    for record in RECORDS:
        for option in options_of(record):
            names = " or ".join(f"``{name}``" for name in option.names)
            lines.append(f"- {names}: {option.help}")
    for one in fields(Output):
        lines.append(f"- ``{one.name}``: {one.metadata['help']}")
    text = "\n    ".join(lines)
    function.__doc__ = f"{(function.__doc__ or '').rstrip()}\n    {text}\n    "
    return function
