"""The handout on paper: every beat with its picture and its words, to be selected and searched."""

import shutil

import pytest
from PIL import Image

from convanim.course.handout.build import write_handout
from convanim.course.handout.paper import MARGIN, PAPERS
from convanim.course.handout.sheet import Sheet, TextStyle, broken
from convanim.course.handout.tags import completed
from convanim.course.text.story import Story
from convanim.course.text.texts import beat_alt, command
from convanim.draw.lettering import text_width
from tests.children import run
from tests.course.telling import HOSTILE, story

pypdf = pytest.importorskip("pypdf")


@pytest.fixture
def stills(tmp_path):
    paths = []
    for place in range(9):
        paths.append(tmp_path / f"{place}.png")
        Image.new("RGB", (160, 90), (20 * place, 0, 0)).save(paths[-1])
    return paths


def words(text):
    return " ".join(text.split())


def with_beats(count, **more):
    sections = [{"name": f"beat_{n}", "start": 2.0 * n, "end": 2.0 * n + 2} for n in range(count)]
    captions = [{"text": f"This is said in beat {n}.", "start": 2.0 * n, "end": 2.0 * n + 1} for n in range(count)]
    return story(sections=sections, captions=captions, seconds=2.0 * count, **more)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_every_beat_is_there(stills, tmp_path, count):
    told = with_beats(count)
    write_handout(told, stills[:count], tmp_path / "handout.pdf")
    pdf = pypdf.PdfReader(tmp_path / "handout.pdf")
    text = words(" ".join(page.extract_text() for page in pdf.pages))
    for beat in told.beats:
        assert beat.title in text and beat.sentences[0].text in text
    assert words(command(told)) in text
    assert f"1 of {len(pdf.pages)}" in text
    assert sum(len(page.images) for page in pdf.pages) == count
    assert len(pdf.pages) <= (count + 3) // 2
    assert all(page.extract_text().strip() for page in pdf.pages)
    assert [one.title for one in pdf.outline] == [beat.title for beat in told.beats]
    assert (pdf.metadata.title, round(pdf.pages[0].mediabox.width), round(pdf.pages[0].mediabox.height)) == (
        "Depthwise convolution",
        595,
        842,
    )
    assert "http" not in text


@pytest.mark.parametrize("text", [*HOSTILE, "unbroken" * 60, "many words " * 90])
def test_any_text_stays_on_the_page(stills, tmp_path, text):
    write_handout(story(title=text, said=(text, text)), stills[:2], tmp_path / "handout.pdf")
    assert pypdf.PdfReader(tmp_path / "handout.pdf").pages
    style = TextStyle(10, 12)
    assert all(text_width(line, 10) <= 300 for line in broken(text, style, 300))


def test_a_still_for_each_beat(stills, tmp_path):
    with pytest.raises(ValueError, match="3 stills for 2 beats"):
        write_handout(story(), stills[:3], tmp_path / "handout.pdf")
    with pytest.raises(OSError, match="missing"):
        write_handout(story(), [stills[0], tmp_path / "missing.png"], tmp_path / "handout.pdf")


def test_the_equation_is_the_one_in_the_picture():
    from convanim.course.text.equations import main_equation

    told: Story = story(
        equations=[
            {"text": "8 × 8 × 9 = 576", "start": 0.1, "end": 1.0},
            {"text": "8 × 9 = 72", "start": 1.0, "end": 2.0},
        ]
    )
    assert main_equation(told, told.beats[0]) == "8 × 9 = 72"
    assert main_equation(told, told.beats[1]) == "16 cells × 9 weights each = 144 multiply-adds"


def test_upright_pictures_are_as_large_as_wide_ones(tmp_path):
    paths = []
    for place in range(3):
        paths.append(tmp_path / f"upright-{place}.png")
        Image.new("RGB", (90, 160), (20 * place, 0, 0)).save(paths[-1])
    write_handout(with_beats(3, width=480, height=854), paths, tmp_path / "handout.pdf")
    # Two of them with legible numbers do not fit on a page.
    pdf = pypdf.PdfReader(tmp_path / "handout.pdf")
    assert [len(page.images) for page in pdf.pages] == [1, 1, 1]


def test_long_names_of_beats_are_broken(stills, tmp_path):
    told = with_beats(3, language="de", chapters={"beat_1": "Ein Kapitel " * 12})
    write_handout(told, stills[:3], tmp_path / "handout.pdf")
    text = words(" ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "handout.pdf").pages))
    assert text.count("Ein Kapitel") == 12


def test_what_runs_to_the_left_ends_at_the_right_margin(stills, tmp_path, monkeypatch):
    placed = []
    monkeypatch.setattr(Sheet, "text", lambda sheet, text, x, y, style, right=False: placed.append((text, x, right)))
    told = story(title="קונבולוציה", said=("כל ערוץ פוגש את המסנן שלו", "PyTorch וכל השאר"), language="he")
    write_handout(told, stills[:2], tmp_path / "handout.pdf")
    ends = {text.strip("\u200f"): (x, right) for text, x, right in placed}
    for text in ("קונבולוציה", "כל ערוץ פוגש את המסנן שלו", "PyTorch וכל השאר"):
        assert ends[text] == (PAPERS["a4"].width - MARGIN, True) or text == "קונבולוציה"
    assert any(text == "קונבולוציה" and right for text, _, right in placed)
    assert any(text.startswith("\u200fPyTorch") for text, _, _ in placed)


def elements(pdf):
    """Every element of the structure with its depth, as it is read."""

    def below(element, depth):
        element = element.get_object()
        yield depth, element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if not isinstance(kid, int):
                yield from below(kid, depth + 1)

    (root,) = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"]
    return list(below(root, 0))


def test_readers_find_headings_and_what_pictures_show(stills, tmp_path, caplog):
    told = with_beats(5)
    write_handout(told, stills[:5], tmp_path / "handout.pdf")
    pdf = pypdf.PdfReader(tmp_path / "handout.pdf", strict=True)
    assert caplog.records == []
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] and catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/Lang"] == "en"
    found = elements(pdf)
    assert [(depth, element["/S"]) for depth, element in found if depth < 2] == [
        (0, "/Document"),
        *[(1, kind) for kind in ("/H1", "/P", "/L", *["/Sect"] * 5, "/P", "/P")],
    ]
    assert sum(element["/S"] == "/H2" for _, element in found) == 5
    figures = [element["/Alt"] for _, element in found if element["/S"] == "/Figure"]
    assert figures == [beat_alt(told, beat) for beat in told.beats]
    assert not [element for _, element in found if "/Lang" in element]


def test_the_handout_tells_its_language_and_that_of_words_nobody_has_translated(stills, tmp_path):
    write_handout(story(title="קונבולוציה", language="he"), stills[:2], tmp_path / "handout.pdf")
    pdf = pypdf.PdfReader(tmp_path / "handout.pdf", strict=True)
    assert pdf.trailer["/Root"]["/Lang"] == "he"
    told = {element["/S"]: element.get("/Lang") for _, element in elements(pdf)}
    assert (told["/H1"], told["/L"]) == (None, "en")


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="there is no pdfinfo")
def test_words_of_two_lines_are_not_joined(stills, tmp_path):
    write_handout(story(said=("words " * 90, "few")), stills[:2], tmp_path / "handout.pdf")
    read = run(["pdfinfo", "-struct-text", tmp_path / "handout.pdf"], check=True).stdout
    assert ("words " * 90).strip() in read


def test_what_another_program_wrote_is_left_as_it_is():
    for pdf in (b"", b"%PDF-1.7\nstartxref\n9\n%%EOF\n", b"%PDF-1.5\n1 0 obj\nstartxref\n9\n%%EOF\n"):
        assert completed(pdf, "en", ()) == pdf


@pytest.mark.parametrize("count", [1, 4])
def test_letter_is_shorter_and_wider(stills, tmp_path, count):
    told = with_beats(count)
    write_handout(told, stills[:count], tmp_path / "handout.pdf", PAPERS["letter"])
    pdf = pypdf.PdfReader(tmp_path / "handout.pdf")
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in pdf.pages} == {(612.0, 792.0)}
    assert sum(len(page.images) for page in pdf.pages) == count
