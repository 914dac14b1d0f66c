"""The words round the stage: their plans."""

from dataclasses import replace

import pytest

from convanim.draw.lettering import text_box
from convanim.errors import UnknownNameError
from convanim.layout.canvas import WIDE
from convanim.layout.style import Style
from convanim.mobjects.caption import PLANS, Caption, dots, facts, question, title
from convanim.mobjects.labels import Tag, tags_on_lines
from convanim.spec.aspect import ASPECTS, TEXTS
from tests.planned import PLANNED
from tests.sheets import check_legible, words


@pytest.mark.parametrize("aspect", ASPECTS)
def test_title_dots_facts_and_caption_leave_each_other_room(aspect):
    style = Style.of(aspect=aspect, text="normal")
    sheets = [
        title("Depthwise", style),
        facts(["groups 8", "3×3", "stride 1", "no padding"], style, "Depthwise"),
        Caption("Each channel meets its own filter, and nothing of any other one.", style),
    ]
    texts = [item for sheet in sheets for item in words(sheet)]
    assert {item.text for item in texts} >= {"Depthwise", "groups 8"}

    class All:
        display_list = staticmethod(lambda: [*texts, *dots(4, 1, style).display_list()])

    check_legible(All, style.canvas)


def test_every_aspect_has_a_plan_and_another_one_is_refused():
    assert set(ASPECTS) <= set(PLANS) <= PLANNED
    unplanned = Style.of().with_(canvas=replace(WIDE, aspect="21:9"))
    for make in (
        lambda: title("Split", unplanned),
        lambda: Caption("Split.", unplanned),
        lambda: dots(3, 0, unplanned),
    ):
        with pytest.raises(UnknownNameError, match=r"the caption has no plan for 21:9.*16:9, 1:1, 9:16"):
            make()


@pytest.mark.parametrize("aspect", ASPECTS)
def test_labels_stand_on_their_lines_and_apart(aspect):
    style = Style.of(aspect=aspect, text="normal")
    left = style.canvas.header.left
    placed = [
        (Tag("input", "8×6×6", left), 500.0),
        (Tag("filter", "3×3", left), 400.0),
        (Tag("output", "8×4×4", left), 500.0),
    ]
    items = tags_on_lines(placed, style)
    lines = {item.text: item.y for item in items}
    assert lines == {"input": 500, "8×6×6": 500, "output": 500, "8×4×4": 500, "filter": 400, "3×3": 400}
    starts = {item.text: item.x for item in items}
    assert starts["filter"] == starts["input"] == left < starts["8×6×6"] < starts["output"]


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_question_of_any_length_stays_in_the_ribbon(aspect, text):
    style = Style.of(aspect=aspect, text=text)
    counts = set()
    for several in range(1, 17):
        lines = words(question(f"{'How few ' * several}would do?", style))
        boxes = [text_box(line) for line in lines]
        assert min(box[1] for box in boxes) >= style.canvas.panel.top, several
        assert max(box[3] for box in boxes) <= style.canvas.panel.bottom - 0.04 * style.canvas.whole.height, several
        counts.add(len(lines))
    assert counts == {1, 2, 3}
