"""Letters that the films' own font lacks, set and painted by way of Pango."""

import re

import cairo
import numpy as np
import pytest

from convanim.draw import lettering, outlines
from convanim.draw.items import Words
from convanim.draw.lettering import appearance, breakable, show_text, text_width, wrap
from convanim.draw.outlines import NEEDED, font_for, outline
from convanim.draw.paint import Painter
from convanim.draw.typeface import FAMILY, face, font_options
from convanim.errors import RenderError, SpecError
from convanim.language.template import named, parse
from convanim.language.tongue import ENGLISH, Tongue
from convanim.mobjects.caption import reading_time

HINDI, CHINESE = "कन्वोल्यूशन", "深度卷积"


def painted(text: str, bold: bool = False, size: float = 40) -> np.ndarray:
    pixels = np.zeros((80, 480), dtype=np.uint8)
    context = cairo.Context(cairo.ImageSurface.create_for_data(pixels.data, cairo.Format.A8, 480, 80))
    context.set_font_options(font_options())
    context.set_font_face(face(FAMILY, bold))
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
    alone = sum(outline(letter, False, FAMILY).advance for letter in "कन्य")
    assert outline("कन्य", False, FAMILY).advance < 0.9 * alone
    assert outline("कि", False, FAMILY).strokes[0] != outline("क", False, FAMILY).strokes[0]
    assert lettering._stretches(f"8 {HINDI}, 3×3", False, FAMILY) == (
        ("own", "8 "),
        ("other", HINDI),
        ("own", ", 3×3"),
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
            Painter(cairo.Context(page), FAMILY).paint([words])
        sizes.append(path.stat().st_size)
    assert sizes[1] > sizes[0] + 500


def test_a_missing_font_is_named_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(outlines, "installed", lambda: frozenset({"Liberation Sans"}))
    for language in ("zh", "zh-CN", "hi"):
        with pytest.raises(RenderError, match=r"no font for .* is installed; allowed: one of Noto Sans .*; try apt"):
            font_for(language)
    assert font_for("de") is font_for("en") is None


@pytest.mark.parametrize("language", NEEDED)
def test_any_of_the_fonts_will_do(monkeypatch, language):
    last = NEEDED[language].families[-1]
    monkeypatch.setattr(outlines, "installed", lambda: frozenset({last}))
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
    from convanim.language.catalogs import messages

    said = [
        [tongue.fill(message, dict.fromkeys(named(parse(message)), 8)).text for tongue in (ENGLISH, Tongue("zh"))]
        for message in messages("zh")
    ]
    sentences = [pair for pair in said if len(pair[0]) > 60]
    english, chinese = (sum(map(reading_time, texts)) for texts in zip(*sentences, strict=True))
    assert len(sentences) > 8
    assert 0.8 < chinese / english < 1.25


HEBREW, ARABIC = "שלום", "مرحبا"


def strokes_of(text: str, x: float = 0.0) -> list[tuple[str, tuple[float, ...]]]:
    """What is drawn of a text that starts at ``x``, in sizes of the type."""
    return [
        (verb, tuple(round(number + (0.0 if k % 2 else x), 2) for k, number in enumerate(numbers)))
        for verb, numbers in outline(text, False, FAMILY).strokes
    ]


def near(one: list, other: list) -> bool:
    return [verb for verb, _ in one] == [verb for verb, _ in other] and all(
        np.allclose(a, b, atol=0.03) for (_, a), (_, b) in zip(one, other, strict=True)
    )


def width(text: str) -> float:
    return outline(text, False, FAMILY).advance


def test_hebrew_runs_from_right_to_left(fonts):
    fonts("he")
    first, second = "של"
    assert near(strokes_of(first + second), [*strokes_of(second), *strokes_of(first, width(second))])
    assert not near(strokes_of(first + second), [*strokes_of(first), *strokes_of(second, width(first))])


def test_arabic_letters_join(fonts):
    fonts("ar")
    assert width(ARABIC) < 0.9 * sum(map(width, ARABIC))


@pytest.mark.parametrize(("language", "word"), [("he", HEBREW), ("ar", ARABIC)])
def test_numbers_within_run_from_left_to_right(fonts, language, word):
    fonts(language)
    line = f"{word} 3×36"
    # The word, a space and the numbers, seen from the right.
    end = width(line)
    assert near(strokes_of(line)[-len(strokes_of(word)) :], strokes_of(word, end - width(word)))
    assert near(strokes_of(line)[: len(strokes_of("3×36"))], strokes_of("3×36"))
    assert text_width(line, 40) == pytest.approx(40 * end)


@pytest.mark.parametrize(("language", "word"), [("he", HEBREW), ("ar", ARABIC)])
@pytest.mark.parametrize("mark", ["", "\u200f", "\u2067", "\u202e"])
def test_a_line_is_as_wide_as_it_is_painted_whichever_way_it_runs(fonts, language, word, mark):
    fonts(language)
    for line in (f"{mark}{word}", f"{mark}x {word} 8", f"{mark}8 {word} x"):
        start, end = columns(painted(line))
        assert 18 <= start < 30 and abs(end - 20 - text_width(line, 40)) < 10


def test_scripts_that_run_to_the_left_have_fonts_of_their_own(fonts):
    fonts("he"), fonts("ar")
    assert len({appearance(), appearance(language="he"), appearance(language="ar")}) == 3


def test_accents_by_themselves_go_onto_their_letters():
    assert text_width("e\u0301", 40) == text_width("\u00e9", 40)
    assert np.array_equal(painted("e\u0301"), painted("\u00e9"))
    # No letter of its own for this one: it stands on the letter, and not behind it.
    both, alone = painted("x\u0302"), painted("x")
    assert text_width("x\u0302", 40) == pytest.approx(text_width("x", 40), abs=0.5)
    assert both[: 60 - 22].any() and not alone[: 60 - 22].any()


def test_no_letter_is_lost():
    hidden = painted("a\u00adb\u200bc\u2060d\ufeff")
    assert np.array_equal(hidden, painted("abcd"))
    assert np.array_equal(painted("a\tb\nc"), painted("a b c"))
    with pytest.raises(SpecError, match=r"U\+0001"):
        text_width("\x01", 28)
    with pytest.raises(SpecError, match=r"no font on this machine has an outline for U\+E000; allowed: .*; try others"):
        text_width("x \ue000 y", 28)
