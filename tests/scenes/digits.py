"""No number stands on stage that the ledger does not tell, at the very place where it stands."""

from __future__ import annotations

import cairo
import numpy as np

from convanim.audit.ledger import STILL, Entry
from convanim.course.page.naming import COUNTS
from convanim.draw.items import Item, Words
from convanim.draw.lettering import RAISED_BY, RAISED_SIZE, text_width
from convanim.draw.typeface import FAMILY, face, font_options
from convanim.layout.regions import Region
from convanim.networks import NETWORKS, network_of
from convanim.numerals import RAISED, lowered
from tests.scenes.legible import SHOWN
from tests.scenes.playing import Played

NAMES = {"conv2d", "conv_transpose2d", "max_pool2d", "avg_pool2d"}
NAMES |= {"1×1", "3×3", "float32", "float64", "bfloat16", "float16", "0…6"}
NAMES |= {"ReLU6", "BatchNorm2d"}
NAMES |= {network_of(name).title for name in NETWORKS} | {
    stage.name for name in NETWORKS for stage in network_of(name).stages
}
"""All names with digits that convanim's own scenes put on stage: of torch, of kinds of convolution, of functions and
the range of one, and of networks."""


def digits(line: Words) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Every digit of a line that is in no name, and the box of its ink, measured by Cairo."""
    named = {at for span in line.spans if span.source is None for at in range(span.start, span.end)}
    font = cairo.ScaledFont(
        face(FAMILY, line.bold), cairo.Matrix(line.size, 0, 0, line.size), cairo.Matrix(), font_options()
    )
    left = line.x - text_width(line.text, line.size, line.bold) * {"left": 0, "middle": 0.5, "right": 1}[line.align]
    found = []
    for at, letter in enumerate(line.text):
        if letter.isdigit() and at not in named:
            small = RAISED_SIZE if letter in RAISED else 1.0
            ink = font.text_extents(lowered(letter))
            x = left + text_width(line.text[:at], line.size, line.bold) + small * ink.x_bearing
            y = line.y - (RAISED_BY * line.size if letter in RAISED else 0.0) + small * ink.y_bearing
            found.append((at, (x, y, x + small * ink.width, y + small * ink.height)))
    return found


def unrecorded(items: list[Item], told: list[Entry], frame: Region) -> list[str]:
    """Digits of a picture that no entry's box encloses, or one that is wider than what it tells."""
    scale = np.array([frame.width, frame.height] * 2)
    corner = np.array([frame.left, frame.top] * 2)
    boxes = np.array([entry.box for entry in told]).reshape(-1, 4) * scale + corner
    missing = []
    for line in items:
        if not isinstance(line, Words) or line.color[3] <= SHOWN:
            continue
        for at, (left, top, right, bottom) in digits(line):
            # What has moved by less has not moved for the ledger.
            slack = STILL + 0.3
            round_it = (
                (boxes[:, 0] <= left + slack)
                & (boxes[:, 1] <= top + slack)
                & (boxes[:, 2] >= right - slack)
                & (boxes[:, 3] >= bottom - slack)
            )
            fits = [
                line.text[at] in told[k].text
                and told[k].text in line.text
                and abs(boxes[k, 2] - boxes[k, 0] - text_width(told[k].text, line.size, line.bold)) < 1.0
                for k in np.flatnonzero(round_it)
            ]
            if not any(fits):
                missing.append(f"{line.text[at]!r} of {line.text!r}")
    return missing


def check_digits(played: Played) -> None:
    scene, frame = played.scene, played.scene.canvas.whole
    boxed = [entry for entry in scene.ledger.entries if entry.box is not None]
    assert played.pictures
    for beat, time, items in played.pictures:
        told = [entry for entry in boxed if entry.start <= time + 1e-6 < entry.end]
        missing = unrecorded(items, told, frame)
        counts = {entry.source.index[0] for entry in told if entry.source.tensor == "count"}
        assert counts <= set(COUNTS), "the page has no words for them"
        assert not missing, f"{beat} at {time:.1f} s: {missing}"
        lines = [item for item in items if isinstance(item, Words) and item.text != scene.heading]
        named = {line.text[one.start : one.end] for line in lines for one in line.spans if one.source is None}
        assert {name for name in named if any(map(str.isdigit, name))} <= NAMES, f"{beat} at {time:.1f} s"
