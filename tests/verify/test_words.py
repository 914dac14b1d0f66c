"""Numbers that captions say are those that stand in the picture meanwhile, in every script."""

import pytest

from convanim.verify.words import check_captions

SHOWN = [{"text": text, "start": 0.0, "end": 2.0} for text in ("8", "2", "3.5", "≈\u20094.2×")]


def faults(text: str, start: float = 0.0) -> list[str]:
    caption = {"text": text, "start": start, "end": start + 1.0}
    return [*check_captions({"captions": [caption], "numbers": SHOWN, "seconds": 4.0})]


@pytest.mark.parametrize(
    "text",
    ["8 channels in 2 groups.", "把8个通道分成2组。", "3.5，约4.2倍", "8 चैनल, 2 समूह", "A conv2d layer makes y0."],
)
def test_what_is_said_is_shown(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize("text", ["8 channels in 3 groups.", "把8个通道分成3组。", "把通道分成3组。", "8 चैनल, 3 समूह"])
def test_what_is_said_and_not_shown_is_found(text: str) -> None:
    (fault,) = faults(text)
    assert "says '3', which no number there is" in fault


def test_what_is_said_when_it_is_gone_is_found() -> None:
    assert len(faults("8 channels.", 3.0)) == 1
