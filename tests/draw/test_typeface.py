"""The font that comes with convanim: what is in it, and that nothing on a machine takes its place."""

import os
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

from convanim.draw import typeface
from convanim.draw.lettering import lacking, text_width
from convanim.draw.outlines import NEEDED, SCRIPTS, outline
from convanim.draw.typeface import CAP_HEIGHT, DIGIT, FAMILY, FILES, face, family_for, is_own, scaled
from convanim.errors import FontWarning
from convanim.language.catalogs import LOCALE, languages, messages
from tests.children import python
from tests.draw.test_outlines import painted
from tests.tracked import ROOT, tracked

LATIN = [language for language in languages(LOCALE) if language not in NEEDED]


@pytest.mark.parametrize("bold", [False, True])
def test_all_digits_are_equally_wide(bold):
    widths = {scaled(face(FAMILY, bold)).text_extents(digit).x_advance for digit in "0123456789"}
    assert len(widths) == 1
    assert widths.pop() == pytest.approx(100 * DIGIT, rel=0.03 if bold else 1e-6)
    assert -scaled(face(FAMILY, bold)).text_extents("H").y_bearing == pytest.approx(100 * CAP_HEIGHT)


@pytest.mark.parametrize("bold", [False, True])
def test_it_has_all_that_films_say(bold):
    assert len(LATIN) >= 3
    said = "".join(text for language in LATIN for pair in messages(language).items() for text in pair)
    said += "".join(path.read_text(encoding="utf-8") for path in tracked("scenes") if path.suffix == ".py")
    assert not lacking("".join(letter for letter in set(said) if letter.isprintable()), bold)


@pytest.mark.parametrize("bold", [False, True])
def test_it_has_the_letters_of_europe_and_the_signs_of_formulas(bold):
    assert not lacking("ÀÆÇÐØÞßŁłŐőŒœŠšŽžĞğİıŞşȘșȚțŴŵŶŷẞ ƠơƯưẾếỮữẬậ ΑΒΓΔΩαβγδλμπσω АБЯабяЁёЄєІіЇїҐґЂђЋћ", bold)
    assert not lacking("−+×÷=≈≠≤≥±·…∞∑√∂∫←↑→↓⊙%°′″§–—‘’“”„‚«»‹›¿¡•€£¥\u00a0\u2007\u202f", bold)
    assert all(lacking(script.sample[0], bold) for script in SCRIPTS)


def test_what_it_lacks_is_in_another_font():
    # An open e, as some languages of Africa write it, in the middle of a word.
    assert lacking("k\u025bm") == "\u025b"
    assert unicodedata.category("\u025b") == "Ll"
    parts = text_width("k", 40) + 40 * outline("\u025b", False, FAMILY).advance + text_width("m", 40)
    assert text_width("k\u025bm", 40) == pytest.approx(parts)
    assert (painted("k\u025bm") != painted("km")).any()


def test_the_files_are_small_and_licensed():
    for path in FILES:
        assert 20_000 < path.stat().st_size <= 150_000
        assert "SIL OPEN FONT LICENSE Version 1.1" in (path.parent / "OFL.txt").read_text(encoding="utf-8")


def test_other_families_are_what_they_are():
    assert is_own(FAMILY) and family_for() == FAMILY
    assert family_for("DejaVu Sans") == "DejaVu Sans"


@pytest.fixture
def forgotten():
    typeface._drawn.cache_clear()
    yield
    typeface._drawn.cache_clear()


def test_where_cairo_does_not_find_it_another_stands_for_it(monkeypatch, forgotten):
    monkeypatch.setattr(typeface, "is_own", lambda family: False)
    monkeypatch.setattr("manimpango.list_fonts", lambda: [FAMILY, "DejaVu Sans", "Liberation Sans", "Noto Sans"])
    with pytest.warns(FontWarning, match=r"set in Liberation Sans: .* may show fewer numbers"):
        assert family_for() == "Liberation Sans"
    assert face(FAMILY, True).get_family() == "Liberation Sans"


SHOWN = """
import hashlib, io, sys
import cairo
from convanim.draw.items import Words
from convanim.draw.lettering import appearance, text_width
from convanim.draw.outlines import outline
from convanim.draw.paint import Painter
from tests.scenes.test_golden import frames

lines = ["Depthwise convolution", "9\\u2009216 \\u2212 4 \\u2299 3", "Gr\\u00f6\\u00dfe 10\\u207b\\u2077"]
print([text_width(line, 28, bold) for line in lines for bold in (False, True)])
print(appearance())
for surface in (cairo.SVGSurface, cairo.PDFSurface):
    written = io.BytesIO()
    with surface(written, 600, 200) as page:
        if surface is cairo.PDFSurface:
            page.set_metadata(cairo.PDFMetadata.CREATE_DATE, "")
        words = [Words(line, 20, 50 * k, 40, (0, 0, 0, 1), (1, 1, 1), bold=k > 1) for k, line in enumerate(lines)]
        Painter(cairo.Context(page), "Convanim Sans").paint(words)
    print(surface.__name__, hashlib.sha256(written.getvalue()).hexdigest())
print(outline("x\\u0302 3", True, "Convanim Sans").advance)
for beat, frame in frames("depthwise", "16:9").items():
    print(beat, hashlib.sha256(frame.tobytes()).hexdigest())
"""
CONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{}</fontconfig>'


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="asks for fontconfig")
def test_a_film_is_the_same_whatever_fonts_a_machine_has(tmp_path):
    dejavu = Path("/usr/share/fonts/truetype/dejavu")
    configs = {"none": "", "few": f"<dir>{dejavu}</dir><cachedir>{tmp_path}</cachedir>"}
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    told = [python("-W", "ignore", "-c", SHOWN, cwd=ROOT, env=environment).stdout]
    for name, inside in configs.items():
        config = tmp_path / f"{name}.conf"
        config.write_text(CONFIG.format(inside))
        told.append(
            python("-W", "ignore", "-c", SHOWN, cwd=ROOT, env=environment | {"FONTCONFIG_FILE": str(config)}).stdout
        )
    assert len(told[0].splitlines()) > 6
    assert told[0] == told[1] == told[2]


FORGOTTEN = """
import manimpango
from convanim.draw.lettering import text_width
from convanim.draw.outlines import outline
from convanim.draw.typeface import FAMILY, FILES

text_width("x", 40)
manimpango.unregister_font(str(FILES[0]))
assert FAMILY not in manimpango.list_fonts()
for bold in (False, True):
    print(round(text_width("wide 3", 100, bold)), round(100 * outline("wide 3", bold, FAMILY).advance))
"""


def test_it_is_there_still_when_all_registered_fonts_were_forgotten():
    """As by Manim's own ``with register_font(...)``."""
    expected = [round(text_width("wide 3", 100, bold)) for bold in (False, True)]
    told = python("-W", "ignore", "-c", FORGOTTEN, cwd=ROOT).stdout
    assert told.splitlines() == [f"{width} {width}" for width in expected]


MEANWHILE = """
import shutil, sys, time
import cairo
from convanim.draw.typeface import FAMILY, face, font_options

def width(size):
    context = cairo.Context(cairo.ImageSurface(cairo.Format.A8, 300, 100))
    context.set_font_options(font_options())
    context.set_font_face(face(FAMILY, False))
    context.set_font_size(size)
    return context.text_extents("Depthwise convolution").x_advance / size

before = width(32)
# So long that fontconfig, which counts in seconds, takes the folder for changed and looks again.
time.sleep(2.2)
shutil.copy(*sys.argv[1:])
time.sleep(1.5)
# In another size, of which Cairo has kept nothing.
assert abs(width(64) / before - 1) < 1e-4
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of fontconfig")
def test_a_font_that_is_installed_meanwhile_changes_nothing(tmp_path):
    folder, config = tmp_path / "fonts", tmp_path / "fonts.conf"
    folder.mkdir()
    inside = f"<dir>{folder}</dir><cachedir>{tmp_path}</cachedir><config><rescan><int>1</int></rescan></config>"
    config.write_text(CONFIG.format(inside))
    environment = {**os.environ, "FONTCONFIG_FILE": str(config)}
    python("-W", "ignore", "-c", MEANWHILE, FILES[1], folder / "other.ttf", cwd=ROOT, env=environment)
