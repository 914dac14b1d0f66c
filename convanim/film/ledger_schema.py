"""The ledger's form as JSON Schema; ``digests.LEDGER`` is its version, which a ledger tells as ``convanim_ledger``."""

from __future__ import annotations

from typing import Any

from convanim.film.digests import LEDGER, MARK
from convanim.forms import record, records

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TIME: dict[str, Any] = {"type": "number", "minimum": 0, "description": "In seconds from the start of the clip."}
_DIGEST: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256."}
_PAIR: dict[str, Any] = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the ledger that lies beside every film.

    >>> json_schema()["properties"]["convanim_ledger"]["const"]
    1
    """
    layer = record(
        "The convolution, as torch.nn.Conv2d has it.",
        in_channels=_COUNT,
        out_channels=_COUNT,
        size={**_PAIR, "description": "Rows and columns of the input."},
        kernel=_PAIR,
        stride=_PAIR,
        padding={"type": "array", "items": _PAIR, "description": "Above and below; on the left and on the right."},
        dilation=_PAIR,
        groups=_COUNT,
        bias={"type": "boolean"},
    )
    numbers = records(
        "Every number on show, each for as long as it stands where it stands.",
        text={**_TEXT, "description": "As it is written."},
        tensor={**_TEXT, "description": "Which tensor it is of, or that it is a count."},
        index={
            "type": "array",
            "items": {"type": ["integer", "string"]},
            "description": "Where in the tensor; of a count which one, and of which layer.",
        },
        value={"type": "number"},
        start=_TIME,
        end=_TIME,
        box={
            "type": ["array", "null"],
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 4,
            "description": "Left, top, right and bottom, as shares of the frame; null while it moves.",
        },
    )
    told = {
        MARK: {"const": LEDGER, "description": "The version of this form."},
        "scene": {**_TEXT, "description": "The scene's class."},
        "lesson": {**_TEXT, "description": "What it teaches; empty for nothing that is built in."},
        "language": _TEXT,
        "convanim": {**_TEXT, "description": "The version that made it."},
        "versions": {"type": "object", "additionalProperties": _TEXT, "description": "Of Python and the libraries."},
        "layer": layer,
        "values": _values(),
        "theme": _TEXT,
        "width": _COUNT,
        "height": _COUNT,
        "fps": _COUNT,
        "title": _TEXT,
        "chapters": {"type": "object", "additionalProperties": _TEXT, "description": "Beats as readers know them."},
        "fonts": {"type": "array", "items": _TEXT},
        "seconds": _TIME,
        "sections": _sections(),
        "captions": records("What is said.", text=_TEXT, start=_TIME, end=_TIME),
        "numbers": numbers,
        "equations": records("Every equation on show.", text=_TEXT, start=_TIME, end=_TIME),
        "steps": {
            "type": "array",
            "items": {"type": "object", "required": ["start", "index", "total"]},
            "description": "The windows that are told: where they are, what they read, and their products and sums.",
        },
        "digest": {**_DIGEST, "description": "SHA-256 of all of this but itself and film: keys sorted, no spaces."},
        "film": record("The film's file, as it was delivered.", bytes=_COUNT, digest=_DIGEST),
    }
    optional = {
        "captions_digest": {**_DIGEST, "description": "SHA-256 of the captions' file; a loop has none."},
        "own_scene": {"const": True, "description": "The scene is none of the built-in ones."},
        "lessons": {
            "type": "array",
            "items": {"type": "object", "required": ["lesson", "layer", "sections"]},
            "description": "Of a film of several scenes which lesson each tells, with which layer, in which sections.",
        },
        "parts": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "Each beat's chapter.",
        },
        "own_block": {
            "type": "object",
            "required": ["title", "name", "nodes"],
            "description": "Of a whole block of somebody's own what it is and what it does, node by node.",
        },
        "voice": {
            "type": "object",
            "required": ["kind", "beats"],
            "description": "Who speaks: recordings, each with its digest, or an engine and what it made of captions.",
        },
        "between": {
            "type": "object",
            "required": ["nodes", "folded", "before", "behind"],
            "description": "Of a module of somebody's own what stands between its depthwise and its pointwise layer, "
            "with all scales and shifts, what norms are folded into the first, and what the module does around both.",
        },
        "own_transposed": {
            "type": "object",
            "required": ["in_channel", "in_channels", "out_channel", "out_channels", "groups", "summed", "others"],
            "description": "Of a transposed convolution of somebody's own which channel that it reads is shown, what "
            "that adds to which channel that it makes, and how many channels are added up there; the values' input is "
            "what is read, and the layer the convolution whose transpose it is.",
        },
        "measurement": {
            "type": "object",
            "description": "What was measured.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "description": "What a clip was made of, and every number and equation that it shows. Options of the look and "
        "the topic stand beside what is named here, where they are not as usual.",
        "properties": {**told, **optional},
        "required": [*told],
    }


def _sections() -> dict[str, Any]:
    beats = records(
        "The beats, in order.",
        name=_TEXT,
        start=_TIME,
        end=_TIME,
        frames=_COUNT,
        digest={**_DIGEST, "description": "SHA-256 of its encoded frames: the guide says of which bytes."},
    )
    sound = record("Its encoded sound, where somebody speaks in the film.", packets=_COUNT, digest=_DIGEST)
    beats["items"]["properties"]["sound"] = sound
    return beats


def _values() -> dict[str, Any]:
    given = record("What tells an array.", shape={"type": "array", "items": _COUNT}, dtype=_TEXT, digest=_DIGEST)
    where = {"enum": ["drawn", "given"]}
    fields = {"kind": _TEXT, "seed": _COUNT, "input": where, "weight": where, "bias": where}
    return {
        "type": "object",
        "description": "Where the numbers come from: drawn from the seed, or somebody's own.",
        "properties": {
            **fields,
            "mixing": where,
            "own": {**_TEXT, "description": "What tells one's own numbers from other ones."},
            "given": {"type": "object", "additionalProperties": given, "description": "Each array of one's own."},
            "computed": {**_TEXT, "description": "The precision, where a module's layer is shown."},
            "module": {"type": "object", "description": "How the module's own output differs."},
        },
        "required": [*fields],
    }
