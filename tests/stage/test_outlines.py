"""Letters that the films' own font lacks, set and painted by way of Pango."""

import re

import cairo
import numpy as np
import pytest

from convanim.errors import RenderError
from convanim.stage import lettering, outlines
from convanim.stage.caption import reading_time
from convanim.stage.display import Words
from convanim.stage.lettering import FAMILIES, appearance, breakable, face, font_options, show_text, text_width, wrap
from convanim.stage.outlines import NEEDED, font_for, outline
from convanim.stage.paint import Painter
from convanim.tongue import ENGLISH, Tongue

HINDI, CHINESE = "कन्वोल्यूशन", "深度卷积"


def painted(text: str, bold: bool = False, size: float = 40) -> np.ndarray:
    pixels = np.zeros((80, 480), dtype=np.uint8)
    context = cairo.Context(cairo.ImageSurface.create_for_data(pixels.data, cairo.Format.A8, 480, 80))
    context.set_font_options(font_options())
    context.set_font_face(face(FAMILIES[0], bold))
    context.set_font_size(size)
    context.move_to(20, 60)
    show_text(context, text, size, bold)
    return pixels


def columns(pixels: np.ndarray) -> tuple[int, int]:
    """The first and the last column with ink."""
    found = np.flatnonzero(pixels.any(axis=0))
    return int(found[0]), int(found[-1])


@pytest.mark.parametrize(("language", "text"), [("hi", HINDI), ("zh", CHINESE)])
@pytest.mark.parametrize("bold", [False, True])
def test_text_is_as_wide_as_it_is_painted(fonts, language, text, bold):
    fonts(language)
    for whole in (text, f"8 {text}", f"{text} 3×3, {text}"[:14]):
        start, end = columns(painted(whole, bold))
        assert 20 <= start < 32
        assert abs(end - 20 - text_width(whole, 40, bold)) < 10


def test_hindi_is_shaped(fonts):
    fonts("hi")
    # Letters join into fewer and narrower ones, and a vowel sign stands before its letter.
    alone = sum(outline(letter, False).advance for letter in "कन्य")
    assert outline("कन्य", False).advance < 0.9 * alone
    assert outline("कि", False).strokes[0] != outline("क", False).strokes[0]
    assert lettering._stretches(f"8 {HINDI}, 3×3", False, FAMILIES[0]) == (
        (False, "8 "),
        (True, HINDI),
        (False, ", 3×3"),
    )


def test_bold_letters_have_more_ink(fonts):
    for language, text in (("hi", HINDI), ("zh", CHINESE)):
        fonts(language)
        assert painted(text, True).sum() > 1.1 * painted(text).sum()


def test_what_follows_stands_behind(fonts):
    fonts("zh")
    both, first = painted(f"{CHINESE}3"), painted(CHINESE)
    cut = int(20 + text_width(CHINESE, 40))
    assert np.array_equal(both[:, : cut - 2], first[:, : cut - 2])
    assert both[:, cut:].any() and not first[:, cut + 2 :].any()


@pytest.mark.parametrize("surface", [cairo.SVGSurface, cairo.PDFSurface])
def test_vector_pictures_hold_the_letters(fonts, tmp_path, surface):
    fonts("hi")
    sizes = []
    for text in ("", HINDI):
        path = tmp_path / f"{len(text)}"
        with surface(str(path), 400, 100) as page:
            words = Words(text, 20, 60, 40, (0, 0, 0, 1), (1, 1, 1))
            Painter(cairo.Context(page), FAMILIES[0]).paint([words])
        sizes.append(path.stat().st_size)
    assert sizes[1] > sizes[0] + 500


def test_a_missing_font_is_named_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(outlines, "_installed", lambda: frozenset({"Liberation Sans"}))
    for language in ("zh", "zh-CN", "hi"):
        with pytest.raises(RenderError, match=r"no font for .* is installed; allowed: one of Noto Sans .*; try apt"):
            font_for(language)
    assert font_for("de") is font_for("en") is None


@pytest.mark.parametrize("language", NEEDED)
def test_any_of_the_fonts_will_do(monkeypatch, language):
    last = NEEDED[language].families[-1]
    monkeypatch.setattr(outlines, "_installed", lambda: frozenset({last}))
    assert font_for(language) == last


def test_the_font_of_a_language_tells_its_films_apart(fonts):
    fonts("hi")
    assert len({appearance(), appearance(language="hi")}) == 2
    assert appearance(language="de") == appearance()


def test_chinese_breaks_between_letters_but_not_before_closing_signs(fonts):
    fonts("zh")
    text = "每个通道对应自己的 3×3 滤波器，通道之间从不混合。"
    lines = wrap(text, 28, 200)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 2 and all(text_width(line, 28) <= 200 for line in lines)
    assert not any(line[0] in lettering.CLOSING for line in lines)
    assert "3×3" in [part for _, part in breakable(text)]


FIELD = re.compile("{[^!]")
"""What a sentence names that depends on the layer."""


def test_a_chinese_caption_stays_about_as_long_as_the_same_in_english():
    from convanim.languages import messages

    said = {message: Tongue("zh").text(message) for message in messages("zh") if not FIELD.search(message)}
    sentences = {ENGLISH.text(message): text for message, text in said.items() if len(message) > 60}
    english, chinese = (sum(map(reading_time, texts)) for texts in (sentences, sentences.values()))
    assert len(sentences) > 8
    assert 0.8 < chinese / english < 1.25
