"""How the forms of what convanim writes for programs are told: JSON Schemas of records of named fields."""

from __future__ import annotations

from typing import Any


def record(described: str, **fields: Any) -> dict[str, Any]:
    """An object that has these fields, each with its schema, and no others.

    >>> record("A place.", row={"type": "integer"})["required"]
    ['row']
    """
    return {
        "type": "object",
        "description": described,
        "properties": fields,
        "required": [*fields],
        "additionalProperties": False,
    }


def records(described: str, **fields: Any) -> dict[str, Any]:
    """A list of such objects."""
    return {"type": "array", "description": described, "items": record("", **fields)}
