"""What is promised and what is kept, large beside the points: none of it on the rest, whatever was measured."""

from __future__ import annotations

from itertools import combinations

import pytest

from convanim.draw.items import Words
from convanim.draw.lettering import span_box
from convanim.language.catalogs import LOCALE, SOURCE, languages
from convanim.layout.style import Style
from convanim.measure.variants import Place
from convanim.tableaux.clock.findings import Findings
from convanim.tableaux.clock.scatter import Scatter
from tests.measure.machines import measured, usual
from tests.scenes.legible import overlap


@pytest.mark.parametrize("factor", [1.0, 300.0, 1e-6])
@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
@pytest.mark.parametrize("language", [SOURCE, *languages(LOCALE)])
def test_words_beside_large_numbers_have_room(language: str, aspect: str, factor: float) -> None:
    def seconds(place: Place, variant: str) -> float:
        return usual(place, variant) * (factor if variant == "depthwise" else 1)

    style = Style.of(aspect=aspect, text="normal", language=language)
    scatter = Scatter(Findings(measured(seconds)), style)
    said = [item for item in scatter.parts["hero"] if isinstance(item, Words)]
    assert len(said) >= 5 and scatter.plan.hero is not None
    boxes = [span_box(item, 0, len(item.text)) for item in said]
    assert max(box[2] for box in boxes) <= scatter.plan.hero.right
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
