"""What is said of the comparison finds its room: large, smaller, in fewer words, and never on what stands above."""

from itertools import pairwise

import pytest

from convanim.draw.lettering import span_box
from convanim.kernels import Comparison
from convanim.layout.canvas import CANVASES, LEAST
from convanim.layout.style import Style
from convanim.ribbon.chips import BODY, SMALL
from convanim.ribbon.notes import notes_under
from convanim.spec import Layer, ModuleRun
from convanim.spec.aspect import ASPECTS

WHOLE = Comparison(36, True, 0.0, 0.0, "int64")
REAL = Comparison(1234567, True, 2.34e-7, 1.23e-5, "float32")
RUN = ModuleRun("bfloat16", "bfloat16", 0.961)


def lines(down, check=REAL, run=RUN, aspect="1:1", language="en"):
    """The notes under something that ends so many pixels below the ribbon's top."""
    style = Style.of(aspect=aspect, language=language)
    return notes_under(style.canvas.ribbon.top + down, check, Layer(), run, style)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
@pytest.mark.parametrize(("check", "run"), [(WHOLE, None), (REAL, None), (REAL, RUN)])
def test_it_touches_neither_what_is_above_nor_itself(language, aspect, check, run):
    ribbon = CANVASES[aspect].ribbon
    for down in range(30, 176, 5):
        told = lines(down, check, run, aspect, language)
        boxes = [span_box(line, 0, len(line.text)) for line in told]
        assert min(line.size for line in told) >= LEAST
        assert boxes[0][1] >= ribbon.top + down
        assert all(box[2] <= ribbon.right and box[3] <= ribbon.bottom + 1e-6 for box in boxes)
        assert all(one[3] <= other[1] + 1.0 for one, other in pairwise(boxes))


def test_the_less_room_the_smaller_and_then_the_shorter():
    found = [lines(down, language="de") for down in range(60, 196)]
    assert found[0][0].size == BODY and found[0][-1].size == SMALL
    texts = list(dict.fromkeys(" ".join(line.text for line in told) for told in found))
    whole, brief, bare = texts
    assert "des Moduls selbst" in whole and whole.startswith(bare) and "float32" not in bare
    assert brief == f"{bare} berechnet in float32"
    # In each wording, type only gets smaller.
    for text in texts:
        sizes = [told[0].size for told in found if " ".join(line.text for line in told) == text]
        assert sizes == sorted(sizes, reverse=True)
    assert {told[0].size for told in found} >= {BODY, SMALL, LEAST}
