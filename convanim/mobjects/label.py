"""A label: what a block is called, in small type, wherever it is needed."""

from __future__ import annotations

from convanim.draw.bounds import around
from convanim.draw.items import Words
from convanim.draw.phrase import Phrase, as_phrase
from convanim.draw.sheet import Sheet
from convanim.errors import SpecError
from convanim.layout.style import Style
from convanim.mobjects.labels import label


class Label(Sheet):
    """A name, and beside it, dimmed, what else there is to say; as large as labels under the lessons' tensors.

    It moves as any mobject does: ``Label("x", "8×6×6").next_to(x, DOWN)``. ``style`` gives its colours and its size: in
    a ``ConvScene``, ``self.style``. Left out, for a Manim scene that has none, it is dark, English and widescreen.

    Raises SpecError where there is no name, and for more than finds room on a line of the frame.

    >>> [item.text for item in Label("x", "8×6×6").parts["all"]]
    ['x', '8×6×6']
    """

    def __init__(self, name: str | Phrase, detail: str | Phrase = "", style: Style | None = None) -> None:
        style = style or Style.of()
        if not as_phrase(name).text.strip():
            raise SpecError(f"the label's name is {as_phrase(name).text!r}", "a word or two")
        words = label(name, detail, style.canvas.header.left, style)
        items = [item for item in words if isinstance(item, Words) and item.text]
        super().__init__(items, around(items))
