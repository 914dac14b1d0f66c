"""A deck for PowerPoint is a sound package, whose films play by themselves."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree
from zipfile import ZipFile

import av
import pytest

from convanim.course.powerpoint.build import powerpoint, slide_size
from convanim.course.text.quiz import questions_of
from convanim.course.text.story import Story
from convanim.errors import RenderError, SpecError
from convanim.request.render import render
from convanim.spec import Layer
from tests.course.telling import story

pptx = pytest.importorskip("pptx")
LAYER = Layer(2, 2, size=(3, 2), kernel=1)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    made = render("pointwise", layer=LAYER, quality="l", out=tmp_path_factory.mktemp("clip"), cache=False)
    return Story.read(made.ledger), made.path


@pytest.fixture(scope="module")
def content(clip):
    return powerpoint([clip], title="A <deck> & more", mark="0123456789abcdef")


@pytest.fixture(scope="module")
def deck(content):
    return pptx.Presentation(BytesIO(content))


def films(deck):
    """The slides that play one, and their shapes by kind: the title, the film, its last picture, and what else is."""
    return [slide for slide in deck.slides if slide.element.findall(".//{*}videoFile")]


def test_the_same_clips_are_the_same_file(clip, content):
    assert powerpoint([clip], title="A <deck> & more", mark="0123456789abcdef") == content


def test_every_part_is_there_once_and_of_a_known_kind(content):
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        assert len(names) == len({*names}) and package.testzip() is None
        media = [package.read(name) for name in names if name.startswith("ppt/media/")]
        assert len(media) == len({sha256(one).digest() for one in media})
        kinds = ElementTree.fromstring(package.read("[Content_Types].xml"))
        known = {one.get("Extension") or one.get("PartName") for one in kinds}
        types = {one.get("Extension"): one.get("ContentType") for one in kinds}
        assert (types["mp4"], types["png"]) == ("video/mp4", "image/png")
        for name in names[1:]:
            assert name.rsplit(".", 1)[-1] in known or f"/{name}" in known, name
        for name in (one for one in names if one.endswith(".rels")):
            folder = PurePosixPath(name).parent.parent
            for one in ElementTree.fromstring(package.read(name)):
                target = one.get("Target")
                parts: list[str] = []
                for part in (folder / target).parts if not target.startswith("/") else PurePosixPath(target).parts[1:]:
                    parts = parts[:-1] if part == ".." else [*parts, part]
                assert "/".join(parts) in names, (name, target)
        assert not [name for name in names if "printer" in name or "thumbnail" in name]


def test_a_slide_a_beat_after_one_that_says_what_it_is_about(deck, clip):
    told, _ = clip
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [told.title, *(beat.title for beat in told.beats)]
    assert len(films(deck)) == len(told.beats)
    assert "Filters  2, each 2×1×1" in "\n".join(one.text_frame.text for one in deck.slides[0].shapes)


def test_a_films_place_is_the_whole_slide_and_its_title_lies_under_it(deck):
    for slide in films(deck):
        title, film, still = slide.shapes
        assert title == slide.shapes.title
        for one in (film, still):
            assert (one.left, one.top, one.width, one.height) == (0, 0, deck.slide_width, deck.slide_height)


def test_it_plays_with_the_slide_and_its_last_picture_then_comes(deck, clip):
    told, _ = clip
    for slide, beat in zip(films(deck), told.beats, strict=True):
        _, film, still = slide.shapes
        (timing,) = slide.element.findall("{*}timing")
        xml = ElementTree.tostring(ElementTree.fromstring(pptx.oxml.xmlchemy.serialize_for_reading(timing))).decode()
        plays, *appear = re.findall(r'nodeType="(\w+Effect)"', xml)
        assert (plays, appear) == ("afterEffect", ["afterEffect"])
        assert 'evt="onBegin"' in xml and "clickEffect" not in xml
        (length,) = map(int, re.findall(r'cmd="playFrom.*?dur="(\d+)"', xml, re.DOTALL))
        assert length == pytest.approx(1000 * (beat.end - beat.start), abs=1)
        assert [int(one) for one in re.findall(r'spid="(\d+)"', xml)] == [film.shape_id, still.shape_id, film.shape_id]
        assert f'delay="{length}"' in xml


def test_shapes_and_slides_say_in_words_what_they_show(deck, clip):
    told, _ = clip
    for slide, beat in zip(films(deck), told.beats, strict=True):
        _, *shown = slide.shapes
        for one in shown:
            assert beat.title in one._element.xpath("./*/p:cNvPr")[0].get("descr")
        notes = slide.notes_slide.notes_text_frame
        assert [one.text for one in beat.sentences] == [one.text for one in notes.paragraphs[: len(beat.sentences)]]
        languages = {one.get("lang") for one in slide.element.iter("{*}rPr")}
        assert languages == {"en-US"}


def test_the_file_says_what_it_is(deck):
    told = deck.core_properties
    assert (told.title, told.language, told.identifier) == ("A <deck> & more", "en-US", "0123456789abcdef")
    assert "Canny" not in f"{told.author}{told.last_modified_by}"


def test_each_film_has_a_section_and_its_own_ground(clip):
    told, film = clip
    light = replace(told, theme="light", title="שלום", language="he")
    deck = pptx.Presentation(BytesIO(powerpoint([clip, (light, film)])))
    sections = deck.part._element.findall(".//{*}section")
    assert [one.get("name") for one in sections] == [told.title, "שלום"]
    assert [len(one.findall(".//{*}sldId")) for one in sections] == [1 + len(told.beats)] * 2
    grounds = {str(slide.background.fill.fore_color.rgb) for slide in deck.slides}
    assert len(grounds) == 2
    heading = deck.slides[1 + len(told.beats)].shapes.title.text_frame.paragraphs[0]
    assert heading._p.pPr.get("rtl") == "1"


@pytest.mark.parametrize(
    ("pixels", "size"),
    [
        ((854, 480), (12_192_000, 6_858_000)),
        ((720, 720), (12_192_000, 12_192_000)),
        ((1080, 1920), (6_858_000, 12_192_000)),
    ],
)
def test_slides_have_the_films_shape(pixels, size):
    assert slide_size(story(width=pixels[0], height=pixels[1])) == size


def test_a_question_is_a_slide_of_its_own_before_the_answers(clip, tmp_path):
    told, _ = clip
    questions = questions_of(told)
    assert questions
    content = powerpoint([clip], quiz=True)
    deck = pptx.Presentation(BytesIO(content))
    shown = films(deck)
    assert len(shown) == len(told.beats) + len(questions)
    asking = [slide for slide in shown if len(slide.shapes) > 3]
    for slide, question in zip(asking, questions, strict=True):
        texts = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
        assert texts[1:] == [*["?"] * len(question.boxes), question.asked]
        assert question.answer in slide.notes_slide.notes_text_frame.text
    assert question.answer not in {one.text_frame.text for one in deck.slides[0].shapes if one.has_text_frame}
    # Together the pieces are as long as the film.
    frames = 0
    with ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(".mp4"):
                with av.open(BytesIO(package.read(name))) as film:
                    frames += sum(1 for _ in film.decode(video=0))
    assert frames == round(told.seconds * told.fps)


def test_without_clips_or_what_writes_it_there_is_no_deck(clip, monkeypatch):
    with pytest.raises(SpecError, match="no clips"):
        powerpoint([])
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(RenderError, match=r"pip install 'convanim\[pptx\]'"):
        powerpoint([clip])


@pytest.mark.full
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftoppm")), reason="there is no LibreOffice")
def test_libreoffice_opens_it_and_shows_each_beats_last_picture(clip, content, tmp_path):
    from PIL import Image, ImageChops

    from convanim.course.frames import last_frame, picture

    told, film = clip
    (tmp_path / "deck.pptx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "deck.pptx"]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    subprocess.run(["pdftoppm", "-r", "60", "-png", tmp_path / "deck.pdf", tmp_path / "page"], check=True, timeout=60)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == 1 + len(told.beats)
    for page, beat in zip(pages[1:], told.beats, strict=True):
        with Image.open(page) as shown, Image.open(BytesIO(picture(film, last_frame(told, beat)))) as last:
            small = shown.convert("L").resize((160, 90))
            apart = ImageChops.difference(small, last.convert("L").resize((160, 90)))
        assert sum(apart.tobytes()) / len(apart.tobytes()) < 6
