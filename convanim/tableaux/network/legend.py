"""What the hues of a chart are, in one line below it, where nothing else tells."""

from __future__ import annotations

from convanim.draw.items import Item, Plate, Rgb
from convanim.draw.lettering import text_width
from convanim.draw.phrase import Phrase
from convanim.draw.sheet import Sheet
from convanim.language.tongue import message
from convanim.layout.style import Style
from convanim.networks.figures import Figures
from convanim.tableaux.network.places import hue_of, hue_of_standard
from convanim.tableaux.network.totals import BETWEEN, NAMES

LARGEST, LEAST = 24.0, 17.0
"""Its type, in pixels."""


def legend(figures: Figures, style: Style) -> Sheet:
    """A swatch and a name for each kind of layers, and for standard convolutions in their place.

    Parts: kinds, standard.
    """
    theme, text, canvas = style.theme, style.tongue.text, style.canvas
    entries: list[tuple[str, str, Rgb]] = [("kinds", text(NAMES[kind]), hue_of(kind, theme)) for kind in figures.kinds]
    entries.append(("standard", text(message("standard in their place")), hue_of_standard(theme)))
    size, room = LARGEST, canvas.stage.width

    def width(name: str) -> float:
        return 1.1 * size + text_width(name, size) + BETWEEN

    while size > LEAST and sum(width(name) for _, name, _ in entries) - BETWEEN > room:
        size -= 0.5
    parts: dict[str, list[Item]] = {"kinds": [], "standard": []}
    x, y = canvas.stage.left, canvas.label_line
    for part, name, hue in entries:
        side = 0.68 * size
        parts[part] += [
            Plate((x, y - side, x + side, y), 3.0, (*hue, 1.0)),
            Phrase(name).words(x + 1.1 * size, y, size, (*theme.dim, 1.0), theme.background),
        ]
        x += width(name)
    return Sheet(parts)
