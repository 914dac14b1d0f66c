"""The shortcut tableau: what the block makes, and the input added to it, cell by cell."""

from __future__ import annotations

from convanim.draw.phrase import Phrase
from convanim.mobjects.cast import SHOWN, shown_of
from convanim.tableaux.block.joining import Joining, Side
from convanim.tableaux.block.members import WORDS, Members


class Shortcut(Joining):
    """The block's narrow output, the input that it is added to, and their sum."""

    def __init__(self, members: Members) -> None:
        cast, shown, text = members.project, members.outputs, members.project.tongue.text
        shape, need = cast.output_shape + shown_of(shown, cast.tongue, SHOWN), cast.need_of_output(shown.extent)
        projected, output = members.projected(), members.output()
        super().__init__(
            cast,
            (
                Side(
                    "projected",
                    text(WORDS["projected"]),
                    Phrase(),
                    projected,
                    shown,
                    need,
                    lambda fit: members.narrow_block(projected, fit),
                    cast.filter_ramps,
                ),
                Side(
                    "input",
                    text(WORDS["input"]),
                    Phrase(),
                    members.given(),
                    shown,
                    need,
                    members.input_block,
                    cast.filter_ramps,
                ),
                Side(
                    "output",
                    text(WORDS["output"]),
                    shape,
                    output,
                    shown,
                    need,
                    lambda fit: members.narrow_block(output, fit),
                    cast.filter_ramps,
                ),
            ),
        )
