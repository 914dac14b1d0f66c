"""What the keys of a list of clips take: the types of their values, and what is said of one that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from convanim.spec import PADDING
from convanim.spec.look import MOST_CHANNELS
from convanim.spec.option import Option
from convanim.spec.topic import NETWORKS
from convanim.theme.names import THEMES

CELLS = "a number, or height x width such as '5x7' or [5, 7]"
SIZES = "channels, height and width, such as '3x224x224' or [3, 224, 224]"
SIDES = f"{PADDING}; or pairs such as [1, 0] and [[0, 1], [0, 1]]"


def _cells(value: Any) -> Any:
    """A number, a pair or text; what numbers are allowed is for ``Layer`` to say."""
    if isinstance(value, bool) or not isinstance(value, int | str | list):
        raise ValueError(CELLS)
    if isinstance(value, list) and not (len(value) == 2 and all(type(one) is int for one in value)):
        raise ValueError(CELLS)
    return tuple(value) if isinstance(value, list) else value


def _padding(value: Any) -> Any:
    """As ``_cells``, or a pair for each axis."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(axis, list) for axis in value):
        try:
            return tuple(_cells(axis) for axis in value)
        except ValueError:
            raise ValueError(SIDES) from None
    try:
        return _cells(value)
    except ValueError:
        raise ValueError(SIDES) from None


def _schema(*words: str, least: int = 1, sides: bool = False) -> WithJsonSchema:
    one: dict[str, Any] = {"type": "integer", "minimum": least}
    pair: dict[str, Any] = {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    text = {"type": "string", "pattern": "|".join([r"^\d+(x\d+)?$", *(f"^{word}$" for word in words)])}
    pairs = [pair, {**pair, "items": pair}] if sides else [pair]
    return WithJsonSchema({"anyOf": [one, text, *pairs]})


Cells: Any = Annotated[Any, BeforeValidator(_cells), _schema()]
_FOUR = r"\d+(,\d+){3}"
Padding: Any = Annotated[Any, BeforeValidator(_padding), _schema("same", "valid", _FOUR, least=0, sides=True)]


def _sizes(value: Any) -> Any:
    """Text or whole numbers; what these may be is for ``Topic`` to say."""
    if isinstance(value, list) and all(type(one) is int for one in value):
        return tuple(value)
    if not isinstance(value, str):
        raise ValueError(SIZES)
    return value


_WHOLES: dict[str, Any] = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 4}
_BY: dict[str, Any] = {"type": "string", "pattern": r"^\d+(x\d+){1,3}$"}
Sizes: Any = Annotated[Any, BeforeValidator(_sizes), WithJsonSchema({"anyOf": [_BY, _WHOLES]})]
NetworkName: Any = Annotated[
    str, WithJsonSchema({"anyOf": [{"enum": [*NETWORKS]}, {"type": "string", "pattern": ":"}]})
]
BuiltIn: Any = Literal[THEMES]
ThemeName: Any = Annotated[
    str,
    WithJsonSchema({"anyOf": [{"enum": [*THEMES]}, {"type": "string"}]}),
]


FROM_ZERO = ("seed", "index")
"""Whole numbers that may be 0, of those whose bounds nobody checks before the layer or the values do."""


def _whole(option: Option) -> Any:
    if option.least is not None or option.most is not None:
        return Annotated[int, Field(ge=option.least, le=option.most)]
    # For editors alone: what is refused, its owner says in words of its own.
    return Annotated[int, WithJsonSchema({"type": "integer", "minimum": 0 if option.word in FROM_ZERO else 1})]


def type_of(option: Option) -> Any:
    """What an option's key takes; texts are as on the command line."""
    if option.choices:
        return ThemeName if option.ending else NetworkName if option.kind == "factory" else Literal[option.choices]
    kinds: Mapping[str, Any] = {
        "whole": _whole(option),
        "real": float,
        "truth": bool,
        "cells": Cells,
        "sides": Padding,
        "sizes": Sizes,
        "wholes": Annotated[list[int], Field(max_length=MOST_CHANNELS)],
    }
    return kinds.get(option.kind, str)


def allowed(fault: Mapping[str, Any]) -> str:
    """What is allowed where pydantic found a fault, one of its errors."""
    told = fault.get("ctx", {})
    said = str(told.get("expected") or told.get("error") or fault["msg"])
    return said.removeprefix("Input should be ")
