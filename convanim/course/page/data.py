"""What a page's script knows of a clip, small: whole frames, boxes in ten-thousandths, each label once."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from convanim.course.covers import asked
from convanim.course.page.naming import Entry, label
from convanim.course.text.quiz import Question
from convanim.course.text.story import Story
from convanim.language.tongue import Tongue
from convanim.numerals import ALMOST, Digits, is_whole

FINE = 10_000
"""Boxes are told in so many parts of the frame: a tenth of a pixel at 1080 lines."""


def tale(
    story: Story, questions: Sequence[Question] = (), words: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """Everything that a player needs, down to the words that it says; the bulky part, read later, is deflated."""
    bulk = {"steps": steps(story), "numbers": numbers(story)}
    return {
        "fps": story.fps,
        "frames": round(story.seconds * story.fps),
        "beats": [round(beat.start * story.fps) for beat in story.beats],
        "said": [[said.text, round(said.start, 3)] for said in story.sentences],
        "questions": [
            asked(one, story) | {"since": round(one.since * story.fps), "at": round(one.at * story.fps)}
            for one in questions
        ],
        "words": dict(words),
        "bulk": deflated(bulk),
    }


def deflated(data: Any) -> str:
    """JSON, deflated and in base 64.

    >>> zlib.decompress(base64.b64decode(deflated({"a": 1})))
    b'{"a":1}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def in_script(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it closes the element or begins a comment.

    >>> in_script("</script>&")
    '"\\\\u003c/script\\\\u003e\\\\u0026"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for risky in "<>&\u2028\u2029":
        text = text.replace(risky, f"\\u{ord(risky):04x}")
    return text


def numbers(story: Story) -> dict[str, Any]:
    """Every number that stands still, in columns: label, first frame, how many frames, and box.

    Columns of alike small numbers deflate far better than an object a number; the first frames
    are told as differences.
    """
    labels: dict[str, int] = {}
    rows = []
    for number in sorted((n for n in story.numbers if n["box"] is not None), key=lambda n: n["start"]):
        first, end = (round(number[at] * story.fps) for at in ("start", "end"))
        if end > first:
            left, top, right, bottom = (round(edge * FINE) for edge in number["box"])
            place = labels.setdefault(label(number, story.tongue), len(labels))
            rows.append((place, first, end - first, left, top, right - left, bottom - top))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(7)]
    columns[1] = _differences(columns[1])
    return {"labels": list(labels), "columns": columns}


def steps(story: Story) -> list[dict[str, Any]]:
    """Each step of the walks as it is read out, one multiply-add after the other.

    The page itself adds up nothing: what it shows, down to the sum so far, is written here.
    """
    return [_step(step, story) for step in sorted(story.steps, key=lambda step: float(step["start"]))]


def _step(step: Entry, story: Story) -> dict[str, Any]:
    # Every sum so far is written as the cell's value is.
    channels = step.get("channels", ())
    products = _flat(step.get("products", []))
    sums = list(accumulate(products))
    if sums and step["bias"] is None:
        # Rounded once, as the cell's value is.
        sums[-1] = step["total"]
    tongue = story.tongue
    total = _digits([*sums, step["total"]], tongue)
    told: dict[str, Any] = {
        "frame": min(round(step["start"] * story.fps), round(story.seconds * story.fps) - 1),
        "name": f"{step.get('makes', 'y')}[{', '.join(map(str, step['index']))}]",
        "total": total.text(step["total"]),
        "sign": "=" if is_whole(step["total"]) else ALMOST,
    }
    if "products" not in step:
        return told
    taps = len(step["rows"]) * len(step["columns"])
    told |= {
        "x": _written(_flat(step["window"]), tongue),
        "w": _written(_flat(step["weights"]), tongue),
        "products": _written(products, tongue, total),
        "sums": _written(sums, tongue, total),
        # One tap a channel reads as one row through all channels; more taps make a row a channel.
        "taps": taps if taps > 1 else len(channels),
        "rows": [_channels([channel], tongue) for channel in channels] if taps > 1 else [_channels(channels, tongue)],
        "first": channels[0] if channels else 0,
    }
    outside = [place for place, inside in enumerate(_flat(step["inside"])) if not inside]
    if outside:
        told["padding"] = [channel * taps + place for channel in range(len(channels)) for place in outside]
    if step["bias"] is not None:
        told["bias"] = total.text(step["bias"])
    return told


def _channels(channels: Sequence[int], tongue: Tongue) -> str:
    if len(channels) == 1:
        return tongue.text("channel {channel}", channel=channels[0])
    return tongue.text("channels {first} to {last}", first=channels[0], last=channels[-1])


def _flat(nested: Any) -> list[Any]:
    if not isinstance(nested, list):
        return [nested]
    return [one for part in nested for one in _flat(part)]


def _digits(values: Iterable[Any], tongue: Tongue) -> Digits:
    """How numbers are written, by the largest of them."""
    numbers = list(values)
    return Digits() if all(map(is_whole, numbers)) else tongue.digits(max(map(abs, numbers)), 2)


def _written(values: Sequence[Any], tongue: Tongue, digits: Digits | None = None) -> str:
    """Numerals with blanks between them; thousands are parted by a thin space, which is none."""
    return " ".join(map((digits or _digits(values, tongue)).text, values))


def _differences(values: Sequence[int]) -> list[int]:
    return [value - before for value, before in zip(values, [0, *values], strict=False)]
